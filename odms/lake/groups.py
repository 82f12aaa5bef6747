"""Groups of one table version: a figure summed, averaged or counted by the values of a column."""

from pathlib import Path
from typing import Any

from odms.lake.rows import IS_TOTAL, columns, has_totals, quoted, running

_HOW = {"sum": "sum({0})", "mean": "avg({0})", "count": "count(*)"}

Group = tuple[Any, float, int]


def grouped(
    path: Path, by: str, *, measure: str | None, how: str, only_latest: str | None = None
) -> list[Group]:
    """Each value of the column `by` with its figure and number of rows, in order of the values.

    `how` is sum, mean or count (of rows; then `measure` is None). Rows without the value or without
    the measure are left out, and so are rows that sum up others. With `only_latest`, only rows of that column's greatest value count.
    Raises ValueError for a column that is not there, TooLarge where it takes too much.
    """
    figure = _HOW[how].format(_known(path, measure) if measure else "")
    key = _known(path, by)
    detail = f"NOT {IS_TOTAL}" if has_totals(path) else "true"
    conditions = [f"{key} IS NOT NULL", detail]
    values = [str(path)]
    if measure:
        conditions.append(f"{_known(path, measure)} IS NOT NULL")
    if only_latest:
        latest = _known(path, only_latest)
        newest = f"SELECT max({latest}) FROM read_parquet(?) WHERE {detail}"
        conditions.append(f"{latest} = ({newest})")
        values.append(str(path))
    sql = (
        f"SELECT {key}, {figure}::DOUBLE, count(*) FROM read_parquet(?) "
        f"WHERE {' AND '.join(conditions)} GROUP BY 1 ORDER BY 1"
    )
    with running() as db:
        return [(value, float(x), int(n)) for value, x, n in db.execute(sql, values).fetchall()]


def _known(path: Path, column: str) -> str:
    if column not in columns(path):
        raise ValueError(f"no such column: {column}")
    return quoted(column)
