"""The records of a sample as one delimiter and one quote part them."""

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby, takewhile

from odms.engine.text.values import VALUE

_SAMPLE_RECORDS = 1_500
_LEAST_TABLE = 20  # records of figures that are a table, whatever stands above them


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

    @cached_property
    def first(self) -> int:
        """Where the first record of that width stands: so many others are above it."""
        return next(i for i, row in enumerate(self.rows) if len(row) == self.width)

    @property
    def is_even(self) -> bool:
        """Whether every record, the first included, has one and the same number of cells: then blanks
        and other rare marks stand inside the cells."""
        return self.width > 1 and self.share == 1 and len(self.lines) > 1

    @property
    def n_in_runs(self) -> int:
        """How many records stand in runs of three or more of one width, as tables that follow one
        another do."""
        runs = [(width, len(list(run))) for width, run in groupby(map(len, self.rows))]
        return sum(n for width, n in runs if width > 1 and n >= 3)

    def column(self, i: int) -> list[str]:
        """The cells of column `i` in the first records of that width."""
        return [row[i].strip() for row in self.agreeing[:300]]


def parting(lines: Sequence[str], delimiter: str, quote: str) -> Parting:
    """The lines parted; blanks part figures alone, where they close a text."""
    return Parting(_closing_figures(lines) if delimiter == " " else lines, delimiter, quote)


def _closing_figures(lines: Sequence[str]) -> Sequence[str]:
    """The last lines, where they are figures parted by blanks, many, and at least half of the text:
    then what stands above is about the table, as in the reference data of NIST. Else all lines."""
    sample = [line.split() for line in lines[:_SAMPLE_RECORDS]]
    width = len(sample[-1]) if sample else 0
    figures = (len(row) == width and all(map(VALUE.fullmatch, row)) for row in reversed(sample))
    n = sum(takewhile(bool, figures))
    is_table = width > 1 and n >= max(_LEAST_TABLE, 0.5 * len(sample))
    is_table = is_table and not VALUE.fullmatch(lines[-1].strip())  # one column of dates and times
    return lines[len(sample) - n :] if is_table else lines


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
