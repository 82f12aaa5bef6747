"""Cycles of assessment on the desk: opened by the centre, taken on step by step."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from odms.assessment import actions, queries, rules
from odms.assessment.chapter import READINESS
from odms.assessment.queries import cycles
from odms.errors import Absent, Refused
from odms.people import queries as people
from odms.people.rules import can_do
from odms.web import assessing
from odms.web.doors import door, form, page, person_of
from odms.web.forms.assessment import OpenForm, ReviewerForm
from odms.web.told import language, words
from odms.web.views.desk import assessment_shapes as told_of
from odms.web.views.desk import shapes

Facts = dict[str, Any]


@page("assessment.read")
def _show(request: HttpRequest) -> HttpResponse:
    return _index_page(request, OpenForm(agencies=people.list_agencies()))


@form("assessment.manage")
def _open(request: HttpRequest) -> HttpResponse:
    typed = OpenForm(request.POST, agencies=people.list_agencies())
    if not typed.is_valid():
        return _index_page(request, typed, status=422)
    try:
        cycle = actions.open_cycle(by=request.user, at=timezone.now(), **typed.opened)
    except Refused as refused:
        typed.refuse(refused, "code")
        return _index_page(request, typed, status=shapes.status(refused))
    return redirect("desk-assessment", code=cycle.code)


index = door(get=_show, post=_open)


@page("assessment.read")
def _show_cycle(request: HttpRequest, code: str) -> HttpResponse:
    return _cycle_page(request, queries.get_cycle(code))


@form("assessment.manage")
def _move(request: HttpRequest, code: str) -> HttpResponse:
    """Take the cycle on, or say who reviews a participant."""
    cycle = queries.get_cycle(code)
    try:
        if "participant" in request.POST:
            _assign(request, cycle)
        else:
            actions.move(
                by=request.user, cycle=cycle, deed=request.POST.get("deed", ""), at=timezone.now()
            )
    except Refused as refused:
        return _cycle_page(request, cycle, refused)
    return redirect("desk-assessment", code=code)


cycle_page = door(get=_show_cycle, post=_move)


def _index_page(request: HttpRequest, typed: OpenForm, status: int = 200) -> HttpResponse:
    person, found = person_of(request), queries.list_cycles()
    shown = {
        "cycles": [told_of.cycle_line(one) for one in found],
        "n_running": sum(one.state not in rules.FROZEN for one in found),
        "mine": [_mine(one) for one in _own(person)],
        "queue": [_mine(one) for one in cycles.list_reviews(request.user)],
        "form": typed if can_do(person, "assessment.manage") else None,
        "n_frameworks": len(queries.list_frameworks()),
    }
    return render(request, "desk/assessments.html", shown, status=status)


def _own(person: Any) -> list[Any]:
    agencies = {agency for agency, _role in person.roles} if person else set()
    return cycles.list_open_participations(agencies)


def _mine(one: Any) -> Facts:
    slug = one.agency.slug if one.agency else told_of.CENTRE_SLUG
    return {
        "name": shapes.agency_name(one.agency) if one.agency else one.name,
        "cycle": told_of.title_of(one.cycle),
        "state": assessing.state_words(one.cycle.state),
        "sign": assessing.CYCLE_SIGNS[one.cycle.state],
        "until": told_of.until(one.cycle),
        "submitted_at": one.submitted_at,
        "address": reverse("desk-assessment-answers", args=[one.cycle.code, slug]),
    }


def _cycle_page(request: HttpRequest, cycle: Any, refused: Refused | None = None) -> HttpResponse:
    person = person_of(request)
    may_manage = can_do(person, "assessment.manage") and cycle.pk != queries.baseline().pk
    deed = rules.next_deed(cycle.state) if may_manage else ""
    skips = "close" if may_manage and cycle.state == "reviewing" else ""
    told = cycles.list_participants(cycle)
    visible = [one for one in told if may_manage or told_of.may_see(person, one)]
    shown = {
        "line": told_of.cycle_line(cycle),
        "cycle": cycle,
        "deeds": [(one, words(f"assessment.deed.{one}")) for one in (deed, skips) if one],
        "participants": [_participant_line(cycle, one) for one in visible],
        "n_participants": len(told),
        "may_manage": may_manage and cycle.state not in rules.FROZEN,
        "reviewer_form": ReviewerForm(),
        "appeals": [_appeal_line(one) for one in cycles.list_appeals(cycle)]
        if can_do(person, "assessment.verify", "")
        else [],
        "frameworks": [queries.get_framework(one).titles[language()] for one in cycle.frameworks],
        "status": _chapter(cycle) if _has_chapter(cycle) else None,
        "faults": cycles.faults(cycle),
        "refusal": shapes.refusal(refused) if refused else None,
    }
    status = shapes.status(refused) if refused else 200
    return render(request, "desk/assessment.html", shown, status=status)


def _has_chapter(cycle: Any) -> bool:
    """Whether the readiness of agencies was counted in a cycle."""
    return cycle.state in rules.FROZEN and READINESS in cycle.frameworks


def _chapter(cycle: Any) -> Facts:
    """The status chapter, each share with its change since the survey of 2565 in points."""
    told, changes = queries.status(cycle), queries.compare(cycle, queries.baseline())
    for one in (*told["enablers"], *told["processes"]):
        change = changes.get(one["code"])
        one["change"] = "–" if change is None else f"{change * 100:+.1f}".replace("-", "−")
    return told | {"is_compared": cycle.pk != queries.baseline().pk}


def _participant_line(cycle: Any, one: Any) -> Facts:
    slug = one.agency.slug if one.agency else told_of.CENTRE_SLUG if one.subject_id else ""
    is_imported = cycle.origin == "imported"
    address = reverse("desk-assessment-answers", args=[cycle.code, slug]) if slug else ""
    return {
        "id": one.id,
        "name": one.name,
        "kind": one.kind,
        "address": "" if is_imported else address,
        "submitted_at": one.submitted_at,
        "reviewer": one.reviewer.name if one.reviewer else "",
        "points": [
            f"{points:g}" if points is not None else "–"
            for points in (cycles.score_of(one.results, code) for code in cycle.frameworks)
        ],
    }


def _appeal_line(one: Any) -> Facts:
    return {
        "name": one.participant.name,
        "question": one.answer.question,
        "reason": one.reason,
        "by": one.by.name,
        "at": one.at,
        "outcome": words(f"assessment.outcome.{one.outcome}") if one.outcome else "",
        "address": reverse("desk-assessment-decision", args=[one.participant.cycle.code, one.id]),
    }


def _assign(request: HttpRequest, cycle: Any) -> None:
    wanted = request.POST["participant"]
    one = next((p for p in cycles.list_participants(cycle) if p.id == wanted), None)
    if one is None:
        raise Absent("assessment.no_such_participant", name=wanted)
    one.cycle = cycle
    reviewer = people.get_user(request.POST.get("reviewer", ""))
    actions.assign_reviewer(by=request.user, participant=one, reviewer=reviewer, at=timezone.now())
