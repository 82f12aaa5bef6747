"""GeoPackage and FlatGeobuf: every layer is a grid, a feature a row of its attributes and geometry.

Geometry is GeoJSON text in WGS 84, as of a GeoJSON file; a finding says from which reference
system it was brought there. A layer without geometry is a plain table.
"""

from dataclasses import replace
from itertools import count
from pathlib import Path

from odms.engine.errors import NotATable
from odms.engine.formats import crs, gdal, geojson
from odms.engine.formats.signatures import is_geopackage
from odms.engine.grid import Grid, Workspace

_NUMBERS = count()


def read(path: Path, work: Workspace) -> list[Grid]:
    """One grid a layer with features. Raises Damaged, and NotATable where no layer has any."""
    kind = "GeoPackage" if is_geopackage(path) else "FlatGeobuf"
    source = _named(path, ".gpkg" if kind == "GeoPackage" else ".fgb", work)
    layers = gdal.layers(source, kind)
    grids: list[Grid] = []
    for layer in layers:
        try:
            grid = _read_layer(source, layer, kind, work)
        except NotATable:
            continue
        grids.append(replace(grid, name=layer.name if len(layers) > 1 else None))
    if not grids:
        raise NotATable("engine.geo_no_features")
    return grids


def _named(path: Path, suffix: str, work: Workspace) -> Path:
    """The file alone in a folder, under the suffix of its content, by which GDAL knows it."""
    folder = work.path(f"geo-{next(_NUMBERS)}")
    folder.mkdir()
    named = folder / f"layer{suffix}"
    named.symlink_to(path.resolve())
    return named


def _read_layer(source: Path, layer: gdal.Layer, kind: str, work: Workspace) -> Grid:
    lines = work.path(f"features-{next(_NUMBERS)}.geojsonl")
    gdal.write_features(source, layer, lines, kind)
    grid = geojson.taken(lines, work)
    if not layer.has_geometry:
        return _without_geometry(grid, work)
    told = crs.finding(layer.crs, grid.n_source_rows, layer.box)
    return replace(grid, findings=(*grid.findings, told))


def _without_geometry(grid: Grid, work: Workspace) -> Grid:
    """The grid of a layer that has no geometry, without the column that GeoJSON gives it."""
    names = grid.names or ()
    kept = [at for at, name in enumerate(names) if name != geojson.GEOMETRY]
    columns = ", ".join(f"c{at} AS c{place}" for place, at in enumerate(kept))
    relation = f"{grid.relation}_plain"
    work.db.execute(f"CREATE VIEW {relation} AS SELECT r, {columns} FROM {grid.relation}")
    return replace(
        grid,
        relation=relation,
        n_columns=len(kept),
        names=tuple(names[at] for at in kept),
        native_types={
            place: grid.native_types[at] for place, at in enumerate(kept) if at in grid.native_types
        },
    )
