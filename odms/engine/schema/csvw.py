"""CSV on the Web: a schema as the metadata of a CSV file, and back.

Source: w3.org/TR/tabular-metadata. What CSVW cannot say is left out: `unique`, keys beside the
primary one, labels of missing values, choices of numbers, bounds of years, dates in patterns
beyond its list. A
column's name is the field's name, percent-encoded; what the values mean and the code list they are
of stand as `schema:propertyID` and `schema:inCodeSet`.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote, unquote

from odms.engine.schema import csvw_datatypes
from odms.engine.schema.model import (
    Constraints,
    Field,
    ForeignKey,
    Schema,
    Value,
    Words,
    check,
)
from odms.engine.text.cleaning import has_thai
from odms.errors import Invalid

CONTEXT = "http://www.w3.org/ns/csvw"
MEDIA_TYPE = "application/csvm+json"
# common property: attribute of the field
_COMMON = {
    "schema:propertyID": "meaning",
    "schema:unitText": "unit",
    "schema:inCodeSet": "code_list",
    "dc:type": "rdf_type",
}
_INHERITED = ("datatype", "null", "required", "separator")


def write(schema: Schema, *, url: str, dialect: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The metadata (JSON-LD) of the CSV at `url`, which is written in `dialect` (CSVW's own terms)."""
    table: dict[str, Any] = {
        "columns": [_column(schema, one) for one in schema.fields],
        "primaryKey": [_encoded(name) for name in schema.primary_key],
        "foreignKeys": [_foreign(key, url) for key in schema.foreign_keys],
    }
    return {
        "@context": CONTEXT,
        "url": url,
        **({"dialect": dict(dialect)} if dialect else {}),
        **_texts("dc:title", schema.title),
        **_texts("dc:description", schema.description),
        "tableSchema": {name: value for name, value in table.items() if value},
    }


def read(document: Any) -> Schema:
    """A schema from CSVW metadata of a table, or of the first table of a group. Raises Invalid."""
    told = _mapping(document)
    if told.get("tables"):
        group = {name: told[name] for name in _INHERITED if name in told}
        told = group | _mapping(told["tables"][0])
    described = told.get("tableSchema")
    if not isinstance(described, dict) or not isinstance(described.get("columns"), list):
        raise Invalid("schema.csvw_no_columns")
    above = {name: part[name] for part in (told, described) for name in _INHERITED if name in part}
    columns = [_mapping(one) for one in described["columns"]]
    columns = [one for one in columns if not one.get("virtual")]
    fields = tuple(_field(above | one, i) for i, one in enumerate(columns))
    names = {str(one.get("name")): field.name for one, field in zip(columns, fields, strict=True)}
    keys = described.get("foreignKeys", [])
    return check(
        Schema(
            fields=fields,
            primary_key=_named(described.get("primaryKey", []), names),
            foreign_keys=tuple(
                _key(_mapping(one), names, str(told.get("url", ""))) for one in keys
            ),
            title=_words(told.get("dc:title")),
            description=_words(told.get("dc:description")),
        )
    )


def dialect_of(
    *,
    delimiter: str | None,
    quote_char: str | None,
    encoding: str | None,
    skip_rows: int,
    header_rows: int,
) -> dict[str, Any]:
    """A file's dialect in CSVW's terms."""
    told: dict[str, Any] = {
        "delimiter": delimiter or ",",
        "quoteChar": quote_char or '"',
        "encoding": {"cp874": "windows-874", "cp1252": "windows-1252"}.get(
            encoding or "", encoding or "utf-8"
        ),
        "header": header_rows > 0,
        "headerRowCount": header_rows,
    }
    return told | ({"skipRows": skip_rows} if skip_rows else {})


# Writing


def _column(schema: Schema, one: Field) -> dict[str, Any]:
    told: dict[str, Any] = {"name": _encoded(one.name), "titles": one.name}
    told |= csvw_datatypes.write(one)
    missing = schema.missing_of(one)
    if missing != ("",):
        told["null"] = list(missing)
    if one.constraints.required:
        told["required"] = True
    told |= _texts("rdfs:label", one.title) | _texts("dc:description", one.description)
    told |= {name: getattr(one, of) for name, of in _COMMON.items() if getattr(one, of)}
    if one.rdf_type:
        told["dc:type"] = {"@id": one.rdf_type}
    return told


def _foreign(key: ForeignKey, url: str) -> dict[str, Any]:
    return {
        "columnReference": [_encoded(name) for name in key.fields],
        "reference": {
            "resource": key.resource or url,
            "columnReference": [_encoded(name) for name in key.reference_fields],
        },
    }


def _texts(name: str, words: Words) -> dict[str, Any]:
    parts = {"th": words.th, "en": words.en}
    found = [{"@value": text, "@language": code} for code, text in parts.items() if text]
    return {name: found} if found else {}


def _encoded(name: str) -> str:
    """A name that can be a variable of an URI template."""
    text = quote(name, safe="").replace("-", "%2D").replace("~", "%7E")
    return re.sub("^_|^[.]|[.](?=[.]|$)", lambda met: f"%{ord(met[0]):02X}", text)


# Reading


def _field(told: dict[str, Any], at: int) -> Field:
    title = next(_titles(told.get("titles")), None)
    name = title or unquote(str(told.get("name") or "")) or f"_col.{at + 1}"
    null = told.get("null", [""])
    kept: dict[str, Any] = {of: told[key] for key, of in _COMMON.items() if told.get(key)}
    if isinstance(kept.get("rdf_type"), dict):
        kept["rdf_type"] = kept["rdf_type"].get("@id")
    missing = tuple(Value(str(one)) for one in (null if isinstance(null, list) else [null]))
    kind, limits = csvw_datatypes.read(told.get("datatype", "string"), name)
    if separator := told.get("separator"):
        kind = {"type": "list", "item_type": kind.get("type", "string"), "delimiter": separator}
        limits = {}
    return Field(
        name=name,
        title=_words(told.get("rdfs:label")),
        description=_words(told.get("dc:description")),
        missing_values=None if missing == (Value(""),) else missing,
        constraints=Constraints(required=bool(told.get("required")), **limits),
        **kind,
        **kept,
    )


def _titles(given: Any) -> Iterator[str]:
    """The titles of a column in the order of the document, whatever their language."""
    if isinstance(given, str):
        yield given
    elif isinstance(given, list):
        yield from (str(one) for one in given)
    elif isinstance(given, dict):
        for part in given.values():
            yield from _titles(part)


def _words(given: Any) -> Words:
    """A text, or texts with their languages."""
    found = {"th": "", "en": ""}
    for one in given if isinstance(given, list) else [given]:
        text = str(one.get("@value", "")) if isinstance(one, dict) else str(one or "")
        code = one.get("@language", "") if isinstance(one, dict) else ""
        code = code[:2] if code[:2] in found else ("th" if has_thai(text) else "en")
        found[code] = found[code] or text
    return Words(**found)


def _named(given: Any, names: Mapping[str, str]) -> tuple[str, ...]:
    listed = [given] if isinstance(given, str) else given
    return tuple(names.get(str(one), unquote(str(one))) for one in listed)


def _key(told: Mapping[str, Any], names: Mapping[str, str], url: str) -> ForeignKey:
    reference = _mapping(told.get("reference", {}))
    resource = str(reference.get("resource", reference.get("schemaReference", "")))
    is_own = resource == url
    return ForeignKey(
        fields=_named(told.get("columnReference", []), names),
        resource="" if is_own else resource,
        reference_fields=_named(reference.get("columnReference", []), names if is_own else {}),
    )


def _mapping(given: Any) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise Invalid("schema.wrong_kind", place="CSVW", kind="object")
    return given
