"""How far apart the days of a column stand."""

from pathlib import Path

from odms.lake.rows import columns, quoted, running

_FEWEST = 3  # days, from which on they say something
_DAYS_OF_YEAR = 365


def median_step(path: Path, column: str, *, is_year: bool = False) -> float | None:
    """The median of days between one day (or year) of the column and the next, each counted once.

    None for a column that is not there, or with fewer than three of them.
    """
    if column not in columns(path):
        return None
    name = quoted(column)
    value = f"try_cast({name} AS INTEGER) * {_DAYS_OF_YEAR}" if is_year else _day(name)
    sql = (
        f"WITH days AS (SELECT DISTINCT {value} AS d FROM read_parquet(?) WHERE {name} IS NOT NULL),"
        " steps AS (SELECT d - lag(d) OVER (ORDER BY d) AS step FROM days WHERE d IS NOT NULL)"
        " SELECT count(*), median(step) FROM steps"
    )
    with running() as db:
        n, step = db.execute(sql, [str(path)]).fetchall()[0]
    return float(step) if n >= _FEWEST and step is not None else None


def _day(name: str) -> str:
    return f"epoch(try_cast({name} AS DATE))::BIGINT // 86400"
