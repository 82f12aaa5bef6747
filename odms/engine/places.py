"""Where a finding stands, as the steward sees it in the source: sheets in A1 notation, texts by line.

A spreadsheet numbers rows from 1 and letters columns; an editor numbers lines, and a record whose
cells hold line ends takes several. Readers and rules speak of a grid's own rows and columns, from
0; here they become the source's.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from odms.engine.grid import Grid, Spot, Workspace

# So many places of one finding are told; `n` and `n_cells` count all of them.
PLACES_TOLD = 50


@dataclass(frozen=True)
class Place:
    """A cell, a row or a column of the source.

    `row` is the source row and `column_index` the place in its record or sheet, both from 0; None
    for a whole column or a whole row. `ref` says the same as spreadsheets do (C14, 14:14, C:C),
    for a text as it would stand in one; None where the source is neither. `line` is the line of a
    text on which the row begins, from 1.
    """

    row: int | None
    column_index: int | None
    ref: str | None
    line: int | None

    def to_json(self) -> dict[str, Any]:
        """The place as the report publishes it."""
        return {
            "row": self.row,
            "column_index": self.column_index,
            "ref": self.ref,
            "line": self.line,
        }


def placed(grid: Grid, found: Iterable[Sequence[Spot]], work: Workspace) -> list[tuple[Place, ...]]:
    """The first PLACES_TOLD spots of each finding of a grid, in the coordinates of its source."""
    told = [spots[:PLACES_TOLD] for spots in found]
    rows = {spot.row for spots in told for spot in spots if spot.row is not None}
    lines = _lines(grid, sorted(rows), work)
    return [tuple(_place(grid, spot, lines) for spot in spots) for spots in told]


def reference(row: int | None, column: int | None) -> str | None:
    """A1 notation of a cell, a whole row or a whole column, all counted from 0."""
    if column is None:
        return None if row is None else f"{row + 1}:{row + 1}"
    letters = column_letters(column)
    return f"{letters}:{letters}" if row is None else f"{letters}{row + 1}"


def column_letters(column: int) -> str:
    """The letters of a column counted from 0: A, Z, AA."""
    letters, rest = "", column + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


def _place(grid: Grid, spot: Spot, lines: dict[int, int]) -> Place:
    column = None if spot.column is None else spot.column + (grid.first_column or 0)
    has_ref = grid.dialect is not None or grid.first_column is not None
    line = spot.line if spot.row is None else lines.get(spot.row)
    return Place(spot.row, column, reference(spot.row, column) if has_ref else None, line)


def _lines(grid: Grid, rows: Sequence[int], work: Workspace) -> dict[int, int]:
    """The line, from 1, on which each of these records of a text begins; none of other sources."""
    if grid.dialect is None or not rows:
        return {}
    if grid.has_a_line_each:
        return {row: row + 1 for row in rows}
    cells = ", ".join(f"c{i}" for i in range(grid.n_columns))
    text = f"replace(concat_ws('|', {cells}), chr(13) || chr(10), chr(10))"
    breaks = f"strlen({text}) - strlen(translate({text}, chr(10) || chr(13), ''))"
    found = work.db.execute(
        f"SELECT w.r, w.r + 1 + coalesce(sum(b.n), 0) FROM (SELECT unnest(?::BIGINT[]) AS r) w"
        f" LEFT JOIN (SELECT r, {breaks} AS n FROM {grid.relation} WHERE r < ?) b"
        " ON b.r < w.r AND b.n > 0 GROUP BY w.r",
        [list(rows), rows[-1]],
    ).fetchall()
    return {row: int(line) for row, line in found}
