"""Protective measures: which there are, what is decided of a delivery, and what they would do."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from odms.api import present, schemas
from odms.api.doors import operation, user_of
from odms.api.v1.answers import answers
from odms.errors import Absent
from odms.intake import actions
from odms.intake import queries as intake
from odms.lake.protection.measures import MEASURES
from odms.publication import queries as publication

if TYPE_CHECKING:
    from odms.intake.models import DeliveredTable, Delivery

router = Router(tags=["protection"])

_TOKEN = {"security": [{"token": []}]}


@dataclass(frozen=True)
class Decision:
    """What a machine decided about one column for its person."""

    table: "DeliveredTable"
    column: str
    deed: str
    reason: str
    parameters: dict[str, Any]


@router.get("/measures", response=answers(list[schemas.Measure]), summary="List measures")
@operation("catalogue.read")
def list_measures(request: HttpRequest) -> list[dict[str, Any]]:
    """Every protective measure, with its parameters and what it does."""
    return [present.measure(measure) for measure in MEASURES.values()]


@router.get(
    "/deliveries/{id}/protection",
    response=answers(schemas.Protection, 401, 403, 404, 409),
    summary="Measures and risk of a delivery",
    openapi_extra=_TOKEN,
)
@operation("case.read")
def get_protection(request: HttpRequest, id: str) -> dict[str, Any]:
    """What was decided of each chosen table, and the record of what the measures do or did to it,
    with the risk before and after. 409 while that is being worked out."""
    delivery = intake.get_delivery(id, request.person)  # type: ignore[attr-defined]
    case = publication.get_case_of(delivery, request.person)  # type: ignore[attr-defined]
    if case is None:
        raise Absent("intake.not_read", state=delivery.state)
    return present.protection(delivery, publication.list_measures(case))


@router.post(
    "/deliveries/{id}/decisions",
    response=answers(schemas.Delivery, 401, 403, 404, 409),
    summary="Decide about columns and tables",
    openapi_extra=_TOKEN,
)
@operation("case.edit")
def decide(request: HttpRequest, id: str, body: schemas.Decisions) -> dict[str, Any]:
    """Decide what becomes of columns (`keep` or a measure) and how the risk of tables is told, all
    or nothing; what is not named stays as it was decided."""
    delivery = intake.get_delivery(id, request.person)  # type: ignore[attr-defined]
    tables = {table.position: table for table in intake.list_tables(delivery)}
    actions.decide_columns(
        by=user_of(request),
        delivery=delivery,
        decisions=[
            Decision(_table(tables, one.table), one.column, one.measure, one.reason, one.parameters)
            for one in body.decisions
        ],
        settings=[(_table(tables, one.table), one.settings()) for one in body.tables],
        at=timezone.now(),
    )
    return _shown(delivery)


def _table(tables: "dict[int, DeliveredTable]", position: int) -> "DeliveredTable":
    if position not in tables:
        raise Absent("intake.no_such_position", position=position)
    return tables[position]


def _shown(delivery: "Delivery") -> dict[str, Any]:
    return present.delivery(delivery, list(intake.list_tables(delivery)))
