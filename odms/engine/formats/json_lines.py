"""JSON Lines: one record a line; row r is line r, and a blank line counts."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from odms.engine.errors import LimitPassed, NotATable
from odms.engine.formats import json_stream
from odms.engine.formats.decoded import Text, opened
from odms.engine.formats.record_table import RecordTable, grid_of
from odms.engine.grid import Grid, Workspace

_FIRST_LINES = 3
_FIRST_LENGTH = 4 << 20


def read(path: Path, work: Workspace) -> list[Grid]:
    """One grid of all lines. Raises NotATable where none is a record, LimitPassed where one is too
    long."""
    with opened(path, work) as text:
        return [read_text(text, work)]


def read_text(text: Text, work: Workspace) -> Grid:
    """The grid of the lines; what is not of the kind of the first record is rejected."""
    table = RecordTable(work)
    rejected: list[int] = []
    kind: type | None = None
    r = -1
    for r, line in enumerate(lines(text.source)):
        if not line.strip():
            continue
        value = decoded(line)
        if kind is None and isinstance(value, dict | list):
            kind = type(value)
        is_of_kind = type(value) is kind
        if not is_of_kind:
            rejected.append(r)
        elif kind is dict:
            table.add(r, value)
        else:
            table.add_cells(r, value)
    if kind is None:
        raise NotATable("engine.json_no_table")
    has_names = kind is dict
    return grid_of(table, text, n_rows=r + 1, has_names=has_names, rejected=tuple(rejected))


def are_lines(source: TextIO) -> bool:
    """Whether the first lines are complete records, more than one of them."""
    heads = [source.readline(_FIRST_LENGTH) for _ in range(_FIRST_LINES)]
    source.seek(0)
    found = [decoded(line) for line in heads if line.strip()]
    return len(found) > 1 and all(isinstance(value, dict | list) for value in found[:2])


def lines(source: TextIO) -> Iterator[str]:
    """The lines of `source`. Raises LimitPassed for one that is too long."""
    while line := source.readline(json_stream.MAX_ELEMENT + 1):
        if len(line) > json_stream.MAX_ELEMENT:
            raise LimitPassed("engine.json_element", megabytes=json_stream.MAX_ELEMENT >> 20)
        yield line


def decoded(line: str) -> Any:
    """The value on one line; None where it is no JSON."""
    try:
        return json_stream.decode(line)
    except (ValueError, RecursionError):
        return None
