"""Whole numbers that are years, and of which era."""

import re
from dataclasses import dataclass

from odms.definitions import national
from odms.engine.column import Body
from odms.engine.grid import GridFinding, Workspace
from odms.engine.types.dates import BUDDHIST_YEARS
from odms.engine.types.dictionary import Shapes, arabic_sql
from odms.engine.types.judging import suffices
from odms.engine.types.located import cells_where
from odms.engine.types.measures import Size

COMMON_YEARS = (1900, 2100)
_ERAS = (BUDDHIST_YEARS, COMMON_YEARS)
# Without a word in the header: years of our days, at least so many, close together.
_OUR_DAYS = ((1985, 2045), (2528, 2588))
_YEARS_AT_LEAST = 3
_SPAN_AT_MOST = 40
_SHARE_OF_SPAN = 0.6
_ROWS_AT_LEAST = 5  # where the column has no header to say otherwise


@dataclass(frozen=True)
class Years:
    """A column of years: their era (None where both occur), and what is added to two digits."""

    is_buddhist: bool | None
    added: int
    why: str
    n_outside: int = 0
    n_rarer_era: int = 0


def judge(
    name: str, size: Size, *, is_named_in_cells: bool, is_nameless: bool = False
) -> Years | None:
    """Whether a column of whole numbers is one of years; None if nothing says so."""
    words = national("header_words.yaml")
    is_named = _has(words["year"], name) and not _has(words["not_year"], name)
    if size.min >= 0 and size.max < 100:
        return _short(name, size, words) if is_named else None
    n_inside = size.n_buddhist + size.n_common
    if not suffices(size.n, size.n - n_inside):
        return None
    if is_named_in_cells:
        why = "cells name the year"
    elif is_named:
        why = "the header names a year"
    elif _has(words["code"], name):
        return None  # codes of districts run from 2001 as years do
    elif _stands_alone(size) or (is_nameless and _is_of_our_days(size)):
        why = "years close together"
    else:
        return None
    rarer = min(size.n_buddhist, size.n_common)
    is_buddhist = size.n_buddhist > size.n_common if suffices(n_inside, rarer) else None
    return Years(is_buddhist, 0, why, size.n - n_inside, rarer)


def findings(
    body: Body, column: int, shapes: Shapes, size: Size, told: Years, work: Workspace
) -> list[GridFinding]:
    """Years out of both eras, and those of the rarer era where both occur, with their cells."""
    number = f"TRY_CAST(regexp_extract({arabic_sql('d.v', column=shapes)}, '[0-9]+') AS BIGINT)"
    buddhist, common = (f"{number} BETWEEN {low} AND {high}" for low, high in _ERAS)
    rarer = buddhist if size.n_buddhist <= size.n_common else common
    found = []
    for code, n, where in (
        ("engine.year_out_of_range", told.n_outside, f"NOT ({buddhist}) AND NOT ({common})"),
        ("engine.eras_mixed", told.n_rarer_era, rarer),
    ):
        if n:
            found.append(GridFinding.about(code, n, cells_where(body, column, where, work)))
    return found


def _short(name: str, size: Size, words: dict[str, str]) -> Years | None:
    """Two-digit years, which only a word for the Buddhist era decides."""
    if not _has(words["buddhist"], name) or size.min < 1:
        return None
    return Years(True, 2500, "the header names the Buddhist era of two-digit years")


def _stands_alone(size: Size) -> bool:
    span = size.max - size.min + 1
    in_our_days = any(low <= size.min and size.max <= high for low, high in _OUR_DAYS)
    return (
        in_our_days
        and size.n_values >= _YEARS_AT_LEAST
        and span <= _SPAN_AT_MOST
        and size.n_values >= _SHARE_OF_SPAN * span
    )


def _is_of_our_days(size: Size) -> bool:
    """Years of the Buddhist era and nothing else, in rows enough: such counts would be a chance."""
    low, high = _OUR_DAYS[1]
    return low <= size.min and size.max <= high and size.n >= _ROWS_AT_LEAST


def _has(pattern: str, text: str) -> bool:
    return re.search(pattern, text, re.IGNORECASE) is not None
