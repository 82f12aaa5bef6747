"""Organisations that apply, the list of state agencies, who acts for whom, and one's own news."""

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Status

from odms.api import schemas
from odms.api.doors import operation, user_of
from odms.api.paging import absolute
from odms.api.v1.answers import answers
from odms.definitions.messages import sentences
from odms.people import actions, queries
from odms.people.rules.notices import kind_of
from odms.people.rules.register import Match, matches
from odms.voice import queries as voice

if TYPE_CHECKING:
    from odms.people.models import Application, Delegation, Notice

router = Router(tags=["people"])

_TOKEN = {"security": [{"token": []}]}
_AS_TOLD = (
    "id", "state", "name_th", "name_en", "sector", "number", "website", "contact_unit",
    "contact_email", "person_name", "person_office", "person_email", "paper_sha256", "paper_url",
    "question", "answer", "reason", "checks", "note", "listed_as", "made_at", "decided_at",
)  # fmt: skip


@router.post(
    "/applications",
    response=answers(schemas.ApplicationStanding, 409, 422, status=201),
    summary="Apply as a publisher",
)
@operation("application.make")
def apply(request: HttpRequest, body: schemas.NewApplication) -> Status[dict[str, Any]]:
    """Ask to publish here, for an organisation of any sector. The centre answers by e-mail, and at
    the address that is given back."""
    now = timezone.now()
    mark = voice.mark_of(voice.address_of(request), at=now)
    application = actions.apply(wish=actions.Wish(**body.dict()), mark=mark, at=now)
    return Status(201, _standing(application))


@router.get(
    "/applications",
    response=answers(list[schemas.Application], 401, 403),
    summary="List applications",
    openapi_extra=_TOKEN,
)
@operation("application.read")
def list_applications(
    request: HttpRequest, state: str = Query("", description="Only those in this state")
) -> list[dict[str, Any]]:
    """Organisations that ask to publish, newest first; for the centre. A person decides, on the
    desk."""
    found = queries.list_applications(request.person, state)  # type: ignore[attr-defined]
    return [_application(one) for one in found]


@router.get(
    "/applications/{id}",
    response=answers(schemas.Application, 401, 403, 404),
    summary="One application",
    openapi_extra=_TOKEN,
)
@operation("application.read")
def get_application(request: HttpRequest, id: str) -> dict[str, Any]:
    """One application, for the centre."""
    return _application(queries.get_application(id, request.person))  # type: ignore[attr-defined]


@router.get(
    "/state-agencies", response=answers(list[schemas.Listed]), summary="Look up state agencies"
)
@operation("catalogue.read")
def list_state_agencies(
    request: HttpRequest, name: str = Query(..., description="A name in Thai or English")
) -> list[dict[str, Any]]:
    """Entries of the country's list of state agencies that a name may mean, nearest first; a few
    letters may differ."""
    return [_listed(match) for match in matches(name[:300])]


@router.get(
    "/delegations",
    response=answers(list[schemas.Delegation], 401, 403),
    summary="List who acts for whom",
    openapi_extra=_TOKEN,
)
@operation("desk.see")
def list_delegations(request: HttpRequest) -> list[dict[str, Any]]:
    """Delegations that hold now or later in the agencies of the person behind the token. A person
    makes them and takes them back, on their account's page."""
    agencies = queries.agencies_of(user_of(request))
    found = queries.list_delegations(agencies=agencies, at=timezone.now())
    return [_delegation(one) for one in found]


@router.get(
    "/notices",
    response=answers(list[schemas.News], 401),
    summary="List one's notices",
    openapi_extra=_TOKEN,
)
@operation("account.manage")
def list_notices(
    request: HttpRequest, unread: bool = Query(False, description="Only what was not read")
) -> list[dict[str, Any]]:
    """News to the person behind the token, newest first, at most 100."""
    return [_notice(one) for one in queries.list_notices(user_of(request), unread=unread)[:100]]


def _standing(application: "Application") -> dict[str, Any]:
    token = queries.application_token(application)
    return {
        "id": application.id,
        "state": application.state,
        "standing": sentences(f"people.application.{application.state}"),
        "name_th": application.name_th,
        "made_at": application.made_at,
        "question": application.question,
        "reason": application.reason,
        "page_url": absolute(f"/apply/{token}"),
    }


def _application(application: "Application") -> dict[str, Any]:
    return {name: getattr(application, name) for name in _AS_TOLD} | {
        "standing": sentences(f"people.application.{application.state}"),
        "agency": application.agency.slug if application.agency else None,
    }


def _listed(match: Match) -> dict[str, Any]:
    listed = match.listed
    return {
        "code": listed.code,
        "name": {"th": listed.name_th, "en": listed.name_en},
        "kind": sentences(f"people.listed.{listed.kind}"),
        "parent": listed.parent,
        "n_slips": match.n_slips,
    }


def _delegation(one: "Delegation") -> dict[str, Any]:
    return {
        "id": one.id,
        "agency": one.agency.slug,
        "role": one.role,
        "giver": one.giver.name,
        "taker": one.taker.name,
        "from_date": one.from_date,
        "until_date": one.until_date,
        "reason": one.reason,
    }


def _notice(notice: "Notice") -> dict[str, Any]:
    return {
        "id": notice.pk,
        "code": notice.code,
        "kind": kind_of(notice.code, notice.facts),
        "sentence": sentences(notice.code, notice.facts),
        "path": notice.path,
        "at": notice.at,
        "read_at": notice.read_at,
    }
