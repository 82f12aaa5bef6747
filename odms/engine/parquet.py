"""The typed table and its profile on disk.

The Parquet file (zstd) has `_row` (BIGINT, the 0-based source row) first, then every column under
its name, typed, in the order of the source: integer BIGINT, number DOUBLE, boolean BOOLEAN, date
DATE, datetime TIMESTAMP, time TIME, year INTEGER (the source's own era), geometry and text VARCHAR.
Where some typed value does not say all that its text said, `<name>__source` (VARCHAR) follows the
column: the source text in those rows, NULL in all others.
"""

from collections.abc import Sequence
from pathlib import Path

import orjson

from odms.engine.column import Body, Column
from odms.engine.grid import Workspace

_CELLS_OF_A_ROW_GROUP = 4_000_000
_LOOKUPS_AT_ONCE = 32


def write(
    body: Body, columns: Sequence[Column], out_parquet: Path, out_profile: Path, work: Workspace
) -> None:
    """Write the typed rows of `body` to `out_parquet` and the profile of `columns` to `out_profile`."""
    size = max(2_048, min(122_880, _CELLS_OF_A_ROW_GROUP // max(1, len(columns))))
    work.db.execute(
        f"COPY ({select(body, columns, work)}) TO '{_escaped(str(out_parquet))}'"
        f" (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {size})"
    )
    out_profile.write_bytes(orjson.dumps(profile(body, columns)))


def select(body: Body, columns: Sequence[Column], work: Workspace) -> str:
    """The query of the typed table, in the order of the body."""
    sides = _look_up(body, [column for column in columns if column.lookup], work)
    row = "b.r"
    for side in sides:  # a positional join must never pair two rows
        row = f"CASE WHEN {side}.r = b.r THEN {row} ELSE error('rows out of order') END"
    wanted = [f"{row} AS _row"]
    for column in columns:
        wanted.append(f"{column.sql} AS {_name(column.name)}")
        if column.source_sql is not None and column.source_column is not None:
            wanted.append(f"{column.source_sql} AS {_name(column.source_column)}")
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


def profile(body: Body, columns: Sequence[Column]) -> dict[str, object]:
    """The profile of a table, for column cards: `n_rows`, `n_total_rows`, and `columns`.

    Each column has what `Column.profile` says, see `odms.engine.profile`.
    """
    return {
        "n_rows": body.n_rows,
        "n_total_rows": len(body.total_rows),
        "columns": [column.profile for column in columns],
    }


def _name(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _escaped(text: str) -> str:
    return text.replace("'", "''")
