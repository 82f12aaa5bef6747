"""Table versions looked at: the first rows of one, and what changed between two.

Table versions are the house's own Parquet, first column `_row`, `_is_total` the last where
some rows sum up others; `<name>__source` stands beside a column whose source text differs from its
typed values, and goes wherever the column goes.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from odms.lake.protection.work import Work, bench, describe, parquet
from odms.lake.rows import public, quoted


def head(path: Path, names: Sequence[str], n: int) -> list[dict[str, Any]]:
    """The first `n` rows of a table version: the columns `names`, as Python values."""
    with bench() as db:
        return _first(Work(db, parquet(path)), names, n)


def first_rows(work: Work, n: int) -> list[dict[str, Any]]:
    """The first `n` rows of the table on the bench: the columns that readers may be given."""
    return _first(work, list(public(work.columns)), n)


def log_of_repairs(path: Path, hidden: Sequence[str], n: int) -> list[dict[str, Any]]:
    """The first `n` entries of the log of a mended table; texts of the columns `hidden` are None, and
    so are rows that were taken out where there are such columns."""
    with bench() as db:
        rows = db.execute(
            f'SELECT step, repair, row, column_index, ref, "column", before, after'
            f" FROM {parquet(path)} ORDER BY step, row NULLS FIRST, column_index LIMIT {int(n)}"
        ).fetchall()
    names = ("step", "repair", "row", "column_index", "ref", "column", "before", "after")
    found = [dict(zip(names, row, strict=True)) for row in rows]
    for one in found:
        is_cell = one["row"] is not None
        if is_cell and (one["column"] in hidden or (one["column"] is None and hidden)):
            one["before"] = one["after"] = None
    return found


def changes_between(before: Path, after: Path) -> dict[str, Any]:
    """What changed from one table version to the next, see `changes`."""
    with bench() as db:
        return changes(before, Work(db, parquet(after)))


def changes(before: Path, after: Work) -> dict[str, Any]:
    """What changed from a table version to the table on the bench, by columns and rows.

    A row counts as added or removed when its values in the columns that both have stand more or
    less often; a changed row is therefore one removed and one added.
    """
    former = parquet(before)
    old, new = public(describe(after.db, former)), public(after.columns)
    retyped = [name for name in new if name in old and old[name] != new[name]]
    common = [name for name in new if name in old and name not in retyped]
    sizes = [after.count(f"SELECT count(*) FROM {rows}") for rows in (former, after.relation)]
    return {
        "n_rows_before": sizes[0],
        "n_rows_after": sizes[1],
        "n_rows_added": _surplus(after, after.relation, former, common) if common else sizes[1],
        "n_rows_removed": _surplus(after, former, after.relation, common) if common else sizes[0],
        "columns_added": [name for name in new if name not in old],
        "columns_removed": [name for name in old if name not in new],
        "columns_retyped": [
            {"name": name, "before": old[name], "after": new[name]} for name in retyped
        ],
    }


def _first(work: Work, names: Sequence[str], n: int) -> list[dict[str, Any]]:
    chosen = ", ".join(quoted(name) for name in names)
    found = work.db.execute(f"SELECT {chosen} FROM {work.relation} LIMIT ?", [n])
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def _surplus(work: Work, these: str, those: str, columns: Sequence[str]) -> int:
    """How many rows of `these` have no counterpart in `those`, seen through `columns`."""
    row_hash = f"hash({', '.join(quoted(name) for name in columns)}) AS h"
    return work.count(
        f"""
        SELECT coalesce(sum(greatest(a.n - coalesce(b.n, 0), 0)), 0)
        FROM (SELECT {row_hash}, count(*) AS n FROM {these} GROUP BY h) a
        LEFT JOIN (SELECT {row_hash}, count(*) AS n FROM {those} GROUP BY h) b USING (h)
        """
    )
