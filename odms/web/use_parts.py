"""Use in its parts, in words and as charts: by day, by who reads, by the way to the data, by theme."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from odms.definitions.days import said_month
from odms.pictures.chart import Chart, Row
from odms.standards import codes
from odms.usage import queries
from odms.usage.rules import ACCESSES, CHANNELS, OUTSIDE, PEOPLES
from odms.web import formats
from odms.web.told import language, words

KINDS = ("view", "download", "api")
PERIODS = (7, 30, 90, 365)  # days
# what is said of parts that are apart, by the name of the picture
APART = {"accesses": gettext_lazy("in no sum"), "channels": gettext_lazy("outside the portal")}
_MOST_DAYS = 31  # rows of a chart; more are told by month


class Part(NamedTuple):
    """A part of the use: its name, its counts, and whether it is apart from the sums or this portal."""

    code: str
    label: str
    counts: Mapping[str, int]
    is_apart: bool = False

    @property
    def n(self) -> int:
        """All of it."""
        return used(self.counts)


def used(counts: Mapping[str, int]) -> int:
    """Views, downloads and calls together."""
    return sum(counts.get(kind, 0) for kind in KINDS)


def accesses(agency: Any, *, at: datetime, days: int) -> list[Part]:
    """People, their programs, AI agents and robots; the last two are in no sum."""
    found = queries.by_access(agency, at=at, days=days)
    return [
        Part(one, words(f"usage.access.{one}"), found.get(one, {}), one not in PEOPLES)
        for one in ACCESSES
    ]


def channels(agency: Any, *, at: datetime, days: int) -> list[Part]:
    """The ways that were used, the most used first; those outside the portal are marked."""
    found = queries.by_channel(agency, at=at, days=days)
    parts = [
        Part(one, words(f"usage.channel.{one}"), found[one], one in OUTSIDE)
        for one in CHANNELS
        if one in found
    ]
    return sorted(parts, key=lambda part: -part.n)


def themes(*, at: datetime, days: int) -> list[Part]:
    """The themes of which something was used, the most used first."""
    found = queries.by_theme(at=at, days=days)
    names = {one.code: one.label(language()) for one in codes.options("themes")}
    parts = [
        Part(code, names.get(code) or _("Without a subject"), of) for code, of in found.items()
    ]
    return sorted(parts, key=lambda part: -part.n)


def days_of(*, at: datetime, days: int) -> list[Part]:
    """The use of each day, the oldest first; of each month where there are many days."""
    by_day = queries.by_day(None, at=at, days=days)
    if days <= _MOST_DAYS:
        return [Part(day.isoformat(), formats.day(day, language()), of) for day, of in by_day]
    months: dict[date, Counter[str]] = {}
    for day, of in by_day:
        months.setdefault(day.replace(day=1), Counter()).update(of)
    return [
        Part(f"{month:%Y-%m}", said_month(month, language()), of) for month, of in months.items()
    ]


def list_parts(*, at: datetime, days: int) -> dict[str, list[Part]]:
    """The use of all in each of its parts, by the name of its picture; those that have some."""
    parts = {
        "accesses": accesses(None, at=at, days=days),
        "channels": channels(None, at=at, days=days),
        "themes": themes(at=at, days=days),
        "days": days_of(at=at, days=days),
    }
    return {code: found for code, found in parts.items() if any(part.n for part in found)}


def list_charts(*, at: datetime, days: int) -> dict[str, Chart]:
    """The pictures of use, by their names."""
    parts = list_parts(at=at, days=days)
    return {code: chart_of(code, found, at=at, days=days) for code, found in parts.items()}


def chart_of(code: str, parts: list[Part], *, at: datetime, days: int) -> Chart:
    """The picture of parts."""
    most, apart = max(part.n for part in parts), APART.get(code, "")
    rows = tuple(
        Row(
            label=f"{part.label} · {apart}" if part.is_apart else part.label,
            value=part.n,
            share=part.n / most,
            text=formats.number(part.n),
            code=part.code,
        )
        for part in parts
    )
    n = formats.number(sum(part.n for part in parts))
    day, centre = formats.day(localdate(at), language()), settings.CENTRE_NAMES[language()]
    return Chart(
        code=code,
        kind="bars",
        title=_title(code, parts),
        rows=rows,
        source=_("%(n)s uses in %(days)s days up to %(day)s · %(centre)s")
        % {"n": n, "days": days, "day": day, "centre": centre},
        label={
            "accesses": _("Who read"),
            "channels": _("Way"),
            "themes": _("Subject"),
            "days": _("Time"),
        }[code],
        measure=_("Views, downloads and API calls"),
    )


def _title(code: str, parts: list[Part]) -> str:
    """The finding of a chart."""
    most = max(parts, key=lambda part: part.n)
    if code == "accesses":
        apart = sum(part.n for part in parts if part.is_apart)
        share = 100 * apart / sum(part.n for part in parts)
        return _("%(share)s %% of all reading was done by robots and AI agents") % {
            "share": f"{share:.0f}"
        }
    if code == "channels":
        outside = sum(part.n for part in parts if part.is_apart)
        share = 100 * outside / sum(part.n for part in parts)
        return _("%(way)s was used most; %(share)s %% was outside the portal") % {
            "way": most.label,
            "share": f"{share:.0f}",
        }
    if code == "themes":
        return _("%(subject)s was used most") % {"subject": most.label}
    return _("Most was used in %(time)s: %(n)s") % {
        "time": most.label,
        "n": formats.number(most.n),
    }
