"""Questions to one table version in the lake: rows, counts and facets of a Parquet file, by DuckDB.

Every value is bound, every name quoted and known from the file itself. A query that takes too long
or too much memory is stopped and refused.
"""

import atexit
import os
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import duckdb

from odms.errors import Absent, TooLarge

OPERATORS = ("eq", "ne", "lt", "lte", "gt", "gte", "contains", "startswith", "in", "isnull")
ROW = "_row"  # the column of source rows, which no reader is given
IS_TOTAL = "_is_total"  # marks rows that sum up others, where there are any; no reader is given it
SOURCE = (
    "__source"  # the end of the name of another column's source texts, which no reader is given
)

TIME_LIMIT_S = 10.0
MEMORY_LIMIT_MB = 512
_COMPARISONS = {"lt": "<", "lte": "<=", "gt": ">", "gte": ">="}


@dataclass(frozen=True)
class Filter:
    """A condition on a column. Missing values meet `ne` and `isnull` alone.

    `eq` and `in` want any of `values`, `ne` none of them; comparisons want the one there is;
    `contains` and `startswith` look at texts without regard to Latin capitals; `isnull` is asked
    with True or False.
    """

    column: str
    operator: str
    values: tuple[Any, ...]


@dataclass(frozen=True)
class Order:
    """A column to sort by; texts in the order of a Thai dictionary, missing values last."""

    column: str
    is_descending: bool = False


@dataclass(frozen=True)
class RowQuery:
    """Which columns and rows of a table, in what order. `limit` None means all that follow."""

    columns: tuple[str, ...]
    filters: tuple[Filter, ...] = ()
    orders: tuple[Order, ...] = ()
    offset: int = 0
    limit: int | None = None


def columns(path: Path) -> dict[str, str]:
    """Names and DuckDB types of the columns that readers may be given, in order.

    Raises Absent where the table version is gone.
    """
    return public(_stored(path))


def public(stored: Mapping[str, str]) -> dict[str, str]:
    """Of all columns of a table version with their types, those that readers may be given."""
    return {
        name: kind
        for name, kind in stored.items()
        if name not in (ROW, IS_TOTAL)
        and not (name.endswith(SOURCE) and name.removesuffix(SOURCE) in stored)
    }


def has_totals(path: Path) -> bool:
    """Whether some rows of a table version sum up others. Raises Absent where it is gone."""
    return IS_TOTAL in _stored(path)


def select(path: Path, query: RowQuery) -> list[tuple[Any, ...]]:
    """The rows that a query asks for. Raises TooLarge where it takes too much."""
    sql, values = select_sql(path, query)
    with running() as db:
        return db.execute(sql, values).fetchall()


def count(path: Path, filters: Sequence[Filter] = ()) -> int:
    """The number of rows that meet the filters."""
    where, values = _where(path, filters)
    sql = f"SELECT count(*) FROM read_parquet(?){where}"
    with running() as db:
        found = db.execute(sql, [str(path), *values]).fetchone()
    return int(found[0]) if found else 0


def facet(
    path: Path, column: str, *, filters: Sequence[Filter] = (), limit: int = 50
) -> list[tuple[Any, int]]:
    """The most frequent values of a column among the rows that meet the filters; None for missing."""
    where, values = _where(path, filters)
    name = _known(path, column)
    sql = (
        f"SELECT {name}, count(*) FROM read_parquet(?){where} GROUP BY 1 "
        "ORDER BY 2 DESC, 1 NULLS LAST LIMIT ?"
    )
    with running() as db:
        return [
            (value, int(n)) for value, n in db.execute(sql, [str(path), *values, limit]).fetchall()
        ]


def select_sql(path: Path, query: RowQuery, shown: Sequence[str] = ()) -> tuple[str, list[Any]]:
    """The query in SQL with the values to bind. `shown` are expressions in place of the columns."""
    where, values = _where(path, query.filters)
    names = ", ".join(shown or [_known(path, column) for column in query.columns])
    sql = f"SELECT {names} FROM read_parquet(?){where}{_order(path, query.orders)}"
    values = [str(path), *values]
    if query.limit is not None:
        sql, values = f"{sql} LIMIT ?", [*values, query.limit]
    if query.offset:
        sql, values = f"{sql} OFFSET ?", [*values, query.offset]
    return sql, values


def quoted(name: str) -> str:
    """A name as SQL has it."""
    return '"' + name.replace('"', '""') + '"'


@contextmanager
def running(*, seconds: float = TIME_LIMIT_S) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that is interrupted after so many seconds. Raises TooLarge."""
    db = _database().cursor()
    clock = threading.Timer(seconds, db.interrupt)
    clock.daemon = True
    clock.start()
    try:
        yield db
    except duckdb.InterruptException:
        raise TooLarge("lake.query_too_slow", seconds=int(seconds)) from None
    except duckdb.OutOfMemoryException:
        raise TooLarge("lake.query_too_big", megabytes=MEMORY_LIMIT_MB) from None
    finally:
        clock.cancel()
        db.close()


def _where(path: Path, filters: Sequence[Filter]) -> tuple[str, list[Any]]:
    conditions: list[str] = []
    values: list[Any] = []
    for wanted in filters:
        condition, bound = _condition(_known(path, wanted.column), wanted)
        conditions.append(condition)
        values += bound
    return (f" WHERE {' AND '.join(conditions)}" if conditions else ""), values


def _condition(name: str, wanted: Filter) -> tuple[str, list[Any]]:
    operator, values = wanted.operator, list(wanted.values)
    marks = ", ".join("?" for _ in values)
    if operator in ("eq", "in"):
        return f"coalesce({name} IN ({marks}), false)", values
    if operator == "ne":
        return f"coalesce({name} NOT IN ({marks}), true)", values
    if operator in _COMPARISONS:
        return f"{name} {_COMPARISONS[operator]} ?", values
    if operator == "contains":
        return f"contains(lower({name}), lower(?))", values
    if operator == "startswith":
        return f"starts_with(lower({name}), lower(?))", values
    if operator == "isnull":
        return f"({name} IS NULL) = ?", values
    raise ValueError(f"no such operator: {operator}")


def _order(path: Path, orders: Sequence[Order]) -> str:
    """Keys of the sort; the source row is the last of them, so that pages never overlap."""
    if not orders:
        return ""
    stored = _stored(path)
    keys = [
        _key(_known(path, order.column), stored[order.column], order.is_descending)
        for order in orders
    ]
    if ROW in stored:
        keys.append(quoted(ROW))
    return f" ORDER BY {', '.join(keys)}"


def _key(name: str, kind: str, is_descending: bool) -> str:
    collation = " COLLATE th" if kind == "VARCHAR" else ""
    return f"{name}{collation} {'DESC' if is_descending else 'ASC'} NULLS LAST"


def _known(path: Path, column: str) -> str:
    """The quoted name of a column that readers may be given. Raises ValueError for any other."""
    if column not in columns(path):
        raise ValueError(f"no such column: {column}")
    return quoted(column)


def _stored(path: Path) -> dict[str, str]:
    """All columns of a table version, which never changes. Raises Absent where it is gone."""
    if not path.exists():
        raise Absent("lake.no_such_table", key=path.parent.name)
    return _described(str(path))


@lru_cache(maxsize=1000)
def _described(path: str) -> dict[str, str]:
    with running() as db:
        told = db.execute("DESCRIBE SELECT * FROM read_parquet(?)", [path]).fetchall()
    return {name: kind for name, kind, *_ in told}


@cache
def _database() -> duckdb.DuckDBPyConnection:
    """The process's own DuckDB: no files of its own, no downloads, bounded memory."""
    atexit.register(_database.cache_clear)  # DuckDB complains of connections that outlive it
    return duckdb.connect(
        config={
            "memory_limit": f"{MEMORY_LIMIT_MB}MB",
            "threads": 2,
            "temp_directory": str(Path(tempfile.gettempdir()) / f"odms-rows-{os.getpid()}"),
            "max_temp_directory_size": "4GB",
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
    )
