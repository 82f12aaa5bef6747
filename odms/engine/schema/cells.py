"""The SQL of a cell's value under a field: NULL where the text is not of the field's type.

Each type is read as Table Schema 2.0 writes it. Where the standard leaves a format to whoever
reads (`any`, `email`, `uri`), what is taken stands here and in the docs.
"""

from collections.abc import Mapping

from odms.engine.schema import times
from odms.engine.schema.model import Field
from odms.engine.types.shapes import quoted, trimmed
from odms.errors import Invalid

TRUE_VALUES = ("true", "True", "TRUE", "1")
FALSE_VALUES = ("false", "False", "FALSE", "0")
PATTERNS: Mapping[tuple[str, str], str] = {
    ("string", "email"): r"^[^\s@<>(),;:\\\[\]]+@[^\s@.]+(\.[^\s@.]+)+$",
    ("string", "uri"): r"^[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+$",
    ("string", "uuid"): r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$",
    ("string", "binary"): r"^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$",
    ("string", "wkt"): (
        r"(?i)^(SRID=[0-9]+;)?\s*((MULTI)?(POINT|LINESTRING|POLYGON)|GEOMETRYCOLLECTION)"
        r"(\s*Z?M?)?\s*(\(.*\)|EMPTY)$"
    ),
    ("year", "default"): "^[0-9]{4}$",
    ("yearmonth", "default"): "^[0-9]{4}-(0[1-9]|1[0-2])$",
    ("duration", "default"): (
        r"^-?P([0-9]+W|([0-9]+Y)?([0-9]+M)?([0-9]+D)?(T([0-9]+H)?([0-9]+M)?([0-9]+([.][0-9]+)?S)?)?)$"
    ),
}
_INTEGER = "^[+-]?[0-9]+$"
_NUMBER = r"^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$|^(NaN|[+-]?INF)$"
_AROUND_NUMBERS = "(^[^-0-9]*)|([^0-9]*$)"
_GEOMETRIES = (
    "Point MultiPoint LineString MultiLineString Polygon MultiPolygon GeometryCollection Feature"
    " FeatureCollection"
)
_ITEM_TYPES = ("string", "integer", "boolean", "number", "datetime", "date", "time")


def value_sql(one: Field, text: str) -> str:
    """The value of `text` (SQL, no missing value) under a field.

    Raises Invalid for a format that is not known.
    """
    match one.type:
        case "string":
            return text if one.format == "default" else _matching(one, text)
        case "any":
            return text
        case "integer":
            bare = _bare(one, text)
            return f"CASE WHEN regexp_matches({bare}, '{_INTEGER}') THEN TRY_CAST({bare} AS HUGEINT) END"
        case "number":
            return _number(one, text)
        case "boolean":
            return _boolean(one, text)
        case "date" | "datetime" | "time":
            return times.value_sql(text, one.type, one.format, one.name)
        case "year":
            return f"TRY_CAST({_matching(one, text)} AS INTEGER)"
        case "geopoint":
            return _geopoint(one, text)
        case "geojson":
            kinds = "'Topology'" if one.format == "topojson" else _listed(_GEOMETRIES.split())
            told = f"json_extract_string({_json(text)}, '$.type') IN ({kinds})"
            return f"CASE WHEN {told} THEN {text} END"
        case "object" | "array":
            told = f"json_type({_json(text)}) = '{one.type.upper()}'"
            return f"CASE WHEN {told} THEN {text} END"
        case "list":
            return _list(one, text)
        case _:
            return _matching(one, text)


def length_sql(one: Field, value: str) -> str:
    """How long a value is: characters of a string, items of a list, an array or an object."""
    match one.type:
        case "list":
            return f"len(string_split({value}, {quoted(one.delimiter)}))"
        case "array":
            return f"json_array_length({value})"
        case "object":
            return f"len(json_keys({value}))"
    return f"length({value})"


def literal_sql(one: Field, given: object) -> str:
    """A bound or a choice of a schema, read as the field's cells are; NULL where it is none.

    JSON's own numbers and truths are read as JSON writes them.
    """
    if isinstance(given, bool):
        return str(given).lower() if one.type == "boolean" else quoted(str(given))
    if isinstance(given, (int, float)) and one.type in ("integer", "number"):
        return value_sql(Field(one.name, one.type), quoted(str(given)))
    return value_sql(one, quoted(str(given)))


def _number(one: Field, text: str) -> str:
    left = _bare(one, text)
    bare = left if one.decimal_char == "." else f"replace({left}, {quoted(one.decimal_char)}, '.')"
    spelt = f"replace({bare}, 'INF', 'Infinity')"
    held = f"regexp_matches({bare}, '{_NUMBER}')"
    if one.decimal_char != ".":  # the dot is no decimal sign here
        held = f"NOT contains({left}, '.') AND {held}"
    return f"CASE WHEN {held} THEN TRY_CAST({spelt} AS DOUBLE) END"


def _bare(one: Field, text: str) -> str:
    """The digits of a number: no blanks around, no decoration, no groups."""
    bare = trimmed(text)
    if not one.bare_number:
        bare = f"regexp_replace({bare}, '{_AROUND_NUMBERS}', '', 'g')"
    return f"replace({bare}, {quoted(one.group_char)}, '')" if one.group_char else bare


def _boolean(one: Field, text: str) -> str:
    yes = _listed(TRUE_VALUES if one.true_values is None else one.true_values)
    no = _listed(FALSE_VALUES if one.false_values is None else one.false_values)
    return f"CASE WHEN {text} IN ({yes}) THEN true WHEN {text} IN ({no}) THEN false END"


def _geopoint(one: Field, text: str) -> str:
    """Longitude and latitude as text, the numbers spelt one way; NULL for a place not on earth."""
    if one.format == "default":
        parts = f"string_split({text}, ',')"
        x, y = (f"TRY_CAST(trim({parts}[{i}]) AS DOUBLE)" for i in (1, 2))
        return f"CASE WHEN len({parts}) = 2 THEN {_place(x, y)} END"
    if one.format not in ("array", "object"):
        raise _unknown(one)
    keys = ("$[0]", "$[1]") if one.format == "array" else ("$.lon", "$.lat")
    told = _json(text)
    n = f"json_array_length({told})" if one.format == "array" else f"len(json_keys({told}))"
    x, y = (f"TRY_CAST(json_extract_string({told}, '{key}') AS DOUBLE)" for key in keys)
    kind = f"json_type({told}) = '{one.format.upper()}'"
    return f"CASE WHEN {kind} AND {n} = 2 THEN {_place(x, y)} END"


def _place(x: str, y: str) -> str:
    is_on_earth = f"{x} BETWEEN -180 AND 180 AND {y} BETWEEN -90 AND 90"
    return f"CASE WHEN {is_on_earth} THEN concat({x}, ',', {y}) END"


def _json(text: str) -> str:
    """The text where it is JSON: DuckDB raises for what is not."""
    return f"CASE WHEN json_valid({text}) THEN {text} END"


def _list(one: Field, text: str) -> str:
    if one.item_type not in _ITEM_TYPES:
        raise Invalid(
            "schema.unknown_type",
            field=one.name,
            type=one.item_type,
            known=", ".join(_ITEM_TYPES),
        )
    items = f"string_split({text}, {quoted(one.delimiter)})"
    read = value_sql(Field(one.name, one.item_type), "item")
    return f"CASE WHEN list_bool_and(list_transform({items}, lambda item: ({read}) IS NOT NULL)) THEN {text} END"


def _matching(one: Field, text: str) -> str:
    pattern = PATTERNS.get((one.type, one.format))
    if pattern is None:
        raise _unknown(one)
    return f"CASE WHEN regexp_matches({text}, {quoted(pattern)}) THEN {text} END"


def _listed(texts: tuple[str, ...] | list[str]) -> str:
    return ", ".join(map(quoted, texts)) or "NULL"


def _unknown(one: Field) -> Invalid:
    return Invalid("schema.unknown_format", field=one.name, type=one.type, format=one.format)
