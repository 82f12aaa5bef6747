"""Which rows above a body are titles, and which are its header.

A header is the row (or up to three) of words above typed columns, nearly as wide as the body. It
follows thai-data §5: title rows before it, merged groups, unit rows, years as names, headers
missing altogether.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from odms.engine.layout import cells
from odms.engine.layout.cells import DATE, EMPTY, MISSING, NUMBER, TEXT
from odms.engine.layout.row import Row

MOST_HEADER_ROWS = 3
_SEARCHED_ROWS = 60


@dataclass(frozen=True)
class Header:
    """The rows that belong to the header (source numbers), and where the body begins in the
    list of rows."""

    rows: tuple[int, ...]
    first_body: int


@dataclass(frozen=True)
class Bodies:
    """What the columns hold well below the head: their kind, and how full a row is."""

    kinds: str
    width: int  # cells that hold something in an ordinary row
    values: tuple[Counter[str], ...]

    @cached_property
    def typed(self) -> list[int]:
        """The columns of numbers and dates."""
        return [i for i, kind in enumerate(self.kinds) if kind in (NUMBER, DATE)]

    @cached_property
    def shapes(self) -> tuple[str | None, ...]:
        """The one pattern of each column, None where its values share none."""
        return tuple(_shape_of(column) for column in self.values)


def find(rows: Sequence[Row], body: Bodies) -> Header:
    """The header above a body. `rows`: the head, without blank ones."""
    if len(rows) == 1:
        is_header = _is_all_words(rows[0]) and rows[0].fill > 1
        return Header((rows[0].r,) if is_header else (), int(is_header))
    if body.typed:
        return _above_typed(rows, body)
    return _above_words(rows, body)


def deep_rows(rows: Sequence[Row]) -> Sequence[Row]:
    """Rows well inside a body, by which its columns are judged."""
    widest = max((row.fill for row in rows), default=0)
    full = [row for row in rows if row.fill >= min(2, widest)]
    n = len(full)
    return full[min(n - 1, max(1, n // 3)) : max(2, n - n // 20)] if n > 1 else full


def bodies(deep: Sequence[Row]) -> Bodies:
    """Judge the columns by rows well below the head."""
    n_columns = len(deep[0].kinds) if deep else 0
    found, values = [], []
    for i in range(n_columns):
        counts = Counter(row.kinds[i] for row in deep)
        column = Counter(row.cells[i] for row in deep if row.kinds[i] not in (EMPTY, MISSING))
        found.append(_kind_of(counts))
        values.append(column)
    fills = sorted(row.fill for row in deep)
    return Bodies("".join(found), fills[len(fills) // 2] if fills else 0, tuple(values))


def _kind_of(counts: Counter[str]) -> str:
    n = counts[NUMBER] + counts[DATE] + counts[TEXT]
    if n == 0:
        return EMPTY
    for kind in (NUMBER, DATE):
        if counts[kind] >= 0.6 * n:
            return kind
    return NUMBER if counts[NUMBER] + counts[DATE] >= 0.7 * n else TEXT


def _shape_of(column: Counter[str]) -> str | None:
    """The one pattern that nearly all values of a column share, if it says more than words."""
    shapes: Counter[str] = Counter()
    for value, n in column.items():
        shapes[cells.shape(value)] += n
    if not shapes or sum(shapes.values()) < 3:
        return None
    shape, n = shapes.most_common(1)[0]
    return shape if n >= 0.9 * sum(shapes.values()) and shape not in ("a", "ก") else None


# A body with numbers or dates


def _above_typed(rows: Sequence[Row], body: Bodies) -> Header:
    """The header is what stands above the first row of data."""
    searched = rows[:_SEARCHED_ROWS]
    data = [_is_data(row, body) for row in searched]
    first = next((i for i, is_data in enumerate(data) if is_data), len(searched))
    lead = _wide_header(searched, body, first)
    top = lead if lead is not None else _lowest_header(searched, body, first)
    if top is None:
        return Header((), _skip_titles(searched, body, first))
    picked = _grow(searched, body, top)
    below = _below(searched, body, top)
    return Header(
        tuple(searched[i].r for i in (*picked, *below)), (below[-1] if below else top) + 1
    )


def _is_data(row: Row, body: Bodies) -> bool:
    """Whether a row holds values where the body does."""
    typed = body.typed
    n_values = sum(row.kinds[i] in (NUMBER, DATE) for i in typed)
    n_words = sum(row.kinds[i] == TEXT for i in typed)
    if n_values == 0 or n_values < n_words or _names_years(row, body) or _counts_columns(row, body):
        return False
    return row.fill >= 0.4 * body.width


def _names_years(row: Row, body: Bodies) -> bool:
    """Whether the numbers of a row are years that name columns, while the columns hold others."""
    at = [i for i in body.typed if row.kinds[i] in (NUMBER, DATE)]
    years = [row.cells[i] for i in at if cells.is_year(row.cells[i])]
    if not at or len(years) < 0.75 * len(at):
        return False
    if len(years) == 1:
        i = at[0]
        n_years = sum(n for value, n in body.values[i].items() if cells.is_year(value))
        others = [row.kinds[j] for j in body.typed if j != i]
        has_words = TEXT in others or (not others and TEXT in row.kinds)
        return has_words and n_years < 0.5 * body.values[i].total()
    n_alike = 0
    for i in at:
        n_alike += sum(n for v, n in body.values[i].items() if cells.is_year(v)) > 0.5 * max(
            1, body.values[i].total()
        )
    is_distinct = len(set(years)) >= 0.5 * len(years) or body.kinds.count(TEXT) > 0
    return is_distinct and n_alike < 0.5 * len(at)


def _counts_columns(row: Row, body: Bodies) -> bool:
    """Whether a row but numbers the columns: (1) (2) (3). Bare numbers do so only where the
    first stands over words; (1) (2) alone too, for they could be two negative numbers."""
    filled = [cell for cell in row.cells if cell]
    numbers = [cells.ordinal(cell) for cell in filled]
    least = 2 if TEXT in body.kinds else 3
    if len(numbers) < least or None in numbers:
        return False
    is_marked = all(cell[0] in "([" for cell in filled)
    is_over_labels = bool(row.cells[0]) and body.kinds[0] == TEXT and len(filled) > 3
    if not is_marked and not is_over_labels:
        return False
    steps = {b - a for a, b in pairwise(numbers) if a is not None and b is not None}
    return steps == {1} and numbers[0] in (0, 1)


def _is_header_like(row: Row, body: Bodies) -> bool:
    """Whether a row has words over typed columns, and no values there."""
    n_words = sum(row.kinds[i] == TEXT for i in body.typed)
    n_values = sum(row.kinds[i] in (NUMBER, DATE) for i in body.typed)
    if _names_years(row, body):
        return True
    return n_words > 0 and n_values <= 0.34 * n_words


def _wide_header(rows: Sequence[Row], body: Bodies, first: int) -> int | None:
    """A header below rows that look like data but are narrow: figures among the titles."""
    for i in range(first + 1, len(rows) - 1):
        row = rows[i]
        if not _is_header_like(row, body) or row.fill < max(3, 0.8 * body.width):
            continue
        above = max(other.fill for other in rows[:i])
        return i if above <= 0.67 * row.fill and _is_data(rows[i + 1], body) else None
    return None


def _lowest_header(rows: Sequence[Row], body: Bodies, first: int) -> int | None:
    """The last row above the data that has words over typed columns and is no data itself."""
    found = [
        i for i in range(first) if _is_header_like(rows[i], body) and not _is_title(rows[i], body)
    ]
    while len(found) > 1 and not _continues(rows[found[-2]], rows[found[-1]], body):
        found.pop()
    return found[-1] if found else _label_header(rows, body, first)


def _continues(upper: Row, lower: Row, body: Bodies) -> bool:
    """Whether a row under a header belongs to it too. Under a header that names every column only
    the same names again, units below words, or words over nearly all typed columns do; else it is
    the first row of data, with a word where a figure should be."""
    named = [i for i, kind in enumerate(body.kinds) if kind != EMPTY]
    if any(upper.kinds[i] == EMPTY for i in named) or upper.cells == lower.cells:
        return True
    words = [i for i in named if body.kinds[i] == TEXT]
    n_words = sum(lower.kinds[i] == TEXT for i in body.typed)
    if all(lower.kinds[i] == EMPTY for i in words):
        return n_words > 0
    is_known = any(lower.cells[i] in body.values[i] for i in words)
    return n_words >= max(2, 0.8 * len(body.typed)) and not is_known


def _label_header(rows: Sequence[Row], body: Bodies, first: int) -> int | None:
    """A header whose typed columns have no names: words nearly as wide as the body's words."""
    if first == 0 or first >= len(rows):
        return None
    row = rows[first - 1]
    n_words = sum(kind == TEXT for kind in row.kinds)
    is_wide = n_words >= 2 and row.fill >= 0.5 * body.width
    return first - 1 if is_wide and not _is_title(row, body) else None


def _is_title(row: Row, body: Bodies) -> bool:
    """Whether a row is a title, a unit or a note: one cell (or the same text merged) above many."""
    texts = {cell for cell in row.cells if cell}
    if len(row.cells) == 1 or body.width <= 1:
        return False
    if len(texts) == 1 and row.fill < max(2, body.width):
        return True
    first = next(cell for cell in row.cells if cell)
    is_unit = cells.begins(first, "units") or cells.begins(first, "notes")
    return is_unit and row.fill <= max(2, 0.4 * body.width)


def _grow(rows: Sequence[Row], body: Bodies, top: int) -> list[int]:
    """The header rows above and including `top`: groups that its cells belong to."""
    picked = [top]
    while len(picked) < MOST_HEADER_ROWS and picked[0] > 0:
        upper, lower = rows[picked[0] - 1], rows[picked[0]]
        if upper.r < lower.r - 1 or _is_title(upper, body) or not _heads(upper, lower):
            break
        picked.insert(0, picked[0] - 1)
    return picked


def _heads(upper: Row, lower: Row) -> bool:
    """Whether one row groups or completes the names of the row below it."""
    kinds = [k for k, cell in zip(upper.kinds, upper.cells, strict=True) if not cells.is_year(cell)]
    if any(kind in (NUMBER, DATE) for kind in kinds) or upper.fill < 2:
        return False
    if cells.pattern("placeholders").search(" ".join(upper.cells)):
        return False
    if upper.cells == lower.cells:
        return True
    gaps = [i for i, kind in enumerate(upper.kinds) if kind == EMPTY and lower.kinds[i] != EMPTY]
    completes = [
        i for i, kind in enumerate(lower.kinds) if kind == EMPTY and upper.kinds[i] != EMPTY
    ]
    return bool(gaps or completes)


def _below(rows: Sequence[Row], body: Bodies, top: int) -> list[int]:
    """Rows under the header that are still its own: column numbers, units."""
    if top + 1 >= len(rows) or not _counts_columns(rows[top + 1], body):
        return []
    return [top + 1] if rows[top + 1].fill >= 0.6 * rows[top].fill else []


def _skip_titles(rows: Sequence[Row], body: Bodies, first: int) -> int:
    """Where the body of a table without header begins: after its titles."""
    at = first
    while at > 0 and not _is_title(rows[at - 1], body) and rows[at - 1].fill >= 0.5 * body.width:
        at -= 1
    return at if at < len(rows) else 0


# A body of words alone


def _above_words(rows: Sequence[Row], body: Bodies) -> Header:
    """The header is the first row that is nearly as wide as the widest, unless it looks like the
    rows below it."""
    searched = rows[:_SEARCHED_ROWS]
    n_columns = len(searched[0].cells)
    widest = max(row.fill for row in searched)
    top = next(
        (
            i
            for i, row in enumerate(searched)
            if row.fill >= 0.8 * widest and not _is_lone(row, n_columns)
        ),
        0,
    )
    picked = _grow(searched, body, top)
    is_wider = searched[top].fill >= 3 and searched[top].fill >= 2 * body.width
    if len(picked) == 1 and not is_wider and _is_like_body(searched[top], body):
        return Header((), _skip_titles(searched, body, top))
    below = _below(searched, body, top)
    return Header(
        tuple(searched[i].r for i in (*picked, *below)), (below[-1] if below else top) + 1
    )


def _is_lone(row: Row, n_columns: int) -> bool:
    return n_columns > 1 and row.fill == 1


def _is_like_body(row: Row, body: Bodies) -> bool:
    """Whether the first row's words could stand in any other row: a table without header."""
    filled = [cell for cell in row.cells if cell]
    score = -1.0 * (len(filled) - len(set(filled)))
    for i, cell in enumerate(row.cells):
        column = body.values[i]
        if not cell or not column:
            continue
        score += _evidence(cell, column, body.shapes[i])
    return score < 0


def _evidence(cell: str, column: Counter[str], shape: str | None) -> float:
    """How far one cell speaks for a header (above 0) or for data (below)."""
    low = cell.lower()
    if low in cells.words()["headers"] or "_" in low:
        return 2.0
    if cell in column:
        return -2.0
    score = 0.0
    if shape is not None:
        score += -1.0 if cells.shape(cell) == shape else 1.0
    if len(column) <= 0.3 * column.total() and column.total() >= 10:
        score += 1.0
    is_latin = cell.isascii()
    n_other = sum(n for value, n in column.items() if value.isascii() != is_latin)
    return score + (0.5 if n_other > 0.9 * column.total() else 0.0)


def _is_all_words(row: Row) -> bool:
    filled = [cell for cell in row.cells if cell]
    is_words = all(
        kind in (TEXT, EMPTY) or cells.is_year(cell)
        for kind, cell in zip(row.kinds, row.cells, strict=True)
    )
    return is_words and len(set(filled)) == len(filled)
