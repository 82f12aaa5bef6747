"""Deliveries: hand a file in, see what became of it."""

from typing import TYPE_CHECKING, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from ninja import File, Form, Header, Query, Router, Status, UploadedFile

from odms.api import present, schemas
from odms.api.doors import operation, user_of
from odms.api.paging import PAGE, SIZE, paged
from odms.api.v1.answers import answers
from odms.catalogue import queries as catalogue
from odms.errors import Invalid
from odms.intake import actions, queries
from odms.people import queries as people
from odms.people.rules import Person
from odms.publication.queries import report as reports
from odms.tables.serving import file_for_one

if TYPE_CHECKING:
    from odms.catalogue.models import Dataset
    from odms.intake.models import Delivery

router = Router(tags=["deliveries"])

_TOKEN = {"security": [{"token": []}]}
_FILE = File(None, description="The file, of any name and format")
_URL = Form("", description="Instead of a file: the address that it is fetched from")
_AGENCY = Form(..., description="Slug of the agency that delivers")
_DATASET = Form("", description="Slug of the dataset it renews; empty: a new dataset")
_KEY = Header("", alias="Idempotency-Key", description="The same key twice is one delivery")
_FORM = Query("pdf", description="pdf or xlsx")
_LANGUAGE = Query("th", description="th or en")
_STATE = Query("", description="received, reading, read, failed, discarded or destroyed")


@router.post(
    "/deliveries",
    response={200: schemas.Delivery} | answers(schemas.Delivery, 401, 403, 404, 413, status=201),
    summary="Deliver a file",
    openapi_extra=_TOKEN,
)
@operation("delivery.make", takes_any=True)
def deliver(
    request: HttpRequest,
    response: HttpResponse,
    file: UploadedFile | None = _FILE,
    url: str = _URL,
    agency: str = _AGENCY,
    dataset: str = _DATASET,
    idempotency_key: str = _KEY,
) -> Status[dict[str, Any]]:
    """201 once the file is safe on disk; 200 with the first delivery where it was sent before.

    With `url` the file is fetched first, within limits, from an address of the public Internet.
    """
    now = timezone.now()
    about = {
        "by": user_of(request),
        "agency": people.get_agency(agency),
        "way": "api",
        "key": idempotency_key or None,
        "dataset": _dataset(dataset, request.person) if dataset else None,  # type: ignore[attr-defined]
        "at": now,
    }
    delivery = _received(file, url, about)
    shown = _shown(delivery)
    response["Location"] = shown["url"]
    return Status(201 if delivery.received_at == now else 200, shown)


@router.get(
    "/deliveries",
    response=answers(schemas.DeliveryPage, 401, 403),
    summary="List deliveries",
    openapi_extra=_TOKEN,
)
@operation("delivery.read")
def list_deliveries(
    request: HttpRequest,
    response: HttpResponse,
    page: int = PAGE,
    size: int = SIZE,
    agency: str = Query("", description="Slug of an agency"),
    state: str = _STATE,
) -> dict[str, Any]:
    """Deliveries of the agencies of the token's owner, the last first."""
    found = queries.list_deliveries(
        request.person,  # type: ignore[attr-defined]
        agency=people.get_agency(agency) if agency else None,
        state=state or None,
    )
    chosen = found[(page - 1) * size : page * size]
    items = [_shown(delivery) for delivery in chosen]
    return paged(request, response, items, page=page, size=size, total=len(found))


@router.get(
    "/deliveries/{id}",
    response=answers(schemas.Delivery, 401, 403, 404),
    summary="One delivery",
    openapi_extra=_TOKEN,
)
@operation("delivery.read")
def get_delivery(request: HttpRequest, id: str) -> dict[str, Any]:
    """What became of a delivery: its state, the tables that were read, or the trouble."""
    return _shown(queries.get_delivery(id, request.person))  # type: ignore[attr-defined]


@router.get(
    "/deliveries/{id}/report",
    response=answers(dict[str, Any], 401, 403, 404, 409),
    summary="The steward's report on a delivery",
    openapi_extra=_TOKEN,
)
@operation("delivery.read")
def get_report(request: HttpRequest, id: str) -> dict[str, Any]:
    """Verdict, rows, problems, columns, personal data, change and quality: report.schema.json."""
    return _report(request, queries.get_delivery(id, request.person))  # type: ignore[attr-defined]


@router.get(
    "/deliveries/{id}/report/download",
    response=answers(None, 401, 403, 404, 409),
    summary="The steward's report as a file",
    openapi_extra=_TOKEN,
)
@operation("delivery.read")
def download_report(
    request: HttpRequest, id: str, format: str = _FORM, language: Literal["th", "en"] = _LANGUAGE
) -> HttpResponseBase:
    """The report as a PDF, or the delivered tables as a workbook with notes at the cells."""
    delivery = queries.get_delivery(id, request.person)  # type: ignore[attr-defined]
    drawn = reports.drawn_report(delivery, _report(request, delivery), format, language)
    return file_for_one(drawn.path, drawn.name, drawn.media_type)


@router.post(
    "/deliveries/{id}/repairs",
    response=answers(schemas.Delivery, 401, 403, 404, 409, status=202),
    summary="Mend a delivery",
    openapi_extra=_TOKEN,
)
@operation("case.edit")
def repair_delivery(request: HttpRequest, id: str, step: schemas.Repair) -> Status[dict[str, Any]]:
    """Have the file read again with one step more; its tables stand until the new ones are there."""
    delivery = queries.get_delivery(id, request.person)  # type: ignore[attr-defined]
    actions.repair(
        by=user_of(request), delivery=delivery, steps=[step.model_dump()], at=timezone.now()
    )
    return Status(202, _shown(queries.get_delivery(id, request.person)))  # type: ignore[attr-defined]


@router.delete(
    "/deliveries/{id}/repairs/{place}",
    response=answers(schemas.Delivery, 401, 403, 404, 409, status=202),
    summary="Undo a step of a delivery's recipe",
    openapi_extra=_TOKEN,
)
@operation("case.edit")
def undo_repair(request: HttpRequest, id: str, place: int) -> Status[dict[str, Any]]:
    """Have the file read again without one step, its place in the recipe counted from 0."""
    delivery = queries.get_delivery(id, request.person)  # type: ignore[attr-defined]
    actions.undo_repair(by=user_of(request), delivery=delivery, place=place, at=timezone.now())
    return Status(202, _shown(queries.get_delivery(id, request.person)))  # type: ignore[attr-defined]


@router.get(
    "/deliveries/{id}/changes",
    response=answers(schemas.Changes, 401, 403, 404),
    summary="What repairs changed",
    openapi_extra=_TOKEN,
)
@operation("delivery.read")
def list_changes(
    request: HttpRequest,
    id: str,
    table: int = Query(0, ge=0, description="The table's place in the file, from 0"),
    size: int = Query(100, ge=1, le=1_000, description="How many entries"),
) -> dict[str, Any]:
    """The first entries of the log; texts of columns that may point at a person are left out."""
    delivery = queries.get_delivery(id, request.person)  # type: ignore[attr-defined]
    found = [one for one in queries.list_tables(delivery) if one.position == table]
    return {"items": [entry for one in found for entry in queries.list_changes(one, size)]}


def _report(request: HttpRequest, delivery: "Delivery") -> dict[str, Any]:
    person = request.person  # type: ignore[attr-defined]
    return reports.steward_report(delivery, person, at=timezone.now())


def _received(file: UploadedFile | None, url: str, about: dict[str, Any]) -> "Delivery":
    if (file is None) == (not url):
        raise Invalid("intake.file_or_url", item="file")
    if file is None:
        return actions.receive_from(url=url, **about)
    return actions.receive(stream=file.file, name=file.name or "", **about)


def _dataset(slug: str, person: Person | None) -> "Dataset":
    return catalogue.get_dataset(slug, person=person)


def _shown(delivery: "Delivery") -> dict[str, Any]:
    return present.delivery(delivery, list(queries.list_tables(delivery)))
