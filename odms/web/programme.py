"""The programme as pages tell it: indicators with their numbers, steps by year, bars of the OECD."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from odms.pictures import marks
from odms.pictures.chart import Chart, Row
from odms.programme.rules import BUDDHIST_ERA, LANES, MOST, TERMS, is_late, lane
from odms.web import formats, told

SIGNS = {"planned": "na", "active": "", "done": "ok", "stopped": "na"}


@dataclass(frozen=True)
class Shown:
    """An indicator: its value and what it is held against, in words, and its bar."""

    code: str
    name: str
    now: str
    counted: str  # how many of how many
    baseline: str
    target: str
    is_declared: bool
    bar: SafeString

    @property
    def is_known(self) -> bool:
        """Whether it has a value."""
        return self.now != "–"


@dataclass(frozen=True)
class Card:
    """A step, milestone or gap with its state in words."""

    milestone: Any
    title: str
    sign: str
    state: str
    is_late: bool
    owners: Sequence[str]
    indicators: Sequence[Shown]
    milestones: Sequence["Card"]


def printed(unit: str, value: float | None) -> str:
    """A value of an indicator of this unit."""
    if value is None:
        return "–"
    if unit == "share":
        return formats.percent(value)
    return formats.number(value) if unit == "count" else f"{value:.2f}"


def shown(indicator: Any, peer: float | None = None) -> Shown:
    """An indicator in the language of the page; `peer` is the mean of others, else its baseline is
    drawn."""
    unit, most = indicator.unit, MOST.get(indicator.unit)
    return Shown(
        code=indicator.code,
        name=formats.in_language(indicator, "name", told.language())[0],
        now=printed(unit, indicator.now),
        counted=_counted(indicator),
        baseline=_with_year(unit, indicator.baseline, indicator.baseline_year),
        target=_with_year(unit, indicator.target, indicator.target_year),
        is_declared=indicator.is_declared,
        bar=_bar(indicator, most, peer) if most else SafeString(),
    )


def card(one: Any, today: date, *, is_deep: bool = True) -> Card:
    """A step with its milestones, or one of these."""
    is_reported = not one.is_printed or one.changed_at is not None
    return Card(
        milestone=one,
        title=formats.in_language(one, "title", told.language())[0],
        sign=SIGNS[one.state] if is_reported else "na",
        state=told.words(f"programme.state.{one.state}") if is_reported else _("Not reported yet"),
        is_late=is_late(one.state, one.due_date, today),
        owners=owners(one),
        indicators=[shown(indicator) for indicator in one.indicators.all()],
        milestones=[card(child, today, is_deep=False) for child in one.milestones.all()]
        if is_deep and one.kind == "step"
        else [],
    )


def owners(one: Any) -> list[str]:
    """Who does it: the agency and the office that were named, else the bodies that lead."""
    language = told.language()
    named = [formats.in_language(one.agency, "name", language)[0]] if one.agency else []
    named += [one.owner] if one.owner else []
    return named or [
        formats.in_language(lead.body, "name", language)[0] for lead in one.leads.all()
    ]


def bands(steps: Iterable[Any], today: date) -> list[dict[str, Any]]:
    """The roadmap in its two bands, each with its years and their steps."""
    cards = [card(one, today) for one in steps]
    return [
        {
            "term": term,
            "years": [
                {
                    "era": year,
                    "year": year - BUDDHIST_ERA,
                    "cards": of_year,
                    "is_now": _is(year, today),
                }
                for year, of_year in _by_year(c for c in cards if c.milestone.term == term).items()
            ],
        }
        for term in TERMS
    ]


def lanes(milestones: Iterable[Any], today: date) -> list[dict[str, Any]]:
    """What is done now, next and later, the first due first."""
    found: dict[str, list[Card]] = {name: [] for name in LANES}
    for one in milestones:
        name = lane(one.state, one.year, one.due_date, today)
        found[name].append(card(one, today, is_deep=False))
    return [{"name": name, "cards": cards} for name, cards in found.items()]


def rows(parts: Iterable[Any], today: date) -> list[dict[str, Any]]:
    """Strands or policies: their items, what is done for them, and by what they are followed."""
    return [_row(part, today) for part in parts]


def row_of_dimension(dimension: Any, today: date) -> dict[str, Any]:
    """A dimension of the OECD as a row of bars, with words for each of its marks."""
    indicator = dimension.indicator
    return {
        "dimension": dimension,
        "indicator": shown(indicator, dimension.peer_mean),
        "peer": printed("mark", dimension.peer_mean),
        "missing": printed("mark", dimension.missing),
        "gaps": [card(one, today) for one in dimension.gaps],
    }


def oecd_chart(one: Any) -> Chart:
    """The dimensions of a framework of the OECD as a picture of its own: what is here, and what others
    have where that is published."""
    language = told.language()
    known = sum(row.indicator.now is not None for row in one.dimensions)
    facts = {"title": one.framework.titles[language], "known": known, "of": len(one.dimensions)}
    return Chart(
        code=f"oecd-{one.framework.code}",
        kind="bars",
        title=_("%(title)s: %(known)s of %(of)s dimensions have evidence here") % facts,
        rows=tuple(_bar_row(row) for row in one.dimensions),
        source=_("%(centre)s; means: %(source)s")
        % {"centre": _("computed by this centre"), "source": one.source[language]},
        label=_("Dimension"),
        measure=_("Now"),
        compared=_("Mean of the OECD"),
        line=_("upright line: mean of the OECD, where it is published"),
    )


def _bar_row(row: Any) -> Row:
    now = row.indicator.now
    return Row(
        label=formats.in_language(row.indicator, "name", told.language())[0],
        value=now,
        share=now,
        text=printed("mark", now),
        before=row.peer_mean,
        before_text=printed("mark", row.peer_mean),
        code=row.indicator.code,
    )


def _row(part: Any, today: date) -> dict[str, Any]:
    items = [_row(item, today) for item in part.items.all()] if part.kind != "item" else []
    return {
        "part": part,
        "indicators": [shown(one) for one in part.indicators.all()],
        "cards": [card(one, today, is_deep=False) for one in part.milestones.all()],
        "items": items,
    }


def _by_year(cards: Iterable[Card]) -> dict[int, list[Card]]:
    found: dict[int, list[Card]] = {}
    for one in cards:
        found.setdefault(one.milestone.year, []).append(one)
    return found


def _is(year: int, today: date) -> bool:
    return year - BUDDHIST_ERA == today.year


def _counted(indicator: Any) -> str:
    if indicator.value is None or indicator.of is None:
        return ""
    if indicator.unit == "mark":
        told_of = {"n": formats.number(indicator.n), "of": formats.number(indicator.of)}
        return _("%(n)s of %(of)s questions answered") % told_of
    if indicator.n is None:
        return _("%(of)s answers") % {"of": formats.number(indicator.of)}
    return _("%(n)s of %(of)s") % {
        "n": formats.number(indicator.n),
        "of": formats.number(indicator.of),
    }


def _with_year(unit: str, value: float | None, year: int | None) -> str:
    if value is None:
        return ""
    era = formats.in_era(year - BUDDHIST_ERA, told.language()) if year else ""
    return f"{printed(unit, value)} ({era})" if era else printed(unit, value)


def _bar(indicator: Any, most: float, peer: float | None) -> SafeString:
    parts = {
        name: None if value is None else value / most
        for name, value in (
            ("now", indicator.now),
            ("target", indicator.target),
            ("peer", indicator.baseline if peer is None else peer),
        )
    }
    return mark_safe(marks.bullet(**parts))  # noqa: S308
