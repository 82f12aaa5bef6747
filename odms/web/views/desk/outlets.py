"""Catalogues elsewhere that an agency pushes its records to: keeping one, pushing, deciding conflicts."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from odms.errors import Refused
from odms.outlets import actions, queries
from odms.outlets.rules import DECISIONS
from odms.people import queries as people
from odms.people.rules import can_do
from odms.web import formats
from odms.web.doors import door, form, page, person_of
from odms.web.forms.outlets import OutletForm
from odms.web.told import words
from odms.web.views.desk import badges, choosing, shapes

REFRESH_S = 3
_LETTERS = 300  # of a value that is shown


@page("outlet.read")
def _index(request: HttpRequest) -> HttpResponse:
    return _list_page(request, _form(request))


@form("outlet.edit")
def _keep(request: HttpRequest) -> HttpResponse:
    typed = _form(request)
    if not typed.is_valid():
        return _list_page(request, typed, 422)
    told = dict(typed.cleaned_data)
    try:
        agency = people.get_agency(told.pop("agency"))
        kept = actions.keep_outlet(by=request.user, agency=agency, at=timezone.now(), **told)
    except Refused as refused:
        typed.refuse(refused, field="url")
        return _list_page(request, typed, shapes.status(refused))
    messages.success(request, _("The token may write there; the outlet is kept"))
    return redirect("desk-outlet", id=kept.id)


index = door(get=_index, post=_keep)


@page("outlet.read")
def _show(request: HttpRequest, id: str) -> HttpResponse:
    outlet, person = queries.get_outlet(id, person_of(request)), person_of(request)
    pushes = queries.list_pushes(outlet)
    records = queries.list_records(outlet)
    shown = {
        "outlet": outlet,
        "over": shapes.agency_name(outlet.agency),
        "records": [_record(row) for row in records],
        "n_waiting": sum(row.state == "conflict" for row in records),
        "pushes": [_push(row) for row in pushes],
        "may_push": can_do(person, "outlet.push", outlet.agency_id),
        "may_decide": can_do(person, "outlet.decide", outlet.agency_id),
        "may_edit": can_do(person, "outlet.edit", outlet.agency_id),
        "refresh": REFRESH_S if pushes and pushes[0].state in ("waiting", "running") else 0,
    }
    return render(request, "desk/outlet.html", shown)


@form("outlet.push")
def _ask(request: HttpRequest, id: str) -> HttpResponse:
    outlet = queries.get_outlet(id, person_of(request))
    is_rehearsal = request.POST.get("deed") == "rehearse"
    push = actions.ask_push(
        by=request.user, outlet=outlet, is_rehearsal=is_rehearsal, at=timezone.now()
    )
    return redirect("desk-push", id=push.id)


show = door(get=_show, post=_ask)


@form("outlet.decide")
def decide(request: HttpRequest, id: str, slug: str) -> HttpResponse:
    """Decide what becomes of a record that is not there as we left it."""
    outlet = queries.get_outlet(id, person_of(request))
    record = queries.get_record(outlet, slug)
    decision = request.POST.get("decision", "")
    actions.decide(by=request.user, record=record, decision=decision, at=timezone.now())
    messages.success(request, _("Decided; the next push does it"))
    return redirect("desk-outlet", id=outlet.id)


@form("outlet.edit")
def remove(request: HttpRequest, id: str) -> HttpResponse:
    """Forget an outlet and its token; what stands there stays."""
    outlet = queries.get_outlet(id, person_of(request))
    actions.remove_outlet(by=request.user, outlet=outlet, at=timezone.now())
    messages.success(request, _("The outlet and its token were removed"))
    return redirect("desk-outlets")


@page("outlet.read")
def show_push(request: HttpRequest, id: str) -> HttpResponse:
    """One push: what it did with each record, or would do."""
    push = queries.get_push(id, person_of(request))
    shown = {
        "push": push,
        "line": _push(push),
        "outlet": push.outlet,
        "failure": words(push.failure["code"], push.failure["facts"]) if push.failure else "",
        "sendings": [_sending(row) for row in queries.list_sendings(push)],
        "refresh": REFRESH_S if push.state in ("waiting", "running") else 0,
    }
    return render(request, "desk/push.html", shown)


def _form(request: HttpRequest) -> OutletForm:
    agencies = queries.list_editable_agencies(person_of(request))
    initial = {"agency": request.GET.get("agency", "")}
    return OutletForm(request.POST or None, agencies=agencies, initial=initial)


def _list_page(request: HttpRequest, typed: OutletForm, status: int = 200) -> HttpResponse:
    person = person_of(request)
    readable = queries.list_readable_agencies(person)
    agency = choosing.asked(request, readable)
    outlets = queries.list_outlets(agency)
    shown = {
        "agency": choosing.choice(agency, readable),
        "form": typed,
        "may_edit": bool(queries.list_editable_agencies(person)),
        "outlets": [
            {
                "outlet": one,
                "last": _push(one.last) if one.last else None,
                "n_sent": one.counts.get("sent", 0),
                "n_waiting": one.counts.get("conflict", 0),
            }
            for one in outlets
        ],
        "n_waiting": sum(one.counts.get("conflict", 0) for one in outlets),
    }
    return render(request, "desk/outlets.html", shown, status=status)


def _push(push: Any) -> dict[str, Any]:
    return {
        "push": push,
        "badge": badges.push_badge(push),
        "by": push.by.name if push.by else _("every night"),
    }


def _record(row: Any) -> dict[str, Any]:
    told = row.trouble
    return {
        "row": row,
        "badge": badges.record_badge(row),
        "conflict": words(f"outlets.conflict.{row.conflict}") if row.conflict else "",
        "decided": words(f"outlets.decision.{row.decision}") if row.decision else "",
        "why": words(told["code"], told["facts"]) if told else "",
        "changes": [_change(change) for change in row.changes],
        "decisions": [(one, words(f"outlets.decision.{one}")) for one in _possible(row)],
    }


def _possible(row: Any) -> list[str]:
    """What a person can decide about a record now."""
    if row.state == "conflict":
        return [one for one in DECISIONS if one != row.decision]
    return ["ours"] if row.state == "left-out" else []


def _sending(row: Any) -> dict[str, Any]:
    told = row.trouble
    return {
        "row": row,
        "deed": words(f"outlets.deed.{row.deed}"),
        "conflict": words(f"outlets.conflict.{row.conflict}") if row.conflict else "",
        "why": words(told["code"], told["facts"]) if told else "",
        "changes": [_change(change) for change in row.changes],
    }


def _change(change: list[Any]) -> dict[str, str]:
    item, before, after = change
    return {"item": item, "before": _text(before), "after": _text(after)}


def _text(value: Any) -> str:
    """A value in words that fit into a cell."""
    if isinstance(value, list):
        value = ", ".join(
            str(one.get("name", one)) if isinstance(one, dict) else str(one) for one in value
        )
    return formats.plain(str(value))[:_LETTERS]
