"""What an OpenDocument sheet says by repetition: merged ranges, and cells without number."""

import re
import zipfile
from collections import defaultdict
from xml.etree import ElementTree

from odms.engine.errors import LimitPassed
from odms.engine.grid import Merge

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_VALUE_TYPE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}value-type"
_CELLS = frozenset({f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"})
_WORTH_A_WALK = re.compile(rb'number-(?:columns|rows)-(?:spanned="(?:[2-9]|1\d)|repeated="\d{4})')
_BLOCK = 1 << 20


def merged_cells(parts: zipfile.ZipFile, *, max_cells: int) -> dict[str, tuple[Merge, ...]]:
    """The merged ranges by sheet name.

    Raises LimitPassed where repeated cells with values would be more than `max_cells` in a sheet.
    """
    if not _is_worth_a_walk(parts):
        return {}
    walk = _Walk(max_cells)
    with parts.open("content.xml") as source:
        for event, element in ElementTree.iterparse(source, ("start", "end")):  # noqa: S314
            walk.begin(element) if event == "start" else walk.end(element)
    return {sheet: tuple(ranges) for sheet, ranges in walk.merges.items()}


def _is_worth_a_walk(parts: zipfile.ZipFile) -> bool:
    with parts.open("content.xml") as source:
        tail = b""
        while block := source.read(_BLOCK):
            if _WORTH_A_WALK.search(tail + block):
                return True
            tail = block[-100:]
    return False


class _Walk:
    """The place in the sheets while their elements pass."""

    def __init__(self, max_cells: int) -> None:
        self.merges: defaultdict[str, list[Merge]] = defaultdict(list)
        self._max_cells = max_cells
        self._sheet, self._row, self._column = "", 0, 0
        self._last_filled = 0  # column after the last cell with a value, in this row
        self._width = 0

    def begin(self, element: ElementTree.Element) -> None:
        if element.tag == f"{_TABLE}table":
            self._sheet, self._row, self._width = element.get(f"{_TABLE}name", ""), 0, 0
        elif element.tag == f"{_TABLE}table-row":
            self._column = self._last_filled = 0
        elif element.tag in _CELLS:
            self._cell(element)

    def end(self, element: ElementTree.Element) -> None:
        if element.tag == f"{_TABLE}table-row":
            self._row += _number(element, "rows-repeated")
            self._width = max(self._width, self._last_filled)
            if self._last_filled and self._row * self._width > self._max_cells:
                raise LimitPassed("engine.sheet_too_wide", rows=self._row, columns=self._width)
            element.clear()

    def _cell(self, element: ElementTree.Element) -> None:
        down, across = _number(element, "rows-spanned"), _number(element, "columns-spanned")
        if down > 1 or across > 1:
            last = (self._row + down - 1, self._column + across - 1)
            self.merges[self._sheet].append(Merge(self._row, self._column, *last))
        self._column += _number(element, "columns-repeated")
        if element.get(_VALUE_TYPE):
            self._last_filled = self._column


def _number(element: ElementTree.Element, name: str) -> int:
    return int(element.get(f"{_TABLE}number-{name}", "1"))
