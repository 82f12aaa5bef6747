"""A grid: the cells of one sheet, member or text file exactly as the source holds them.

Every format's reader ends in grids, and everything after (layout, types, profile, Parquet) begins
with them, so that a rule is written once for CSV, workbooks and JSON alike. Cells live in DuckDB,
out of Python's memory, so that a 2 GB file needs less than 1 GiB.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

COLUMNS_AT_ONCE = 1_000  # of a statement that gives whole rows
_PACKED_FROM = 1 << 28
_DOUBTFUL = frozenset({"utf-8-damaged", "thai-doubtful", "unknown"})


@dataclass(frozen=True)
class Encoding:
    """In which encoding the bytes of a text stand, and how that was decided.

    `name` is utf-8, utf-16-le, utf-16-be, cp874, cp1252, or what a text declares of itself. `how`
    is one of

    - `bom`: a byte-order mark stands at the start;
    - `nul-pattern`: UTF-16 by its NUL bytes;
    - `ascii`, `strict`: every byte is ASCII, or the whole file is strict UTF-8;
    - `utf-8-damaged`: UTF-8, but for a few broken bytes;
    - `thai-clusters`: letters, runs, clusters and words are Thai;
    - `thai-words`: the words are Thai although a measure of bytes failed (abbreviations, typos);
    - `thai-doubtful`: the bytes could be Thai, but too few words are known;
    - `declared`: its own prolog or head says so, and the bytes are not UTF-8 or UTF-16;
    - `chosen`: a person said so;
    - `latin`: single high bytes among Latin text;
    - `unknown`: none of these; read as cp1252, which keeps every byte apart.
    """

    name: str
    how: str
    bom: bool = False

    @property
    def is_certain(self) -> bool:
        """Whether no person need look at decoded samples."""
        return self.how not in _DOUBTFUL


@dataclass(frozen=True)
class Dialect:
    """How a delimited text is written. `None` where the text shows no such sign."""

    delimiter: str | None
    quote: str | None
    escape: str | None
    line_end: str | None  # "\n", "\r\n" or "\r"


@dataclass(frozen=True)
class Merge:
    """A merged range of cells, 0-based, ends included."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass(frozen=True)
class Grid:
    """Raw cells of one source table in DuckDB.

    `relation` names a DuckDB table with the columns `r` (BIGINT, 0-based source row: the record's
    number as Python's csv.reader yields it, or the sheet's row) and `c0` … `c{n_columns-1}`
    (VARCHAR, the cell's text; NULL where there is no cell). Blank rows need not be stored;
    `n_source_rows` counts them. `names` is set where the format itself names the columns (JSON,
    Parquet); then no row is a header. `native_types` tells, by column, the type a typed format
    declares (DuckDB type names). `native_dates` lists columns whose cells the workbook holds as
    true dates, written here in ISO form. `encoding` tells how a text's bytes were read; binary formats
    have none. `first_column` tells where c0 stands in its sheet, from 0; sources that are no sheet
    have none. `has_a_line_each` is set for a text of which every record is known to take one line.
    """

    name: str | None
    relation: str
    n_source_rows: int
    n_columns: int
    dialect: Dialect | None = None
    encoding: Encoding | None = None
    names: tuple[str, ...] | None = None
    native_types: dict[int, str] = field(default_factory=dict)
    native_dates: frozenset[int] = frozenset()
    merges: tuple[Merge, ...] = ()
    is_hidden: bool = False
    first_column: int | None = None
    has_a_line_each: bool = False
    n_rejected: int = 0
    findings: tuple["GridFinding", ...] = ()


@dataclass(frozen=True)
class Spot:
    """A cell of a grid, or a whole row or column of it; `line` (from 1) where no row is known.

    Rows and columns are the grid's, from 0. A finding about a column need not repeat the column.
    """

    row: int | None = None
    column: int | None = None
    line: int | None = None


@dataclass(frozen=True)
class GridFinding:
    """Something a reader met: code, source row, count and the facts of its sentence.

    `n` counts what the sentence counts. `cells` are the first of the cells (or rows) it is about,
    in the order of the source, and `n_cells` is how many there are, where that is not `n`.
    """

    code: str
    row: int | None = None
    n: int = 1
    facts: dict[str, object] = field(default_factory=dict)
    cells: tuple[Spot, ...] = ()
    n_cells: int | None = None

    @classmethod
    def about(cls, code: str, n: int, cells: tuple[Spot, ...], **facts: object) -> "GridFinding":
        """A finding about `n` cells or rows, of which `cells` are the first."""
        return cls(code, cells[0].row if cells else None, n, facts, cells)


@dataclass(frozen=True)
class Chosen:
    """What a person decided about the reading of a file, where the engine would decide by itself.

    `headers` are the source rows of the header by the sheet's name, None for a text.
    """

    encoding: str | None = None
    delimiter: str | None = None
    headers: Mapping[str | None, tuple[int, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Workspace:
    """A private folder and a DuckDB connection in which one file is worked on."""

    folder: Path
    db: duckdb.DuckDBPyConnection
    chosen: Chosen = Chosen()

    def path(self, name: str) -> Path:
        """A path for a temporary file; it goes when the workspace is closed."""
        return self.folder / name

    def rows(
        self, relation: str, columns: Sequence[str], tail: str = "", values: Sequence[object] = ()
    ) -> list[tuple[Any, ...]]:
        """`r` and these columns of the rows that the SQL `tail` (WHERE, LIMIT) leaves, in their order.

        Wide rows are put together from blocks of columns, for DuckDB takes 2,048 rows of all
        columns of a statement at once.
        """
        found: list[tuple[Any, ...]] = []
        for start in range(0, len(columns), COLUMNS_AT_ONCE):
            names = ", ".join(columns[start : start + COLUMNS_AT_ONCE])
            sql = f"SELECT r, {names} FROM {relation} {tail}"
            rows = self.db.execute(sql, values).fetchall()
            found = (
                [(*left, *right[1:]) for left, right in zip(found, rows, strict=True)]
                if start
                else rows
            )
        return found


@contextmanager
def workspace(
    folder: Path,
    *,
    memory_mb: int = 600,
    threads: int = 2,
    size_bytes: int = 0,
    chosen: Chosen | None = None,
) -> Iterator[Workspace]:
    """Open a workspace in `folder` (existing, private); DuckDB spills there, never downloads.

    The cells of a large file (of `size_bytes`) are packed on disk from the start. Those of a small
    one stay in memory as they are, for packing them costs more than the disk is worth.
    """
    db = duckdb.connect(
        str(folder / "cells.duckdb") if size_bytes >= _PACKED_FROM else ":memory:",
        config={
            "memory_limit": f"{memory_mb}MB",
            "threads": threads,
            "temp_directory": str(folder / "spill"),
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "preserve_insertion_order": True,
        },
    )
    db.execute("SET enable_progress_bar = false")  # it would draw on standard output
    try:
        yield Workspace(folder, db, chosen or Chosen())
    finally:
        db.close()
