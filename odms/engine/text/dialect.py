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

DELIMITERS = (",", "\t", ";", "|", " ", ":", "^", "~", "\x1f", "\x01", "#", "&", "*", "!", "@")
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
_CLOCK = re.compile(r"(?<!\d)\d{1,2}:\d\d(?::\d\d)?(?!\d)|://")
_OBJECT = re.compile(r"\{[^{}\r\n]*\}")
_TEXT = re.compile(r"[^\t;|^~\x00-\x08\x0b-\x1f\"]*")


@dataclass(frozen=True)
class Writing:
    """A dialect with what parsing needs beyond the published four: blanks after the delimiter, or
    where blanks part the cells, several in a row."""

    dialect: Dialect
    has_blank_after: bool = False

    @property
    def delimiter(self) -> str:
        """The delimiter, or for a text of one column a mark that it does not hold."""
        return self.dialect.delimiter or NO_DELIMITER

    def reader(self, lines: Iterable[str], *, is_strict: bool = False) -> "Reader":
        """A csv.reader of `lines` (line ends kept). A strict one raises where quotes are broken."""
        is_aligned = self.delimiter == " " and self.has_blank_after
        return csv.reader(
            map(_without_margins, lines) if is_aligned else lines,
            delimiter=self.delimiter,
            quotechar=self.dialect.quote or '"',
            doublequote=True,
            escapechar="\\" if self.dialect.escape == "\\" else None,
            skipinitialspace=self.has_blank_after,
            strict=is_strict,
        )


def _without_margins(line: str) -> str:
    text = line.rstrip("\r\n")
    return text.strip(" ") + line[len(text) :]


def decide(sample: str, *, chosen: str | None = None) -> Writing:
    """The writing of the text that begins with `sample` (whole lines, decoded, without BOM); a
    delimiter that was chosen holds."""
    lines = [line for line in io.StringIO(sample, newline="") if line.strip()]
    quotes = _quotes(sample)
    delimiter, quote = chosen, quotes[0]
    if chosen is None and not _is_one_column(lines):
        delimiter, quote = _best(sample, _without_comments(lines), quotes)
    has_quotes = _wears_quotes(lines, delimiter, quote)
    dialect = Dialect(
        delimiter,
        quote if has_quotes else None,
        _escape(sample, quote) if has_quotes else None,
        _line_end(sample),
    )
    return Writing(dialect, delimiter in (",", ";", "|", " ") and _blank_after(lines, delimiter))


_COMMENT = re.compile(rf"\s*({'|'.join(COMMENT_MARKS)})(?:\s|\W*$)|(;)\s")


def _without_comments(lines: Sequence[str]) -> Sequence[str]:
    """The lines that are no comments: a mark with a blank behind it tells one, and a mark alone where
    the first line is one or few lines begin so."""
    first = _COMMENT.match(lines[0]) if lines else None
    marks = (first[1] or first[2],) if first else ()
    told = [x for x in lines if not _COMMENT.match(x) and not x.lstrip().startswith(marks)]
    rest = [line for line in told if not line.lstrip().startswith(COMMENT_MARKS)]
    rest = rest if len(rest) >= max(2, 0.5 * len(lines)) else told
    return rest if len(rest) > (0 if first else 1) else lines


def _best(sample: str, lines: Sequence[str], quotes: Sequence[str]) -> tuple[str | None, str]:
    """The delimiter and the quote that fit best together; no delimiter where none fits."""
    pairs = [(d, quote) for quote in quotes for d in DELIMITERS if d in sample]
    bounds = {pair: _quotes_at_bounds(lines, *pair) for pair in pairs}
    if len(quotes) > 1 and quotes[-1] not in sample:  # nothing speaks for a quote that is not there
        bounds = {(d, q): 0.9 * b if q == quotes[-1] else b for (d, q), b in bounds.items()}
    tightest = max(bounds.values(), default=1.0)
    common = [pair for pair in pairs if pair[0] in COMMON and bounds[pair] == tightest]
    pairs = [pair for pair in common if _parts_all(lines, *pair)] or pairs
    scores = {pair: _score(lines, *pair) * max(0.5, bounds[pair] / tightest) for pair in pairs}
    best = max(scores, key=lambda pair: scores[pair], default=None)
    return best if best and scores[best] > _LEAST_SCORE else (None, quotes[0])


def _line_end(sample: str) -> str | None:
    crlf = sample.count("\r\n")
    ends = {"\r\n": crlf, "\n": sample.count("\n") - crlf, "\r": sample.count("\r") - crlf}
    mark, n = max(ends.items(), key=lambda end: end[1])
    return mark if n else None


_BOUND = re.escape("".join(DELIMITERS)) + r"\r\n"


def _quotes(sample: str) -> tuple[str, ...]:
    """The quotes that may open and close cells: single ones too where they come in pairs."""
    opened = len(re.findall(rf"(?:\A|[{_BOUND}])'(?!'(?!'))", sample))
    closed = len(re.findall(rf"'(?=\Z|[{_BOUND}])", sample))
    is_single = min(opened, closed) >= 2 and abs(opened - closed) <= 0.2 * max(opened, closed)
    return ("'", '"') if is_single or opened == closed == 1 else ('"',)


def _wears_quotes(lines: Sequence[str], delimiter: str | None, quote: str) -> bool:
    """Whether a cell opens with a quote, and where quotes are single, closes with one."""
    mark = re.escape(delimiter or NO_DELIMITER)
    opening = rf"(?:\A|{mark}|[\r\n]) ?{quote}"
    whole = rf"(?:[^'\\]|''|\\.){{0,2000}}'\s*(?:{mark}|[\r\n]|\Z)"
    cell = re.compile(opening + (whole if quote == "'" else ""))
    return cell.search("".join(lines)) is not None


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
    named = _named(rows, delimiter) if delimiter in COMMON else 0.0
    if width < 2 or not _is_plausible(lines, rows, width, n_agreeing, delimiter):
        return named
    agreeing = [row for row in rows if len(row) == width]
    first = next(i for i, row in enumerate(rows) if len(row) == width)
    share = max(n_agreeing, 0.9 * _in_runs(rows)) / max(len(rows) - first, 0.4 * len(rows))
    likeness = sum(_likeness(cell) for row in agreeing[:300] for cell in row)
    likeness /= sum(len(row) for row in agreeing[:300])
    rarity = 1.0 if delimiter in COMMON else 0.9
    fit = share**2 * (width - 1) / width * likeness * rarity * 1.5 * (1 if width > 2 else 1.2)
    return max(named, fit)


def _named(rows: Sequence[Sequence[str]], delimiter: str) -> float:
    """How well a first record of names alone proves a delimiter where widths do not agree: three
    distinct names or more, and most records parted too (none need be by tabs: names hold none)."""
    names = [cell.strip() for cell in rows[0]]
    is_header = len(names) > 2 and len(set(names)) == len(names) and all(map(_is_name, names))
    n_parted = sum(len(row) > 1 for row in rows[1:])
    if not is_header or (delimiter != "\t" and n_parted < 0.5 * (len(rows) - 1)):
        return 0.0
    return _LEAST_SCORE + 0.1 * (len(names) - 1) / len(names)


def _is_name(cell: str) -> bool:
    cell = cell.removeprefix("#")
    is_short = 0 < len(cell) <= 40 and len(cell.split()) <= 4 and not cell.endswith((".", ":", "?"))
    return is_short and (cell[0].isalpha() or cell[0] == "_") and not _VALUE.fullmatch(cell)


def _parts_all(lines: Sequence[str], delimiter: str, quote: str) -> bool:
    """Whether every record, the first included, has one and the same number of cells: then blanks
    and other rare marks stand inside the cells."""
    widths = {len(row) for row in _parse(lines, delimiter, quote)}
    return len(widths) == 1 and min(widths) > 1 and len(lines) > 1


def _in_runs(rows: Sequence[Sequence[str]]) -> int:
    """How many records stand in runs of three or more of one width, as tables that follow one
    another do."""
    runs = [(width, len(list(run))) for width, run in groupby(map(len, rows))]
    return sum(n for width, n in runs if width > 1 and n >= 3)


def _parse(lines: Sequence[str], delimiter: str, quote: str) -> list[list[str]]:
    if delimiter == " ":
        lines = [line.strip() for line in lines]
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
        return width > 2 or _are_two_columns(lines, rows, delimiter)
    if delimiter == " " and width == 2:
        return share >= 0.95 and _are_pairs(rows)
    if delimiter == ":" and _are_clocks(lines):
        return False
    is_shared = share >= 0.9 or (
        delimiter == " " and share >= 0.8 and _share_of_values(rows) >= 0.7
    )
    return is_shared and width >= 3 and not _is_prose(lines, rows, delimiter)


def _share_of_values(rows: Sequence[Sequence[str]]) -> float:
    """The share of values among the cells that hold something."""
    cells = [cell for row in rows[:200] for cell in row if cell]
    return sum(bool(_VALUE.fullmatch(cell)) for cell in cells) / max(1, len(cells))


def _are_clocks(lines: Sequence[str]) -> bool:
    """Whether hardly any colon stands outside times of day and addresses."""
    bare = [_CLOCK.sub("", line) for line in lines[:300]]
    return sum(":" in line for line in bare) < 0.5 * len(bare)


def _are_two_columns(lines: Sequence[str], rows: Sequence[Sequence[str]], delimiter: str) -> bool:
    """Whether records of two cells are no sentences, nor one column (`Doe, Jane`) under its name."""
    first = next(i for i, row in enumerate(rows) if len(row) == 2)
    body = rows[first:]
    bare = [re.sub(r"([\"'])[^\"']*\1", "", line) for line in lines]
    n_ended = sum(line.rstrip().endswith((".", "!", "?")) for line in bare)
    n_words = sum(len(line.split()) for line in bare)
    if n_ended >= 0.8 * len(body) and n_words >= 6 * len(body):
        return False
    n_spaced = sum(delimiter + " " in line for line in bare)
    if first == 0:
        return len(rows) > 1 or n_spaced == 0
    n_agreeing = sum(len(row) == 2 for row in body)
    return n_agreeing >= max(2, 0.8 * len(body)) and n_spaced < 0.5 * n_agreeing


def _are_pairs(rows: Sequence[Sequence[str]]) -> bool:
    """Whether records of two cells parted by blanks are pairs of values: no figures whose thousands
    are set apart, no words."""
    body = [row for row in rows[1:] or rows if len(row) == 2]
    n_values = sum(bool(_VALUE.fullmatch(cell)) for row in body for cell in row)
    is_grouped = all(re.fullmatch(r"\d{1,3}", a) and re.fullmatch(r"\d{3}", b) for a, b in body)
    return n_values >= 0.9 * 2 * len(body) and not is_grouped


def _is_prose(lines: Sequence[str], rows: Sequence[Sequence[str]], delimiter: str) -> bool:
    """Whether cells parted by blanks are but the words of sentences."""
    if delimiter != " " or sum('" ' in line for line in lines) >= 0.8 * len(lines):
        return False
    if len(rows) >= 4 and len({len(row) for row in rows}) == 1:
        return any(len(cell) > 30 for row in rows for cell in row)
    return _share_of_values(rows) < (0.2 if len(rows) > 2 else 0.5)


def _quotes_at_bounds(lines: Sequence[str], delimiter: str, quote: str) -> float:
    """The share of quotes that stand where cells begin or end, 0.1 to 1."""
    mark = re.escape(delimiter)
    bound = re.compile(rf"(?:^|{mark} ?){quote}|{quote}(?= ?{mark}|\s*$)")
    text = [_OBJECT.sub("{}", line.replace(quote * 2, "")) for line in lines[:300]]
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
    """Whether (nearly) every delimiter is followed by a blank that belongs to it, or quotes are;
    whether blanks that part cells stand in runs or at margins."""
    if delimiter == " ":
        return any("  " in line.rstrip() or line.startswith(" ") for line in lines)
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
