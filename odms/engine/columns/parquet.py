"""The typed table and its profile on disk.

The Parquet file (zstd) has `_row` (BIGINT, the 0-based source row) first, then every column under
its name, typed, in the order of the source: integer BIGINT, number DOUBLE, boolean BOOLEAN, date
DATE, datetime TIMESTAMP, time TIME, year INTEGER (the source's own era), geometry and text VARCHAR.
Where some typed value does not say all that its text said, `<name>__source` (VARCHAR) follows the
column: the source text in those rows, NULL in all others. A table with rows that sum up others
has `_is_total` (BOOLEAN, never NULL) as its last column: true in those rows.
"""

from collections.abc import Sequence
from pathlib import Path

import orjson

from odms.engine.column import IS_TOTAL, ROW, Body, Column
from odms.engine.columns import keys
from odms.engine.grid import Workspace

_LEVEL = 1  # DuckDB's own choice, 3, takes a tenth longer and saves no more than a hundredth
# half of DuckDB's own choice: the last groups keep all threads busy, the file grows by 3 %
_ROWS_OF_A_ROW_GROUP = 65_536
_CELLS_OF_A_ROW_GROUP = 4_000_000
_LOOKUPS_AT_ONCE = 32
# Wider tables are written block by block, so many cells in memory at a time.
_COLUMNS_AT_ONCE = 1_000
_CELLS_AT_ONCE = 4_000_000


def write(
    body: Body, columns: Sequence[Column], out_parquet: Path, out_profile: Path, work: Workspace
) -> None:
    """Write the typed rows of `body` to `out_parquet` and the profile of `columns` to `out_profile`."""
    if len(columns) > _COLUMNS_AT_ONCE:
        _write_wide(body, columns, out_parquet, work)
    else:
        size = max(2_048, min(_ROWS_OF_A_ROW_GROUP, _CELLS_OF_A_ROW_GROUP // max(1, len(columns))))
        work.db.execute(
            f"COPY ({select(body, columns, work)}) TO '{_escaped(str(out_parquet))}'"
            f" (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL {_LEVEL},"
            f" ROW_GROUP_SIZE {size})"
        )
    out_profile.write_bytes(orjson.dumps(profile(body, columns, work)))


def _write_wide(body: Body, columns: Sequence[Column], out: Path, work: Workspace) -> None:
    """Write a table of very many columns by blocks of rows and columns.

    One query over all columns would hold 2,048 cells of every column in every thread.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    writer: pq.ParquetWriter | None = None
    totals = _mark_totals(body, work)
    for low, high in _row_blocks(body, len(columns), work):
        arrays: dict[str, pa.ChunkedArray] = {}
        for start in range(0, len(columns), _COLUMNS_AT_ONCE):
            block = columns[start : start + _COLUMNS_AT_ONCE]
            wanted, joins = _wanted(block), _joins(block)
            query = (
                f"SELECT b.r AS {ROW}, {', '.join(wanted)} FROM {body.relation} b {' '.join(joins)}"
                f" WHERE b.r BETWEEN {low} AND {high} ORDER BY b.r"
            )
            found = work.db.sql(query).to_arrow_table()
            arrays |= dict(zip(found.column_names, found.columns, strict=True))
        if totals:
            query = f"SELECT is_total FROM {totals} WHERE r BETWEEN {low} AND {high} ORDER BY r"
            arrays[IS_TOTAL] = work.db.sql(query).to_arrow_table()["is_total"]
        table = pa.table(arrays)
        writer = writer or pq.ParquetWriter(
            out, table.schema, compression="zstd", compression_level=_LEVEL
        )
        writer.write_table(table)
    if writer is not None:
        writer.close()


def _row_blocks(body: Body, n_columns: int, work: Workspace) -> list[tuple[int, int]]:
    """The first and the last source row of each block of rows; one empty block without rows."""
    size = max(1, _CELLS_AT_ONCE // n_columns)
    rows: list[tuple[int, int]] = work.db.execute(
        f"SELECT min(r), max(r) FROM (SELECT r, (row_number() OVER (ORDER BY r) - 1) // {size} AS g"
        f" FROM {body.relation}) GROUP BY g ORDER BY g"
    ).fetchall()
    return rows or [(0, -1)]


def select(body: Body, columns: Sequence[Column], work: Workspace) -> str:
    """The query of the typed table, in the order of the body."""
    sides = _look_up(body, [column for column in columns if column.lookup], work)
    if totals := _mark_totals(body, work):
        sides.append(totals)
    row = "b.r"
    for side in sides:  # a positional join must never pair two rows
        row = f"CASE WHEN {side}.r = b.r THEN {row} ELSE error('rows out of order') END"
    wanted = [f"{row} AS {ROW}"]
    wanted += _wanted(columns)
    if totals:
        wanted.append(f"{totals}.is_total AS {IS_TOTAL}")
    joins = " ".join(f"POSITIONAL JOIN {side}" for side in sides)
    return f"SELECT {', '.join(wanted)} FROM {body.relation} b {joins}"


def _look_up(body: Body, columns: Sequence[Column], work: Workspace) -> list[str]:
    """Tables in the order of the body: `r`, and one struct `k<index>` a column with its lookup.

    A hash join would lose the order of the rows, and sorting whole rows costs more than sorting
    what was looked up.
    """
    sides = []
    for start in range(0, len(columns), _LOOKUPS_AT_ONCE):
        side = f"odms_side_{start}"
        wanted, joins = ["b.r"], []
        for column in columns[start : start + _LOOKUPS_AT_ONCE]:
            alias = f"k{column.index}"
            key = "b.r" if column.lookup_key == "r" else f"b.v{column.index}"
            wanted.append(f"{alias} AS {alias}")
            joins.append(
                f"LEFT JOIN {column.lookup} {alias} ON {alias}.{column.lookup_key} = {key}"
            )
        work.db.execute(
            f"CREATE OR REPLACE TEMP TABLE {side} AS SELECT {', '.join(wanted)}"
            f" FROM {body.relation} b {' '.join(joins)} ORDER BY b.r"
        )
        sides.append(side)
    return sides


def _mark_totals(body: Body, work: Workspace) -> str:
    """A table in the order of the body: `r`, and `is_total`; no name where it has no total rows."""
    if not body.total_rows:
        return ""
    side = "odms_side_totals"
    work.db.execute(
        f"CREATE OR REPLACE TEMP TABLE {side} AS SELECT b.r, t.r IS NOT NULL AS is_total"
        f" FROM {body.relation} b LEFT JOIN (SELECT unnest(?::BIGINT[]) AS r) t ON t.r = b.r"
        " ORDER BY b.r",
        [sorted(body.total_rows)],
    )
    return side


def _wanted(columns: Sequence[Column]) -> list[str]:
    """Every column's typed value, and its companion of source text where it has one."""
    wanted = []
    for column in columns:
        wanted.append(f"{column.sql} AS {_name(column.name)}")
        if column.source_sql is not None and column.source_column is not None:
            wanted.append(f"{column.source_sql} AS {_name(column.source_column)}")
    return wanted


def _joins(columns: Sequence[Column]) -> list[str]:
    """The joins of the columns' lookups, under the aliases that their SQL names."""
    joins = []
    for column in columns:
        if column.lookup is not None:
            alias = f"k{column.index}"
            key = "b.r" if column.lookup_key == "r" else f"b.v{column.index}"
            joins.append(
                f"LEFT JOIN {column.lookup} {alias} ON {alias}.{column.lookup_key} = {key}"
            )
    return joins


def profile(body: Body, columns: Sequence[Column], work: Workspace) -> dict[str, object]:
    """The profile of a table, for column cards: `n_rows`, `n_total_rows`, `keys` and `columns`.

    `keys` lists key candidates by the names of their columns, see `odms.engine.columns.keys`; each
    column has what `Column.profile` says, see `odms.engine.columns.profile`.
    """
    return {
        "n_rows": body.n_rows,
        "n_total_rows": len(body.total_rows),
        "keys": keys.candidates(body, columns, work),
        "columns": [column.profile for column in columns],
    }


def _name(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _escaped(text: str) -> str:
    return text.replace("'", "''")
