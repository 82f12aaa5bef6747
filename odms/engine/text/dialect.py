"""How a delimited text is written: which mark parts the cells (`delimiters` weighs the evidence), which
mark quotes them, what escapes a quote, how lines end.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from odms.engine.grid import Dialect
from odms.engine.text.comments import without_comments
from odms.engine.text.delimiters import DELIMITERS, best, is_one_column

if TYPE_CHECKING:
    from _csv import Reader

NO_DELIMITER = "\x1e"  # csv.reader needs one; this one parts records in ASCII, never cells


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
    told, quotes = without_comments(lines), _quotes(sample)
    delimiter, quote = chosen, quotes[0]
    if chosen is None and not is_one_column(lines):
        delimiter, quote = best(sample, told, quotes)
    has_quotes = _wears_quotes(told, delimiter, quote)
    dialect = Dialect(
        delimiter,
        quote if has_quotes else None,
        _escape(sample, quote) if has_quotes else None,
        _line_end(sample),
    )
    return Writing(dialect, delimiter in (",", ";", "|", " ") and _blank_after(lines, delimiter))


def _line_end(sample: str) -> str | None:
    crlf = sample.count("\r\n")
    ends = {"\r\n": crlf, "\n": sample.count("\n") - crlf, "\r": sample.count("\r") - crlf}
    mark, n = max(ends.items(), key=lambda end: end[1])
    return mark if n else None


_BOUND = re.escape("".join(DELIMITERS)) + r"\r\n"


# A cell between bars beside a comma, and a bar at the bound of a cell; bars elsewhere part cells.
_BARRED = re.compile(r"(?:^|,)\|[^|\r\n]*\|,|,\|[^|\r\n]*\|(?=,|\s*$)", re.MULTILINE)
_BAR_AT_BOUND = re.compile(r"(?:^|(?<=,))\||\|(?=,|\s*$)", re.MULTILINE)


def _quotes(sample: str) -> tuple[str, ...]:
    """The quotes that may open and close cells: single ones too where they come in pairs, and bars
    where all stand around cells that commas part."""
    if _BARRED.search(sample) and len(_BAR_AT_BOUND.findall(sample)) == sample.count("|"):
        return ("|",)
    opened = len(re.findall(rf"(?:\A|[{_BOUND}])'(?!'(?!'))", sample))
    closed = len(re.findall(rf"'(?=\Z|[{_BOUND}])", sample))
    is_single = min(opened, closed) >= 2 and abs(opened - closed) <= 0.2 * max(opened, closed)
    return ("'", '"') if is_single or opened == closed == 1 else ('"',)


def _wears_quotes(lines: Sequence[str], delimiter: str | None, quote: str) -> bool:
    """Whether a cell opens with a quote, and where quotes are single, closes with one."""
    mark = re.escape(delimiter or NO_DELIMITER)
    opening = rf"(?:\A|{mark}|[\r\n]) ?{re.escape(quote)}"
    whole = rf"(?:[^'\\]|''|\\.){{0,2000}}'\s*(?:{mark}|[\r\n]|\Z)"
    cell = re.compile(opening + (whole if quote == "'" else ""))
    return cell.search("".join(lines)) is not None


def _escape(sample: str, quote: str) -> str | None:
    mark = re.escape(quote)
    doubled = len(re.findall(rf"[^\s,\t;{mark}|]{mark}{mark}(?!{mark})", sample))
    slashed = sample.count("\\" + quote)
    if slashed > doubled and len(re.findall(rf"\\{mark}(?![,\t;|\r\n])", sample)):
        return "\\"
    return quote if doubled else None


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
