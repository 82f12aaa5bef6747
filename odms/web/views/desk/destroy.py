"""Destroying what leaked: one person orders, another confirms."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from odms.catalogue import queries as catalogue
from odms.errors import Absent, Refused
from odms.people.rules import can_do
from odms.publication import actions as publication_actions
from odms.publication.queries import destruction
from odms.web import formats
from odms.web.doors import door, form, page, person_of
from odms.web.forms.orders import DestroyForm
from odms.web.told import language
from odms.web.views.desk import badges, shapes


@page("destruction.order")
def _show(request: HttpRequest, slug: str) -> HttpResponse:
    dataset = _dataset(request, slug)
    return _order_page(request, dataset, _form(dataset, None))


@form("destruction.order")
def _take(request: HttpRequest, slug: str) -> HttpResponse:
    dataset = _dataset(request, slug)
    typed = _form(dataset, request.POST)
    if not typed.is_valid():
        return _order_page(request, dataset, typed, status=422)
    try:
        made = _order(request, dataset, typed.cleaned_data)
    except Refused as refused:
        typed.refuse(refused)
        return _order_page(request, dataset, typed, status=shapes.status(refused))
    messages.success(request, _("Ordered. Nothing is gone until another person confirms it."))
    return redirect("desk-destruction", id=made.id)


order = door(get=_show, post=_take)


@page("case.read")
def show(request: HttpRequest, id: str) -> HttpResponse:
    """One order to destroy: what it names, what stays, and who has to confirm it."""
    return _page(request, destruction.get_destruction(id, person_of(request)))


@form("destruction.confirm")
def confirm(request: HttpRequest, id: str) -> HttpResponse:
    """Confirm the order of another person: what it names is gone."""
    found = destruction.get_destruction(id, person_of(request))
    try:
        publication_actions.confirm_destruction(
            by=request.user, destruction=found, at=timezone.now()
        )
    except Refused as refused:
        told = {"refusal": shapes.refusal(refused)}
        return _page(request, found, status=shapes.status(refused), **told)
    messages.success(request, _("Destroyed. The ledger keeps hash, size and reason."))
    return redirect("desk-destruction", id=id)


@form("destruction.order")
def cancel(request: HttpRequest, id: str) -> HttpResponse:
    """Take back an order that nobody confirmed yet."""
    found = destruction.get_destruction(id, person_of(request))
    try:
        publication_actions.cancel_destruction(
            by=request.user, destruction=found, at=timezone.now()
        )
    except Refused as refused:
        told = {"refusal": shapes.refusal(refused)}
        return _page(request, found, status=shapes.status(refused), **told)
    return redirect("desk-orders")


def line(found: Any) -> dict[str, Any]:
    """An order to destroy in a list."""
    return {
        "title": found.leaked,
        "address": reverse("desk-destruction", kwargs={"id": found.id}),
        "words": _signed(_("%(name)s ordered it, %(when)s"), found.ordered_by, found.ordered_at),
        "badge": badge(found),
    }


def badge(found: Any) -> badges.Badge:
    """Where an order to destroy stands."""
    if found.done_at is not None:
        return badges.Badge("ok", _("Destroyed"))
    if found.confirmed_at is not None:
        return badges.Badge("", _("Being destroyed"))
    if found.cancelled_at is not None:
        return badges.Badge("na", _("Taken back"))
    return badges.Badge("up", _("Waits for another person"))


def _page(request: HttpRequest, found: Any, status: int = 200, **told: Any) -> HttpResponse:
    person = person_of(request)
    is_open = found.confirmed_at is None and found.cancelled_at is None
    shown = {
        "order": found,
        "agency": shapes.agency_name(found.agency),
        "badge": badge(found),
        "signed": _signatures(found),
        "files": [_file(one) for one in destruction.list_deliveries(found)],
        "versions": [_version(one) for one in destruction.list_releases(found)],
        "shared": [_shared(one) for one in destruction.list_sharing(found)] if is_open else [],
        "may_confirm": is_open
        and found.ordered_by_id != request.user.id
        and can_do(person, "destruction.confirm", found.agency_id),
        "may_cancel": is_open and can_do(person, "destruction.order", found.agency_id),
        "is_open": is_open,
    }
    return render(request, "desk/destruction.html", shown | told, status=status)


def _order(request: HttpRequest, dataset: Any, typed: dict[str, Any]) -> Any:
    deliveries, releases = destruction.list_destroyable(dataset)
    return publication_actions.order_destruction(
        by=request.user,
        agency=dataset.agency,
        deliveries=[one for one in deliveries if one.id in typed.get("deliveries", ())],
        releases=[one for one in releases if one.id in typed.get("releases", ())],
        reason=typed["reason"],
        leaked=typed["leaked"],
        at=timezone.now(),
    )


def _form(dataset: Any, data: Any) -> DestroyForm:
    deliveries, releases = destruction.list_destroyable(dataset)
    return DestroyForm(
        data,
        files=[(one.id, _file(one)["words"]) for one in deliveries],
        versions=[(one.id, _version(one)) for one in releases],
    )


def _order_page(
    request: HttpRequest, dataset: Any, typed: DestroyForm, status: int = 200
) -> HttpResponse:
    asked = {
        "form": typed,
        "over": shapes.dataset_title(dataset),
        "question": _("Destroy data that leaked?"),
        "lead": _(
            "Withdraw the dataset first if readers still see it: one person may. Then another person "
            "confirms this order, and bytes, tables, downloads and words of the index are gone for "
            "good. Hash, size, reason and both names stay in the ledger."
        ),
        "deed": _("Order the destruction"),
        "back": reverse("desk-dataset", kwargs={"slug": dataset.slug}),
    }
    return render(request, "desk/confirm.html", asked, status=status)


def _dataset(request: HttpRequest, slug: str) -> Any:
    """A dataset whose data this person may order to be destroyed. Raises Absent."""
    dataset = catalogue.get_dataset(slug, person_of(request))
    if not can_do(person_of(request), "destruction.order", dataset.agency_id):
        raise Absent("catalogue.no_such_dataset", slug=slug)
    return dataset


def _signatures(found: Any) -> list[str]:
    """Who ordered, confirmed and took back, a line each."""
    return [
        _signed(said, who, at)
        for said, who, at in (
            (_("%(name)s ordered it, %(when)s"), found.ordered_by, found.ordered_at),
            (_("%(name)s confirmed it, %(when)s"), found.confirmed_by, found.confirmed_at),
            (_("%(name)s took it back, %(when)s"), found.cancelled_by, found.cancelled_at),
        )
        if who is not None
    ]


def _signed(said: str, who: Any, at: Any) -> str:
    return said % {"name": who.name, "when": formats.moment(at, language())}


def _file(delivery: Any) -> dict[str, str]:
    when = formats.day(delivery.received_at, language())
    words = f"{delivery.name} · {formats.size(delivery.size_bytes)} · {when}"
    return {"words": words, "sha256": delivery.sha256}


def _version(release: Any) -> str:
    title = formats.in_language(release.distribution, "title", language())[0]
    return _("%(title)s, version %(n)s") % {"title": title, "n": release.number}


def _shared(delivery: Any) -> str:
    return f"{_file(delivery)['words']} · {shapes.agency_name(delivery.agency)}"
