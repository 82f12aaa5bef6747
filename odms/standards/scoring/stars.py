"""The five stars of open data: an open licence, then the best format in which a dataset can be had.

Source: 5stardata.info; the stars of formats as the country sees them (`openness.yaml`).
"""

from odms.standards import codes
from odms.standards.description import Description
from odms.standards.scoring import files
from odms.standards.scoring.mark import Lacking, Mark

_OF = 5
_MINUTES_A_STAR = 30


def score(description: Description) -> Mark:
    """Stars of a dataset; none without an open licence."""
    best = max(map(files.stars_of, description.resources), default=0)
    stars = best if is_open(description) else 0
    lacking = [
        Lacking("stars.licence", best - stars, 5),
        Lacking("stars.format", _OF - best, _MINUTES_A_STAR),
    ]
    return Mark(
        "stars",
        stars,
        _OF,
        str(stars),
        {"stars": stars},
        tuple(one for one in lacking if one.points),
    )


def is_open(description: Description) -> bool:
    """Whether a licence of the dataset, or of a file, lets anybody use it for anything."""
    told = {description.licence, description.record.licence}
    told |= {one.licence for one in description.resources}
    return any(map(_is_open_licence, told - {""}))


def _is_open_licence(told: str) -> bool:
    code = codes.recognise("licences", told)
    found = codes.find("licences", code) if code else None
    if found is not None:
        return found.is_open
    address = told.lower()
    closed = ("-nc", "-nd", "/nc", "/nd")
    return files.is_known_licence(told) and not any(part in address for part in closed)
