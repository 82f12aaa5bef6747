"""Questions about datasets with their answers, and what people make of open data."""

import tempfile
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import File, Form, Query, Router, Status, UploadedFile

from odms.api.doors import operation, user_of
from odms.api.paging import PAGE, SIZE, paged
from odms.api.present import reuse as present
from odms.api.schemas import reuse as schemas
from odms.api.v1.answers import answers
from odms.api.v1.voice import sent_by
from odms.catalogue import queries as catalogue
from odms.errors import Invalid
from odms.voice import actions
from odms.voice import queries as voice

router = Router(tags=["reuse"])

_TOKEN = {"security": [{"token": []}]}
_DATASET = Query(..., description="Slug of a dataset")
_PICTURE = File(None, description="JPEG, PNG, WebP or GIF; it is made anew")
_DATASETS = Form(..., description="Slugs of the datasets that it uses")
_GOALS = Form([], description="Numbers of goals of sustainable development")


@router.get(
    "/questions", response=answers(schemas.QuestionPage, 404, 410), summary="List questions"
)
@operation("catalogue.read")
def list_questions(
    request: HttpRequest,
    response: HttpResponse,
    dataset: str = _DATASET,
    page: int = PAGE,
    size: int = SIZE,
) -> dict[str, Any]:
    """What people ask about a dataset, the last first, with the answers."""
    of = catalogue.get_dataset(dataset)
    found = voice.list_questions(dataset=of, offset=(page - 1) * size, limit=size)
    items, total = [present.question(one) for one in found], voice.count_questions(of)
    return paged(request, response, items, page=page, size=size, total=total)


@router.post("/questions", response=answers(schemas.Question, 404, 410, status=201), summary="Ask")
@operation("question.ask")
def ask_question(request: HttpRequest, body: schemas.NewQuestion) -> Status[dict[str, Any]]:
    """Ask about a dataset where everybody reads it."""
    dataset = catalogue.get_dataset(body.dataset)
    asked = actions.ask_question(dataset=dataset, text=body.text, **sent_by(request))
    return Status(201, present.question(voice.get_question(asked.id)))


@router.post(
    "/questions/{id}/answers",
    response=answers(schemas.Question, 401, 403, 404, 409),
    summary="Answer a question",
    openapi_extra=_TOKEN,
)
@operation("question.answer")
def answer_question(request: HttpRequest, id: str, body: schemas.NewReply) -> dict[str, Any]:
    """Answer as an officer or as anybody; whoever asked, or an officer, accepts an answer."""
    user, question, now = user_of(request), voice.get_question(id), timezone.now()
    catalogue.get_dataset(question.dataset.slug)
    if body.accept:
        reply = voice.get_reply(question, body.accept)
        actions.accept_answer(by=user, question=question, reply=reply, at=now)
    else:
        actions.answer_question(by=user, question=question, text=body.text, at=now)
    return present.question(voice.get_question(id))


@router.get("/showcase", response=answers(schemas.ShowcasePage), summary="List reuses")
@operation("catalogue.read")
def list_showcases(
    request: HttpRequest,
    response: HttpResponse,
    page: int = PAGE,
    size: int = SIZE,
    kind: str = Query("", description="app, visual, research, news, policy, business …"),
    goal: str = Query("", description="Number of a goal of sustainable development"),
) -> dict[str, Any]:
    """What people made of open data and the centre has looked at, the last first."""
    found = voice.list_showcases(kind=kind, goal=goal, limit=None)
    some = found[(page - 1) * size : page * size]
    items = [present.showcase(one) for one in some]
    return paged(request, response, items, page=page, size=size, total=len(found))


@router.get("/showcase/{id}", response=answers(schemas.Showcase, 404), summary="One reuse")
@operation("catalogue.read")
def get_showcase(request: HttpRequest, id: str) -> dict[str, Any]:
    """A reuse; one that waits only for the centre."""
    return present.showcase(voice.get_showcase(id, request.person))  # type: ignore[attr-defined]


@router.post(
    "/showcase",
    response=answers(schemas.Showcase, 404, 410, 413, status=201),
    summary="Send a reuse",
)
@operation("showcase.submit", takes_any=True)
def submit_showcase(
    request: HttpRequest,
    title: str = Form(..., description="Its title"),
    about: str = Form(..., description="What it is, and what the data does in it"),
    kind: str = Form(..., description="app, visual, research, news, policy, business …"),
    link: str = Form(..., description="Its address on the web"),
    datasets: list[str] = _DATASETS,
    goals: list[str] = _GOALS,
    maker: str = Form("", description="Who made it, for everybody to read"),
    email: str = Form("", description="Told to the centre alone"),
    alt: str = Form("", description="What the picture shows"),
    picture: UploadedFile | None = _PICTURE,
) -> Status[dict[str, Any]]:
    """It is public once the centre has looked at it."""
    told = {"title": title, "about": about, "kind": kind, "link": link, "goals": goals}
    told |= {"maker": maker, "email": email, "alt": alt}
    told["datasets"] = [catalogue.get_dataset(slug) for slug in datasets]
    with tempfile.TemporaryDirectory(prefix="picture-") as folder:
        path = Path(folder) / "picture"
        if picture:
            with path.open("wb") as out:
                out.writelines(picture.chunks())
        sent = actions.submit_showcase(
            picture=path if picture else None, **sent_by(request), **told
        )
    return Status(201, present.showcase(sent))


@router.post(
    "/showcase/{id}/decision",
    response=answers(schemas.Showcase, 401, 403, 404, 409),
    summary="Decide on a reuse",
    openapi_extra=_TOKEN,
)
@operation("showcase.review")
def decide_showcase(request: HttpRequest, id: str, body: schemas.ShowcaseDeed) -> dict[str, Any]:
    """Publish it, refuse it with the reason, or withdraw it."""
    user, person = user_of(request), request.person  # type: ignore[attr-defined]
    of = {"by": user, "showcase": voice.get_showcase(id, person), "at": timezone.now()}
    if body.deed == "publish":
        done = actions.publish_showcase(**of)
    elif body.deed == "refuse":
        done = actions.refuse_showcase(**of, reason=body.reason)
    elif body.deed == "withdraw":
        done = actions.withdraw_showcase(**of, reason=body.reason)
    else:
        raise Invalid("web.unknown_deed", deed=body.deed)
    return present.showcase(done)
