"""Tables of a web page, among them the pages that systems hand out under the name of a workbook.

Every table that holds cells and no other table is a grid; spans are merged ranges, and a span that
is no number counts as one cell. The rows of a `tfoot` stand last, as browsers show them, and text
that no browser shows is left out. A page without tables, such as the error page of a server, is no
table.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from pathlib import Path

from odms.engine.errors import LimitPassed, NotATable
from odms.engine.formats.decoded import opened
from odms.engine.formats.record_table import RecordTable, grid_of
from odms.engine.grid import Grid, Merge, Workspace

# Bounds of the HTML standard on the spans of a cell.
_MOST_COLUMNS, _MOST_ROWS = 1_000, 65_534
_MAX_CHARACTERS = 200 << 20
_BLOCK = 1 << 20
_UNSEEN = frozenset({"script", "style", "template", "noscript"})
_INLINE = frozenset({"span", "div", "p", "b", "i", "em", "strong", "small", "sup", "sub", "a"})
_Cell = tuple[str, int, int]  # its text, rows and columns
_BREAKS = frozenset({"br", "p", "div", "li"})


def read(path: Path, work: Workspace) -> list[Grid]:
    """One grid a table. Raises NotATable for a page without any, LimitPassed for one too long."""
    with opened(path, work) as text:
        page = _Page(work)
        n_characters = 0
        while block := text.source.read(_BLOCK):
            n_characters += len(block)
            if n_characters > _MAX_CHARACTERS:
                raise LimitPassed("engine.html_too_long", megabytes=_MAX_CHARACTERS >> 20)
            page.feed(block)
        page.close()
        tables = [table for table in page.tables if table.cells.names]
        if not tables:
            raise NotATable("engine.html_no_table")
        names = _names(tables)
        return [
            replace(
                grid_of(table.cells, text, n_rows=table.row + 1, has_names=False),
                name=name,
                merges=tuple(table.merges),
            )
            for table, name in zip(tables, names, strict=True)
        ]


def _names(tables: list["_Table"]) -> Iterator[str | None]:
    """The captions; where there are several tables, each has at least its number."""
    for number, table in enumerate(tables, start=1):
        yield table.caption or (f"table {number}" if len(tables) > 1 else None)


@dataclass
class _Table:
    """A table on the page while it is read. `filled` tells, by column, the last row of a span."""

    cells: RecordTable
    row: int = -1
    column: int = 0
    values: list[str | None] = field(default_factory=list)
    filled: dict[int, int] = field(default_factory=dict)
    merges: list[Merge] = field(default_factory=list)
    caption: str | None = None
    has_tables: bool = False
    foot: list[list[_Cell]] = field(default_factory=list)
    is_foot: bool = False

    def begin_row(self) -> None:
        self.end_row()
        if self.is_foot:
            self.foot.append([])
            return
        self.row, self.column, self.values = self.row + 1, 0, []

    def end(self) -> None:
        """The table ends: its foot goes below its body."""
        self.end_row()
        self.is_foot = False
        for cells in self.foot:
            self.begin_row()
            for cell in cells:
                self.put(*cell)
        self.end_row()

    def end_row(self) -> None:
        if any(self.values):
            self.cells.add_cells(self.row, self.values)
        self.values = []

    def put(self, text: str, down: int, across: int) -> None:
        if self.is_foot:
            self.foot = self.foot or [[]]
            self.foot[-1].append((text, down, across))
            return
        if self.row < 0:
            self.begin_row()
        while self.filled.get(self.column, -1) >= self.row:
            self.column += 1
        self.values += [None] * (self.column + across - len(self.values))
        self.values[self.column] = text or None
        if down > 1 or across > 1:
            last_row, last_column = self.row + down - 1, self.column + across - 1
            self.merges.append(Merge(self.row, self.column, last_row, last_column))
            for column in range(self.column, last_column + 1):
                self.filled[column] = last_row
        self.column += across


class _Page(HTMLParser):
    """The page as a stream of tags; the innermost open table takes the cells."""

    def __init__(self, work: Workspace) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[_Table] = []
        self._work = work
        self._open: list[_Table] = []
        self._text: list[str] | None = None
        self._span = (1, 1)
        self._unseen: list[str] = []  # open tags whose text is not shown

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag in _UNSEEN or tag in self._unseen or _is_hidden(tag, told):
            self._unseen.append(tag)
        elif tag == "table":
            self._begin_table()
        elif self._open and tag in ("thead", "tbody", "tfoot"):
            self._end_cell()
            self._open[-1].end_row()
            self._open[-1].is_foot = tag == "tfoot"
        elif self._open and tag == "tr":
            self._end_cell()
            self._open[-1].begin_row()
        elif self._open and tag in ("td", "th"):
            self._end_cell()
            self._span = (
                _span(told.get("rowspan"), _MOST_ROWS),
                _span(told.get("colspan"), _MOST_COLUMNS),
            )
            self._text = []
        elif tag == "caption":
            self._text = []
        elif tag in _BREAKS and self._text:
            self._text.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._unseen:
            self._unseen.remove(tag)
        elif self._open and tag in ("td", "th", "tr"):
            self._end_cell()
        elif self._open and tag == "tfoot":
            self._end_cell()
            self._open[-1].is_foot = False
        elif self._open and tag == "caption":
            self._open[-1].caption, self._text = self._taken_text() or None, None
        elif self._open and tag == "table":
            self._end_table()

    def handle_data(self, data: str) -> None:
        if self._text is not None and not self._unseen:
            self._text.append(data.replace("\n", " "))  # lines end at breaks alone

    def close(self) -> None:
        super().close()
        while self._open:
            self._end_table()

    def _begin_table(self) -> None:
        self._end_cell()
        for outer in self._open:
            outer.has_tables = True
        self._open.append(_Table(RecordTable(self._work)))

    def _end_table(self) -> None:
        self._end_cell()
        table = self._open.pop()
        table.end()
        if not table.has_tables:
            self.tables.append(table)

    def _end_cell(self) -> None:
        if self._text is not None and self._open:
            self._open[-1].put(self._taken_text(), *self._span)
        self._text = None

    def _taken_text(self) -> str:
        lines = "".join(self._text or ()).split("\n")
        return "\n".join(filter(None, (" ".join(line.split()) for line in lines)))


def _is_hidden(tag: str, told: dict[str, str | None]) -> bool:
    """By its style; cells and what holds them keep their places."""
    style = (told.get("style") or "").replace(" ", "").lower()
    is_unseen = "display:none" in style or "visibility:hidden" in style or "hidden" in told
    return is_unseen and tag in _INLINE


def _span(told: str | None, most: int) -> int:
    return min(max(int(told), 1), most) if told and told.isascii() and told.isdigit() else 1
