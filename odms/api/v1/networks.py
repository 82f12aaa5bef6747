"""Networks of partners that work on a shared problem, and training."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router, Status

from odms.api.doors import operation, user_of
from odms.api.paging import absolute
from odms.api.present import agency_brief, words
from odms.api.schemas import together as schemas
from odms.api.v1.answers import answers
from odms.catalogue import queries as catalogue
from odms.errors import Invalid
from odms.people import queries as people
from odms.programme import actions, queries
from odms.programme.queries import together
from odms.programme.rules.together import NETWORK_MOVES, PARTNER_MOVES
from odms.voice import queries as voice

router = Router(tags=["networks"])

_TOKEN = {"security": [{"token": []}]}


@router.get("/networks", response=answers(list[schemas.NetworkBrief]), summary="List networks")
@operation("catalogue.read")
def list_networks(request: HttpRequest) -> list[dict[str, Any]]:
    """Networks at work and ended, those that look for partners first."""
    return [_brief(one) for one in together.list_networks()]


@router.get("/networks/{slug}", response=answers(schemas.Network, 404), summary="One network")
@operation("catalogue.read")
def get_network(request: HttpRequest, slug: str) -> dict[str, Any]:
    """A network with its partners, datasets, milestones and outcomes."""
    return _network(together.get_network(slug, request.person))  # type: ignore[attr-defined]


@router.post(
    "/networks",
    response=answers(schemas.Network, 401, 404, status=201),
    summary="Propose a network",
    openapi_extra=_TOKEN,
)
@operation("network.propose")
def propose_network(
    request: HttpRequest, response: HttpResponse, body: schemas.NewNetwork
) -> Status[dict[str, Any]]:
    """Propose to solve a problem together; the centre lets it begin."""
    told = body.dict() | {"agency": people.get_agency(body.agency) if body.agency else None}
    made = actions.propose_network(by=user_of(request), at=timezone.now(), **told)
    shown = _network(together.get_network(made.slug, request.person))  # type: ignore[attr-defined]
    response["Location"] = shown["url"]
    return Status(201, shown)


@router.post(
    "/networks/{slug}/join",
    response=answers(schemas.PartnerAsked, 401, 404, 409, status=201),
    summary="Ask to join",
    openapi_extra=_TOKEN,
)
@operation("network.join")
def ask_to_join(
    request: HttpRequest, slug: str, body: schemas.NewPartner
) -> Status[dict[str, Any]]:
    """Ask to become a partner; the owner of the network decides."""
    told = body.dict() | {"agency": people.get_agency(body.agency) if body.agency else None}
    network = together.get_network(slug, request.person)  # type: ignore[attr-defined]
    made = actions.ask_to_join(by=user_of(request), network=network, at=timezone.now(), **told)
    return Status(201, {"id": made.id, "state": made.state})


@router.post(
    "/networks/{slug}",
    response=answers(schemas.Network, 401, 403, 404, 409),
    summary="Lead a network",
    openapi_extra=_TOKEN,
)
@operation("network.edit")
def lead_network(request: HttpRequest, slug: str, body: schemas.NetworkDeed) -> dict[str, Any]:
    """Let it begin or decline it (the centre); let partners in, tell of data, milestones and outcomes,
    end it (its owner)."""
    network = together.get_network(slug, request.person)  # type: ignore[attr-defined]
    given: dict[str, Any] = {"by": user_of(request), "at": timezone.now()}
    if body.deed in PARTNER_MOVES:
        partner = together.get_partner(network, body.partner)
        actions.move_partner(partner=partner, deed=body.deed, reason=body.reason, **given)
    elif body.deed in NETWORK_MOVES:
        actions.move_network(network=network, deed=body.deed, reason=body.reason, **given)
    elif body.deed in _LEADING:
        _LEADING[body.deed](network, body, given)
    else:
        raise Invalid("web.unknown_deed", deed=body.deed)
    return _network(together.get_network(slug, request.person))  # type: ignore[attr-defined]


@router.get("/training", response=answers(schemas.Training), summary="Training")
@operation("catalogue.read")
def get_training(request: HttpRequest) -> dict[str, Any]:
    """Courses to come and held, and how many people of each agency took one."""
    now = timezone.now()
    return {
        "courses": [_course(one) for one in together.list_courses(at=now)],
        "past": [_course(one) for one in together.list_courses(at=now, is_past=True)],
        "people_trained": together.figures()["people_trained"],
        "taken": [
            {"agency": agency_brief(agency), "n": n} for agency, n in together.taken_by_agency()
        ],
    }


@router.get("/training/{id}", response=answers(schemas.Course, 404), summary="One course")
@operation("catalogue.read")
def get_course(request: HttpRequest, id: str) -> dict[str, Any]:
    """A course with its seats."""
    return _course(together.get_course(id))


@router.post(
    "/training",
    response=answers(schemas.Course, 401, 403, status=201),
    summary="Offer a course",
    openapi_extra=_TOKEN,
)
@operation("training.offer")
def offer_course(
    request: HttpRequest, response: HttpResponse, body: schemas.NewCourse
) -> Status[dict[str, Any]]:
    """Offer a course at a time and a place, or online."""
    parts = {one.code: one for one in queries.list_parts()}
    if body.part and body.part not in parts:
        raise Invalid("programme.no_such_part", item="part", code=body.part)
    told = body.dict() | {"part": parts.get(body.part)}
    made = actions.offer_course(by=user_of(request), at=timezone.now(), **told)
    shown = _course(together.get_course(made.id))
    response["Location"] = shown["url"]
    return Status(201, shown)


@router.post(
    "/training/{id}/seat",
    response=answers(schemas.Seat, 401, 404, 409),
    summary="Sign up",
    openapi_extra=_TOKEN,
)
@operation("training.join")
def take_seat(request: HttpRequest, id: str, body: schemas.SeatDeed) -> dict[str, Any]:
    """Take a seat in a course, or give it back."""
    course, by, now = together.get_course(id), user_of(request), timezone.now()
    if body.deed == "leave":
        actions.leave_course(by=by, course=course, at=now)
        return {"state": "left"}
    if body.deed != "sign-up":
        raise Invalid("web.unknown_deed", deed=body.deed)
    agency = people.get_agency(body.agency) if body.agency else None
    return {"state": actions.sign_up(by=by, course=course, agency=agency, at=now).state}


@router.post(
    "/training/{id}/headcount",
    response=answers(schemas.TakenBy, 401, 403, 404),
    summary="Count people of an agency",
    openapi_extra=_TOKEN,
)
@operation("training.offer")
def count_people(request: HttpRequest, id: str, body: schemas.Headcount) -> dict[str, Any]:
    """Note how many people of an agency took a course without an account here."""
    agency = people.get_agency(body.agency)
    actions.note_headcount(
        by=user_of(request),
        course=together.get_course(id),
        agency=agency,
        n=body.n,
        at=timezone.now(),
    )
    return {"agency": agency_brief(agency), "n": body.n}


def _change(network: Any, body: schemas.NetworkDeed, given: dict[str, Any]) -> object:
    datasets = [catalogue.get_dataset(slug) for slug in body.datasets]
    told = body.dict(include={"problem", "call", "is_calling"})
    return actions.change_network(network=network, datasets=datasets, **told, **given)


_LEADING: dict[str, Callable[[Any, schemas.NetworkDeed, dict[str, Any]], object]] = {
    "change": _change,
    "step": lambda network, body, given: actions.add_step(
        network=network, title=body.title, due_date=body.due_date, **given
    ),
    "finish": lambda network, body, given: actions.finish_step(
        step=together.get_step(network, body.step), evidence=body.evidence, **given
    ),
    "outcome": lambda network, body, given: actions.add_outcome(
        network=network,
        title=body.title,
        about=body.about,
        url=body.url,
        showcase=voice.get_showcase(body.showcase) if body.showcase else None,
        **given,
    ),
}


def _brief(one: Any) -> dict[str, Any]:
    names = ("slug", "problem", "goals", "state", "is_calling", "n_partners")
    return {name: getattr(one, name) for name in names} | {
        "title": words(one, "title"),
        "agency": agency_brief(one.agency) if one.agency else None,
        "url": absolute(f"/api/v1/networks/{one.slug}"),
        "page_url": absolute(f"/networks/{one.slug}"),
    }


def _network(one: Any) -> dict[str, Any]:
    steps = ("id", "title", "due_date", "done_at", "evidence")
    outcomes = ("title", "about", "url", "at")
    return _brief(one) | {
        "call": one.call,
        "reason": one.reason,
        "partners": [
            {name: getattr(partner, name) for name in ("id", "name", "kind", "role")}
            | {"agency": partner.agency.slug if partner.agency else None}
            for partner in together.list_partners(one, "joined")
        ],
        "datasets": [dataset.slug for dataset in one.datasets.all()],
        "steps": [{name: getattr(step, name) for name in steps} for step in one.steps.all()],
        "outcomes": [
            {name: getattr(outcome, name) for name in outcomes} | {"showcase": outcome.showcase_id}
            for outcome in one.outcomes.all()
        ],
    }


def _course(one: Any) -> dict[str, Any]:
    names = (
        "id", "about", "audience", "starts_at", "ends_at", "place", "seats", "n_taken", "state",
    )  # fmt: skip
    return {name: getattr(one, name) for name in names} | {
        "title": words(one, "title"),
        "part": one.part_id,
        "course_url": one.url,
        "url": absolute(f"/api/v1/training/{one.id}"),
        "page_url": absolute(f"/training/{one.id}"),
    }
