"""Schemas of tables, and how a delivery differs from the release that it follows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Body, Router

from odms.api import present, schemas
from odms.api.doors import operation, user_of
from odms.api.v1.answers import answers
from odms.catalogue import actions
from odms.catalogue import queries as catalogue
from odms.engine.schema import csvw, table_schema
from odms.intake import queries as intake
from odms.publication import queries as publication
from odms.standards.view import Addresses

router = Router(tags=["schemas"])

_TOKEN = {"security": [{"token": []}]}
_DOCUMENT = Body(..., description="Table Schema (1 or 2.0) or CSVW")


@router.get(
    "/distributions/{id}/schema",
    response=answers(dict[str, Any], 404, 410),
    summary="Schema of a table",
)
@operation("catalogue.read")
def get_schema(request: HttpRequest, id: str) -> dict[str, Any]:
    """The schema in force, as Table Schema 2.0: what the table's releases are held against."""
    return catalogue.get_schema(catalogue.get_distribution(id, person=None))


@router.get(
    "/distributions/{id}/csvw",
    response=answers(dict[str, Any], 404, 410),
    summary="Schema of a table, as CSVW",
)
@operation("catalogue.read")
def get_csvw(request: HttpRequest, response: HttpResponse, id: str) -> dict[str, Any]:
    """The same as metadata of the table's CSV (CSV on the Web, JSON-LD)."""
    distribution = catalogue.get_distribution(id, person=None)
    schema = table_schema.read(catalogue.get_schema(distribution))
    url = Addresses(settings.CENTRE_URL).download(
        distribution.dataset.slug, distribution.slug, "csv"
    )
    return csvw.write(schema, url=url)


@router.put(
    "/distributions/{id}/schema",
    response=answers(schemas.TableSchema, 400, 401, 403, 404, 413),
    summary="Put a schema in force",
    openapi_extra=_TOKEN,
)
@operation("case.edit")
def put_schema(request: HttpRequest, id: str, document: dict[str, Any] = _DOCUMENT) -> Any:
    """The schema that deliveries are held against from now on; the same once more changes nothing."""
    user = user_of(request)
    distribution = catalogue.get_distribution(id, person=request.person)  # type: ignore[attr-defined]
    kept = actions.keep_schema(
        by=user,
        distribution=distribution,
        document=document,
        origin="imported",
        at=timezone.now(),
    )
    return {"number": kept.number, "origin": kept.origin, "made_at": kept.made_at} | {
        "document": kept.document
    }


@router.get(
    "/deliveries/{id}/drift",
    response=answers(list[schemas.Drift], 401, 403, 404),
    summary="How a delivery differs",
    openapi_extra=_TOKEN,
)
@operation("delivery.read")
def get_drift(request: HttpRequest, id: str) -> list[dict[str, Any]]:
    """Each chosen table that renews one: what changes against the last release, what breaks the
    schema, and whether anything flagged changed. Empty before the delivery is read."""
    person = request.person  # type: ignore[attr-defined]
    delivery = intake.get_delivery(id, person)
    case = publication.get_case_of(delivery, person)
    return [present.drift(one) for one in publication.list_drift(case)] if case else []
