"""What stands behind a number: the agencies or datasets, with their part in it, and how it went."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from odms.assessment import sums
from odms.assessment.queries import behind, figures, reported
from odms.assessment.queries.figures import Subject
from odms.assessment.sums import Declared
from odms.people.rules import check_do
from odms.pictures import marks
from odms.publication.answering import get_process
from odms.web import facets, formats, national, told
from odms.web.doors import page, person_of
from odms.web.strips import SIGNS

PAGE_SIZE = 100

_CSV = "text/csv; charset=utf-8"
_WITHIN = ("agency", "ministry", "theme", "province")


@page("catalogue.read")
def show(request: HttpRequest, code: str) -> HttpResponse:
    """A figure of the nation, or of what the query names, and what it consists of."""
    at = timezone.now()
    declared, subject = _asked(request, code)
    day = figures.check_day(request.GET.get("day", ""), at=at)
    counted = figures.get_told(subject, day=day)
    number = facets.page_number(request.GET.get("page"))
    rows = behind.list_rows(declared, subject, at=at, day=day)
    shown = rows[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    survey = reported.values().get(declared.baseline) if subject.kind == sums.NATION else None
    language = told.language()
    context = {
        "declared": declared,
        "name": declared.names[language],
        "about": declared.about[language],
        "subject": subject,
        "subject_name": national.name_of(subject),
        "subject_address": national.address_of(subject),
        "number": national.number(counted.figure(code), subject),
        "survey": survey and national.printed(declared.unit, survey.value),
        "survey_day": reported.source().day,
        "rows": [_row(one, declared) for one in shown],
        # of a single agency a process is done or not, which its state says
        "shows_parts": any((one.of or 0) > 1 for one in shown),
        "shows_value": not declared.process and any(one.value is not None for one in shown),
        "n": len(rows),
        "pages": facets.pages(request.GET, number, len(rows), PAGE_SIZE),
        "trend": _trend(subject, declared),
        "query": request.GET.urlencode(),
        "as_of": national.as_of(at=at, day=day),
    }
    return render(request, "public/dashboard/figure.html", context)


@page("catalogue.read")
def as_csv(request: HttpRequest, code: str) -> HttpResponse:
    """All that stands behind a figure, as CSV."""
    at = timezone.now()
    declared, subject = _asked(request, code)
    day = figures.check_day(request.GET.get("day", ""), at=at)
    return _file(behind.as_csv(behind.list_rows(declared, subject, at=at, day=day)), code)


@page("catalogue.read")
def history(request: HttpRequest, code: str) -> HttpResponse:
    """How a figure went, as CSV: a row for each day on which it became another."""
    declared, subject = _asked(request, code)
    return _file(behind.history_csv(figures.trend(subject, declared.code)), f"{code}-history")


def _asked(request: HttpRequest, code: str) -> tuple[Declared, Subject]:
    """The figure and whose it is. Raises Absent, and Forbidden for what is not public."""
    declared = sums.get_declared(code)
    if declared.is_inside:
        check_do(person_of(request), "figures.inside")
    named = next((kind for kind in _WITHIN if request.GET.get(kind)), sums.NATION)
    return declared, figures.get_subject(named, request.GET.get(named, ""))


def _row(one: behind.Row, declared: Declared) -> dict[str, Any]:
    return {
        "name": formats.in_language(one, "name", told.language())[0],
        "within": formats.in_language(one, "within", told.language())[0],
        "address": _address(one, declared),
        "value": national.printed(declared.unit, one.value),
        "n": None if one.of is None else formats.number(round(one.n or 0)),
        "of": None if one.of is None else formats.number(round(one.of)),
        "state": one.state and told.words(f"process.state.{one.state}"),
        "sign": one.state and SIGNS[one.state],
        "due": one.due_date,
        "is_late": one.is_late,
    }


def _address(one: behind.Row, declared: Declared) -> str:
    if one.kind == "dataset":
        return reverse("dataset", args=[one.slug])
    if declared.process:
        number = get_process(declared.process).number
        return f"{reverse('agency-assessment', args=[one.slug])}#q-{number}"
    if declared.rows == "agencies":
        return reverse("agency", args=[one.slug])
    return f"{reverse('dashboard-figure', args=[declared.code])}?agency={one.slug}"


def _trend(subject: Subject, declared: Declared) -> dict[str, Any] | None:
    """The course of a figure as a line, where it has one."""
    points = figures.trend(subject, declared.code)
    known = [value for _, value in points if value is not None]
    if len(known) < 2:
        return None
    return {
        "line": marks.line([value for _, value in points]),
        "first": points[0][0],
        "last": points[-1][0],
        "most": national.printed(declared.unit, max(known)),
        "least": national.printed(declared.unit, min(known)),
        "rows": [(day, national.printed(declared.unit, value)) for day, value in points[-60:]],
    }


def _file(text: str, name: str) -> HttpResponse:
    answer = HttpResponse("\ufeff" + text, content_type=_CSV)
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer
