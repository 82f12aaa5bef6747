"""Several tables on one sheet: side by side, one under the other, or none at all."""

from collections import Counter
from collections.abc import Sequence

from odms.engine.grid import Grid, Workspace
from odms.engine.layout import cells
from odms.engine.layout.cells import DATE, EMPTY, NUMBER, TEXT
from odms.engine.layout.header import bodies, deep_rows, find
from odms.engine.layout.names import joined
from odms.engine.layout.row import Row
from odms.engine.layout.window import Window, is_blank_sql


def is_drawing(window: Window) -> bool:
    """Whether a sheet is a picture in cells or a prose text: no numbers, no header, the same words
    all over its columns, most cells empty."""
    rows = window.rows
    n_columns = len(rows[0].cells)
    if n_columns < 3 or len(rows) < 3:
        return False
    if any(kind in (NUMBER, DATE) for row in rows for kind in row.kinds):
        return False
    n_filled = sum(row.fill for row in rows)
    is_sparse = n_filled < 0.6 * n_columns * len(rows)
    places: dict[str, set[int]] = {}
    for row in rows:
        for i, cell in enumerate(row.cells):
            if cell:
                places.setdefault(cell, set()).add(i)
    counts = Counter(cell for row in rows for cell in row.cells if cell)
    n_scattered = sum(n for cell, n in counts.items() if len(places[cell]) > 1)
    return is_sparse and n_scattered > 0.6 * n_filled and rows[0].fill < 0.5 * n_columns


def columns_of(window: Window, grid: Grid, work: Workspace) -> list[tuple[int, ...]]:
    """The column blocks of a sheet, parted by empty columns where each is a table of its own."""
    groups = _groups(_used_columns(window, grid, work))
    if len(groups) > 1 and _are_tables(window, groups):
        return groups
    if grid.dialect is not None:
        return [tuple(range(grid.n_columns))]
    return [tuple(column for group in groups for column in group)]


def _used_columns(window: Window, grid: Grid, work: Workspace) -> list[int]:
    used = {i for row in window.rows for i, kind in enumerate(row.kinds) if kind != EMPTY}
    unused = [i for i in range(grid.n_columns) if i not in used]
    if not window.is_whole and unused:
        asked = ", ".join(f"bool_or(NOT ({is_blank_sql((i,))}))" for i in unused)
        (found,) = work.db.execute(f"SELECT {asked} FROM {grid.relation}").fetchall()
        used |= {i for i, is_used in zip(unused, found, strict=True) if is_used}
    return sorted(used)


def _groups(columns: Sequence[int]) -> list[tuple[int, ...]]:
    groups: list[list[int]] = []
    for column in columns:
        if groups and groups[-1][-1] == column - 1:
            groups[-1].append(column)
        else:
            groups.append([column])
    return [tuple(group) for group in groups]


def _are_tables(window: Window, groups: Sequence[tuple[int, ...]]) -> bool:
    """Whether groups of columns are tables side by side: each has a header of its own, and they
    differ in length or repeat their names."""
    if any(len(group) < 2 for group in groups):
        return False
    names, ends = [], []
    for group in groups:
        part = window.part(group)
        if len(part.head) < 2:
            return False
        header = part.header
        if not header.rows:
            return False
        top = [row for row in part.head if row.r in header.rows]
        names.append([cell for row in top for cell in row.cells if cell])
        ends.append(part.rows[-1].r)
    n_repeated = sum(bool(set(names[0]) & set(other)) for other in names[1:])
    return n_repeated > 0 or len(set(ends)) > 1


def parallel(window: Window, columns: tuple[int, ...]) -> list[tuple[int, ...]]:
    """Tables side by side without a gap: the same names come again and again, from the labels on,
    and the labels are the same."""
    rows = window.head
    if len(rows) < 3 or len(columns) < 4:
        return [columns]
    header = window.header
    names = joined([row for row in rows if row.r in header.rows], columns, ())
    for n in range(2, len(columns) // 2 + 1):
        size, rest = divmod(len(columns), n)
        if rest or names[:size] * n != names or None in names[:1]:
            continue
        if _same_labels(rows[header.first_body :], n, size):
            return [columns[i * size : (i + 1) * size] for i in range(n)]
    return [columns]


def _same_labels(rows: Sequence[Row], n: int, size: int) -> bool:
    labels = [row for row in rows if row.kinds[0] == TEXT]
    n_same = sum(all(row.cells[i * size] == row.cells[0] for i in range(n)) for row in labels)
    return bool(labels) and n_same >= 0.8 * len(labels)


def stacked(window: Window, n_source_rows: int) -> list[tuple[int, int]]:
    """The stretches of source rows of tables one under the other: first row, end."""
    rows = window.head
    starts = [0]
    wordy = [at for at in range(2, len(rows) - 1) if _is_wordy(rows[at], rows[at + 1])]
    below = [at for at in wordy if any(_has_values(row) for row in rows[:at])]
    if below:
        upper = rows[: below[0]]
        header = find(upper, bodies(deep_rows(upper)))
        first = [row for row in upper if row.r in header.rows]
        body = header.first_body
        for at in below if first else ():
            typed = bodies(rows[body:at]).typed
            if (start := _second_table(rows, at, first, typed)) is not None:
                starts.append(rows[start].r)
                first, body = [rows[at]], at + 1
    ends = [*starts[1:], n_source_rows]
    return list(zip(starts, ends, strict=True))


def _second_table(
    rows: Sequence[Row], at: int, first: Sequence[Row], typed: Sequence[int]
) -> int | None:
    """Where a second table begins whose header is row `at`: at its title, or at the header."""
    row = rows[at]
    if sum(row.kinds[i] == TEXT for i in typed) < max(1, 0.5 * min(len(typed), row.fill)):
        return None
    names = {cell for header in first for cell in header.cells if cell}
    shared = sum(cell in names for cell in row.cells if cell)
    same = [cell for cell in row.cells if cell] == [cell for cell in first[-1].cells if cell]
    above = rows[at - 1]
    is_parted = row.r - above.r > 1
    has_title = (
        above.fill == 1 and row.fill > 2 and not is_parted and above.kinds.strip(EMPTY) == TEXT
    )
    if same or (has_title and cells.pattern("pages").fullmatch(next(c for c in above.cells if c))):
        return None  # a repeated header of the same table
    if shared >= 0.6 * row.fill and shared >= 2:
        return at
    if has_title and above.r - rows[at - 2].r > 1:
        return at - 1
    return at if is_parted and shared == 0 else None


def _is_wordy(row: Row, below: Row) -> bool:
    """Whether a row has words alone, and values below it."""
    if row.fill < 2 or any(kind in (NUMBER, DATE) for kind in row.kinds):
        return False
    return NUMBER in below.kinds or DATE in below.kinds


def _has_values(row: Row) -> bool:
    return row.fill >= 2 and (NUMBER in row.kinds or DATE in row.kinds)
