"""The questionnaire of a participant on the desk: declared, verified, appealed, decided."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from odms.assessment import actions, queries
from odms.assessment.queries import cycles
from odms.assessment.queries.answers import marks_from
from odms.errors import Absent, Invalid, Refused
from odms.people.rules import can_do
from odms.web import assessing
from odms.web.doors import door, form, page, person_of
from odms.web.forms.assessment import AnswersForm, AppealForm, DecideForm
from odms.web.told import language, words
from odms.web.views.desk import assessment_shapes as told_of
from odms.web.views.desk import shapes


@page("assessment.read")
def _ask(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    one = told_of.participant_of(request, code, slug)
    return _answers_page(request, one, _form(request, one))


@form("assessment.read")
def _take(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    """Keep what was declared or verified, or hand the declaration in."""
    one = told_of.participant_of(request, code, slug)
    framework = _framework(request, one)
    here = f"{reverse('desk-assessment-answers', args=[code, slug])}?framework={framework}"
    if "submit" in request.POST:
        return _submitted(request, one, here)
    typed = _form(request, one)
    if typed is None:
        raise Invalid("web.unknown_deed", deed="answer")
    if not typed.is_valid():
        return _answers_page(request, one, typed, status=422)
    deed = actions.declare if typed.side == "declared" else actions.verify
    try:
        deed(
            by=request.user,
            framework=framework,
            subject=told_of.subject_of(one),
            said=typed.said,
            cycle=one.cycle,
            at=timezone.now(),
        )
    except Refused as refused:
        typed.refuse(refused)
        return _answers_page(request, one, typed, status=shapes.status(refused))
    messages.success(request, _("Saved"))
    return redirect(here)


answers = door(get=_ask, post=_take)


@page("assessment.submit")
def _ask_appeal(
    request: HttpRequest, code: str, slug: str, framework: str, question: str
) -> HttpResponse:
    return _appeal_page(request, code, slug, framework, question, AppealForm())


@form("assessment.submit")
def _appeal(
    request: HttpRequest, code: str, slug: str, framework: str, question: str
) -> HttpResponse:
    typed = AppealForm(request.POST)
    if typed.is_valid():
        try:
            actions.appeal(
                by=request.user,
                participant=told_of.participant_of(request, code, slug),
                framework=framework,
                question=question,
                at=timezone.now(),
                **typed.cleaned_data,
            )
            return redirect("desk-assessment-answers", code=code, slug=slug)
        except Refused as refused:
            typed.refuse(refused)
    return _appeal_page(request, code, slug, framework, question, typed, status=422)


appeal = door(get=_ask_appeal, post=_appeal)


@page("assessment.verify")
def _ask_decision(request: HttpRequest, code: str, id: str) -> HttpResponse:
    return _decision_page(request, cycles.get_appeal(id), None)


@form("assessment.verify")
def _decide(request: HttpRequest, code: str, id: str) -> HttpResponse:
    found = cycles.get_appeal(id)
    typed = DecideForm(request.POST, question=_question(found))
    if typed.is_valid():
        try:
            actions.decide_appeal(by=request.user, appeal=found, at=timezone.now(), **typed.decided)
            return redirect("desk-assessment", code=code)
        except Refused as refused:
            typed.refuse(refused)
    return _decision_page(request, found, typed, status=422)


decision = door(get=_ask_decision, post=_decide)


def _framework(request: HttpRequest, one: Any) -> str:
    """The framework that a page is about: the one that is named, else the first of this subject."""
    known = _frameworks(one)
    wanted = request.GET.get("framework", known[0])
    if wanted not in known:
        raise Absent("assessment.no_such_framework", framework=wanted)
    return wanted


def _frameworks(one: Any) -> list[str]:
    return [
        code
        for code in one.cycle.frameworks
        if one.subject_kind in queries.get_framework(code).subjects
    ]


def _side(request: HttpRequest, one: Any) -> str:
    """Which side this person may answer now; empty for none."""
    person = person_of(request)
    if person is None:
        return ""
    if one.cycle.state == "declaring":
        deed, agency = (
            ("assessment.declare", one.agency_id)
            if one.agency_id
            else (
                "assessment.manage",
                None,
            )
        )
        return "declared" if can_do(person, deed, agency) else ""
    is_other = one.subject_id not in {agency for agency, _role in person.roles}
    is_assigned = one.reviewer_id in (None, person.id)
    may_verify = can_do(person, "assessment.verify") and is_other and is_assigned
    return "verified" if one.cycle.state == "reviewing" and may_verify else ""


def _form(request: HttpRequest, one: Any) -> AnswersForm | None:
    side = _side(request, one)
    if not side:
        return None
    code = _framework(request, one)
    return AnswersForm(
        *((request.POST, request.FILES) if request.method == "POST" else ()),
        framework=queries.get_framework(code),
        answers=queries.answers_of(told_of.subject_of(one), code, one.cycle),
        side=side,
    )


def _answers_page(
    request: HttpRequest, one: Any, typed: AnswersForm | None, status: int = 200
) -> HttpResponse:
    person = person_of(request)
    framework = queries.get_framework(_framework(request, one))
    told = queries.answers_of(told_of.subject_of(one), framework.code, one.cycle)
    marks = marks_from(framework, told)
    slug = one.agency.slug if one.agency else told_of.CENTRE_SLUG
    may_submit = can_do(
        person,
        "assessment.submit" if one.agency_id else "assessment.manage",
        one.agency_id,
    )
    shown = {
        "participant": one,
        "over": shapes.agency_name(one.agency) if one.agency else one.name,
        "line": told_of.cycle_line(one.cycle),
        "framework": framework,
        "title": framework.titles[language()],
        "unverified": framework.unverified,
        "tabs": [
            (code, queries.get_framework(code).titles[language()], code == framework.code)
            for code in _frameworks(one)
        ],
        "marks": assessing.mark_rows(framework, marks),
        "n_answered": marks["in_force"].n_answered,
        "n_questions": marks["in_force"].n_questions,
        "groups": assessing.groups(framework, told, marks["in_force"]),
        "form": typed,
        "processes_address": reverse("desk-agency-processes", args=[slug]) if one.agency else "",
        "slug": slug,
        "may_submit": may_submit and one.cycle.state == "declaring",
        "may_appeal": may_submit and one.cycle.state == "appealing",
        "is_inside": True,
    }
    return render(request, "desk/assessment_answers.html", shown, status=status)


def _submitted(request: HttpRequest, one: Any, here: str) -> HttpResponse:
    try:
        actions.submit(by=request.user, participant=one, at=timezone.now())
    except Refused as refused:
        messages.error(request, words(refused.code, refused.facts))
        return redirect(here)
    messages.success(request, _("Handed in"))
    return redirect(here)


def _appeal_page(
    request: HttpRequest,
    code: str,
    slug: str,
    framework: str,
    question: str,
    typed: AppealForm,
    status: int = 200,
) -> HttpResponse:
    one = told_of.participant_of(request, code, slug)
    sides = queries.sides_of(told_of.subject_of(one), framework, question, one.cycle)
    shown = {
        "form": typed,
        "over": told_of.title_of(one.cycle),
        "line": assessing.line(sides),
        "back": reverse("desk-assessment-answers", args=[code, slug]),
    }
    return render(request, "desk/assessment_appeal.html", shown, status=status)


def _question(appeal: Any) -> Any:
    return queries.get_framework(appeal.answer.framework).question(appeal.answer.question)


def _decision_page(
    request: HttpRequest, found: Any, typed: DecideForm | None, status: int = 200
) -> HttpResponse:
    one, answer = found.participant, found.answer
    sides = queries.sides_of(told_of.subject_of(one), answer.framework, answer.question, one.cycle)
    shown = {
        "form": typed or DecideForm(question=_question(found)),
        "over": f"{told_of.title_of(one.cycle)} · {one.name}",
        "line": assessing.line(sides),
        "appeal": found,
        "back": reverse("desk-assessment", args=[one.cycle.code]),
    }
    return render(request, "desk/assessment_appeal.html", shown, status=status)
