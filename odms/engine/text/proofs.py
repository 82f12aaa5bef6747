"""What proves a delimiter although its records do not agree in width.

Each proof gives a score, 0 for none.
"""

import re
from collections.abc import Callable, Sequence
from itertools import groupby

from odms.engine.text.parting import Parting
from odms.engine.text.values import VALUE, are_values, is_name, share_of_values

COMMON = frozenset(",\t;|\x1f\x01")
LEAST_SCORE = 0.3
_LEAST_RUN = (
    12  # lines of figures one below the other that are a matrix, whatever stands below them
)


def names_first(parting: Parting) -> float:
    """How well a first record of names alone proves a common delimiter: three distinct names or more,
    and most records parted too (none need be by tabs: names hold none)."""
    rows, delimiter = parting.rows, parting.delimiter
    names = [cell.strip() for cell in rows[0]]
    is_header = len(names) > 2 and len(set(names)) == len(names) and all(map(is_name, names))
    n_parted = sum(len(row) > 1 for row in rows[1:])
    is_parted = delimiter == "\t" or n_parted >= 0.5 * (len(rows) - 1)
    is_proven = delimiter in COMMON and is_header and is_parted
    return LEAST_SCORE + 0.1 * (len(names) - 1) / len(names) if is_proven else 0.0


# The least cells of a record, and the score; semicolons also stand in cells that tabs part.
_THROUGHOUT = {"\t": (3, 1.2), ";": (2, 0.35), "|": (3, 0.33), ",": (3, 0.32)}


def marks_throughout(parting: Parting) -> float:
    """How well a mark proves itself in records of any width: hardly a line that it does not part, and
    none that it but indents or ends. Commas with a blank behind them are those of sentences, unless
    they part values."""
    least, score = _THROUGHOUT.get(parting.delimiter, (0, 0.0))
    if not least or len(parting.rows) < 3:
        return 0.0
    filled = [row for row in parting.rows if len(row) >= least and row[0].strip()]
    n_parted = sum(bool("".join(row[1:]).strip()) for row in filled)
    is_spaced = parting.delimiter == "," and any(", " in line for line in parting.lines)
    cells = (cell for row in parting.rows[:200] for cell in row)
    is_prose = is_spaced and share_of_values(cells) < 0.5
    return score if n_parted >= 0.95 * len(parting.rows) and not is_prose else 0.0


def figures_throughout(parting: Parting) -> float:
    """How well blanks prove themselves in records of any width that hold but figures, as half a matrix
    does, whatever notes stand below it; figures whose thousands are set apart are one column."""
    if parting.delimiter != " " or len(parting.rows) < 3:
        return 0.0
    rows = _matrix(parting.rows) or parting.rows
    cells = [cell for row in rows for cell in row if cell]
    n_parted = sum(len(row) > 1 for row in rows)
    rest = [cell for row in rows for cell in row[1:] if cell]
    is_grouped = all(re.fullmatch(r"\d{3}", cell) for cell in rest)
    is_proven = n_parted >= 0.8 * len(rows) and not is_grouped and are_values(cells)
    return LEAST_SCORE + 0.05 if is_proven else 0.0


def _matrix(rows: Sequence[list[str]]) -> list[list[str]] | None:
    """The longest run of records of figures alone, where it is long and half of the text."""
    runs = [list(run) for is_run, run in groupby(rows, key=_are_figures) if is_run]
    longest = max(runs, key=len, default=[])
    return longest if len(longest) >= max(_LEAST_RUN, 0.5 * len(rows)) else None


def _are_figures(row: Sequence[str]) -> bool:
    return all(VALUE.fullmatch(cell) for cell in row if cell)


PROOFS: tuple[Callable[[Parting], float], ...] = (
    names_first,
    marks_throughout,
    figures_throughout,
)
