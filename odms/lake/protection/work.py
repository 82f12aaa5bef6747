"""A table version on the bench: the DuckDB in which measures are done to it, one upon the other."""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from odms.lake.protection.measure import Column
from odms.lake.rows import IS_TOTAL, ROW, quoted

MEMORY_LIMIT_MB = 512


@dataclass
class Work:
    """The table as it stands (`relation`), its columns, and what measures must know besides.

    `key` is the secret of pseudonyms; `quasi` are the quasi-identifiers and `k` the least size of a
    group of records that are alike in them. `removed` counts rows that measures took out.
    """

    db: duckdb.DuckDBPyConnection
    relation: str
    key: bytes = b""
    quasi: Sequence[str] = ()
    k: int = 5
    n_tables: int = 0
    columns: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.columns = describe(self.db, self.relation)

    @property
    def has_totals(self) -> bool:
        """Whether some rows sum up others."""
        return IS_TOTAL in self.columns

    @property
    def is_detail(self) -> str:
        """SQL that is true of rows that sum up no others."""
        return f"NOT {IS_TOTAL}" if self.has_totals else "true"

    @property
    def n_rows(self) -> int:
        """The rows of the table as it stands."""
        return self.count(f"SELECT count(*) FROM {self.relation}")

    def count(self, query: str, values: Sequence[Any] = ()) -> int:
        """The one whole number that a query gives."""
        row = self.db.execute(query, list(values)).fetchone()
        return int(row[0] or 0) if row else 0

    def put(self, query: str, values: Sequence[Any] = ()) -> None:
        """Let the result of a query be the table from now on."""
        self.n_tables += 1
        name = f"odms_step_{self.n_tables}"
        self.db.execute(f"CREATE TEMP TABLE {name} AS {query}", list(values))
        before, self.relation = self.relation, name
        self.columns = describe(self.db, name)
        if before.startswith("odms_step_"):
            self.db.execute(f"DROP TABLE {before}")

    def keep_rows(self, condition: str, values: Sequence[Any] = ()) -> None:
        """Keep the rows that meet a condition, numbered anew, so that no gap tells of the others."""
        rest = f"* REPLACE (row_number() OVER (ORDER BY {ROW}) AS {ROW})"
        self.put(f"SELECT {rest} FROM {self.relation} WHERE {condition} ORDER BY {ROW}", values)


@contextmanager
def bench(*, memory_mb: int = MEMORY_LIMIT_MB) -> Iterator[duckdb.DuckDBPyConnection]:
    """A DuckDB of its own for one piece of work; it downloads nothing and spills to disk."""
    with tempfile.TemporaryDirectory(prefix="odms-bench-") as spill:
        db = duckdb.connect(
            config={
                "memory_limit": f"{memory_mb}MB",
                "threads": 2,
                "temp_directory": spill,
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
            }
        )
        try:
            yield db
        finally:
            db.close()


def describe(db: duckdb.DuckDBPyConnection, relation: str) -> dict[str, str]:
    """Names and DuckDB types of a relation, in order."""
    return {row[0]: row[1] for row in db.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()}


def parquet(path: Path) -> str:
    """A Parquet file in SQL."""
    return f"read_parquet({text(path)})"


def text(value: object) -> str:
    """A text in SQL."""
    return "'" + str(value).replace("'", "''") + "'"


def as_text(column: Column) -> str:
    """A column's value as text, in SQL."""
    name = quoted(column.name)
    return name if column.sql_type == "VARCHAR" else f"CAST({name} AS VARCHAR)"


def where_there(column: Column, sql: str) -> str:
    """SQL for a value where there is one; what is missing stays missing."""
    return f"CASE WHEN {quoted(column.name)} IS NOT NULL THEN {sql} END"


def settings(values: Mapping[str, Any]) -> tuple[tuple[str, Any], ...]:
    """Parameters in a form that can be compared and kept."""
    return tuple(sorted(values.items()))
