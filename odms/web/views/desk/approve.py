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
from odms.people.rules import can_do
from odms.publication import actions as publication_actions
from odms.publication import queries as publication
from odms.publication.approving import flagged
from odms.publication.queries import approval, decision
from odms.web import formats
from odms.web.doors import door, form, page, person_of
from odms.web.forms.decision import DecisionForm, TogetherForm
from odms.web.told import language, words
from odms.web.views.desk import draft, home, progress, protection, shapes, tables

N_DECIDED = 10


@page("case.decide")
def _index(request: HttpRequest) -> HttpResponse:
    return _inbox(request, TogetherForm())


@form("case.decide")
def _approve_together(request: HttpRequest) -> HttpResponse:
    typed = TogetherForm(request.POST)
    if not typed.is_valid():
        return _inbox(request, typed, status=422)
    try:
        done = publication_actions.approve_many(
            by=request.user,
            wanted=_wanted(request),
            order_number=typed.cleaned_data["order_number"],
            at=timezone.now(),
        )
    except Refused as refused:
        typed.refuse(refused)
        return _inbox(request, typed, status=shapes.status(refused))
    if n := len(done.approved):
        said = ngettext("%(n)s case approved", "%(n)s cases approved", n)
        messages.success(request, said % {"n": n})
    left = [(shapes.title_of(case), words(one.code, one.facts)) for case, one in done.left]
    return _inbox(request, TogetherForm(), left=left) if left else redirect("desk-approvals")


together = door(get=_index, post=_approve_together)


def _wanted(request: HttpRequest) -> list[publication_actions.Wanted]:
    """The cases that were ticked, each as it was seen: `identifier:revision`."""
    found = []
    for ticked in request.POST.getlist("case"):
        id, _colon, revision = ticked.partition(":")
        case = publication.get_case(id, person_of(request))
        seen = int(revision) if revision.isdecimal() else None
        found.append(publication_actions.Wanted(case, seen))
    return found


def _inbox(request: HttpRequest, typed: TogetherForm, status: int = 200, **told: Any) -> Any:
    """The approver's inbox: who asks for what, what is risky about it, and what can go at once."""
    person = person_of(request)
    waiting = [
        _waiting(case, request.user) for case in publication.list_cases(person, waiting_for=person)
    ]
    cases = publication.list_cases(person)
    decided = [c for c in cases if c.decided_by_id == request.user.id and c.state != "submitted"]
    shown = {
        "agencies": home.agency_names(people.agencies_of(request.user, role="approver")),
        "n_cases": len(waiting),
        "clear": [one for one in waiting if one["is_clear"]],
        "flagged": [one for one in waiting if not one["is_clear"]],
        "form": typed,
        "own": [shapes.case_line(c) for c in cases if _is_own(c, request.user)],
        "decided": [shapes.case_line(case) for case in decided[:N_DECIDED]],
    }
    return render(request, "desk/approvals.html", shown | told, status=status)


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
        done = _decide(request, case, **typed.cleaned_data)
    except Refused as refused:
        typed.refuse(refused)
        return _approval_page(request, case, typed, status=shapes.status(refused))
    messages.success(request, _said(done) % {"title": shapes.title_of(case)})
    return redirect("desk-approvals")


decide = door(get=_show, post=_take)


@page("case.read")
def document(request: HttpRequest, id: str) -> HttpResponse:
    """The decision about a case as a PDF."""
    case = publication.get_case(id, person_of(request))
    made = HttpResponse(decision.decision_pdf(case, language()), content_type="application/pdf")
    name = f"decision-{case.number}-{language()}.pdf"
    made["Content-Disposition"] = f'attachment; filename="{name}"'
    made["Cache-Control"] = "private, no-store"
    return made


def _decide(
    request: HttpRequest, case: Any, *, decision: str, reason: str, order_number: str
) -> Any:
    done: dict[str, Any] = {"by": request.user, "case": case, "at": timezone.now()}
    done["revision"] = shapes.revision(request)
    if decision == "approve":
        return publication_actions.approve(**done, order_number=order_number)
    return publication_actions.return_(**done, reason=reason)


def _said(case: Any) -> str:
    """What a decision came to."""
    if case.state == "approved":
        return _("Approved: “%(title)s”")
    if case.state == "submitted":
        return _("Approved by you: “%(title)s”. It waits for a second approver.")
    return _("Returned: “%(title)s”")


def _approval_page(
    request: HttpRequest, case: Any, typed: DecisionForm, status: int = 200
) -> HttpResponse:
    seen = publication.risks(case)
    risks = [_risk(risk) for risk in seen]
    needed = approval.requirement_of(case, seen)
    shown = shapes.case_page(request, case, "") | {
        "form": typed,
        "heading": _heading(case, risks),
        "lead": _lead(case),
        "risks": risks,
        "rule": needed.words[language()],
        "first_approver": case.first_approved_by.name if case.first_approved_by else "",
        "reasons": shapes.reasons(case),
        "may_order": case.dataset.state == "published"
        and can_do(person_of(request), "order.give", case.dataset.agency_id),
        "has_decision": case.state in decision.DECIDED,
        "submitter": case.submitted_by.name if case.submitted_by else "",
        "drift": draft.drift(case),
        "entries": shapes.trail(publication.history(case)),
        "may_decide": approval.may_approve(case, request.user, seen),
        "why_not": _why_not(case, request.user, needed),
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


def _why_not(case: Any, user: Any, needed: Any) -> str:
    """Why this person cannot decide about the case."""
    if case.state != "submitted":
        return _("This case is not waiting for a decision.")
    if case.submitted_by_id == user.id:
        return words("publication.second_pair_of_eyes")
    why = {f"why_{lang}": said for lang, said in needed.words.items()}
    if case.first_approved_by_id == user.id:
        return words("publication.approved_by_you", why)
    return words("publication.not_your_approval", why)


def _is_own(case: Any, user: Any) -> bool:
    """Whether the case waits for somebody else, because this person submitted it."""
    return case.state == "submitted" and case.submitted_by_id == user.id


def _waiting(case: Any, user: Any) -> dict[str, Any]:
    """A case in the inbox: what, who, what is risky, and whether it can go with others at once."""
    seen = publication.risks(case)
    needed = approval.requirement_of(case, seen)
    is_clear = not flagged(seen) and needed.n_approvers == 1
    first = case.first_approved_by
    return {
        "key": f"{case.id}:{publication.revision_of(case)}",
        "is_clear": is_clear and approval.may_approve(case, user, seen),
        "first": _("%(name)s approved it; a second approver is needed") % {"name": first.name}
        if first
        else "",
        "title": shapes.title_of(case),
        "address": reverse("desk-approval", kwargs={"id": case.id}),
        "words": f"{shapes.agency_name(case.dataset.agency)} · {_lead(case)}",
        "risks": [_risk(risk) for risk in seen],
    }
