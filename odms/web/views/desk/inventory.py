"""The inventory of the agencies that a person may read: one sentence, one picture, the list."""

from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from odms.errors import Absent
from odms.inventory import exports, queries
from odms.inventory.queries import Asked, Summary
from odms.inventory.rules import ENTRY_STATES, MARKS, ORIGINS
from odms.people import queries as people
from odms.people.rules import can_do, check_do
from odms.pictures import marks
from odms.standards import codes
from odms.web import formats
from odms.web.addresses import changed
from odms.web.doors import page, person_of
from odms.web.told import language, words
from odms.web.views.desk import shapes
from odms.web.views.desk.badges import survey_badge

N_LISTED = 50
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@page("inventory.read")
def index(request: HttpRequest) -> HttpResponse:
    """What is held, filtered by the address; `agency` is the slug of one."""
    agencies, chosen = readable(request)
    ids = [one.id for one in chosen]
    asked, number = asked_of(request), _page_number(request)
    total = queries.count_entries(ids, asked)
    found = queries.list_entries(ids, asked, offset=(number - 1) * N_LISTED, limit=N_LISTED)
    figures = _sum(list(queries.summaries(ids).values()))
    shown = {
        "over": shapes.agency_name(chosen[0]) if len(chosen) == 1 else _("All agencies"),
        "figures": figures,
        "bars": _bars(figures, request.GET.get("agency", "")),
        "is_filtered": bool(set(request.GET) - {"agency", "page"}),
        "entries": [line(entry) for entry in found],
        "has_agencies": len(chosen) > 1,
        "total": total,
        "earlier": _turned(request, number - 1, total),
        "later": _turned(request, number + 1, total),
        "filters": _filters(request, agencies),
        "q": asked.text,
        "query": request.GET.urlencode(),
        "surveys": [survey_line(one) for one in queries.list_surveys(ids, limit=5)],
        "may_edit": can_edit(request, chosen),
        "agency": chosen[0].slug if len(chosen) == 1 else "",
    }
    return render(request, "desk/inventory.html", shown)


@page("inventory.read")
def download(request: HttpRequest, form: str) -> HttpResponse:
    """The entries that the list shows, all pages of it, as a file."""
    if form not in ("xlsx", "ckan", "json"):
        raise Absent("web.no_such_table", slug=form)
    ids, asked = [one.id for one in readable(request)[1]], asked_of(request)
    if form == "xlsx":
        return _file(exports.as_workbook(ids, asked), "inventory.xlsx", _XLSX)
    write = exports.as_packages if form == "ckan" else exports.as_records
    name = "inventory-ckan.json" if form == "ckan" else "inventory.json"
    return _file(orjson.dumps(write(ids, asked)), name, "application/json")


def readable(request: HttpRequest) -> tuple[list[Any], list[Any]]:
    """The agencies whose inventory this person may read, and those asked for. Raises Forbidden."""
    agencies = queries.list_readable_agencies(person_of(request))
    slug = request.GET.get("agency", "")
    if not slug:
        return agencies, agencies
    agency = people.get_agency(slug)
    check_do(person_of(request), "inventory.read", agency.id)
    return agencies, [agency]


def can_edit(request: HttpRequest, agencies: list[Any]) -> bool:
    """Whether this person may change the inventory of one of these agencies."""
    return any(can_do(person_of(request), "inventory.edit", one.id) for one in agencies)


def asked_of(request: HttpRequest) -> Asked:
    """Which entries the address asks for."""
    get = request.GET.get
    return Asked(
        text=get("q", "").strip(),
        state=get("state", "") or "present",
        category=get("category", ""),
        classification=get("classification", ""),
        origin=get("origin", ""),
        mark=get("mark", ""),
    )


def line(entry: Any) -> dict[str, Any]:
    """An entry in the list."""
    return {
        "title": formats.in_language(entry, "title", language())[0],
        "address": reverse("desk-inventory-entry", kwargs={"id": entry.id}),
        "agency": shapes.agency_name(entry.agency),
        "owner": entry.owner_unit or (entry.owner.name if entry.owner else ""),
        "held_in": entry.held_in,
        "category": codes.label("categories", entry.category, language()),
        "class": codes.label("classifications", entry.classification, language()),
        "n_rows": entry.n_rows,
        "is_candidate": entry.is_candidate,
        "is_published": entry.dataset is not None and entry.dataset.state == "published",
        "has_personal_data": entry.has_personal_data,
        "n_errors": entry.n_errors,
        "is_gone": entry.state == "gone",
    }


def survey_line(survey: Any) -> dict[str, Any]:
    """A survey in a list."""
    return {
        "address": reverse("desk-inventory-survey", kwargs={"id": survey.id}),
        "way": words(f"inventory.origin.{survey.way}"),
        "source": survey.source,
        "at": survey.at,
        "survey": survey,
        "badge": survey_badge(survey),
    }


def _bars(figures: Summary, agency: str) -> list[dict[str, Any]]:
    """How many of all entries have what is wanted of them."""
    told = (
        (_("Have an owner"), figures.n_with_owner, {}),
        (_("Are of the open class"), figures.n_open, {"classification": "open"}),
        (_("Are proposed for opening"), figures.n_candidates, {"mark": "candidate"}),
        (_("Are published"), figures.n_published, {"mark": "published"}),
    )
    return [
        {
            "label": label,
            "n": n,
            "address": changed({"agency": agency}, **asked) if asked else "",
            "bar": mark_safe(marks.bar(n / figures.n_entries)),  # noqa: S308
        }
        for label, n, asked in told
        if figures.n_entries
    ]


def _sum(found: list[Summary]) -> Summary:
    """The figures of several inventories together."""
    counts = {
        name: sum(getattr(one, name) for one in found)
        for name in Summary.__dataclass_fields__
        if name.startswith("n_")
    }
    days = [one.last_survey_at for one in found if one.last_survey_at]
    return Summary(**counts, last_survey_at=max(days, default=None))


def _filters(request: HttpRequest, agencies: list[Any]) -> list[dict[str, Any]]:
    """The lists by which entries are filtered, each with its choices."""
    named = [(one.slug, shapes.agency_name(one)) for one in agencies]
    listed = {
        "agency": (_("Agency"), named if len(named) > 1 else []),
        "category": (_("Category"), _codes("categories")),
        "classification": (_("Class"), _codes("classifications")),
        "mark": (_("Only those"), [(one, words(f"inventory.mark.{one}")) for one in MARKS]),
        "origin": (_("How it came"), [(one, words(f"inventory.origin.{one}")) for one in ORIGINS]),
        "state": (_("State"), [(one, words(f"inventory.state.{one}")) for one in ENTRY_STATES]),
    }
    return [
        {"name": name, "label": label, "choices": choices, "value": request.GET.get(name, "")}
        for name, (label, choices) in listed.items()
        if choices
    ]


def _codes(name: str) -> list[tuple[str, str]]:
    return [(one.code, one.label(language())) for one in codes.options(name)]


def _page_number(request: HttpRequest) -> int:
    text = request.GET.get("page", "")
    return int(text) if text.isascii() and text.isdecimal() and 0 < len(text) < 7 else 1


def _turned(request: HttpRequest, number: int, total: int) -> str:
    """The address of another page of the list, empty where there is none."""
    last = -(-total // N_LISTED)
    return changed(request.GET, page=number) if 1 <= number <= last else ""


def _file(content: bytes, name: str, media_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
