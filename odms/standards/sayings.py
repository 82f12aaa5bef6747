"""What each standard can say of a description, taken from the tables by which it is written."""

from collections.abc import Iterator
from dataclasses import dataclass, fields

from odms.standards import croissant, data_json_writing, ogc_records, schema_org
from odms.standards.dcat import tables
from odms.standards.dcat.places import PLACE
from odms.standards.dcat.shapes import Shape as GraphShape
from odms.standards.description import Description, Resource
from odms.standards.json_shapes import Shape as JsonShape

# said by structure: what a thing is, and what it holds inside it
_STRUCTURE = {"kind", "record", "extras", "uri", "entry"}


@dataclass(frozen=True)
class Saying:
    """One class of a standard: rows of our field, their term and the kind of its values."""

    name: str
    rows: tuple[tuple[str, str, str], ...]
    unsaid: tuple[str, ...]


# what a standard loses of what others said, beside fields that it does not have
LOSSES = {
    "DCAT-AP 3.0.1": (
        "What an agent, place, stretch of time or hash says beyond the rows below: postal addresses, "
        "opening hours, administrative units.",
        "What a document, standard or licence says beyond its address or else its name; of a "
        "nameless licence, frequency, status, format or access right the language of its name.",
        "Of several geometries of a place all but one, WKT before GeoJSON before any other.",
        "The type of a date that is not written as XML Schema writes dates, and of a notation.",
        "Of an agent's e-mail addresses, telephone numbers and pages all but the first.",
    ),
    "DCAT-US 1.1 (data.json)": (
        "Languages of texts; services and series; all but the first contact, place, stretch of time, "
        "landing page, series and address of a file.",
    ),
    "schema.org": (
        "Languages of texts, but for one other title; what a column is beyond name and unit.",
        "Of a place its geometry; of a file its second address and any hash but SHA-256.",
    ),
    "Croissant 1.0": ("As schema.org; themes, rights of access, and the other language.",),
    "OGC API Records 1.0": (
        "Languages of texts; the dates of the data, for which those of its card stand; all but the "
        "first place and stretch of time; whether an agent is neither person nor organization.",
    ),
}


def sayings() -> Iterator[tuple[str, tuple[Saying, ...]]]:
    """Every standard that we write, with its classes."""
    yield "DCAT-AP 3.0.1", tuple(_of_graph(name, shape) for name, shape in _GRAPH.items())
    yield (
        "DCAT-US 1.1 (data.json)",
        (
            _of_pairs("dataset", data_json_writing.SAYS, Description),
            _of_pairs("file", data_json_writing.OF_FILE, Resource),
        ),
    )
    for name, shapes in _JSON.items():
        yield name, tuple(_of_json(part, shape) for part, shape in shapes.items())


_GRAPH = {
    "dataset, series": tables.DATASET,
    "service": tables.SERVICE,
    "catalogue": tables.CATALOGUE,
    "file": tables.DISTRIBUTION,
    "card": tables.RECORD,
    "agent": tables.AGENT,
    "contact": tables.CONTACT,
    "concept": tables.CONCEPT,
    "place": PLACE,
    "stretch of time": tables.PERIOD,
    "hash": tables.CHECKSUM,
}
_JSON: dict[str, dict[str, JsonShape]] = {
    "schema.org": {
        "dataset": schema_org.DATASET,
        "file": schema_org.DOWNLOAD,
        "agent": schema_org.AGENT,
        "place": schema_org.PLACE,
    },
    "Croissant 1.0": {"file": croissant.FILE},
    "OGC API Records 1.0": {"record": ogc_records.RECORD, "link": ogc_records.LINK},
}


def _of_graph(name: str, shape: GraphShape) -> Saying:
    rows = tuple((row.field, " · ".join(row.properties), row.kind.says) for row in shape.rows)
    return Saying(name, rows, _unsaid(shape.type, {row.field for row in shape.rows}))


def _of_json(name: str, shape: JsonShape) -> Saying:
    rows = tuple((row.field, " · ".join(row.keys), row.kind.says) for row in shape.rows)
    says = set(shape.says) | (set(ogc_records.SAYS) if shape is ogc_records.RECORD else set())
    return Saying(name, rows, _unsaid(shape.type, says))


def _of_pairs(
    name: str, pairs: dict[str, tuple[str, data_json_writing.Say]], type_: type
) -> Saying:
    rows = tuple((field, key, "") for field, (key, _) in pairs.items())
    return Saying(name, rows, _unsaid(type_, set(pairs)))


def _unsaid(type_: type, said: set[str]) -> tuple[str, ...]:
    names = (one.name for one in fields(type_))
    return tuple(name for name in names if name not in said | _STRUCTURE)
