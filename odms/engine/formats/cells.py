"""The cells of a text in DuckDB: one table, or for a wide text several side by side.

DuckDB takes 2,048 rows of all columns of a statement at once, with 16 bytes for each cell, in each
step and thread: over 10,000 columns that is a gigabyte. Blocks of columns keep it small.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from odms.engine.grid import Workspace

COLUMNS_OF_A_BLOCK = 2_000


@dataclass(frozen=True)
class Cells:
    """The tables of one text: `<name>_0` holds the columns c0 …, `<name>_1` those of the next block."""

    name: str
    width: int
    work: Workspace

    def create(self) -> None:
        """Create the tables, without rows."""
        for table, columns in self._blocks():
            kinds = ", ".join(f"{column} VARCHAR" for column in columns)
            self.work.db.execute(f"CREATE TABLE {table} ({kinds})")

    def insert(self, source: str) -> None:
        """Append the rows of the relation `source`, which has the columns c0 ….

        It is read once a block. Of a CSV that is cheap: cells that are not asked for are not kept.
        """
        for table, columns in self._blocks():
            self.work.db.execute(f"INSERT INTO {table} SELECT {', '.join(columns)} FROM {source}")

    def append(self, records: Sequence[list[str]]) -> None:
        """Append records; where one ends early there is no cell (NULL)."""
        if not records:
            return
        import pyarrow as pa

        padded = (record + [None] * (self.width - len(record)) for record in records)
        columns = [pa.array(cells, pa.string()) for cells in zip(*padded, strict=True)]
        batch = pa.table(columns, names=[f"c{i}" for i in range(self.width)])
        self.work.db.register("batch", batch)
        self.insert("batch")
        self.work.db.unregister("batch")

    def n_rows(self) -> int:
        """How many rows the tables hold."""
        found = self.work.db.execute(f"SELECT count(*) FROM {self.name}_0").fetchall()
        return int(found[0][0])

    def drop(self) -> None:
        """Drop the tables."""
        for table, _ in self._blocks():
            self.work.db.execute(f"DROP TABLE {table}")

    def view(self) -> str:
        """The name of a view of all columns, with `r`, the number of the row from 0."""
        tables = [table for table, _ in self._blocks()]
        names = ", ".join(column for _, columns in self._blocks() for column in columns)
        self.work.db.execute(
            f"CREATE VIEW {self.name} AS SELECT {tables[0]}.rowid AS r, {names}"
            f" FROM {' POSITIONAL JOIN '.join(tables)}"
        )
        return self.name

    def _blocks(self) -> Iterator[tuple[str, list[str]]]:
        for i, start in enumerate(range(0, self.width, COLUMNS_OF_A_BLOCK)):
            end = min(start + COLUMNS_OF_A_BLOCK, self.width)
            yield f"{self.name}_{i}", [f"c{column}" for column in range(start, end)]
