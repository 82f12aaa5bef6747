"""The centre decides which organisations publish here."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from odms.errors import Invalid, Refused
from odms.people import actions
from odms.people import queries as people
from odms.people.rules.applications import APPLICATION_STATES, same_domain
from odms.web.doors import door, form, page, person_of
from odms.web.forms.applications import AskForm, RefuseForm, VerifyForm
from odms.web.forms.base import DeskForm
from odms.web.told import words
from odms.web.views.desk.badges import APPLICATION_SIGNS, Badge


@page("application.read")
def index(request: HttpRequest) -> HttpResponse:
    """Applications, those that wait first asked for."""
    state = request.GET.get("state", "")
    state = state if state in APPLICATION_STATES else ""
    found = people.list_applications(person_of(request), state)
    shown = {
        "applications": [_line(one) for one in found],
        "n_waiting": people.count_waiting(),
        "states": [(code, words(f"people.application.{code}")) for code in APPLICATION_STATES],
        "state": state,
    }
    return render(request, "desk/applications.html", shown)


@page("application.read")
def _show(request: HttpRequest, id: str) -> HttpResponse:
    application = people.get_application(id, person_of(request))
    return _application_page(request, application, _forms(application))


@form("application.decide")
def _decide(request: HttpRequest, id: str) -> HttpResponse:
    application = people.get_application(id, person_of(request))
    deed = request.POST.get("deed", "")
    if deed not in DEEDS:
        raise Invalid("web.unknown_deed", deed=deed)
    forms = _forms(application, deed, request.POST)
    typed = forms[deed]
    if typed.is_valid():
        try:
            DEEDS[deed](request, application, typed.cleaned_data)
            messages.success(request, _("Saved"))
            return redirect("desk-application", id=id)
        except Refused as refused:
            typed.refuse(refused)
    return _application_page(request, application, forms, refused=typed, status=422)


decide = door(get=_show, post=_decide)


@page("application.read")
def paper(request: HttpRequest, id: str) -> HttpResponseBase:
    """The evidence, as a file to keep: what a stranger handed in is not shown inside a page."""
    application = people.get_application(id, person_of(request))
    return FileResponse(
        people.paper_path(application).open("rb"),
        as_attachment=True,
        filename=application.paper_name or "evidence",
        content_type=application.paper_type,
    )


def _ask(request: HttpRequest, application: Any, typed: dict[str, Any]) -> None:
    actions.ask(by=request.user, application=application, at=timezone.now(), **typed)


def _refuse(request: HttpRequest, application: Any, typed: dict[str, Any]) -> None:
    actions.refuse(by=request.user, application=application, at=timezone.now(), **typed)


def _verify(request: HttpRequest, application: Any, typed: dict[str, Any]) -> None:
    actions.verify(by=request.user, application=application, at=timezone.now(), **typed)


DEEDS: dict[str, Callable[[HttpRequest, Any, dict[str, Any]], None]] = {
    "verify": _verify,
    "ask": _ask,
    "refuse": _refuse,
}


def _forms(application: Any, deed: str = "", data: Any = None) -> dict[str, DeskForm]:
    """The form of each deed; each has its own ids, since all stand on one page."""
    given = {one: data if one == deed else None for one in DEEDS}
    found = people.listed_matches(application)
    first = found[0].listed.code if found and application.sector == "state" else ""
    return {
        "verify": VerifyForm(
            given["verify"],
            application=application,
            found=found,
            initial={"slug": first, "listed_as": first},
            auto_id="verify_%s",
        ),
        "ask": AskForm(given["ask"], auto_id="ask_%s"),
        "refuse": RefuseForm(given["refuse"], auto_id="refuse_%s"),
    }


def _application_page(
    request: HttpRequest,
    application: Any,
    forms: dict[str, DeskForm],
    *,
    refused: DeskForm | None = None,
    status: int = 200,
) -> HttpResponse:
    headings = {
        "verify": (_("Verify the organisation"), _("Verify"), "btn"),
        "ask": (_("Ask for something more"), _("Send the question"), "btn alt"),
        "refuse": (_("Turn it down"), _("Turn down"), "btn danger"),
    }
    person = person_of(request)
    shown = {
        "form": refused,
        "application": application,
        "badge": _badge(application),
        "sector": words(f"people.sector.{application.sector}"),
        "has_same_domain": same_domain(application.website, application.contact_email),
        "checks": [words(f"people.check.{check}") for check in application.checks],
        "blocks": [
            {"deed": deed, "form": forms[deed], "heading": h, "button": button, "look": look}
            for deed, (h, button, look) in headings.items()
            if people.can_decide(deed, application, person)
        ],
    }
    return render(request, "desk/application.html", shown, status=status)


def _line(application: Any) -> dict[str, Any]:
    return {
        "id": application.id,
        "name": application.name_th,
        "sector": words(f"people.sector.{application.sector}"),
        "made_at": application.made_at,
        "badge": _badge(application),
    }


def _badge(application: Any) -> Badge:
    return Badge(
        APPLICATION_SIGNS[application.state], words(f"people.application.{application.state}")
    )
