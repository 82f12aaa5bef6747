"""A picture of few rows, as pages, pictures and the report draw it alike: bars, dots, parts of a whole,
pairs of what is compared.

The title is the finding; number, day and source stand in the picture, and every row has its figure in
words, so that the table and the CSV say what the picture shows.
"""

import csv
import math
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO

from odms.pictures import marks

KINDS = ("bars", "dots", "parts", "pairs")


@dataclass(frozen=True)
class Band:
    """A stretch of the scale of dots, from 0 to 1."""

    label: str
    share: float  # where it begins
    width: float


@dataclass(frozen=True)
class Row:
    """A row: `share` of the scale, None where nothing is known; `before` is what it is compared with."""

    label: str
    value: float | None
    share: float | None
    text: str
    before: float | None = None
    before_text: str = ""
    is_weak: bool = False
    is_whole: bool = False  # the sum or mean of the others
    code: str = ""


@dataclass(frozen=True)
class Chart:
    """A picture. `threshold` is a place of the scale, 0 to 1; `note` says what weak rows are."""

    code: str
    kind: str
    title: str
    rows: tuple[Row, ...]
    source: str
    label: str  # what the rows are, and what is measured
    measure: str
    threshold: float | None = None
    bands: tuple[Band, ...] = ()
    note: str = ""
    compared: str = ""  # with what, if with anything
    line: str = ""  # the same, for the line that marks it

    @property
    def has_weak(self) -> bool:
        """Whether a row is below the threshold."""
        return any(row.is_weak for row in self.rows)

    def marks(self) -> Iterator[tuple[Row, str]]:
        """Each row with its mark as SVG, for a page."""
        for row in self.rows:
            yield row, self._mark(row)

    def csv(self) -> str:
        """Its figures as CSV, the values as numbers."""
        out = StringIO()
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow(
            ["code", self.label, self.measure, *([self.compared] * bool(self.compared))]
        )
        for row in self.rows:
            before = [_plain(row.before)] if self.compared else []
            writer.writerow([row.code, row.label, _plain(row.value), *before])
        return out.getvalue()

    def _mark(self, row: Row) -> str:
        if self.kind == "dots":
            return _dot(row, self.bands)
        if self.kind == "pairs":
            return marks.pair(row.before or 0.0, row.share or 0.0)
        drawn = marks.bar(row.share or 0.0, threshold=self.threshold)
        if not self.compared or row.before is None:
            return drawn
        at = f"{100 * row.before:.4g}%"
        return drawn.replace(
            "</svg>", f'<line class="s" x1="{at}" x2="{at}" y1="0" y2="100%"/></svg>'
        )


def _dot(row: Row, bands: tuple[Band, ...]) -> str:
    if row.share is None:
        return marks.bar(0)
    drawn = "".join(
        f'<rect{_hit(row, band)} x="{100 * band.share:.4g}%" width="{100 * band.width:.4g}%" height="100%"/>'
        for band in bands
    )
    size = 8 if row.is_whole else 7
    return (
        f'<svg aria-hidden="true">{drawn}'
        f'<circle cx="{100 * row.share:.4g}%" cy="50%" r="{size}"/></svg>'
    )


def _hit(row: Row, band: Band) -> str:
    inside = row.share is not None and band.share <= row.share < band.share + band.width + 1e-9
    return ' class="hit"' if inside else ""


def _plain(value: float | None) -> str:
    return "" if value is None or math.isnan(value) else f"{value:.10g}"
