"""Rows that say again, cell by cell, what an earlier row said."""

from collections.abc import Sequence

from odms.engine.column import Body, Column
from odms.engine.grid import GridFinding, Spot, Workspace
from odms.engine.places import PLACES_TOLD

_CELLS_AT_ONCE = 500
_HASHES = "odms_hashes"  # r, h
# In fewer rows than these a person sees what repeats, and two rows may well be alike.
_ROWS_AT_LEAST = 10


def repeated_rows(body: Body, columns: Sequence[Column], work: Workspace) -> list[GridFinding]:
    """A finding about rows that repeat another, total rows left out; a key forbids them.

    Rows are told apart by a hash of 64 bits over their source texts.
    """
    if (
        body.n_rows < _ROWS_AT_LEAST
        or len(columns) < 2
        or any(_is_key(column) for column in columns)
    ):
        return []
    gone = ", ".join(map(str, sorted(body.total_rows))) or "NULL"
    source, h = _hashed(body, [column.index for column in columns], work)
    hashed = f"SELECT r, {h} AS h FROM {source} WHERE coalesce(r NOT IN ({gone}), true)"
    ((n,),) = work.db.execute(f"SELECT count(*) - count(DISTINCT h) FROM ({hashed})").fetchall()
    if not n:
        return []
    rows = work.db.execute(
        f"SELECT r FROM ({hashed}) QUALIFY row_number() OVER (PARTITION BY h ORDER BY r) > 1"
        f" ORDER BY r LIMIT {PLACES_TOLD}"
    ).fetchall()
    return [GridFinding.about("engine.row_repeated", n, tuple(Spot(r) for (r,) in rows))]


def _is_key(column: Column) -> bool:
    """Whether every row has a value of its own in the column."""
    return column.n_distinct == column.n and not column.n_missing


def _hashed(body: Body, indexes: Sequence[int], work: Workspace) -> tuple[str, str]:
    """A relation of all rows, and the SQL of a hash over the cells of each. That of very many
    cells is made from block to block of columns, so that no statement holds all."""
    first, *more = [indexes[i : i + _CELLS_AT_ONCE] for i in range(0, len(indexes), _CELLS_AT_ONCE)]
    if not more:
        return body.relation, _hash(first)
    make = f"CREATE OR REPLACE TEMP TABLE {_HASHES} AS"
    work.db.execute(f"{make} SELECT r, {_hash(first)} AS h FROM {body.relation}")
    for group in more:
        work.db.execute(
            f"{make} SELECT b.r, hash(k.h, {_hash(group)}) AS h"
            f" FROM {body.relation} b JOIN {_HASHES} k ON k.r = b.r"
        )
    return _HASHES, "h"


def _hash(indexes: Sequence[int]) -> str:
    return f"hash({', '.join(f'v{i}' for i in indexes)})"
