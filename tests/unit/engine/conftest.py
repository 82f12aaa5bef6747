"""A table written down column by column, described and typed by the engine."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from odms.engine.columns import Body, Column, describe, write
from odms.engine.grid import Workspace, workspace


@dataclass
class Typed:
    """What the engine made of a table."""

    body: Body
    work: Workspace
    columns: dict[str, Column]

    def __getitem__(self, name: str) -> Column:
        return self.columns[name]

    def codes(self, name: str) -> list[str]:
        """Codes of the column's findings, in their order."""
        return [finding.code for finding in self[name].findings]

    def written(self) -> dict[str, list[Any]]:
        """The Parquet table, by column."""
        self._write()
        return pq.read_table(self._parquet).to_pydict()

    def schema(self) -> dict[str, str]:
        """DuckDB's type of each column of the Parquet table."""
        self._write()
        rows = self.work.db.execute(
            f"DESCRIBE SELECT * FROM read_parquet('{self._parquet}')"
        ).fetchall()
        return {row[0]: row[1] for row in rows}

    def profile(self) -> dict[str, Any]:
        """The profile on disk."""
        self._write()
        return json.loads(self.work.path("profile.json").read_text(encoding="utf-8"))

    @property
    def _parquet(self) -> Path:
        return self.work.path("typed.parquet")

    def _write(self) -> None:
        columns = list(self.columns.values())
        write(self.body, columns, self._parquet, self.work.path("profile.json"), self.work)


@pytest.fixture
def typed(tmp_path: Path) -> Iterator[Callable[..., Typed]]:
    """A function from a table (names to cells) to what the engine makes of it."""
    with workspace(tmp_path) as work:
        n_tables = 0

        def make(table: dict[str, list[str | None]], **about: Any) -> Typed:
            nonlocal n_tables
            n_tables += 1
            return _typed(f"body_{n_tables}", table, about, work)

        yield make


def _typed(
    relation: str, table: dict[str, list[str | None]], about: dict[str, Any], work: Workspace
) -> Typed:
    names, n_rows = tuple(table), len(next(iter(table.values())))
    columns = ", ".join(f"v{i} VARCHAR" for i in range(len(names)))
    work.db.execute(f"CREATE TABLE {relation} (r BIGINT, {columns})")
    rows = pa.table(
        {"r": list(range(n_rows))}
        | {f"v{i}": pa.array(cells, pa.string()) for i, cells in enumerate(table.values())}
    )
    work.db.register("rows", rows)
    work.db.execute(f"INSERT INTO {relation} SELECT * FROM rows")
    work.db.unregister("rows")
    body = Body(relation, names, names, n_rows, **about)
    found = describe(body, work)
    return Typed(body, work, {column.name: column for column in found})
