"""The rows of one table, sorted: title, header, data, totals, notes, blanks, and what is rejected."""

from collections.abc import Sequence
from itertools import count

from odms.engine.grid import Grid, GridFinding, Workspace
from odms.engine.layout import cells
from odms.engine.layout.blocks import deep_rows
from odms.engine.layout.cells import EMPTY, TEXT, bare, flat
from odms.engine.layout.header import Header, find
from odms.engine.layout.names import from_comment, joined, unique
from odms.engine.layout.plan import Layout, Rejected
from odms.engine.layout.window import Row, Window, is_blank_sql

_NUMBERS = count()
_LABEL_COLUMNS = 4
_MOST_INLINE = 200


def lay_out(
    grid: Grid,
    work: Workspace,
    window: Window | None,
    columns: tuple[int, ...],
    first: int,
    end: int,
) -> Layout:
    """The layout of the table in `columns` and the source rows from `first` up to `end`."""
    if window is None:
        return _Sorter(grid, work, columns, first, end).native()
    part = window.part(columns).between(first, end)
    return _Sorter(grid, work, columns, first, end).sort(part)


class _Sorter:
    """Sorts the rows of one table; each method answers for one kind of row."""

    def __init__(
        self, grid: Grid, work: Workspace, columns: tuple[int, ...], first: int, end: int
    ) -> None:
        self.grid, self.work, self.columns = grid, work, columns
        self.first, self.end = first, end
        self.findings: list[GridFinding] = []

    def native(self) -> Layout:
        """A format that names its columns: every row is data."""
        names = unique(self.grid.names or ())
        body = self._rows_with_labels(self.first, self.end, names and range(len(names)) or range(0))
        totals = frozenset(self._totals(body, self.end))
        view = self._view((), self.first, self.end)
        n_rows = self.end - self.first
        return self._layout((), Header((), 0, "names"), (), names, self.grid.names or (), view, n_rows, 0, totals, (), "")

    def sort(self, window: Window) -> Layout:
        rows = window.rows
        header = find(window.head, deep_rows(rows))
        top = [row for row in window.head if row.r in header.rows]
        names = joined(top, self.columns, self.grid.merges) if top else []
        before = [row for row in window.head[: header.first_body] if row.r not in header.rows]
        if not top and before:
            hidden = from_comment(flat(before[-1].cells[0]), len(self.columns))
            if hidden is not None:
                names, header = hidden, Header((before[-1].r,), header.first_body, "comment")
                before = before[:-1]
        source_names: Sequence[str | None] = names or [None] * len(self.columns)
        first_body = self._first_body(window, header)
        footer = self._footer(window, first_body)
        last = footer[0].r if footer else self.end
        view_parts = self._body_rows(first_body, last, top)
        return self._finish(header, before, footer, source_names, first_body, last, view_parts)

    def _first_body(self, window: Window, header: Header) -> int:
        if header.first_body < len(window.head):
            return window.head[header.first_body].r
        above = [row.r for row in window.head]
        return (above[-1] + 1) if above else self.first

    def _footer(self, window: Window, first_body: int) -> list[Row]:
        """The rows from the first note at the end: words such as หมายเหตุ, or lone words below a
        total or a gap."""
        rows = [row for row in window.rows if row.r >= first_body]
        at = len(rows)
        for i in range(len(rows) - 1, max(-1, len(rows) - 60), -1):
            row = rows[i]
            label = next(cell for cell in row.cells if cell)
            if cells.begins(label, "notes") and row.fill <= max(2, 0.5 * len(self.columns)):
                at = i
            elif not self._may_be_note(row):
                break
        if at == len(rows):
            at = self._lone_words(rows)
        return rows[at:]

    def _may_be_note(self, row: Row) -> bool:
        if len(self.columns) == 1:
            return False
        return row.fill <= 2 and TEXT in row.kinds and row.fill < len(self.columns)

    def _lone_words(self, rows: Sequence[Row]) -> int:
        """Where words alone in their rows end a table of three columns or more."""
        at = len(rows)
        if len(self.columns) < 3:
            return at
        while at > 1 and rows[at - 1].fill == 1 and rows[at - 1].kinds.strip(EMPTY) == TEXT:
            at -= 1
        if at == len(rows) or at == 0:
            return len(rows)
        column = rows[at].kinds.index(TEXT)
        is_usual = any(row.fill == 1 and row.kinds[column] == TEXT for row in rows[:at])
        above = rows[at - 1]
        label = next(cell for cell in above.cells if cell)
        is_after_end = rows[at].r - above.r > 1 or cells.is_total(label)
        long_words = len(rows[at].cells[column]) > 30
        return at if (is_after_end or long_words) and not is_usual else len(rows)

    # Rows inside the body

    def _body_rows(
        self, first: int, end: int, top: Sequence[Row]
    ) -> tuple[list[Rejected], set[int]]:
        labels = self._rows_with_labels(first, end, range(min(_LABEL_COLUMNS, len(self.columns))))
        rejected = self._repeated_headers(first, end, top)
        rejected += [Rejected(r, "page-number") for r in self._pages(labels)]
        gone = {row.r for row in rejected}
        return rejected, {r for r in self._totals(labels, end) if r not in gone}

    def _rows_with_labels(
        self, first: int, end: int, places: Sequence[int]
    ) -> list[tuple[int, tuple[str, ...]]]:
        """Rows whose first cells hold a word that sums up or numbers a page, with those cells."""
        names = [f"c{self.columns[i]}" for i in places]
        starts = {word[:1] for part in ("totals", "totals_beginning", "closing") for word in cells.words()[part]}
        starts |= {"ห", "p", "-"}
        initials = "".join(sorted(starts | {s.upper() for s in starts}))
        # The first letter decides for nearly all rows; the words are compared in Python.
        asked = " OR ".join(
            f"contains('{initials}', left(ltrim({name}, '{cells.BLANKS}'), 1)) AND {name} <> ''"
            f" AND length({name}) < 60" for name in names
        )
        if not asked:
            return []
        total = _word_pattern()
        sql = f"""SELECT r, {', '.join(names)} FROM {self.grid.relation}
            WHERE r >= {first} AND r < {end} AND ({' OR '.join(
                f"regexp_matches({name}, ?, 'i')" for name in names)}) ORDER BY r"""
        found = self.work.db.execute(sql, [total] * len(names)).fetchall()
        return [(r, tuple(map(bare, labels))) for r, *labels in found]

    def _pages(self, labels: Sequence[tuple[int, tuple[str, ...]]]) -> list[int]:
        """Rows that hold a page's number and hardly more."""
        page = cells.pattern("pages")
        found = [r for r, row in labels if any(page.fullmatch(flat(cell)) for cell in row)]
        return [r for r in found[:10_000] if self._fill(r) <= 2]

    def _totals(self, labels: Sequence[tuple[int, tuple[str, ...]]], end: int) -> list[int]:
        """Rows whose label says that they sum up others."""
        found = []
        for r, row in labels:
            words = [cell for cell in row if cell]
            if any(cells.is_total(cell) for cell in words[:2]):
                found.append(r)
            elif words and end - r <= 12 and cells.begins(words[0], "closing"):
                found.append(r)
        return found

    def _fill(self, r: int) -> int:
        names = ", ".join(f"c{c}" for c in self.columns)
        found = self.work.db.execute(
            f"SELECT {names} FROM {self.grid.relation} WHERE r = {r}"
        ).fetchone()
        return sum(bool(bare(cell)) for cell in found or ())

    def _repeated_headers(self, first: int, end: int, top: Sequence[Row]) -> list[Rejected]:
        """Rows that say the header again, as at the head of each printed page."""
        found = []
        for row in top:
            filled = [(c, cell) for c, cell in zip(self.columns, row.cells, strict=True) if cell]
            if len(filled) < 2:
                continue
            same = " AND ".join(f"trim(c{c}, '{cells.BLANKS}') = ?" for c, _ in filled)
            rows = self.work.db.execute(
                f"SELECT r FROM {self.grid.relation} WHERE r >= {first} AND r < {end} AND {same}",
                [cell for _, cell in filled],
            ).fetchall()
            found += [Rejected(r, "repeated-header") for (r,) in rows]
        return found

    # The answer

    def _finish(
        self,
        header: Header,
        before: Sequence[Row],
        footer: Sequence[Row],
        source_names: Sequence[str | None],
        first_body: int,
        last: int,
        inside: tuple[list[Rejected], set[int]],
    ) -> Layout:
        rejected, totals = inside
        blanks = self._blanks(first_body, last)
        gone = sorted({row.r for row in rejected} | set(blanks))
        view = self._view(gone, first_body, last)
        n_stored = self._count(f"SELECT count(*) FROM {self.grid.relation} WHERE r >= {first_body} AND r < {last}")
        n_rows = n_stored - len(gone)
        preamble = tuple(row.r for row in before)
        n_told = len(preamble) + len(header.rows) + n_rows + len(rejected) + len(footer)
        n_blank = self.end - self.first - n_told
        if rejected:
            self._tell_rejected(rejected)
        context = " ".join(flat(" ".join(row.cells)) for row in [*before, *footer])
        return self._layout(
            preamble, header, tuple(row.r for row in footer), unique(source_names), source_names,
            view, n_rows, n_blank, frozenset(totals), tuple(rejected), context,
        )

    def _blanks(self, first: int, end: int) -> list[int]:
        found = self.work.db.execute(
            f"SELECT r FROM {self.grid.relation} WHERE r >= {first} AND r < {end} AND "
            + is_blank_sql(self.columns)
        )
        return [r for (r,) in found.fetchall()]

    def _count(self, sql: str) -> int:
        found = self.work.db.execute(sql).fetchone()
        return int(found[0]) if found else 0

    def _view(self, gone: Sequence[int], first: int, end: int) -> str:
        """A view of the body's rows alone."""
        name = f"body_{next(_NUMBERS)}"
        cells_sql = ", ".join(f"c{c} AS v{i}" for i, c in enumerate(self.columns))
        without = ""
        if 0 < len(gone) <= _MOST_INLINE:
            without = f" AND r NOT IN ({', '.join(map(str, gone))})"
        elif gone:
            self.work.db.execute(f"CREATE TABLE {name}_gone (r BIGINT)")
            self.work.db.execute(f"INSERT INTO {name}_gone SELECT unnest(?)", [list(gone)])
            without = f" AND r NOT IN (SELECT r FROM {name}_gone)"
        self.work.db.execute(
            f"CREATE VIEW {name} AS SELECT r, {cells_sql} FROM {self.grid.relation}"
            f" WHERE r >= {first} AND r < {end}{without}"
        )
        return name

    def _tell_rejected(self, rejected: Sequence[Rejected]) -> None:
        for reason in dict.fromkeys(row.reason for row in rejected):
            rows = [row.r for row in rejected if row.reason == reason]
            code = "reading." + reason.replace("-", "_")
            self.findings.append(GridFinding(code, row=rows[0], n=len(rows)))

    def _layout(
        self,
        preamble: tuple[int, ...],
        header: Header,
        footer: tuple[int, ...],
        names: tuple[str, ...],
        source_names: Sequence[str | None],
        view: str,
        n_rows: int,
        n_blank: int,
        totals: frozenset[int],
        rejected: tuple[Rejected, ...],
        context: str,
    ) -> Layout:
        return Layout(
            self.columns, self.first, self.end, preamble, header.rows, footer, names,
            tuple(source_names), view, n_rows, n_blank, totals, rejected, context,
            tuple(self.findings),
        )


def _word_pattern() -> str:
    """One regular expression (RE2) that finds every row whose label might sum up or page."""
    import re

    parts = cells.words()
    words = sorted(parts["totals"] | parts["totals_beginning"] | parts["closing"], key=len, reverse=True)
    pages = cells.pattern("pages").pattern
    return rf"^\s*(?:{'|'.join(map(re.escape, words))}|{pages})"
