"""Surveys of an agency or the centre: designed block by block, opened, closed, made anew."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from odms.catalogue import queries as catalogue
from odms.errors import Absent, Invalid, Refused
from odms.people import queries as people
from odms.people.rules import can_do
from odms.voice import actions
from odms.voice import queries as voice
from odms.voice.rules import SURVEY_DEEDS, SURVEY_STATES, can_deed
from odms.voice.rules.documents import empty, is_needed
from odms.web import uploads
from odms.web.doors import door, form, page, person_of
from odms.web.forms.survey import (
    AnswerFileForm,
    NewSurveyForm,
    QuestionForm,
    SettingsForm,
    SharesForm,
)
from odms.web.told import words
from odms.web.views.desk import badges, shapes

N_TOLD = 200
N_DATASETS = 500


@page("survey.edit")
def _list(request: HttpRequest) -> HttpResponse:
    return _index_page(request, _new_form(request))


@form("survey.edit")
def _begin(request: HttpRequest) -> HttpResponse:
    typed = _new_form(request, request.POST)
    if not typed.is_valid():
        return _index_page(request, typed, 422)
    told = typed.cleaned_data
    try:
        made = actions.make_survey(
            by=request.user,
            document=empty({"th": told["title_th"], "en": told["title_en"]}),
            agency=people.get_agency(told["agency"]) if told["agency"] else None,
            dataset=catalogue.get_dataset(told["dataset"]) if told["dataset"] else None,
            at=timezone.now(),
        )
    except Refused as refused:
        typed.refuse(refused)
        return _index_page(request, typed, shapes.status(refused))
    return redirect("desk-survey", id=made.id)


index = door(get=_list, post=_begin)


@page("survey.edit")
def _show(request: HttpRequest, id: str) -> HttpResponse:
    return _design_page(request, voice.get_own_survey(id, person_of(request)))


@form("survey.edit")
def _change(request: HttpRequest, id: str) -> HttpResponse:
    survey, deed = voice.get_own_survey(id, person_of(request)), request.POST.get("deed", "")
    if deed in ("settings", "shares"):
        return _save(request, survey, deed)
    if deed not in _DO:
        raise Invalid("web.unknown_deed", deed=deed)
    try:
        changed = _DO[deed](request, survey)
    except Refused as refused:
        return _design_page(request, survey, refused=refused)
    messages.success(request, _("Saved"))
    return redirect("desk-survey", id=changed.id)


design = door(get=_show, post=_change)


@page("survey.edit")
def _show_question(request: HttpRequest, id: str, code: str) -> HttpResponse:
    survey = voice.get_own_survey(id, person_of(request))
    asked = _found(survey, code)
    initial = QuestionForm.initial_of(asked) if asked else {"kind": "likert", "is_needed": True}
    return _question_page(request, survey, QuestionForm(survey=survey, initial=initial), code)


@form("survey.edit")
def _keep_question(request: HttpRequest, id: str, code: str) -> HttpResponse:
    survey = voice.get_own_survey(id, person_of(request))
    typed = QuestionForm(request.POST, survey=survey)
    if not typed.is_valid():
        return _question_page(request, survey, typed, code, 422)
    asked = survey.document["questions"]
    if _found(survey, code) is None:
        questions = [*asked, typed.question(_new_code(survey))]
    else:
        questions = [typed.question(code) if q["code"] == code else q for q in asked]
    try:
        _with_questions(request, survey, questions)
    except Refused as refused:
        typed.refuse(refused)
        return _question_page(request, survey, typed, code, shapes.status(refused))
    return redirect("desk-survey", id=survey.id)


question = door(get=_show_question, post=_keep_question)


@page("survey.edit")
def _show_files(request: HttpRequest, id: str) -> HttpResponse:
    survey = voice.get_own_survey(id, person_of(request))
    return _files_page(request, survey, AnswerFileForm())


@form("survey.edit")
def _take_file(request: HttpRequest, id: str) -> HttpResponse:
    """Look at a file that was sent, or take in one that was looked at."""
    survey = voice.get_own_survey(id, person_of(request))
    uploads.check(request)
    held = request.POST.get("held", "")
    typed = AnswerFileForm(request.POST, request.FILES)
    try:
        if held:
            return _taken(request, survey, held)
        if not typed.is_valid():
            return _files_page(request, survey, typed, 422)
        given = typed.cleaned_data["file"]
        path, token = uploads.hold(given)
        day = typed.cleaned_data["day"]
        file = actions.import_answers(
            **_by(request), survey=survey, path=path, name=given.name, day=day, is_trial=True
        )
    except Refused as refused:
        typed.refuse(refused, field="file")
        return _files_page(request, survey, typed, shapes.status(refused))
    day_text = day.isoformat() if day else ""
    more = {"is_trial": True, "held": "" if file.is_repeated else token, "day": day_text}
    return _file_page(request, survey, file, **more)


files = door(get=_show_files, post=_take_file)


def _taken(request: HttpRequest, survey: Any, held: str) -> HttpResponse:
    typed = AnswerFileForm({"day": request.POST.get("day", "")})
    typed.is_valid()
    file = actions.import_answers(
        **_by(request),
        survey=survey,
        path=uploads.held(held),
        name=request.POST.get("name", "")[:300],
        day=typed.cleaned_data.get("day"),
    )
    uploads.let_go(held)
    return _file_page(request, survey, file)


def _save(request: HttpRequest, survey: Any, deed: str) -> HttpResponse:
    is_settings = deed == "settings"
    typed: Any = (
        SettingsForm(request.POST) if is_settings else SharesForm(request.POST, survey=survey)
    )
    if not typed.is_valid():
        return _design_page(request, survey, deed=deed, typed=typed)
    if is_settings:
        changes = {"document": typed.changed(survey.document)} | typed.period
    else:
        changes = {"shares": typed.shares}
    try:
        actions.change_survey(**_by(request), survey=survey, **changes)
    except Refused as refused:
        typed.refuse(refused)
        return _design_page(request, survey, deed=deed, typed=typed)
    messages.success(request, _("Saved"))
    return redirect("desk-survey", id=survey.id)


def _by(request: HttpRequest) -> dict[str, Any]:
    return {"by": request.user, "at": timezone.now()}


def _moved_up(request: HttpRequest, survey: Any) -> Any:
    asked = list(survey.document["questions"])
    at = next((i for i, q in enumerate(asked) if q["code"] == request.POST.get("code")), 0)
    if at:
        asked[at - 1], asked[at] = asked[at], asked[at - 1]
    return _with_questions(request, survey, asked)


def _removed(request: HttpRequest, survey: Any) -> Any:
    code = request.POST.get("code")
    kept = [q for q in survey.document["questions"] if q["code"] != code]
    return _with_questions(request, survey, kept)


def _with_questions(request: HttpRequest, survey: Any, questions: list[Any]) -> Any:
    document = survey.document | {"questions": questions}
    return actions.change_survey(**_by(request), survey=survey, document=document)


_DO: dict[str, Callable[[HttpRequest, Any], Any]] = {
    "open": lambda request, survey: actions.open_survey(**_by(request), survey=survey),
    "close": lambda request, survey: actions.close_survey(**_by(request), survey=survey),
    "renew": lambda request, survey: actions.renew_survey(**_by(request), survey=survey),
    "up": _moved_up,
    "remove": _removed,
}


def _deeds(survey: Any) -> list[tuple[str, str]]:
    """What can be done to a survey as a whole, with the words of its button."""
    named = {"open": _("Open it"), "close": _("Close it")}
    found = [
        (deed, named[deed])
        for deed in SURVEY_DEEDS
        if can_deed(SURVEY_DEEDS, deed, state=survey.state)
    ]
    return [*found, ("renew", _("Make a new version"))] if survey.state != "draft" else found


def _found(survey: Any, code: str) -> Any:
    """The question of this code; None for `new`. Raises Absent."""
    if code == "new":
        return None
    for one in survey.document["questions"]:
        if one["code"] == code:
            return one
    raise Absent("voice.no_such_survey", code=code)


def _new_code(survey: Any) -> str:
    known = {one["code"] for one in survey.document["questions"]}
    return next(code for n in range(1, 1000) if (code := f"q{n}") not in known)


def _new_form(request: HttpRequest, data: Any = None) -> NewSurveyForm:
    person = person_of(request)
    agencies = [one for one in people.list_agencies() if can_do(person, "survey.edit", one.id)]
    datasets = [
        dataset
        for agency in agencies[:N_DATASETS]
        for dataset in catalogue.list_datasets(agency=agency, limit=N_DATASETS)
    ]
    is_centres = can_do(person, "survey.edit", "")
    return NewSurveyForm(
        data, agencies=agencies, datasets=datasets[:N_DATASETS], is_centres=is_centres
    )


def _index_page(request: HttpRequest, typed: NewSurveyForm, status: int = 200) -> HttpResponse:
    found = voice.list_surveys(states=SURVEY_STATES, person=person_of(request))
    lines = [
        {"survey": one, "n": voice.count_answers_of(one), "badge": badges.voice_survey_badge(one)}
        for one in found
    ]
    return render(request, "desk/surveys.html", {"surveys": lines, "form": typed}, status=status)


def _design_page(
    request: HttpRequest,
    survey: Any,
    *,
    deed: str = "",
    typed: Any = None,
    refused: Refused | None = None,
) -> HttpResponse:
    dimensions = {one["code"]: one for one in survey.document["dimensions"]}
    address = settings.CENTRE_URL + reverse("survey-answer", kwargs={"code": survey.code})
    n_answers = voice.count_answers_of(survey)
    filled = SettingsForm(initial=SettingsForm.initial_of(survey))
    shares = SharesForm(survey=survey) if survey.document["groups"] else None
    shown = {
        "survey": survey,
        "badge": badges.voice_survey_badge(survey),
        "n_answers": n_answers,
        "is_fixed": n_answers > 0,
        "questions": [
            {
                "question": one,
                "dimension": dimensions.get(one.get("dimension", "")),
                "is_needed": is_needed(one),
            }
            for one in survey.document["questions"]
        ],
        "texts": voice.list_texts(survey, limit=20),
        "deeds": _deeds(survey),
        "address": address,
        "frame": frame_of(address, survey),
        "form": typed if deed == "settings" else filled,
        "shares": typed if deed == "shares" else shares,
        "refusal": shapes.refusal(refused) if refused else None,
    }
    status = shapes.status(refused) if refused else 422 if typed else 200
    return render(request, "desk/survey.html", shown, status=status)


def frame_of(address: str, survey: Any) -> str:
    """The element that shows a survey on another site."""
    title = survey.document["title"]["th"].replace('"', "&quot;")
    return f'<iframe src="{address}/embed" title="{title}" width="100%" height="640"></iframe>'


def _question_page(
    request: HttpRequest, survey: Any, typed: QuestionForm, code: str, status: int = 200
) -> HttpResponse:
    shown = {"survey": survey, "form": typed, "is_new": code == "new"}
    return render(request, "desk/survey_question.html", shown, status=status)


def _files_page(
    request: HttpRequest, survey: Any, typed: AnswerFileForm, status: int = 200
) -> HttpResponse:
    shown = {"survey": survey, "form": typed, "files": voice.list_files(survey)}
    return render(request, "desk/survey_files.html", shown, status=status)


def _file_page(request: HttpRequest, survey: Any, file: Any, **more: Any) -> HttpResponse:
    """What became of a file, or what would."""
    problems = [one | {"words": words(one["code"], one["facts"])} for one in file.problems[:N_TOLD]]
    shown = {"survey": survey, "file": file, "problems": problems, "fields": file.fields.items()}
    return render(request, "desk/survey_files.html", shown | more)
