"""Assessment before the public: frameworks, the centre in each, an agency in its sixteen parts."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from odms.assessment import frameworks, queries
from odms.assessment.chapter import READINESS
from odms.assessment.frameworks import Framework
from odms.assessment.queries import cycles
from odms.assessment.queries.answers import marks_from
from odms.ledger.rules import Subject
from odms.people import queries as people
from odms.publication.queries import standings
from odms.web import assessing, formats, strips
from odms.web.doors import page
from odms.web.told import language, words

Facts = dict[str, Any]


@page("catalogue.read")
def index(request: HttpRequest) -> HttpResponse:
    """Every framework with the centre's score, and the published cycles."""
    shown = {
        "lines": [_line(one) for one in queries.list_frameworks()],
        "cycles": [_cycle(one) for one in queries.list_cycles(is_public=True)],
    }
    return render(request, "public/assessment/frameworks.html", shown)


@page("catalogue.read")
def framework(request: HttpRequest, code: str) -> HttpResponse:
    """The centre in a framework: each group, each question with its three answers and evidence."""
    found = queries.get_framework(code)
    shown: Facts = {
        "framework": found,
        "title": found.titles[language()],
        "source": found.source[language()],
        "score": "–",
    }
    subject = _subject(found)
    if subject is not None:
        answers = queries.answers_of(subject, code)
        marks = marks_from(found, answers)
        shown |= {
            "groups": assessing.groups(found, answers, marks["in_force"]),
            "marks": assessing.mark_rows(found, marks),
            "score": assessing.points_words(found, marks["in_force"]),
            "n_answered": marks["in_force"].n_answered,
            "n_questions": marks["in_force"].n_questions,
            "n_computed": marks["computed"].n_answered,
            "bars_title": _finding(found, marks["in_force"]),
        }
    return render(request, "public/assessment/framework.html", shown)


@page("catalogue.read")
def agency(request: HttpRequest, slug: str) -> HttpResponse:
    """An agency in sixteen parts: claim, evidence, verification, how to gain, history, peers."""
    found = people.get_agency(slug)
    readiness = queries.get_framework(READINESS)
    answers = cycles.public_answers(found, READINESS)
    marks = marks_from(readiness, answers)
    states = standings.states_of_agencies([found.id]).get(found.id, {})
    history = cycles.participations(found, is_public=True)
    shown = {
        "agency": found,
        "framework": readiness,
        "strip": strips.strip(states),
        "score": assessing.points_words(readiness, marks["in_force"]),
        "marks": assessing.mark_rows(readiness, marks),
        "groups": assessing.groups(readiness, answers, marks["in_force"]),
        "gains": _gains(found),
        "others": [
            _other(found, one) for one in queries.list_frameworks("agency") if _is_other(one)
        ],
        "history": [_past(one) for one in history],
        "peer_median": cycles.peer_median(history[0], READINESS) if history else None,
    }
    return render(request, "public/assessment/agency.html", shown)


def _subject(found: Framework) -> Subject | None:
    """Whom the page of a framework is about: the centre or its users; None for one of agencies."""
    if "centre" in found.subjects:
        return queries.CENTRE_SUBJECT
    return queries.USERS_SUBJECT if "users" in found.subjects else None


def _line(found: Framework) -> Facts:
    told, subject = frameworks.summary(found), _subject(found)
    mark = queries.marks_of(subject, found.code)["in_force"] if subject else None
    return {
        "title": found.titles[language()],
        "source": found.source[language()],
        "address": reverse("framework", args=[found.code]),
        "subjects": ", ".join(words(f"assessment.subject.{one}") for one in found.subjects),
        "n_questions": told["n_questions"],
        "n_computed": told["n_computed"],
        "score": assessing.points_words(found, mark) if mark else "–",
    }


def _cycle(cycle: Any) -> Facts:
    status = queries.status(cycle)
    return {
        "code": cycle.code,
        "title": formats.in_language(cycle, "title", language())[0],
        "day": cycle.surveyed_date,
        "n_publishing": status["n_publishing"],
        "n_agencies": status["n_agencies"],
    }


def _finding(found: Framework, mark: Any) -> str:
    """What the picture of the groups shows: the strongest and the weakest."""
    told = [one for one in mark.groups if one.share is not None]
    if not told:
        return found.titles[language()]
    names = {one.code: one.names[language()] for one in found.groups}
    best, worst = max(told, key=lambda one: one.share), min(told, key=lambda one: one.share)
    return words("assessment.finding", {"best": names[best.code], "worst": names[worst.code]})


def _gains(found: Any) -> list[Facts]:
    """What the system looks for in each process that is not done."""
    told = [strips.told(cell) for cell in standings.cells_of_agency(found)]
    return [
        {
            "name": f"{one['number']} {one['name']}",
            "sees": one["sees"],
            "says": one["computed"]["words"] if one["computed"] else "",
        }
        for one in told
        if one["state"] not in ("done", "none")
    ]


def _is_other(found: Framework) -> bool:
    return (
        found.code != READINESS and found.scoring != "datasets" and "centre" not in found.subjects
    )


def _other(agency: Any, found: Framework) -> Facts:
    answers = cycles.public_answers(agency, found.code)
    mark = marks_from(found, answers)["in_force"]
    return {
        "title": found.titles[language()],
        "unverified": found.unverified,
        "score": assessing.points_words(found, mark),
        "groups": assessing.groups(found, answers, mark),
    }


def _past(one: Any) -> Facts:
    return {
        "title": formats.in_language(one.cycle, "title", language())[0],
        "day": one.cycle.surveyed_date,
        "score": cycles.score_of(one.results, READINESS),
        "median": cycles.peer_median(one, READINESS),
    }
