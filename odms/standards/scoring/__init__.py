"""How well a dataset is described and can be had, by the scores that catalogues are compared with.

Each score is a module: `mqa` (405 points of data.europa.eu), `nso` (the NSO-style grade of GD
Catalog), `stars` (Tim Berners-Lee's five) and `items` (the fourteen of the Thai standard). All take a
`Description` and what was seen of its files, and answer with a `Mark`: points, grade, and for every
point that is lacking how to get it. Pure: no clock, no fetching.
"""

from collections.abc import Mapping
from datetime import date

from odms.standards.description import Description
from odms.standards.scoring import items, mqa, nso, stars
from odms.standards.scoring.declared import declared, grade_words, how_to_get
from odms.standards.scoring.mark import Lacking, Mark, Seen, cheapest, from_dict
from odms.standards.scoring.tally import Tally, together

__all__ = [
    "FRAMEWORKS",
    "Lacking",
    "Mark",
    "Seen",
    "Tally",
    "cheapest",
    "declared",
    "from_dict",
    "grade_words",
    "how_to_get",
    "score_all",
    "together",
]

FRAMEWORKS = ("mqa", "nso", "stars", "items")


def score_all(description: Description, seen: Mapping[str, Seen], today: date) -> dict[str, Mark]:
    """The mark of every framework by its code; without `nso` before any file was asked for.

    `seen` is by address.
    """
    marks = {
        "mqa": mqa.score(description, seen),
        "nso": nso.score(description, seen, today),
        "stars": stars.score(description),
        "items": items.score(description),
    }
    return {code: mark for code, mark in marks.items() if mark is not None}
