"""Reuses of open data that wait for the centre, and those that are public."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from odms.errors import Invalid
from odms.voice import actions
from odms.voice import queries as voice
from odms.voice.rules import SHOWCASE_DEEDS
from odms.web.doors import door, form, page, person_of
from odms.web.forms.base import DeskForm
from odms.web.forms.showcases import DecideForm
from odms.web.views.desk import badges
from odms.web.views.public.showcases import card


@page("showcase.review")
def index(request: HttpRequest) -> HttpResponse:
    """What waits, and what is public, those with broken links first."""
    public = sorted(voice.list_showcases(), key=lambda one: one.broken_since is None)
    shown = {"waiting": voice.list_showcases(state="submitted"), "public": public}
    return render(request, "desk/showcases.html", shown)


@page("showcase.review")
def _show(request: HttpRequest, id: str) -> HttpResponse:
    return _page(request, voice.get_showcase(id, person_of(request)))


@form("showcase.review")
def _decide(request: HttpRequest, id: str) -> HttpResponse:
    showcase, deed = voice.get_showcase(id, person_of(request)), request.POST.get("deed", "")
    if deed not in SHOWCASE_DEEDS:
        raise Invalid("web.unknown_deed", deed=deed)
    of = {"by": request.user, "showcase": showcase, "at": timezone.now()}
    typed = _form_of(deed, request.POST)
    if not typed.is_valid():
        return _page(request, showcase, deed, typed, 422)
    try:
        if deed == "publish":
            actions.publish_showcase(**of)
        elif deed == "refuse":
            actions.refuse_showcase(**of, reason=typed.cleaned_data["reason"])
        else:
            actions.withdraw_showcase(**of, reason=typed.cleaned_data["reason"])
    except Invalid as refused:
        typed.refuse(refused)
        return _page(request, showcase, deed, typed, 422)
    messages.success(request, _("Saved"))
    return redirect("desk-showcases")


decide = door(get=_show, post=_decide)


def _form_of(deed: str, data: Any = None) -> DeskForm:
    return DeskForm(data) if deed == "publish" else DecideForm(data, auto_id=f"{deed}_%s")


def _page(
    request: HttpRequest, showcase: Any, deed: str = "", typed: Any = None, status: int = 200
) -> HttpResponse:
    titles = {
        "publish": (_("Show it to everybody"), _("Publish it")),
        "refuse": (_("Refuse it"), _("Refuse with this reason")),
        "withdraw": (_("Withdraw it"), _("Withdraw with this reason")),
    }
    shown = {
        "card": card(showcase),
        "showcase": showcase,
        "badge": badges.showcase_badge(showcase),
        "form": typed,
        "blocks": [
            {
                "deed": name,
                "heading": heading,
                "button": button,
                "form": typed if name == deed else _form_of(name),
            }
            for name, (heading, button) in titles.items()
            if showcase.state in SHOWCASE_DEEDS[name].before
        ],
    }
    return render(request, "desk/showcase.html", shown, status=status)
