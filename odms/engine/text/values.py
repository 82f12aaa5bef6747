"""What a cell looks like: a value (a figure, a date, a time, an address), a name, or other text."""

import re
from collections.abc import Iterable, Sequence

VALUE = re.compile(
    r"""
    [+\-]?[(]?[$฿€£]?\s?[+\-]?[\d๐-๙]+(,[\d๐-๙]{3})*(\.[\d๐-๙]*)?([eEdD][+\-]?\d+)?\s?%?[)]?  # number
    | [+\-]?\.\d+([eEdD][+\-]?\d+)?                                                        # .5
    | [+\-]?\d+(\.\d+)?[+\-]\d+(\.\d+)?\*?[ij] | [+\-]?[Ii]nf | [Nn]a[Nn] | NAN        # 1-2i
    | [+\-]?[\d๐-๙]{1,3}(\.\d{3})+(,\d+)?                                              # 1.234,5
    | \d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([T\ ]\d{1,2}:\d{2}(:\d{2})?(\.\d+)?\s?(Z|[+\-]\d{2}:?\d{2}|[AaPp][Mm])?)?
    | \d{1,2}/\d{2} | \d{1,2}/\d{4} | \d{4}/\d{1,2}            # a month of a year, 01/87
    | (\d{1,2}|\d{4}):\d{2}(:\d{2}(\.\d+)?)?\s?([AaPp][Mm])?   # 9:30, or a month, 1945:03
    | (https?|ftp)://[^\s"]+ | [\w.+\-]+@[\w\-]+(\.[\w\-]+)+
    | -+ | – | — | \.\.\. | \* | [Nn]/?[Aa]\.? | [Nn][Uu][Ll]{2} | [Tt]rue | [Ff]alse | TRUE | FALSE
    """,
    re.VERBOSE,
)
_DECIMAL_COMMA = re.compile(r"[+\-]?[\d๐-๙]+,[\d๐-๙]+\s?%?")
_TEXT = re.compile(r"[^\t;|^~\x00-\x08\x0b-\x1f\"]*")
_PLAIN = re.compile(r"[^\x00-\x1f\x7f;|^~<>?\\\[\]{}@!*`\"]*")
_SENTENCE_ENDS = (".", "!", "?", "।")


def are_values(cells: Sequence[str]) -> bool:
    """Whether there are cells and four of five are values."""
    return bool(cells) and share_of_values(cells) >= 0.8


def share_of_values(cells: Iterable[str]) -> float:
    """The share of values among the cells that hold something."""
    filled = [cell for cell in cells if cell]
    return sum(bool(VALUE.fullmatch(cell)) for cell in filled) / max(1, len(filled))


def is_figure(cell: str) -> bool:
    """Whether a cell is a value, or a number whose decimals stand behind a comma."""
    return bool(VALUE.fullmatch(cell) or _DECIMAL_COMMA.fullmatch(cell))


def are_plain(cells: Sequence[str]) -> bool:
    """Whether nine of ten cells hold no mark of code, or are values."""
    plain = [_PLAIN.fullmatch(cell) or VALUE.fullmatch(cell.strip()) for cell in cells]
    return sum(map(bool, plain)) >= 0.9 * len(cells)


def is_name(cell: str) -> bool:
    """Whether a cell looks like the name of a column: a few words that no sentence mark ends."""
    cell = cell.removeprefix("#")
    is_short = 0 < len(cell) <= 40 and len(cell.split()) <= 4 and not cell.endswith((".", ":", "?"))
    return is_short and (cell[0].isalpha() or cell[0] == "_") and not VALUE.fullmatch(cell)


def are_sentences(lines: Sequence[str], n: int) -> bool:
    """Whether most of `n` lines end as sentences do."""
    return sum(line.rstrip().endswith(_SENTENCE_ENDS) for line in lines) >= 0.8 * n


def likeness(cell: str) -> float:
    """How much a cell looks like one cell, 0 to 1."""
    cell = cell.strip()
    if not cell or VALUE.fullmatch(cell):
        return 1.0
    if not _TEXT.fullmatch(cell):
        return 0.3
    return 0.9 if len(cell) <= 60 else 0.8
