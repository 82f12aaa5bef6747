"""What the dashboards show: numbers with their change, the grid and the league of agencies, periods."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from odms.assessment import charts, rules, sums
from odms.assessment.charts import Value
from odms.assessment.queries import figures, reported
from odms.assessment.queries.figures import COMPARED_DAYS, Standing, Subject, Told
from odms.assessment.queries.pictures import Picture
from odms.assessment.sums import Figure
from odms.pictures.chart import Chart, Row
from odms.web import formats, strips, told

# the orders of the league, and what of an agency each compares
SORTS = ("score", "datasets", "fresh", "change", "name")

# the figures of an agency, in the order in which its page tells them
AGENCY = (
    *("datasets", "fresh", "nso", "mqa", "score", "requests", "requests-answered", "answer-days"),
    *("feedback-answered", "satisfaction", "views", "downloads", "api"),
)

_WIDE = 40  # cells in a row of the grid


@dataclass(frozen=True)
class Number:
    """A large number with what it is, of how many, its change and where it opens."""

    code: str
    text: str
    unit: str
    label: str
    source: str
    change: str = ""
    is_weak: bool = False
    address: str = ""
    parts: str = ""  # of how many, where it is a part


@dataclass(frozen=True)
class Place:
    """A row of the league."""

    rank: int
    agency: Standing
    fresh_share: float | None
    change_points: float | None

    @property
    def name(self) -> str:
        return formats.in_language(self.agency, "name", told.language())[0]

    @property
    def datasets(self) -> int:
        return int(self.agency.told.counts.get("datasets", 0))

    @property
    def fresh(self) -> str:
        return charts.percent(self.fresh_share, told.language())

    @property
    def score(self) -> str:
        share = self.agency.told.figure("score").value
        return "–" if share is None else f"{share * 100:.0f}"

    @property
    def change(self) -> str:
        moved = self.change_points
        if moved is None:
            return "–"
        return f"{moved:+.0f}".replace("-", "–").replace("+0", "0")

    @property
    def strip(self) -> strips.Strip:
        return strips.strip(
            self.agency.states, reverse("agency-assessment", args=[self.agency.slug])
        )


@dataclass(frozen=True)
class Shown:
    """A picture on a page: its rows with their marks and where each opens, and the query that names it
    where it stands alone."""

    chart: Chart
    query: str
    rows: list[tuple[Row, str, str]]


def shown(picture: Picture, subject: Subject, day: date | None) -> Shown:
    """A picture of the nation or of a ministry."""
    query = {"survey": "1"} if picture.is_baseline else {}
    if day is not None and not picture.is_baseline:
        query["day"] = day.isoformat()
    if subject.kind != sums.NATION:
        query[subject.kind] = subject.slug
    rows = [
        (row, mark, "" if picture.is_baseline else _opens(picture.chart, row, subject))
        for row, mark in picture.chart.marks()
    ]
    return Shown(picture.chart, urlencode(query), rows)


def _opens(chart: Chart, row: Row, subject: Subject) -> str:
    """Where a row of a picture opens; nowhere where nothing but the row is known."""
    if chart.code in ("processes", "satisfaction"):
        return evidence(row.code, subject)
    if chart.code == "categories":
        return reverse("dashboard-theme", args=[row.code])
    return ""


def text_of(unit: str, value: float | None) -> tuple[str, str]:
    """A value and its unit as they are printed."""
    if value is None:
        return "–", ""
    if unit == "share":
        return f"{rules.per_cent(value):.1f}", "%"
    if unit == "count":
        return formats.number(value), ""
    return (f"{value:.1f}" if unit == "points" else f"{value:.2f}"), ""


def printed(unit: str, value: float | None) -> str:
    """A value with its unit, in one line."""
    text, sign = text_of(unit, value)
    return f"{text} {sign}".strip()


def name_of(subject: Subject) -> str:
    """The name of a subject in the page's language."""
    return formats.in_language(subject, "name", told.language())[0]


def address_of(subject: Subject) -> str:
    """The page of a subject."""
    if subject.kind == sums.NATION:
        return reverse("dashboard")
    if subject.kind == "agency":
        return reverse("agency", args=[subject.slug])
    return reverse(f"dashboard-{subject.kind}", args=[subject.slug])


def evidence(code: str, subject: Subject) -> str:
    """The page on which a figure of a subject opens."""
    address = reverse("dashboard-figure", args=[code])
    return address if subject.kind == sums.NATION else f"{address}?{subject.kind}={subject.slug}"


def number(figure: Figure, subject: Subject, before: float | None = None) -> Number:
    """A figure as a large number; `before` is what it was."""
    declared = figure.declared
    text, unit = text_of(declared.unit, figure.value)
    return Number(
        code=figure.code,
        text=text,
        unit=unit,
        label=declared.names[told.language()],
        source=_of_how_many(figure),
        change=change(declared.unit, figure.value, before),
        address=evidence(figure.code, subject),
        parts=_of_how_many(figure) if figure.of is not None else "",
    )


def change(unit: str, now: float | None, before: float | None) -> str:
    """By how much a value is other than it was, with its sign; empty where that is not known."""
    if now is None or before is None:
        return ""
    scale = 100 if unit == "share" else 1
    places = {"count": 0, "share": 1, "points": 1}.get(unit, 2)
    by = round((now - before) * scale, places)
    sign = "+" if by > 0 else "–" if by < 0 else "±"
    return f"{sign}{abs(by):,.{places}f}"


def agency_numbers(slug: str) -> list[Number]:
    """The public figures of an agency that say something, each leading to its evidence."""
    subject = figures.get_subject("agency", slug)
    counted = figures.get_told(subject)
    found = (counted.figure(code) for code in AGENCY)
    return [number(one, subject) for one in found if one.value is not None]


def first_numbers(counted: Told, pictures: dict[str, Picture]) -> list[Number]:
    """The four numbers of the nation: those of this centre, each against the survey of 2565."""
    nation, survey = figures.nation(), reported.values()
    publishing = counted.figure("publishing")
    found = [number(publishing, nation, survey["publishing"].value)]
    satisfied = counted.figure("satisfaction")
    if satisfied.value is None:
        found.append(_surveyed("satisfaction"))
    else:
        found.append(number(satisfied, nation, survey["satisfaction"].value))
    found.append(_well_done(pictures))
    found.append(number(counted.figure("fresh"), nation))
    return found


def survey_numbers(pictures: dict[str, Picture]) -> list[Number]:
    """The four numbers of the survey of 2565."""
    numbers = [_surveyed("publishing"), _surveyed("satisfaction"), _well_done(pictures)]
    return [*numbers, _surveyed("enabler-budget")]


def grid(standings: Sequence[Standing]) -> SafeString:
    """A cell for each agency: full where it publishes."""
    publishing = sorted(bool(one.told.counts.get("datasets")) for one in standings)[::-1]
    return cells(sum(publishing), len(publishing))


def cells(n: int, of: int) -> SafeString:
    """So many cells, the first `n` of them full."""
    return _cells(n, of, told.language())


@lru_cache(maxsize=16)
def _cells(n: int, of: int, _language: str) -> SafeString:
    wide = min(_WIDE, max(of, 1))
    high = -(-of // wide)
    drawn = format_html_join(
        "",
        '<rect{} x="{}.5" y="{}.5" width="8" height="8" rx="1.6"/>',
        (
            (SafeString("" if i < n else ' class="off"'), i % wide * 10, i // wide * 10)
            for i in range(of)
        ),
    )
    said = _("%(of)s cells: %(n)s full, which publish, %(left)s empty, which do not yet") % {
        "of": of,
        "n": n,
        "left": of - n,
    }
    return format_html(
        '<svg viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>',
        wide * 10,
        max(high, 1) * 10,
        said,
        drawn,
    )


def league(
    standings: Sequence[Standing], *, sort: str, day: date | None, at: datetime
) -> list[Place]:
    """The agencies as rows, with rank by score whatever they are sorted by."""
    since = (day or localdate(at)) - timedelta(days=COMPARED_DAYS)
    before = figures.scores_on(since)
    places = [_place(rank, one, before) for rank, one in enumerate(standings, start=1)]
    if sort in ("", "score"):
        return places
    return sorted(places, key=_KEYS.get(sort, _KEYS["name"]))


def periods(*, at: datetime, day: date | None) -> list[tuple[str, str, bool]]:
    """The days that can be chosen: value, words, and whether it is the chosen one."""
    language = told.language()
    found = [("", _("Now"), day is None)]
    days = figures.list_days(at=at)
    if day is not None and day not in days:
        days = sorted([day, *days], reverse=True)
    return found + [
        (one.isoformat(), formats.day(one, language, is_long=True), one == day) for one in days
    ]


def as_of(*, at: datetime, day: date | None) -> SafeString:
    """The day that is shown, or the moment up to which the figures are current."""
    language = told.language()
    if day is not None:
        said = formats.day(day, language, is_long=True)
        return format_html('<time datetime="{}">{}</time>', day.isoformat(), said)
    moment = figures.looked_at() or at
    return format_html(
        '<time datetime="{}">{}</time>', moment.isoformat(), formats.moment(moment, language)
    )


def _place(rank: int, one: Standing, before: Mapping[str, float | None]) -> Place:
    counts, earlier = one.told.counts, before.get(one.id)
    fresh = counts["fresh"] / counts["promised"] if counts.get("fresh") else None
    if fresh is None and counts.get("promised"):
        fresh = 0.0
    moved = None if earlier is None or not counts.get("asked") else (one.score - earlier) * 100
    return Place(rank, one, fresh, moved)


_KEYS: dict[str, Any] = {
    "datasets": lambda one: (-one.datasets, one.rank),
    "fresh": lambda one: (-(one.fresh_share if one.fresh_share is not None else -1), one.rank),
    "change": lambda one: (
        -(one.change_points if one.change_points is not None else -1e9),
        one.rank,
    ),
    "name": lambda one: one.name,
}


def _of_how_many(figure: Figure) -> str:
    if figure.of is None:
        return figure.declared.about[told.language()]
    words = {"n": formats.number(round(figure.n)), "of": formats.number(figure.of)}
    if figure.declared.unit == "share":
        return _("%(n)s of %(of)s") % words
    return _("of %(of)s measured") % words


def _surveyed(code: str) -> Number:
    value, survey, language = reported.values()[code], reported.source(), told.language()
    is_share = code != "satisfaction"
    text, unit = text_of("share" if is_share else "mean", value.value)
    day = formats.day(survey.day, language, is_long=True)
    return Number(
        code=code,
        text=text,
        unit=unit,
        label=_label(code, language),
        source=_("survey of %(n)s, %(day)s") % {"n": _asked(value), "day": day},
        is_weak=is_share and (value.value or 0) < sums.threshold(),
        address=reverse("dashboard-survey"),
    )


def _label(code: str, language: str) -> str:
    names = charts.enabler_names(language)
    return names[code] if code in names else sums.get_declared(code).names[language]


def _asked(value: Value) -> str:
    if value.code == "satisfaction":
        return _("%(n)s people") % {"n": formats.number(value.of)}
    return _("%(n)s agencies") % {"n": formats.number(value.of)}


def _well_done(pictures: dict[str, Picture]) -> Number:
    """How many of the sixteen processes are done by enough agencies."""
    rows = pictures["processes"].chart.rows if "processes" in pictures else ()
    strong = sum(not row.is_weak for row in rows)
    limit = f"{sums.threshold() * 100:.0f}"
    return Number(
        code="processes",
        text=str(strong),
        unit=_("of %(n)s") % {"n": len(rows)},
        label=_("processes are done well"),
        source=_("done by %(limit)s %% of agencies or more") % {"limit": limit},
        change=_processes_change(strong) if rows and not pictures["processes"].is_baseline else "",
        address="#processes",
    )


def _processes_change(strong: int) -> str:
    values = reported.values()
    before = sum(
        (value.value or 0) >= sums.threshold()
        for code, value in values.items()
        if code.startswith("process-")
    )
    return change("count", strong, before)
