"""The steward's report on a delivery: as a page, and as a file to keep or send on."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import mark_safe

from odms.intake import queries as intake
from odms.pictures import report as drawn
from odms.publication.queries import report as reports
from odms.tables.serving import file_for_one
from odms.web.doors import page, person_of
from odms.web.told import language
from odms.web.views.desk import shapes


@page("delivery.read")
def show(request: HttpRequest, id: str) -> HttpResponse:
    """The report in the language of the page; it prints as it stands."""
    delivery = intake.get_delivery(id, person_of(request))
    document = drawn.worded(_told(request, delivery), language())
    shown = {
        "delivery": delivery,
        "agency": shapes.agency_name(delivery.agency),
        "title": document.title,
        # both escape whatever came from the file
        "head": mark_safe(drawn.head(document)),  # noqa: S308
        "body": mark_safe(drawn.body(document)),  # noqa: S308
        "forms": list(reports.MEDIA_TYPES) if delivery.state == "read" else [],
    }
    return render(request, "desk/report.html", shown)


@page("delivery.read")
def download(request: HttpRequest, id: str, form: str) -> HttpResponseBase:
    """The report as a PDF or an annotated workbook."""
    delivery = intake.get_delivery(id, person_of(request))
    file = reports.drawn_report(delivery, _told(request, delivery), form, language())
    return file_for_one(file.path, file.name, file.media_type)


def _told(request: HttpRequest, delivery: Any) -> dict[str, Any]:
    return reports.steward_report(delivery, person_of(request), at=timezone.now())
