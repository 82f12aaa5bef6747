"""The pictures of the nation as they are now, on a past day, or as the survey of 2565 drew them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils.timezone import localdate

from odms.assessment import charts, sums
from odms.assessment.charts import Pictured, Source, Value
from odms.assessment.queries import figures, reported
from odms.assessment.queries.cycles import baseline, national_cycle, status
from odms.assessment.queries.figures import Told
from odms.definitions.messages import LANGUAGES
from odms.errors import Absent
from odms.pictures.chart import Chart
from odms.voice import queries as voice

NAMES = (
    *("processes", "satisfaction", "channels", "agencies", "enablers", "purposes", "categories"),
)


@dataclass(frozen=True)
class Picture:
    """A chart, and whether it is the survey's because this centre has no such figures of its own."""

    chart: Chart
    is_baseline: bool


def has_figures(told: Told) -> bool:
    """Whether there is anything to draw: an agency of this centre publishes."""
    return bool(told.counts.get("publishing"))


def own_values(told: Told) -> dict[str, Value]:
    """What this centre computes, as values of pictures."""
    listed = (told.figure(code) for code in sums.declared())
    found = {one.code: Value(one.code, one.value, one.n, one.of) for one in listed}
    for name in ("channel", "purpose"):
        found |= _shares(name, told.counts)
    return found


def own(told: Told, *, at: datetime, day: date | None = None) -> Pictured:
    """What this centre computes, with itself as the source, compared with nothing."""
    names = {language: charts.here(language) for language in LANGUAGES}
    return Pictured(own_values(told), Source(day or localdate(at), names), {})


def list_pictures(
    told: Told, language: str, *, at: datetime, day: date | None = None
) -> dict[str, Picture]:
    """Every picture of the nation that can be drawn, by its name."""
    survey = Pictured(reported.values(), reported.source(), {})
    asked = _last_cycle(survey)
    compared = replace(own(told, at=at, day=day), before=survey.values, before_source=survey.source)
    found = {}
    for name in NAMES:
        chart = _own_chart(name, compared, language) if has_figures(told) else None
        if chart is not None:
            found[name] = Picture(chart, is_baseline=False)
        elif name == "enablers" and has_figures(told):
            # only a cycle asks for them
            names = charts.enabler_names(language)
            if (chart := charts.shares_chart(name, asked, names, language)) is not None:
                found[name] = Picture(chart, is_baseline=asked is survey)
        elif (chart := _survey_chart(name, survey, language)) is not None:
            found[name] = Picture(chart, is_baseline=True)
    return found


def get_picture(
    name: str, told: Told, language: str, *, at: datetime, day: date | None = None
) -> Chart:
    """One of them. Raises Absent."""
    found = list_pictures(told, language, at=at, day=day)
    if name not in found:
        raise Absent("assessment.no_such_picture", name=name, known=", ".join(found))
    return found[name].chart


def get_own_picture(
    name: str, told: Told, language: str, *, at: datetime, day: date | None = None
) -> Chart:
    """A picture of figures of this centre, compared with nothing. Raises Absent."""
    chart = _own_chart(name, own(told, at=at, day=day), language) if name == "processes" else None
    if chart is None:
        raise Absent("assessment.no_such_picture", name=name, known="processes")
    return chart


def _last_cycle(survey: Pictured) -> Pictured:
    """What the last national cycle reported, beside the survey; the survey where there is none."""
    cycle = national_cycle()
    if cycle.pk == baseline().pk:
        return survey
    values = reported.values_of(status(cycle))
    return Pictured(values, reported.source_of(cycle), survey.values, survey.source)


def _own_chart(name: str, own: Pictured, language: str) -> Chart | None:
    document = voice.get_questionnaire()
    # of other choices than the survey's, nothing is compared
    alone = replace(own, before={}, before_source=None)
    if name == "processes":
        return charts.processes_chart(own, language)
    if name == "satisfaction":
        return charts.satisfaction_chart(own, language)
    if name == "agencies":
        return charts.agencies_chart(own, language)
    if name in ("channels", "purposes"):
        names = {f"{name[:-1]}-{one['code']}": one[language] for one in document[name]}
        return charts.shares_chart(name, alone, names, language)
    if name == "categories":
        used = [
            (subject.id, getattr(subject, f"name_{language}"), n)
            for subject, n in figures.most_used()
        ]
        return charts.categories_chart(used, own.source, language)
    return None


def _survey_chart(name: str, survey: Pictured, language: str) -> Chart | None:
    if name == "processes":
        return charts.processes_chart(survey, language)
    if name == "satisfaction":
        return charts.satisfaction_chart(survey, language)
    if name == "agencies":
        return charts.agencies_chart(survey, language)
    if name == "channels":
        return charts.shares_chart(
            name, survey, reported.channel_names(reported.chapter(), language), language
        )
    if name == "enablers":
        return charts.shares_chart(name, survey, charts.enabler_names(language), language)
    return None


def _shares(name: str, counts: Mapping[str, float]) -> dict[str, Value]:
    """How often each choice was taken, as shares of the answers."""
    prefix = f"{name}:"
    taken = {key.removeprefix(prefix): n for key, n in counts.items() if key.startswith(prefix)}
    of = sum(taken.values())
    return {f"{name}-{code}": Value(f"{name}-{code}", n / of, n, of) for code, n in taken.items()}
