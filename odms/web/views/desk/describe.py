"""Describing a dataset: what its columns are called, and the fourteen items."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from odms.errors import Refused
from odms.intake import queries as intake
from odms.publication import actions as publication_actions
from odms.publication import queries as publication
from odms.publication.queries.suggestions import list_suggestions
from odms.publication.suggesting import Suggestion
from odms.publication.wording import list_mentions
from odms.standards import thai
from odms.standards.record import Record
from odms.web import items
from odms.web.doors import door, form, page, person_of
from odms.web.forms.base import DeskForm
from odms.web.forms.columns import ColumnsForm
from odms.web.forms.record import RecordForm, shown_value
from odms.web.told import language, words
from odms.web.views.desk import badges, draft, shapes, tables


@page("case.read")
def _show_columns(request: HttpRequest, id: str) -> HttpResponse:
    case = publication.get_case(id, person_of(request))
    return _columns_page(request, case, _columns_form(request, case))


@form("case.edit")
def _take_columns(request: HttpRequest, id: str) -> HttpResponse:
    case = publication.get_case(id, person_of(request))
    typed = _columns_form(request, case)
    status = _change(request, case, typed, typed.changes) if typed.is_valid() else 422
    if status:
        return _columns_page(request, case, typed, status=status)
    if "stay" in request.POST:
        return redirect(request.get_full_path())
    if typed.next_page:
        return redirect(f"{request.path}?page={typed.next_page}")
    return redirect("desk-case-description", id=case.id)


columns = door(get=_show_columns, post=_take_columns)


@page("case.read")
def _show_description(request: HttpRequest, id: str) -> HttpResponse:
    case = publication.get_case(id, person_of(request))
    return _description_page(request, case, _record_form(case))


@form("case.edit")
def _take_description(request: HttpRequest, id: str) -> HttpResponse:
    case = publication.get_case(id, person_of(request))
    typed = _record_form(case, request.POST)
    taken = _taken(request, case)
    status = 422
    if typed.is_valid():
        status = _change(request, case, typed, typed.changes(_known(case)) | taken)
    if status:
        return _description_page(request, case, typed, status=status)
    if taken:
        item = next(iter(taken))
        return redirect(reverse("desk-case-description", kwargs={"id": case.id}) + f"#id_{item}")
    return redirect(
        "desk-case-description" if "stay" in request.POST else "desk-case-review", id=case.id
    )


description = door(get=_show_description, post=_take_description)


@form("case.edit")
def score(request: HttpRequest, id: str) -> HttpResponse:
    """How far the description would be with what is typed, without keeping it."""
    case = publication.get_case(id, person_of(request))
    typed = _record_form(case, request.POST)
    typed.is_valid()
    typed.cleaned_data.pop("slug", None)
    record = Record.from_dict(case.record).changed(typed.cleaned_data)
    return render(request, "desk/_score.html", _score(record))


def _change(request: HttpRequest, case: Any, typed: DeskForm, changes: dict[str, Any]) -> int:
    """Write the changes into the record: 0, or the status of a refusal, which goes to the form."""
    try:
        if changes:
            publication_actions.change_record(
                by=request.user,
                case=case,
                changes=changes,
                at=timezone.now(),
                revision=shapes.revision(request),
            )
    except Refused as refused:
        typed.refuse(refused)
        return shapes.status(refused)
    messages.success(request, _("Saved"))
    return 0


def _columns_form(request: HttpRequest, case: Any) -> ColumnsForm:
    number = request.GET.get("page", "1")
    return ColumnsForm(
        request.POST if request.method == "POST" else None,
        tables=intake.list_chosen(shapes.delivery_of(case)),
        record=Record.from_dict(case.record),
        page=int(number) if number.isdecimal() else 1,
    )


def _known(case: Any) -> dict[str, Any]:
    """What the case says now: its record, and the name in addresses while it can be changed."""
    return case.record | ({} if case.dataset.published_at else {"slug": case.dataset.slug})


def _record_form(case: Any, data: Any = None) -> RecordForm:
    return RecordForm(data, initial=_known(case), has_slug=case.dataset.published_at is None)


def _columns_page(
    request: HttpRequest, case: Any, typed: ColumnsForm, status: int = 200
) -> HttpResponse:
    shown = shapes.case_page(request, case, "columns") | {
        "form": typed,
        "tables": [_table(table, columns, typed) for table, columns in typed.shown],
    }
    return render(request, "desk/columns.html", shown, status=status)


def _table(table: Any, columns: list[Any], typed: ColumnsForm) -> dict[str, Any]:
    """A table with the cards and fields of its columns on this page."""
    profiles, dropped = tables.profiles_of(table), draft.left_out(table)
    return {
        "title": tables.title(table, typed.n_tables),
        "columns": [
            {
                "card": tables.card(place.column, profiles.get(place.column["name"], {})),
                "is_dropped": place.column["name"] in dropped,
                "fields": fields,
            }
            for place, fields in columns
        ],
    }


def _description_page(
    request: HttpRequest, case: Any, typed: RecordForm, status: int = 200
) -> HttpResponse:
    record = Record.from_dict(case.record)
    shown = shapes.case_page(request, case, "description") | _score(record) | {"form": typed}
    if shown["may_edit"]:
        _put_suggestions(case, typed)
    return render(request, "desk/description.html", shown, status=status)


def _score(record: Record) -> dict[str, Any]:
    """How many of the fourteen are there, and what is lacking."""
    have, of = thai.score(record)
    return {
        "score": {"have": have, "of": of},
        "lacks": [_lack(lack) for lack in (*thai.check_record(record), *list_mentions(record))],
    }


def _put_suggestions(case: Any, typed: RecordForm) -> None:
    """Put beside each empty field what the file suggests for it."""
    for item, one in list_suggestions(case).items():
        if item in typed.fields:
            typed[item].suggestion = {
                "value": _shown(one),
                "why": words(one.code, dict(one.facts)),
            }


def _shown(one: Suggestion) -> str:
    if one.item == "frequency_unit":
        return items.frequency(Record().changed(one.values), language())
    return shown_value(one.item, one.values[one.item])


def _taken(request: HttpRequest, case: Any) -> dict[str, Any]:
    """The values of the suggestion that was clicked, if one was."""
    if not (item := request.POST.get("take")):
        return {}
    suggested = list_suggestions(case).get(item)
    return dict(suggested.values) if suggested else {}


def _lack(lack: thai.Lack) -> dict[str, Any]:
    return {
        "anchor": f"id_{lack.item}",
        "sentence": words(lack.code, lack.facts),
        "badge": badges.LACK_BADGES[lack.severity],
    }
