"""KML (OGC 07-147): a place mark is a row of its name, its data and its geometry.

Read by ourselves and not by GDAL, whose reader drops untyped data beside typed data and adds
columns of presentation. Coordinates are longitude, latitude, height in WGS 84 by definition.
Links to other files are counted and never followed.
"""

from dataclasses import replace
from pathlib import Path
from typing import Any

from odms.engine.errors import NotATable
from odms.engine.formats.decoded import Text, opened
from odms.engine.formats.geojson import GEOMETRY
from odms.engine.formats.json_stream import encode
from odms.engine.formats.record_table import RecordTable, grid_of
from odms.engine.formats.xml_stream import Builder, Element, Handler, parse
from odms.engine.grid import Grid, GridFinding, Workspace

_WORDS = ("name", "description", "address", "phoneNumber", "when", "begin", "end")
_LISTS = {"MultiGeometry", "MultiTrack"}
_FOLDERS = ("Folder", "Document")

Position = list[float]


def read(path: Path, work: Workspace) -> list[Grid]:
    """One grid of all place marks. Raises Damaged, LimitPassed, and NotATable without any."""
    with opened(path, work) as text:
        reader = _Reader(work)
        parse(text.source, Handler(reader.begin, reader.words, reader.end))
        if not reader.n_rows:
            raise NotATable("engine.kml_no_places")
        return [_grid(reader, text)]


def _grid(reader: "_Reader", text: Text) -> Grid:
    grid = grid_of(reader.table, text, n_rows=reader.n_rows)
    links = GridFinding("engine.kml_links", n=reader.n_links)
    return replace(
        grid,
        native_types=grid.native_types | {reader.table.names[GEOMETRY]: "GEOMETRY"},
        findings=(*grid.findings, *([links] if reader.n_links else [])),
    )


class _Reader:
    """The place in the document while its elements pass."""

    def __init__(self, work: Workspace) -> None:
        self.table = RecordTable(work)
        self.n_rows = self.n_links = 0
        self._folders: list[str] = []
        self._path: list[str] = []
        self._mark, self._title = Builder(), Builder()

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        if self._mark.is_open or name == "Placemark":
            self._mark.begin(name, attributes)
            return
        if name == "name" and self._path and self._path[-1] in _FOLDERS:
            self._title.begin(name, attributes)
        self._path.append(name)
        if name == "Folder":
            self._folders.append("")
        self.n_links += name == "NetworkLink"

    def words(self, text: str) -> None:
        if self._mark.is_open:
            self._mark.words(text)
        elif self._title.is_open:
            self._title.words(text)

    def end(self, name: str) -> None:
        if self._mark.is_open:
            if (mark := self._mark.end()) is not None:
                self._add(mark)
            return
        self._path.pop()
        if self._title.is_open:
            title = self._title.end()
            if title is not None and self._folders and self._path[-1] == "Folder":
                self._folders[-1] = title.text
        elif name == "Folder":
            self._folders.pop()

    def _add(self, mark: Element) -> None:
        folder = "/".join(filter(None, self._folders))
        record = ({"folder": folder} if folder else {}) | _record(mark)
        self.table.add(self.n_rows, record)
        self.n_rows += 1


def _record(mark: Element) -> dict[str, Any]:
    """The columns of a place mark; those of its data stand under their own names."""
    record: dict[str, Any] = {"id": mark.attributes["id"]} if "id" in mark.attributes else {}
    shape = None
    for part in mark.children:
        if part.name in _WORDS:
            record[part.name] = part.text or None
        elif part.name in ("TimeStamp", "TimeSpan"):
            record |= {inner.name: inner.text for inner in part.children if inner.name in _WORDS}
        elif part.name == "ExtendedData":
            record |= _data(part)
        else:
            shape = shape or _geometry(part)
    record[GEOMETRY] = encode(shape) if shape else None
    return record


def _data(extended: Element) -> dict[str, Any]:
    """`Data` and the `SimpleData` of a schema, by name; other elements by their own."""
    found: dict[str, Any] = {}
    for part in extended.children:
        if part.name == "SchemaData":
            found |= {one.attributes.get("name", ""): one.text or None for one in part.children}
        elif part.name == "Data":
            values = [one.text or None for one in part.children if one.name == "value"]
            found[part.attributes.get("name", "")] = values[0] if values else None
        elif not part.children:
            found[part.name] = part.text or None
    return {f"data.{key}" if key in (GEOMETRY, "") else key: of for key, of in found.items()}


def _geometry(part: Element) -> dict[str, Any] | None:
    """An element as GeoJSON; None where it is no geometry or has no position."""
    held = {child.name: child for child in part.children}
    if part.name == "Point":
        positions = _positions(held.get("coordinates"))
        return {"type": "Point", "coordinates": positions[0]} if positions else None
    if part.name in ("LineString", "LinearRing"):
        positions = _positions(held.get("coordinates"))
        return {"type": "LineString", "coordinates": positions} if len(positions) > 1 else None
    if part.name == "Polygon":
        rings = [_ring(child) for child in part.children if child.name.endswith("BoundaryIs")]
        return {"type": "Polygon", "coordinates": rings} if any(rings) else None
    if part.name == "Track":
        places = [child.text.split() for child in part.children if child.name == "coord"]
        positions = [position for place in places if (position := _position(place))]
        return {"type": "LineString", "coordinates": positions} if len(positions) > 1 else None
    if part.name in _LISTS:
        shapes = [shape for child in part.children if (shape := _geometry(child))]
        return _together(shapes) if shapes else None
    return None


def _together(shapes: list[dict[str, Any]]) -> dict[str, Any]:
    """Several geometries as one: a Multi… of one kind, or a collection."""
    kinds = {shape["type"] for shape in shapes}
    if len(kinds) == 1 and (kind := kinds.pop()) in ("Point", "LineString", "Polygon"):
        return {"type": f"Multi{kind}", "coordinates": [shape["coordinates"] for shape in shapes]}
    return {"type": "GeometryCollection", "geometries": shapes}


def _ring(boundary: Element) -> list[Position]:
    ring = next((child for child in boundary.children if child.name == "LinearRing"), None)
    held = {child.name: child for child in ring.children} if ring else {}
    return _positions(held.get("coordinates"))


def _positions(coordinates: Element | None) -> list[Position]:
    """`lon,lat[,height] lon,lat …`; blanks after commas, which some writers put, are let pass."""
    if coordinates is None:
        return []
    text = coordinates.text
    for blank in (", ", " ,"):
        while blank in text:
            text = text.replace(blank, ",")
    return [position for part in text.split() if (position := _position(part.split(",")))]


def _position(numbers: list[str]) -> Position | None:
    try:
        found = [float(number) for number in numbers if number][:3]
    except ValueError:
        return None
    return found if len(found) >= 2 else None
