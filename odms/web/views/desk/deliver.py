"""Delivering a file: choose it, wait while it is read, see what was understood."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from odms.catalogue import queries as catalogue
from odms.errors import Refused
from odms.intake import actions as intake_actions
from odms.intake import queries as intake
from odms.people import queries as people
from odms.people.rules import can_do
from odms.publication import queries as publication
from odms.web import uploads
from odms.web.doors import door, form, page, person_of
from odms.web.forms.delivery import DeliverForm
from odms.web.views.desk import mend, progress, shapes, tables, understood

REFRESH_S = 3
WAITING = ("received", "reading")

FORMATS = (
    (
        gettext_lazy("Text"),
        gettext_lazy("CSV, TSV and other delimited text, in UTF-8, TIS-620 or UTF-16"),
    ),
    (gettext_lazy("Workbooks"), gettext_lazy("XLSX, XLS, XLSB, ODS, with any number of sheets")),
    (gettext_lazy("Data"), gettext_lazy("JSON, JSON Lines, XML, RDF (Turtle), Parquet, web pages")),
    (
        gettext_lazy("Maps"),
        gettext_lazy("GeoJSON, Shapefile in a ZIP, GeoPackage, KML, KMZ, FlatGeobuf, GeoParquet"),
    ),
    (gettext_lazy("Packed"), gettext_lazy("any of these in a ZIP, 7z, TAR, GZ, BZ2, XZ or ZST")),
)

N_DIGITS = 9  # of a table's position; a longer number is none


@page("delivery.make")
def _ask(request: HttpRequest) -> HttpResponse:
    return _new_page(request, _deliver_form(request))


@form("delivery.make")
def _receive(request: HttpRequest) -> HttpResponse:
    typed = _deliver_form(request)
    try:
        uploads.check(request)
        if not typed.is_valid():
            return _new_page(request, typed, status=422)
        delivery = _taken(request, typed)
    except Refused as refused:
        typed.refuse(refused, field="url" if request.POST.get("url") else "file")
        return _new_page(request, typed, status=shapes.status(refused))
    return redirect("desk-delivery", id=delivery.id)


def _taken(request: HttpRequest, typed: DeliverForm) -> Any:
    """The delivery of the file that was chosen, or that stands at the address given."""
    about = {
        "by": request.user,
        "agency": typed.cleaned_data["agency"],
        "way": "web",
        "dataset": typed.renewed,
        "at": timezone.now(),
    }
    if url := typed.cleaned_data["url"].strip():
        return intake_actions.receive_from(url=url, **about)
    given = typed.cleaned_data["file"]
    uploads.check_format(given)
    return intake_actions.receive(stream=given, name=given.name, **about)


new = door(get=_ask, post=_receive)


@page("delivery.read")
def show(request: HttpRequest, id: str) -> HttpResponse:
    """A delivery: on its way, not readable, or what was understood of it."""
    return delivery_page(request, intake.get_delivery(id, person_of(request)))


@form("case.edit")
def choose(request: HttpRequest, id: str) -> HttpResponse:
    """Take which tables of a delivery are to be published, and go on."""
    delivery = intake.get_delivery(id, person_of(request))
    chosen = (p for p in request.POST.getlist("tables") if p.isdecimal() and len(p) <= N_DIGITS)
    positions = sorted({int(p) for p in chosen})
    try:
        intake_actions.choose_tables(
            by=request.user, delivery=delivery, positions=positions, at=timezone.now()
        )
    except Refused as refused:
        return delivery_page(request, delivery, refused=refused, status=shapes.status(refused))
    case = publication.get_case_of(delivery, person_of(request))
    return redirect("desk-case-personal", id=case.id) if case else redirect("desk-delivery", id=id)


@page("case.edit")
def _ask_discard(request: HttpRequest, id: str) -> HttpResponse:
    delivery = intake.get_delivery(id, person_of(request))
    asked = {
        "over": delivery.name,
        "question": _("Take this delivery back?"),
        "lead": _(
            "Nothing of it will be published. The original and its entry in the ledger stay."
        ),
        "deed": _("Take the delivery back"),
        "back": reverse("desk-delivery", kwargs={"id": id}),
    }
    return render(request, "desk/confirm.html", asked)


@form("case.edit")
def _discard(request: HttpRequest, id: str) -> HttpResponse:
    delivery = intake.get_delivery(id, person_of(request))
    intake_actions.discard(by=request.user, delivery=delivery, at=timezone.now())
    return redirect("desk")


discard = door(get=_ask_discard, post=_discard)


def _deliver_form(request: HttpRequest) -> DeliverForm:
    """The form with the agencies this person may deliver for, and the dataset that is renewed."""
    asked = request.POST.get("dataset") or request.GET.get("dataset") or ""
    renewed = catalogue.get_dataset(asked, person_of(request)) if asked else None
    agencies = [renewed.agency] if renewed else people.agencies_of(request.user, role="steward")
    typed = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    return DeliverForm(*typed, agencies=agencies, renewed=renewed)


def _new_page(request: HttpRequest, typed: DeliverForm, status: int = 200) -> HttpResponse:
    shown = {
        "form": typed,
        "renewed": shapes.dataset_title(typed.renewed) if typed.renewed else "",
        "steps": progress.steps("file"),
        "formats": FORMATS,
    }
    return render(request, "desk/new.html", shown, status=status)


def delivery_page(
    request: HttpRequest, delivery: Any, *, refused: Refused | None = None, status: int = 200
) -> HttpResponse:
    """The page of a delivery, with a refusal of what was asked of it, if there is one."""
    case = publication.get_case_of(delivery, person_of(request))
    gates = progress.gates_of(case, publication.list_gates(case)) if case else None
    shown = {
        "delivery": delivery,
        "agency": shapes.agency_name(delivery.agency),
        "title": delivery.name,
        "case": case,
        "steps": progress.steps("understood", case=case, delivery=delivery, gates=gates),
        "file_facts": understood.file_facts(delivery),
        "refusal": shapes.refusal(refused) if refused else None,
    }
    more = {"read": _read, "failed": _failed}.get(delivery.state, _on_its_way)
    return render(
        request, "desk/delivery.html", shown | more(request, delivery, case), status=status
    )


def _on_its_way(request: HttpRequest, delivery: Any, case: Any) -> dict[str, Any]:
    is_waiting = delivery.state in WAITING
    return {"is_waiting": is_waiting, "refresh_s": REFRESH_S if is_waiting else 0}


def _failed(request: HttpRequest, delivery: Any, case: Any) -> dict[str, Any]:
    again = f"?dataset={delivery.dataset.slug}" if delivery.dataset else ""
    return {
        "trouble": understood.trouble(delivery),
        "again": reverse("desk-new") + again,
        "may_edit": can_do(person_of(request), "case.edit", delivery.agency_id),
    }


def _read(request: HttpRequest, delivery: Any, case: Any) -> dict[str, Any]:
    may = can_do(person_of(request), "case.edit", delivery.agency_id) and not delivery.is_sealed
    other_case = None if case else _other_case(delivery)
    may_mend = may and delivery.state == "read"
    return {
        "verdict": understood.verdict(delivery),
        "findings": understood.findings(
            delivery.report, mend.buttons(delivery.report) if may_mend else {}
        ),
        "repairs": mend.done(delivery),
        "changes": mend.changes(delivery) if delivery.recipe else [],
        "proposed": mend.proposed(delivery) if may_mend else None,
        "may_mend": may_mend,
        "trouble": understood.trouble(delivery) if delivery.trouble else None,
        "tables": _tables(delivery),
        "may_edit": may and case is not None,
        "other_case": other_case,
        # the case is opened right after the file was read
        "refresh_s": 0 if case or other_case else REFRESH_S,
    }


def _tables(delivery: Any) -> list[dict[str, Any]]:
    """The tables of a delivery with their facts, cards and first rows."""
    known = intake.list_tables(delivery)
    told = delivery.report["tables"]
    return [
        {
            "position": table.position,
            "title": tables.title(table, len(known)),
            "is_chosen": table.is_chosen,
            "account": understood.account(told[table.position]),
            "facts": understood.table_facts(told[table.position]),
            "n_columns": len(table.columns),
            "columns": tables.cards(table),
            "n_more": max(len(table.columns) - tables.N_CARDS, 0),
            "preview": tables.preview(table),
        }
        for table in known
    ]


def _other_case(delivery: Any) -> Any:
    """The case that keeps this delivery waiting, if there is one."""
    return publication.get_open_case(delivery.dataset) if delivery.dataset else None
