"""What layout has to say of a table: its names, its rows, its cells, and where each of them stands."""

from collections.abc import Sequence

from odms.engine.grid import GridFinding, Spot
from odms.engine.layout import cells
from odms.engine.layout.cells import EMPTY, NUMBER, TEXT, flat
from odms.engine.layout.header import Bodies, bodies
from odms.engine.layout.plan import Layout, Rejected
from odms.engine.layout.row import Row
from odms.engine.layout.stretch import Cells, Stretch, between, trimmed
from odms.engine.layout.window import Window
from odms.engine.places import PLACES_TOLD

_LEAST_YEARS = 3


def of_table(layout: Layout, body: Bodies | None) -> list[GridFinding]:
    """Findings about the table as a whole; `body` is None where the format names the columns."""
    found = _of_header(layout, has_rows_of_names=body is not None)
    if layout.preamble_rows:
        found.append(_of_whole_rows("reading.title_rows", layout.preamble_rows))
    if layout.n_rows == 0:
        found.append(GridFinding("reading.no_rows"))
    if layout.total_rows:
        found.append(_of_whole_rows("reading.totals_inside", sorted(layout.total_rows)))
    last_words = [(name or "").split()[-1:] for name in layout.source_names]
    years = [
        i
        for i, word in enumerate(last_words)
        if word and cells.is_year(word[0]) and (body is None or body.kinds[i] == NUMBER)
    ]
    if len(years) >= _LEAST_YEARS:
        found.append(_of_names("reading.years_as_columns", layout, years))
    return found


def of_rows(
    stretch: Stretch,
    window: Window,
    layout: Layout,
    body: tuple[int, int],
    blanks: Sequence[int],
    mended: dict[int, Cells],
    filled: dict[int, Cells],
) -> list[GridFinding]:
    """Findings about single rows and cells.

    `body` is the first source row of the body and its end; `blanks` are the blank rows stored
    there, `mended` and `filled` the rows that layout changed.
    """
    found = _of_rejected(stretch, layout.rejected, body, mended)
    if mended:
        found.append(_of_whole_rows("reading.surplus_cell", sorted(mended)))
    if filled:
        found.append(_of_whole_rows("reading.labels_merged", sorted(filled)))
    found += _too_short(stretch, body)
    found += _blank_rows(stretch, window, blanks, body)
    found += _blank_labels(stretch, window, layout, body)
    return found + _placeholders(stretch, window)


def _of_header(layout: Layout, *, has_rows_of_names: bool) -> list[GridFinding]:
    unnamed, repeated, taken = [], [], set()
    for i, name in enumerate(layout.source_names):
        if name is None:
            unnamed.append(i)
        elif name in taken:
            repeated.append(i)
        taken.add(name)
    found = []
    if has_rows_of_names and not layout.header_rows:
        found.append(GridFinding("reading.no_header"))
    elif unnamed:
        found.append(_of_names("reading.name_missing", layout, unnamed))
    if repeated:
        found.append(_of_names("reading.name_repeated", layout, repeated))
    return found


def _of_names(code: str, layout: Layout, columns: Sequence[int]) -> GridFinding:
    """A finding about the names of some columns, in the last row of the header."""
    row = layout.header_rows[-1] if layout.header_rows else None
    spots = tuple(Spot(row, layout.columns[i]) for i in columns[:PLACES_TOLD])
    return GridFinding(code, n=len(columns), cells=spots)


def _of_whole_rows(code: str, rows: Sequence[int]) -> GridFinding:
    return GridFinding.about(code, len(rows), _rows(rows))


def _rows(rows: Sequence[int]) -> tuple[Spot, ...]:
    return tuple(map(Spot, rows[:PLACES_TOLD]))


def _of_rejected(
    stretch: Stretch, rejected: Sequence[Rejected], body: tuple[int, int], mended: dict[int, Cells]
) -> list[GridFinding]:
    """Findings about rows that were not taken in; of one too long, about its surplus cells."""
    found = []
    for reason in dict.fromkeys(row.reason for row in rejected):
        rows = [row.r for row in rejected if row.reason == reason]
        if reason == "too-long":
            found.append(_too_long(stretch, rows, body, mended))
        else:
            found.append(_of_whole_rows("reading." + reason.replace("-", "_"), rows))
    return found


def _too_long(
    stretch: Stretch, rows: Sequence[int], body: tuple[int, int], mended: dict[int, Cells]
) -> GridFinding:
    surplus = range(len(stretch.columns), stretch.grid.n_columns)
    where = f"{between(*body)} AND c{surplus[0]} IS NOT NULL"
    if mended:
        where += f" AND r NOT IN ({', '.join(map(str, mended))})"
    n_cells = stretch.n_cells(where, surplus)
    shown = ", ".join(map(str, rows[:PLACES_TOLD]))
    spots = [
        Spot(r, column)
        for r, record in stretch.rows(f"r IN ({shown})", width=stretch.grid.n_columns)
        for column in surplus
        if record[column] is not None
    ]
    told = tuple(spots[:PLACES_TOLD])
    return GridFinding("reading.too_long", rows[0], len(rows), cells=told, n_cells=n_cells)


def _too_short(stretch: Stretch, body: tuple[int, int]) -> list[GridFinding]:
    """Records that end before the last column of a text; the cells are those that they lack."""
    if stretch.grid.dialect is None or len(stretch.columns) < 2:
        return []
    where = f"{between(*body)} AND c{stretch.columns[-1]} IS NULL AND c0 IS NOT NULL"
    n = stretch.count(where)
    if not n:
        return []
    n_missing = n * len(stretch.columns) - stretch.n_cells(where, stretch.columns)
    spots = [
        Spot(r, column)
        for r, record in stretch.rows(where, most=PLACES_TOLD)
        for column, cell in zip(stretch.columns, record, strict=True)
        if cell is None
    ]
    told = tuple(spots[:PLACES_TOLD])
    return [GridFinding("reading.too_short", spots[0].row, n, cells=told, n_cells=n_missing)]


def _blank_rows(
    stretch: Stretch, window: Window, blanks: Sequence[int], body: tuple[int, int]
) -> list[GridFinding]:
    """Rows of nothing between rows of data, and at the end of a text."""
    first, end = body
    is_text = stretch.grid.dialect is not None and stretch.is_alone
    if not is_text or end < stretch.grid.n_source_rows:
        below = [row.r for row in window.rows if row.r < end]
        end = min(end, below[-1] + 1) if below else first
    stored = [r for r in blanks if r < end]
    n_absent = max(0, end - first - stretch.count(between(first, end)))
    if not (n := len(stored) + n_absent):
        return []
    rows = sorted([*stored, *(stretch.absent(first, end, PLACES_TOLD) if n_absent else ())])
    return [GridFinding.about("reading.blank_row", n, _rows(rows))]


def _blank_labels(
    stretch: Stretch, window: Window, layout: Layout, body: tuple[int, int]
) -> list[GridFinding]:
    """Label columns with one name above many blanks: cells that were merged before they became
    text. Told, not filled, for a text does not show where a merged cell ended."""
    rows = [row for row in window.rows if body[0] <= row.r < body[1]]
    if stretch.grid.dialect is None or len(rows) < 4:
        return []
    kinds = bodies(rows).kinds
    n_labels = len(kinds) - len(kinds.lstrip(TEXT))
    places = range(min(n_labels, len(kinds) - 1))
    return [
        _blank_label(stretch, i, flat(layout.source_names[i]), body)
        for i in places
        if _is_group(rows, i)
    ]


def _is_group(rows: Sequence[Row], i: int) -> bool:
    n = sum(row.kinds[i] == EMPTY for row in rows)
    n_right = sum(row.kinds[i + 1] == EMPTY for row in rows)
    return rows[0].kinds[i] == TEXT and n >= 0.5 * len(rows) and n_right < n


def _blank_label(stretch: Stretch, i: int, name: str, body: tuple[int, int]) -> GridFinding:
    column = stretch.columns[i]
    where = f"{between(*body)} AND coalesce({trimmed(column)}, '') = ''"
    rows = stretch.numbers(where, most=PLACES_TOLD)
    spots = tuple(Spot(r, column) for r in rows)
    n = stretch.count(where)
    return GridFinding.about("reading.labels_blank", n, spots, label=name or str(i + 1))


def _placeholders(stretch: Stretch, window: Window) -> list[GridFinding]:
    """Cells of a template that were never filled in, as the rows at hand show them; then counted
    over all."""
    looked_for = cells.pattern("placeholders")
    spots = [
        (Spot(row.r, column), cell)
        for row in window.rows
        for column, cell in zip(stretch.columns, row.cells, strict=True)
        if looked_for.search(cell)
    ]
    if not spots:
        return []
    n = len(spots) if window.is_whole else stretch.n_matching(looked_for.pattern)
    told = tuple(spot for spot, _ in spots[:PLACES_TOLD])
    return [GridFinding.about("reading.placeholders", n, told, sample=spots[0][1][:60])]
