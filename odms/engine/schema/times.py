"""Patterns of dates and times as Table Schema writes them (those of C's strptime), in SQL.

A text is first held against a regular expression, so that nothing is read that the pattern does
not say, and then read by DuckDB.
"""

import re
from collections.abc import Mapping

from odms.errors import Invalid

# Each directive with what it matches; a day, a month or an hour may have one digit, as in strptime.
_DIRECTIVES: Mapping[str, str] = {
    "Y": "[0-9]{4}",
    "y": "[0-9]{2}",
    "m": "(1[0-2]|0?[1-9])",
    "d": "(3[01]|[12][0-9]|0?[1-9])",
    "j": "(36[0-6]|3[0-5][0-9]|[12][0-9]{2}|0?[1-9][0-9]|0{0,2}[1-9])",
    "H": "(2[0-3]|[01]?[0-9])",
    "I": "(1[0-2]|0?[1-9])",
    "M": "[0-5]?[0-9]",
    "S": "[0-5]?[0-9]",
    "f": "[0-9]{1,6}",
    "p": "([AaPp][Mm])",
    "z": "(Z|[+-][0-9]{2}:?[0-9]{2})",
    "b": "(?i:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)",
    "B": "(?i:January|February|March|April|May|June|July|August|September|October|November|December)",
    "a": "(?i:Mon|Tue|Wed|Thu|Fri|Sat|Sun)",
    "A": "(?i:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)",
    "%": "%",
}
# What a directive for two digits is called by those who write patterns with none.
_SHORTHANDS = {"D": "%m/%d/%y", "F": "%Y-%m-%d", "T": "%H:%M:%S", "R": "%H:%M"}

_ISO_DAY = r"[0-9]{4}-(1[0-2]|0[1-9])-(3[01]|[12][0-9]|0[1-9])"
# the end of a day may be written as its 24th hour
_ISO_CLOCK = r"(24:00:00(\.0+)?|([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]+)?)"
_ZONE = r"(Z|[+-][0-9]{2}:[0-9]{2})?"
_ISO: Mapping[str, str] = {
    "date": f"^{_ISO_DAY}$",
    "datetime": f"^{_ISO_DAY}T{_ISO_CLOCK}{_ZONE}$",
    "time": f"^{_ISO_CLOCK}{_ZONE}$",
}
# The patterns that `any` stands for: what can be read in one way alone.
_ANY: Mapping[str, tuple[str, ...]] = {
    "date": ("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%d %b %Y", "%d %B %Y", "%b %d %Y", "%B %d, %Y"),
    "datetime": (
        "%Y-%m-%d %H:%M:%S",
        "%Y-%m-%d %H:%M",
        "%Y-%m-%dT%H:%M",
        "%Y/%m/%d %H:%M:%S",
        "%Y-%m-%d",
    ),
    "time": ("%H:%M:%S", "%H:%M", "%I:%M %p", "%I:%M:%S %p"),
}
_DUCKDB = {"date": "DATE", "datetime": "TIMESTAMP", "time": "TIME"}


def value_sql(text: str, type_: str, format_: str, field: str) -> str:
    """The SQL of a date, datetime (zones taken to UTC) or time; NULL where `text` is not of it.

    Raises Invalid for a directive that is not known; `field` is named in it.
    """
    if format_ == "default":
        return _iso(text, type_)
    if format_ == "any":
        found = [_iso(text, type_), *(_read(text, type_, one, field) for one in _ANY[type_])]
        return f"coalesce({', '.join(found)})"
    return _read(text, type_, format_, field)


def expression(format_: str, field: str) -> str:
    """The regular expression of a pattern. Raises Invalid for an unknown directive."""
    found, rest = "", spelt_out(format_)
    while rest:
        if rest[0] == "%" and len(rest) > 1:
            if rest[1] not in _DIRECTIVES:
                raise Invalid("schema.unknown_directive", field=field, directive=rest[:2])
            found, rest = found + _DIRECTIVES[rest[1]], rest[2:]
        else:
            found, rest = found + re.escape(rest[0]), rest[1:]
    return f"^{found}$"


def spelt_out(format_: str) -> str:
    """A pattern with its shorthands written in full."""
    return re.sub("%([A-Za-z%])", lambda met: _SHORTHANDS.get(met[1], met[0]), format_)


def _iso(text: str, type_: str) -> str:
    """ISO 8601, each part with its zeros, as the standard's default asks."""
    kind = "TIMESTAMPTZ" if type_ == "datetime" else _DUCKDB[type_]
    read = f"TRY_CAST({_without_zone(text) if type_ == 'time' else text} AS {kind})"
    if type_ == "datetime":
        local = f"TRY_CAST({text} AS TIMESTAMP)"
        read = f"CASE WHEN regexp_matches({text}, '(Z|[+-]..:..)$') THEN {read} AT TIME ZONE 'UTC' ELSE {local} END"
    return f"CASE WHEN regexp_matches({text}, '{_ISO[type_]}') THEN {read} END"


def _without_zone(text: str) -> str:
    return f"regexp_replace(regexp_replace({text}, '(Z|[+-]..:..)$', ''), '^24', '00')"


def _read(text: str, type_: str, format_: str, field: str) -> str:
    wanted = _quoted(expression(format_, field))
    # DuckDB knows no Z, and reads a time of day as one of a day
    given = f"regexp_replace({text}, 'Z$', '+00:00')" if "%z" in format_ else text
    moment = f"try_strptime({given}, {_quoted(spelt_out(format_))})"
    if "%z" in format_:
        moment = f"({moment} AT TIME ZONE 'UTC')"
    return f"CASE WHEN regexp_matches({text}, {wanted}) THEN {moment}::{_DUCKDB[type_]} END"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
