"""Deeds upon deliveries: receive the bytes, have them read, decide about columns."""

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, BinaryIO

from django.conf import settings
from django.db import IntegrityError, transaction
from django.dispatch import Signal

from odms.catalogue import queries as catalogue
from odms.catalogue.models import Dataset
from odms.errors import Absent, Conflict, Invalid, TooLarge
from odms.intake import lease
from odms.intake.models import DeliveredTable, Delivery
from odms.intake.queries import get_column, lake, list_table_keys, list_waiting
from odms.intake.reading import read
from odms.intake.rules import (
    ANNOUNCED_FOR,
    FORGOTTEN_AFTER,
    MAX_ATTEMPTS,
    WAYS,
    Decision,
    check_decision,
    check_editable,
    columns_of,
    file_name,
)
from odms.intake.signals import delivery_discarded, delivery_read, delivery_waiting
from odms.ledger import actions as ledger
from odms.ledger.rules import SYSTEM, Actor, Subject
from odms.people import actions as people
from odms.people.models import Agency, User
from odms.people.queries import actor_of, check_by

log = logging.getLogger(__name__)


def receive(
    *,
    by: User,
    agency: Agency,
    stream: BinaryIO,
    name: str,
    way: str,
    at: datetime,
    key: str | None = None,
    dataset: Dataset | None = None,
) -> Delivery:
    """Take a file in: when this returns, its bytes and its row survive a power cut.

    The same key of the same agency gives the delivery that stands already; without a key the same
    bytes for the same dataset are one delivery. Raises Invalid for an empty or nameless file,
    TooLarge, Absent for another agency's dataset, and Conflict where the key was used for other
    bytes.
    """
    check_by(by, "delivery.make", agency.id)
    if way not in WAYS:
        raise ValueError(way)
    if dataset is not None and dataset.agency_id != agency.id:
        raise Absent("catalogue.no_such_dataset", slug=dataset.slug)
    name = file_name(name)
    blob = _keep(stream, name)
    wanted = {
        "agency": agency,
        "key": key[:100] if key else f"{blob.sha256}+{dataset.id if dataset else 'new'}",
    }
    try:
        with transaction.atomic():
            if (known := Delivery.objects.filter(**wanted).first()) is not None:
                return _same(known, blob.sha256)
            delivery = Delivery.objects.create(
                **wanted,
                dataset=dataset,
                by=by,
                way=way,
                name=name,
                size_bytes=blob.size_bytes,
                sha256=blob.sha256,
                received_at=at,
            )
            facts = {"name": name, "size_bytes": blob.size_bytes, "sha256": blob.sha256, "way": way}
            _record(by, "delivery.received", delivery, at, facts)
            _tell(delivery_waiting, delivery.id)
    except IntegrityError:
        # the same delivery came twice at once, and the other was first
        return _same(Delivery.objects.get(**wanted), blob.sha256)
    return delivery


def work_on(*, delivery_id: str, at: datetime) -> None:
    """Read a delivery in a child process and keep its tables, once, however often this is called.

    Does nothing where somebody else holds it or it is done. A process that dies in here leaves a
    lease that runs out; what failed too often is reported as failed.
    """
    if (attempt := lease.take(delivery_id, at=at)) is None:
        return
    delivery = Delivery.objects.select_related("agency", "by", "dataset").get(pk=delivery_id)
    clock = lease.Clock(at)
    if attempt > MAX_ATTEMPTS:
        _fail(delivery, attempt, {"code": "intake.gave_up", "facts": {"n": MAX_ATTEMPTS}}, at)
        return
    with lease.held(delivery_id, attempt, clock), lake().new_table() as folder:
        result = read(delivery, folder)
        if result.trouble:
            _fail(delivery, attempt, result.trouble, clock.now())
        elif result.is_fault:
            _try_again(delivery, attempt, clock.now())
        else:
            keys = [lake().keep_table(table) for table in result.tables]
            if not _finish(delivery, attempt, result.report, keys, clock.now()):
                for table_key in keys:
                    lake().destroy_table(table_key)


def sweep(*, at: datetime) -> int:
    """Announce again every delivery that waits and was forgotten; how many."""
    waiting = list_waiting(at=at)
    for delivery_id in waiting:
        # whoever died while reading keeps its lease, which has run out; the rest is not announced
        # again before this one had its chance
        received = Delivery.objects.filter(pk=delivery_id, state="received")
        received.update(lease_until=at + ANNOUNCED_FOR)
        _tell(delivery_waiting, delivery_id)
    return len(waiting)


def tidy(*, at: datetime) -> int:
    """Remove from the lake what no row names and no worker builds any more; how many things.

    Such are left by a process that died between keeping a table and writing its row.
    """
    before = (at - FORGOTTEN_AFTER).timestamp()
    old = [key for key, made in lake().list_tables() if made < before]
    # the rows are read after the folder, so that what is being written counts as named
    forgotten = set(old) - list_table_keys() - catalogue.list_table_keys() if old else set()
    for table_key in forgotten:
        lake().destroy_table(table_key)
    return len(forgotten) + lake().tidy(older_than_s=FORGOTTEN_AFTER.total_seconds())


@transaction.atomic
def decide_column(
    *, by: User, table: DeliveredTable, column: str, deed: str, at: datetime, reason: str = ""
) -> None:
    """Decide what becomes of a column: `keep` (personal data with a reason), `mask` or `drop`.

    Raises Absent for an unknown column, Invalid for a deed that its personal data forbids, and
    Conflict once the delivery is submitted.
    """
    delivery = _editable(by, table.delivery_id)
    _decide(by, delivery, table.pk, column, deed, reason.strip(), at)


@transaction.atomic
def decide_columns(
    *, by: User, delivery: Delivery, decisions: Iterable[Decision], at: datetime
) -> None:
    """Decide about several columns of a delivery at once, all or none; else as `decide_column`."""
    delivery = _editable(by, delivery.pk)
    for one in decisions:
        _decide(by, delivery, one.table.pk, one.column, one.deed, one.reason.strip(), at)


@transaction.atomic
def choose_tables(*, by: User, delivery: Delivery, positions: Sequence[int], at: datetime) -> None:
    """Choose which tables of a delivery are to be published. Raises Invalid for none."""
    delivery = _editable(by, delivery.pk)
    known = set(delivery.tables.values_list("position", flat=True))
    if not positions:
        raise Invalid("intake.no_table_chosen", item="tables")
    if unknown := set(positions) - known:
        raise Invalid("intake.no_such_position", item="tables", position=min(unknown))
    delivery.tables.update(is_chosen=False)
    delivery.tables.filter(position__in=positions).update(is_chosen=True)
    _record(by, "table.chosen", delivery, at, {"positions": sorted(positions)})


@transaction.atomic
def discard(*, by: User | Actor, delivery: Delivery, at: datetime) -> Delivery:
    """Take a delivery back before it is submitted; the same file may then be delivered anew."""
    check_by(by, "case.edit", delivery.agency_id)
    delivery = Delivery.objects.select_for_update(no_key=True).get(pk=delivery.pk)
    if delivery.is_sealed:
        raise Conflict("intake.sealed")
    if delivery.state == "discarded":
        return delivery
    delivery.state, delivery.finished_at = "discarded", delivery.finished_at or at
    delivery.key = f"{delivery.key}-{delivery.id}"
    delivery.save()
    _record(by, "delivery.discarded", delivery, at, {"name": delivery.name})
    _tell(delivery_discarded, delivery.id)
    return delivery


@transaction.atomic
def carry_decisions(*, by: User | Actor, before: Delivery, after: Delivery, at: datetime) -> None:
    """Let decisions about a file stand for the file that replaces it.

    They stand for columns of the same name at the same place in which the same kind was found.
    """
    former = {table.position: table for table in before.tables.all()}
    for table in after.tables.filter(position__in=former):
        known = former[table.position]
        found = {c["name"]: c.get("personal", {}).get("kind") for c in known.columns}
        table.decisions = {
            column["name"]: known.decisions[column["name"]]
            for column in table.columns
            if column["name"] in known.decisions
            and column.get("personal", {}).get("kind") == found[column["name"]]
        }
        table.save(update_fields=["decisions"])
        facts = {
            "table": table.position,
            "columns": list(table.decisions),
            "carried_from": before.id,
        }
        _record(by, "table.column-decided", after, at, facts)


def seal(*, delivery: Delivery, is_sealed: bool) -> None:
    """Let nobody decide upon a delivery while an approver looks at it, or let them again."""
    delivery.is_sealed = is_sealed
    delivery.save(update_fields=["is_sealed"])


def _keep(stream: BinaryIO, name: str) -> Any:
    try:
        blob = lake().put(stream, max_bytes=settings.MAX_UPLOAD_BYTES)
    except TooLarge as error:
        raise TooLarge("intake.too_large", name=name, **error.facts) from None
    if blob.size_bytes == 0:
        raise Invalid("intake.file_empty", name=name, item="file")
    return blob


def _same(known: Delivery, sha256: str) -> Delivery:
    if known.sha256 != sha256:
        raise Conflict("intake.key_used", key=known.key)
    return known


def _tell(news: Signal, delivery_id: str) -> None:
    """Send news once the row is there. Should nobody hear it, the sweeps find the row."""
    transaction.on_commit(
        lambda: news.send_robust(sender=Delivery, delivery_id=delivery_id), robust=True
    )


def _finish(
    delivery: Delivery, attempt: int, report: dict[str, Any], keys: list[str], at: datetime
) -> bool:
    """Write what was read, if this attempt still holds the delivery; whether it did."""
    with transaction.atomic():
        if not _end(delivery, attempt, "read", at, report=report):
            return False
        DeliveredTable.objects.bulk_create(
            DeliveredTable(
                delivery=delivery,
                position=position,
                name=table["name"] or "",
                table_key=table_key,
                n_rows=table["n_rows"],
                columns=columns_of(report, position),
            )
            for position, (table, table_key) in enumerate(zip(report["tables"], keys, strict=True))
        )
        facts = {
            "format": report["format"],
            "n_tables": len(keys),
            "n_rows": sum(t["n_rows"] for t in report["tables"]),
        }
        _record(SYSTEM, "delivery.read", delivery, at, facts)
        _tell(delivery_read, delivery.id)
    return True


def _fail(delivery: Delivery, attempt: int, trouble: dict[str, Any], at: datetime) -> None:
    with transaction.atomic():
        if not _end(delivery, attempt, "failed", at, trouble=trouble):
            return
        _record(SYSTEM, "delivery.failed", delivery, at, {"code": trouble["code"]})
        people.notify(
            user=delivery.by,
            code="intake.notice.failed",
            facts={"name": delivery.name},
            path=f"/desk/deliveries/{delivery.id}",
            at=at,
        )


def _try_again(delivery: Delivery, attempt: int, at: datetime) -> None:
    """Our own trouble: put the delivery back for another attempt, or give up on it."""
    if attempt >= MAX_ATTEMPTS:
        _fail(delivery, attempt, {"code": "intake.gave_up", "facts": {"n": MAX_ATTEMPTS}}, at)
        return
    mine = Delivery.objects.filter(pk=delivery.pk, state="reading", n_attempts=attempt)
    mine.update(state="received", lease_until=None)


def _end(delivery: Delivery, attempt: int, state: str, at: datetime, **values: Any) -> int:
    """End the reading in `state`, unless the lease was lost to another attempt."""
    mine = Delivery.objects.filter(pk=delivery.pk, state="reading", n_attempts=attempt)
    return mine.update(state=state, lease_until=None, finished_at=at, **values)


def _editable(by: User, delivery_id: str) -> Delivery:
    """The delivery, locked; unless `by` may not decide upon it or it cannot be decided upon."""
    delivery = Delivery.objects.select_for_update(no_key=True).get(pk=delivery_id)
    check_by(by, "case.edit", delivery.agency_id)
    check_editable(state=delivery.state, is_sealed=delivery.is_sealed)
    return delivery


def _decide(
    by: User, delivery: Delivery, table_id: str, column: str, deed: str, reason: str, at: datetime
) -> None:
    if (table := delivery.tables.filter(pk=table_id).first()) is None:
        raise Absent("intake.no_such_table", id=table_id)
    personal = get_column(table, column).get("personal")
    check_decision(personal, deed, reason)
    table.decisions[column] = {"deed": deed, "reason": reason}
    table.save(update_fields=["decisions"])
    facts = {
        "table": table.position,
        "column": column,
        "kind": personal["kind"] if personal else "",
        "deed": deed,
        "reason": reason,
    }
    _record(by, "table.column-decided", delivery, at, facts)


def _record(
    by: User | Actor, verb: str, delivery: Delivery, at: datetime, facts: dict[str, Any]
) -> None:
    ledger.record(
        by=actor_of(by),
        verb=verb,
        subject=Subject("delivery", delivery.id),
        at=at,
        agency_id=delivery.agency_id,
        facts=facts,
    )
