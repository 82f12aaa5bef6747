"""Plans of what agencies publish: weighed, ranked, given to people."""

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router

from odms.api.doors import operation, user_of
from odms.api.schemas import plan as schemas
from odms.api.v1.answers import answers
from odms.catalogue import queries as catalogue
from odms.inventory import queries as inventory
from odms.people import queries as people
from odms.people.rules import check_do
from odms.publication import actions
from odms.publication.actions import Weight
from odms.publication.queries import plan, plan_rows

if TYPE_CHECKING:
    from odms.people.models import Agency
    from odms.publication.models import PlanItem

router = Router(tags=["plan"])

_TOKEN = {"security": [{"token": []}]}
_AGENCY = Query(..., description="Slug of the agency")


@router.get(
    "/plan",
    response=answers(schemas.Plan, 401, 403, 404),
    summary="The plan of an agency",
    openapi_extra=_TOKEN,
)
@operation("plan.read")
def get_plan(request: HttpRequest, agency: str = _AGENCY) -> dict[str, Any]:
    """What is published first: its items in order, each with its levels and reasons, and whether
    the head agreed to this order."""
    return _plan(_agency(request, agency, "plan.read"))


@router.get(
    "/plan/export",
    response=answers(None, 401, 403, 404),
    summary="Take a plan out",
    openapi_extra=_TOKEN,
)
@operation("plan.read")
def export_plan(request: HttpRequest, agency: str = _AGENCY) -> Any:
    """The plan as CSV, an item a line."""
    items = plan.list_plan(_agency(request, agency, "plan.read"))
    return HttpResponse(plan_rows.as_csv(items, "th"), content_type="text/csv; charset=utf-8")


@router.post(
    "/plan",
    response=answers(schemas.Plan, 401, 403, 404),
    summary="Put things into a plan",
    openapi_extra=_TOKEN,
)
@operation("plan.edit")
def propose_items(request: HttpRequest, body: schemas.NewItems) -> dict[str, Any]:
    """Put entries of the inventory and datasets into the plan; without any, all candidates."""
    agency = _agency(request, body.agency, "plan.edit")
    things: list[Any] = [inventory.get_entry(id, request.person) for id in body.entries]  # type: ignore[attr-defined]
    things += [catalogue.get_dataset(slug, request.person) for slug in body.datasets]  # type: ignore[attr-defined]
    actions.propose_items(
        by=user_of(request),
        agency=agency,
        things=things or plan.list_candidates(agency),
        at=timezone.now(),
    )
    return _plan(agency)


@router.post(
    "/plan/put-forward",
    response=answers(schemas.Plan, 401, 403, 404),
    summary="Put a plan before the head",
    openapi_extra=_TOKEN,
)
@operation("process.declare")
def put_plan_forward(request: HttpRequest, body: schemas.PutForward) -> dict[str, Any]:
    """Declare the order as it stands. Agreeing to it is done in person, at the desk."""
    agency = _agency(request, body.agency, "process.declare")
    actions.put_before_head(by=user_of(request), agency=agency, at=timezone.now())
    return _plan(agency)


@router.get(
    "/plan/{id}",
    response=answers(schemas.Item, 401, 403, 404),
    summary="One item of a plan",
    openapi_extra=_TOKEN,
)
@operation("plan.read")
def get_plan_item(request: HttpRequest, id: str) -> dict[str, Any]:
    """One item with its levels, who gave them and why."""
    return plan_rows.record(_item(request, id))


@router.post(
    "/plan/{id}/weigh",
    response=answers(schemas.Item, 401, 403, 404, 409),
    summary="Weigh an item",
    openapi_extra=_TOKEN,
)
@operation("plan.edit")
def weigh_plan_item(request: HttpRequest, id: str, body: schemas.Weighing) -> dict[str, Any]:
    """Give levels with their reasons; a question without a level goes back to what is proposed."""
    weights = {code: Weight(one.level, one.reason) for code, one in body.weights.items()}
    item = actions.weigh(
        by=user_of(request),
        item=_item(request, id),
        weights=weights,
        criteria=body.criteria,
        at=timezone.now(),
    )
    return _again(request, item)


@router.post(
    "/plan/{id}/assign",
    response=answers(schemas.Item, 401, 403, 404, 409),
    summary="Give an item to people",
    openapi_extra=_TOKEN,
)
@operation("plan.edit")
def assign_plan_item(request: HttpRequest, id: str, body: schemas.Assignment) -> dict[str, Any]:
    """Plan an item: who owns it, which steward prepares it, and by which day."""
    item = actions.assign(
        by=user_of(request),
        item=_item(request, id),
        owner=people.get_user(body.owner) if body.owner else None,
        owner_unit=body.owner_unit,
        steward=people.get_user(body.steward),
        due_date=body.due_date,
        at=timezone.now(),
    )
    return _again(request, item)


@router.post(
    "/plan/{id}/move",
    response=answers(schemas.Item, 401, 403, 404, 409),
    summary="Move an item",
    openapi_extra=_TOKEN,
)
@operation("plan.edit")
def move_plan_item(request: HttpRequest, id: str, body: schemas.Move) -> dict[str, Any]:
    """Put an item at a place of its own; without a place it is ranked by points again."""
    item = actions.move(
        by=user_of(request),
        item=_item(request, id),
        place=body.place,
        reason=body.reason,
        at=timezone.now(),
    )
    return _again(request, item)


@router.post(
    "/plan/{id}/drop",
    response=answers(schemas.Item, 401, 403, 404, 409),
    summary="Take an item out",
    openapi_extra=_TOKEN,
)
@operation("plan.edit")
def drop_plan_item(request: HttpRequest, id: str, body: schemas.Reason) -> dict[str, Any]:
    """Take an item out of the plan, with a reason."""
    item = _item(request, id)
    done = actions.drop(by=user_of(request), item=item, reason=body.reason, at=timezone.now())
    return _again(request, done)


@router.post(
    "/plan/{id}/take-up",
    response=answers(schemas.Item, 401, 403, 404, 409),
    summary="Put an item back",
    openapi_extra=_TOKEN,
)
@operation("plan.edit")
def take_up_plan_item(request: HttpRequest, id: str) -> dict[str, Any]:
    """Put an item that was taken out back into the plan."""
    item = actions.take_up(by=user_of(request), item=_item(request, id), at=timezone.now())
    return _again(request, item)


def _agency(request: HttpRequest, slug: str, deed: str) -> "Agency":
    agency = people.get_agency(slug)
    check_do(request.person, deed, agency.id)  # type: ignore[attr-defined]
    return agency


def _item(request: HttpRequest, id: str) -> "PlanItem":
    return plan.get_item(id, request.person)  # type: ignore[attr-defined]


def _again(request: HttpRequest, item: "PlanItem") -> dict[str, Any]:
    return plan_rows.record(_item(request, item.id))


def _plan(agency: "Agency") -> dict[str, Any]:
    items = plan.list_plan(agency)
    stands = plan.get_agreement(agency, items)
    return {
        "agency": agency.slug,
        "hash": stands.plan,
        "is_put_forward": stands.is_put,
        "is_agreed": stands.is_agreed,
        "items": [plan_rows.record(item) for item in items],
    }
