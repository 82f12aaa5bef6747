"""Questions about a dataset: asked by anybody, answered by its agency or by anybody who signed in."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from odms.catalogue import queries as catalogue
from odms.errors import Invalid, Refused
from odms.people.rules import can_do
from odms.voice import actions
from odms.voice import queries as voice
from odms.web.doors import by_of, door, form, mark_of, page, person_of, status_of
from odms.web.forms.showcases import QuestionForm, ReplyForm

N_SHOWN = 100


@page("question.ask")
def _show(request: HttpRequest, slug: str) -> HttpResponse:
    return _questions_page(request, slug, QuestionForm())


@form("question.ask")
def _ask(request: HttpRequest, slug: str) -> HttpResponse:
    dataset, now = catalogue.get_dataset(slug, person_of(request)), timezone.now()
    typed = QuestionForm(request.POST)
    if typed.is_by_program:
        return redirect("dataset", slug=slug)
    if not typed.is_valid():
        return _questions_page(request, slug, typed, 422)
    try:
        asked = actions.ask_question(
            by=by_of(request),
            dataset=dataset,
            text=typed.cleaned_data["text"],
            mark=mark_of(request, now),
            at=now,
        )
    except Refused as refused:
        typed.refuse(refused, field="text")
        return _questions_page(request, slug, typed, max(status_of(refused), 422))
    return redirect(_address(asked))


of_dataset = door(get=_show, post=_ask)


@form("question.answer")
def answer(request: HttpRequest, id: str) -> HttpResponse:
    """Answer a question, or say which answer it is."""
    question, now = voice.get_question(id), timezone.now()
    # what is not public is read, and answered, by whom it is shown to
    catalogue.get_dataset(question.dataset.slug, person_of(request))
    if request.POST.get("deed") == "accept":
        reply = voice.get_reply(question, request.POST.get("reply", ""))
        actions.accept_answer(by=request.user, question=question, reply=reply, at=now)
        return redirect(_address(question))
    typed = ReplyForm(request.POST, auto_id=f"reply-{id}_%s")
    slug = question.dataset.slug
    if not typed.is_valid():
        return _questions_page(request, slug, QuestionForm(), 422, {id: typed})
    try:
        text = typed.cleaned_data["text"]
        actions.answer_question(by=request.user, question=question, text=text, at=now)
    except Invalid as refused:
        typed.refuse(refused, field="text")
        return _questions_page(request, slug, QuestionForm(), 422, {id: typed})
    return redirect(_address(question))


def section(dataset: Any) -> dict[str, Any]:
    """What the page of a dataset shows of the questions about it."""
    return {
        "asked": voice.list_questions(dataset=dataset, limit=3),
        "n_asked": voice.count_questions(dataset),
    }


def _questions_page(
    request: HttpRequest,
    slug: str,
    typed: QuestionForm,
    status: int = 200,
    replies: dict[str, ReplyForm] | None = None,
) -> HttpResponse:
    dataset, person = catalogue.get_dataset(slug, person_of(request)), person_of(request)
    found = voice.list_questions(dataset=dataset, limit=N_SHOWN)
    shown = {
        "dataset": dataset,
        "form": next(iter((replies or {}).values()), typed),
        "ask": typed,
        "questions": [
            {
                "question": one,
                "reply": (replies or {}).get(one.id)
                or (ReplyForm(auto_id=f"reply-{one.id}_%s") if _may_answer(person, one) else None),
                "may_accept": _may_accept(person, one),
            }
            for one in found
        ],
    }
    return render(request, "public/questions.html", shown, status=status)


def _may_answer(person: Any, question: Any) -> bool:
    return person is not None and question.state != "accepted"


def _may_accept(person: Any, question: Any) -> bool:
    if person is None or question.state == "open":
        return False
    is_officer = can_do(person, "feedback.answer", question.dataset.agency_id)
    return is_officer or question.user_id == person.id


def _address(question: Any) -> str:
    address = reverse("questions", kwargs={"slug": question.dataset.slug})
    return f"{address}#q-{question.id}"
