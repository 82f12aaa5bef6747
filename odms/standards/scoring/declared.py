"""The frameworks as `definitions/frameworks` declares them: bands, dimensions, how points are got."""

from functools import cache
from typing import Any

from odms.definitions import document
from odms.standards import thai
from odms.standards.scoring.mark import Mark

Told = dict[str, str]  # by language


def declared(framework: str) -> Any:
    """A framework by its code."""
    return document(f"frameworks/{framework}.yaml")


def grade_words(mark: Mark) -> Told:
    """What a grade is called: the name of its band, else the grade itself."""
    for one in declared(mark.framework)["bands"]:
        if one["code"] == mark.grade:
            return {"th": one["th"], "en": one["en"]}
    return {"th": mark.grade, "en": mark.grade}


def how_to_get(framework: str, code: str) -> Told:
    """What earns the points that are lacking. Raises KeyError for a code that the framework has not."""
    return _ways(framework)[code]


@cache
def _ways(framework: str) -> dict[str, Told]:
    told = declared(framework)
    ways: dict[str, Told] = dict(told.get("mends", {}))
    for metric in told.get("metrics", ()):
        ways[metric["code"]] = {"th": metric["mend_th"], "en": metric["mend_en"]}
    if framework == "items":
        ways |= {
            item.code: {"th": f"เติม “{item.th}”", "en": f"Fill in “{item.en}”"}
            for item in thai.ITEMS
        }
    return ways
