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
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Any

import duckdb

from odms.errors import Absent, TooLarge
from odms.lake import conditions
from odms.lake.conditions import Condition

ROW_ID = "_id"  # the place of a row in its version, from 1: kept nowhere, and known of every row
ROW = "_row"  # the column of source rows, which no reader is given
IS_TOTAL = "_is_total"  # marks rows that sum up others, where there are any; no reader is given it
SOURCE = (
    "__source"  # the end of the name of another column's source texts, which no reader is given
)

TIME_LIMIT_S = 10.0
MEMORY_LIMIT_MB = 512


@dataclass(frozen=True)
class Order:
    """A column to sort by; texts in the order of a Thai dictionary, missing values last."""

    column: str
    is_descending: bool = False


@dataclass(frozen=True)
class RowQuery:
    """Which columns and rows of a table, in what order. `limit` None means all that follow.

    Where the query `is_distinct`, equal rows of the columns are one row, and it is sorted by some of
    the columns.
    """

    columns: tuple[str, ...]
    filters: tuple[Condition, ...] = ()
    orders: tuple[Order, ...] = ()
    offset: int = 0
    limit: int | None = None
    is_distinct: bool = False


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


def count(path: Path, filters: Sequence[Condition] = ()) -> int:
    """The number of rows that meet the filters."""
    where, values = _where(path, filters)
    return _number(f"SELECT count(*) FROM read_parquet(?){where}", [str(path), *values])


def count_distinct(path: Path, columns: Sequence[str], filters: Sequence[Condition] = ()) -> int:
    """The number of different rows of some columns that meet the filters."""
    sql, values = _from(path, RowQuery(tuple(columns), tuple(filters), is_distinct=True))
    return _number(f"SELECT count(*) FROM ({sql})", values)


def facet(
    path: Path, column: str, *, filters: Sequence[Condition] = (), limit: int = 50
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
    sql, values = _from(path, query, shown)
    sql = f"{sql}{_order(path, query)}"
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


def _number(sql: str, values: list[Any]) -> int:
    with running() as db:
        found = db.execute(sql, values).fetchone()
    return int(found[0]) if found else 0


def _from(path: Path, query: RowQuery, shown: Sequence[str] = ()) -> tuple[str, list[Any]]:
    """The rows of a query in SQL, without their order."""
    where, values = _where(path, query.filters)
    names = shown or [f"{_known(path, name)} AS {quoted(name)}" for name in query.columns]
    word = "SELECT DISTINCT" if query.is_distinct else "SELECT"
    return f"{word} {', '.join(names)} FROM read_parquet(?){where}", [str(path), *values]


def _where(path: Path, filters: Sequence[Condition]) -> tuple[str, list[Any]]:
    return conditions.where(filters, partial(_known, path))


def _order(path: Path, query: RowQuery) -> str:
    """Keys of the sort; the source row is the last of them, so that pages never overlap."""
    orders = query.orders
    if query.is_distinct:
        given = {order.column for order in orders}
        orders = (*orders, *(Order(column) for column in query.columns if column not in given))
    if not orders:
        return ""
    kinds = _stored(path) | {ROW_ID: "BIGINT"}
    keys = [_key(_known(path, one.column), kinds[one.column], one.is_descending) for one in orders]
    if ROW in kinds and not query.is_distinct:
        keys.append(quoted(ROW))
    return f" ORDER BY {', '.join(keys)}"


def _key(name: str, kind: str, is_descending: bool) -> str:
    collation = " COLLATE th" if kind == "VARCHAR" else ""
    return f"{name}{collation} {'DESC' if is_descending else 'ASC'} NULLS LAST"


def _known(path: Path, column: str) -> str:
    """A column that readers may be given, as SQL has it. Raises ValueError for any other."""
    if column in columns(path):
        return quoted(column)
    if column == ROW_ID:
        return "(file_row_number + 1)"
    raise ValueError(f"no such column: {column}")


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
