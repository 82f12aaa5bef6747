"""The rows of a grid that layout looks at in Python: all of a small sheet; of a large one the head,
the tail and a part of the middle. Whatever concerns every row is asked of DuckDB."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

from odms.engine.grid import Grid, Workspace
from odms.engine.layout import header
from odms.engine.layout.cells import BLANKS, EMPTY, bare, kind
from odms.engine.layout.header import Bodies, Header
from odms.engine.layout.row import Row

SMALL_ROWS = 3_000
_MOST_CELLS = 1_500_000
_HEAD, _MIDDLE, _TAIL = 300, 200, 100


@dataclass(frozen=True)
class Window:
    """Rows without the blank ones, in order. `is_whole`: they are all there are. `chosen` are the
    rows of the header, where a person named them."""

    head: list[Row]
    middle: list[Row]
    tail: list[Row]
    is_whole: bool
    chosen: tuple[int, ...] | None = None

    @cached_property
    def body(self) -> Bodies:
        """What the columns hold well below the head."""
        return header.bodies(header.deep_rows(self.rows))

    @cached_property
    def header(self) -> Header:
        """The header above the body, if there is one."""
        if self.chosen is not None:
            below = [i for i, row in enumerate(self.head) if row.r > max(self.chosen)]
            return Header(self.chosen, below[0] if below else len(self.head))
        return header.find(self.head, self.body)

    def part(self, columns: tuple[int, ...]) -> "Window":
        """The window within some columns, rows blank there left out."""
        if self.head and columns == tuple(range(len(self.head[0].cells))):
            return self
        return self._of(
            lambda rows: [row for row in (row.part(columns) for row in rows) if row.fill]
        )

    def between(self, first: int, end: int) -> "Window":
        """The window of the rows from `first` up to, not including, `end`."""
        rows = self.rows
        if rows and first <= rows[0].r and rows[-1].r < end:
            return self
        return self._of(lambda rows: [row for row in rows if first <= row.r < end])

    def _of(self, choose: Callable[[list[Row]], list[Row]]) -> "Window":
        return replace(
            self, head=choose(self.head), middle=choose(self.middle), tail=choose(self.tail)
        )

    @property
    def rows(self) -> list[Row]:
        """All rows at hand, in order."""
        return [*self.head, *self.middle, *self.tail]


def look(grid: Grid, work: Workspace) -> Window:
    """Fetch the rows to look at."""
    chosen = work.chosen.headers.get(grid.name)
    ((n_stored,),) = work.db.execute(f"SELECT count(*) FROM {grid.relation}").fetchall()
    small = min(SMALL_ROWS, max(50, _MOST_CELLS // max(1, grid.n_columns)))
    if n_stored <= small:
        return Window(_fetch(grid, work, ""), [], [], True, chosen)
    head = min(_HEAD, small // 2)
    scale = head / _HEAD
    last = grid.n_source_rows - int(_TAIL * scale)
    step = max(1, grid.n_source_rows // max(1, int(_MIDDLE * scale)))
    rows = _fetch(grid, work, f"WHERE r < {head}")
    # Of a join DuckDB fetches the cells of the rows it wants, of a condition those of all rows.
    first = -(-head // step) * step
    middle = _fetch(grid, work, f"WHERE r IN (SELECT unnest(range({first}, {last}, {step})))")
    tail = _fetch(grid, work, f"WHERE r >= {max(last, head)}")
    return Window(rows, middle, tail, False, chosen)


def _fetch(grid: Grid, work: Workspace, where: str) -> list[Row]:
    names = [f"c{i}" for i in range(grid.n_columns)]
    rows = []
    for r, *cells in work.rows(grid.relation, names, f"{where} ORDER BY r"):
        bare_cells = tuple(map(bare, cells))
        kinds = "".join(map(kind, bare_cells))
        if kinds.strip(EMPTY):
            rows.append(Row(r, bare_cells, kinds, len(cells) - _n_absent(cells)))
    return rows


def _n_absent(cells: list[str | None]) -> int:
    """How many cells are missing at the end of a record."""
    n = 0
    while n < len(cells) and cells[-1 - n] is None:
        n += 1
    return n


def is_blank_sql(columns: tuple[int, ...]) -> str:
    """An SQL condition: the row holds nothing in these columns. Only what begins with a blank is
    trimmed, for trimming every cell of a large table takes long."""
    return " AND ".join(
        f"(c{c} IS NULL OR c{c} = '' OR (({_BEGINS_BLANK.format(c=c)}) AND trim(c{c}, '{BLANKS}') = ''))"
        for c in columns
    )


_BEGINS_BLANK = " OR ".join(
    ["c{c} < '!'"] + [f"starts_with(c{{c}}, '{blank}')" for blank in BLANKS if blank > "!"]
)
