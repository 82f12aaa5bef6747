"""Inventories: what agencies hold, surveys of it, and connections to their databases."""

import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import orjson
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import File, Form, Query, Router, Status, UploadedFile

from odms.api import inventory_schemas as schemas
from odms.api.doors import operation, user_of
from odms.api.paging import PAGE, SIZE, paged
from odms.api.v1.answers import answers
from odms.catalogue import queries as catalogue
from odms.errors import Invalid
from odms.inventory import actions, exports, queries
from odms.inventory.queries import Asked
from odms.people import queries as people
from odms.people.rules import check_do

if TYPE_CHECKING:
    from odms.inventory.models import Connection, Entry, Survey

router = Router(tags=["inventory"])

_TOKEN = {"security": [{"token": []}]}
_AGENCY = Query("", description="Slug of an agency; empty: all that you may read")
_STATE = Query("present", description="present, gone or all")
_MARK = Query("", description="candidate, unowned, wrong, personal or published")
_FILE = File(..., description="A workbook of the form, or JSON of CKAN")
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.get(
    "/inventory",
    response=answers(schemas.EntryPage, 401, 403, 404),
    summary="List entries",
    openapi_extra=_TOKEN,
)
@operation("inventory.read")
def list_entries(
    request: HttpRequest,
    response: HttpResponse,
    page: int = PAGE,
    size: int = SIZE,
    agency: str = _AGENCY,
    q: str = Query("", description="Words in title, unit, system or identity"),
    state: str = _STATE,
    category: str = Query("", description="Code of a category"),
    classification: str = Query("", description="Code of a class"),
    origin: str = Query("", description="hand, workbook, database or ckan"),
    mark: str = _MARK,
) -> dict[str, Any]:
    """What the agencies hold whose inventory the token's owner may read, by title."""
    ids, asked = _ids(request, agency), Asked(q, state, category, classification, origin, mark)
    found = queries.list_entries(ids, asked, offset=(page - 1) * size, limit=size)
    items = [exports.record(entry) for entry in found]
    total = queries.count_entries(ids, asked)
    return paged(request, response, items, page=page, size=size, total=total)


@router.post(
    "/inventory",
    response=answers(schemas.Entry, 401, 403, 404, status=201),
    summary="Add an entry",
    openapi_extra=_TOKEN,
)
@operation("inventory.edit")
def add_entry(request: HttpRequest, entry: schemas.NewEntry) -> Status[dict[str, Any]]:
    """Enter a thing that the agency holds; of any class, for nothing of it is public."""
    agency = people.get_agency(entry.agency)
    made = actions.add_entry(
        by=user_of(request), agency=agency, values=_typed(entry.values), at=timezone.now()
    )
    return Status(201, _entry(request, made.id))


@router.get(
    "/inventory/summary",
    response=answers(schemas.Figures, 401, 403, 404),
    summary="An inventory in figures",
    openapi_extra=_TOKEN,
)
@operation("inventory.read")
def get_inventory_summary(
    request: HttpRequest, agency: str = Query(..., description="Slug of the agency")
) -> dict[str, Any]:
    """Entries, owners, open and published ones, and what the last survey found changed."""
    [agency_id] = _ids(request, agency)
    return asdict(queries.summaries([agency_id])[agency_id])


@router.get(
    "/inventory/export",
    response=answers(None, 401, 403, 404),
    summary="Take an inventory out",
    openapi_extra=_TOKEN,
)
@operation("inventory.read")
def export_inventory(
    request: HttpRequest,
    agency: str = _AGENCY,
    form: Literal["xlsx", "ckan", "json"] = Query("xlsx", description="xlsx, ckan or json"),
    state: str = _STATE,
    mark: str = _MARK,
) -> Any:
    """The government's workbook, JSON of CKAN with Thai labels, or the entries as they are."""
    ids, asked = _ids(request, agency), Asked(state=state, mark=mark)
    if form == "xlsx":
        return HttpResponse(exports.as_workbook(ids, asked), content_type=_XLSX)
    write = exports.as_packages if form == "ckan" else exports.as_records
    return HttpResponse(orjson.dumps(write(ids, asked)), content_type="application/json")


@router.post(
    "/inventory/import",
    response=answers(schemas.Survey, 401, 403, 404, 413, status=201),
    summary="Take a file in",
    openapi_extra=_TOKEN,
)
@operation("inventory.edit", takes_any=True)
def import_inventory(
    request: HttpRequest,
    file: UploadedFile = _FILE,
    agency: str = Form(..., description="Slug of the agency that holds it"),
    whole: bool = Form(False, description="What the file does not name is gone"),
) -> Status[dict[str, Any]]:
    """Every row becomes an entry, new or known; what was not understood is kept and told."""
    user, found = user_of(request), people.get_agency(agency)
    with tempfile.TemporaryDirectory(prefix="inventory-") as folder:
        path = Path(folder) / "file"
        with path.open("wb") as out:
            out.writelines(file.chunks())
        survey = actions.import_file(
            by=user,
            agency=found,
            path=path,
            name=file.name or "",
            is_whole=whole,
            at=timezone.now(),
        )
    return Status(201, _survey(survey))


@router.get(
    "/inventory/surveys",
    response=answers(schemas.Surveys, 401, 403, 404),
    summary="List surveys",
    openapi_extra=_TOKEN,
)
@operation("inventory.read")
def list_inventory_surveys(request: HttpRequest, agency: str = _AGENCY) -> dict[str, Any]:
    """The last fifty, newest first."""
    return {"items": [_survey(one) for one in queries.list_surveys(_ids(request, agency))]}


@router.post(
    "/inventory/surveys",
    response=answers(schemas.Survey, 401, 403, 404, status=201),
    summary="Record a survey by hand",
    openapi_extra=_TOKEN,
)
@operation("inventory.edit")
def record_review(
    request: HttpRequest, agency: str = Query(..., description="Slug of the agency")
) -> Status[dict[str, Any]]:
    """Say that a person looked through the inventory and that it is whole."""
    survey = actions.record_review(
        by=user_of(request), agency=people.get_agency(agency), at=timezone.now()
    )
    return Status(201, _survey(survey))


@router.get(
    "/inventory/surveys/{id}",
    response=answers(schemas.Survey, 401, 403, 404),
    summary="One survey",
    openapi_extra=_TOKEN,
)
@operation("inventory.read")
def get_inventory_survey(request: HttpRequest, id: str) -> dict[str, Any]:
    """What a survey found new, gone and changed, and what was not understood."""
    return _survey(queries.get_survey(id, request.person))  # type: ignore[attr-defined]


@router.get(
    "/inventory/connections",
    response=answers(schemas.Connections, 401, 403, 404),
    summary="List connections",
    openapi_extra=_TOKEN,
)
@operation("inventory.read")
def list_connections(request: HttpRequest, agency: str = _AGENCY) -> dict[str, Any]:
    """The databases that can be surveyed; secrets are never told."""
    return {"items": [_connection(one) for one in queries.list_connections(_ids(request, agency))]}


@router.post(
    "/inventory/connections",
    response=answers(schemas.Connection, 401, 403, 404, status=201),
    summary="Keep a connection",
    openapi_extra=_TOKEN,
)
@operation("inventory.edit")
def keep_connection(
    request: HttpRequest, connection: schemas.NewConnection
) -> Status[dict[str, Any]]:
    """How a database is reached, on a host that the centre's operator allowed."""
    told = connection.model_dump()
    agency = people.get_agency(told.pop("agency"))
    made = actions.keep_connection(by=user_of(request), agency=agency, at=timezone.now(), **told)
    return Status(201, _connection(made))


@router.delete(
    "/inventory/connections/{id}",
    response={204: None} | answers(None, 401, 403, 404, status=204),
    summary="Remove a connection",
    openapi_extra=_TOKEN,
)
@operation("inventory.edit")
def remove_connection(request: HttpRequest, id: str) -> Status[None]:
    """Forget how a database is reached, and its secret; entries and surveys stay."""
    connection = queries.get_connection(id, request.person)  # type: ignore[attr-defined]
    actions.remove_connection(by=user_of(request), connection=connection, at=timezone.now())
    return Status(204, None)


@router.post(
    "/inventory/connections/{id}/survey",
    response=answers(schemas.Survey, 401, 403, 404, 409, status=202),
    summary="Survey a database",
    openapi_extra=_TOKEN,
)
@operation("inventory.edit")
def survey_connection(
    request: HttpRequest, id: str, given: schemas.SurveySecret
) -> Status[dict[str, Any]]:
    """202 with the survey that waits; ask for it until its state is done or failed."""
    connection = queries.get_connection(id, request.person)  # type: ignore[attr-defined]
    survey = actions.ask_survey(
        by=user_of(request), connection=connection, secret=given.secret, at=timezone.now()
    )
    return Status(202, _survey(survey))


@router.get(
    "/inventory/{id}",
    response=answers(schemas.Entry, 401, 403, 404),
    summary="One entry",
    openapi_extra=_TOKEN,
)
@operation("inventory.read")
def get_entry(request: HttpRequest, id: str) -> dict[str, Any]:
    """A thing that an agency holds, with its columns and what no field takes."""
    return _entry(request, id)


@router.patch(
    "/inventory/{id}",
    response=answers(schemas.Entry, 401, 403, 404, 409),
    summary="Change an entry",
    openapi_extra=_TOKEN,
)
@operation("inventory.edit")
def change_entry(request: HttpRequest, id: str, change: schemas.EntryChange) -> dict[str, Any]:
    """Fields, the dataset that it became, whether it is there: one of these, or several."""
    user, entry = user_of(request), queries.get_entry(id, request.person)  # type: ignore[attr-defined]
    with transaction.atomic():
        _change(user, entry, change)
    return _entry(request, id)


def _change(user: Any, entry: "Entry", change: schemas.EntryChange) -> None:
    now = timezone.now()
    seen = change.modified_at.isoformat() if change.modified_at else ""
    if change.values or seen:
        actions.change_entry(by=user, entry=entry, values=_typed(change.values), seen=seen, at=now)
    if change.dataset is not None:
        dataset = (
            catalogue.get_dataset(change.dataset, people.get_person(user))
            if change.dataset
            else None
        )
        actions.link(by=user, entry=entry, dataset=dataset, at=now)
    if change.state == "gone":
        actions.mark_gone(by=user, entry=entry, reason=change.reason, at=now)
    elif change.state == "present":
        actions.bring_back(by=user, entry=entry, at=now)
    elif change.state:
        raise Invalid("inventory.unknown_state", item="state", state=change.state)


def _typed(values: dict[str, Any]) -> dict[str, Any]:
    """Values as a machine may give them. Columns are measured by surveys and not typed."""
    if "columns" in values:
        raise Invalid("standards.unknown_field", item="columns")
    return values


def _ids(request: HttpRequest, slug: str) -> list[str]:
    """The agencies asked for. Raises Absent, and Forbidden for one whose inventory is closed."""
    person = request.person  # type: ignore[attr-defined]
    if not slug:
        return [agency.id for agency in queries.list_readable_agencies(person)]
    agency = people.get_agency(slug)
    check_do(person, "inventory.read", agency.id)
    return [agency.id]


def _entry(request: HttpRequest, id: str) -> dict[str, Any]:
    return exports.record(queries.get_entry(id, request.person))  # type: ignore[attr-defined]


def _survey(survey: "Survey") -> dict[str, Any]:
    own = {name: getattr(survey, name) for name in schemas.Survey.model_fields if name != "agency"}
    return own | {"agency": survey.agency.slug}


def _connection(connection: "Connection") -> dict[str, Any]:
    names = ("id", "name", "kind", "host", "port", "database", "user_name", "schemas", "is_nightly")
    own = {name: getattr(connection, name) for name in names}
    return own | {
        "agency": connection.agency.slug,
        "keeps_secret": bool(connection.sealed_secret),
    }
