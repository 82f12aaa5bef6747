"""The sixteen processes on the desk: of an agency, of a dataset, each with its evidence."""

import shutil
import tempfile
from pathlib import Path
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from odms.catalogue import queries as catalogue
from odms.errors import Absent, Refused
from odms.ledger.rules import Subject
from odms.people import queries as people
from odms.people.rules import can_do
from odms.publication import actions
from odms.publication.answering import get_process
from odms.publication.queries import standings
from odms.web import strips
from odms.web.doors import door, form, page, person_of
from odms.web.forms.processes import AnswerForm
from odms.web.views.desk import shapes

Facts = dict[str, Any]


@page("process.read")
def index(request: HttpRequest) -> HttpResponse:
    """The agencies whose processes this person may see; straight on where it is one."""
    agencies = _agencies(request)
    if len(agencies) == 1:
        return redirect("desk-agency-processes", slug=agencies[0].slug)
    states = standings.states_of_agencies([agency.id for agency in agencies])
    lines = [
        {
            "name": shapes.agency_name(agency),
            "address": reverse("desk-agency-processes", kwargs={"slug": agency.slug}),
            "strip": strips.strip(states[agency.id]) if agency.id in states else None,
        }
        for agency in agencies
    ]
    return render(request, "desk/processes_agencies.html", {"lines": lines})


@page("process.read")
def of_agency(request: HttpRequest, slug: str) -> HttpResponse:
    """The sixteen of an agency, and those of its datasets."""
    return _agency_page(request, slug)


@page("process.read")
def of_dataset(request: HttpRequest, slug: str) -> HttpResponse:
    """The sixteen of a dataset."""
    return _dataset_page(request, slug)


@form("dossier.make")
def dossier(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The signed dossier of an agency, as a file."""
    agency = _agency(request, slug)
    at = timezone.now()
    out = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "dossier.zip"
        actions.make_dossier(by=request.user, agency=agency, out=path, at=at)
        with path.open("rb") as made:
            shutil.copyfileobj(made, out)
    out.seek(0)
    return FileResponse(out, as_attachment=True, filename=f"{slug}-{at:%Y-%m-%d}.odms.zip")


@page("process.read")
def _ask_agency(request: HttpRequest, slug: str, process: str, side: str) -> HttpResponse:
    agency = _agency(request, slug)
    return _answer_page(request, standings.cells_of_agency(agency), process, side, AnswerForm())


@page("process.read")
def _ask_dataset(request: HttpRequest, slug: str, process: str, side: str) -> HttpResponse:
    dataset = _dataset(request, slug)
    return _answer_page(request, standings.cells_of_dataset(dataset), process, side, AnswerForm())


@form("process.read")
def _take_agency(request: HttpRequest, slug: str, process: str, side: str) -> HttpResponse:
    agency = _agency(request, slug)
    cells = standings.cells_of_agency(agency)
    subject = Subject("agency", agency.id)
    return _take(request, cells, subject, process, side, "desk-agency-processes", slug)


@form("process.read")
def _take_dataset(request: HttpRequest, slug: str, process: str, side: str) -> HttpResponse:
    dataset = _dataset(request, slug)
    cells = standings.cells_of_dataset(dataset)
    subject = Subject("dataset", dataset.id)
    return _take(request, cells, subject, process, side, "desk-dataset-processes", slug)


answer_of_agency = door(get=_ask_agency, post=_take_agency)
answer_of_dataset = door(get=_ask_dataset, post=_take_dataset)


def _take(
    request: HttpRequest,
    cells: list[Any],
    subject: Subject,
    process: str,
    side: str,
    route: str,
    slug: str,
) -> HttpResponse:
    typed = AnswerForm(request.POST)
    if not typed.is_valid():
        return _answer_page(request, cells, process, side, typed, status=422)
    deed = actions.declare if side == "declared" else actions.verify
    try:
        deed(
            by=request.user,
            process=process,
            subject=subject,
            at=timezone.now(),
            **typed.cleaned_data,
        )
    except Refused as refused:
        typed.refuse(refused)
        return _answer_page(request, cells, process, side, typed, status=shapes.status(refused))
    return redirect(reverse(route, kwargs={"slug": slug}) + f"#{process}")


def _answer_page(
    request: HttpRequest,
    cells: list[Any],
    process: str,
    side: str,
    typed: AnswerForm,
    status: int = 200,
) -> HttpResponse:
    cell = standings.cell_of(cells, process)
    if side not in ("declared", "verified"):
        raise Absent("publication.no_such_process", process=f"{process}/{side}")
    shown = {"form": typed, "process": strips.told(cell), "side": side}
    return render(request, "desk/process_answer.html", shown, status=status)


def _agency_page(request: HttpRequest, slug: str) -> HttpResponse:
    agency = _agency(request, slug)
    cells = standings.cells_of_agency(agency)
    datasets = [
        {
            "title": shapes.dataset_title(dataset),
            "address": reverse("desk-dataset-processes", kwargs={"slug": dataset.slug}),
            "strip": strips.strip(
                states, reverse("desk-dataset-processes", kwargs={"slug": dataset.slug})
            ),
        }
        for dataset, states in standings.list_datasets_of(agency)
    ]
    shown = {
        "over": shapes.agency_name(agency),
        "level": "agency",
        "slug": slug,
        "datasets": datasets,
        "route": "desk-agency-answer",
    }
    return _page(request, cells, agency, shown)


def _dataset_page(request: HttpRequest, slug: str) -> HttpResponse:
    dataset = _dataset(request, slug)
    shown = {
        "over": shapes.dataset_title(dataset),
        "level": "dataset",
        "slug": slug,
        "back": reverse("desk-dataset", kwargs={"slug": slug}),
        "agency_page": reverse("desk-agency-processes", kwargs={"slug": dataset.agency.slug}),
        "route": "desk-dataset-answer",
    }
    return _page(request, standings.cells_of_dataset(dataset), dataset.agency, shown)


def _page(request: HttpRequest, cells: list[Any], agency: Any, shown: Facts) -> HttpResponse:
    person = person_of(request)
    lines = [strips.told(cell) | _may(cell, person, agency, shown["level"]) for cell in cells]
    shown["may_make_dossier"] = shown["level"] == "agency" and can_do(
        person, "dossier.make", agency.id
    )
    shown |= {"strip": strips.of_cells(cells, request.path), "processes": lines}
    return render(request, "desk/processes.html", shown)


def _may(cell: Any, person: Any, agency: Any, level: str) -> Facts:
    """What this person may say of a process here."""
    is_here = get_process(cell.process.code).level == level
    declared_by = cell.declared.by_id if cell.declared else None
    return {
        "may_declare": is_here and can_do(person, "process.declare", agency.id),
        "may_verify": is_here
        and bool(cell.process.verifies)
        and declared_by not in (None, person.id if person else None)
        and can_do(person, "process.verify", agency.id),
    }


def _agencies(request: HttpRequest) -> list[Any]:
    person = person_of(request)
    return [a for a in people.list_agencies() if can_do(person, "process.read", a.id)]


def _agency(request: HttpRequest, slug: str) -> Any:
    """An agency in which this person has a part. Raises Absent."""
    agency = people.get_agency(slug)
    if not can_do(person_of(request), "process.read", agency.id):
        raise Absent("people.no_such_agency", slug=slug)
    return agency


def _dataset(request: HttpRequest, slug: str) -> Any:
    """A dataset of an agency in which this person has a part. Raises Absent."""
    dataset = catalogue.get_dataset(slug, person_of(request))
    if not can_do(person_of(request), "process.read", dataset.agency_id):
        raise Absent("catalogue.no_such_dataset", slug=slug)
    return dataset
