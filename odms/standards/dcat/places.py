"""Areas in DCAT: a box, a geometry and a middle, in any of the forms that senders write them in.

A box is read from the corners of a polygon in WKT or GeoJSON; what cannot be read stays a geometry
as told. A box is written as a polygon in WKT, longitude first.
"""

import re
from typing import Any

import orjson
from rdflib import Graph, Literal
from rdflib.term import Node

from odms.standards.dcat.kinds import Words, literal, text_of
from odms.standards.dcat.shapes import Row, Shape
from odms.standards.description import Place
from odms.standards.rdf import Tree

Box = tuple[float, float, float, float]

_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
_PAIR = re.compile(rf"({_NUMBER})\s+({_NUMBER})")
_WKT = re.compile(
    r"(?:<[^>]*>\s*)?(?:SRID=\d+;\s*)?(POLYGON|ENVELOPE|MULTIPOLYGON)\b", re.IGNORECASE
)
_ENVELOPE = re.compile(
    rf"ENVELOPE\s*\(\s*({_NUMBER})\s*,\s*({_NUMBER})\s*,\s*({_NUMBER})\s*,\s*({_NUMBER})\s*\)",
    re.IGNORECASE,
)
WKT, GEOJSON = "gsp:wktLiteral", "gsp:geoJSONLiteral"


def box_of(text: str) -> Box | None:
    """West, south, east, north of a geometry in WKT or GeoJSON; None where it has no such box."""
    if found := _ENVELOPE.search(text):
        west, east, north, south = map(float, found.groups())
        return checked_box(west, south, east, north)
    points = _of_geojson(text) if text.lstrip().startswith("{") else _of_wkt(text)
    if not points:
        return None
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return checked_box(min(xs), min(ys), max(xs), max(ys))


def checked_box(west: float, south: float, east: float, north: float) -> Box | None:
    """A box in degrees, None where the numbers cannot be one."""
    if -180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= north <= 90:
        return (west, south, east, north)
    return None


def polygon(box: Box) -> str:
    """A box as a polygon in WKT."""
    west, south, east, north = (_plain(number) for number in box)
    corners = f"{west} {south}, {east} {south}, {east} {north}, {west} {north}, {west} {south}"
    return f"POLYGON(({corners}))"


def geometry_type(text: str) -> str:
    """The datatype of a geometry by its form."""
    return GEOJSON if text.lstrip().startswith("{") else WKT


def _plain(number: float) -> str:
    return repr(float(number)).removesuffix(".0")


def _of_wkt(text: str) -> list[tuple[float, float]]:
    if not _WKT.match(text.strip()):
        return []
    return [(float(x), float(y)) for x, y in _PAIR.findall(text)]


def _of_geojson(text: str) -> list[tuple[float, float]]:
    try:
        told = orjson.loads(text)
    except orjson.JSONDecodeError:
        return []
    return list(_points(told.get("coordinates", []))) if isinstance(told, dict) else []


def _points(told: Any) -> list[tuple[float, float]]:
    if not isinstance(told, list):
        return []
    if len(told) >= 2 and all(isinstance(one, int | float) for one in told[:2]):
        return [(float(told[0]), float(told[1]))]
    return [point for part in told for point in _points(part)]


class BoxKind:
    """A box, from the first geometry that has one."""

    says = "box: west, south, east, north"

    def read(self, graph: Graph, told: list[Node]) -> tuple[Any, list[Node]]:
        """The corners."""
        boxes = (box_of(text_of(graph, node)) for node in told)
        return next((box for box in boxes if box), None), []

    def write(self, value: Any) -> list[Tree]:
        """A polygon in WKT."""
        return [literal(polygon(value), datatype=WKT)]


class GeometryKind:
    """A geometry as told: WKT or GeoJSON before any other form, of which senders give several."""

    says = "geometry, WKT or GeoJSON"

    def read(self, graph: Graph, told: list[Node]) -> tuple[Any, list[Node]]:
        """The most useful of those told."""
        texts = [str(node).strip() for node in told if isinstance(node, Literal)]
        return next(iter(sorted(filter(None, texts), key=_awkward)), None), []

    def write(self, value: Any) -> list[Tree]:
        """A literal of the type that its form has."""
        return [literal(value, datatype=geometry_type(value))]


def _awkward(text: str) -> int:
    """0 for WKT, 1 for GeoJSON, 2 for anything else (GML, text)."""
    return 2 if text.startswith(("<gml", "<?xml")) else int(text[:1] == "{")


PLACE = Shape(
    "dct:Location",
    Place,
    (
        Row(
            "labels",
            ("skos:prefLabel", "rdfs:label", "dct:title", "schema:name", "locn:geographicName"),
            Words(),
        ),
        Row("bbox", ("dcat:bbox", "schema:box"), BoxKind()),
        Row("geometry", ("locn:geometry", "gsp:asWKT", "gsp:asGeoJSON"), GeometryKind()),
        Row("centroid", ("dcat:centroid",), GeometryKind()),
    ),
    words="labels",
)
