"""Orders: those under which updates go out without a look, and what an agency's approvals stand on."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from odms.catalogue import queries as catalogue
from odms.errors import Absent, Refused
from odms.people import queries as people
from odms.people.rules import can_do
from odms.publication import actions as publication_actions
from odms.publication.approving import rules
from odms.publication.queries import approval, destruction, updates
from odms.web import formats
from odms.web.doors import door, form, page, person_of
from odms.web.forms.orders import ApprovalSettingsForm, RevokeForm, StandingOrderForm
from odms.web.told import language
from odms.web.views.desk import badges, destroy, shapes

# what an order allows unless its giver says otherwise
_MOST_CHANGED, _MOST_SHRUNK, _DAYS = 20, 10, 90


@page("case.read")
def index(request: HttpRequest) -> HttpResponse:
    """The standing orders and the orders to destroy that this person may see."""
    person = person_of(request)
    shown = {
        "orders": [_line(request, one) for one in updates.list_orders(person)],
        "destructions": [destroy.line(one) for one in destruction.list_destructions(person)],
        "settings": [
            {
                "agency": shapes.agency_name(agency),
                "address": reverse("desk-approval-settings", kwargs={"slug": agency.slug}),
                "authority": approval.get_settings(agency).authority,
                "pattern": approval.get_settings(agency).pattern or rules()["order_pattern"],
            }
            for agency in people.agencies_of(request.user, role="approver")
            if can_do(person, "order.give", agency.id)
        ],
    }
    return render(request, "desk/orders.html", shown)


@page("order.give")
def _show(request: HttpRequest, slug: str) -> HttpResponse:
    dataset = _dataset(request, slug)
    return _give_page(request, dataset, _form(request, dataset, None))


@form("order.give")
def _take(request: HttpRequest, slug: str) -> HttpResponse:
    dataset = _dataset(request, slug)
    typed = _form(request, dataset, request.POST)
    if not typed.is_valid():
        return _give_page(request, dataset, typed, status=422)
    try:
        _give(request, dataset, dict(typed.cleaned_data))
    except Refused as refused:
        typed.refuse(refused, field="expires_date")
        return _give_page(request, dataset, typed, status=shapes.status(refused))
    messages.success(request, _("The standing order is in force"))
    return redirect("desk-orders")


give = door(get=_show, post=_take)


@page("order.revoke")
def _ask_revoke(request: HttpRequest, id: str) -> HttpResponse:
    return _revoke_page(request, _order(request, id), RevokeForm())


@form("order.revoke")
def _revoke(request: HttpRequest, id: str) -> HttpResponse:
    order, typed = _order(request, id), RevokeForm(request.POST)
    if not typed.is_valid():
        return _revoke_page(request, order, typed, status=422)
    try:
        publication_actions.revoke_order(
            by=request.user, order=order, reason=typed.cleaned_data["reason"], at=timezone.now()
        )
    except Refused as refused:
        typed.refuse(refused)
        return _revoke_page(request, order, typed, status=shapes.status(refused))
    messages.success(request, _("The standing order has ended"))
    return redirect("desk-orders")


revoke = door(get=_ask_revoke, post=_revoke)


@page("order.give")
def _show_settings(request: HttpRequest, slug: str) -> HttpResponse:
    known = approval.get_settings(_agency(request, slug))
    filled = {"authority": known.authority, "pattern": known.pattern}
    return _settings_page(request, known.agency, ApprovalSettingsForm(initial=filled))


@form("order.give")
def _set(request: HttpRequest, slug: str) -> HttpResponse:
    agency, typed = _agency(request, slug), ApprovalSettingsForm(request.POST)
    if not typed.is_valid():
        return _settings_page(request, agency, typed, status=422)
    try:
        publication_actions.set_approval(
            by=request.user, agency=agency, at=timezone.now(), **typed.cleaned_data
        )
    except Refused as refused:
        typed.refuse(refused)
        return _settings_page(request, agency, typed, status=shapes.status(refused))
    messages.success(request, _("Saved"))
    return redirect("desk-orders")


settings = door(get=_show_settings, post=_set)


def _give(request: HttpRequest, dataset: Any, typed: dict[str, Any]) -> None:
    named, tokens = typed.pop("stewards", []), typed.pop("tokens", [])
    stewards = updates.list_submitters(dataset.agency, without=request.user)
    machines = updates.list_machines(dataset.agency, without=request.user, at=timezone.now())
    publication_actions.give_order(
        by=request.user,
        dataset=dataset,
        stewards=[user for user in stewards if user.id in named],
        tokens=[token for token in machines if token.id in tokens],
        at=timezone.now(),
        **typed,
    )


def _form(request: HttpRequest, dataset: Any, data: Any) -> StandingOrderForm:
    now, of = timezone.now(), {"without": request.user}
    stewards = updates.list_submitters(dataset.agency, **of)
    machines = updates.list_machines(dataset.agency, **of, at=now)
    return StandingOrderForm(
        data,
        people=[(user.id, user.name) for user in stewards],
        machines=[(token.id, f"{token.user.name}: {token.name}") for token in machines],
        initial={
            "most_changed": _MOST_CHANGED,
            "most_shrunk": _MOST_SHRUNK,
            "expires_date": timezone.localdate() + timedelta(days=_DAYS),
            "way": "",
        },
    )


def _dataset(request: HttpRequest, slug: str) -> Any:
    """A dataset for which this person may give orders. Raises Absent."""
    dataset = catalogue.get_dataset(slug, person_of(request))
    if not can_do(person_of(request), "order.give", dataset.agency_id):
        raise Absent("catalogue.no_such_dataset", slug=slug)
    return dataset


def _order(request: HttpRequest, id: str) -> Any:
    order = updates.get_order(id, person_of(request))
    if not can_do(person_of(request), "order.revoke", order.dataset.agency_id):
        raise Absent("publication.no_such_order", id=id)
    return order


def _agency(request: HttpRequest, slug: str) -> Any:
    agency = people.get_agency(slug)
    if not can_do(person_of(request), "order.give", agency.id):
        raise Absent("people.no_such_agency", slug=slug)
    return agency


def _give_page(
    request: HttpRequest, dataset: Any, typed: StandingOrderForm, status: int = 200
) -> HttpResponse:
    known = updates.get_standing_order(dataset)
    shown = {
        "form": typed,
        "over": shapes.dataset_title(dataset),
        "shape": updates.shape_of(dataset).items(),
        "known": _line(request, known) if known else None,
        "back": reverse("desk-dataset", kwargs={"slug": dataset.slug}),
    }
    return render(request, "desk/order.html", shown, status=status)


def _revoke_page(
    request: HttpRequest, order: Any, typed: RevokeForm, status: int = 200
) -> HttpResponse:
    asked = {
        "form": typed,
        "over": shapes.dataset_title(order.dataset),
        "question": _("End this standing order?"),
        "lead": _("From now on a person looks at every update. What went out stays published."),
        "deed": _("End the order"),
        "back": reverse("desk-orders"),
    }
    return render(request, "desk/confirm.html", asked, status=status)


def _settings_page(
    request: HttpRequest, agency: Any, typed: ApprovalSettingsForm, status: int = 200
) -> HttpResponse:
    shown = {"form": typed, "agency": shapes.agency_name(agency), "back": reverse("desk-orders")}
    return render(request, "desk/approval_settings.html", shown, status=status)


def _line(request: HttpRequest, order: Any) -> dict[str, Any]:
    """A standing order in a list."""
    person = person_of(request)
    is_open = order.revoked_at is None
    is_over = order.expires_date < timezone.localdate()
    return {
        "title": shapes.dataset_title(order.dataset),
        "address": reverse("desk-dataset", kwargs={"slug": order.dataset.slug}),
        "given": _("%(name)s gave it on %(day)s: %(reason)s")
        % {
            "name": order.given_by.name,
            "day": formats.day(order.given_at, language()),
            "reason": order.reason,
        },
        "allows": _allows(order),
        "revoked": order.revoked_reason,
        "badge": _badge(is_open, is_over),
        "revoke": reverse("desk-order-revoke", kwargs={"id": order.id})
        if is_open and can_do(person, "order.revoke", order.dataset.agency_id)
        else "",
    }


def _allows(order: Any) -> str:
    """From whom, by what, and how much may change, in one line."""
    sources = [user.name for user in order.stewards.all()]
    sources += [f"{token.user.name}: {token.name}" for token in order.tokens.select_related("user")]
    parts = [", ".join(sources), order.file_name, order.url]
    limits = _("up to %(changed)s %% of the rows changed, %(shrunk)s %% fewer") % {
        "changed": order.most_changed,
        "shrunk": order.most_shrunk,
    }
    until = _("until %(day)s") % {"day": formats.day(order.expires_date, language())}
    return " · ".join([part for part in parts if part] + [limits, until])


def _badge(is_open: bool, is_over: bool) -> badges.Badge:
    if not is_open:
        return badges.Badge("na", _("Ended"))
    return badges.Badge("up", _("Expired")) if is_over else badges.Badge("ok", _("In force"))
