"""Answers of a catalogue service (CSW 2.0.2 and 3.0): records of ISO 19139, of DCAT or of Dublin
Core, and how to go on. A record of ISO 19139 may also stand alone in a document."""

from xml.etree import ElementTree

from odms.errors import Invalid, Refused
from odms.standards.dcat.graphs import graph_of_xml
from odms.standards.dcat.places import checked_box
from odms.standards.dcat.reading import describe_graph
from odms.standards.dcat.vocabulary import NOWHERE
from odms.standards.description import Description, Place, Resource
from odms.standards.housing import housed
from odms.standards.iso19139 import describe_iso, is_record
from odms.standards.reading import Reading, text_of
from odms.standards.xml_reading import (
    Element,
    find,
    name_of,
    text_at,
    texts_at,
    tree_of,
    walk,
)

_DUBLIN_CORE = ("Record", "SummaryRecord", "BriefRecord")


def read_csw(document: bytes, *, content_type: str = "", url: str = "") -> Reading:
    """The records of an answer, or of a document that is one record.

    Raises Invalid where it is none, and for an answer that tells an exception.
    """
    reading = Reading()
    root = tree_of(text_of(document, reading, content_type))
    if name_of(root) in ("ExceptionReport", "ServiceExceptionReport"):
        told = next(iter(texts_at(root, "Exception/ExceptionText", "ServiceException")), "–")
        raise Invalid("standards.read.csw_failed", told=told)
    results = next(walk(root, "SearchResults"), None)
    records = list(results) if results is not None else _records_of(root)
    for number, record in enumerate(records, start=1):
        _read_record(record, f"#{number}", reading, url)
    if results is not None:
        reading.n_total = _number(results, "numberOfRecordsMatched")
        reading.next_position = _number(results, "nextRecord") or None
    return reading


def _records_of(root: Element) -> list[Element]:
    """The records of a document that is no list of results."""
    if is_record(root):
        return [root]
    if name_of(root) in ("GetRecordByIdResponse", "metadata", "GetRecordsResponse"):
        return list(root)
    raise Invalid("standards.read.no_csw", root=name_of(root))


def _read_record(record: Element, place: str, reading: Reading, url: str) -> None:
    """One record by its standard; what is wrong with it is told."""
    name = name_of(record)
    try:
        if is_record(record):
            reading.add(describe_iso(record))
        elif name == "RDF":
            text = ElementTree.tostring(record, encoding="unicode")
            describe_graph(graph_of_xml(text, reading, url or NOWHERE), reading)
        elif name in _DUBLIN_CORE:
            reading.add(_describe_dublin_core(record))
        elif name != "SearchStatus":
            reading.trouble("standards.read.no_record", f"{place} {name}", left_out=True)
    except Refused as error:
        reading.refused(error, place, left_out=True)


def _describe_dublin_core(record: Element) -> Description:
    links = texts_at(record, "references", "source", "URI")
    box = find(record, "BoundingBox", "WGS84BoundingBox")
    corners = (
        [*text_at(box, "LowerCorner").split(), *text_at(box, "UpperCorner").split()]
        if box is not None
        else []
    )
    return housed(
        Description(
            identifier=text_at(record, "identifier"),
            titles={"": text_at(record, "title")},
            descriptions={"": told} if (told := text_at(record, "abstract", "description")) else {},
            keywords={"": words} if (words := texts_at(record, "subject")) else {},
            languages=tuple(texts_at(record, "language")),
            modified=text_at(record, "modified", "date"),
            resources=tuple(Resource(access_urls=(one,)) for one in links if "://" in one),
            places=_places(corners),
        )
    )


def _places(corners: list[str]) -> tuple[Place, ...]:
    """The box of two corners, which the service gives as longitude and latitude."""
    try:
        west, south, east, north = (float(one) for one in corners)
    except ValueError:
        return ()
    box = checked_box(west, south, east, north)
    return (Place(bbox=box),) if box else ()


def _number(element: Element, name: str) -> int | None:
    told = element.get(name, "")
    return int(told) if told.isdecimal() else None
