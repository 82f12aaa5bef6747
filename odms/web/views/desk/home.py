"""The desk itself: what waits for me first, then files on their way, datasets and notices."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from odms.people import actions as people_actions
from odms.people import queries as people
from odms.people.rules import can_do
from odms.web import addresses
from odms.web.doors import form, page, person_of
from odms.web.told import language, words
from odms.web.views.desk import overview, shapes, todo

N_NOTICES = 10
N_AGENCIES = 4


@page("desk.see")
def show(request: HttpRequest) -> HttpResponse:
    """The desk of the person who asks."""
    person = person_of(request)
    agencies = people.agencies_of(request.user)
    desk = overview.gather(person, agencies)
    notices = people.list_notices(request.user)
    shown = {
        "agencies": agency_names(agencies),
        "todo": todo.tasks(person, desk),
        "deliveries": overview.delivery_lines(desk, person),
        "datasets": overview.dataset_lines(desk),
        "n_datasets": desk.n_datasets,
        "notices": [_notice(notice) for notice in notices[:N_NOTICES]],
        "has_new_notices": any(notice.read_at is None for notice in notices),
        "may_deliver": can_do(person, "delivery.make"),
    }
    return render(request, "desk/home.html", shown)


@form("desk.see")
def read_notices(request: HttpRequest) -> HttpResponse:
    """Note that the notices were seen."""
    people_actions.mark_notices_read(user=request.user, at=timezone.now())
    return redirect("desk")


def agency_names(agencies: list[Any]) -> str:
    """Whose desk it is: the agencies by name, or how many there are."""
    if not agencies:
        return _("All agencies")
    if len(agencies) > N_AGENCIES:
        return ngettext("%(n)s agency", "%(n)s agencies", len(agencies)) % {"n": len(agencies)}
    return " · ".join(shapes.agency_name(agency) for agency in agencies)


def _notice(notice: Any) -> dict[str, Any]:
    return {
        "sentence": words(notice.code, notice.facts),
        "path": _in_page_language(notice.path),
        "at": notice.at,
        "is_new": notice.read_at is None,
    }


def _in_page_language(path: str) -> str:
    """The address of a notice, under /en/ on English pages."""
    return addresses.in_english(path) if path and language() == "en" else path
