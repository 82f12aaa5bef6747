"""Bring years and dates of the Buddhist era to the common era: 2565 is 2022, 1/2/2565 is 2022-02-01.

Dates come out in ISO form, so that neither their era nor their order is to be guessed again. A
number is a year only where it stands alone or behind a word for the era.
"""

import re
from datetime import date

from odms.engine.repairs.mending import Examples, Mending
from odms.engine.repairs.recipe import Step
from odms.engine.text.cleaning import arabic_digits
from odms.engine.types.dates import BUDDHIST_YEARS, ERA_GAP, common_year, read_month_date

PARAMETERS = {"order?": "d/m/y|m/d/y"}
EXAMPLES: Examples = [
    ("2565", {}, "2022"),
    ("พ.ศ. 2565", {}, "2022"),
    ("๒๕๖๕", {}, "2022"),
    ("2022", {}, None),
    ("1/2/2565", {}, "2022-02-01"),
    ("1/2/2565", {"order": "m/d/y"}, "2022-01-02"),
    ("2565-01-12", {}, "2022-01-12"),
    ("29/2/2566", {}, None),
    ("12 มกราคม 2565", {}, "2022-01-12"),
    ("12 Jan 2022", {}, None),
    ("1/2/2022", {}, None),
    ("5/1/2483", {}, "1941-01-05"),
    ("2565 คน", {}, None),
]
_YEAR = re.compile(r"(?:พ\.?\s?ศ\.?|ปี)?\s*(\d{4})")
_DAY = re.compile(r"(\d{1,4})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?(\d{1,4})([T ].*)?")


def mend(text: str, order: str = "d/m/y") -> str | None:
    """The text in the common era; None where it is of that already, or no date."""
    bare = arabic_digits(text).strip()
    if (found := _YEAR.fullmatch(bare)) and _is_buddhist(int(found[1])):
        return str(int(found[1]) - ERA_GAP)
    if found := _DAY.fullmatch(bare):
        return _day(found, order)
    reading = read_month_date(bare)
    if reading is None or not reading.is_buddhist or reading.clock or not reading.has_day:
        return None
    return reading.day.isoformat()


def _is_buddhist(year: int) -> bool:
    return BUDDHIST_YEARS[0] <= year <= BUDDHIST_YEARS[1]


def _day(found: re.Match[str], order: str) -> str | None:
    first, second, third = (int(found[i]) for i in (1, 2, 3))
    if len(found[1]) == 4:
        year, month, day = first, second, third
    else:
        (day, month) = (first, second) if order == "d/m/y" else (second, first)
        year = third
    if not _is_buddhist(year):
        return None
    try:
        return date(common_year(year, month), month, day).isoformat() + (found[4] or "")
    except ValueError:
        return None


def repair(mending: Mending, step: Step) -> None:
    """Rewrite the column."""
    order = step.parameters.get("order", "d/m/y")
    mending.rewrite(mending.at(step.column), lambda text: mend(text, order))
