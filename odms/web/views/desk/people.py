"""The centre's admin: agencies, people, and who has which role."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from odms.errors import Invalid, Refused
from odms.people import actions as people_actions
from odms.people import queries as people
from odms.people.rules import ROLES
from odms.web.doors import door, form, page
from odms.web.formats import in_language
from odms.web.forms.base import DeskForm
from odms.web.forms.people import AgencyForm, PersonForm, RoleForm
from odms.web.told import language, words


@page("person.manage")
def _show(request: HttpRequest) -> HttpResponse:
    return _people_page(request, _forms())


@form("person.manage")
def _take(request: HttpRequest) -> HttpResponse:
    forms = _forms()
    deed = request.POST.get("deed", "")
    if deed not in DEEDS:
        raise Invalid("web.unknown_deed", deed=deed)
    forms[deed] = typed = _form(deed, request.POST)
    if typed.is_valid():
        try:
            DEEDS[deed](request, typed.cleaned_data)
            messages.success(request, _("Saved"))
            return redirect("desk-people")
        except Refused as refused:
            typed.refuse(refused)
    return _people_page(request, forms, refused=typed, status=422)


manage = door(get=_show, post=_take)


def _create_agency(request: HttpRequest, typed: dict[str, Any]) -> None:
    people_actions.create_agency(by=request.user, at=timezone.now(), **typed)


def _create_person(request: HttpRequest, typed: dict[str, Any]) -> None:
    people_actions.create_user(by=request.user, is_invited=True, at=timezone.now(), **typed)


def _grant(request: HttpRequest, typed: dict[str, Any]) -> None:
    people_actions.grant(by=request.user, at=timezone.now(), **_membership(typed))


def _revoke(request: HttpRequest, typed: dict[str, Any]) -> None:
    people_actions.revoke(by=request.user, at=timezone.now(), **_membership(typed))


def _membership(typed: dict[str, Any]) -> dict[str, Any]:
    return {
        "user": people.get_user(typed["email"]),
        "agency": people.get_agency(typed["agency"]),
        "role": typed["role"],
    }


DEEDS: dict[str, Callable[[HttpRequest, dict[str, Any]], None]] = {
    "agency": _create_agency,
    "person": _create_person,
    "grant": _grant,
    "revoke": _revoke,
}


def _forms() -> dict[str, DeskForm]:
    return {deed: _form(deed, None) for deed in DEEDS}


def _form(deed: str, data: Any) -> DeskForm:
    """The form of a deed; each has its own ids, since all stand on one page."""
    if deed == "agency":
        return AgencyForm(data, auto_id="agency_%s")
    if deed == "person":
        return PersonForm(data, auto_id="person_%s")
    return RoleForm(data, auto_id=f"{deed}_%s", agencies=people.list_agencies())


def _people_page(
    request: HttpRequest,
    forms: dict[str, DeskForm],
    *,
    refused: DeskForm | None = None,
    status: int = 200,
) -> HttpResponse:
    headings = {
        "agency": (_("Enter an agency"), _("Enter the agency")),
        "person": (_("Enter a person"), _("Enter the person")),
        "grant": (_("Give a role"), _("Give the role")),
        "revoke": (_("Take a role back"), _("Take the role back")),
    }
    blocks = [
        {"deed": deed, "form": forms[deed], "heading": heading, "button": button}
        for deed, (heading, button) in headings.items()
    ]
    shown = {
        "form": refused,
        "blocks": blocks,
        "agencies": [_agency(a) for a in people.list_agencies()],
    }
    return render(request, "desk/people.html", shown, status=status)


def _agency(agency: Any) -> dict[str, Any]:
    members = [
        {"name": user.name, "email": user.email, "role": words(f"people.role.{role}")}
        for role in ROLES
        for user in people.list_users(agency, role)
    ]
    name = in_language(agency, "name", language())[0]
    return {"name": name, "sector": words(f"people.sector.{agency.sector}"), "members": members}
