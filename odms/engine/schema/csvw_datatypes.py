"""Types, formats and bounds of fields as CSVW's datatypes, and back."""

import re
from collections.abc import Mapping
from typing import Any

from odms.engine.schema.cells import PATTERNS
from odms.engine.schema.model import Field

_BASES: Mapping[str, str] = {
    "string": "string",
    "number": "number",
    "integer": "integer",
    "boolean": "boolean",
    "date": "date",
    "datetime": "datetime",
    "time": "time",
    "year": "gYear",
    "yearmonth": "gYearMonth",
    "duration": "duration",
    "geojson": "json",
    "object": "json",
    "array": "json",
    "geopoint": "string",
    "any": "any",
}
# What other documents call the types.
_TYPES: Mapping[str, str] = {
    "string": "string",
    "normalizedString": "string",
    "token": "string",
    "number": "number",
    "double": "number",
    "float": "number",
    "decimal": "number",
    "boolean": "boolean",
    "date": "date",
    "datetime": "datetime",
    "dateTime": "datetime",
    "dateTimeStamp": "datetime",
    "time": "time",
    "gYear": "year",
    "gYearMonth": "yearmonth",
    "duration": "duration",
    "dayTimeDuration": "duration",
    "yearMonthDuration": "duration",
    "any": "any",
    "anyAtomicType": "any",
    "anyURI": "string",
    "base64Binary": "string",
    "json": "string",
    "xml": "string",
    "html": "string",
    "integer": "integer",
}
_WHOLE = re.compile(
    "(unsigned|nonNegative|positive|nonPositive|negative)?(integer|long|int|short|byte)", re.I
)
_LEAST = {"unsigned": 0, "nonnegative": 0, "positive": 1}
_STRINGS = {"anyURI": "uri", "base64Binary": "binary"}
_LIMITS: Mapping[str, tuple[str, ...]] = {
    "minimum": ("minimum", "minInclusive"),
    "maximum": ("maximum", "maxInclusive"),
    "exclusive_minimum": ("minExclusive",),
    "exclusive_maximum": ("maxExclusive",),
    "min_length": ("minLength", "length"),
    "max_length": ("maxLength", "length"),
}
# Readers of CSVW refuse bounds of years.
_BOUNDED = ("number", "integer", "date", "datetime", "time", "duration")
# The parts of patterns that CSVW names; those with one letter take one digit or two, as strptime.
_PARTS: Mapping[str, str] = {
    "%Y": "yyyy",
    "%m": "M",
    "%d": "d",
    "%H": "HH",
    "%M": "mm",
    "%S": "ss",
    "%f": "S",
    "%z": "X",
}
_MET = re.compile("yyyy|MM?|dd?|HH?|mm|ss|S+|XXX|XX|X|xxx|xx|x")
_SAYABLE = re.compile(
    r"(yyyy-M-d|yyyyMd|d-M-yyyy|M-d-yyyy|d/M/yyyy|M/d/yyyy|d\.M\.yyyy|M\.d\.yyyy)?"
    r"([ T]?(HH:mm:ss(\.S)?|HHmmss|HH:mm|HHmm)( ?X)?)?"
)
_CHOICES = re.compile(r"\(\?:(.*)\)", re.S)


def write(one: Field) -> dict[str, Any]:
    """`datatype`, and `separator` of a list."""
    if one.type == "list":
        return {"datatype": _BASES[one.item_type], "separator": one.delimiter}
    base, format_ = _written(one)
    told: dict[str, Any] = {"base": base}
    if format_ is not None:
        told["format"] = format_
    for name, (key, *_) in _LIMITS.items():
        value = getattr(one.constraints, name)
        is_length = name.endswith("length")
        if value is not None and (is_length or base in _BOUNDED):
            told[key] = value
    return {"datatype": base if len(told) == 1 else told}


def read(given: Any, name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Attributes of a field, and of its constraints, from a datatype."""
    told: Mapping[str, Any] = given if isinstance(given, dict) else {"base": given}
    base = str(told.get("base", "string"))
    kind, limits = _type(base)
    format_ = told.get("format")
    if isinstance(format_, dict):
        pattern = str(format_.get("pattern") or "")
        kind["decimal_char"] = format_.get("decimalChar", ".")
        kind["group_char"] = format_.get("groupChar", "," if "," in pattern else "")
    elif isinstance(format_, str):
        _read_format(kind, limits, format_)
    for attribute, keys in _LIMITS.items():
        found = next((told[key] for key in keys if key in told), None)
        if found is not None:
            limits[attribute] = found
    return kind, limits


def _written(one: Field) -> tuple[str, Any]:
    """The base and the format; a string where CSVW has no word for how the cells are written."""
    match one.type:
        case "string":
            return _string(one)
        case "number" | "integer":
            if not one.bare_number:
                return "string", None
            if one.group_char or one.decimal_char != ".":
                signs = {"decimalChar": one.decimal_char, "groupChar": one.group_char}
                return _BASES[one.type], {key: sign for key, sign in signs.items() if sign}
        case "boolean":
            return _boolean(one)
        case "date" | "datetime" | "time" if one.format != "default":
            pattern = _pattern(one.format)
            return ("string", None) if pattern is None else (_BASES[one.type], pattern)
    return _BASES[one.type], None


def _string(one: Field) -> tuple[str, Any]:
    asked = one.constraints
    if asked.pattern is not None:
        return "string", asked.pattern
    if asked.enum:
        return "string", f"(?:{'|'.join(re.escape(str(choice)) for choice in asked.enum)})"
    base = next((base for base, of in _STRINGS.items() if of == one.format), "string")
    told = PATTERNS.get(("string", one.format)) if base == "string" else None
    return base, told


def _boolean(one: Field) -> tuple[str, Any]:
    yes, no = one.true_values, one.false_values
    if yes is None and no is None:
        return "boolean", None
    if yes and no and len(yes) == len(no) == 1:
        return "boolean", f"{yes[0]}|{no[0]}"
    return "string", None


def _pattern(format_: str) -> str | None:
    """A pattern of strptime in CSVW's letters; None where CSVW does not list it."""
    found = re.sub("%.", lambda met: _PARTS.get(met[0], "?"), format_)
    if not found or not _SAYABLE.fullmatch(found):
        return None
    return found.replace("yyyy-M-d", "yyyy-MM-dd").replace("yyyyMd", "yyyyMMdd")


def _type(base: str) -> tuple[dict[str, Any], dict[str, Any]]:
    whole = _WHOLE.fullmatch(base)
    if base not in _TYPES and whole:
        least = _LEAST.get((whole[1] or "").lower())
        return {"type": "integer"}, {} if least is None else {"minimum": least}
    kind: dict[str, Any] = {"type": _TYPES.get(base, "string")}
    if base in _STRINGS:
        kind["format"] = _STRINGS[base]
    return kind, {}


def _read_format(kind: dict[str, Any], limits: dict[str, Any], format_: str) -> None:
    match kind["type"]:
        case "boolean":
            yes, _, no = format_.partition("|")
            kind["true_values"], kind["false_values"] = (yes,), (no,)
        case "date" | "datetime" | "time":
            kind["format"] = _MET.sub(_directive, format_)
        case "number" | "integer":
            kind["group_char"] = "," if "," in format_ else ""
        case "string":
            _read_expression(kind, limits, format_)


def _directive(met: re.Match[str]) -> str:
    letter = met[0][0]
    return {"y": "%Y", "M": "%m", "d": "%d", "H": "%H", "m": "%M", "s": "%S", "S": "%f"}.get(
        letter, "%z"
    )


def _read_expression(kind: dict[str, Any], limits: dict[str, Any], format_: str) -> None:
    """A regular expression: that of a format, a list of choices, or a pattern."""
    known = {pattern: of for (type_, of), pattern in PATTERNS.items() if type_ == "string"}
    if format_ in known:
        kind["format"] = known[format_]
        return
    choices = _CHOICES.fullmatch(format_)
    if choices and (found := _unescaped(choices[1])) is not None:
        limits["enum"] = found
        return
    limits["pattern"] = format_


def _unescaped(text: str) -> tuple[str, ...] | None:
    """The texts of an alternation of plain texts; None where it is more than that."""
    parts = re.split(r"(?<!\\)(?:\\\\)*\|", text)
    found = tuple(re.sub(r"\\(.)", r"\1", part, flags=re.S) for part in parts)
    return found if "|".join(map(re.escape, found)) == text else None
