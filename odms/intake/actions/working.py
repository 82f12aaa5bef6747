"""Reading what was received: once, whatever dies in between."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction

from odms.catalogue import queries as catalogue
from odms.intake.actions import lease
from odms.intake.actions.deciding import carry
from odms.intake.actions.news import enter, tell
from odms.intake.actions.reading import read, recipe_of
from odms.intake.models import DeliveredTable, Delivery
from odms.intake.originals import originals
from odms.intake.queries import lake, list_table_keys, list_waiting
from odms.intake.rules import ANNOUNCED_FOR, FORGOTTEN_AFTER, MAX_ATTEMPTS, columns_of, counts_of
from odms.intake.signals import delivery_read, delivery_waiting
from odms.lake.store import Store
from odms.ledger.rules import SYSTEM
from odms.people import actions as people


def work_on(*, delivery_id: str, at: datetime) -> None:
    """Read a delivery in a child process and keep its tables, once, however often this is called.

    Does nothing where somebody else holds it or it is done. A process that dies in here leaves a
    lease that runs out; what failed too often is reported as failed.
    """
    if (attempt := lease.take(delivery_id, at=at)) is None:
        return
    delivery = Delivery.objects.select_related("agency", "by", "dataset").get(pk=delivery_id)
    clock = lease.Clock(at)
    if attempt - delivery.n_attempts_before > MAX_ATTEMPTS:
        _fail(delivery, attempt, {"code": "intake.gave_up", "facts": {"n": MAX_ATTEMPTS}}, at)
        return
    with lease.held(delivery_id, attempt, clock), originals().new_table() as folder:
        result = read(delivery, folder)
        if result.trouble:
            _fail(delivery, attempt, result.trouble, clock.now())
        elif result.is_fault:
            _try_again(delivery, attempt, clock.now())
        else:
            keys = [originals().keep_table(table) for table in result.tables]
            if not _finish(delivery, attempt, result.report, keys, clock.now()):
                for table_key in keys:
                    originals().destroy_table(table_key)


def sweep(*, at: datetime) -> int:
    """Announce again every delivery that waits and was forgotten; how many."""
    waiting = list_waiting(at=at)
    for delivery_id in waiting:
        # whoever died while reading keeps its lease, which has run out; the rest is not announced
        # again before this one had its chance
        received = Delivery.objects.filter(pk=delivery_id, state="received")
        received.update(lease_until=at + ANNOUNCED_FOR)
        tell(delivery_waiting, delivery_id)
    return len(waiting)


def tidy(*, at: datetime) -> int:
    """Remove from the lake what no row names and no worker builds any more; how many things.

    Such are left by a process that died between keeping a table and writing its row.
    """
    sides: tuple[tuple[Store, Callable[[], set[str]]], ...] = (
        (originals(), list_table_keys),
        (lake(), catalogue.list_table_keys),
    )
    return sum(_tidy(store, named, at) for store, named in sides)


def _tidy(store: Store, named: Callable[[], set[str]], at: datetime) -> int:
    before = (at - FORGOTTEN_AFTER).timestamp()
    old = [key for key, made in store.list_tables() if made < before]
    # the rows are read after the folder, so that what is being written counts as named
    forgotten = set(old) - named() if old else set()
    for table_key in forgotten:
        store.destroy_table(table_key)
    return len(forgotten) + store.tidy(older_than_s=FORGOTTEN_AFTER.total_seconds())


def _finish(
    delivery: Delivery, attempt: int, report: dict[str, Any], keys: list[str], at: datetime
) -> bool:
    """Write what was read, if this attempt still holds the delivery; whether it did."""
    with transaction.atomic():
        recipe = recipe_of(delivery)
        done: dict[str, Any] = {"recipe": recipe, "wanted_recipe": None, "trouble": {}}
        if not _end(delivery, attempt, "read", at, report=report, **done):
            return False
        former = {table.position: table for table in delivery.tables.all()}
        delivery.tables.all().delete()
        tables = [
            DeliveredTable(
                delivery=delivery,
                position=position,
                name=table["name"] or "",
                table_key=table_key,
                n_rows=table["n_rows"],
                columns=columns_of(report, position),
            )
            for position, (table, table_key) in enumerate(zip(report["tables"], keys, strict=True))
        ]
        for table in tables:
            if (known := former.get(table.position)) is not None:
                carry(known, table)
                table.is_chosen = known.is_chosen
        DeliveredTable.objects.bulk_create(tables)
        facts = {
            "format": report["format"],
            "n_tables": len(keys),
            "n_rows": sum(t["n_rows"] for t in report["tables"]),
        }
        enter(SYSTEM, "delivery.read", delivery, at, facts)
        if former:
            enter(SYSTEM, "delivery.mended", delivery, at, {"steps": counts_of(report)})
        tell(delivery_read, delivery.id)
    return True


def _fail(delivery: Delivery, attempt: int, trouble: dict[str, Any], at: datetime) -> None:
    """Report that a delivery cannot be read; one that was being mended stays as it was."""
    with transaction.atomic():
        state = "read" if delivery.wanted_recipe is not None else "failed"
        if not _end(delivery, attempt, state, at, trouble=trouble, wanted_recipe=None):
            return
        enter(SYSTEM, "delivery.failed", delivery, at, {"code": trouble["code"]})
        if state == "read":
            tell(delivery_read, delivery.id)
        people.notify(
            user=delivery.by,
            code="intake.notice.failed",
            facts={"name": delivery.name},
            path=f"/desk/deliveries/{delivery.id}",
            at=at,
        )


def _try_again(delivery: Delivery, attempt: int, at: datetime) -> None:
    """Our own trouble: put the delivery back for another attempt, or give up on it."""
    if attempt - delivery.n_attempts_before >= MAX_ATTEMPTS:
        _fail(delivery, attempt, {"code": "intake.gave_up", "facts": {"n": MAX_ATTEMPTS}}, at)
        return
    mine = Delivery.objects.filter(pk=delivery.pk, state="reading", n_attempts=attempt)
    mine.update(state="received", lease_until=None)


def _end(delivery: Delivery, attempt: int, state: str, at: datetime, **values: Any) -> int:
    """End the reading in `state`, unless the lease was lost to another attempt."""
    mine = Delivery.objects.filter(pk=delivery.pk, state="reading", n_attempts=attempt)
    return mine.update(state=state, lease_until=None, finished_at=at, **values)
