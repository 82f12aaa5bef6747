"""The questionnaire: one page to answer it, and what the answers come to."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from odms.errors import Refused
from odms.people import queries as people
from odms.voice import actions
from odms.voice import queries as voice
from odms.web import told
from odms.web.doors import by_of, door, form, mark_of, page, status_of
from odms.web.forms.voice import SurveyForm

MOST = 5  # the best mark


@page("survey.answer")
def _show(request: HttpRequest) -> HttpResponse:
    return _survey_page(request, _form())


@form("survey.answer")
def _take(request: HttpRequest) -> HttpResponse:
    typed, now = _form(request.POST), timezone.now()
    if typed.is_by_program:
        return redirect("survey")
    if not typed.is_valid():
        return _survey_page(request, typed, status=422)
    slug = typed.cleaned_data["agency"]
    try:
        actions.answer_survey(
            by=by_of(request),
            agency=people.get_agency(slug) if slug else None,
            mark=mark_of(request, now),
            at=now,
            **typed.answers,
        )
    except Refused as refused:
        typed.refuse(refused)
        return _survey_page(request, typed, status=max(status_of(refused), 422))
    return redirect(f"{request.path}?sent=1")


answer = door(get=_show, post=_take)


def _form(data: Any = None) -> SurveyForm:
    return SurveyForm(data, agencies=people.list_agencies())


def _survey_page(request: HttpRequest, typed: SurveyForm, status: int = 200) -> HttpResponse:
    results = voice.results()
    shown = {
        "form": typed,
        "title": voice.get_questionnaire()["title"],
        "is_sent": "sent" in request.GET,
        "results": results,
        "means": _means(results),
    }
    return render(request, "public/survey.html", shown, status=status)


def _means(results: dict[str, Any]) -> list[dict[str, Any]]:
    """The mean of each dimension with the width of its bar in percent."""
    means = results.get("means", {})
    return [
        {
            "label": one[told.language()],
            "mean": f"{means[one['code']]:.2f}",
            "width": f"{100 * means[one['code']] / MOST:.1f}%",
        }
        for one in voice.get_questionnaire()["dimensions"]
        if one["code"] in means
    ]
