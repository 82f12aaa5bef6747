"""The figures of the nation and of what it consists of: values, evidence, history, the survey of 2565."""

from datetime import date
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router

from odms.api.doors import operation
from odms.api.paging import PAGE, SIZE, absolute, paged
from odms.api.schemas import figures as schemas
from odms.api.v1.answers import answers
from odms.assessment import sums
from odms.assessment.queries import behind, figures, reported
from odms.assessment.queries.figures import Subject, Told
from odms.people.rules import can_do, check_do

router = Router(tags=["figures"])

_DAY = Query("", description="A past day, YYYY-MM-DD; empty: now")
_FILE = Query("json", description="json or csv")
_OF = Query(sums.NATION, description="nation, ministry, agency, theme or province")
_SLUG = Query("", description="Its slug or code; empty for the nation")


@router.get(
    "/figures", response=answers(schemas.SubjectFigures, 404), summary="Figures of the nation"
)
@operation("catalogue.read")
def get_figures(request: HttpRequest, day: str = _DAY) -> dict[str, Any]:
    """Every figure of all agencies together, each with its evidence and the survey's beside it."""
    return _figures(request, figures.nation(), day)


@router.get("/figures/survey", response=answers(schemas.Survey), summary="The survey of 2565")
@operation("catalogue.read")
def get_national_survey(request: HttpRequest) -> dict[str, Any]:
    """The figures of the national survey of 2565 as it reported them."""
    source = reported.source()
    names = ("code", "value", "n", "of")
    return {
        "surveyed_on": source.day,
        "source": source.names,
        "figures": [
            {name: getattr(one, name) for name in names} for one in reported.values().values()
        ],
    }


@router.get(
    "/figures/evidence/{code}",
    response=answers(schemas.BehindPage, 401, 403, 404),
    summary="What stands behind a figure",
)
@operation("catalogue.read")
def list_evidence(
    request: HttpRequest,
    response: HttpResponse,
    code: str,
    kind: str = _OF,
    slug: str = _SLUG,
    day: str = _DAY,
    page: int = PAGE,
    size: int = SIZE,
    format: Literal["json", "csv"] = _FILE,
) -> dict[str, Any] | HttpResponse:
    """The agencies of the nation or a ministry, or the datasets of another subject, each with its part."""
    at, declared = timezone.now(), sums.get_declared(code)
    if declared.is_inside:
        check_do(request.person, "figures.inside")  # type: ignore[attr-defined]
    subject = figures.get_subject(kind, slug)
    rows = behind.list_rows(declared, subject, at=at, day=figures.check_day(day, at=at))
    if format == "csv":
        return _csv(behind.as_csv(rows), code)
    start = (page - 1) * size
    items = [_row(one) for one in rows[start : start + size]]
    return paged(request, response, items, page=page, size=size, total=len(rows))


@router.get(
    "/figures/history/{code}",
    response=answers(list[schemas.Point], 401, 403, 404),
    summary="How a figure went",
)
@operation("catalogue.read")
def list_history(
    request: HttpRequest,
    code: str,
    kind: str = _OF,
    slug: str = _SLUG,
    format: Literal["json", "csv"] = _FILE,
) -> list[dict[str, Any]] | HttpResponse:
    """A value for each day on which the figure became another."""
    if sums.get_declared(code).is_inside:
        check_do(request.person, "figures.inside")  # type: ignore[attr-defined]
    points = figures.trend(figures.get_subject(kind, slug), code)
    if format == "csv":
        return _csv(behind.history_csv(points), f"{code}-history")
    return [{"day": day, "value": value} for day, value in points]


@router.get(
    "/figures/{kind}",
    response=answers(list[schemas.SubjectFigures], 404),
    summary="Figures of all ministries, themes or provinces",
)
@operation("catalogue.read")
def list_figures(request: HttpRequest, kind: str) -> list[dict[str, Any]]:
    """The figures of every subject of a kind that has any; `kind` is ministry, theme or province."""
    return [_told(request, one, told, None) for one, told in figures.list_subjects(kind)]


@router.get(
    "/figures/{kind}/{slug}",
    response=answers(schemas.SubjectFigures, 404),
    summary="Figures of an agency, ministry, theme or province",
)
@operation("catalogue.read")
def get_figures_of(request: HttpRequest, kind: str, slug: str, day: str = _DAY) -> dict[str, Any]:
    """The figures of one subject, named by its slug or code."""
    return _figures(request, figures.get_subject(kind, slug), day)


def _figures(request: HttpRequest, subject: Subject, day: str) -> dict[str, Any]:
    chosen = figures.check_day(day, at=timezone.now())
    return _told(request, subject, figures.get_told(subject, day=chosen), chosen)


def _told(request: HttpRequest, subject: Subject, told: Told, day: date | None) -> dict[str, Any]:
    inside = can_do(request.person, "figures.inside")  # type: ignore[attr-defined]
    return {
        "subject": {
            "kind": subject.kind,
            "slug": subject.slug,
            "name": {"th": subject.name_th, "en": subject.name_en},
        },
        "day": day,
        "figures": [
            _figure(one, subject) for one in sums.figures(told.counts, at=told.at, inside=inside)
        ],
    }


def _figure(one: sums.Figure, subject: Subject) -> dict[str, Any]:
    survey = reported.values().get(one.declared.baseline)
    query = "" if subject.kind == sums.NATION else f"?{subject.kind}={subject.slug}"
    return {
        "code": one.code,
        "name": one.declared.names,
        "about": one.declared.about,
        "unit": one.declared.unit,
        "value": one.value,
        "n": one.n,
        "of": one.of,
        "at": one.at,
        "baseline": survey.value if survey else None,
        "evidence": absolute(f"/dashboard/figures/{one.code}{query}"),
    }


def _row(one: behind.Row) -> dict[str, Any]:
    names = ("kind", "slug", "value", "n", "of", "state", "due_date")
    return {name: getattr(one, name) for name in names} | {
        "name": {"th": one.name_th, "en": one.name_en}
    }


def _csv(text: str, name: str) -> HttpResponse:
    answer = HttpResponse("\ufeff" + text, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer
