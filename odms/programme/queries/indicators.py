"""Reading indicators, and the gap to the OECD."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from odms.assessment.frameworks import Framework, get_framework
from odms.definitions import national
from odms.errors import Absent
from odms.ledger.queries import find
from odms.programme.models import Indicator, IndicatorValue, Milestone
from odms.programme.queries.roadmap import list_gaps
from odms.programme.rules import gap


@dataclass(frozen=True)
class Dimension:
    """A dimension, or the whole, of a framework of the OECD: what holds here, what others have."""

    indicator: Indicator
    peer_mean: float | None  # of the members of the OECD; None: not published in the source
    is_unverified: bool
    gaps: tuple[Milestone, ...] = ()

    @property
    def missing(self) -> float | None:
        """How much is missing to the target; None where one is not known."""
        return gap(self.indicator.now, self.indicator.target)


@dataclass(frozen=True)
class Oecd:
    """A framework of the OECD with its whole and its dimensions."""

    framework: Framework
    year: int  # of the common era
    source: dict[str, str]
    best: dict[str, str]
    whole: Dimension
    dimensions: tuple[Dimension, ...]


def get_indicator(code: str) -> Indicator:
    """The indicator with this code. Raises Absent."""
    indicators = Indicator.objects.select_related("declared_by").prefetch_related("parts")
    if (found := find(indicators, code=code)) is None:
        raise Absent("programme.no_such_indicator", code=code)
    return found


def list_indicators() -> list[Indicator]:
    """Every indicator in its order."""
    return list(Indicator.objects.select_related("declared_by").prefetch_related("parts"))


def course(indicator: Indicator) -> list[tuple[date, float | None]]:
    """How an indicator went: a value for each day on which it became another one."""
    rows = IndicatorValue.objects.filter(indicator=indicator).order_by("day")
    return list(rows.values_list("day", "value"))


def list_oecd() -> list[Oecd]:
    """The frameworks of the OECD: where the centre stands, its targets, means of members, gaps."""
    known = {one.code: one for one in list_indicators()}
    gaps: dict[str, list[Milestone]] = {}
    for one in list_gaps():
        for indicator in one.indicators.all():
            gaps.setdefault(indicator.code, []).append(one)
    return [_oecd(told, known, gaps) for told in national("programme.yaml")["oecd"]]


def _oecd(
    told: dict[str, Any], known: dict[str, Indicator], gaps: dict[str, list[Milestone]]
) -> Oecd:
    framework = get_framework(told["framework"])
    doubtful = {one.code for one in framework.groups if one.is_unverified}

    def dimension(code: str, mean: float | None, is_unverified: bool) -> Dimension:
        return Dimension(known[code], mean, is_unverified, tuple(gaps.get(code, ())))

    return Oecd(
        framework=framework,
        year=told["year"],
        source=told["source"],
        best=told["best"],
        whole=dimension(told["indicator"], told["mean"], bool(framework.unverified)),
        dimensions=tuple(
            dimension(
                f"{told['indicator']}-{one['code']}", one.get("mean"), one["code"] in doubtful
            )
            for one in told["groups"]
        ),
    )
