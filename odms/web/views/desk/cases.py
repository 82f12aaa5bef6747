"""A case: where it stands, what it lacks, what happened; its review and its submission."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from odms.errors import Refused
from odms.publication import actions as publication_actions
from odms.publication import queries as publication
from odms.publication.queries import approval, decision, thresholds
from odms.web.doors import door, form, page, person_of
from odms.web.forms.decision import NoteForm
from odms.web.views.desk import badges, draft, progress, reference, shapes


@page("case.read")
def show(request: HttpRequest, id: str) -> HttpResponse:
    """The case with its gates and history, and the one thing to do next."""
    case = publication.get_case(id, person_of(request))
    shown = shapes.case_page(request, case, "")
    may = {
        deed: publication.can(deed, case, request.user) for deed in ("submit", "recall", "discard")
    }
    may["approve"] = approval.may_approve(case, request.user)
    return render(
        request,
        "desk/case.html",
        shown
        | {
            "badge": badges.case_badge(case),
            "reference": reference.of_case(case, may_edit=shown["may_edit"]),
            "lead": _lead(case),
            "primary": _primary(case, shown["gates"], may),
            "may_recall": may["recall"],
            "may_discard": may["discard"],
            "entries": shapes.trail(publication.history(case)),
            "reasons": shapes.reasons(case),
            "is_compared": case.compared_at is not None and case.state == "draft",
            "has_decision": case.state in decision.DECIDED,
            "returned_by": case.decided_by.name if case.decided_by else "",
        },
    )


@page("case.read")
def _show_review(request: HttpRequest, id: str) -> HttpResponse:
    case = publication.get_case(id, person_of(request))
    return _review_page(request, case, NoteForm(initial={"note": case.note}))


@form("case.submit")
def _submit(request: HttpRequest, id: str) -> HttpResponse:
    case = publication.get_case(id, person_of(request))
    typed = NoteForm(request.POST)
    if not typed.is_valid():
        return _review_page(request, case, typed, status=422)
    try:
        publication_actions.submit(
            by=request.user,
            case=case,
            note=typed.cleaned_data["note"],
            quality_reason=typed.cleaned_data["quality_reason"],
            at=timezone.now(),
            revision=shapes.revision(request),
        )
    except Refused as refused:
        typed.refuse(refused)
        return _review_page(request, case, typed, status=shapes.status(refused))
    messages.success(request, _("Submitted. You hear from it by a notice."))
    return redirect("desk-case", id=case.id)


review = door(get=_show_review, post=_submit)


@form("case.submit")
def recall(request: HttpRequest, id: str) -> HttpResponse:
    """Take a submitted case back to change it."""
    case = publication.get_case(id, person_of(request))
    publication_actions.recall(by=request.user, case=case, at=timezone.now())
    return redirect("desk-case", id=case.id)


@page("case.edit")
def _ask_discard(request: HttpRequest, id: str) -> HttpResponse:
    case = publication.get_case(id, person_of(request))
    asked = {
        "over": shapes.title_of(case),
        "question": _("Discard this case?"),
        "lead": _("Nothing of it is published, and its file is taken back. The ledger keeps both."),
        "deed": _("Discard the case"),
        "back": reverse("desk-case", kwargs={"id": case.id}),
    }
    return render(request, "desk/confirm.html", asked)


@form("case.edit")
def _discard(request: HttpRequest, id: str) -> HttpResponse:
    case = publication.get_case(id, person_of(request))
    publication_actions.discard(by=request.user, case=case, at=timezone.now())
    return redirect("desk")


discard = door(get=_ask_discard, post=_discard)


def _review_page(
    request: HttpRequest, case: Any, typed: NoteForm, status: int = 200
) -> HttpResponse:
    points = thresholds.points_of(case, at=timezone.now()) if case.state == "draft" else None
    least = thresholds.threshold_of(case.dataset.agency)
    shown = shapes.case_page(request, case, "review") | {
        "form": typed,
        "points": points,
        "threshold": least,
        "is_below": points is not None and points < least,
        "public": draft.of(case),
        "drift": draft.drift(case),
        "may_submit": publication.can("submit", case, request.user),
    }
    return render(request, "desk/review.html", shown, status=status)


def _lead(case: Any) -> str:
    """One sentence: who is to do what next."""
    match case.state:
        case "draft":
            return _("Complete what is lacking, then submit it. Another person decides.")
        case "submitted" if case.first_approved_by is not None:
            return _("%(name)s approved it; a second approver decides next.") % {
                "name": case.first_approved_by.name
            }
        case "submitted":
            return _("An approver of the agency who is not %(name)s decides next.") % {
                "name": case.submitted_by.name
            }
        case "approved":
            return _("It was approved and is being published now.")
        case "published":
            return _("It stands in the catalogue, and everybody can find it.")
        case "withdrawn":
            return _("It was taken from the public. The ledger keeps why.")
        case _:
            return _("It was discarded. Nothing of it was published.")


def _primary(case: Any, gates: progress.Gates, may: dict[str, bool]) -> dict[str, str] | None:
    """The one button of the page, if there is something for this person to do."""
    if case.state == "draft" and may["submit"]:
        if gates.next and gates.next.address:
            return {
                "address": gates.next.address,
                "name": _("Go on: %(step)s") % {"step": gates.next.step},
            }
        return {
            "address": reverse("desk-case-review", kwargs={"id": case.id}),
            "name": _("Review and submit"),
        }
    if case.state == "submitted" and may["approve"]:
        return {"address": reverse("desk-approval", kwargs={"id": case.id}), "name": _("Decide")}
    if case.state == "published":
        return {
            "address": reverse("dataset", kwargs={"slug": case.dataset.slug}),
            "name": _("See the public page"),
        }
    return None
