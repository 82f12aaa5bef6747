"""Use of the whole centre, logs of agencies' own sites, and the report of COUNTER."""

import tempfile
from datetime import date
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import File, Form, Query, Router, Status, UploadedFile

from odms.api.doors import operation, user_of
from odms.api.paging import PAGE, SIZE, links
from odms.api.present import counter
from odms.api.present import use as present
from odms.api.schemas import use as schemas
from odms.api.v1.answers import answers
from odms.catalogue import queries as catalogue
from odms.errors import Absent
from odms.people import queries as people
from odms.usage import actions, queries
from odms.usage.rules import DAYS

router = Router(tags=["use"])

_TOKEN = {"security": [{"token": []}]}
_DAYS = Query(DAYS, ge=1, le=400, description="Over how many days, up to today")
_LOG = File(..., description="A log of a web server, or what CKAN's tracker gives out")
_AGENCY = Query("", description="Slug of an agency; empty: of all that the caller may read")
_MONTHS = Query(12, ge=1, le=120, description="Over how many months, up to today")
_BEGIN = Query(..., description="First day of the report, YYYY-MM-DD")
_END = Query(..., description="Last day of the report, YYYY-MM-DD")


@router.get("/usage", response=answers(schemas.NationUsage), summary="Use of the whole centre")
@operation("catalogue.read")
def get_usage(request: HttpRequest, days: int = _DAYS) -> dict[str, Any]:
    """All agencies together: in all, by day, by access method, by channel and by theme."""
    now = timezone.now()
    return {
        "days": days,
        "total": present.counts(queries.of_nation(at=now, days=days)),
        "by_theme": present.counted(queries.by_theme(at=now, days=days), "theme"),
        **present.parts(None, at=now, days=days),
    }


@router.get(
    "/usage/unused", response=answers(list[schemas.UnusedDataset]), summary="Unused datasets"
)
@operation("catalogue.read")
def list_unused(
    request: HttpRequest,
    agency: str = Query("", description="Slug of an agency"),
    months: int = _MONTHS,
) -> list[dict[str, Any]]:
    """At most a hundred datasets that were public for so long and used by nobody, the oldest first."""
    of = people.get_agency(agency) if agency else None
    return [
        {"dataset": one.slug, "agency": one.agency.slug, "published_at": one.published_at}
        for one in queries.list_unused(of, at=timezone.now(), months=months)
    ]


@router.post(
    "/usage/imports",
    response=answers(schemas.Import, 401, 403, 404, 409, 413, 422, status=201),
    summary="Bring a log",
    openapi_extra=_TOKEN,
)
@operation("usage.import", takes_any=True)
def import_log(
    request: HttpRequest,
    file: UploadedFile = _LOG,
    agency: str = Form(..., description="Slug of the agency whose site it is"),
    kind: str = Form("", description="Kind of the log; empty: it is looked at"),
    dry_run: bool = Form(False, description="Say what would be counted, and count nothing"),
) -> Status[dict[str, Any]]:
    """Use outside the portal. The file is counted within a minute, and then it goes."""
    user, of = user_of(request), people.get_agency(agency)
    with tempfile.TemporaryDirectory(prefix="log-") as folder:
        path = Path(folder) / "file"
        with path.open("wb") as out:
            out.writelines(file.chunks())
        given = {"by": user, "agency": of, "path": path, "kind": kind, "at": timezone.now()}
        if dry_run:
            tally = actions.try_log(**given)
            return Status(201, present.trial(tally.told(), of, file.name or ""))
        log = actions.receive_log(**given, name=file.name or "")
    return Status(201, present.log(log))


@router.get(
    "/usage/imports",
    response=answers(list[schemas.Import], 401, 403, 404),
    summary="List logs",
    openapi_extra=_TOKEN,
)
@operation("usage.read")
def list_imports(request: HttpRequest, agency: str = _AGENCY) -> list[dict[str, Any]]:
    """The last fifty that were brought, the newest first, with what was counted and what was not."""
    of = [people.get_agency(agency)] if agency else None
    found = queries.list_imports(of, person=request.person)  # type: ignore[attr-defined]
    return [present.log(one) for one in found]


@router.get(
    "/usage/imports/{id}",
    response=answers(schemas.Import, 401, 403, 404),
    summary="One log",
    openapi_extra=_TOKEN,
)
@operation("usage.read")
def get_import(request: HttpRequest, id: str) -> dict[str, Any]:
    """What was counted of a log, and why the other lines were not."""
    return present.log(queries.get_import(id, request.person))  # type: ignore[attr-defined]


@router.get(
    "/counter/reports", response=answers(list[dict[str, Any]]), summary="Reports of COUNTER"
)
@operation("catalogue.read")
def list_counter_reports(request: HttpRequest) -> list[dict[str, Any]]:
    """The reports that there are: the Dataset Master Report."""
    return [counter.described()]


@router.get(
    "/counter/reports/{report_id}",
    response=answers(dict[str, Any], 404),
    summary="A report of COUNTER",
)
@operation("catalogue.read")
def get_counter_report(
    request: HttpRequest,
    response: HttpResponse,
    report_id: str,
    begin_date: date = _BEGIN,
    end_date: date = _END,
    agency: str = Query("", description="Slug of an agency"),
    dataset: str = Query("", description="Slug of a dataset"),
    page: int = PAGE,
    size: int = SIZE,
) -> dict[str, Any]:
    """DSR, the Dataset Master Report: investigations and requests, total and unique, by access method
    and month, of what was used through this centre. Datasets without use are left out of their page."""
    if report_id.upper() != "DSR":
        raise Absent("usage.no_such_report", id=report_id)
    of = people.get_agency(agency) if agency else None
    if dataset:
        datasets, total = [catalogue.get_dataset(dataset)], 1
    else:
        start = (page - 1) * size
        datasets = catalogue.list_datasets(agency=of, order="slug", offset=start, limit=size)
        total = catalogue.count_datasets(agency=of)
    response["Link"] = links(request, page=page, size=size, total=total)
    filters = {"agency": agency, "dataset": dataset}
    return counter.report(
        datasets, begin_date, end_date, filters=filters, today=timezone.localdate()
    )
