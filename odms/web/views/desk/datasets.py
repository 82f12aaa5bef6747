"""One's own dataset: its cases and releases, a new version, and taking it from the public."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from odms.catalogue import queries as catalogue
from odms.errors import Absent, Refused
from odms.ledger import queries as ledger
from odms.ledger.rules import Subject
from odms.people.rules import can_do
from odms.publication import actions as publication_actions
from odms.publication import queries as publication
from odms.publication.queries import updates
from odms.publication.rules import OPEN_STATES
from odms.web import formats
from odms.web.doors import door, form, page, person_of
from odms.web.forms.decision import ReasonForm
from odms.web.told import language
from odms.web.views.desk import badges, reference, shapes


@page("case.read")
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """A dataset of an agency of this person."""
    dataset = _own(request, slug)
    person = person_of(request)
    cases = publication.list_cases(person, dataset=dataset)
    is_free = not any(case.state in OPEN_STATES for case in cases)
    is_own = not dataset.is_gathered
    shown = {
        "dataset": dataset,
        "title": shapes.dataset_title(dataset),
        "agency": formats.in_language(dataset.agency, "name", language())[0],
        "badge": badges.dataset_badge(dataset),
        "reference": reference.of_dataset(dataset),
        "lead": _lead(dataset),
        "public": reverse("dataset", kwargs={"slug": slug}) if dataset.state == "published" else "",
        "cases": [shapes.case_line(case) for case in cases],
        "tables": [
            _table(distribution)
            for distribution in catalogue.list_distributions(dataset)
            if distribution.kind != "link"
        ],
        "entries": shapes.trail(ledger.list_entries(subject=Subject("dataset", dataset.id))),
        "origin": catalogue.get_origin(dataset),
        "may_deliver": is_own and can_do(person, "delivery.make", dataset.agency_id),
        "may_change": is_free
        and is_own
        and dataset.state == "published"
        and can_do(person, "case.edit", dataset.agency_id),
        "may_order": is_own
        and dataset.state == "published"
        and can_do(person, "order.give", dataset.agency_id),
        "has_order": updates.get_standing_order(dataset) is not None,
        "may_destroy": is_own and can_do(person, "destruction.order", dataset.agency_id),
        "may_withdraw": dataset.state == "published"
        and can_do(person, "dataset.withdraw", dataset.agency_id),
    }
    return render(request, "desk/dataset.html", shown)


@form("case.edit")
def change(request: HttpRequest, slug: str) -> HttpResponse:
    """Open a case that changes the description alone."""
    dataset = _own(request, slug)
    case = publication_actions.open_case(by=request.user, dataset=dataset, at=timezone.now())
    return redirect("desk-case-description", id=case.id)


@page("dataset.withdraw")
def _ask_withdraw(request: HttpRequest, slug: str) -> HttpResponse:
    return _withdraw_page(request, _own(request, slug), ReasonForm())


@form("dataset.withdraw")
def _withdraw(request: HttpRequest, slug: str) -> HttpResponse:
    dataset = _own(request, slug)
    typed = ReasonForm(request.POST)
    if not typed.is_valid():
        return _withdraw_page(request, dataset, typed, status=422)
    reason = typed.cleaned_data["reason"]
    try:
        publication_actions.withdraw(
            by=request.user, dataset=dataset, reason=reason, at=timezone.now()
        )
    except Refused as refused:
        typed.refuse(refused)
        return _withdraw_page(request, dataset, typed, status=shapes.status(refused))
    return redirect("desk-dataset", slug=slug)


withdraw = door(get=_ask_withdraw, post=_withdraw)


def _own(request: HttpRequest, slug: str) -> Any:
    """A dataset of an agency in which this person has a part. Raises Absent."""
    dataset = catalogue.get_dataset(slug, person_of(request))
    if not can_do(person_of(request), "case.read", dataset.agency_id):
        raise Absent("catalogue.no_such_dataset", slug=slug)
    return dataset


def _withdraw_page(
    request: HttpRequest, dataset: Any, typed: ReasonForm, status: int = 200
) -> HttpResponse:
    asked = {
        "form": typed,
        "over": shapes.dataset_title(dataset),
        "question": _("Withdraw this dataset from the public?"),
        "lead": _(
            "The page and its downloads close at once. Who comes to its address reads your reason. "
            "The ledger keeps what happened."
        ),
        "deed": _("Withdraw the dataset"),
        "back": reverse("desk-dataset", kwargs={"slug": dataset.slug}),
    }
    return render(request, "desk/confirm.html", asked, status=status)


def _lead(dataset: Any) -> str:
    match dataset.state:
        case "published":
            return _("Everybody can find it since %(day)s.") % {
                "day": formats.day(dataset.published_at, language())
            }
        case "withdrawn":
            return _("It was withdrawn on %(day)s: %(reason)s") % {
                "day": formats.day(dataset.withdrawn_at, language()),
                "reason": dataset.withdrawal_reason,
            }
        case _:
            return _("Only the people of the agency see it.")


def _table(distribution: Any) -> dict[str, Any]:
    return {
        "title": formats.in_language(distribution, "title", language())[0],
        "releases": catalogue.list_releases(distribution),
        "destroyed": catalogue.list_destroyed(distribution),
        "slug": distribution.slug,
        "has_schema": bool(catalogue.list_schemas(distribution)),
    }
