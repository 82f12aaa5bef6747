"""Esri Shapefile: the shapes of a .shp, the attributes of its .dbf, the system of its .prj.

Its parts come together in an archive. A .shp without its .dbf has shapes alone; without its .prj
its reference system is not known, and a finding says what its coordinates look like. Shape and
record of one number belong together.
"""

from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

from odms.engine.errors import Damaged, NotATable
from odms.engine.formats import crs, dbf, gdal, geojson
from odms.engine.grid import Grid, GridFinding, Workspace

# The parts that are read; an archive's other files of the same name belong to them and are let be.
PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
BESIDE = (".sbn", ".sbx", ".qix", ".qpj", ".fbn", ".fbx", ".ain", ".aih", ".atx", ".ixs", ".mxs")

_NUMBERS = count()
_CPG_BYTES = 100


@dataclass(frozen=True)
class Parts:
    """The files of one Shapefile, by their ending."""

    name: str
    paths: dict[str, Path]


def read(path: Path, work: Workspace) -> list[Grid]:
    """The grid of a .shp that came alone: its shapes, and a finding on what is missing."""
    return [read_parts(Parts(path.name, {".shp": path}), work)]


def read_parts(parts: Parts, work: Workspace) -> Grid:
    """The grid of a whole Shapefile. Raises Damaged, and NotATable without shapes."""
    if ".shp" not in parts.paths:
        if ".dbf" not in parts.paths:
            raise NotATable("engine.shp_part_alone", name=parts.name)
        return dbf.read_with(parts.paths[".dbf"], _declared(parts), work)
    shapes = _shapes(parts, work)
    if ".dbf" not in parts.paths:
        return replace(shapes, findings=(*shapes.findings, GridFinding("engine.shp_no_attributes")))
    return _joined(dbf.read_with(parts.paths[".dbf"], _declared(parts), work), shapes, work)


def _declared(parts: Parts) -> str | None:
    """What the .cpg says: a name, or the number of a Windows code page."""
    if ".cpg" not in parts.paths:
        return None
    told = parts.paths[".cpg"].read_bytes()[:_CPG_BYTES].decode("ascii", "replace").strip()
    word = told.split()[-1] if told.split() else ""
    return {"65001": "utf-8"}.get(word) or (f"cp{word}" if word.isdigit() else word) or None


def _shapes(parts: Parts, work: Workspace) -> Grid:
    folder = work.path(f"shape-{next(_NUMBERS)}")
    folder.mkdir()
    for suffix in (".shp", ".shx", ".prj"):
        if suffix in parts.paths:
            (folder / f"layer{suffix}").symlink_to(parts.paths[suffix].resolve())
    layers = gdal.layers(folder / "layer.shp", "Shapefile")
    if not layers:
        raise Damaged("engine.damaged", kind="Shapefile")
    lines = work.path(f"{folder.name}.geojsonl")
    gdal.write_features(folder / "layer.shp", layers[0], lines, "Shapefile")
    grid = geojson.taken(lines, work)
    told = crs.finding(layers[0].crs, grid.n_source_rows, layers[0].box)
    return replace(grid, findings=(*grid.findings, told))


def _joined(table: Grid, shapes: Grid, work: Workspace) -> Grid:
    """Records with the shape of their number; `geometry` is the last column."""
    names = list(table.names or ())
    name = geojson.GEOMETRY
    while name in names:
        name += "_"
    relation = f"{table.relation}_shapes"
    work.db.execute(
        f"CREATE VIEW {relation} AS SELECT t.*, s.c0 AS c{len(names)} FROM {table.relation} t"
        f" LEFT JOIN {shapes.relation} s ON s.r = t.r ORDER BY t.r"
    )
    odd = abs(table.n_source_rows - shapes.n_source_rows)
    findings = [GridFinding("engine.shp_unequal", n=odd)] if odd else []
    return replace(
        table,
        relation=relation,
        n_columns=len(names) + 1,
        names=(*names, name),
        native_types={len(names): "GEOMETRY"},
        findings=(*table.findings, *shapes.findings, *findings),
    )
