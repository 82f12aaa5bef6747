"""An entry of the inventory: enter it, change it, say that it is gone or back."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from odms.catalogue import queries as catalogue
from odms.errors import Forbidden, Refused
from odms.inventory import actions, queries
from odms.inventory.rules import check, label_of
from odms.people import queries as people
from odms.people.rules import can_do
from odms.web import formats
from odms.web.doors import door, form, page, person_of
from odms.web.forms.inventory import EntryForm, GoneForm
from odms.web.told import language, words
from odms.web.views.desk import shapes


@page("inventory.edit")
def _ask(request: HttpRequest) -> HttpResponse:
    agency = _agency(request)
    return _new_page(request, agency, _form(agency))


@form("inventory.edit")
def _add(request: HttpRequest) -> HttpResponse:
    agency = _agency(request)
    typed = _form(agency, request.POST)
    if not typed.is_valid():
        return _new_page(request, agency, typed, 422)
    try:
        with transaction.atomic():
            made = actions.add_entry(
                by=request.user, agency=agency, values=typed.values, at=timezone.now()
            )
            _link(request, made, typed)
    except Refused as refused:
        typed.refuse(refused)
        return _new_page(request, agency, typed, shapes.status(refused))
    messages.success(request, _("Saved"))
    return redirect("desk-inventory-entry", id=made.id)


new = door(get=_ask, post=_add)


@page("inventory.read")
def _show(request: HttpRequest, id: str) -> HttpResponse:
    found = queries.get_entry(id, person_of(request))
    initial = queries.values_of(found) | {
        "seen": found.modified_at.isoformat(),
        "dataset": found.dataset.slug if found.dataset else "",
    }
    return _page(request, found, _form(found.agency, initial=initial))


@form("inventory.edit")
def _change(request: HttpRequest, id: str) -> HttpResponse:
    found = queries.get_entry(id, person_of(request))
    typed = _form(found.agency, request.POST)
    if not typed.is_valid():
        return _page(request, found, typed, status=422)
    try:
        with transaction.atomic():
            changed = actions.change_entry(
                by=request.user,
                entry=found,
                values=typed.values,
                seen=typed.cleaned_data["seen"],
                at=timezone.now(),
            )
            _link(request, changed, typed)
    except Refused as refused:
        typed.refuse(refused)
        return _page(request, found, typed, status=shapes.status(refused))
    messages.success(request, _("Saved"))
    return redirect("desk-inventory-entry", id=id)


entry = door(get=_show, post=_change)


@form("inventory.edit")
def move(request: HttpRequest, id: str) -> HttpResponse:
    """Say that an entry is gone, with the reason, or that it is back."""
    found = queries.get_entry(id, person_of(request))
    if found.state == "gone":
        actions.bring_back(by=request.user, entry=found, at=timezone.now())
        return redirect("desk-inventory-entry", id=id)
    typed = GoneForm(request.POST)
    if not typed.is_valid():
        return _page(request, found, _form(found.agency), gone=typed, status=422)
    reason = typed.cleaned_data["reason"]
    actions.mark_gone(by=request.user, entry=found, reason=reason, at=timezone.now())
    messages.success(request, _("Marked as gone"))
    return redirect("desk-inventory-entry", id=id)


def _agency(request: HttpRequest) -> Any:
    """The agency whose inventory grows: the one that is named, else the only one there is."""
    agencies = queries.list_editable_agencies(person_of(request))
    slug = request.GET.get("agency", "")
    if not slug and len(agencies) > 0:
        return agencies[0]
    for agency in agencies:
        if agency.slug == slug:
            return agency
    people.get_agency(slug)
    raise Forbidden("people.may_not", deed="inventory.edit")


def _form(agency: Any, data: Any = None, initial: dict[str, Any] | None = None) -> EntryForm:
    return EntryForm(
        data,
        initial=initial,
        people=people.list_users(agency),
        datasets=catalogue.list_datasets(agency=agency, state=None, order="title_th", limit=None),
    )


def _link(request: HttpRequest, entry: Any, typed: EntryForm) -> None:
    """Link the entry to the dataset that was chosen; to none where none was."""
    slug = typed.cleaned_data["dataset"]
    dataset = catalogue.get_dataset(slug, person_of(request)) if slug else None
    if (dataset.id if dataset else None) != entry.dataset_id:
        actions.link(by=request.user, entry=entry, dataset=dataset, at=timezone.now())


def _new_page(
    request: HttpRequest, agency: Any, typed: EntryForm, status: int = 200
) -> HttpResponse:
    shown = {"form": typed, "over": shapes.agency_name(agency), "agency": agency.slug}
    others = [
        one for one in queries.list_editable_agencies(person_of(request)) if one.id != agency.id
    ]
    shown["others"] = [{"slug": one.slug, "name": shapes.agency_name(one)} for one in others[:20]]
    return render(request, "desk/inventory_new.html", shown, status=status)


def _page(
    request: HttpRequest, entry: Any, typed: EntryForm, *, gone: Any = None, status: int = 200
) -> HttpResponse:
    values = queries.values_of(entry)
    shown = {
        "form": gone if gone is not None else typed,
        "typed": typed,
        "gone": gone or GoneForm(),
        "entry": entry,
        "title": formats.in_language(entry, "title", language())[0],
        "over": shapes.agency_name(entry.agency),
        "lacks": [
            {"words": words(lack.code, lack.facts), "is_error": lack.severity == "error"}
            for lack in check(values)
        ],
        "columns": [_column(one) for one in entry.columns],
        "kept": _kept(entry.extra),
        "origin": words(f"inventory.origin.{entry.origin}"),
        "may_edit": can_do(person_of(request), "inventory.edit", entry.agency_id),
        "facts": _facts(values),
    }
    return render(request, "desk/inventory_entry.html", shown, status=status)


def _facts(values: dict[str, Any]) -> list[tuple[str, str]]:
    """What is known, in words, for whoever may only read."""
    said = {True: _("Yes"), False: _("No")}
    return [
        (
            words(f"inventory.field.{name}"),
            str(said[value]) if isinstance(value, bool) else label_of(name, value, language()),
        )
        for name, value in values.items()
        if name != "columns"
    ]


def _column(column: dict[str, Any]) -> dict[str, Any]:
    kinds = column.get("personal", "")
    return column | {"is_personal": bool(kinds)}


def _kept(extra: dict[str, Any]) -> list[tuple[str, str]]:
    """What no field takes, as headings and texts."""
    told = []
    for name, value in extra.get("unread", {}).items():
        told.append((words(f"inventory.field.{name}"), str(value)))
    for way in ("workbook", "ckan"):
        told += [(name, str(value)) for name, value in extra.get(way, {}).items()]
    return told
