"""The dashboard of the nation, and the survey of 2565 with which every centre begins."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from odms.assessment.queries import figures, pictures, reported
from odms.assessment.queries.figures import Told
from odms.assessment.queries.pictures import Picture
from odms.definitions import national as definition
from odms.people.rules import can_do
from odms.web import facets, national, told
from odms.web.doors import page, person_of

PAGE_SIZE = 25


@page("catalogue.read")
def show(request: HttpRequest) -> HttpResponse:
    """The nation now, or at the end of a past day; the survey's picture while there is none."""
    at = timezone.now()
    day = figures.check_day(request.GET.get("day", ""), at=at)
    counted = figures.get_told(figures.nation(), day=day)
    drawn = pictures.list_pictures(counted, told.language(), at=at, day=day)
    if not pictures.has_figures(counted):
        return render(request, "public/dashboard/survey.html", _survey(drawn) | {"is_young": True})
    standings = figures.list_standings(day=day)
    sort = request.GET.get("sort", "")
    number = facets.page_number(request.GET.get("page"))
    rows = national.league(standings, sort=sort, day=day, at=at)
    context = {
        "pictures": _shown(drawn, day),
        "first": national.first_numbers(counted, drawn),
        "title": _title(counted, drawn),
        "grid": national.grid(standings),
        "n": counted.figure("publishing"),
        "league": rows[(number - 1) * PAGE_SIZE : number * PAGE_SIZE],
        "n_agencies": len(standings),
        "pages": facets.pages(request.GET, number, len(standings), PAGE_SIZE),
        "sort": sort or "score",
        "periods": national.periods(at=at, day=day),
        "day": day,
        "as_of": national.as_of(at=at, day=day),
        "use": [counted.figure(code) for code in ("views", "downloads", "api")],
        "inside": _inside(request, counted) if day is None else [],
        "survey": definition("survey.yaml"),
    }
    return render(request, "public/dashboard/national.html", context)


@page("catalogue.read")
def survey(request: HttpRequest) -> HttpResponse:
    """The figures of 2565 as they were reported."""
    at = timezone.now()
    drawn = pictures.list_pictures(Told(), told.language(), at=at)
    return render(request, "public/dashboard/survey.html", _survey(drawn))


def _shown(drawn: dict[str, Picture], day: date | None) -> dict[str, national.Shown]:
    nation = figures.nation()
    return {name: national.shown(one, nation, day) for name, one in drawn.items()}


def _survey(drawn: dict[str, Picture]) -> dict[str, Any]:
    values = reported.values()
    return {
        "pictures": _shown(drawn, None),
        "first": national.survey_numbers(drawn),
        "survey": definition("survey.yaml"),
        "grid": national.cells(int(values["publishing"].n or 0), int(values["publishing"].of or 0)),
    }


def _title(counted: Told, drawn: dict[str, Picture]) -> str:
    """The sentence that answers: how many publish, and what is weakest."""
    publishing = counted.figure("publishing")
    words = {"n": f"{publishing.n:,.0f}", "of": f"{publishing.of or 0:,.0f}"}
    if "processes" not in drawn or drawn["processes"].is_baseline:
        return _("%(n)s of %(of)s agencies publish open data") % words
    weakest = drawn["processes"].chart.rows[-1]
    words |= {"process": weakest.label.partition(" ")[2], "share": weakest.text}
    return (
        _("%(n)s of %(of)s agencies publish open data; %(process)s is done by %(share)s of them")
        % words
    )


def _inside(request: HttpRequest, counted: Told) -> list[national.Number]:
    """What the centre's people see beside."""
    if not can_do(person_of(request), "figures.inside"):
        return []
    nation = figures.nation()
    return [
        national.number(counted.figure(code), nation)
        for code in ("inventory", "waiting", "requests-overdue", "plan-overdue")
    ]
