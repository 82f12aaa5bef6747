"""Key candidates of a table: single columns and, where there are none, pairs of columns.

A key has a value in every row and none twice. Measurements tell rows apart by chance, and so may
whole numbers in a pair: a pair without them is taken where there is one. Pairs are looked for among
the first columns that could be parts of one, first in the beginning of the table, and those that
hold there in all of it.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations

from odms.engine.column import Body, Column
from odms.engine.grid import Workspace

PARTS_AT_MOST = 12  # columns that are paired
PAIRS_AT_MOST = 3  # pairs that are looked for in all rows
_BEGINNING = 20_000  # rows
_NO_PARTS = frozenset({"number", "geometry", "boolean"})


def candidates(body: Body, columns: Sequence[Column], work: Workspace) -> list[list[str]]:
    """The names of the columns of every key candidate; total rows are left out of pairs."""
    single = [[column.name] for column in columns if _is_single(column)]
    if single or body.n_rows < 2:
        return single
    pairs = _holding(body, list(_pairs(body, columns)), _BEGINNING, work)
    if body.n_rows > _BEGINNING:
        pairs = _holding(body, pairs[:PAIRS_AT_MOST], body.n_rows, work)
    of_words = [pair for pair in pairs if "integer" not in {column.type for column in pair}]
    return [[one.name, other.name] for one, other in (of_words or pairs)[:PAIRS_AT_MOST]]


def _pairs(body: Body, columns: Sequence[Column]) -> Iterator[tuple[Column, Column]]:
    """Pairs that have enough different values; words first, then the fewest: they say the most."""
    parts = [column for column in columns if _is_part(column)][:PARTS_AT_MOST]
    n = body.n_rows - len(body.total_rows)
    enough = [pair for pair in combinations(parts, 2) if _n_combinations(pair) >= n]
    yield from sorted(enough, key=lambda pair: (_n_integers(pair), _n_combinations(pair)))


def _n_combinations(pair: tuple[Column, Column]) -> int:
    return pair[0].n_distinct * pair[1].n_distinct


def _n_integers(pair: tuple[Column, Column]) -> int:
    return sum(column.type == "integer" for column in pair)


def _is_single(column: Column) -> bool:
    return bool(column.profile["is_key_candidate"]) and column.type not in _NO_PARTS


def _is_part(column: Column) -> bool:
    is_full = not (column.n_missing or column.n_suppressed or column.n_failed)
    return is_full and column.n_distinct > 1 and column.type not in _NO_PARTS


def _holding(
    body: Body, pairs: list[tuple[Column, Column]], n_rows: int, work: Workspace
) -> list[tuple[Column, Column]]:
    """The pairs of which no values occur twice among the first `n_rows`."""
    if not pairs:
        return []
    counts = ", ".join(f"count(DISTINCT (v{one.index}, v{other.index}))" for one, other in pairs)
    without = ""
    if body.total_rows:
        without = f" WHERE r NOT IN ({', '.join(map(str, sorted(body.total_rows)))})"
    n, *found = work.db.execute(
        f"SELECT count(*), {counts} FROM (SELECT * FROM {body.relation}{without} LIMIT {n_rows})"
    ).fetchall()[0]
    return [pair for pair, n_values in zip(pairs, found, strict=True) if n_values == n]
