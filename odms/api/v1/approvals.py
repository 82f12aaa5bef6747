"""Approvals, the decisions about cases, and standing orders. Nobody approves by a token."""

from typing import TYPE_CHECKING, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router

from odms.api.doors import operation, user_of
from odms.api.present import approvals as present
from odms.api.schemas import approvals as schemas
from odms.api.v1.answers import answers
from odms.people import queries as people
from odms.publication import actions
from odms.publication import queries as publication
from odms.publication.queries import decision, destruction, updates

if TYPE_CHECKING:
    from odms.people.models import Agency

router = Router(tags=["approvals"])

_TOKEN = {"security": [{"token": []}]}
_LANGUAGE = Query("th", description="th or en")
_AGENCY = Query("", description="Slug of an agency")


@router.get(
    "/cases/waiting",
    response=answers(list[schemas.Waiting], 401, 403),
    summary="Cases before the approvers",
    openapi_extra=_TOKEN,
)
@operation("case.read")
def list_waiting(request: HttpRequest) -> list[dict[str, Any]]:
    """Submitted cases of the agencies of the token's owner, each with what is risky about it and the
    revision that an approval may name."""
    person = request.person  # type: ignore[attr-defined]
    return [present.waiting(case) for case in publication.list_cases(person, state="submitted")]


@router.post(
    "/cases/approve",
    response=answers(schemas.Together, 401, 403, 404, 409),
    summary="Approve several cases",
    openapi_extra=_TOKEN,
)
@operation("case.decide")
def approve_cases(request: HttpRequest, body: schemas.Approval) -> dict[str, Any]:
    """Approve cases in which nothing is flagged, under one order; what changed meanwhile or is
    flagged is left, with the reason. A token is refused: people approve in person, on the desk."""
    person = request.person  # type: ignore[attr-defined]
    wanted = [
        actions.Wanted(publication.get_case(one.id, person), one.revision) for one in body.cases
    ]
    done = actions.approve_many(
        by=user_of(request), wanted=wanted, order_number=body.order_number, at=timezone.now()
    )
    return present.together(done)


@router.get(
    "/cases/{id}/decision",
    response=answers(dict[str, Any], 401, 403, 404),
    summary="The decision about a case",
    openapi_extra=_TOKEN,
)
@operation("case.read")
def get_decision(request: HttpRequest, id: str) -> dict[str, Any]:
    """What was approved, by whom, when, under which authority, the risks seen, and the hashes."""
    case = publication.get_case(id, request.person)  # type: ignore[attr-defined]
    return decision.get_decision(case)


@router.get(
    "/cases/{id}/decision/download",
    response=answers(None, 401, 403, 404),
    summary="The decision as a PDF",
    openapi_extra=_TOKEN,
)
@operation("case.read")
def download_decision(
    request: HttpRequest, id: str, language: Literal["th", "en"] = _LANGUAGE
) -> HttpResponse:
    """The decision as a tagged PDF, in Thai or English."""
    case = publication.get_case(id, request.person)  # type: ignore[attr-defined]
    made = HttpResponse(decision.decision_pdf(case, language), content_type="application/pdf")
    name = f"decision-{case.number}-{language}.pdf"
    made["Content-Disposition"] = f'attachment; filename="{name}"'
    return made


@router.get(
    "/orders",
    response=answers(list[schemas.Order], 401, 403, 404),
    summary="Standing orders",
    openapi_extra=_TOKEN,
)
@operation("case.read")
def list_orders(request: HttpRequest, agency: str = _AGENCY) -> list[dict[str, Any]]:
    """Standing orders of the agencies of the token's owner, the newest first, ended ones too."""
    found = updates.list_orders(request.person, agency=_agency(agency))  # type: ignore[attr-defined]
    return [present.order(one) for one in found]


@router.post(
    "/orders/{id}/revoke",
    response=answers(schemas.Order, 401, 403, 404),
    summary="End a standing order",
    openapi_extra=_TOKEN,
)
@operation("order.revoke")
def revoke_order(request: HttpRequest, id: str, body: schemas.Revocation) -> dict[str, Any]:
    """End a standing order at once; a machine may, for then people look again."""
    person = request.person  # type: ignore[attr-defined]
    order = actions.revoke_order(
        by=user_of(request),
        order=updates.get_order(id, person),
        reason=body.reason,
        at=timezone.now(),
    )
    return present.order(updates.get_order(order.id, person))


@router.get(
    "/destructions",
    response=answers(list[schemas.Destruction], 401, 403, 404),
    summary="Orders to destroy",
    openapi_extra=_TOKEN,
)
@operation("case.read")
def list_destructions(request: HttpRequest, agency: str = _AGENCY) -> list[dict[str, Any]]:
    """Orders to destroy what leaked, newest first: who ordered, who confirmed, hashes and sizes."""
    person = request.person  # type: ignore[attr-defined]
    found = destruction.list_destructions(person, agency=_agency(agency))
    return [present.destruction(one) for one in found]


def _agency(slug: str) -> "Agency | None":
    return people.get_agency(slug) if slug else None
