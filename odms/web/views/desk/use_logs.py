"""Use outside the portal: an agency brings a log of its own site, and sees what was counted of it."""

from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from odms.errors import Refused
from odms.people import queries as people
from odms.people.rules import can_do
from odms.usage import actions, queries
from odms.web import uploads
from odms.web.doors import door, form, page, person_of
from odms.web.forms.use import LogForm
from odms.web.told import words
from odms.web.views.desk import shapes
from odms.web.views.desk.badges import log_badge

REFRESH_S = 5


@page("usage.read")
def show(request: HttpRequest, id: str) -> HttpResponse:
    """What was counted of a log, and why the other lines were not."""
    log = queries.get_import(id, person_of(request))
    names = ("kind", "n_lines", "n_counted", "n_unmatched", "refused", "unmatched", "by_kind")
    told = {name: getattr(log, name) for name in (*names, "first_day", "last_day")}
    shown = {
        "log": log,
        "told_of": _told(told),
        "over": shapes.agency_name(log.agency),
        "badge": log_badge(log),
        "failure": words(log.trouble["code"], log.trouble["facts"]) if log.trouble else "",
        "refresh": REFRESH_S if log.state == "waiting" else 0,
    }
    return render(request, "desk/usage_log.html", shown)


@page("usage.import")
def _ask(request: HttpRequest) -> HttpResponse:
    return _page(request, _form(request))


@form("usage.import")
def _take(request: HttpRequest) -> HttpResponse:
    typed = _form(request)
    try:
        uploads.check(request)
        if not typed.is_valid():
            return _page(request, typed, status=422)
        given = typed.cleaned_data["file"]
        of = {
            "by": request.user,
            "agency": people.get_agency(typed.cleaned_data["agency"]),
            "path": Path(given.temporary_file_path()),
            "at": timezone.now(),
        }
        if typed.cleaned_data["is_trial"]:
            return _page(request, typed, trial=_told(actions.try_log(**of).told()))
        log = actions.receive_log(**of, name=given.name)
    except Refused as refused:
        typed.refuse(refused, field="file")
        return _page(request, typed, status=shapes.status(refused))
    return redirect("desk-usage-log", id=log.id)


upload = door(get=_ask, post=_take)


def _form(request: HttpRequest) -> LogForm:
    person = person_of(request)
    agencies = [one for one in people.list_agencies() if can_do(person, "usage.import", one.id)]
    posted = (request.POST, request.FILES) if request.method == "POST" else ()
    return LogForm(*posted, agencies=agencies, initial={"agency": request.GET.get("agency", "")})


def _page(
    request: HttpRequest, typed: LogForm, *, status: int = 200, trial: Any = None
) -> HttpResponse:
    shown = {"form": typed, "trial": trial}
    return render(request, "desk/usage_import.html", shown, status=status)


def _told(tally: dict[str, Any]) -> dict[str, Any]:
    """What became of the lines of a log, in words."""
    refused = sorted(tally["refused"].items(), key=lambda one: (-one[1], one[0]))
    return {
        "tally": tally,
        "kind": words(f"usage.log.{tally['kind']}"),
        "reasons": [(words(f"usage.reason.{reason}"), n) for reason, n in refused],
    }
