"""One table, its rows sorted: title, header, data, totals, notes, blanks, and what is rejected."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from odms.engine.errors import NotATable
from odms.engine.grid import Grid, Workspace
from odms.engine.layout import cells, findings, inside
from odms.engine.layout.cells import EMPTY, TEXT, flat
from odms.engine.layout.header import Bodies, Header
from odms.engine.layout.names import from_comment, joined, unique
from odms.engine.layout.plan import Layout
from odms.engine.layout.row import Row
from odms.engine.layout.stretch import Stretch, between
from odms.engine.layout.window import Window

_PROSE_LENGTH = 60


@dataclass(frozen=True)
class _Top:
    """What stands above a body."""

    before: tuple[Row, ...]
    header_rows: tuple[int, ...]
    header: tuple[Row, ...]
    names: tuple[str | None, ...]
    first_body: int


def lay_out(
    grid: Grid,
    work: Workspace,
    window: Window | None,
    columns: tuple[int, ...],
    first: int,
    end: int,
    *,
    is_alone: bool = True,
) -> Layout:
    """The layout of the table in `columns` and the source rows from `first` up to `end`.

    Without a window the format itself names the columns, and every row is data.
    """
    stretch = Stretch(grid, work, columns, first, end, is_alone)
    if window is None:
        return _native(stretch)
    part = window.part(columns).between(first, end)
    stretch = _narrowed(stretch, part, part.header)
    return _sort(stretch, window.part(stretch.columns).between(first, end))


def _native(stretch: Stretch) -> Layout:
    grid = stretch.grid
    names = grid.names or ()
    n_source_rows = stretch.end - stretch.first
    counted = stretch.work.db.execute(f"SELECT count(*) FROM {grid.relation}").fetchall()
    n_rows = int(counted[0][0])  # blank lines and what is no record stand between them
    labels = inside.labelled(stretch, stretch.first, stretch.end) if names else []
    view = stretch.view(stretch.first, stretch.end, (), {})
    layout = Layout(
        columns=stretch.columns,
        first_row=stretch.first,
        end_row=stretch.end,
        preamble_rows=(),
        header_rows=(),
        footer_rows=(),
        names=unique(names),
        source_names=names,
        relation=view,
        raw_relation=view,
        n_rows=n_rows,
        n_blank=n_source_rows - n_rows - grid.n_rejected,
        total_rows=frozenset(inside.totals(stretch, labels, stretch.end, n_rows)),
        rejected=(),
        titles=(),
        notes=(),
        findings=(),
    )
    return replace(layout, findings=tuple(findings.of_table(layout, None)))


def _narrowed(stretch: Stretch, window: Window, header: Header) -> Stretch:
    """The stretch without columns that hold nothing but titles, and, in a text, without those that
    only records too long reach."""
    top = [row for row in window.head if row.r in header.rows]
    if stretch.grid.dialect is not None:
        return replace(stretch, columns=stretch.columns[: _width(window, top)])
    body = [*top, *(row for row in window.rows if row.r >= _first_body(window, header, stretch))]
    used = [i for i in range(len(stretch.columns)) if any(row.kinds[i] != EMPTY for row in body)]
    return replace(stretch, columns=tuple(stretch.columns[i] for i in used) or stretch.columns)


def _width(window: Window, top: Sequence[Row]) -> int:
    """How many columns a delimited text has: as many as its header has cells, or as most records
    have where there is no header; more where more than a few records are wider."""
    widths = Counter(row.n_cells for row in window.rows)
    named = max((row.n_cells for row in top), default=widths.most_common(1)[0][0])
    usual = [width for width, n in widths.items() if n > 0.05 * widths.total() and n > 1]
    n_wider = sum(n for width, n in widths.items() if width > named)
    return max([named, *usual]) if n_wider > max(1, 0.05 * widths.total()) else named


def _first_body(window: Window, header: Header, stretch: Stretch) -> int:
    if header.first_body < len(window.head):
        return window.head[header.first_body].r
    return window.head[-1].r + 1 if window.head else stretch.first


def _sort(stretch: Stretch, window: Window) -> Layout:
    top = _top(stretch, window, window.header)
    body = window.body
    _refuse_prose(stretch, window, body)
    footer = _footer([row for row in window.rows if row.r >= top.first_body], len(stretch.columns))
    last = footer[0].r if footer else stretch.end
    labels = inside.labelled(stretch, top.first_body, last)
    rejected = inside.repeated_headers(stretch, top.first_body, last, top.header)
    rejected += inside.pages(stretch, labels)
    long, mended = inside.too_long(stretch, top.first_body, last, body.kinds)
    rejected += long
    filled = inside.filled_down(stretch, top.first_body, last)
    blanks = stretch.blanks(top.first_body, last)
    gone = sorted({row.r for row in rejected} | set(blanks))
    n_rows = stretch.count(between(top.first_body, last)) - len(gone)
    totals = inside.totals(stretch, labels, last, n_rows) - set(gone)
    n_told = len(top.before) + len(top.header_rows) + n_rows + len(rejected) + len(footer)
    raw = stretch.view(top.first_body, last, gone, mended)
    layout = Layout(
        columns=stretch.columns,
        first_row=stretch.first,
        end_row=stretch.end,
        preamble_rows=tuple(row.r for row in top.before),
        header_rows=top.header_rows,
        footer_rows=tuple(row.r for row in footer),
        names=unique(top.names),
        source_names=top.names,
        relation=stretch.view(top.first_body, last, gone, mended | filled) if filled else raw,
        raw_relation=raw,
        n_rows=n_rows,
        n_blank=stretch.end - stretch.first - n_told,
        total_rows=frozenset(totals),
        rejected=tuple(rejected),
        titles=tuple(flat(" ".join(row.cells)) for row in top.before),
        notes=tuple(flat(" ".join(row.cells)) for row in footer),
        findings=(),
    )
    told = findings.of_table(layout, body)
    told += findings.of_rows(
        stretch, window, layout, (top.first_body, last), blanks, mended, filled
    )
    return replace(layout, findings=tuple(told))


def _top(stretch: Stretch, window: Window, header: Header) -> _Top:
    rows = tuple(row for row in window.head if row.r in header.rows)
    before = tuple(row for row in window.head[: header.first_body] if row.r not in header.rows)
    first_body = _first_body(window, header, stretch)
    n_columns = len(stretch.columns)
    if not rows and before:
        hidden = from_comment(flat(before[-1].cells[0]), n_columns)
        if hidden is not None:
            return _Top(before[:-1], (before[-1].r,), (), tuple(hidden), first_body)
    names = joined(rows, stretch.columns, stretch.grid.merges) if rows else [None] * n_columns
    if len(rows) == 1:
        names = _as_written(stretch, rows[0].r)
    return _Top(before, header.rows, rows, tuple(names), first_body)


def _as_written(stretch: Stretch, r: int) -> list[str | None]:
    """The names of a header of one row, exactly as the source has them."""
    ((_, row),) = stretch.rows(f"r = {r}")
    return [cell if cell and cell.strip(cells.BLANKS) else None for cell in row]


def _refuse_prose(stretch: Stretch, window: Window, body: Bodies) -> None:
    """A text without delimiter, all of long lines, is no table."""
    dialect = stretch.grid.dialect
    if dialect is None or dialect.delimiter is not None or body.typed:
        return
    lengths = sorted(len(row.cells[0]) for row in window.rows)
    if lengths[len(lengths) // 2] > _PROSE_LENGTH and len(window.head[0].cells[0]) > 40:
        raise NotATable("reading.no_table_prose")


# Notes below


def _footer(rows: Sequence[Row], n_columns: int) -> list[Row]:
    """The rows from the first note at the end: words such as หมายเหตุ, or lone words below a total
    or a gap."""
    at = len(rows)
    for i in range(len(rows) - 1, max(-1, len(rows) - 60), -1):
        row = rows[i]
        if _is_note(_label(row)) and row.fill <= max(2, 0.5 * n_columns):
            at = i
        elif n_columns == 1 or row.fill > 2 or row.fill >= n_columns or TEXT not in row.kinds:
            break
    return list(rows[at:] if at < len(rows) else rows[_lone_words(rows, n_columns) :])


def _is_note(label: str) -> bool:
    """Whether a cell begins as notes do, or tells what a sign in the table stands for."""
    return cells.begins(label, "notes") or cells.pattern("legends").match(flat(label)) is not None


def _label(row: Row) -> str:
    return next(cell for cell in row.cells if cell)


def _lone_words(rows: Sequence[Row], n_columns: int) -> int:
    """Where words alone in their rows end a table of three columns or more."""
    at = len(rows)
    if n_columns < 3:
        return at
    while at > 1 and rows[at - 1].fill == 1 and rows[at - 1].kinds.strip(EMPTY) == TEXT:
        at -= 1
    if at == len(rows) or cells.is_total(_label(rows[at])):
        return len(rows)
    column = rows[at].kinds.index(TEXT)
    if any(row.fill == 1 and row.kinds[column] == TEXT for row in rows[:at]):
        return len(rows)  # such rows are groups of the table itself
    is_after_end = rows[at].r - rows[at - 1].r > 1 or cells.is_total(_label(rows[at - 1]))
    return at if is_after_end or len(rows[at].cells[column]) > 30 else len(rows)
