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
    the measure are left out, and so are rows that sum up others. With `only_latest`, only rows of
    that column's last value count. Texts that name a year come in the order of their years.
    Raises ValueError for a column that is not there, TooLarge where it takes too much.
    """
    figure = _HOW[how].format(_known(path, measure) if measure else "")
    key = _known(path, by)
    conditions = [f"{key} IS NOT NULL", _detail(path)]
    values: list[Any] = [str(path)]
    if measure:
        conditions.append(f"{_known(path, measure)} IS NOT NULL")
    if only_latest:
        conditions.append(f"{_known(path, only_latest)} = ?")
        values.append(latest(path, only_latest))
    sql = (
        f"SELECT {key}, {figure}::DOUBLE, count(*) FROM read_parquet(?) "
        f"WHERE {' AND '.join(conditions)} GROUP BY 1 ORDER BY {_order(path, by)}, 1"
    )
    with running() as db:
        return [(value, float(x), int(n)) for value, x, n in db.execute(sql, values).fetchall()]


def latest(path: Path, by: str) -> Any:
    """The last value of a column, of rows that sum up no others; None where it has none.

    Of texts only those count that name a year. Raises ValueError for a column that is not there.
    """
    key = _known(path, by)
    is_text = columns(path)[by] == "VARCHAR"
    named = f"regexp_matches({key}, '[0-9]{{4}}')" if is_text else f"{key} IS NOT NULL"
    sql = (
        f"SELECT {key} FROM read_parquet(?) WHERE {named} AND {_detail(path)} "
        f"GROUP BY 1 ORDER BY {_order(path, by)} DESC, 1 DESC LIMIT 1"
    )
    with running() as db:
        found = db.execute(sql, [str(path)]).fetchone()
    return found[0] if found else None


def _detail(path: Path) -> str:
    return f"NOT {IS_TOTAL}" if has_totals(path) else "true"


def _order(path: Path, column: str) -> str:
    """What a column is ordered by: of texts the year first (`ไตรมาส 4/2568`), then the rest."""
    key = _known(path, column)
    if columns(path)[column] != "VARCHAR":
        return key
    year = f"regexp_extract({key}, '[0-9]{{4}}')"
    return f"concat({year}, replace({key}, {year}, ''))"


def _known(path: Path, column: str) -> str:
    if column not in columns(path):
        raise ValueError(f"no such column: {column}")
    return quoted(column)
