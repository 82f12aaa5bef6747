"""From header rows to column names."""

import re
from collections.abc import Sequence

from odms.engine.column import IS_TOTAL, ROW
from odms.engine.grid import Merge
from odms.engine.layout.cells import EMPTY, flat, ordinal
from odms.engine.layout.row import Row
from odms.engine.text.comments import COMMENT_MARKS

# Fewer numbers in brackets may be footnotes.
_LEAST_COUNTED = 3
_PARTS = re.compile(r"\s*[,;\t|]\s*")


def joined(
    rows: Sequence[Row], columns: tuple[int, ...], merges: Sequence[Merge]
) -> list[str | None]:
    """The header's text for each column: its rows joined by a blank, groups filled to the right. A row
    that but counts the columns names none of them."""
    if len(rows) > 1 and _counts(rows[-1]):
        rows = rows[:-1]
    lines = [_filled(rows, i, columns, merges) for i in range(len(rows))]
    found: list[str | None] = []
    for at in range(len(columns)):
        parts = [flat(line[at]) for line in lines]
        found.append(" ".join(part for part in parts if part) or None)
    return found


def _counts(row: Row) -> bool:
    """Whether every cell of a row is its column's number in brackets: (1) (2)."""
    numbers = [ordinal(cell) if cell[:1] in ("(", "[") else None for cell in row.cells]
    return numbers == list(range(1, len(row.cells) + 1))


def _filled(
    rows: Sequence[Row], i: int, columns: tuple[int, ...], merges: Sequence[Merge]
) -> list[str]:
    """One header row with each group's name over all of its columns."""
    row = rows[i]
    line = list(row.cells)
    for at, column in enumerate(columns):
        if line[at] or at == 0 or i == len(rows) - 1:
            continue
        is_merged = any(_covers(merge, row.r, column) for merge in merges)
        if is_merged or _is_under_group(rows, i, at, columns, merges):
            line[at] = line[at - 1]
    return line


def _covers(merge: Merge, r: int, column: int) -> bool:
    is_inside = merge.first_column < column <= merge.last_column
    return is_inside and merge.first_row == r


def _is_under_group(
    rows: Sequence[Row], i: int, at: int, columns: tuple[int, ...], merges: Sequence[Merge]
) -> bool:
    """Whether an empty cell continues the group on its left: names stand below both, and no merge
    ends the group before it."""
    if columns[at] != columns[at - 1] + 1:
        return False
    ended = [m for m in merges if m.first_row == rows[i].r and m.last_column == columns[at - 1]]
    if ended:
        return False
    below = rows[i + 1 :]
    has_name = any(row.kinds[at] != EMPTY for row in below)
    has_sibling = any(row.kinds[at - 1] != EMPTY for row in below)
    return has_name and has_sibling


def from_comment(text: str, width: int) -> list[str | None] | None:
    """Names that hide in a comment line (`% Year, Month, Day`), None where they do not."""
    mark = next((m for m in COMMENT_MARKS if text.startswith(m)), None)
    if mark is None:
        return None
    parts = [flat(part) or None for part in _PARTS.split(text.lstrip(mark[0] + " "))]
    return parts if len(parts) == width and width > 1 else None


def _uncounted(names: Sequence[str]) -> list[str]:
    """The names without a last word in brackets, where these count the columns from one on."""
    parts = [name.rpartition(" ") for name in names]
    numbers = [ordinal(last) if last[:1] in ("(", "[") else None for _, _, last in parts]
    if len(names) < _LEAST_COUNTED or numbers != list(range(1, len(names) + 1)):
        return list(names)
    return [before or name for name, (before, _, _) in zip(names, parts, strict=True)]


def unique(source_names: Sequence[str | None]) -> tuple[str, ...]:
    """Clean names, each once: a column without a name is called by its place.

    Numbers that but count the columns, (1) (2) (3), are left out. The names of the engine's own
    columns are taken.
    """
    from odms.engine.text.cleaning import clean

    taken = {ROW, IS_TOTAL}
    names = []
    for i, source in enumerate(_uncounted([flat(clean(name or "")) for name in source_names])):
        name = source or f"column_{i + 1}"
        chosen, n = name, 1
        while chosen.casefold() in taken:
            n += 1
            chosen = f"{name}_{n}"
        taken.add(chosen.casefold())
        names.append(chosen)
    return tuple(names)
