"""The words of an answer: what is measured, when, how it grew, and who comes first."""

import math
import re
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext, pgettext

from odms.lake.groups import Group
from odms.pictures import choice
from odms.pictures.choice import Choice
from odms.web import formats, told

# labels that say themselves that they are means
_MEANS = re.compile(r"เฉลี่ย|mean|average", re.I)
# units on whose scale nought is a point like others, or that are shares themselves
_POINTS = re.compile(r"องศา|°|ร้อยละ|เปอร์เซ็นต์|%|percent", re.I)

# a growth beyond this share of the figure is told by the figures themselves
MAX_SHARE = 5.0


def facts(
    chosen: Choice, columns: dict[str, dict[str, Any]], groups: Sequence[Group]
) -> dict[str, str]:
    """Words of the sentence: what is measured, by what, and when."""
    language = told.language()
    name = formats.column_label(columns[chosen.by], language)
    measure = _measure(chosen, columns, groups, language)
    last = _latest(chosen, columns, language)
    when = ""
    if last:
        is_day = columns[chosen.latest or ""]["type"] in ("date", "datetime")
        when = (gettext(" on %(when)s") if is_day else gettext(" in %(when)s")) % {"when": last}
    return {"measure": measure, "by": name, "last": last, "when": when}


def names(
    facts: dict[str, str], chosen: Choice, columns: dict[str, dict[str, Any]]
) -> dict[str, str]:
    """What the picture names: by what, the measure and its unit."""
    unit = columns[chosen.measure].get("unit") if chosen.measure else gettext("rows")
    # an index is counted in itself
    shown = "" if unit == facts["measure"] else formats.unit(unit, told.language())
    return {"by": facts["by"], "measure": sentence(facts["measure"]), "unit": shown}


def said(key: Any, column: dict[str, Any], language: str) -> str:
    """A group's value within a sentence; a bare year needs its word in Thai."""
    if choice.is_quarter(column):
        return formats.quarter(str(key), language)
    text = formats.cell(key, column, language)
    is_year = column["type"] == "year" or column.get("meaning") == "buddhist-year"
    return pgettext("a year in a sentence", "%(year)s") % {"year": text} if is_year else text


def growth(before: float, after: float) -> str:
    """How a figure has grown, in words; empty where a share of it would say nothing."""
    share = (after - before) / before if before > 0 else math.inf
    if abs(share) < 0.005:
        return gettext("unchanged")
    if share > MAX_SHARE:
        return ""
    if share > 0:
        return gettext("up %(share)s") % {"share": formats.percent(share)}
    return gettext("down %(share)s") % {"share": formats.percent(-share)}


def is_ratio(columns: dict[str, dict[str, Any]], chosen: Choice) -> bool:
    """Whether a share of the measure says something: of degrees and of percents it does not."""
    unit = str(columns[chosen.measure].get("unit") or "") if chosen.measure else ""
    return not _POINTS.search(unit)


def listed(labels: Sequence[str]) -> str:
    """Names in a row: one; one and another; one, another and a third."""
    if len(labels) == 1:
        return labels[0]
    comma = pgettext("between names", ", ")
    return gettext("%(names)s and %(last)s") % {
        "names": (", " if any(" " in label for label in labels) else comma).join(labels[:-1]),
        "last": labels[-1],
    }


def sentence(text: str) -> str:
    """The text as a sentence begins, its spaces where Thai typesetting has them."""
    text = formats.typeset(text)
    return text[:1].upper() + text[1:]


def _measure(
    chosen: Choice, columns: dict[str, dict[str, Any]], groups: Sequence[Group], language: str
) -> str:
    if chosen.measure is None:
        return gettext("the number of rows")
    label = _label(columns[chosen.measure], language)
    if all(n == 1 for *_, n in groups) or (chosen.how == "mean" and _MEANS.search(label)):
        return label
    if chosen.how == "sum":
        return gettext("the total of %(label)s") % {"label": label}
    return gettext("the mean of %(label)s") % {"label": label}


def _label(column: dict[str, Any], language: str) -> str:
    """What a measure is called; its unit stands beside the figure and not in the sentence."""
    label = formats.column_label(column, language)
    return choice.bare(label) if column.get("unit") else label


def _latest(chosen: Choice, columns: dict[str, dict[str, Any]], language: str) -> str:
    """The moment of which alone the picture tells; empty where it tells of all."""
    if not chosen.latest:
        return ""
    column = columns[chosen.latest]
    return said(column["max"], column, language)
