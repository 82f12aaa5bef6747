"""Surveys of what an agency holds: by a file, by hand, by its databases; and what they changed."""

from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from odms.errors import Refused
from odms.inventory import actions, queries
from odms.inventory.rules import label_of
from odms.people import queries as people
from odms.people.rules import can_do
from odms.web import formats, uploads
from odms.web.doors import door, form, page, person_of
from odms.web.forms.inventory import ConnectionForm, SecretForm, UploadForm
from odms.web.told import language, words
from odms.web.views.desk import shapes
from odms.web.views.desk.badges import survey_badge
from odms.web.views.desk.inventory import survey_line

N_TOLD = 200
REFRESH_S = 3


@page("inventory.read")
def show(request: HttpRequest, id: str) -> HttpResponse:
    """A survey: what is new, gone and changed, and what was not understood."""
    survey = queries.get_survey(id, person_of(request))
    shown = {
        "survey": survey,
        "over": shapes.agency_name(survey.agency),
        "way": words(f"inventory.origin.{survey.way}"),
        "badge": survey_badge(survey),
        "failure": words(survey.failure["code"], survey.failure["facts"]) if survey.failure else "",
        "changes": [_change(one) for one in survey.changes[:N_TOLD]],
        "n_changes": len(survey.changes),
        "troubles": [_trouble(one) for one in survey.troubles[:N_TOLD]],
        "n_troubles": len(survey.troubles),
        "refresh": REFRESH_S if survey.state in ("waiting", "running") else 0,
    }
    return render(request, "desk/inventory_survey.html", shown)


@page("inventory.edit")
def _ask_file(request: HttpRequest) -> HttpResponse:
    return _upload_page(request, _upload_form(request))


@form("inventory.edit")
def _take_file(request: HttpRequest) -> HttpResponse:
    typed = _upload_form(request)
    try:
        uploads.check(request)
        if not typed.is_valid():
            return _upload_page(request, typed, 422)
        given = typed.cleaned_data["file"]
        survey = actions.import_file(
            by=request.user,
            agency=people.get_agency(typed.cleaned_data["agency"]),
            path=Path(given.temporary_file_path()),
            name=given.name,
            is_whole=typed.cleaned_data["is_whole"],
            at=timezone.now(),
        )
    except Refused as refused:
        typed.refuse(refused, field="file")
        return _upload_page(request, typed, shapes.status(refused))
    return redirect("desk-inventory-survey", id=survey.id)


upload = door(get=_ask_file, post=_take_file)


@form("inventory.edit")
def review(request: HttpRequest) -> HttpResponse:
    """A person looked through the inventory: a survey by hand."""
    agency = people.get_agency(request.POST.get("agency", ""))
    survey = actions.record_review(by=request.user, agency=agency, at=timezone.now())
    return redirect("desk-inventory-survey", id=survey.id)


@page("inventory.edit")
def _show_databases(request: HttpRequest) -> HttpResponse:
    return _databases_page(request, _connection_form(request))


@form("inventory.edit")
def _keep(request: HttpRequest) -> HttpResponse:
    typed = _connection_form(request)
    if not typed.is_valid():
        return _databases_page(request, typed, 422)
    told = dict(typed.cleaned_data)
    try:
        agency = people.get_agency(told.pop("agency"))
        kept = actions.keep_connection(by=request.user, agency=agency, at=timezone.now(), **told)
    except Refused as refused:
        typed.refuse(refused)
        return _databases_page(request, typed, shapes.status(refused))
    return redirect("desk-inventory-database", id=kept.id)


databases = door(get=_show_databases, post=_keep)


@page("inventory.edit")
def _show_database(request: HttpRequest, id: str) -> HttpResponse:
    return _database_page(request, queries.get_connection(id, person_of(request)), SecretForm())


@form("inventory.edit")
def _survey(request: HttpRequest, id: str) -> HttpResponse:
    connection = queries.get_connection(id, person_of(request))
    typed = SecretForm(request.POST)
    try:
        survey = actions.ask_survey(
            by=request.user,
            connection=connection,
            secret=request.POST.get("secret", "") if connection.asks_secret else "",
            at=timezone.now(),
        )
    except Refused as refused:
        typed.refuse(refused)
        return _database_page(request, connection, typed, shapes.status(refused))
    return redirect("desk-inventory-survey", id=survey.id)


database = door(get=_show_database, post=_survey)


@form("inventory.edit")
def remove(request: HttpRequest, id: str) -> HttpResponse:
    """Forget how a database is reached; entries and surveys stay."""
    connection = queries.get_connection(id, person_of(request))
    actions.remove_connection(by=request.user, connection=connection, at=timezone.now())
    messages.success(request, _("The connection and its password were removed"))
    return redirect("desk-inventory-databases")


def _upload_form(request: HttpRequest) -> UploadForm:
    agencies = queries.list_editable_agencies(person_of(request))
    initial = {"agency": request.GET.get("agency", "")}
    posted = (request.POST, request.FILES) if request.method == "POST" else ()
    return UploadForm(*posted, agencies=agencies, initial=initial)


def _connection_form(request: HttpRequest) -> ConnectionForm:
    agencies = queries.list_editable_agencies(person_of(request))
    initial = {"agency": request.GET.get("agency", "")}
    return ConnectionForm(request.POST or None, agencies=agencies, initial=initial)


def _upload_page(request: HttpRequest, typed: UploadForm, status: int = 200) -> HttpResponse:
    return render(request, "desk/inventory_upload.html", {"form": typed}, status=status)


def _databases_page(request: HttpRequest, typed: ConnectionForm, status: int = 200) -> HttpResponse:
    ids = [one.id for one in queries.list_editable_agencies(person_of(request))]
    found = queries.list_connections(ids)
    shown = {
        "form": typed,
        "connections": [
            {
                "connection": one,
                "agency": shapes.agency_name(one.agency),
                "kind": words(f"inventory.database.{one.kind}"),
                "last": survey_line(one.last) if one.last else None,
            }
            for one in found
        ],
    }
    return render(request, "desk/inventory_databases.html", shown, status=status)


def _database_page(
    request: HttpRequest, connection: Any, typed: SecretForm, status: int = 200
) -> HttpResponse:
    shown = {
        "form": typed,
        "connection": connection,
        "over": shapes.agency_name(connection.agency),
        "kind": words(f"inventory.database.{connection.kind}"),
        "surveys": [survey_line(one) for one in connection.surveys.all()[:10]],
        "may_edit": can_do(person_of(request), "inventory.edit", connection.agency_id),
    }
    return render(request, "desk/inventory_database.html", shown, status=status)


def _change(one: dict[str, Any]) -> dict[str, Any]:
    return {
        "entry": one["entry"],
        "title": one["title"],
        "kind": one["kind"],
        "changes": [_difference(change) for change in one["changes"]],
    }


def _difference(change: dict[str, Any]) -> dict[str, str]:
    """What changed in one field, in words: its name, what it was, what it is."""
    what = words(f"inventory.field.{change['what']}")
    if "column" in change:
        what = f"{what}: {change['column']}"
    return {
        "what": what,
        "before": _value(change["what"], change["before"]),
        "after": _value(change["what"], change["after"]),
    }


def _value(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, int):
        return formats.number(value)
    if name == "state":
        return words(f"inventory.state.{value}")
    return label_of(name, value, language())


def _trouble(one: dict[str, Any]) -> dict[str, Any]:
    """A trouble in words; what it is about by its name where it has one."""
    return {
        "row": one["row"],
        "item": _item(one["item"]),
        "value": one["value"],
        "words": words(one["code"], one["facts"] | {"item": _item(one["item"])}),
    }


def _item(name: str) -> str:
    try:
        return words(f"inventory.field.{name}")
    except KeyError:  # a heading or a table of the file itself
        return name
