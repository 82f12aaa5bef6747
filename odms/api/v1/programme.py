"""The national programme: strands and policies, the roadmap, indicators, the gap to the OECD."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router, Status

from odms.api.doors import operation, user_of
from odms.api.present import programme as present
from odms.api.schemas import programme as schemas
from odms.api.v1.answers import answers
from odms.errors import Invalid
from odms.people import queries as people
from odms.programme import actions, queries
from odms.programme.rules import MOVES, era_year

router = Router(tags=["programme"])

_TOKEN = {"security": [{"token": []}]}


@router.get("/programme", response=answers(schemas.Programme), summary="Strands and policies")
@operation("catalogue.read")
def get_programme(request: HttpRequest) -> dict[str, Any]:
    """The strands of providers and users and the draft policies, with their items, milestones and
    indicators."""
    told = queries.program_definition()
    names = ("source", "goal", "captions", "captions_note")
    parts = [present.part(one) for one in queries.list_parts()]
    return {name: told[name] for name in names} | {"parts": parts}


@router.get("/roadmap", response=answers(schemas.Roadmap), summary="The roadmap")
@operation("catalogue.read")
def get_roadmap(request: HttpRequest) -> dict[str, Any]:
    """The steps from 2565 to 2570 with their milestones, and what is missing to the OECD."""
    told = queries.program_definition()
    return {
        "source": told["source"],
        "first_year_be": told["first_year"],
        "last_year_be": told["last_year"],
        "steps": [present.milestone(one) for one in queries.list_steps()],
        "gaps": [present.milestone(one) for one in queries.list_gaps()],
    }


@router.get("/roadmap/{code}", response=answers(schemas.Milestone, 404), summary="One milestone")
@operation("catalogue.read")
def get_milestone(request: HttpRequest, code: str) -> dict[str, Any]:
    """A step, milestone or gap: who does it, by when, what came of it."""
    return present.milestone(queries.get_milestone(code))


@router.post(
    "/roadmap",
    response=answers(schemas.Milestone, 401, 403, 404, status=201),
    summary="Add a milestone or a gap",
    openapi_extra=_TOKEN,
)
@operation("programme.edit")
def add_milestone(
    request: HttpRequest, response: HttpResponse, body: schemas.NewMilestone
) -> Status[dict[str, Any]]:
    """Add a milestone under a step, or what is missing in a dimension of the OECD."""
    told = body.dict(exclude={"step", "indicator", "agency"})
    made = actions.add_milestone(
        by=user_of(request),
        parent=queries.get_milestone(body.step) if body.step else None,
        indicator=queries.get_indicator(body.indicator) if body.indicator else None,
        agency=people.get_agency(body.agency) if body.agency else None,
        at=timezone.now(),
        **told,
    )
    shown = present.milestone(queries.get_milestone(made.code))
    response["Location"] = shown["url"]
    return Status(201, shown)


@router.post(
    "/roadmap/{code}",
    response=answers(schemas.Milestone, 401, 403, 404, 409),
    summary="Move a milestone on",
    openapi_extra=_TOKEN,
)
@operation("programme.edit")
def move_milestone(request: HttpRequest, code: str, body: schemas.MilestoneDeed) -> dict[str, Any]:
    """Start, finish with evidence, stop or take up again with a reason; say who does it and by when;
    tell of the progress."""
    one, by, now = queries.get_milestone(code), user_of(request), timezone.now()
    if body.deed == "note":
        actions.add_note(by=by, milestone=one, text=body.text, at=now)
    elif body.deed == "change":
        agency = people.get_agency(body.agency) if body.agency else None
        told = body.dict(include={"owner", "due_date"})
        actions.change_milestone(by=by, milestone=one, agency=agency, at=now, **told)
    elif body.deed in MOVES:
        told = body.dict(include={"deed", "reason", "evidence", "url"})
        actions.move_milestone(by=by, milestone=one, at=now, **told)
    else:
        raise Invalid("web.unknown_deed", deed=body.deed)
    return present.milestone(queries.get_milestone(code))


@router.get(
    "/programme/indicators", response=answers(list[schemas.Indicator]), summary="List indicators"
)
@operation("catalogue.read")
def list_indicators(request: HttpRequest) -> list[dict[str, Any]]:
    """Every indicator with its value, its baseline of 2565 and its target."""
    return [present.indicator(one) for one in queries.list_indicators()]


@router.get(
    "/programme/indicators/{code}",
    response=answers(schemas.IndicatorCourse, 404),
    summary="One indicator",
)
@operation("catalogue.read")
def get_indicator(request: HttpRequest, code: str) -> dict[str, Any]:
    """An indicator and how it went: a value for each day on which it became another one."""
    one = queries.get_indicator(code)
    course = [{"day": day, "value": value} for day, value in queries.course(one)]
    return present.indicator(one) | {"course": course}


@router.post(
    "/programme/indicators/{code}",
    response=answers(schemas.Indicator, 401, 403, 404, 409),
    summary="Set a target",
    openapi_extra=_TOKEN,
)
@operation("programme.edit")
def set_indicator(request: HttpRequest, code: str, body: schemas.IndicatorDeed) -> dict[str, Any]:
    """Say which value is aimed at and by when; or where the centre stands, with evidence, where
    nothing is computed."""
    one, by, now = queries.get_indicator(code), user_of(request), timezone.now()
    if body.deed == "target":
        year = era_year(body.year, timezone.localdate())
        actions.set_target(by=by, indicator=one, target=body.value, target_year=year, at=now)
    elif body.deed == "declare":
        told = body.dict(include={"value", "note", "url"})
        actions.declare_value(by=by, indicator=one, at=now, **told)
    else:
        raise Invalid("web.unknown_deed", deed=body.deed)
    return present.indicator(queries.get_indicator(code))


@router.get("/programme/oecd", response=answers(list[schemas.Oecd]), summary="The gap to the OECD")
@operation("catalogue.read")
def get_oecd(request: HttpRequest) -> list[dict[str, Any]]:
    """Six dimensions of digital government and three pillars of OURdata: where the centre stands, its
    target, the mean of the members with year and source."""
    return [present.oecd(one) for one in queries.list_oecd()]
