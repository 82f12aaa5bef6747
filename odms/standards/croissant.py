"""Croissant 1.0: schema.org's Dataset with files, tables and columns as programs that learn from data
take them. Written for a dataset's own door, and read from others'.

Each table is a RecordSet over its CSV file; the other forms are files beside it.
Source: docs.mlcommons.org, Croissant format specification 1.0 (2024).
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from odms.errors import Invalid
from odms.standards import values
from odms.standards.description import Column, Description, Resource, in_language
from odms.standards.json_shapes import Shape
from odms.standards.reading import Reading, json_of
from odms.standards.schema_org import DATASET, DOWNLOAD, describe_schema_org, nodes, plain

VERSION = "http://mlcommons.org/croissant/1.0"

_TERMS = sorted(
    values.names(
        "citeAs column extract field fileProperty fileObject fileSet format includes",
        "isLiveDataset jsonPath key md5 parentField path recordSet references regex repeated",
        "replace samplingRate separator source subField transform",
    )
)
_AS_JSON = ("data", "examples")
# our types of columns by Croissant's; any other is text
_TYPES = {
    "integer": "sc:Integer",
    "year": "sc:Integer",
    "number": "sc:Float",
    "boolean": "sc:Boolean",
    "date": "sc:Date",
    "datetime": "sc:DateTime",
    "time": "sc:Time",
}
_OURS = {
    "Integer": "integer",
    "Float": "number",
    "Number": "number",
    "Boolean": "boolean",
    "Date": "date",
    "DateTime": "datetime",
    "Time": "time",
    "Text": "text",
}
_FROM = "text/csv"

FILE = Shape(
    Resource,
    tuple(row for row in DOWNLOAD.rows if row.field not in ("identifier", "uri", "access_urls")),
    kept=DOWNLOAD.kept,
    always={"@type": "cr:FileObject"},
)


def context(language: str) -> dict[str, Any]:
    """The context that the specification asks for, its texts in a language."""
    return {
        "@language": language,
        "@vocab": "https://schema.org/",
        "cr": "http://mlcommons.org/croissant/",
        "dct": "http://purl.org/dc/terms/",
        "sc": "https://schema.org/",
        "conformsTo": "dct:conformsTo",
        "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
        **{name: {"@id": f"cr:{name}", "@type": "@json"} for name in _AS_JSON},
        **{name: f"cr:{name}" for name in _TERMS},
    }


def to_croissant(
    description: Description, *, citation: str = "", language: str = "th"
) -> dict[str, Any]:
    """The JSON-LD of a dataset whose files have names of their own; `citation` is how it is cited."""
    told = DATASET.write(description, language)
    files = [one for one in description.resources if one.download_urls]
    told |= {
        "url": next(iter(description.landing_pages), description.uri),
        "creator": told.get("creator") or told.get("publisher"),
        "citeAs": citation,
        # files that are made anew have no hash that could be told beforehand
        "isLiveDataset": True if any(one.checksum is None for one in files) else None,
        "distribution": [_file(one, language) for one in files],
        "recordSet": list(_record_sets(files, language)),
    }
    for name in ("about", "conditionsOfAccess"):  # terms that the specification does not know
        told.pop(name, None)
    head = {"@context": context(language), "@type": "sc:Dataset", "conformsTo": VERSION}
    return head | {name: value for name, value in told.items() if value not in ("", [], None)}


def read_croissant(document: bytes, *, content_type: str = "", url: str = "") -> Reading:
    """The dataset of a document, its files with their columns. Raises Invalid where there is none."""
    reading = Reading()
    for node in nodes(plain(json_of(document, reading, content_type)), "Dataset"):
        reading.add(describe_croissant(node, url))
    if not reading.descriptions and not reading.troubles:
        raise Invalid("standards.read.no_schema_org")
    return reading


def describe_croissant(told: Mapping[str, Any], url: str = "") -> Description:
    """What a dataset says, with the columns of each file; sets of files are files by a pattern."""
    files = values.objects(told.get("distribution"))
    names = [values.text(one.get("@id")) for one in files]
    sets = {name: tuple(_columns(told, name)) for name in names if name}
    alone = {name: one for name, one in told.items() if name != "recordSet"}
    found = describe_schema_org(alone | {"distribution": files}, url)
    resources = (
        replace(one, uri="", identifier=one.identifier or name, columns=sets.get(name, ()))
        for one, name in zip(found.resources, names, strict=False)
    )
    return replace(found, resources=tuple(resources))


def _file(resource: Resource, language: str) -> dict[str, Any]:
    name = _name(resource)
    told = {"@id": name, **FILE.write(resource, language), "name": name}
    title = in_language(resource.titles, language)
    told.setdefault("description", title)
    if "contentSize" in told:
        told["contentSize"] = f"{told['contentSize']} B"
    return {key: value for key, value in told.items() if value}


def _name(resource: Resource) -> str:
    """What a file is called in the document: the end of its address."""
    return resource.url.rpartition("/")[2] or resource.identifier


def _record_sets(files: list[Resource], language: str) -> Iterator[dict[str, Any]]:
    for one in files:
        if one.media_type == _FROM and one.columns:
            file = _name(one)
            table = file.rpartition(".")[0] or file
            yield {
                "@type": "cr:RecordSet",
                "@id": table,
                "name": table,
                "description": in_language(one.titles, language) or table,
                "field": [
                    _field(column, f"{table}/{number}", file, language)
                    for number, column in enumerate(one.columns, start=1)
                ],
            }


def _field(column: Column, name: str, file: str, language: str) -> dict[str, Any]:
    """A column; `name` is its number in the table, since names may have blanks and `@id` may not."""
    told = in_language(column.descriptions, language) or in_language(column.labels, language)
    unit = f" ({column.unit})" if column.unit else ""
    return {
        "@type": "cr:Field",
        "@id": name,
        "name": column.name,
        "description": f"{told or column.name}{unit}",
        "dataType": _TYPES.get(column.type, "sc:Text"),
        "source": {"fileObject": {"@id": file}, "extract": {"column": column.name}},
    }


def _columns(told: Mapping[str, Any], file: str) -> Iterator[Column]:
    """The columns of a file: the fields, in all sets of records, that are taken from it."""
    for records in values.each(told.get("recordSet")):
        for one in values.each(records.get("field") if isinstance(records, dict) else None):
            if isinstance(one, dict) and file in _sources(one.get("source")):
                extract = one.get("source", {}).get("extract")
                name = extract.get("column") if isinstance(extract, dict) else None
                kind = next(iter(values.texts(one.get("dataType"))), "")
                yield Column(
                    name=values.text(name or one.get("name")),
                    labels=values.words(one.get("description")),
                    type=_OURS.get(kind.rpartition(":")[2].rpartition("/")[2], ""),
                )


def _sources(told: Any) -> tuple[str, ...]:
    if not isinstance(told, dict):
        return ()
    named = values.first(told, "fileObject", "fileSet", "distribution")
    return values.texts(named.get("@id") if isinstance(named, dict) else named)
