"""Read numeric dates with the day first or the month first, as the steward says, and write them in
ISO form. A date that exists in the other order alone keeps its text."""

import re
from datetime import date

from odms.engine.repairs.mending import Examples, Mending
from odms.engine.repairs.recipe import Step
from odms.engine.text.cleaning import arabic_digits
from odms.engine.types.dates import BUDDHIST_YEARS, common_year

PARAMETERS = {"order": "d/m/y|m/d/y"}
EXAMPLES: Examples = [
    ("3/4/2020", {"order": "d/m/y"}, "2020-04-03"),
    ("3/4/2020", {"order": "m/d/y"}, "2020-03-04"),
    ("13/4/2020", {"order": "m/d/y"}, None),
    ("3/4/2563", {"order": "d/m/y"}, "2020-04-03"),
    ("๓/๔/๒๕๖๓", {"order": "d/m/y"}, "2020-04-03"),
    ("3-4-2020 08:30", {"order": "d/m/y"}, "2020-04-03 08:30"),
    ("2020-04-03", {"order": "m/d/y"}, None),
    ("3/4/20", {"order": "d/m/y"}, None),
]
_DAY = re.compile(r"(\d{1,2})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?(\d{4})(\s.*)?")


def mend(text: str, order: str) -> str | None:
    """The date in ISO form; None where it is no such date, or has two digits for its year."""
    found = _DAY.fullmatch(arabic_digits(text).strip())
    if found is None:
        return None
    first, second, year = int(found[1]), int(found[2]), int(found[3])
    day, month = (first, second) if order == "d/m/y" else (second, first)
    if BUDDHIST_YEARS[0] <= year <= BUDDHIST_YEARS[1]:
        year = common_year(year, month)
    try:
        return date(year, month, day).isoformat() + (found[4] or "")
    except ValueError:
        return None


def repair(mending: Mending, step: Step) -> None:
    """Rewrite the column."""
    order = step.parameters["order"]
    mending.rewrite(mending.at(step.column), lambda text: mend(text, order))
