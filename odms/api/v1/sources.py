"""Sources elsewhere, runs over them, and what went wrong."""

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router, Status

from odms.api.doors import operation, user_of
from odms.api.paging import PAGE, SIZE, paged
from odms.api.schemas import sources as schemas
from odms.api.v1.answers import answers
from odms.definitions.messages import sentences
from odms.harvest import actions, queries
from odms.harvest.rehearsal import Rehearsal
from odms.people import queries as people
from odms.people.rules import check_do

if TYPE_CHECKING:
    from odms.harvest.models import Run, Source

router = Router(tags=["sources"])

_TOKEN = {"security": [{"token": []}]}
_NAMES = (
    *("id", "name", "url", "kind", "options", "schedule", "state", "reason", "mirrors_files"),
    *("grace_days", "created_at", "bookmark", "read_at", "next_at", "n_failed"),
)


@router.get(
    "/sources",
    response=answers(schemas.Sources, 401, 403, 404),
    summary="List sources",
    openapi_extra=_TOKEN,
)
@operation("source.read")
def list_sources(
    request: HttpRequest,
    agency: str = Query("", description="Slug of an agency; empty: all that you may read"),
    state: str = Query("", description="proposed, approved, paused, declined or ended"),
) -> dict[str, Any]:
    """Catalogues elsewhere that are gathered, or were, or may be."""
    found = queries.list_sources(_ids(request, agency), state=state)
    figures = queries.figures(found)
    return {"items": [_source(one, figures[one.id]) for one in found]}


@router.post(
    "/sources",
    response=answers(schemas.Source, 401, 403, 404, 409, status=201),
    summary="Propose a source",
    openapi_extra=_TOKEN,
)
@operation("source.propose")
def propose_source(request: HttpRequest, body: schemas.NewSource) -> Status[dict[str, Any]]:
    """A catalogue elsewhere; what it is called and its kind are found out where they are not told.
    An admin of the centre decides."""
    told, user = body.model_dump(), user_of(request)
    agency = people.get_agency(told.pop("agency"))
    if not (told["kind"] and told["name"]):
        seen = _look(user, agency, body)
        told |= {"kind": seen.kind, "url": seen.url, "name": told["name"] or seen.title}
    made = actions.propose(by=user, agency=agency, at=timezone.now(), **told)
    return Status(201, _told(made))


@router.post(
    "/sources/preview",
    response=answers(schemas.Preview, 401, 403, 404, 422),
    summary="Look at a catalogue",
    openapi_extra=_TOKEN,
)
@operation("source.propose")
def preview_source(request: HttpRequest, body: schemas.Address) -> dict[str, Any]:
    """Its kind and its first twenty records, before it is a source."""
    seen = _look(user_of(request), people.get_agency(body.agency), body)
    return {
        "kind": seen.kind,
        "url": seen.url,
        "title": seen.title,
        "n_total": seen.n_total,
        "records": seen.shown,
        "troubles": [
            {"record": one.record, "code": one.code, "messages": sentences(one.code, one.facts)}
            for one in seen.troubles
        ],
        "others": [one.name for one in queries.list_same(seen.url)],
    }


@router.get(
    "/sources/{id}",
    response=answers(schemas.Source, 401, 403, 404),
    summary="One source",
    openapi_extra=_TOKEN,
)
@operation("source.read")
def get_source(request: HttpRequest, id: str) -> dict[str, Any]:
    """A source with its figures."""
    return _told(_one(request, id))


@router.patch(
    "/sources/{id}",
    response=answers(schemas.Source, 401, 403, 404, 409),
    summary="Change or move a source",
    openapi_extra=_TOKEN,
)
@operation("source.edit")
def change_source(request: HttpRequest, id: str, change: schemas.SourceChange) -> dict[str, Any]:
    """How it is read, and whether: pausing, resuming, ending."""
    source, user, now = _one(request, id), user_of(request), timezone.now()
    told = change.model_dump(exclude={"deed", "reason"}, exclude_none=True)
    with transaction.atomic():
        if told or not change.deed:
            source = actions.change(by=user, source=source, at=now, **told)
        if change.deed:
            source = actions.move(
                by=user, source=source, deed=change.deed, reason=change.reason, at=now
            )
    return _told(source)


@router.get(
    "/sources/{id}/runs",
    response=answers(schemas.Runs, 401, 403, 404),
    summary="List runs over a source",
    openapi_extra=_TOKEN,
)
@operation("source.read")
def list_source_runs(request: HttpRequest, id: str) -> dict[str, Any]:
    """The last fifty, newest first."""
    return {"items": [_run(one) for one in queries.list_runs(_one(request, id))]}


@router.post(
    "/sources/{id}/runs",
    response=answers(schemas.Run, 401, 403, 404, 409, status=202),
    summary="Have a source read",
    openapi_extra=_TOKEN,
)
@operation("source.run")
def run_source(request: HttpRequest, id: str, body: schemas.NewRun) -> Status[dict[str, Any]]:
    """202 with the run that waits; ask for it until it is done, failed or cancelled."""
    run = actions.ask_run(
        by=user_of(request), source=_one(request, id), is_full=body.is_full, at=timezone.now()
    )
    return Status(202, _run(run))


@router.get(
    "/runs/{id}",
    response=answers(schemas.Run, 401, 403, 404),
    summary="One run",
    openapi_extra=_TOKEN,
)
@operation("source.read")
def get_run(request: HttpRequest, id: str) -> dict[str, Any]:
    """What a run did, and how it ended."""
    return _run(queries.get_run(id, request.person))  # type: ignore[attr-defined]


@router.post(
    "/runs/{id}/cancel",
    response=answers(schemas.Run, 401, 403, 404, 409),
    summary="Cancel a run",
    openapi_extra=_TOKEN,
)
@operation("source.run")
def cancel_run(request: HttpRequest, id: str) -> dict[str, Any]:
    """At once where it waits, after its page where it is under way."""
    run = queries.get_run(id, request.person)  # type: ignore[attr-defined]
    return _run(actions.cancel(by=user_of(request), run=run, at=timezone.now()))


@router.post(
    "/runs/{id}/resume",
    response=answers(schemas.Run, 401, 403, 404, 409),
    summary="Resume a run",
    openapi_extra=_TOKEN,
)
@operation("source.run")
def resume_run(request: HttpRequest, id: str) -> dict[str, Any]:
    """One that failed or was cancelled goes on after its last page."""
    run = queries.get_run(id, request.person)  # type: ignore[attr-defined]
    return _run(actions.resume(by=user_of(request), run=run, at=timezone.now()))


@router.get(
    "/runs/{id}/problems",
    response=answers(schemas.Problems, 401, 403, 404),
    summary="What went wrong in a run",
    openapi_extra=_TOKEN,
)
@operation("source.read")
def list_run_problems(
    request: HttpRequest,
    response: HttpResponse,
    id: str,
    page: int = PAGE,
    size: int = SIZE,
    code: str = Query("", description="Only this cause"),
) -> dict[str, Any]:
    """Record by record, as it was met; a thousand of one cause are kept."""
    run = queries.get_run(id, request.person)  # type: ignore[attr-defined]
    found = queries.list_problems(run, code=code, offset=(page - 1) * size, limit=size)
    names = ("record", "code", "facts", "is_left_out")
    items = [
        {name: getattr(one, name) for name in names} | {"messages": sentences(one.code, one.facts)}
        for one in found
    ]
    total = queries.count_problems(run, code=code)
    return paged(request, response, items, page=page, size=size, total=total)


def _look(user: Any, agency: Any, body: "schemas.Address | schemas.NewSource") -> Rehearsal:
    key = {body.key_header or "Authorization": body.key} if body.key else {}
    return actions.preview(by=user, agency=agency, url=body.url, kind=body.kind, key=key)


def _ids(request: HttpRequest, slug: str) -> list[str]:
    """The agencies asked for. Raises Absent, and Forbidden for one whose sources are closed."""
    person = request.person  # type: ignore[attr-defined]
    if not slug:
        return [agency.id for agency in queries.list_readable_agencies(person)]
    agency = people.get_agency(slug)
    check_do(person, "source.read", agency.id)
    return [agency.id]


def _one(request: HttpRequest, id: str) -> "Source":
    return queries.get_source(id, request.person)  # type: ignore[attr-defined]


def _told(source: "Source") -> dict[str, Any]:
    return _source(source, queries.figures([source])[source.id])


def _source(source: "Source", figures: dict[str, Any]) -> dict[str, Any]:
    return {name: getattr(source, name) for name in _NAMES} | {
        "agency": source.agency.slug,
        "keeps_key": bool(source.sealed_key),
        "n_datasets": figures["n"],
        "n_copies": figures["n_copies"],
        "n_gone": figures["n_gone"],
    }


def _run(run: "Run") -> dict[str, Any]:
    own = {name: getattr(run, name) for name in schemas.Run.model_fields if name != "source"}
    if run.failure:
        own["failure"] = run.failure | {
            "messages": sentences(run.failure["code"], run.failure["facts"])
        }
    return own | {"source": run.source_id}
