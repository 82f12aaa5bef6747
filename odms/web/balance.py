"""The balance of supply and demand as pages tell it: rows, the picture, and what is wanted."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from odms.assessment.balance import rules
from odms.assessment.queries.balance import Standing
from odms.pictures.chart import Chart, Row
from odms.web import formats, told

# what can be looked at, and in which words
KINDS = {
    "theme": gettext_lazy("Subject"),
    "agency": gettext_lazy("Agency"),
    "province": gettext_lazy("Province"),
}

BAND_SIGNS = {"under": "up", "even": "", "over": "na", "none": "na"}

_DRAWN = 16


def chart(kind: str, rows: Sequence[Standing], day: date) -> Chart | None:
    """The picture of the least and the most served: demand as a dot, supply as a ring."""
    drawn = [one for one in rows if one.supply or one.demand]
    if len(drawn) > _DRAWN:
        drawn = [*drawn[: _DRAWN // 2], *drawn[-_DRAWN // 2 :]]
    if not drawn:
        return None
    most = max(max(one.supply, one.demand) for one in drawn)
    return Chart(
        code=f"balance-{kind}",
        kind="pairs",
        title=finding(drawn),
        rows=tuple(_row(one, most) for one in drawn),
        source=_("%(centre)s, as of %(day)s")
        % {"centre": _("computed by this centre"), "day": formats.day(day, told.language())},
        label=str(KINDS[kind]),
        measure=_("Share of demand"),
        compared=_("Share of supply"),
        note=_("wanted more than it is served"),
        line=_("ring: supply, dot: demand"),
    )


def finding(rows: Sequence[Standing]) -> str:
    """The sentence that the balance comes to."""
    first = rows[0]
    facts = {
        "name": name_of(first),
        "supply": formats.percent(first.supply),
        "demand": formats.percent(first.demand),
    }
    if first.band != "under":
        return (
            _("Supply and demand are even: nothing is wanted much more than it is served") % facts
        )
    return (
        _("%(name)s is served least for what is wanted: %(demand)s of demand, %(supply)s of supply")
        % facts
    )


def lines(rows: Sequence[Standing]) -> list[dict[str, Any]]:
    """The rows of the table."""
    return [
        {
            "one": one,
            "name": name_of(one),
            "supply": formats.percent(one.supply),
            "demand": formats.percent(one.demand),
            "gap": f"{one.gap * 100:+.1f}".replace("-", "–"),
            "sign": BAND_SIGNS[one.band],
            "band": told.words(f"balance.band.{one.band}"),
            "counts": [one.counts.get(part["code"], 0) for part in rules()["parts"]],
        }
        for one in rows
    ]


def parts() -> list[dict[str, Any]]:
    """The parts of supply and demand, their names and weights in words."""
    language = told.language()
    return [
        {"code": one["code"], "side": one["side"], "name": one[language], "weight": one["weight"]}
        for one in rules()["parts"]
    ]


def name_of(one: Standing) -> str:
    """The name of a subject in the page's language."""
    return formats.in_language(one.subject, "name", told.language())[0]


def _row(one: Standing, most: float) -> Row:
    return Row(
        label=name_of(one),
        value=one.demand,
        share=one.demand / most,
        text=f"{formats.percent(one.supply)} → {formats.percent(one.demand)}",
        before=one.supply / most,
        before_text=formats.percent(one.supply),
        is_weak=one.band == "under",
        code=one.subject.slug,
    )
