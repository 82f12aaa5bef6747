"""Approvals: what waits for a decision, and the decision."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from odms.errors import Refused
from odms.people import queries as people
from odms.publication import actions as publication_actions
from odms.publication import queries as publication
from odms.web import formats
from odms.web.doors import door, form, page, person_of
from odms.web.forms.decision import DecisionForm
from odms.web.told import language, words
from odms.web.views.desk import draft, home, progress, protection, shapes, tables

N_DECIDED = 10


@page("case.decide")
def index(request: HttpRequest) -> HttpResponse:
    """The approver's inbox: who asks for what, and what is risky about it."""
    person = person_of(request)
    cases = publication.list_cases(person)
    decided = [c for c in cases if c.decided_by_id == request.user.id and c.state != "submitted"]
    shown = {
        "agencies": home.agency_names(people.agencies_of(request.user, role="approver")),
        "cases": [_waiting(case) for case in publication.list_cases(person, waiting_for=person)],
        "own": [shapes.case_line(c) for c in cases if _is_own(c, request.user)],
        "decided": [shapes.case_line(case) for case in decided[:N_DECIDED]],
    }
    return render(request, "desk/approvals.html", shown)


@page("case.decide")
def _show(request: HttpRequest, id: str) -> HttpResponse:
    case = publication.get_case(id, person_of(request))
    if case.state == "draft":
        return redirect("desk-case", id=case.id)
    return _approval_page(request, case, DecisionForm())


@form("case.decide")
def _take(request: HttpRequest, id: str) -> HttpResponse:
    case = publication.get_case(id, person_of(request))
    typed = DecisionForm(request.POST)
    if not typed.is_valid():
        return _approval_page(request, case, typed, status=422)
    try:
        _decide(request, case, **typed.cleaned_data)
    except Refused as refused:
        typed.refuse(refused)
        return _approval_page(request, case, typed, status=shapes.status(refused))
    is_approved = typed.cleaned_data["decision"] == "approve"
    done = _("Approved: “%(title)s”") if is_approved else _("Returned: “%(title)s”")
    messages.success(request, done % {"title": shapes.title_of(case)})
    return redirect("desk-approvals")


decide = door(get=_show, post=_take)


def _decide(request: HttpRequest, case: Any, *, decision: str, reason: str) -> None:
    if decision == "approve":
        publication_actions.approve(by=request.user, case=case, at=timezone.now())
    else:
        publication_actions.return_(by=request.user, case=case, reason=reason, at=timezone.now())


def _approval_page(
    request: HttpRequest, case: Any, typed: DecisionForm, status: int = 200
) -> HttpResponse:
    risks = [_risk(risk) for risk in publication.risks(case)]
    shown = shapes.case_page(request, case, "") | {
        "form": typed,
        "heading": _heading(case, risks),
        "lead": _lead(case),
        "risks": risks,
        "submitter": case.submitted_by.name if case.submitted_by else "",
        "drift": draft.drift(case),
        "entries": shapes.trail(publication.history(case)),
        "may_decide": publication.can("approve", case, request.user),
        "why_not": _why_not(case, request.user),
        "protection": protection.measures_of(case),
        "public": draft.of(case),
    }
    return render(request, "desk/approval.html", shown, status=status)


def _heading(case: Any, risks: list[progress.Lacking]) -> str:
    """The answer first: how much there is to judge before this dataset opens."""
    title = {"title": shapes.title_of(case), "n": len(risks)}
    if case.state != "submitted":
        return shapes.title_of(case)
    if not risks:
        return _("Nothing risky was found in “%(title)s”") % title
    return (
        ngettext(
            "%(n)s thing for you to judge before “%(title)s” opens",
            "%(n)s things for you to judge before “%(title)s” opens",
            len(risks),
        )
        % title
    )


def _lead(case: Any) -> str:
    """How much would be published, and who asks."""
    asked = {
        "name": case.submitted_by.name if case.submitted_by else case.opened_by.name,
        "when": formats.moment(case.submitted_at or case.opened_at, language()),
    }
    if case.delivery is None:
        return _("%(name)s asks to change the description, since %(when)s") % asked
    n = draft.n_rows(case)
    return ngettext(
        "%(name)s asks to publish %(n)s row, since %(when)s",
        "%(name)s asks to publish %(n)s rows, since %(when)s",
        n,
    ) % (asked | {"n": formats.number(n)})


def _risk(risk: Any) -> progress.Lacking:
    facts = risk.facts
    if measure := facts.get("measure"):
        facts = facts | {"measure": tables.measure_label(measure)}
    return progress.Lacking(words(risk.code, facts), risk.severity)


def _why_not(case: Any, user: Any) -> str:
    """Why this person cannot decide about the case."""
    if case.state != "submitted":
        return _("This case is not waiting for a decision.")
    if case.submitted_by_id == user.id:
        return words("publication.second_pair_of_eyes")
    return _("Only an approver of the agency decides.")


def _is_own(case: Any, user: Any) -> bool:
    """Whether the case waits for somebody else, because this person submitted it."""
    return case.state == "submitted" and case.submitted_by_id == user.id


def _waiting(case: Any) -> dict[str, Any]:
    """A case in the inbox: what, who, and what is risky."""
    return {
        "title": shapes.title_of(case),
        "address": reverse("desk-approval", kwargs={"id": case.id}),
        "words": f"{shapes.agency_name(case.dataset.agency)} · {_lead(case)}",
        "risks": [_risk(risk) for risk in publication.risks(case)],
    }
