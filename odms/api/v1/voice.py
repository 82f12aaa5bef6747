"""Requests for data, and feedback on datasets."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router, Status

from odms.api.doors import operation, user_of
from odms.api.paging import PAGE, SIZE, absolute, paged
from odms.api.present import voice as present
from odms.api.schemas import voice as schemas
from odms.api.v1.answers import answers
from odms.catalogue import queries as catalogue
from odms.errors import Absent, Invalid
from odms.inventory import queries as inventory
from odms.ledger.rules import VISITOR
from odms.people import queries as people
from odms.voice import actions
from odms.voice import queries as voice
from odms.voice.rules import FEEDBACK_DEEDS, REQUEST_STATES

router = Router(tags=["voice"])

_TOKEN = {"security": [{"token": []}]}
_STATE = Query([], description=f"Of {', '.join(REQUEST_STATES)}; several: any of them")
_AGENCY = Query("", description="Slug of an agency")
_DATASET = Query(..., description="Slug of a dataset")


@router.get("/requests", response=answers(schemas.RequestPage, 404), summary="List requests")
@operation("catalogue.read")
def list_requests(
    request: HttpRequest,
    response: HttpResponse,
    page: int = PAGE,
    size: int = SIZE,
    state: list[str] = _STATE,
    agency: str = _AGENCY,
) -> dict[str, Any]:
    """What people ask for, the last first, with votes and what became of it."""
    wanted: dict[str, Any] = {"states": state}
    wanted["agency"] = people.get_agency(agency) if agency else None
    found = voice.list_requests(**wanted, offset=(page - 1) * size, limit=size)
    items = [present.request(one) for one in found]
    total = voice.count_requests(**wanted)
    return paged(request, response, items, page=page, size=size, total=total)


@router.get("/requests/wanted", response=answers(schemas.WantedList), summary="Most wanted")
@operation("catalogue.read")
def list_wanted_data(
    request: HttpRequest,
    by: Literal["theme", "province"] = Query("theme", description="theme or province"),
) -> dict[str, Any]:
    """How much is asked for of each theme, or of each province, with votes."""
    return {"items": voice.list_wanted(by)}


@router.get("/requests/{id}", response=answers(schemas.Request, 404), summary="One request")
@operation("catalogue.read")
def get_request(request: HttpRequest, id: str) -> dict[str, Any]:
    """One request; who asked is not told."""
    return present.request(voice.get_request(id))


@router.post(
    "/requests", response=answers(schemas.RequestMade, 404, status=201), summary="Ask for data"
)
@operation("request.make")
def make_request(
    request: HttpRequest, response: HttpResponse, body: schemas.NewRequest
) -> Status[dict[str, Any]]:
    """Ask an agency, or the centre, for data. Everybody reads it, but for name and e-mail."""
    asked = body.dict()
    asked["agency"] = people.get_agency(body.agency) if body.agency else None
    asked["theme"] = _theme(body.theme)
    made = actions.make_request(**sent_by(request), **asked)
    token = voice.request_token(made)
    shown = present.request(voice.get_request(made.id)) | {
        "token": token,
        "follow_url": absolute(f"/requests/follow/{token}"),
    }
    response["Location"] = shown["url"]
    return Status(201, shown)


@router.post(
    "/requests/{id}/vote", response=answers(schemas.Request, 404, 409), summary="Vote for a request"
)
@operation("request.vote")
def vote(request: HttpRequest, id: str) -> dict[str, Any]:
    """Support a request, once; of a visitor a hash of the day and the address is kept."""
    actions.vote(request=voice.get_request(id), **sent_by(request))
    return present.request(voice.get_request(id))


@router.post(
    "/requests/{id}/appeal",
    response=answers(schemas.Request, 403, 404, 409),
    summary="Appeal against a refusal",
)
@operation("request.appeal")
def appeal_request(request: HttpRequest, id: str, body: schemas.Appeal) -> dict[str, Any]:
    """As the one who asked: by the secret that was told then, or as the user who was signed in."""
    wanted = voice.get_request(id)
    is_followed = bool(body.token) and voice.get_request_by_token(body.token).id == wanted.id
    actions.appeal_request(
        request=wanted, text=body.text, is_followed=is_followed, **sent_by(request)
    )
    return present.request(voice.get_request(id))


@router.post(
    "/requests/{id}/answer",
    response=answers(schemas.Request, 401, 403, 404, 409),
    summary="Answer a request",
    openapi_extra=_TOKEN,
)
@operation("voice.read")
def answer_request(request: HttpRequest, id: str, body: schemas.RequestAnswer) -> dict[str, Any]:
    """Take a request up, answer, decline, merge or sort it, tell where it is published, give it to an
    agency; decide on an appeal."""
    if body.deed not in _DO_REQUEST:
        raise Invalid("web.unknown_deed", deed=body.deed)
    user, wanted = user_of(request), voice.get_request(id)
    _DO_REQUEST[body.deed](user, wanted, body, timezone.now())
    return present.request(voice.get_request(id))


@router.get("/feedback", response=answers(schemas.FeedbackPage, 404, 410), summary="List feedback")
@operation("catalogue.read")
def list_feedback(
    request: HttpRequest,
    response: HttpResponse,
    dataset: str = _DATASET,
    page: int = PAGE,
    size: int = SIZE,
) -> dict[str, Any]:
    """What people say of a dataset, the last first, with the agency's answers."""
    of = catalogue.get_dataset(dataset)
    found = voice.list_feedback(dataset=of, offset=(page - 1) * size, limit=size)
    items = [present.feedback(one) for one in found]
    total = voice.count_feedback(dataset=of)
    return paged(request, response, items, page=page, size=size, total=total)


@router.post(
    "/feedback", response=answers(schemas.Feedback, 404, 410, status=201), summary="Give feedback"
)
@operation("feedback.give")
def give_feedback(
    request: HttpRequest, response: HttpResponse, body: schemas.NewFeedback
) -> Status[dict[str, Any]]:
    """Say something of a dataset, of a column or of a row: a mark, words, or both."""
    dataset = catalogue.get_dataset(body.dataset)
    given = actions.give_feedback(
        dataset=dataset,
        table=_table(dataset, body.table),
        **body.dict(include={"useful", "text", "column", "row"}),
        **sent_by(request),
    )
    return Status(201, present.feedback(voice.get_feedback(given.id)))


@router.post(
    "/feedback/{id}/answer",
    response=answers(schemas.Feedback, 401, 403, 404, 409),
    summary="Answer feedback",
    openapi_extra=_TOKEN,
)
@operation("feedback.answer")
def answer_feedback(request: HttpRequest, id: str, body: schemas.FeedbackAnswer) -> dict[str, Any]:
    """Answer feedback, or end it with the release that came of it."""
    if body.deed not in FEEDBACK_DEEDS:
        raise Invalid("web.unknown_deed", deed=body.deed)
    user, one, now = user_of(request), voice.get_feedback(id), timezone.now()
    if body.deed == "answer":
        actions.answer_feedback(by=user, feedback=one, text=body.text, at=now)
    else:
        release = _release(one, body.release) if body.release else None
        actions.resolve_feedback(by=user, feedback=one, text=body.text, release=release, at=now)
    return present.feedback(voice.get_feedback(id))


_DO_REQUEST: dict[str, Callable[[Any, Any, schemas.RequestAnswer, datetime], object]] = {
    "assign": lambda by, wanted, body, at: actions.assign_request(
        by=by, request=wanted, agency=people.get_agency(body.agency), at=at
    ),
    "take": lambda by, wanted, body, at: actions.take_request(by=by, request=wanted, at=at),
    "answer": lambda by, wanted, body, at: actions.answer_request(
        by=by, request=wanted, text=body.text, at=at
    ),
    "publish": lambda by, wanted, body, at: actions.publish_request(
        by=by,
        request=wanted,
        dataset=catalogue.get_dataset(body.dataset) if body.dataset else None,
        text=body.text,
        at=at,
    ),
    "decline": lambda by, wanted, body, at: actions.decline_request(
        by=by, request=wanted, ground=body.ground, reason=body.reason, at=at
    ),
    "merge": lambda by, wanted, body, at: actions.merge_request(
        by=by, request=wanted, into=voice.get_request(body.into) if body.into else None, at=at
    ),
    "sort": lambda by, wanted, body, at: actions.sort_request(
        by=by,
        request=wanted,
        theme=_theme(body.theme),
        province=body.province,
        entry=inventory.get_entry(body.entry, people.get_person(by)) if body.entry else None,
        at=at,
    ),
    "uphold": lambda by, wanted, body, at: actions.uphold_refusal(
        by=by, request=wanted, text=body.text, at=at
    ),
    "overturn": lambda by, wanted, body, at: actions.overturn_refusal(
        by=by, request=wanted, text=body.text, at=at
    ),
}


def sent_by(request: HttpRequest) -> dict[str, Any]:
    """Who sends it and when, as the actions take it."""
    now = timezone.now()
    by = request.user if request.user.is_authenticated else VISITOR
    return {"by": by, "mark": voice.mark_of(voice.address_of(request), at=now), "at": now}


def _theme(code: str) -> Any:
    """The theme of this code, None for none. Raises Invalid."""
    if not code:
        return None
    for theme in catalogue.list_themes():
        if theme.code == code:
            return theme
    raise Invalid("voice.unknown_choice", item="theme", choice=code[:40])


def _table(dataset: Any, slug: str) -> Any:
    tables = {table.slug: table for table in catalogue.list_tables(dataset)}
    if slug and slug not in tables:
        raise Absent("catalogue.no_such_distribution", id=slug)
    return tables.get(slug)


def _release(feedback: Any, id: str) -> Any:
    found = {
        release.id: release
        for table in catalogue.list_tables(feedback.dataset)
        for release in catalogue.list_releases(table)
    }
    if id not in found:
        raise Invalid("voice.release_of_another", item="release")
    return found[id]
