"""Destroying what leaked: one person orders, another confirms, and then it is gone for good."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from odms.catalogue import actions as catalogue
from odms.catalogue import queries as catalogue_queries
from odms.catalogue.models import Release
from odms.catalogue.rules import without_labels
from odms.errors import Absent, Conflict, Forbidden, Invalid
from odms.intake import actions as intake
from odms.intake import queries as intake_queries
from odms.intake.models import Delivery
from odms.ledger import actions as ledger
from odms.ledger.rules import SYSTEM, Actor, Subject
from odms.people import actions as people
from odms.people.models import Agency, User
from odms.people.queries import actor_of, check_by, list_users
from odms.publication.actions.steps import locked, move, reopen
from odms.publication.models import Case, Destruction
from odms.publication.queries.destruction import (
    list_deliveries,
    list_releases,
    list_touched,
    releases_of,
)
from odms.publication.rules import OPEN_STATES


@transaction.atomic
def order_destruction(
    *,
    by: User,
    agency: Agency,
    reason: str,
    leaked: str,
    at: datetime,
    deliveries: Sequence[Delivery] = (),
    releases: Sequence[Release] = (),
) -> Destruction:
    """Order that deliveries, with the releases that came of them, or releases alone be destroyed.

    Nothing goes until another person confirms it. `leaked` says what kind of thing leaked; the
    thing itself must not stand in it. Raises Invalid where nothing is named or said.
    """
    check_by(by, "destruction.order", agency.id)
    _check_named(agency, deliveries, releases)
    for name, text in (("reason", reason), ("leaked", leaked)):
        if not text.strip():
            raise Invalid("publication.needs_reason", item=name)
    named = {one.id for one in (*releases, *releases_of(deliveries))}
    order = Destruction.objects.create(
        agency=agency,
        deliveries=sorted({one.id for one in deliveries}),
        releases=sorted(named),
        reason=reason.strip(),
        leaked=leaked.strip(),
        ordered_by=by,
        ordered_at=at,
    )
    _record(by, "destruction.ordered", order, at, _named(order))
    for approver in list_users(agency=agency, role="approver"):
        if approver.id != by.id:
            _notify(approver, "publication.notice.destruction-ordered", order, by, at)
    return order


@transaction.atomic
def cancel_destruction(*, by: User, destruction: Destruction, at: datetime) -> Destruction:
    """Take back an order that nobody confirmed yet. Raises Conflict else."""
    order = _locked(destruction)
    check_by(by, "destruction.order", order.agency_id)
    _check_open(order)
    order.cancelled_by, order.cancelled_at = by, at
    order.save(update_fields=["cancelled_by", "cancelled_at"])
    _record(by, "destruction.cancelled", order, at, _named(order))
    return order


def confirm_destruction(*, by: User, destruction: Destruction, at: datetime) -> Destruction:
    """Confirm the order of another person: what it names is gone from the database at once, its
    files follow, and the sweep ends what was cut off.

    Raises Forbidden for the one who ordered, Conflict for an order that has ended.
    """
    order = _confirm(by, destruction, at)
    return finish_destruction(destruction=order, at=at)


def finish_destruction(*, destruction: Destruction, at: datetime) -> Destruction:
    """Remove the files of a confirmed order, and have the database keep no trace of what it held.

    May be called again after it was cut off.
    """
    gone = destruction.gone
    intake.destroy_files(
        table_keys=gone["originals"],
        hashes=[blob["sha256"] for blob in gone["blobs"]],
        renewed=gone["renewed"],
    )
    for table_key in gone["released"]:
        intake_queries.lake().destroy_table(table_key)
    catalogue.compact()
    return _finish(destruction, at)


@transaction.atomic
def _confirm(by: User, destruction: Destruction, at: datetime) -> Destruction:
    order = _locked(destruction)
    check_by(by, "destruction.confirm", order.agency_id)
    _check_open(order)
    if order.ordered_by_id == by.id:
        raise Forbidden("publication.destruction_by_another")
    releases = list_releases(order)
    for case in Case.objects.filter(delivery__in=order.deliveries).order_by("-number"):
        _end(by, case, at, order.reason)
    _forget_later(releases)
    renewed = list_touched(releases)
    gone = intake.destroy(by=by, deliveries=list_deliveries(order), order_id=order.id, at=at)
    released = catalogue.destroy_releases(
        by=by, releases=releases, order_id=order.id, reason=order.reason, at=at
    )
    order.confirmed_by, order.confirmed_at = by, at
    order.gone = {
        "originals": gone.table_keys,
        "blobs": gone.blobs,
        "shared": gone.shared,
        "released": released,
        "renewed": [key for key in renewed if key not in gone.table_keys],
    }
    order.save()
    facts = _named(order) | {"blobs": gone.blobs, "shared": gone.shared}
    ordered = {"id": order.ordered_by.id, "name": order.ordered_by.name}
    _record(by, "destruction.confirmed", order, at, facts | {"ordered_by": ordered})
    _notify(order.ordered_by, "publication.notice.destruction-confirmed", order, by, at)
    return order


@transaction.atomic
def _finish(destruction: Destruction, at: datetime) -> Destruction:
    order = _locked(destruction)
    if order.done_at is None:
        order.done_at = at
        order.save(update_fields=["done_at"])
        counts = {name: len(order.gone[name]) for name in ("originals", "released", "blobs")}
        _record(SYSTEM, "destruction.done", order, at, counts)
    return order


def _end(by: User, case: Case, at: datetime, reason: str) -> None:
    """A case whose file goes comes to its end; of what was seen of it no value stays."""
    case = locked(case)
    case.reasons = []
    case.risks_seen = [risk | {"facts": {}} for risk in case.risks_seen]
    case.record = case.record | {"columns": {}}
    case.save(update_fields=["reasons", "risks_seen", "record"])
    if case.state not in OPEN_STATES:
        return
    case.reason = reason
    if case.state != "draft":
        case = reopen("halt", by, case, at, {"reason": reason})
    move("discard", by, case, at, {})


def _forget_later(releases: Sequence[Release]) -> None:
    """What other cases of the same datasets were told against the releases that go, and the words
    about columns that nothing else has."""
    lost = catalogue_queries.lost_columns(releases)
    datasets = {release.distribution.dataset_id for release in releases}
    for case in Case.objects.select_for_update(no_key=True).filter(dataset__in=datasets):
        case.reasons = [_bare(one) for one in case.reasons]
        case.risks_seen = [_bare(one) for one in case.risks_seen]
        case.record = without_labels(case.record, lost)
        case.save(update_fields=["reasons", "risks_seen", "record"])


def _bare(one: dict[str, Any]) -> dict[str, Any]:
    """A risk or reason; what it tells of drift between versions without its facts."""
    is_drift = one["code"].startswith(("schema.", "publication.person."))
    return one | {"facts": {}} if is_drift else one


def _locked(destruction: Destruction) -> Destruction:
    orders = Destruction.objects.select_for_update(no_key=True, of=("self",))
    return orders.select_related("agency", "ordered_by", "confirmed_by").get(pk=destruction.pk)


def _check_open(order: Destruction) -> None:
    if order.confirmed_by is not None:
        raise Conflict("publication.destruction_confirmed", by=order.confirmed_by.name)
    if order.cancelled_at is not None:
        raise Conflict("publication.destruction_cancelled")


def _check_named(
    agency: Agency, deliveries: Sequence[Delivery], releases: Sequence[Release]
) -> None:
    if not deliveries and not releases:
        raise Invalid("publication.destruction_of_nothing", item="deliveries")
    for delivery in deliveries:
        if delivery.agency_id != agency.id:
            raise Absent("intake.no_such_delivery", id=delivery.id)
        if delivery.state == "destroyed":
            raise Conflict("intake.destroyed", name=delivery.name, sha256=delivery.sha256)
    for release in releases:
        if release.distribution.dataset.agency_id != agency.id or release.destroyed_at:
            raise Absent("catalogue.no_such_release", number=release.number)


def _named(order: Destruction) -> dict[str, Any]:
    return {
        "deliveries": order.deliveries,
        "releases": order.releases,
        "reason": order.reason,
        "leaked": order.leaked,
    }


def _notify(user: User, code: str, order: Destruction, by: User, at: datetime) -> None:
    facts = {"by": by.name, "reason": order.reason}
    people.notify(user=user, code=code, facts=facts, path=f"/desk/destructions/{order.id}", at=at)


def _record(
    by: User | Actor, verb: str, order: Destruction, at: datetime, facts: dict[str, Any]
) -> None:
    ledger.record(
        by=actor_of(by),
        verb=verb,
        subject=Subject("destruction", order.id),
        at=at,
        agency_id=order.agency_id,
        facts=facts,
    )
