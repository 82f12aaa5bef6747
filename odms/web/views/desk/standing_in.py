"""Who approves in whose place: handing a role over for a time, and taking it back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from odms.errors import Refused
from odms.people import actions
from odms.people import queries as people
from odms.web.doors import door, form, page, status_of
from odms.web.forms.news import DelegateForm
from odms.web.views.desk import shapes


@page("role.delegate")
def _show(request: HttpRequest) -> HttpResponse:
    return _page(request, _form(request, None))


@form("role.delegate")
def _take(request: HttpRequest) -> HttpResponse:
    typed = _form(request, request.POST)
    if typed.is_valid():
        try:
            _delegate(request, **typed.cleaned_data)
            messages.success(request, _("Saved"))
            return redirect("desk-delegations")
        except Refused as refused:
            typed.refuse(refused, field="email")
            status = status_of(refused)
            return _page(request, typed, status=422 if status == 400 else status)
    return _page(request, typed, status=422)


delegations = door(get=_show, post=_take)


@form("role.delegate")
def take_back(request: HttpRequest, id: str) -> HttpResponse:
    """End a delegation at once."""
    delegation = people.get_delegation(id)
    actions.take_back(by=request.user, delegation=delegation, at=timezone.now())
    messages.success(request, _("Taken back"))
    return redirect("desk-delegations")


def _delegate(request: HttpRequest, *, email: str, **typed: Any) -> None:
    actions.delegate(
        by=request.user,
        giver=request.user,
        taker=people.get_user(email),
        at=timezone.now(),
        **typed,
    )


def _form(request: HttpRequest, data: Any) -> DelegateForm:
    today = timezone.localdate()
    return DelegateForm(
        data,
        agencies=people.own_agencies(request.user, "approver"),
        initial={"from_date": today, "until_date": today},
    )


def _page(request: HttpRequest, typed: DelegateForm, *, status: int = 200) -> HttpResponse:
    today = timezone.localdate()
    found = people.list_delegations(agencies=people.agencies_of(request.user), at=timezone.now())
    shown = {
        "form": typed,
        "may_give": bool(typed.agencies),
        "delegations": [
            {
                "row": one,
                "agency": shapes.agency_name(one.agency),
                "is_now": one.from_date <= today,
                "may_take_back": request.user.is_centre_admin or one.giver_id == request.user.pk,
            }
            for one in found
        ],
    }
    return render(request, "desk/delegations.html", shown, status=status)
