"""Describing a dataset: what the file suggests, and what its columns are."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from odms.api.doors import operation
from odms.api.schemas import describing as schemas
from odms.api.v1.answers import answers
from odms.catalogue import dictionary
from odms.catalogue import queries as catalogue
from odms.definitions.messages import sentences
from odms.errors import Absent
from odms.intake import queries as intake
from odms.publication import queries as publication
from odms.publication.queries import reference
from odms.publication.queries.suggestions import list_suggestions

router = Router(tags=["description"])

_TOKEN = {"security": [{"token": []}]}


@router.get(
    "/deliveries/{id}/suggestions",
    response=answers(list[schemas.Suggestion], 401, 403, 404),
    summary="What a file suggests",
    openapi_extra=_TOKEN,
)
@operation("case.read")
def get_suggestions(request: HttpRequest, id: str) -> list[dict[str, Any]]:
    """Values for the items of the description that are empty, each with how it was derived."""
    delivery = intake.get_delivery(id, request.person)  # type: ignore[attr-defined]
    case = publication.get_case_of(delivery, request.person)  # type: ignore[attr-defined]
    if case is None:
        raise Absent("intake.not_read", state=delivery.state)
    return [
        {"item": item, "values": dict(one.values), "why": sentences(one.code, dict(one.facts))}
        for item, one in list_suggestions(case).items()
    ]


@router.get(
    "/datasets/{slug}/reference",
    response=answers(schemas.Reference, 404, 410),
    summary="Openness and code lists of a dataset",
)
@operation("catalogue.read")
def get_reference(request: HttpRequest, slug: str) -> dict[str, Any]:
    """Stars of openness, the standard lists that its columns use, and places without codes, each
    with the step of a recipe that adds them."""
    return reference.record(reference.of_dataset(catalogue.get_dataset(slug, person=None)))


@router.get(
    "/datasets/{slug}/dictionary",
    response=answers(list[schemas.Column], 404, 410),
    summary="Data dictionary of a dataset",
)
@operation("catalogue.read")
def get_dictionary(request: HttpRequest, slug: str) -> list[dict[str, Any]]:
    """What each column of the published tables is."""
    return dictionary.rows(catalogue.get_dataset(slug, person=None))
