"""The report of a year of the Buddhist era: of its last published cycle, of the figures at its end, or of
those of now."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import orjson
from django.utils.timezone import localdate

from odms.assessment.charts import Source, Value
from odms.assessment.queries import figures, pictures, reported
from odms.assessment.queries.cycles import baseline, is_national, list_cycles, status
from odms.assessment.report import State, compose, worded
from odms.definitions.days import BUDDHIST_ERA
from odms.errors import Absent
from odms.pictures import summary, typeface
from odms.voice import queries as voice

FORMS = ("pdf", "html", "json", "text")
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "html": "text/html; charset=utf-8",
    "json": "application/json",
    "text": "text/plain; charset=utf-8",
}

# agencies that are named
_NAMED = 50


def get_report(year: int, *, at: datetime) -> dict[str, Any]:
    """The report of a year as a document. Raises Absent for a year of which nothing is known."""
    now = _state(year, at)
    if now is None:
        known = ", ".join(map(str, list_years(at=at)))
        raise Absent("assessment.no_report", year=year, known=known)
    return compose(now, _before(year, at))


def in_form(report: dict[str, Any], form: str, language: str) -> bytes:
    """A report as `pdf`, `html`, `json` or `text`. Raises Absent for another form."""
    if form not in FORMS:
        raise Absent("assessment.no_such_form", form=form, known=", ".join(FORMS))
    if form == "json":
        return orjson.dumps(report, option=orjson.OPT_INDENT_2) + b"\n"
    document = worded(report, language)
    if form == "pdf":
        return summary.pdf(document)
    if form == "html":
        return summary.page(document, typeface.styles()).encode()
    return summary.text(document).encode()


def list_years(*, at: datetime) -> list[int]:
    """The years of which there is a report, the last first."""
    return [year for year in reversed(_years(at)) if _state(year, at) is not None]


def current_year(*, at: datetime) -> int:
    """The last year of which there is a report."""
    return list_years(at=at)[0]


def _years(at: datetime) -> range:
    """The years of which something can be known: from that of the baseline to this one."""
    return range(_year_of(reported.source().day), _year_of(localdate(at)) + 1)


def _before(year: int, at: datetime) -> State | None:
    found = (_state(earlier, at) for earlier in reversed(_years(at)) if earlier < year)
    return next((state for state in found if state is not None), None)


def _state(year: int, at: datetime) -> State | None:
    """What is known of a year; None where that is nothing. What a cycle does not ask for is told as it is
    at the end of the year, or now."""
    if year not in _years(at):
        return None
    of_cycle, of_figures = _of_cycle(year), _of_figures(year, at)
    if of_cycle is None or of_figures is None:
        return of_cycle or of_figures
    return replace(
        of_cycle,
        values={**of_figures.values, **_known(of_cycle.values)},
        names={**of_figures.names, **of_cycle.names},
        used=of_figures.used,
        publishers=of_cycle.publishers or of_figures.publishers,
        publishers_on=of_cycle.publishers_on or of_figures.publishers_on,
        is_whole=of_cycle.is_whole if of_cycle.publishers else of_figures.is_whole,
    )


def _of_cycle(year: int) -> State | None:
    """Of the last cycle of a year that was published and asked the nation."""
    for cycle in list_cycles(is_public=True):
        source = reported.source_of(cycle)
        if not is_national(cycle) or _year_of(source.day) != year:
            continue
        told = status(cycle)
        names = {f"channel-{one['code']}": one["name"] for one in told["channels"]}
        listed, on = told["agencies"], told["agencies_on"]
        return State(
            year=year,
            source=source,
            values=reported.values_of(told),
            names=names,
            publishers=tuple(one["name"] for one in listed),
            publishers_on=date.fromisoformat(on) if on else None,
            is_whole=cycle.pk != baseline().pk,
        )
    return None


def _known(values: Mapping[str, Value]) -> dict[str, Value]:
    """What a cycle asked for; what it did not is known of the figures."""
    return {code: one for code, one in values.items() if one.value is not None}


def _of_figures(year: int, at: datetime) -> State | None:
    """Of the figures of now, or at the end of a past year."""
    today = localdate(at)
    is_live = year == _year_of(today)
    day = None if is_live else date(year - BUDDHIST_ERA, 12, 31)
    if day is not None and day >= today:
        return None
    told = figures.get_told(figures.nation(), day=day)
    if not pictures.has_figures(told):
        return None
    own = pictures.own(told, at=at, day=day)
    publishing = [one for one in figures.list_standings(day=day) if one.told.counts.get("datasets")]
    publishing.sort(key=lambda one: -one.told.counts["datasets"])
    return State(
        year=year,
        source=Source(own.source.day, own.source.names),
        values={code: _as_reported(value) for code, value in own.values.items()},
        names=_choices(),
        used=tuple(
            (subject.id, {"th": subject.name_th, "en": subject.name_en}, n)
            for subject, n in (figures.most_used() if is_live else ())
        ),
        publishers=tuple(one.name_th for one in publishing[:_NAMED]),
        publishers_on=own.source.day,
        is_whole=len(publishing) <= _NAMED,
        is_live=is_live,
    )


def _as_reported(value: Value) -> Value:
    """Of means, how many answered stands for both numbers."""
    if value.code.startswith("satisfaction"):
        return Value(value.code, value.value, value.of, value.of)
    return value


def _choices() -> dict[str, Mapping[str, str]]:
    """The words of channels and purposes of the questionnaire."""
    document = voice.get_questionnaire()
    return {
        f"{name[:-1]}-{one['code']}": {"th": one["th"], "en": one["en"]}
        for name in ("channels", "purposes")
        for one in document[name]
    }


def _year_of(day: date) -> int:
    return day.year + BUDDHIST_ERA
