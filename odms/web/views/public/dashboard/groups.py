"""Ministries, themes and provinces: all of a kind beside each other, and each with its figures."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from odms.assessment import charts
from odms.assessment.queries import figures, pictures
from odms.assessment.queries.behind import groups_csv, league_csv
from odms.assessment.queries.figures import Subject, Told
from odms.pictures import scales
from odms.pictures.provinces import tiles
from odms.web import answers, facets, formats, national, told
from odms.web.doors import page

PAGE_SIZE = 25

TITLES = {
    "ministry": _("Ministries"),
    "theme": _("Subjects"),
    "province": _("Provinces"),
}

# the figures of each kind, the first four large
FIGURES = {
    "ministry": ("publishing", "datasets", "fresh", "score", "requests-answered", "views"),
    "theme": ("datasets", "fresh", "nso", "mqa", "downloads", "views"),
    "province": ("datasets", "fresh", "nso", "mqa", "downloads", "views"),
}

_CSV = "text/csv; charset=utf-8"


@page("catalogue.read")
def index(request: HttpRequest, kind: str) -> HttpResponse:
    """All of a kind with their figures; provinces on a map too."""
    found = figures.list_subjects(kind)
    codes = FIGURES[kind]
    context = {
        "kind": kind,
        "title": TITLES[kind],
        "heads": [one.declared.names[told.language()] for one in _figures(codes, Told())],
        "rows": [
            {
                "name": national.name_of(subject),
                "address": national.address_of(subject),
                "values": [
                    (one.code, national.printed(one.declared.unit, one.value))
                    for one in _figures(codes, counted)
                ],
            }
            for subject, counted in found
        ],
        "map": _map(found) if kind == "province" else None,
        "as_of": national.as_of(at=timezone.now(), day=None),
    }
    return render(request, "public/dashboard/groups.html", context)


@page("catalogue.read")
def index_csv(request: HttpRequest, kind: str) -> HttpResponse:
    """The same as CSV."""
    return _file(groups_csv(figures.list_subjects(kind), FIGURES[kind]), kind)


@page("catalogue.read")
def show(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """One ministry, theme or province, now or at the end of a past day."""
    at = timezone.now()
    subject = figures.get_subject(kind, slug)
    day = figures.check_day(request.GET.get("day", ""), at=at)
    counted = figures.get_told(subject, day=day)
    numbers = [national.number(one, subject) for one in _figures(FIGURES[kind], counted)]
    context = {
        "subject": subject,
        "name": national.name_of(subject),
        "kind_title": TITLES[kind],
        "kind_address": f"dashboard-{_PLURALS[kind]}",
        "first": numbers[:4],
        "more": numbers[4:],
        "periods": national.periods(at=at, day=day),
        "day": day,
        "as_of": national.as_of(at=at, day=day),
    }
    if kind == "ministry":
        context |= _agencies(request, subject, counted, day=day, at=at)
    return render(request, "public/dashboard/group.html", context)


@page("catalogue.read")
def league(request: HttpRequest) -> HttpResponse:
    """Every agency of the league as CSV; those of a ministry, if one is named."""
    at, ministry = timezone.now(), request.GET.get("ministry", "")
    day = figures.check_day(request.GET.get("day", ""), at=at)
    if ministry:
        figures.get_subject("ministry", ministry)
    return _file(league_csv(figures.list_standings(ministry=ministry, day=day)), "agencies")


_PLURALS = {"ministry": "ministries", "theme": "themes", "province": "provinces"}


def _figures(codes: tuple[str, ...], counted: Told) -> list[Any]:
    return [counted.figure(code) for code in codes]


def _agencies(
    request: HttpRequest, subject: Subject, counted: Told, *, day: Any, at: Any
) -> dict[str, Any]:
    """The processes of a ministry's agencies, and their league."""
    standings = figures.list_standings(ministry=subject.id, day=day)
    number = facets.page_number(request.GET.get("page"))
    rows = national.league(standings, sort=request.GET.get("sort", ""), day=day, at=at)
    own = pictures.own(counted, at=at, day=day)
    chart = charts.processes_chart(own, told.language())
    drawn = pictures.Picture(chart, is_baseline=False) if chart else None
    return {
        "shown": national.shown(drawn, subject, day) if drawn else None,
        "league": rows[(number - 1) * PAGE_SIZE : number * PAGE_SIZE],
        "n_agencies": len(standings),
        "pages": facets.pages(request.GET, number, len(standings), PAGE_SIZE),
        "sort": request.GET.get("sort", "") or "score",
    }


def _map(found: list[tuple[Subject, Told]]) -> dict[str, Any]:
    """The datasets about each province, on its place of the map."""
    language = told.language()
    counts = {subject.id: counted.counts.get("datasets", 0) for subject, counted in found}
    edges = scales.class_edges([n for n in counts.values() if n])
    return {
        "tiles": [
            {
                "code": tile.code,
                "short": getattr(tile, f"short_{language}"),
                "name": getattr(tile, f"name_{language}"),
                "n": formats.number(counts.get(tile.code, 0)),
                "column": tile.column,
                "row": tile.row,
                "level": scales.class_of(counts[tile.code], edges) if counts.get(tile.code) else 0,
            }
            for tile in tiles()
        ],
        "ramp": answers.ramp(edges),
        "n": sum(bool(n) for n in counts.values()),
    }


def _file(text: str, name: str) -> HttpResponse:
    answer = HttpResponse("\ufeff" + text, content_type=_CSV)
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer
