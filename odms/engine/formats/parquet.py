"""Parquet: the columns and types of the file itself, as text for the rules and by name for the rest.

Geometry, GeoParquet's and Parquet's own alike, becomes GeoJSON text in WGS 84.
"""

import re
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

import duckdb

from odms.engine.errors import Damaged, Encrypted, NotATable
from odms.engine.formats import crs, gdal, geojson
from odms.engine.grid import Grid, GridFinding, Workspace

_NUMBERS = count()
_NESTED = ("STRUCT", "MAP", "UNION", "VARIANT")
_DATES = ("DATE", "TIMESTAMP")
_GEOMETRY = "GEOMETRY"
_AUTHORITY = re.compile(
    r'"authority"\s*:\s*"(?P<authority>\w+)"\s*,\s*"code"\s*:\s*"?(?P<code>\w+)'
)
_AUTHORITY_SINCE = re.compile(r"^(?P<authority>[A-Z]+):(?P<code>\w+)$")
_ROWS_AT_ONCE = 256


def read(path: Path, work: Workspace) -> list[Grid]:
    """One grid; nested values become JSON text, bytes that are no text become hexadecimal digits.

    Raises Damaged, Encrypted, and NotATable for a file without columns or rows.
    """
    relation = f"parquet_{next(_NUMBERS)}"
    try:
        source = f"read_parquet({_literal(str(path))}, file_row_number = true)"
        described = work.db.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
        columns = [(name, kind) for name, kind, *_ in described if name != "file_row_number"]
        cells = ", ".join(
            f"{_text_sql(name, kind)} AS c{at}" for at, (name, kind) in enumerate(columns)
        )
        work.db.execute(
            f"CREATE TABLE {relation} AS SELECT file_row_number AS r, {cells} FROM {source}"
        )
    except duckdb.Error as error:
        if "encrypt" in str(error).lower():
            raise Encrypted("engine.encrypted") from error
        raise Damaged("engine.damaged", kind="Parquet") from error
    n_rows = work.db.execute(f"SELECT count(*) FROM {relation}").fetchall()[0][0]
    if not n_rows:
        raise NotATable("engine.parquet_empty")
    kinds = {at: kind for at, (_, kind) in enumerate(columns)}
    grid = Grid(
        name=None,
        relation=relation,
        n_source_rows=n_rows,
        n_columns=len(columns),
        names=tuple(name for name, _ in columns),
        native_types=kinds,
        native_dates=frozenset(at for at, kind in kinds.items() if kind.startswith(_DATES)),
    )
    for at, (name, kind) in enumerate(columns):
        if kind.startswith(_GEOMETRY):
            grid = _in_wgs84(grid, _Geometry(at, name, _system(kind)), source, work)
    return [grid]


@dataclass(frozen=True)
class _Geometry:
    """A column of geometry: its place, its name in the file, its reference system."""

    at: int
    name: str
    crs: str


def _system(kind: str) -> str:
    """The system in DuckDB's `GEOMETRY('…')`: a name, or PROJ's JSON, of which the code is taken.
    Without one it is WGS 84, as both specifications say."""
    told = kind[len(_GEOMETRY) :].strip("()").strip("'").replace("''", "'")
    code = _AUTHORITY.search(told) or _AUTHORITY_SINCE.search(told)
    if code:
        return f"{code['authority']}:{code['code']}"
    return told or "OGC:CRS84"


def _in_wgs84(grid: Grid, column: _Geometry, source: str, work: Workspace) -> Grid:
    """The grid with one column of geometry brought to WGS 84."""
    n = work.db.execute(f"SELECT count(c{column.at}) FROM {grid.relation}").fetchall()[0][0]
    told: tuple[GridFinding, ...] = (crs.finding(column.crs, n, None),)
    if not crs.is_wgs84(column.crs):
        relation = _reprojected(column, source, work)
        view = f"{grid.relation}_{column.at}"
        work.db.execute(
            f"CREATE VIEW {view} AS SELECT t.* REPLACE (s.c0 AS c{column.at}) FROM {grid.relation} t"
            f" LEFT JOIN {relation} s ON s.r = t.r ORDER BY t.r"
        )
        grid = replace(grid, relation=view)
    return replace(
        grid,
        native_types=grid.native_types | {column.at: _GEOMETRY},
        findings=(*grid.findings, *told),
    )


def _reprojected(column: _Geometry, source: str, work: Workspace) -> str:
    """A relation of the row `r` and the geometry `c0`, by way of GDAL."""
    name = '"' + column.name.replace('"', '""') + '"'
    shapes = work.db.sql(f"SELECT ST_AsWKB({name})::BLOB AS geometry FROM {source}")
    lines = work.path(f"geometry-{next(_NUMBERS)}.geojsonl")
    gdal.write_geometries(shapes.to_arrow_reader(_ROWS_AT_ONCE), column.crs, lines)
    return geojson.taken(lines, work).relation


def _text_sql(name: str, kind: str) -> str:
    column = '"' + name.replace('"', '""') + '"'
    if kind.startswith(_GEOMETRY):
        return f"ST_AsGeoJSON({column})::VARCHAR"
    if kind == "BLOB":
        return f"CASE WHEN {column} IS NULL THEN NULL ELSE hex({column}) END"
    if kind.endswith("]") or kind.startswith(_NESTED):
        return f"to_json({column})::VARCHAR"
    return f"{column}::VARCHAR"


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
