"""JSON: every list of records is a grid.

Read are a list of records, of rows or of single values; the same inside up to three objects, as in
`{"data": [...]}` or an answer of CKAN; and objects of objects whose keys become the first column.
Values that stand beside the records are kept (see `facts`).
An object inside a record becomes columns `outer.inner`; what lies deeper stays JSON text, and a
finding says so.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from odms.engine.errors import NotATable
from odms.engine.formats import facts, json_lines, json_stream
from odms.engine.formats.decoded import Text, opened
from odms.engine.formats.json_stream import Item, Leaf
from odms.engine.formats.record_table import RecordTable, grid_of
from odms.engine.grid import Grid, Workspace

# A list of such a name is the table that a document is about; the others follow.
_MAIN = ("records", "data", "results", "items", "rows", "features", "result")


def read(path: Path, work: Workspace) -> list[Grid]:
    """The grids of the JSON document at `path`; row r is element r of its list.

    A document of records one a line is read as such, whatever it is called. Raises Damaged for malformed JSON and NotATable where it holds no list of records.
    """
    with opened(path, work) as text:
        if json_lines.are_lines(text.source):
            return [json_lines.read_text(text, work)]
        return _read_document(text, work)


class _List:
    """One list of the document, on its way into a table; its first value says of which kind."""

    def __init__(self, path: json_stream.Path, work: Workspace) -> None:
        self.path = path
        self.table = RecordTable(work)
        self.kind: type | None = None  # dict, list, or str for single values
        self.n_rows = 0
        self.rejected: list[int] = []

    def add(self, r: int, value: Any) -> None:
        self.n_rows = r + 1
        if value is None:
            return
        kind = type(value) if isinstance(value, dict | list) else str
        self.kind = self.kind or kind
        if kind is not self.kind:
            self.rejected.append(r)
        elif kind is dict:
            self.table.add(r, value)
        elif kind is list:
            self.table.add_cells(r, value)
        else:
            self.table.add(r, {self.path[-1] if self.path else "value": value})


def _read_document(text: Text, work: Workspace) -> list[Grid]:
    lists, leaves = _gather(json_stream.pieces(text.source), work)
    found = [one for one in lists.values() if one.kind in (dict, list)]
    found = [one for one in found if not _is_field_list(one, lists)]
    if found:
        found.sort(key=lambda one: one.path[-1:] != () and one.path[-1] not in _MAIN)
        grids = [_grid_of_list(one, text, len(found)) for one in found]
        envelopes = {one.path[0] for one in found if len(one.path) > 1}
        return facts.beside(grids, leaves, envelopes, text, work)
    if by_key := _records_by_key(leaves):
        return [_grid_by_key(by_key, text, work)]
    values = [one for one in lists.values() if one.kind]
    if not values:
        raise NotATable("engine.json_no_table")
    if len(values) > 1 and len({one.n_rows for one in values}) == 1:
        return [_grid_by_column(values, text, work)]
    return [_grid_of_list(one, text, len(values)) for one in values]


def _gather(
    pieces: Iterable[Item | Leaf], work: Workspace
) -> tuple[dict[json_stream.Path, _List], dict[json_stream.Path, Any]]:
    lists: dict[json_stream.Path, _List] = {}
    leaves: dict[json_stream.Path, Any] = {}
    for piece in pieces:
        if isinstance(piece, Leaf):
            leaves[piece.path] = piece.value
            continue
        if piece.path not in lists:
            lists[piece.path] = _List(piece.path, work)
        lists[piece.path].add(piece.index, piece.value)
    return lists, leaves


def _is_field_list(one: _List, lists: dict[json_stream.Path, _List]) -> bool:
    """CKAN answers with the fields of a table beside its records."""
    return one.path[-1:] == ("fields",) and (*one.path[:-1], "records") in lists


def _grid_of_list(one: _List, text: Text, n_lists: int) -> Grid:
    return grid_of(
        one.table,
        text,
        n_rows=one.n_rows,
        name=".".join(one.path) if n_lists > 1 else None,
        has_names=one.kind is not list,
        rejected=tuple(one.rejected),
    )


def _records_by_key(leaves: dict[json_stream.Path, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Objects side by side that share their fields, as `{"10": {"name": …}, "11": {"name": …}}`."""
    parents: dict[json_stream.Path, dict[str, Any]] = {}
    for path, value in leaves.items():
        if len(path) >= 2:
            parents.setdefault(path[:-1], {})[path[-1]] = value
    families: dict[json_stream.Path, list[tuple[str, dict[str, Any]]]] = {}
    for path, record in parents.items():
        families.setdefault(path[:-1], []).append((path[-1], record))
    largest = max(families.values(), key=len, default=[])
    shared = set.intersection(*(set(record) for _, record in largest)) if largest else set()
    return largest if len(largest) > 1 and shared else []


def _grid_by_key(records: list[tuple[str, dict[str, Any]]], text: Text, work: Workspace) -> Grid:
    table = RecordTable(work)
    for r, (key, record) in enumerate(records):
        table.add(r, {"key": key, **record})
    return grid_of(table, text, n_rows=len(records))


def _grid_by_column(lists: list[_List], text: Text, work: Workspace) -> Grid:
    """Lists of the same length side by side are the columns of one table."""
    table = RecordTable(work)
    for one in lists:
        one.table.finish()
    columns = [
        work.db.execute(f"SELECT c0 FROM {one.table.relation} ORDER BY r").fetchall()
        for one in lists
    ]
    names = [one.path[-1] for one in lists]
    for r, cells in enumerate(zip(*columns, strict=True)):
        table.add(r, {name: cell[0] for name, cell in zip(names, cells, strict=True)})
    return grid_of(table, text, n_rows=lists[0].n_rows)
