"""The pictures of the nation alone: as SVG, PNG and CSV."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from odms.assessment.queries import figures, pictures
from odms.assessment.queries.figures import Told
from odms.errors import Absent
from odms.pictures.drawn import MEDIA_TYPES, drawn
from odms.web import told
from odms.web.doors import page

_CSV = "text/csv; charset=utf-8"


@page("catalogue.read")
def show(request: HttpRequest, name: str, form: str) -> HttpResponse:
    """One picture; `?day=` a past day, `?survey=1` that of 2565, `?ministry=` that of a ministry."""
    at, language = timezone.now(), told.language()
    day = figures.check_day(request.GET.get("day", ""), at=at)
    if ministry := request.GET.get("ministry", ""):
        counted = figures.get_told(figures.get_subject("ministry", ministry), day=day)
        chart = pictures.get_own_picture(name, counted, language, at=at, day=day)
    else:
        is_survey = bool(request.GET.get("survey"))
        counted = Told() if is_survey else figures.get_told(figures.nation(), day=day)
        chart = pictures.get_picture(name, counted, language, at=at, day=day)
    if form == "csv":
        answer = HttpResponse("\ufeff" + chart.csv(), content_type=_CSV)
    elif form in MEDIA_TYPES:
        answer = HttpResponse(drawn(chart, form, language), content_type=MEDIA_TYPES[form])
    else:
        known = ", ".join(["csv", *MEDIA_TYPES])
        raise Absent("assessment.no_such_form", form=form, known=known)
    disposition = "inline" if form == "svg" else "attachment"
    answer["Content-Disposition"] = f'{disposition}; filename="{name}-{language}.{form}"'
    return answer
