"""Table versions looked at: the first rows of one.

Table versions are the house's own Parquet, first column `_row`, `_is_total` the last where
some rows sum up others; `<name>__source` stands beside a column whose source text differs from its
typed values, and goes wherever the column goes.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from odms.lake.protection.work import Work, bench, parquet
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


def _first(work: Work, names: Sequence[str], n: int) -> list[dict[str, Any]]:
    chosen = ", ".join(quoted(name) for name in names)
    found = work.db.execute(f"SELECT {chosen} FROM {work.relation} LIMIT ?", [n])
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
