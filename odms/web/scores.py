"""The scores of a dataset, or of many together, as a page tells them."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from odms.health.queries import scores
from odms.health.rules import next_points
from odms.standards.scoring import Lacking, Mark, declared, grade_words, how_to_get
from odms.web import formats
from odms.web.told import language


def block(row: Any) -> dict[str, Any] | None:
    """What stands in short and what opens below it; None where nothing was scored yet."""
    if row is None:
        return None
    marks = scores.marks_of(row)
    told = next_points(marks, is_own=scores.is_own(row))
    return {
        "short": [_short(mark) for mark in marks.values()],
        "next": [_lacking(framework, one) for framework, one in told],
        "whole": [_whole(mark) for mark in marks.values()],
        "is_whole": all(mark.is_whole for mark in marks.values()),
    }


def _name(mark: Mark) -> str:
    return str(declared(mark.framework)["source"][language()])


def _short(mark: Mark) -> dict[str, str]:
    """A framework and what it comes to, in a few words."""
    grade = grade_words(mark)[language()]
    told = {
        "mqa": f"{_figure(mark.points)} / {mark.of} · {grade}",
        "nso": f"{grade} · {_figure(mark.points)} / {mark.of}",
    }
    return {
        "name": _name(mark),
        "value": told.get(mark.framework, f"{_figure(mark.points)} / {mark.of}"),
    }


def _whole(mark: Mark) -> dict[str, Any]:
    """A framework with its dimensions, and everything that is lacking."""
    told = declared(mark.framework)
    most = _most(told)
    return {
        "name": _name(mark),
        "dimensions": [
            {
                "name": told["dimensions"][code][language()],
                "points": _figure(points),
                "of": most.get(code),
            }
            for code, points in mark.dimensions.items()
        ],
        "lacking": [_lacking(mark.framework, one) for one in mark.lacking],
    }


def _most(told: Mapping[str, Any]) -> dict[str, int]:
    """The points that each dimension can have."""
    if "metrics" not in told:
        names = list(told["dimensions"])
        return dict.fromkeys(names, 100 if len(names) > 1 else told["of"])
    most: dict[str, int] = {}
    for metric in told["metrics"]:
        most[metric["dimension"]] = most.get(metric["dimension"], 0) + metric["points"]
    return most


def _lacking(framework: str, one: Lacking) -> dict[str, str]:
    return {
        "words": how_to_get(framework, one.code)[language()],
        "points": f"+{_figure(one.points)}",
        "minutes": _("about %(n)s min") % {"n": formats.number(one.minutes)},
    }


def _figure(points: float) -> str:
    return f"{points:,.1f}".removesuffix(".0")
