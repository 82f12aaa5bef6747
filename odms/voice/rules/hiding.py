"""Which small cells of a table are not shown, so that nobody can be told from what is. Pure.

Cells below LEAST are hidden, and then further ones, until what the totals leave over is never that
of fewer than LEAST persons: what is hidden cannot be worked out as the rest.
"""

from collections.abc import Hashable, Mapping
from typing import TypeVar

# fewer answers than this say something of single persons
LEAST = 5

Cell = TypeVar("Cell", bound=Hashable)
Row = TypeVar("Row", bound=Hashable)


def is_small(n: int) -> bool:
    """Whether a number of persons is too small to be told; none at all tells of nobody."""
    return 0 < n < LEAST


def hidden_cells(counts: Mapping[Cell, int]) -> set[Cell]:
    """The cells of one row of counts, whose sum is known, that are not shown."""
    found = {cell for cell, n in counts.items() if is_small(n)}
    if not found:
        return found
    rest = sorted((n, str(cell), cell) for cell, n in counts.items() if n >= LEAST)
    for _, _, cell in rest:
        if len(found) > 1 and sum(counts[one] for one in found) >= LEAST:
            break
        found.add(cell)
    return found


def hidden_rows(table: Mapping[Row, Mapping[Cell, int]]) -> set[Row]:
    """The rows of a table that are not shown at all, where the sums of its columns are known."""
    found = {row for row, counts in table.items() if any(is_small(n) for n in counts.values())}
    rest = sorted((sum(table[row].values()), str(row), row) for row in set(table) - found)
    for _, _, row in rest:
        if _is_covered(table, found):
            break
        found.add(row)
    return found


def _is_covered(table: Mapping[Row, Mapping[Cell, int]], hidden: set[Row]) -> bool:
    if not hidden:
        return True
    cells = {cell for row in hidden for cell in table[row]}
    sums = [sum(table[row].get(cell, 0) for row in hidden) for cell in cells]
    return len(hidden) > 1 and not any(is_small(n) for n in sums)
