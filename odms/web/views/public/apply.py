"""How an organisation asks to publish here, and sees what became of it."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from odms.errors import Refused
from odms.people import actions, queries
from odms.people.rules import SECTORS, sectors
from odms.people.rules.applications import can_transition
from odms.web import uploads
from odms.web.doors import door, form, mark_of, page, status_of
from odms.web.forms.applications import AnswerForm, ApplyForm
from odms.web.told import language, words


@page("application.make")
def _show(request: HttpRequest) -> HttpResponse:
    return _apply_page(request, ApplyForm())


@form("application.make")
def _take(request: HttpRequest) -> HttpResponse:
    uploads.check(request)
    typed = ApplyForm(request.POST, request.FILES)
    if typed.is_valid():
        try:
            application = _applied(request, typed.cleaned_data)
        except Refused as refused:
            typed.refuse(refused)
            status = status_of(refused)
            return _apply_page(request, typed, status=422 if status == 400 else status)
        return HttpResponseRedirect(_address(queries.application_token(application)))
    return _apply_page(request, typed, status=422)


show = door(get=_show, post=_take)


@page("application.make")
def _standing(request: HttpRequest, token: str) -> HttpResponse:
    return _standing_page(request, token, AnswerForm())


@form("application.make")
def _answer(request: HttpRequest, token: str) -> HttpResponse:
    application = queries.get_application_by_token(token)
    typed = AnswerForm(request.POST)
    if not typed.is_valid():
        return _standing_page(request, token, typed, status=422)
    answer = typed.cleaned_data["answer"]
    actions.answer(application=application, answer=answer, at=timezone.now())
    return HttpResponseRedirect(_address(token))


standing = door(get=_standing, post=_answer)


def _applied(request: HttpRequest, told: dict[str, Any]) -> Any:
    now = timezone.now()
    paper = told.pop("paper")
    del told["fax"]
    return actions.apply(
        wish=actions.Wish(**told, language=language()),
        paper=paper.file if paper else None,
        paper_name=paper.name if paper else "",
        mark=mark_of(request, now),
        at=now,
    )


def _address(token: str) -> str:
    return reverse("apply-standing", kwargs={"token": token})


def _apply_page(request: HttpRequest, typed: ApplyForm, *, status: int = 200) -> HttpResponse:
    shown = {
        "form": typed,
        "sectors": [
            {"name": words(f"people.sector.{code}"), "n": len(sectors.binding(code))}
            for code in SECTORS
        ],
    }
    return render(request, "public/apply.html", shown, status=status)


def _standing_page(
    request: HttpRequest, token: str, typed: AnswerForm, *, status: int = 200
) -> HttpResponse:
    application = queries.get_application_by_token(token)
    shown = {
        "application": application,
        "form": typed,
        "may_answer": can_transition("answer", state=application.state),
    }
    response = render(request, "public/apply_standing.html", shown, status=status)
    # the address itself is the key to this page, and no other site hears of it; a form needs its origin
    response["Cache-Control"], response["Referrer-Policy"] = "no-store", "same-origin"
    return response
