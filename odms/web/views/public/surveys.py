"""Surveys: one question a screen, without an account and without scripts, and what the answers come to."""

import io
from typing import Any

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from odms.errors import Refused
from odms.ledger.rules import VISITOR
from odms.people import queries as people
from odms.voice import actions
from odms.voice import queries as voice
from odms.voice.queries.surveys import is_open
from odms.voice.rules.tallies import as_csv
from odms.web import survey_results
from odms.web.doors import by_of, door, form, mark_of, page, person_of, status_of
from odms.web.forms.survey import AGENCY, ScreenForm, answers_of, screen_of, screens
from odms.web.middleware import policy

# what a frame on another site may show; the page reads and sets no cookie
_FRAMED = "frame-ancestors *"


@page("catalogue.read")
def index(request: HttpRequest) -> HttpResponse:
    """The surveys that can be answered, and those whose results stand."""
    found = voice.list_surveys()
    today = timezone.localdate()
    shown = {
        "open": [one for one in found if is_open(one, today)],
        "closed": [one for one in found if not is_open(one, today)],
    }
    return render(request, "public/surveys.html", shown)


@page("catalogue.read")
def current(request: HttpRequest) -> HttpResponse:
    """The way to the centre's own questionnaire."""
    return redirect("survey-answer", code=voice.current_questionnaire().code)


@page("survey.answer")
def _show(request: HttpRequest, code: str) -> HttpResponse:
    survey = voice.get_survey(code, person_of(request))
    if survey.state != "draft" and not is_open(survey, timezone.localdate()):
        return redirect("survey-results", code=code)
    return _screen_page(request, survey, 0)


@form("survey.answer")
def _take(request: HttpRequest, code: str) -> HttpResponse:
    survey = voice.get_survey(code, person_of(request))
    shown, is_done = _go_on(request, survey, by=by_of(request))
    return redirect(f"{_results_address(survey)}?sent=1") if is_done else shown


answer = door(get=_show, post=_take)


@page("survey.answer")
def _show_framed(request: HttpRequest, code: str) -> HttpResponse:
    survey = voice.get_survey(code)
    return _framed(request, _screen_page(request, survey, 0, is_framed=True))


@form("survey.answer")
def _take_framed(request: HttpRequest, code: str) -> HttpResponse:
    survey = voice.get_survey(code)
    shown, is_done = _go_on(request, survey, by=VISITOR, is_framed=True)
    if is_done:
        shown = render(request, "public/survey_framed.html", {"survey": survey, "is_done": True})
    return _framed(request, shown)


# a frame gets no cookie to check; whoever sends is a visitor, whatever they are elsewhere
embed = csrf_exempt(door(get=_show_framed, post=_take_framed))


@page("catalogue.read")
def results(request: HttpRequest, code: str) -> HttpResponse:
    """What the answers to a survey come to."""
    survey = voice.get_survey(code, person_of(request))
    shown = survey_results.shown(survey, voice.results(survey)) | {
        "is_sent": "sent" in request.GET,
        "is_open": is_open(survey, timezone.localdate()),
        "n_answers": voice.count_answers_of(survey),
    }
    return render(request, "public/survey_results.html", shown)


@page("catalogue.read")
def results_csv(request: HttpRequest, code: str) -> HttpResponse:
    """The results as a table, for everybody; small cells are empty."""
    survey = voice.get_survey(code, person_of(request))
    response = HttpResponse(as_csv(voice.results(survey)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{survey.code}-results.csv"'
    return response


@page("catalogue.read")
def qr(request: HttpRequest, code: str) -> HttpResponse:
    """The address of a survey as a picture for posters."""
    survey = voice.get_survey(code, person_of(request))
    out = io.BytesIO()
    address = settings.CENTRE_URL + reverse("survey-answer", kwargs={"code": survey.code})
    segno.make(address, error="m").save(out, kind="svg", scale=8, border=4, light="#fff")
    return HttpResponse(out.getvalue(), content_type="image/svg+xml")


def _go_on(
    request: HttpRequest, survey: Any, *, by: Any, is_framed: bool = False
) -> tuple[Any, bool]:
    """The next screen, or None and True where the last one was answered."""
    names = screens(survey)
    at = min(_number(request.POST.get("at")), len(names) - 1)
    if request.POST.get("website"):
        return None, True
    if request.POST.get("go") == "back":
        return _screen_page(request, survey, max(at - 1, 0), is_framed=is_framed), False
    typed = _form(request, survey, names[at], is_bound=True)
    if not typed.is_valid():
        return _screen_page(request, survey, at, typed, 422, is_framed=is_framed), False
    if at + 1 < len(names):
        return _screen_page(request, survey, at + 1, is_framed=is_framed), False
    try:
        _keep(request, survey, by)
    except Refused as refused:
        at = screen_of(survey, str(refused.facts.get("item", ""))) % len(names)
        typed = _form(request, survey, names[at], is_bound=True)
        typed.refuse(refused, field=names[at])
        status = max(status_of(refused), 422)
        return _screen_page(request, survey, at, typed, status, is_framed=is_framed), False
    return None, True


def _keep(request: HttpRequest, survey: Any, by: Any) -> None:
    now, slug = timezone.now(), request.POST.get(AGENCY, "")
    actions.answer_survey(
        by=by,
        survey=survey,
        agency=people.get_agency(slug) if slug else None,
        mark=mark_of(request, now),
        at=now,
        **answers_of(survey, request.POST),
    )


def _form(request: HttpRequest, survey: Any, name: str, *, is_bound: bool) -> ScreenForm:
    agencies = people.list_agencies() if name == AGENCY else ()
    initial = {name: _given(request, name)}
    data = request.POST if is_bound else None
    return ScreenForm(data, survey=survey, name=name, agencies=agencies, initial=initial)


def _given(request: HttpRequest, name: str) -> Any:
    """What was answered on a screen before, to be seen and changed again."""
    given = request.POST.getlist(name)
    return given if len(given) > 1 else "".join(given)


def _screen_page(
    request: HttpRequest,
    survey: Any,
    at: int,
    typed: ScreenForm | None = None,
    status: int = 200,
    *,
    is_framed: bool = False,
) -> HttpResponse:
    names = screens(survey)
    shown = {
        "survey": survey,
        "form": typed or _form(request, survey, names[at], is_bound=False),
        "at": at,
        "number": at + 1,
        "n": len(names),
        "carried": [
            (name, value)
            for name in names
            if name != names[at]
            for value in request.POST.getlist(name)
        ],
        "is_framed": is_framed,
    }
    template = "public/survey_framed.html" if is_framed else "public/survey.html"
    return render(request, template, shown, status=status)


def _framed(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """An answer that other sites may show in a frame."""
    usual = policy(request.nonce.value)  # type: ignore[attr-defined]
    response["Content-Security-Policy"] = usual.replace("frame-ancestors 'none'", _FRAMED)
    response.xframe_options_exempt = True  # type: ignore[attr-defined]
    return response


def _results_address(survey: Any) -> str:
    return reverse("survey-results", kwargs={"code": survey.code})


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 4 else 0
