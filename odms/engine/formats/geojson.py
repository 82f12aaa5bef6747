"""GeoJSON (RFC 7946): a feature is a row of its properties and its geometry.

The geometry stays GeoJSON text in the column `geometry`; the identifier of a feature, where one is
given, is the column `id`. Features may stand in a collection, in a list or one a line.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from odms.engine.errors import NotATable
from odms.engine.formats import json_lines, json_stream
from odms.engine.formats.decoded import Text, opened
from odms.engine.formats.record_table import RecordTable, grid_of
from odms.engine.grid import Grid, Workspace

GEOMETRY = "geometry"


def read(path: Path, work: Workspace) -> list[Grid]:
    """One grid of all features. Raises Damaged, LimitPassed, and NotATable without features."""
    with opened(path, work) as text:
        return [_grid(text, _features(text), work)]


def _grid(text: Text, features: Iterator[tuple[int, Any]], work: Workspace) -> Grid:
    table = RecordTable(work)
    rejected: list[int] = []
    n_rows = 0
    for r, feature in features:
        n_rows = r + 1
        if not isinstance(feature, dict) or "geometry" not in feature:
            rejected.append(r)
            continue
        table.add(r, _record(feature))
    if n_rows == len(rejected):
        raise NotATable("engine.geojson_no_features")
    grid = grid_of(table, text, n_rows=n_rows, rejected=tuple(rejected))
    geometry = {table.names[GEOMETRY]: "GEOMETRY"}
    return replace(grid, native_types=grid.native_types | geometry)


def taken(lines: Path, work: Workspace) -> Grid:
    """The grid of features that we had written to `lines`, which is removed. Raises NotATable."""
    try:
        if not lines.stat().st_size:
            raise NotATable("engine.geo_no_features")
        with opened(lines, work) as text:
            return replace(_grid(text, _lines(text), work), encoding=None)
    finally:
        lines.unlink(missing_ok=True)


def _features(text: Text) -> Iterator[tuple[int, Any]]:
    if json_lines.are_lines(text.source):
        yield from _lines(text)
        return
    single: dict[str, Any] = {}
    for piece in json_stream.pieces(text.source):
        if isinstance(piece, json_stream.Item):
            if piece.path in (("features",), ()):
                yield piece.index, piece.value
        elif piece.path == ("type",):
            single["type"] = piece.value
    if single.get("type") == "Feature":
        text.source.seek(0)
        yield 0, json_stream.decode(text.source.read())


def _lines(text: Text) -> Iterator[tuple[int, Any]]:
    for r, line in enumerate(json_lines.lines(text.source)):
        if line.strip():
            yield r, json_lines.decoded(line)


def _record(feature: dict[str, Any]) -> dict[str, Any]:
    properties = feature.get("properties")
    record = dict(properties) if isinstance(properties, dict) else {}
    if GEOMETRY in record:
        record[f"properties.{GEOMETRY}"] = record.pop(GEOMETRY)
    if "id" in feature:
        record.setdefault("id", feature["id"])
    geometry = feature["geometry"]
    record[GEOMETRY] = None if geometry is None else json_stream.encode(geometry)
    return record
