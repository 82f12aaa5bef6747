"""The schema of a table of one's own: see it, change it, bring another."""

import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from odms.catalogue import actions as catalogue_actions
from odms.catalogue import queries as catalogue
from odms.catalogue.rules import MAX_SCHEMA_BYTES
from odms.engine.schema import code_lists, table_schema
from odms.engine.schema.model import Field
from odms.errors import Absent, Refused, Unreadable
from odms.people.rules import can_do
from odms.web import formats
from odms.web.doors import door, form, page, person_of
from odms.web.forms.base import DeskForm
from odms.web.forms.schema import ImportForm, SchemaForm
from odms.web.told import language
from odms.web.views.desk import shapes, tables


@page("case.read")
def _show(request: HttpRequest, slug: str, distribution: str) -> HttpResponse:
    table = _own(request, slug, distribution)
    return _page(request, table, _form(request, table))


@form("case.edit")
def _take(request: HttpRequest, slug: str, distribution: str) -> HttpResponse:
    table = _own(request, slug, distribution)
    typed = _form(request, table)
    if not typed.is_valid():
        return _page(request, table, typed, status=422)
    document = table_schema.write(typed.changed)
    if refused := _keep(request, table, document, "edited", typed):
        return _page(request, table, typed, status=refused)
    return redirect(request.get_full_path())


show = door(get=_show, post=_take)


@page("case.edit")
def _ask_import(request: HttpRequest, slug: str, distribution: str) -> HttpResponse:
    return _import_page(request, _own(request, slug, distribution), ImportForm())


@form("case.edit")
def _import(request: HttpRequest, slug: str, distribution: str) -> HttpResponse:
    table = _own(request, slug, distribution)
    typed = ImportForm(request.POST, request.FILES)
    if not typed.is_valid():
        return _import_page(request, table, typed, status=422)
    given = typed.cleaned_data["document"]
    try:
        document = json.loads(given.read(MAX_SCHEMA_BYTES + 1))
    except (ValueError, RecursionError):
        typed.refuse(Unreadable("schema.not_json", name=given.name), "document")
        return _import_page(request, table, typed, status=422)
    if refused := _keep(request, table, document, "imported", typed):
        return _import_page(request, table, typed, status=refused)
    return redirect("desk-schema", slug=slug, distribution=distribution)


bring = door(get=_ask_import, post=_import)


def _keep(request: HttpRequest, table: Any, document: Any, origin: str, typed: DeskForm) -> int:
    """Put a schema in force: 0, or the status of a refusal, which goes to the form."""
    try:
        catalogue_actions.keep_schema(
            by=request.user,
            distribution=table,
            document=document,
            origin=origin,
            at=timezone.now(),
        )
    except Refused as refused:
        typed.refuse(refused)
        return shapes.status(refused)
    messages.success(request, _("Kept. The next delivery is held against it."))
    return 0


def _own(request: HttpRequest, slug: str, distribution: str) -> Any:
    """A table of a dataset in whose agency this person has a part. Raises Absent."""
    dataset = catalogue.get_dataset(slug, person_of(request))
    if not can_do(person_of(request), "case.read", dataset.agency_id):
        raise Absent("catalogue.no_such_dataset", slug=slug)
    for table in catalogue.list_distributions(dataset):
        if table.slug == distribution:
            return table
    raise Absent("web.no_such_table", slug=distribution)


def _form(request: HttpRequest, table: Any) -> SchemaForm:
    number = request.GET.get("page", "")
    return SchemaForm(
        request.POST or None,
        schema=table_schema.read(catalogue.get_schema(table)),
        page=int(number) if number.isdecimal() and len(number) < 9 else 1,
    )


def _page(request: HttpRequest, table: Any, typed: SchemaForm, status: int = 200) -> HttpResponse:
    dataset, kept = table.dataset, catalogue.list_schemas(table)
    shown = {
        "form": typed,
        "dataset": dataset,
        "table": table,
        "over": shapes.dataset_title(dataset),
        "title": formats.in_language(table, "title", language())[0],
        "fields": [
            {"field": one, "about": _about(one), "inputs": inputs} for one, inputs in typed.shown
        ],
        "key": ", ".join(typed.schema.primary_key),
        "kept": kept,
        "may_edit": can_do(person_of(request), "case.edit", dataset.agency_id),
        "is_public": dataset.state == "published",
    }
    return render(request, "desk/schema.html", shown, status=status)


def _import_page(
    request: HttpRequest, table: Any, typed: ImportForm, status: int = 200
) -> HttpResponse:
    asked = {
        "form": typed,
        "over": formats.in_language(table, "title", language())[0],
        "back": reverse(
            "desk-schema", kwargs={"slug": table.dataset.slug, "distribution": table.slug}
        ),
    }
    return render(request, "desk/schema_import.html", asked, status=status)


def _about(one: Field) -> str:
    """Type, format, unit and code list of a field in a line."""
    type_ = str(tables.TYPES.get("text" if one.type == "string" else one.type, one.type))
    parts = [type_ if one.format == "default" else f"{type_} {one.format}", one.unit]
    if one.code_list:
        parts.append(code_lists.label(one.code_list, language()))
    if one.constraints.pattern:
        parts.append(one.constraints.pattern)
    return " · ".join(part for part in parts if part)
