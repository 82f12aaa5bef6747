"""The executive summary of a year, with every figure as a number."""

from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router

from odms.api.doors import operation
from odms.api.schemas import figures as schemas
from odms.api.v1.answers import answers
from odms.assessment.queries import report

router = Router(tags=["figures"])

_YEAR = Query(None, description="Of the Buddhist era; the last of which there is a report, if none")
_FORM = Query("json", description="json, html, pdf or text")
_LANGUAGE = Query("th", description="th or en, of all but json, which has both")


@router.get(
    "/report", response=answers(schemas.Report, 404), summary="The executive summary of a year"
)
@operation("catalogue.read")
def get_year_report(
    request: HttpRequest,
    year: int | None = _YEAR,
    format: Literal["json", "html", "pdf", "text"] = _FORM,
    language: Literal["th", "en"] = _LANGUAGE,
) -> dict[str, Any] | HttpResponse:
    """The guideline's chapters with the figures of a year, each beside the year before it, and what
    follows from them by stated rules."""
    at = timezone.now()
    told = report.get_report(year or report.current_year(at=at), at=at)
    if format == "json":
        return told
    made = report.in_form(told, format, language)
    return HttpResponse(made, content_type=report.MEDIA_TYPES[format])


@router.get(
    "/report/years", response=answers(list[int]), summary="The years of which there is a report"
)
@operation("catalogue.read")
def list_report_years(request: HttpRequest) -> list[int]:
    """Years of the Buddhist era, the last first."""
    return report.list_years(at=timezone.now())
