"""Deciding what of a delivery is to be published, and as what."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from odms.errors import Absent, Conflict, Invalid
from odms.intake.actions.news import enter, tell
from odms.intake.models import DeliveredTable, Delivery
from odms.intake.queries import get_column
from odms.intake.rules import Decision, check_decision, check_editable
from odms.intake.signals import delivery_discarded
from odms.ledger.rules import Actor
from odms.people.models import User
from odms.people.queries import check_by


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
        _decide(by, delivery, one.table.id, one.column, one.deed, one.reason.strip(), at)


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
    enter(by, "table.chosen", delivery, at, {"positions": sorted(positions)})


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
    enter(by, "delivery.discarded", delivery, at, {"name": delivery.name})
    tell(delivery_discarded, delivery.id)
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
        enter(by, "table.column-decided", after, at, facts)


def seal(*, delivery: Delivery, is_sealed: bool) -> None:
    """Let nobody decide upon a delivery while an approver looks at it, or let them again."""
    delivery.is_sealed = is_sealed
    delivery.save(update_fields=["is_sealed"])


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
    if all(table.decisions.get(c["name"], {}).get("deed") == "drop" for c in table.columns):
        raise Invalid("intake.last_column", column=column)
    table.save(update_fields=["decisions"])
    facts = {
        "table": table.position,
        "column": column,
        "kind": personal["kind"] if personal else "",
        "deed": deed,
        "reason": reason,
    }
    enter(by, "table.column-decided", delivery, at, facts)
