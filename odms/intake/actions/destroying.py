"""Destroying what was delivered, under an order of two people that `publication` has seen to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from odms.intake.actions.news import enter
from odms.intake.models import DeliveredTable, Delivery
from odms.intake.originals import originals
from odms.ledger.rules import Actor
from odms.people.models import User


@dataclass
class Gone:
    """What of the restricted side goes: table versions by key, bytes by hash; `shared` are bytes
    that stay because a delivery that no order names holds the same."""

    table_keys: list[str] = field(default_factory=list)
    blobs: list[dict[str, Any]] = field(default_factory=list)
    shared: list[dict[str, Any]] = field(default_factory=list)


def destroy(
    *, by: User | Actor, deliveries: Sequence[Delivery], order_id: str, at: datetime
) -> Gone:
    """Take from the database all that deliveries hold of their files; hash, size and name stay.

    The files themselves go by `destroy_files`, once this is committed.
    """
    gone, ids = Gone(), [delivery.pk for delivery in deliveries]
    for delivery in Delivery.objects.select_for_update(no_key=True).filter(pk__in=ids):
        tables = DeliveredTable.objects.filter(delivery=delivery)
        gone.table_keys += tables.values_list("table_key", flat=True)
        tables.delete()
        told = {"sha256": delivery.sha256, "size_bytes": delivery.size_bytes}
        others = Delivery.objects.filter(sha256=delivery.sha256).exclude(pk__in=ids)
        n_others = others.exclude(state="destroyed").count()
        if n_others:
            gone.shared.append(told | {"n": n_others})
        elif told not in gone.blobs:
            gone.blobs.append(told)
        _forget(delivery, at)
        enter(by, "delivery.destroyed", delivery, at, told | {"order_id": order_id})
    return gone


def destroy_files(
    *, table_keys: Iterable[str], hashes: Iterable[str], renewed: Iterable[str]
) -> None:
    """Let table versions, bytes and all that was derived from them be gone; what was derived from
    the versions `renewed` too, for it tells of what went and is made again. May be called again."""
    store = originals()
    for table_key in table_keys:
        store.destroy_table(table_key)
    for table_key in renewed:
        store.forget_derived(table_key)
    for sha256 in hashes:
        # the same bytes may have come again to somebody else since the order
        if not Delivery.objects.filter(sha256=sha256).exclude(state="destroyed").exists():
            store.destroy(sha256)


def _forget(delivery: Delivery, at: datetime) -> None:
    """Keep of a delivery what says that it was: no value of its file."""
    delivery.state, delivery.finished_at, delivery.lease_until = "destroyed", at, None
    delivery.report, delivery.trouble = {}, {}
    delivery.recipe, delivery.wanted_recipe, delivery.proposed_recipe = [], None, []
    delivery.save()
