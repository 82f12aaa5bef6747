"""How a delimited text is written: which mark parts the cells, which mark quotes them.

Every plausible pair of delimiter and quote parses a sample; the pair whose records agree best in
width and whose cells look most like values wins. The idea is that of van den Burg, Nazábal and
Sutton, "Wrangling messy CSV files by detecting row and type patterns" (2019); the measure is our
own: it forgives title rows and notes, and a text of one column has no delimiter at all.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from odms.engine.grid import Dialect

if TYPE_CHECKING:
    from _csv import Reader

DELIMITERS = (",", "\t", ";", "|", " ", ":", "^", "~", "\x1f", "\x01", "#", "&", "*", "!")
COMMON = frozenset(",\t;|\x1f\x01")
COMMENT_MARKS = ("%", "#", "//", "--")
NO_DELIMITER = "\x1e"  # csv.reader needs one; this one parts records in ASCII, never cells

_SAMPLE_RECORDS = 1_500
_LEAST_SCORE = 0.3

_VALUE = re.compile(
    r"""
    [+\-]?[(]?[$฿€£]?\s?[+\-]?[\d๐-๙]+(,[\d๐-๙]{3})*(\.[\d๐-๙]+)?([eE][+\-]?\d+)?\s?%?[)]?  # number
    | [+\-]?[\d๐-๙]{1,3}(\.\d{3})+(,\d+)?                                              # 1.234,5
    | \d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([T\ ]\d{1,2}:\d{2}(:\d{2})?(\.\d+)?\s?(Z|[+\-]\d{2}:?\d{2}|[AaPp][Mm])?)?
    | \d{1,2}:\d{2}(:\d{2}(\.\d+)?)?\s?([AaPp][Mm])?
    | (https?|ftp)://[^\s"]+ | [\w.+\-]+@[\w\-]+(\.[\w\-]+)+
    | -+ | – | — | \.\.\. | \* | [Nn]/?[Aa]\.? | [Nn][Uu][Ll]{2} | [Tt]rue | [Ff]alse | TRUE | FALSE
    """,
    re.VERBOSE,
)
_TEXT = re.compile(r"[^\t;|^~\x00-\x08\x0b-\x1f\"]*")


@dataclass(frozen=True)
class Writing:
    """A dialect with what parsing needs beyond the published four: blanks after the delimiter."""

    dialect: Dialect
    has_blank_after: bool = False

    @property
    def delimiter(self) -> str:
        """The delimiter, or for a text of one column a mark that it does not hold."""
        return self.dialect.delimiter or NO_DELIMITER

    def reader(self, lines: Iterable[str], *, is_strict: bool = False) -> "Reader":
        """A csv.reader of `lines` (line ends kept). A strict one raises where quotes are broken."""
        return csv.reader(
            lines,
            delimiter=self.delimiter,
            quotechar=self.dialect.quote or '"',
            doublequote=True,
            escapechar="\\" if self.dialect.escape == "\\" else None,
            skipinitialspace=self.has_blank_after,
            strict=is_strict,
        )


def decide(sample: str) -> Writing:
    """The writing of the text that begins with `sample` (whole lines, decoded, without BOM)."""
    lines = [line for line in io.StringIO(sample, newline="") if line.strip()]
    quote = _quote(sample)
    delimiter = None if _is_one_column(lines) else _delimiter(sample, lines, quote)
    has_quotes = _wears_quotes(lines, delimiter, quote)
    dialect = Dialect(
        delimiter,
        quote if has_quotes else None,
        _escape(sample, quote) if has_quotes else None,
        _line_end(sample),
    )
    return Writing(dialect, delimiter in (",", ";", "|") and _blank_after(lines, delimiter))


def _delimiter(sample: str, lines: Sequence[str], quote: str) -> str | None:
    candidates = [delimiter for delimiter in DELIMITERS if delimiter in sample]
    bounds = {d: _quotes_at_bounds(lines, d, quote) for d in candidates}
    tightest = max(bounds.values(), default=1.0)
    if any(
        _parts_all(lines, d, quote) for d in candidates if d in COMMON and bounds[d] == tightest
    ):
        candidates = [delimiter for delimiter in candidates if delimiter in COMMON]
    scores = {d: _score(lines, d, quote) * max(0.5, bounds[d] / tightest) for d in candidates}
    best = max(scores, key=lambda d: scores[d], default=None)
    return best if best and scores[best] > _LEAST_SCORE else None


def _line_end(sample: str) -> str | None:
    crlf = sample.count("\r\n")
    ends = {"\r\n": crlf, "\n": sample.count("\n") - crlf, "\r": sample.count("\r") - crlf}
    mark, n = max(ends.items(), key=lambda end: end[1])
    return mark if n else None


def _quote(sample: str) -> str:
    """The quote: double, unless single ones alone open and close cells."""
    if re.search(r'(?:^|[,\t;|: ])"', sample, re.MULTILINE):
        return '"'
    opened = len(re.findall(r"(?:^|[,\t;|] ?)'", sample, re.MULTILINE))
    closed = len(re.findall(r"'(?:$|[,\t;|\r])", sample, re.MULTILINE))
    is_single = min(opened, closed) >= 2 and abs(opened - closed) <= 0.2 * max(opened, closed)
    return "'" if is_single else '"'


def _wears_quotes(lines: Sequence[str], delimiter: str | None, quote: str) -> bool:
    """Whether a cell opens with a quote."""
    mark = re.escape(delimiter or NO_DELIMITER)
    opening = re.compile(rf"(?:^|{mark} ?){quote}")
    return any(opening.search(line) for line in lines)


def _escape(sample: str, quote: str) -> str | None:
    doubled = len(re.findall(rf"[^\s,\t;|{quote}]{quote}{quote}(?!{quote})", sample))
    slashed = sample.count("\\" + quote)
    if slashed > doubled and len(re.findall(rf"\\{quote}(?![,\t;|\r\n])", sample)):
        return "\\"
    return quote if doubled else None


def _is_one_column(lines: Sequence[str]) -> bool:
    """Whether the lines as they stand are values already: numbers, dates, times, addresses."""
    rest = [line.strip() for line in lines[1:200]]
    if lines and "," in lines[0]:
        rest = [line for line in rest if "," not in line]  # 1,200 is one figure or two
        return len(rest) >= 0.8 * min(len(lines) - 1, 199) > 0 and _are_values(rest)
    return _are_values(rest)


def _are_values(rest: Sequence[str]) -> bool:
    return bool(rest) and sum(bool(_VALUE.fullmatch(line)) for line in rest) >= 0.8 * len(rest)


def _score(lines: Sequence[str], delimiter: str, quote: str) -> float:
    """How well a delimiter fits, 0 to 1: agreement in width times likeness of cells to values."""
    rows = _parse(lines, delimiter, quote)
    widths = Counter(len(row) for row in rows)
    width, n_agreeing = max(widths.items(), key=lambda item: (item[1] * (item[0] - 1), item[0]))
    if width < 2 or not _is_plausible(lines, rows, width, n_agreeing, delimiter):
        return 0.0
    agreeing = [row for row in rows if len(row) == width]
    first = next(i for i, row in enumerate(rows) if len(row) == width)
    share = max(n_agreeing, 0.9 * _in_runs(rows)) / (len(rows) - first)
    likeness = sum(_likeness(cell) for row in agreeing[:300] for cell in row)
    likeness /= sum(len(row) for row in agreeing[:300])
    rarity = 1.0 if delimiter in COMMON else 0.9
    return share**2 * (width - 1) / width * likeness * rarity * 1.5 * (1 if width > 2 else 1.2)


def _parts_all(lines: Sequence[str], delimiter: str, quote: str) -> bool:
    """Whether every record, the first included, has one and the same number of cells: then blanks
    and other rare marks stand inside the cells."""
    widths = {len(row) for row in _parse(lines, delimiter, quote)}
    return len(widths) == 1 and min(widths) > 1 and len(lines) > 2


def _in_runs(rows: Sequence[Sequence[str]]) -> int:
    """How many records stand in runs of three or more of one width, as tables that follow one
    another do."""
    runs = [(width, len(list(run))) for width, run in groupby(map(len, rows))]
    return sum(n for width, n in runs if width > 1 and n >= 3)


def _parse(lines: Sequence[str], delimiter: str, quote: str) -> list[list[str]]:
    reader = csv.reader(lines, delimiter=delimiter, quotechar=quote, skipinitialspace=True)
    rows: list[list[str]] = []
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                rows.append(row)
            if len(rows) >= _SAMPLE_RECORDS:
                break
    except csv.Error:  # a field beyond the limit: the sample ends inside a quote
        pass
    return rows or [[""]]


def _is_plausible(
    lines: Sequence[str],
    rows: Sequence[Sequence[str]],
    width: int,
    n_agreeing: int,
    delimiter: str,
) -> bool:
    """Whether the delimiter is proven: a header or quotes must bear out two columns, and a rare
    delimiter (a blank, a colon) must part nearly every record into three cells or more."""
    share = n_agreeing / len(rows)
    if delimiter in COMMON:
        return width > 2 or len(rows[0]) == 2 or share >= 0.95
    return share >= 0.9 and width >= 3 and not _is_prose(lines, rows, delimiter)


def _is_prose(lines: Sequence[str], rows: Sequence[Sequence[str]], delimiter: str) -> bool:
    """Whether cells parted by blanks are but the words of sentences."""
    if delimiter != " " or sum('" ' in line for line in lines) >= 0.8 * len(lines):
        return False
    cells = [cell for row in rows[:200] for cell in row if cell]
    n_values = sum(bool(_VALUE.fullmatch(cell)) for cell in cells)
    return n_values < 0.2 * len(cells)


def _quotes_at_bounds(lines: Sequence[str], delimiter: str, quote: str) -> float:
    """The share of quotes that stand where cells begin or end, 0.1 to 1."""
    mark = re.escape(delimiter)
    bound = re.compile(rf"(?:^|{mark} ?){quote}|{quote}(?= ?{mark}|\s*$)")
    text = [line.replace(quote * 2, "") for line in lines[:300]]
    n_quotes = sum(line.count(quote) for line in text)
    n_bound = sum(len(bound.findall(line)) for line in text)
    return max(0.1, n_bound / n_quotes) if n_quotes else 1.0


def _likeness(cell: str) -> float:
    cell = cell.strip()
    if not cell or _VALUE.fullmatch(cell):
        return 1.0
    if not _TEXT.fullmatch(cell):
        return 0.3
    return 0.9 if len(cell) <= 60 else 0.8


def _blank_after(lines: Sequence[str], delimiter: str) -> bool:
    """Whether (nearly) every delimiter is followed by a blank that belongs to it, or quotes are."""
    n_all = n_blank = 0
    mark = re.escape(delimiter)
    quoted = re.compile(rf'{mark} +"[^"]*" *(?:{mark}|\s*$)')
    if any(quoted.search(line) for line in lines) and not any(
        delimiter + '"' in line for line in lines
    ):
        return True
    for line in lines[:300]:
        bare = re.sub(r'"[^"]*"', "", line.rstrip("\r\n"))
        n_all += bare.count(delimiter)
        n_blank += bare.count(delimiter + " ") + bare.endswith(delimiter)
    return n_all > 0 and n_blank >= 0.98 * n_all and any(delimiter + " " in line for line in lines)
