"""A record: what is said about a dataset, in the terms of this house.

Every standard (the Thai fourteen items, CKAN, DCAT, schema.org) is read into this shape and
written from it. FIELDS is the whole list; values of code lists are codes.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from odms.errors import Invalid
from odms.standards import codes

_ERA = 543  # years between the Buddhist and the common era
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DAY_FIRST = re.compile(r"(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})")
_THAI_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
_MOST_EXTRAS = 200
_MAX = {"line": 300, "text": 20_000, "url": 2000}

COLUMN_FIELDS = ("label_th", "label_en", "description_th", "description_en", "unit")


@dataclass(frozen=True)
class Kind:
    """What a field takes: `line`, `text`, `words`, `code`, `codes`, `number`, `date`, `url`,
    `columns` or `extras`; `list` names the code list."""

    name: str
    list: str = ""


FIELDS: dict[str, Kind] = {
    "title_th": Kind("line"),
    "title_en": Kind("line"),
    "description_th": Kind("text"),
    "description_en": Kind("text"),
    "publisher": Kind("line"),  # the agency's name; set by the house, never by hand
    "tags": Kind("words"),
    "data_type": Kind("code", "data_types"),
    "data_type_other": Kind("line"),
    "objective": Kind("codes", "objectives"),
    "objective_other": Kind("line"),
    "maintainer": Kind("line"),
    "maintainer_email": Kind("line"),
    "frequency_unit": Kind("code", "frequencies"),
    "frequency_interval": Kind("number"),
    "frequency_unit_other": Kind("line"),
    "geo_coverage": Kind("code", "geo_coverages"),
    "geo_coverage_other": Kind("line"),
    "data_source": Kind("line"),
    "data_format": Kind("codes", "data_formats"),
    "data_format_other": Kind("line"),
    "data_category": Kind("code", "categories"),
    "classification": Kind("code", "classifications"),
    "licence": Kind("code", "licences"),
    "licence_other": Kind("line"),
    "legal_ground": Kind("code", "legal_grounds"),
    "legal_ground_other": Kind("line"),
    "rights_origin": Kind("code", "rights_origins"),
    "rights_holder": Kind("line"),
    "source_licence": Kind("code", "licences"),
    "theme": Kind("code", "themes"),
    "period_start": Kind("date"),
    "period_end": Kind("date"),
    "language": Kind("codes", "languages"),
    "accessible_condition": Kind("text"),
    "url": Kind("url"),
    "columns": Kind("columns"),
    "extras": Kind("extras"),  # what a machine told under names of its own
}


@dataclass(frozen=True)
class Record:
    """One dataset's record. `columns` is {table position: {column: {COLUMN_FIELDS}}}, `extras` texts
    by names that are nobody's but their giver's.

    Dates are ISO text of the common era, `frequency_interval` a number of frequency units.
    """

    title_th: str = ""
    title_en: str = ""
    description_th: str = ""
    description_en: str = ""
    publisher: str = ""
    tags: list[str] = field(default_factory=list)
    data_type: str = ""
    data_type_other: str = ""
    objective: list[str] = field(default_factory=list)
    objective_other: str = ""
    maintainer: str = ""
    maintainer_email: str = ""
    frequency_unit: str = ""
    frequency_interval: int | None = None
    frequency_unit_other: str = ""
    geo_coverage: str = ""
    geo_coverage_other: str = ""
    data_source: str = ""
    data_format: list[str] = field(default_factory=list)
    data_format_other: str = ""
    data_category: str = ""
    classification: str = ""
    licence: str = ""
    licence_other: str = ""
    legal_ground: str = ""
    legal_ground_other: str = ""
    rights_origin: str = ""
    rights_holder: str = ""
    source_licence: str = ""
    theme: str = ""
    period_start: str = ""
    period_end: str = ""
    language: list[str] = field(default_factory=list)
    accessible_condition: str = ""
    url: str = ""
    columns: dict[str, dict[str, dict[str, str]]] = field(default_factory=dict)
    extras: dict[str, str] = field(default_factory=dict)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "Record":
        """The record written as a dict by `to_dict`, in this or an earlier version of the house."""
        return cls(**{name: value for name, value in values.items() if name in FIELDS})

    def to_dict(self) -> dict[str, Any]:
        """The record for JSON: every field, the empty ones too."""
        return dict(self.__dict__)

    def changed(self, changes: Mapping[str, Any]) -> "Record":
        """The record after what a person or machine typed: read leniently, checked for form.

        Labels of columns are merged, all else is replaced. Raises Invalid for a field that is not
        known or a value that cannot be one; what is missing is `thai.check_record`'s business.
        """
        read = {name: read_value(name, value) for name, value in changes.items()}
        if "columns" in read:
            read["columns"] = _merged(self.columns, read["columns"])
        return Record.from_dict(self.to_dict() | read)


def read_value(name: str, value: Any) -> Any:
    """What `value`, as typed or as another system wrote it, means for the field `name`.

    Raises Invalid, the field named as `item`.
    """
    if name not in FIELDS:
        raise Invalid("standards.unknown_field", item=name)
    kind = FIELDS[name]
    match kind.name:
        case "words":
            return _words(name, value)
        case "code":
            return _code(name, kind.list, str(value or "").strip())
        case "codes":
            return [_code(name, kind.list, part) for part in _parts(name, value)]
        case "number":
            return _number(name, value)
        case "date":
            return read_date(name, value)
        case "columns":
            return _columns(name, value)
        case "extras":
            return _extras(name, value)
        case _:
            return _text(name, kind.name, value)


def read_date(name: str, value: Any) -> str:
    """ISO text of a day typed in either era (`31/1/2569`, `2026-01-31`). Raises Invalid."""
    if isinstance(value, date):
        return (value.date() if isinstance(value, datetime) else value).isoformat()
    text = str(value or "").strip().translate(_THAI_DIGITS)
    if not text:
        return ""
    if found := _YEAR_FIRST.fullmatch(text):
        year, month, day = map(int, found.groups())
    elif found := _DAY_FIRST.fullmatch(text):
        day, month, year = map(int, found.groups())
    else:
        raise Invalid("standards.wrong_date", item=name, value=text)
    try:
        return date(year - _ERA if year > 2400 else year, month, day).isoformat()
    except ValueError:
        raise Invalid("standards.wrong_date", item=name, value=text) from None


def _text(name: str, kind: str, value: Any) -> str:
    text = str(value if value is not None else "").replace("\x00", "").strip()
    if kind == "line":
        text = " ".join(text.split())
    if len(text) > _MAX[kind]:
        raise Invalid("standards.too_long", item=name, n=len(text), limit=_MAX[kind])
    if kind == "url" and text and not re.match(r"https?://[^\s/]+", text):
        raise Invalid("standards.wrong_url", item=name, value=text)
    return text


def _parts(name: str, value: Any) -> list[str]:
    """The parts of a list, or of a text with commas and line ends; no part twice."""
    if isinstance(value, str):
        value = re.split(r"[,\n]", value)
    if not isinstance(value, (list, tuple, type(None))):
        raise Invalid("standards.not_a_list", item=name)
    parts = (" ".join(str(part).split()) for part in value or ())
    return list(dict.fromkeys(part for part in parts if part))


def _words(name: str, value: Any) -> list[str]:
    words = _parts(name, value)
    for word in words:
        if len(word) > 100:
            raise Invalid("standards.too_long", item=name, n=len(word), limit=100)
    return words


def _code(name: str, list_name: str, text: str) -> str:
    if not text:
        return ""
    if (code := codes.recognise(list_name, text)) is None:
        raise Invalid("standards.unknown_code", item=name, value=text)
    return code


def _number(name: str, value: Any) -> int | None:
    text = str(value if value is not None else "").strip().translate(_THAI_DIGITS)
    if not text:
        return None
    if not text.isdecimal() or not 0 < int(text) < 1000:
        raise Invalid("standards.wrong_number", item=name, value=text)
    return int(text)


def _columns(name: str, value: Any) -> dict[str, dict[str, dict[str, str]]]:
    try:
        return {
            str(position): {
                column: {part: _text(part, "line", label[part]) for part in label}
                for column, label in labels.items()
            }
            for position, labels in value.items()
        }
    except (AttributeError, TypeError, KeyError):
        raise Invalid("standards.wrong_columns", item=name) from None


def _extras(name: str, value: Any) -> dict[str, str]:
    """Names and texts; what is no text is written as JSON, and what says nothing is left out."""
    if not isinstance(value or {}, Mapping):
        raise Invalid("standards.not_a_list", item=name)
    if len(value or {}) > _MOST_EXTRAS:
        raise Invalid("standards.too_many", item=name, n=len(value), limit=_MOST_EXTRAS)
    told = {
        _text(name, "line", key): one
        if isinstance(one, str)
        else json.dumps(one, ensure_ascii=False)
        for key, one in (value or {}).items()
        if one not in (None, "", [], {})
    }
    return {key: _text(name, "text", one) for key, one in told.items() if key}


def _merged(
    before: dict[str, dict[str, dict[str, str]]], changes: dict[str, dict[str, dict[str, str]]]
) -> dict[str, dict[str, dict[str, str]]]:
    after = {position: dict(labels) for position, labels in before.items()}
    for position, labels in changes.items():
        for column, label in labels.items():
            if unknown := set(label) - set(COLUMN_FIELDS):
                raise Invalid("standards.unknown_field", item=min(unknown))
            known = after.setdefault(position, {})
            known[column] = known.get(column, {}) | label
    return after
