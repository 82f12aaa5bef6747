"""The national programme: the roadmap, strands and policies, one milestone, one indicator."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from odms.errors import Absent
from odms.people.rules import can_do
from odms.pictures import marks
from odms.pictures.drawn import MEDIA_TYPES, drawn
from odms.programme import queries
from odms.web import formats, programme, told
from odms.web.doors import page, person_of


@page("catalogue.read")
def roadmap(request: HttpRequest) -> HttpResponse:
    """The years of the roadmap in two bands, and what is done now, next and later."""
    today = timezone.localdate()
    steps = queries.list_steps()
    every = [*steps, *(one for step in steps for one in step.milestones.all())]
    shown = {
        "bands": programme.bands(steps, today),
        "lanes": programme.lanes([*every, *queries.list_gaps()], today),
        "year": formats.in_era(today.year, told.language()),
        "told": queries.program_definition(),
        "bodies": queries.list_bodies(),
        "agencies": queries.list_agencies_of_bodies(),
        "n_active": sum(one.state == "active" for one in steps),
        "n_done": sum(one.state == "done" for one in steps),
        "n_steps": len(steps),
        "may_edit": can_do(person_of(request), "programme.edit"),
    }
    return render(request, "public/programme/roadmap.html", shown)


@page("catalogue.read")
def roadmap_csv(request: HttpRequest) -> HttpResponse:
    """The roadmap as CSV, a step or milestone a line."""
    today = timezone.localdate()
    cards = [programme.card(one, today) for one in queries.list_milestones()]
    heads = ("code", "kind", "term", "year_be", "title", "state", "owner", "due_date", "evidence")
    return as_csv(
        "roadmap",
        heads,
        (
            [
                one.milestone.code,
                one.milestone.kind,
                one.milestone.term,
                one.milestone.year or "",
                one.title,
                one.state,
                "; ".join(one.owners),
                one.milestone.due_date or "",
                one.milestone.evidence_url or one.milestone.evidence,
            ]
            for one in cards
        ),
    )


@page("catalogue.read")
def milestone(request: HttpRequest, code: str) -> HttpResponse:
    """One step or milestone: who, by when, what came of it."""
    today, found = timezone.localdate(), queries.get_milestone(code)
    shown = {
        "card": programme.card(found, today),
        "one": found,
        "may_edit": can_do(person_of(request), "programme.edit"),
    }
    return render(request, "public/programme/milestone.html", shown)


@page("catalogue.read")
def index(request: HttpRequest) -> HttpResponse:
    """Strands and policies, each with what is done for it and by what it is followed."""
    today = timezone.localdate()
    parts = queries.list_parts()
    shown = {
        "providers": programme.rows((one for one in parts if one.kind == "provider"), today),
        "users": programme.rows((one for one in parts if one.kind == "user"), today),
        "policies": programme.rows((one for one in parts if one.kind == "policy"), today),
        "n_indicators": len(queries.list_indicators()),
        "told": queries.program_definition(),
    }
    return render(request, "public/programme/index.html", shown)


@page("catalogue.read")
def indicator(request: HttpRequest, code: str) -> HttpResponse:
    """One indicator: its value, from what it follows, how it went."""
    found = queries.get_indicator(code)
    went = queries.course(found)
    shown = {
        "one": found,
        "shown": programme.shown(found),
        "how": source_words(found.source),
        "course": [(day, programme.printed(found.unit, value)) for day, value in went][::-1],
        "line": marks.line([value for _, value in went], base=0) if len(went) > 1 else "",
        "may_edit": can_do(person_of(request), "programme.edit"),
    }
    return render(request, "public/programme/indicator.html", shown)


@page("catalogue.read")
def indicator_csv(request: HttpRequest, code: str) -> HttpResponse:
    """How an indicator went, as CSV."""
    found = queries.get_indicator(code)
    rows = ([day, "" if value is None else value] for day, value in queries.course(found))
    return as_csv(f"indicator-{found.code}", ("day", "value"), rows)


@page("catalogue.read")
def oecd(request: HttpRequest) -> HttpResponse:
    """Where the centre stands in the dimensions of the OECD: now, target, mean of the members."""
    today = timezone.localdate()
    frameworks = [_framework(one, today) for one in queries.list_oecd()]
    dimensions = [row for one in frameworks for row in one["rows"]]
    shown = {
        "frameworks": frameworks,
        "n": len(dimensions),
        "n_known": sum(row["indicator"].is_known for row in dimensions),
        "n_targets": sum(bool(row["indicator"].target) for row in dimensions),
        "gaps": [gap for row in dimensions for gap in row["gaps"]],
        "may_edit": can_do(person_of(request), "programme.edit"),
    }
    return render(request, "public/programme/oecd.html", shown)


@page("catalogue.read")
def oecd_csv(request: HttpRequest) -> HttpResponse:
    """The dimensions as CSV; what is not published or not known is empty."""
    heads = ("framework", "code", "name", "now", "is_declared", "target", "target_year_be",
             "oecd_mean", "oecd_year", "oecd_source")  # fmt: skip
    return as_csv(
        "oecd",
        heads,
        (
            [
                one.framework.code,
                dimension.indicator.code,
                formats.in_language(dimension.indicator, "name", told.language())[0],
                *(_or_empty(getattr(dimension.indicator, name)) for name in ("now", "is_declared")),
                *(
                    _or_empty(getattr(dimension.indicator, name))
                    for name in ("target", "target_year")
                ),
                _or_empty(dimension.peer_mean),
                one.year,
                one.source[told.language()],
            ]
            for one in queries.list_oecd()
            for dimension in (one.whole, *one.dimensions)
        ),
    )


@page("catalogue.read")
def oecd_picture(request: HttpRequest, framework: str, form: str) -> HttpResponse:
    """The dimensions of one framework as SVG or PNG."""
    one = next((one for one in queries.list_oecd() if one.framework.code == framework), None)
    if one is None:
        raise Absent("assessment.no_such_framework", framework=framework)
    if form not in MEDIA_TYPES:
        raise Absent("assessment.no_such_form", form=form, known=", ".join(MEDIA_TYPES))
    picture = drawn(programme.oecd_chart(one), form, told.language())
    response = HttpResponse(picture, content_type=MEDIA_TYPES[form])
    disposition = "inline" if form == "svg" else "attachment"
    response["Content-Disposition"] = f'{disposition}; filename="oecd-{framework}.{form}"'
    return response


def as_csv(name: str, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """A table as a CSV file to be kept."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(heads)
    writer.writerows(rows)
    response = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def source_words(source: str) -> str:
    """From what an indicator follows, in a sentence."""
    kind, _, rest = source.partition("/")
    if not rest:
        return told.words(f"programme.source.{source}")
    return told.words(f"programme.from.{kind}", {"name": rest})


def _framework(one: Any, today: Any) -> dict[str, Any]:
    return {
        "oecd": one,
        "title": one.framework.titles[told.language()],
        "unverified": (one.framework.unverified or {}).get(told.language(), ""),
        "source": one.source[told.language()],
        "best": one.best[told.language()],
        "year": formats.in_era(one.year, told.language()),
        "whole": programme.row_of_dimension(one.whole, today),
        "rows": [programme.row_of_dimension(dimension, today) for dimension in one.dimensions],
    }


def _or_empty(value: Any) -> Any:
    return "" if value is None else value
