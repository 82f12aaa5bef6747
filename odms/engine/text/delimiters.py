"""Which mark parts the cells of a text: evidence for each delimiter with each quote, weighed.

Every plausible pair of delimiter and quote parses a sample; the pair whose records agree best in
width and whose cells look most like values wins. The idea is that of van den Burg, Nazábal and
Sutton, "Wrangling messy CSV files by detecting row and type patterns" (2019); the measure is our
own: it forgives title rows and notes, and a text of one column has no delimiter at all.

Three tables say what counts: `_DEMANDS`, what a delimiter must show before it is weighed; `_PROOFS`,
what proves one although its records do not agree in width; and the weights in `_fit`.
"""

import csv
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby, takewhile

DELIMITERS = (",", "\t", ";", "|", " ", ":", "^", "~", "\x1f", "\x01", "#", "&", "*", "!", "@")
COMMON = frozenset(",\t;|\x1f\x01")
COMMENT_MARKS = ("%", "#", "//", "--")

_SAMPLE_RECORDS = 1_500
_LEAST_SCORE = 0.3
_LEAST_TABLE = 20  # records of figures that are a table, whatever stands above them

_VALUE = re.compile(
    r"""
    [+\-]?[(]?[$฿€£]?\s?[+\-]?[\d๐-๙]+(,[\d๐-๙]{3})*(\.[\d๐-๙]+)?([eE][+\-]?\d+)?\s?%?[)]?  # number
    | [+\-]?\.\d+([eE][+\-]?\d+)?                                                        # .5
    | [+\-]?[\d๐-๙]{1,3}(\.\d{3})+(,\d+)?                                              # 1.234,5
    | \d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([T\ ]\d{1,2}:\d{2}(:\d{2})?(\.\d+)?\s?(Z|[+\-]\d{2}:?\d{2}|[AaPp][Mm])?)?
    | (\d{1,2}|\d{4}):\d{2}(:\d{2}(\.\d+)?)?\s?([AaPp][Mm])?   # 9:30, or a month, 1945:03
    | (https?|ftp)://[^\s"]+ | [\w.+\-]+@[\w\-]+(\.[\w\-]+)+
    | -+ | – | — | \.\.\. | \* | [Nn]/?[Aa]\.? | [Nn][Uu][Ll]{2} | [Tt]rue | [Ff]alse | TRUE | FALSE
    """,
    re.VERBOSE,
)
_CLOCK = re.compile(r"(?<!\d)(?:\d{1,2}|\d{4}):\d\d(?::\d\d)?(?!\d)|://")
_OBJECT = re.compile(r"\{[^{}\r\n]*\}")
_TEXT = re.compile(r"[^\t;|^~\x00-\x08\x0b-\x1f\"]*")
_SENTENCE_ENDS = (".", "!", "?", "।")


@dataclass(frozen=True)
class Parting:
    """The lines of a sample as one delimiter and one quote part them."""

    lines: Sequence[str]
    delimiter: str
    quote: str

    @cached_property
    def rows(self) -> list[list[str]]:
        """The records that hold something, at most a sample of them; one empty cell for none."""
        return _parse(self.lines, self.delimiter, self.quote)

    @cached_property
    def width(self) -> int:
        """The width that most cells beyond the first of their record speak for."""
        widths = Counter(map(len, self.rows))
        return max(widths, key=lambda width: (widths[width] * (width - 1), width))

    @cached_property
    def agreeing(self) -> list[list[str]]:
        """The records of that width."""
        return [row for row in self.rows if len(row) == self.width]

    @property
    def share(self) -> float:
        """How many of all records are of that width, 0 to 1."""
        return len(self.agreeing) / len(self.rows)


def best(sample: str, lines: Sequence[str], quotes: Sequence[str]) -> tuple[str | None, str]:
    """The delimiter and the quote that fit best together; no delimiter where none fits. `lines` are
    those of `sample` that are no comments."""
    pairs = [(d, quote) for quote in quotes for d in DELIMITERS if d in sample]
    bounds = {pair: _quotes_at_bounds(lines, *pair) for pair in pairs}
    if len(quotes) > 1 and quotes[-1] not in sample:  # nothing speaks for a quote that is not there
        bounds = {(d, q): 0.9 * b if q == quotes[-1] else b for (d, q), b in bounds.items()}
    tightest = max(bounds.values(), default=1.0)
    partings = {pair: _parting(lines, *pair) for pair in pairs}
    common = [pair for pair in pairs if pair[0] in COMMON and bounds[pair] == tightest]
    pairs = [pair for pair in common if _parts_all(partings[pair])] or pairs
    scores = {pair: _score(partings[pair]) * max(0.5, bounds[pair] / tightest) for pair in pairs}
    winner = max(scores, key=lambda pair: scores[pair], default=None)
    return winner if winner and scores[winner] > _LEAST_SCORE else (None, quotes[0])


def is_one_column(lines: Sequence[str]) -> bool:
    """Whether the lines as they stand are values already: numbers, dates, times, addresses."""
    rest = [line.strip() for line in lines[1:200]]
    if lines and "," in lines[0]:
        rest = [line for line in rest if "," not in line]  # 1,200 is one figure or two
        return len(rest) >= 0.8 * min(len(lines) - 1, 199) > 0 and _are_values(rest)
    return _are_values(rest)


def _are_values(rest: Sequence[str]) -> bool:
    return bool(rest) and sum(bool(_VALUE.fullmatch(line)) for line in rest) >= 0.8 * len(rest)


_COMMENT = re.compile(rf"\s*({'|'.join(COMMENT_MARKS)})(?:\s|\W*$)|(;)\s")


def without_comments(lines: Sequence[str]) -> Sequence[str]:
    """The lines that are no comments: a mark with a blank behind it tells one, and a mark alone where
    the first line is one or few lines begin so."""
    first = _COMMENT.match(lines[0]) if lines else None
    marks = (first[1] or first[2],) if first else ()
    told = [x for x in lines if not _COMMENT.match(x) and not x.lstrip().startswith(marks)]
    rest = [line for line in told if not line.lstrip().startswith(COMMENT_MARKS)]
    rest = rest if len(rest) >= max(2, 0.5 * len(lines)) else told
    return rest if len(rest) > (0 if first else 1) else lines


def _parting(lines: Sequence[str], delimiter: str, quote: str) -> Parting:
    return Parting(_closing_figures(lines) if delimiter == " " else lines, delimiter, quote)


def _closing_figures(lines: Sequence[str]) -> Sequence[str]:
    """The last lines, where they are figures parted by blanks, many, and at least half of the text:
    then what stands above is about the table, as in the reference data of NIST. Else all lines."""
    sample = [line.split() for line in lines[:_SAMPLE_RECORDS]]
    width = len(sample[-1]) if sample else 0
    figures = (len(row) == width and all(map(_VALUE.fullmatch, row)) for row in reversed(sample))
    n = sum(takewhile(bool, figures))
    is_table = width > 1 and n >= max(_LEAST_TABLE, 0.5 * len(sample))
    is_table = is_table and not _VALUE.fullmatch(lines[-1].strip())  # one column of dates and times
    return lines[len(sample) - n :] if is_table else lines


def _score(parting: Parting) -> float:
    """How well a delimiter fits, 0 to 1."""
    proven = max(proof(parting) for proof in _PROOFS)
    demands = _DEMANDS.get(parting.delimiter, _RARE)
    if parting.width < 2 or not all(demand(parting) for demand in demands):
        return proven
    return max(proven, _fit(parting))


def _fit(parting: Parting) -> float:
    """Agreement in width times likeness of cells to values."""
    rows, width, sampled = parting.rows, parting.width, parting.agreeing[:300]
    first = next(i for i, row in enumerate(rows) if len(row) == width)
    n_agreeing = max(len(parting.agreeing), 0.9 * _in_runs(rows))
    share = n_agreeing / max(len(rows) - first, 0.4 * len(rows))
    likeness = sum(_likeness(cell) for row in sampled for cell in row) / (width * len(sampled))
    rarity = 1.0 if parting.delimiter in COMMON else 0.9
    return share**2 * (width - 1) / width * likeness * rarity * 1.5 * (1 if width > 2 else 1.2)


def _names_first(parting: Parting) -> float:
    """How well a first record of names alone proves a common delimiter: three distinct names or more,
    and most records parted too (none need be by tabs: names hold none)."""
    rows, delimiter = parting.rows, parting.delimiter
    names = [cell.strip() for cell in rows[0]]
    is_header = len(names) > 2 and len(set(names)) == len(names) and all(map(_is_name, names))
    n_parted = sum(len(row) > 1 for row in rows[1:])
    is_parted = delimiter == "\t" or n_parted >= 0.5 * (len(rows) - 1)
    is_proven = delimiter in COMMON and is_header and is_parted
    return _LEAST_SCORE + 0.1 * (len(names) - 1) / len(names) if is_proven else 0.0


# The least cells of a record, and the score; semicolons also stand in cells that tabs part.
_THROUGHOUT = {"\t": (3, 1.2), ";": (2, 0.35)}


def _marks_throughout(parting: Parting) -> float:
    """How well tabs or semicolons prove themselves in records of any width: hardly a line without two
    tabs, or a semicolon, and none that they but indent or end."""
    least, score = _THROUGHOUT.get(parting.delimiter, (0, 0.0))
    if not least or len(parting.rows) < 3:
        return 0.0
    filled = [row for row in parting.rows if len(row) >= least and row[0].strip()]
    n_parted = sum(bool("".join(row[1:]).strip()) for row in filled)
    return score if n_parted >= 0.95 * len(parting.rows) else 0.0


def _figures_throughout(parting: Parting) -> float:
    """How well blanks prove themselves in records of any width that hold but figures, as half a matrix
    does; figures whose thousands are set apart are one column."""
    if parting.delimiter != " " or len(parting.rows) < 3:
        return 0.0
    cells = [cell for row in parting.rows for cell in row if cell]
    n_parted = sum(len(row) > 1 for row in parting.rows)
    rest = [cell for row in parting.rows for cell in row[1:] if cell]
    is_grouped = all(re.fullmatch(r"\d{3}", cell) for cell in rest)
    is_proven = n_parted >= 0.8 * len(parting.rows) and not is_grouped and _are_values(cells)
    return _LEAST_SCORE + 0.05 if is_proven else 0.0


_PROOFS: tuple[Callable[[Parting], float], ...] = (
    _names_first,
    _marks_throughout,
    _figures_throughout,
)


def _is_name(cell: str) -> bool:
    cell = cell.removeprefix("#")
    is_short = 0 < len(cell) <= 40 and len(cell.split()) <= 4 and not cell.endswith((".", ":", "?"))
    return is_short and (cell[0].isalpha() or cell[0] == "_") and not _VALUE.fullmatch(cell)


def _parts_all(parting: Parting) -> bool:
    """Whether every record, the first included, has one and the same number of cells: then blanks
    and other rare marks stand inside the cells."""
    widths = set(map(len, parting.rows))
    return len(widths) == 1 and min(widths) > 1 and len(parting.lines) > 1


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


def _has_columns(parting: Parting) -> bool:
    """Whether a common delimiter makes three columns, or two that something bears out."""
    return parting.width > 2 or _are_two_columns(parting)


def _is_shared(parting: Parting) -> bool:
    """Whether a rare delimiter parts nearly every record into three cells or more."""
    return parting.width > 2 and parting.share >= 0.9


def _is_shared_by_blanks(parting: Parting) -> bool:
    """The same for blanks: they may miss a few records of values, and make pairs of values."""
    if parting.width == 2:
        return parting.share >= 0.95 and _are_pairs(parting.rows)
    return parting.share >= 0.9 or (parting.share >= 0.8 and _share_of_values(parting.rows) >= 0.7)


def _share_of_values(rows: Sequence[Sequence[str]]) -> float:
    """The share of values among the cells that hold something."""
    cells = [cell for row in rows[:200] for cell in row if cell]
    return sum(bool(_VALUE.fullmatch(cell)) for cell in cells) / max(1, len(cells))


def _is_shared_by_colons(parting: Parting) -> bool:
    """The same for colons: they also make pairs of an own name and a value, without a blank."""
    if parting.width > 2:
        return _is_shared(parting)
    names = {row[0] for row in parting.rows}
    is_bare = not any(re.search(r"\s", line.strip()) for line in parting.lines)
    return is_bare and parting.share == 1 and len(names) == len(parting.rows) >= 5


def _has_other_colons(parting: Parting) -> bool:
    """Whether many lines hold a colon outside times of day and addresses."""
    bare = [_CLOCK.sub("", line) for line in parting.lines[:300]]
    return sum(":" in line for line in bare) >= 0.5 * len(bare)


def _are_two_columns(parting: Parting) -> bool:
    """Whether records of two cells are no sentences, nor one column (`Doe, Jane`) under its name."""
    lines, rows, delimiter = parting.lines, parting.rows, parting.delimiter
    first = next(i for i, row in enumerate(rows) if len(row) == 2)
    body = rows[first:]
    bare = [re.sub(r"([\"'])[^\"']*\1", "", line) for line in lines]
    n_words = sum(len(line.split()) for line in bare)
    if _are_sentences(bare, len(body)) and n_words >= 6 * len(body):
        return False
    n_spaced = sum(delimiter + " " in line for line in bare)
    if first == 0:
        return len(rows) > 1 or n_spaced == 0
    n_agreeing = sum(len(row) == 2 for row in body)
    is_column = delimiter != ";" and n_spaced >= 0.5 * n_agreeing
    return n_agreeing >= max(2, 0.8 * len(body)) and not is_column


def _are_sentences(lines: Sequence[str], n: int) -> bool:
    """Whether most of `n` lines end as sentences do."""
    return sum(line.rstrip().endswith(_SENTENCE_ENDS) for line in lines) >= 0.8 * n


def _are_pairs(rows: Sequence[Sequence[str]]) -> bool:
    """Whether records of two cells parted by blanks are pairs of values: no figures whose thousands
    are set apart, no words."""
    body = [row for row in rows[1:] or rows if len(row) == 2]
    n_values = sum(bool(_VALUE.fullmatch(cell)) for row in body for cell in row)
    is_grouped = all(re.fullmatch(r"\d{1,3}", a) and re.fullmatch(r"\d{3}", b) for a, b in body)
    return n_values >= 0.9 * 2 * len(body) and not is_grouped


def _is_no_prose(parting: Parting) -> bool:
    """Whether cells parted by blanks are more than the words of sentences."""
    lines, rows = parting.lines, parting.rows
    if parting.width == 2 or sum('" ' in line for line in lines) >= 0.8 * len(lines):
        return True
    share = _share_of_values(rows)
    if len(rows) >= 4 and len(set(map(len, rows))) == 1:
        is_told = _are_sentences(lines, len(lines)) and share < 0.2
        return not is_told and all(len(cell) <= 30 for row in rows for cell in row)
    return share >= (0.2 if len(rows) > 2 else 0.5)


_RARE = (_is_shared,)
_DEMANDS: Mapping[str, tuple[Callable[[Parting], bool], ...]] = {
    **dict.fromkeys(COMMON, (_has_columns,)),
    " ": (_is_shared_by_blanks, _is_no_prose),
    ":": (_is_shared_by_colons, _has_other_colons),
}


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
