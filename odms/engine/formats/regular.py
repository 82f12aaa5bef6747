"""The straight path of delimited texts: DuckDB reads a regular one, and what it read is counted.

While DuckDB loads, the text's own bytes are looked at beside it: DuckDB works without Python's lock.
"""

import csv
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import duckdb

from odms.engine.errors import LimitPassed
from odms.engine.formats.cells import Cells
from odms.engine.formats.survey import (
    LONGEST_LINE,
    Survey,
    check_line,
    has_blank_beside_quote,
    quoted_records,
    survey,
)
from odms.engine.grid import Workspace
from odms.engine.text.dialect import Writing

MOST_COLUMNS = 20_000

_HEAD_RECORDS = 200


@dataclass(frozen=True)
class Loaded:
    """A text in DuckDB: its records (blank ones at the end are counted, not kept), its columns,
    and their cells."""

    n_records: int
    width: int
    cells: Cells


@dataclass(frozen=True)
class _Head:
    """The first records that are not as wide as those after them, the lines they take, and the
    width of the rest."""

    odd: list[list[str]]
    n_lines: int
    width: int


def load(
    path: Path, writing: Writing, relation: str, work: Workspace
) -> tuple[Survey, Loaded | None]:
    """Survey the text at `path`, and load it as the tables of `relation` where it is regular.

    Raises LimitPassed for a line or a record too long.
    """
    with ThreadPoolExecutor(max_workers=1) as beside:
        looked = beside.submit(_look, path, writing)
        head = _head(path, writing)
        cells = _load(path, writing, head, relation, work) if head else None
        found, is_regular = looked.result()
    if head is None or cells is None:
        return found, None
    n_loaded = cells.n_rows() - len(head.odd)
    if is_regular and n_loaded in _expected(path, writing, found, head):
        n_records = len(head.odd) + n_loaded + found.n_trailing_blank
        return found, Loaded(n_records, head.width, cells)
    cells.drop()
    return found, None


def lines(path: Path) -> Iterator[str]:
    """The lines of a UTF-8 text as csv.reader wants them. Raises LimitPassed for one too long."""
    csv.field_size_limit(LONGEST_LINE)
    with path.open(encoding="utf-8", errors="replace", newline="") as text:
        while line := text.readline(LONGEST_LINE + 1):
            check_line(len(line))
            yield line


def check_width(width: int) -> None:
    """Raise LimitPassed for a record too wide."""
    if width > MOST_COLUMNS:
        raise LimitPassed("reading.too_many_columns", limit=MOST_COLUMNS, n=width)


def _look(path: Path, writing: Writing) -> tuple[Survey, bool]:
    """What the bytes count, and whether DuckDB reads such a text as csv.reader does."""
    found, quote = survey(path), (writing.dialect.quote or '"').encode()
    return found, found.is_plain and not has_blank_beside_quote(
        path, quote, writing.delimiter.encode()
    )


def _head(path: Path, writing: Writing) -> _Head | None:
    """The head of the text; None where too many records are odd, or a quote runs too far, or the
    writing is none that DuckDB knows."""
    if writing.dialect.escape == "\\" or writing.has_blank_after:
        return None
    reader = writing.reader(lines(path), is_strict=True)
    head, ends = [], []
    try:
        for record in islice(reader, _HEAD_RECORDS):
            head.append(record)
            ends.append(reader.line_num)
    except csv.Error:
        return None
    while head and not head[-1]:
        head.pop()
    width = len(head[-1])
    odd = max((i + 1 for i, record in enumerate(head) if len(record) != width), default=0)
    check_width(max(map(len, head)))
    if max(map(len, head)) > width or odd > min(100, 0.5 * len(head)):
        return None
    return _Head(head[:odd], ends[odd - 1] if odd else 0, width)


def _load(
    path: Path, writing: Writing, head: _Head, relation: str, work: Workspace
) -> Cells | None:
    """The odd records and DuckDB's reading of the rest, in their order; None where DuckDB found a
    record that is not regular."""
    quote = literal(writing.dialect.quote or '"')
    kinds = ", ".join(f"'c{i}': 'VARCHAR'" for i in range(head.width))
    never_null = ", ".join(f"'c{i}'" for i in range(head.width))
    cells = Cells(relation, head.width, work)
    cells.create()
    cells.append(head.odd)
    try:
        cells.insert(
            f"read_csv({literal(str(path))}, auto_detect = false, header = false,"
            f" skip = {head.n_lines}, delim = {literal(writing.delimiter)}, quote = {quote},"
            f" escape = {quote}, columns = {{{kinds}}}, force_not_null = [{never_null}],"
            " null_padding = false)"
        )
    except duckdb.InvalidInputException:  # its way to say that a record is not like the others
        cells.drop()
        return None
    return cells


def _expected(path: Path, writing: Writing, found: Survey, head: _Head) -> Iterator[int | None]:
    """How many records the bytes hold after the head: a line each, or those that quotes tell."""
    yield found.n_lines - found.n_trailing_blank - head.n_lines
    if writing.dialect.quote == '"':
        yield quoted_records(path, found, head.n_lines)


def literal(text: str) -> str:
    """`text` as an SQL string."""
    return "'" + text.replace("'", "''") + "'"
