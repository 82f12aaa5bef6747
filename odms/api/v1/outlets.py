"""Catalogues elsewhere that agencies push their records to. Outlets are kept, and conflicts decided, by a
person on the desk."""

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Status

from odms.api.doors import operation, user_of
from odms.api.schemas import outlets as schemas
from odms.api.v1.answers import answers
from odms.outlets import actions, queries
from odms.people import queries as people
from odms.people.rules import check_do

if TYPE_CHECKING:
    from odms.outlets.models import Outlet

router = Router(tags=["outlets"])

_TOKEN = {"security": [{"token": []}]}
_STATE = Query("", description="new, sent, refused, conflict, left-out or withdrawn; empty: all")


@router.get(
    "/agencies/{slug}/outlets",
    response=answers(list[schemas.Outlet], 401, 403, 404),
    summary="Outlets of an agency",
    openapi_extra=_TOKEN,
)
@operation("outlet.read")
def list_outlets(request: HttpRequest, slug: str) -> list[dict[str, Any]]:
    """The catalogues to which it pushes, with how many records are in which state."""
    agency = people.get_agency(slug)
    check_do(request.person, "outlet.read", agency.id)  # type: ignore[attr-defined]
    return [_outlet(one, one.counts) for one in queries.list_outlets(agency)]


@router.get(
    "/outlets/{id}",
    response=answers(schemas.Outlet, 401, 403, 404),
    summary="One outlet",
    openapi_extra=_TOKEN,
)
@operation("outlet.read")
def get_outlet(request: HttpRequest, id: str) -> dict[str, Any]:
    """A catalogue to which an agency pushes; its token is told to nobody."""
    outlet = _asked(request, id)
    return _outlet(outlet, queries.counts(outlet))


@router.post(
    "/outlets/{id}/pushes",
    response=answers(schemas.Push, 401, 403, 404, 409, status=202),
    summary="Push to an outlet",
    openapi_extra=_TOKEN,
)
@operation("outlet.push")
def push_to_outlet(request: HttpRequest, id: str, body: schemas.PushWish) -> Status[dict[str, Any]]:
    """Have the agency's public records pushed, or be told what would be sent."""
    push = actions.ask_push(
        by=user_of(request),
        outlet=_asked(request, id),
        is_rehearsal=body.dry_run,
        at=timezone.now(),
    )
    return Status(202, queries.push_of(push))


@router.get(
    "/outlets/{id}/pushes",
    response=answers(list[schemas.Push], 401, 403, 404),
    summary="Pushes to an outlet",
    openapi_extra=_TOKEN,
)
@operation("outlet.read")
def list_pushes(request: HttpRequest, id: str) -> list[dict[str, Any]]:
    """The last pushes, newest first."""
    return [queries.push_of(one) for one in queries.list_pushes(_asked(request, id))]


@router.get(
    "/pushes/{id}",
    response=answers(schemas.PushWithSendings, 401, 403, 404),
    summary="One push",
    openapi_extra=_TOKEN,
)
@operation("outlet.read")
def get_push(request: HttpRequest, id: str) -> dict[str, Any]:
    """What it did with each record, or would do; records that stayed as they are are counted alone."""
    push = queries.get_push(id, request.person)  # type: ignore[attr-defined]
    sendings = queries.list_sendings(push, limit=None)
    return queries.push_of(push) | {"sendings": [queries.sending_of(one) for one in sendings]}


@router.get(
    "/outlets/{id}/records",
    response=answers(list[schemas.Record], 401, 403, 404),
    summary="Records at an outlet",
    openapi_extra=_TOKEN,
)
@operation("outlet.read")
def list_records(request: HttpRequest, id: str, state: str = _STATE) -> list[dict[str, Any]]:
    """What was sent, refused and changed there; what waits for a person first."""
    found = queries.list_records(_asked(request, id), state=state, limit=None)
    return [queries.record_of(one) for one in found]


def _asked(request: HttpRequest, id: str) -> "Outlet":
    return queries.get_outlet(id, request.person)  # type: ignore[attr-defined]


def _outlet(outlet: "Outlet", counts: dict[str, int]) -> dict[str, Any]:
    names = ("id", "name", "url", "organization", "prefix", "dialect", "is_nightly")
    own = {name: getattr(outlet, name) for name in names}
    return own | {
        "agency": outlet.agency.slug,
        "keeps_token": bool(outlet.sealed_token),
        "counts": counts,
    }
