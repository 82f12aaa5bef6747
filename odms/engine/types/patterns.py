"""Patterns of a column's values: what remains of a text when its letters and digits are masked.

A digit becomes 9 (a Thai one ๙), a letter A, a or ก: `081-234-5678` is `999-999-9999`, `กข 1234` is
`กก 9999`. A run of more than three letters is `A+`, `a+` or `ก+`, for words differ in length and
codes do not. In columns of numbers a run of digits is one 9: what tells there is the writing,
`9,9.9` beside `9.9` and `(9)`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from odms.engine.grid import Workspace
from odms.engine.types.dictionary import VALUES
from odms.engine.types.shapes import ABSENT, Shape

TOP = 5
# Columns of more different values are told by about so many of them: every k-th by its hash.
EXACT_AT_MOST = 20_000
SAMPLE = 5_000
_CHARACTERS = 60  # of a text; a longer one is known by its beginning
_THAI = r"\x{0E01}-\x{0E3A}\x{0E40}-\x{0E4E}"
_WORDS = (
    (r"[0-9]", "9"),
    (r"[๐-๙]", "๙"),
    (r"[A-Z]{4,}", "A+"),
    (r"[a-z]{4,}", "a+"),
    (rf"[{_THAI}]{{4,}}", "ก+"),
    (r"[A-Z]", "A"),
    (r"[a-z]", "a"),
    (rf"[{_THAI}]", "ก"),
)
_NUMBERS = ((r"[0-9]+", "9"), (r"[๐-๙]+", "๙"), (r"(9,)+9", "9,9"))


@dataclass(frozen=True)
class Patterns:
    """The most frequent patterns of a column with their detail rows, the most frequent first.

    `n_patterns` counts all different ones and `n` the rows that were masked; both are of a sample
    where `is_exact` is false.
    """

    top: tuple[tuple[str, int], ...] = field(default=())
    n_patterns: int = 0
    n: int = 0
    is_exact: bool = True


def find(columns: dict[int, int], numbers: Sequence[int], work: Workspace) -> dict[int, Patterns]:
    """The patterns of `columns`, of which each has so many different values; `numbers` are numeric."""
    figures = frozenset(numbers)
    found: dict[int, Patterns] = {}
    for masks, group in (
        (_NUMBERS, [c for c in columns if c in figures]),
        (_WORDS, [c for c in columns if c not in figures]),
    ):
        small = [c for c in group if columns[c] <= EXACT_AT_MOST]
        found |= _ask(small, masks, 1, work)
        for c in group:
            if columns[c] > EXACT_AT_MOST:
                found |= _ask([c], masks, columns[c] // SAMPLE, work)
    return found


def masked(value: str, masks: Sequence[tuple[str, str]] = _WORDS) -> str:
    """The SQL that masks a text."""
    sql = f"left({value}, {_CHARACTERS})"
    for pattern, sign in masks:
        sql = f"regexp_replace({sql}, '{pattern}', '{sign}', 'g')"
    return sql


def _ask(
    columns: Sequence[int], masks: Sequence[tuple[str, str]], step: int, work: Workspace
) -> dict[int, Patterns]:
    """The patterns of a group of columns, from every `step`-th of their values."""
    if not columns:
        return {}
    listed = ", ".join(map(str, columns))
    sampled = f" AND hash(v) % {step} = 0" if step > 1 else ""
    words = ABSENT | {Shape.NUMBER_TOKEN} if masks is _NUMBERS else ABSENT
    absent = ", ".join(str(int(shape)) for shape in sorted(words))
    rows = work.db.execute(
        f"SELECT c, list({{'p': p, 'n': n}} ORDER BY n DESC, p)[:{TOP}], count(*), sum(n)::BIGINT"
        f" FROM (SELECT c, {masked('v', masks)} AS p, sum(m)::BIGINT AS n FROM {VALUES}"
        f" WHERE c IN ({listed}) AND m > 0 AND k NOT IN ({absent}){sampled} GROUP BY ALL)"
        " GROUP BY c"
    ).fetchall()
    return {
        c: Patterns(tuple((one["p"], one["n"]) for one in top), n_patterns, n, step == 1)
        for c, top, n_patterns, n in rows
    }
