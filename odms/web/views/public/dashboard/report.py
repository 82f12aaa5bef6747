"""The executive summary of a year: to read, and to take away as PDF, HTML or JSON."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import mark_safe

from odms.assessment.queries import report
from odms.assessment.report import worded
from odms.errors import Invalid
from odms.pictures import summary
from odms.web import told
from odms.web.doors import page


@page("catalogue.read")
def show(request: HttpRequest) -> HttpResponse:
    """The summary of a year, the last by default."""
    at = timezone.now()
    years = report.list_years(at=at)
    year = _year(request.GET.get("year", ""), years[0])
    document = worded(report.get_report(year, at=at), told.language())
    context = {
        "document": document,
        "body": mark_safe(summary.body(document)),  # noqa: S308
        "years": years,
        "year": year,
    }
    return render(request, "public/dashboard/report.html", context)


@page("catalogue.read")
def take(request: HttpRequest, year: int, form: str) -> HttpResponse:
    """The summary of a year as a file, in the language of the address."""
    language = told.language()
    made = report.in_form(report.get_report(year, at=timezone.now()), form, language)
    answer = HttpResponse(made, content_type=report.MEDIA_TYPES[form])
    name = f"open-data-{year}-{language}.{form}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _year(text: str, usual: int) -> int:
    if not text:
        return usual
    if not text.isascii() or not text.isdigit() or len(text) > 4:
        raise Invalid("assessment.no_year", year=text[:40])
    return int(text)
