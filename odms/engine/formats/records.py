"""The records of a delimited text, mended where quotes are broken or another delimiter stands.

Python's csv.reader reads every record whose quotes are in order. A record whose quotes are not (one
opens and nothing closes it; one closes and text follows) would swallow its neighbours or lose the
mark itself. Such a record is read again: of the ways to take its quotes, as marks around a cell or
as text, the first that gives the width of the file's other records holds. Where none does, what
csv.reader makes of it stays, unless it runs away with records that are in order.

A record of one cell that another delimiter parts into just as many as the others have is taken so.
"""

import csv
import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice

from odms.engine.places import PLACES_TOLD
from odms.engine.text.dialect import Writing
from odms.engine.text.proofs import COMMON

_MOST_LINES = 40  # of one mended record
_LINES_AHEAD = 4
_MOST_TEXT = 1 << 14  # characters of one mended record
_MOST_STEPS = 2_000  # of the search for a reading, beyond two a cell
_FREE_STEPS = 200  # of a search; those beyond are counted over the whole text
_MOST_STEPS_IN_ALL = (
    200_000  # then broken quotes are the text's way, and csv.reader's reading holds
)
_JUDGED_LINES = 2_000
_NEIGHBOURS = 3
_LEAST_WIDTH = 3  # of a record in another delimiter; two cells may be a sentence's


@dataclass
class Counted:
    """How many records, the number of the first, and those of the first few."""

    n: int = 0
    first: int | None = None
    told: list[int] = field(default_factory=list)

    def tell(self, record: int) -> None:
        """Count the record of this number."""
        self.n += 1
        self.first = record if self.first is None else self.first
        if len(self.told) < PLACES_TOLD:
            self.told.append(record)


@dataclass
class Mended:
    """The numbers of the records that were mended: how many, and the first."""

    quotes: Counted = field(default_factory=Counted)
    delimiters: Counted = field(default_factory=Counted)


@dataclass
class _Lines:
    """Lines for a csv.reader. Those it has taken since the last record can be given back."""

    lines: Iterator[str]
    taken: list[str] = field(default_factory=list)
    waiting: deque[str] = field(default_factory=deque)

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self.waiting.popleft() if self.waiting else next(self.lines)
        self.taken.append(line)
        return line

    def give_back(self) -> list[str]:
        """Give back the lines taken, and say which they are."""
        taken, self.taken = self.taken, []
        self.waiting.extendleft(reversed(taken))
        return taken

    def peek(self, n: int) -> list[str]:
        """The next `n` lines, left where they are."""
        self.waiting.extend(islice(self.lines, max(0, n - len(self.waiting))))
        return list(islice(self.waiting, n))

    def skip(self, n: int) -> None:
        """Pass over the next `n` lines."""
        for _ in range(n):
            self.waiting.popleft()


@dataclass
class _Patience:
    """How many steps the searches through one text have taken beyond what is ordinary."""

    n_steps: int = 0


def usual_width(lines: Iterable[str], writing: Writing) -> int:
    """The width of most lines that hold a whole record, wide ones favoured."""
    quote = writing.dialect.quote or '"'
    whole = [line for line in islice(lines, _JUDGED_LINES) if line.count(quote) % 2 == 0]
    widths = Counter(len(_plain(line, writing)) for line in whole if line.strip())
    return max(widths, key=lambda width: (widths[width] * (width - 1), width), default=1)


def records(
    lines: Iterable[str], writing: Writing, width: int, mended: Mended | None = None
) -> Iterator[list[str]]:
    """The records of a text (`lines` with their ends), numbered as csv.reader numbers them.

    `width` is the usual one; `mended` hears what was mended. Raises csv.Error for a cell beyond the
    limit.
    """
    mended = mended or Mended()
    source = _Lines(iter(lines))
    reader = writing.reader(source, is_strict=True)
    n, patience = 0, _Patience()
    while True:
        source.taken.clear()
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error:
            record, is_in_order = _mend(source, writing, width, patience)
            reader = writing.reader(source, is_strict=True)
            if not is_in_order:
                mended.quotes.tell(n)
        if len(record) == 1 and (found := _by_other_delimiter(record[0], writing, width)):
            record = found
            mended.delimiters.tell(n)
        yield record
        n += 1


def _by_other_delimiter(cell: str, writing: Writing, width: int) -> list[str] | None:
    """The cells of a record of one cell, parted by another common delimiter; a blank after it is a
    sentence's, and a cell that holds line ends was quoted as one."""
    if "\n" in cell or "\r" in cell:
        return None
    for delimiter in sorted(COMMON - {writing.delimiter}) if width >= _LEAST_WIDTH else ():
        if cell.count(delimiter) >= width - 1 and delimiter + " " not in cell:
            other = replace(writing, dialect=replace(writing.dialect, delimiter=delimiter))
            found = _plain(cell, other)
            if len(found) == width:
                return found
    return None


def _mend(
    source: _Lines, writing: Writing, width: int, patience: _Patience
) -> tuple[list[str], bool]:
    """The next record, whose quotes csv.reader calls broken, and whether they are in order after
    all. Raises csv.Error for a cell beyond the limit."""
    source.give_back()
    plain, limit = None, None
    try:
        plain = next(writing.reader(source))
    except csv.Error as error:
        limit = error
    lines = source.give_back()
    if plain is not None and (_is_blank_beside(lines, writing) or _is_cut(lines, plain, width)):
        source.skip(len(lines))
        return plain, True
    # A record that took all that is left must leave others in order, or it is only long.
    took_all = limit is not None or len(source.peek(len(lines) + 1)) == len(lines)
    for n in range(1, min(_MOST_LINES, len(lines) + _LINES_AHEAD) + 1):
        found = _reading("".join(source.peek(n)), writing, width, patience)
        if found and not (took_all and n < len(lines) and not _follow(lines[n:], writing, width)):
            source.skip(n)
            return found, False
    if plain is None:
        raise limit or csv.Error
    if len(lines) > 1 and _follow(lines[1:], writing, width):
        source.skip(1)
        found = _reading(lines[0], writing, None, patience)
        return found or _plain(lines[0], writing), False
    source.skip(len(lines))
    return plain, False


def _plain(line: str, writing: Writing) -> list[str]:
    return next(writing.reader([line]), [])


def _is_blank_beside(lines: Sequence[str], writing: Writing) -> bool:
    """Whether nothing is wrong with a record's quotes but blanks between them and the delimiter."""
    quote, bound = writing.dialect.quote or '"', re.escape(writing.delimiter)
    text = re.sub(rf"{quote} +(?={bound}|[\r\n]|\Z)", quote, "".join(lines))
    try:
        return len(list(writing.reader(text.splitlines(keepends=True), is_strict=True))) == 1
    except csv.Error:
        return False


def _is_cut(lines: Sequence[str], record: Sequence[str], width: int) -> bool:
    """Whether the text ends within this record: a cell is open, and so is the line."""
    return len(lines) == 1 and not lines[0].endswith(("\n", "\r")) and len(record) <= width


def _follow(lines: Sequence[str], writing: Writing, width: int) -> bool:
    """Whether records in order follow."""
    near = [line for line in lines[: 2 * _NEIGHBOURS] if line.strip()][:_NEIGHBOURS]
    return all(len(_plain(line, writing)) == width for line in near)


def _reading(
    text: str, writing: Writing, width: int | None, patience: _Patience
) -> list[str] | None:
    if len(text) > _MOST_TEXT or patience.n_steps > _MOST_STEPS_IN_ALL:
        return None
    return _Readings(text, writing, width, patience).first()


@dataclass(frozen=True)
class _Readings:
    """The ways to read a text of one record that is `width` cells wide (None: any)."""

    text: str
    writing: Writing
    width: int | None
    patience: _Patience

    def first(self) -> list[str] | None:
        """The first reading of the right width: a depth-first search over the cells' bounds."""
        cells: list[str] = []
        open_cells = [self._cells(0)]
        for n in range(_MOST_STEPS + 2 * (self.width or 0)):
            self.patience.n_steps += n > _FREE_STEPS
            if not open_cells:
                return None
            found = next(open_cells[-1], None)
            if found is None:
                open_cells.pop()
                continue
            cell, end = found
            cells[len(open_cells) - 1 :] = [cell]
            if self.text.startswith(self.writing.delimiter, end):
                if len(cells) != self.width:
                    open_cells.append(self._cells(end + len(self.writing.delimiter)))
            elif self._is_end(end) and self.width in (None, len(cells)):
                return cells
        return None

    def _is_end(self, at: int) -> bool:
        return not self.text[at:].strip("\r\n")

    def _cells(self, at: int) -> Iterator[tuple[str, int]]:
        """The cells that may begin at `at`, the likeliest first, and where each ends."""
        if self.writing.has_blank_after:
            at += len(self.text[at:]) - len(self.text[at:].lstrip(" "))
        if self.text.startswith(self._quote, at):
            in_order = self._quoted.match(self.text, at)
            if in_order:
                yield self._without_marks(in_order[1]) + in_order[2], in_order.end()
                return
            for close in self._close.finditer(self.text, at + 1):
                yield self._without_marks(self.text[at + 1 : close.start()]), close.end()
        end = self._bound.search(self.text, at)
        assert end is not None  # the end of the text is a bound
        yield self.text[at : end.start()], end.start()

    def _without_marks(self, inner: str) -> str:
        if self._escape:
            inner = re.sub(rf"{self._escape}(.)", r"\1", inner, flags=re.DOTALL)
        return inner.replace(self._quote * 2, self._quote)

    @cached_property
    def _quote(self) -> str:
        return self.writing.dialect.quote or '"'

    @cached_property
    def _escape(self) -> str:
        """The pattern of an escape that is no doubled quote; empty where there is none."""
        escape = self.writing.dialect.escape
        return re.escape(escape) if escape and escape != self._quote else ""

    @cached_property
    def _bound(self) -> re.Pattern[str]:
        return re.compile(rf"{re.escape(self.writing.delimiter)}|[\r\n]|\Z")

    @cached_property
    def _close(self) -> re.Pattern[str]:
        return re.compile(rf"{self._quote} *(?={self._bound.pattern})")

    @cached_property
    def _quoted(self) -> re.Pattern[str]:
        """A quoted cell in order: what it holds, and the blanks behind its closing quote."""
        quote, escape = self._quote, self._escape
        escaped = rf"|{escape}." if escape else ""
        inner = rf"(?:[^{quote}{escape}]|{quote}{quote}{escaped})*+"
        return re.compile(rf"{quote}({inner}){quote}( *)(?={self._bound.pattern})", re.DOTALL)
