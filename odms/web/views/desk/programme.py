"""The programme on the desk of the centre: milestones, gaps, targets."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from odms.errors import Invalid, Refused
from odms.people import queries as people
from odms.programme import actions, queries
from odms.programme.rules import MOVES, can_move
from odms.web import programme
from odms.web.doors import door, form, page
from odms.web.forms.base import DeskForm
from odms.web.forms.programme import (
    DeclareForm,
    MilestoneForm,
    MoveForm,
    NewMilestoneForm,
    NoteForm,
    OwnedForm,
    TargetForm,
)
from odms.web.told import words
from odms.web.views.desk import shapes

_DEED = "programme.edit"


@page(_DEED)
def _show(request: HttpRequest) -> HttpResponse:
    return _index_page(request, _new_form())


@form(_DEED)
def _take(request: HttpRequest) -> HttpResponse:
    typed = _new_form(request.POST)
    status = _sent(
        request,
        typed,
        lambda: actions.add_milestone(by=request.user, at=timezone.now(), **typed.told),
    )
    return _index_page(request, typed, status) if status else redirect("desk-programme")


@form(_DEED)
def measure(request: HttpRequest) -> HttpResponse:
    """Compute all indicators now."""
    actions.measure(at=timezone.now())
    messages.success(request, _("Computed"))
    return redirect("desk-programme")


@page(_DEED)
def _show_milestone(request: HttpRequest, code: str) -> HttpResponse:
    return _milestone_page(request, queries.get_milestone(code))


@form(_DEED)
def _take_milestone(request: HttpRequest, code: str) -> HttpResponse:
    one, deed = queries.get_milestone(code), request.POST.get("deed", "")
    forms = _milestone_forms(one, request.POST)
    if deed not in forms:
        raise Invalid("web.unknown_deed", deed=deed)
    typed = forms[deed]
    status = _sent(request, typed, lambda: _do(request, one, deed, typed))
    if status:
        return _milestone_page(request, one, deed, typed, status)
    return redirect("desk-milestone", code=code)


@page(_DEED)
def _show_indicator(request: HttpRequest, code: str) -> HttpResponse:
    return _indicator_page(request, queries.get_indicator(code))


@form(_DEED)
def _take_indicator(request: HttpRequest, code: str) -> HttpResponse:
    one, deed = queries.get_indicator(code), request.POST.get("deed", "")
    if deed not in _OF_INDICATOR:
        raise Invalid("web.unknown_deed", deed=deed)
    typed = _indicator_forms(one, request.POST)[deed]
    status = _sent(request, typed, lambda: _OF_INDICATOR[deed](request.user, one, typed))
    if status:
        return _indicator_page(request, one, deed, typed, status)
    return redirect("desk-indicator", code=code)


index = door(get=_show, post=_take)
milestone = door(get=_show_milestone, post=_take_milestone)
indicator = door(get=_show_indicator, post=_take_indicator)

_OF_INDICATOR: dict[str, Callable[[Any, Any, Any], object]] = {
    "target": lambda by, one, typed: actions.set_target(
        by=by, indicator=one, at=timezone.now(), **typed.cleaned_data
    ),
    "declare": lambda by, one, typed: actions.declare_value(
        by=by, indicator=one, at=timezone.now(), **typed.cleaned_data
    ),
}


def _do(request: HttpRequest, one: Any, deed: str, typed: Any) -> object:
    by, now = request.user, timezone.now()
    if deed == "change":
        return actions.change_milestone(by=by, milestone=one, at=now, **typed.told)
    if deed == "note":
        return actions.add_note(by=by, milestone=one, text=typed.cleaned_data["text"], at=now)
    return actions.move_milestone(by=by, milestone=one, deed=deed, at=now, **typed.cleaned_data)


def _sent(request: HttpRequest, typed: DeskForm, act: Callable[[], object]) -> int:
    """Do what a form asks for: 0, or the status with which the page is shown again."""
    if not typed.is_valid():
        return 422
    try:
        act()
    except Refused as refused:
        typed.refuse(refused)
        return shapes.status(refused)
    messages.success(request, _("Saved"))
    return 0


def _new_form(data: Any = None) -> NewMilestoneForm:
    dimensions = [row.indicator for one in queries.list_oecd() for row in one.dimensions]
    return NewMilestoneForm(
        data, agencies=people.list_agencies(), steps=queries.list_steps(), dimensions=dimensions
    )


def _milestone_forms(one: Any, data: Any = None) -> dict[str, DeskForm]:
    kind = OwnedForm if one.is_printed else MilestoneForm
    known = {k: v for k, v in MilestoneForm.of(one).items() if k in kind.base_fields}
    found: dict[str, DeskForm] = {
        deed: MoveForm(data, deed=deed, auto_id=f"{deed}_%s")
        for deed in MOVES
        if can_move(deed, state=one.state)
    }
    found["note"] = NoteForm(data, auto_id="note_%s")
    agencies = people.list_agencies()
    return found | {"change": kind(data, agencies=agencies, initial=known, auto_id="change_%s")}


def _indicator_forms(one: Any, data: Any = None) -> dict[str, DeskForm]:
    found: dict[str, DeskForm] = {"target": TargetForm(data, indicator=one, auto_id="target_%s")}
    if one.value is None:
        found["declare"] = DeclareForm(data, indicator=one, auto_id="declare_%s")
    return found


def _index_page(request: HttpRequest, typed: NewMilestoneForm, status: int = 200) -> HttpResponse:
    today = timezone.localdate()
    indicators = queries.list_indicators()
    shown = {
        "steps": [programme.card(one, today) for one in queries.list_steps()],
        "gaps": [programme.card(one, today) for one in queries.list_gaps()],
        "indicators": [programme.shown(one) for one in indicators],
        "n_targets": sum(one.target is not None for one in indicators),
        "n_indicators": len(indicators),
        "form": typed,
    }
    return render(request, "desk/programme.html", shown, status=status)


def _milestone_page(
    request: HttpRequest,
    one: Any,
    deed: str = "",
    typed: DeskForm | None = None,
    status: int = 200,
) -> HttpResponse:
    forms = _milestone_forms(one) | ({deed: typed} if typed else {})
    titles = {name: words(f"programme.deed.{name}") for name in MOVES}
    headings = {"note": _("Tell of the progress"), "change": _("Who does it, and by when")} | titles
    shown = {
        "one": one,
        "card": programme.card(one, timezone.localdate()),
        "form": typed,
        "blocks": [
            {
                "deed": name,
                "heading": headings[name],
                "button": titles.get(name, _("Save")),
                "form": forms[name],
            }
            for name in headings
            if name in forms
        ],
    }
    return render(request, "desk/milestone.html", shown, status=status)


def _indicator_page(
    request: HttpRequest,
    one: Any,
    deed: str = "",
    typed: DeskForm | None = None,
    status: int = 200,
) -> HttpResponse:
    forms = _indicator_forms(one) | ({deed: typed} if typed else {})
    headings = {"target": _("The target"), "declare": _("What the centre says of itself")}
    shown = {
        "one": one,
        "shown": programme.shown(one),
        "form": typed,
        "blocks": [
            {"deed": name, "heading": headings[name], "button": _("Save"), "form": forms[name]}
            for name in forms
        ],
    }
    return render(request, "desk/indicator.html", shown, status=status)
