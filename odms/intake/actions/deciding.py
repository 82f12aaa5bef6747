"""Deciding what of a delivery is to be published, and as what."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from odms.errors import Absent, Conflict, Invalid
from odms.intake.actions.news import enter, tell
from odms.intake.actions.outlooks import set_due
from odms.intake.models import DeliveredTable, Delivery
from odms.intake.protecting import check_settings
from odms.intake.queries import get_column, has_failed_outlook
from odms.intake.rules import Decision, check_decision, check_editable
from odms.intake.signals import delivery_decided, delivery_discarded
from odms.ledger.rules import Actor, as_fact
from odms.people.models import User
from odms.people.queries import actor_of, check_by


@transaction.atomic
def decide_column(
    *,
    by: User,
    table: DeliveredTable,
    column: str,
    deed: str,
    at: datetime,
    reason: str = "",
    parameters: Mapping[str, Any] | None = None,
) -> None:
    """Decide what becomes of a column: `keep` (personal data with a reason), or a measure.

    Raises Absent for an unknown column, Invalid for a deed that its personal data forbids or that
    cannot be done to it, and Conflict once the delivery is submitted.
    """
    delivery = _editable(by, table.delivery_id)
    _decide(by, delivery, table.pk, column, Deed(deed, reason, parameters or {}), at)
    tell(delivery_decided, delivery.id)


@transaction.atomic
def decide_columns(
    *,
    by: User,
    delivery: Delivery,
    decisions: Iterable[Decision],
    settings: Iterable[tuple[DeliveredTable, Mapping[str, Any]]] = (),
    at: datetime,
) -> None:
    """Decide about several columns of a delivery at once, and about whole tables, all or none; else
    as `decide_column` and `choose_protection`."""
    delivery = _editable(by, delivery.pk)
    for one in decisions:
        deed = Deed(one.deed, one.reason, one.parameters)
        _decide(by, delivery, one.table.id, one.column, deed, at)
    for table, chosen in settings:
        _choose(by, delivery, table.pk, chosen, at)
    tell(delivery_decided, delivery.id)


@transaction.atomic
def choose_protection(
    *, by: User, table: DeliveredTable, settings: Mapping[str, Any], at: datetime
) -> None:
    """Choose for a whole table quasi-identifiers, sensitive columns, the least size of a group, and
    measures upon its rows (`protecting.check_settings`). Raises Invalid, Conflict."""
    delivery = _editable(by, table.delivery_id)
    _choose(by, delivery, table.pk, settings, at)
    tell(delivery_decided, delivery.id)


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
    tell(delivery_decided, delivery.id)


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
    """Let decisions about a file stand for the file that replaces it, and propose its recipe.

    They stand for columns of the same name and nature at the same place.
    """
    propose_recipe(before=before, after=after)
    former = {table.position: table for table in before.tables.all()}
    for table in after.tables.filter(position__in=former):
        carry(former[table.position], table)
        table.is_chosen = former[table.position].is_chosen
        table.save(update_fields=["decisions", "protection", "is_chosen", *set_due(table)])
        facts = {
            "table": table.position,
            "columns": list(table.decisions),
            "carried_from": before.id,
        }
        enter(by, "table.carried", after, at, facts)


def propose_recipe(*, before: Delivery, after: Delivery) -> None:
    """Propose the recipe of a file for the one that replaces or renews it; nothing is done yet."""
    after.proposed_recipe = before.recipe or before.proposed_recipe
    after.save(update_fields=["proposed_recipe"])


def carry(known: DeliveredTable, table: DeliveredTable) -> None:
    """Let decisions about a table stand for the one in its place: those about columns of the same
    name and nature. The table is not saved."""
    found = {column["name"]: _nature(column) for column in known.columns}
    table.decisions = {
        column["name"]: known.decisions[column["name"]]
        for column in table.columns
        if column["name"] in known.decisions and _nature(column) == found[column["name"]]
    }
    if _is_still_whole(known.protection, table):
        table.protection = known.protection


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


@dataclass(frozen=True)
class Deed:
    """What somebody decided, before it is checked."""

    code: str
    reason: str
    parameters: Mapping[str, Any]


def _decide(
    by: User, delivery: Delivery, table_id: str, column: str, deed: Deed, at: datetime
) -> None:
    if (table := delivery.tables.filter(pk=table_id).first()) is None:
        raise Absent("intake.no_such_table", id=table_id)
    known, names = get_column(table, column), [c["name"] for c in table.columns]
    reason = deed.reason.strip()
    parameters = check_decision(known, deed.code, reason, deed.parameters, names)
    decided = {"deed": deed.code, "parameters": parameters, "reason": reason}
    table.decisions[column] = decided | _signed(by, at)
    if all(table.decisions.get(c["name"], {}).get("deed") == "drop" for c in table.columns):
        raise Invalid("intake.last_column", column=column)
    table.save(update_fields=["decisions", *set_due(table)])
    facts = {
        "table": table.position,
        "column": column,
        "kind": known.get("personal", {}).get("kind", ""),
    }
    enter(by, "table.column-decided", delivery, at, facts | as_fact(decided))


def _choose(
    by: User, delivery: Delivery, table_id: str, settings: Mapping[str, Any], at: datetime
) -> None:
    if (table := delivery.tables.filter(pk=table_id).first()) is None:
        raise Absent("intake.no_such_table", id=table_id)
    kept = check_settings(table.columns, settings)
    if {part: table.protection.get(part) for part in kept} == kept:
        if has_failed_outlook(table):  # saved once more to have it tried again
            table.save(update_fields=set_due(table))
        return
    table.protection = kept | _signed(by, at)
    table.save(update_fields=["protection", *set_due(table)])
    enter(by, "table.protection-chosen", delivery, at, {"table": table.position} | as_fact(kept))


def _signed(by: User, at: datetime) -> dict[str, Any]:
    """Who decided, and when: kept beside the decision, for the record of what was done."""
    actor = actor_of(by)
    return {"by": {"id": actor.id, "name": actor.name}, "at": at.isoformat()}


def _nature(column: Mapping[str, Any]) -> tuple[Any, ...]:
    """What must be the same of two columns for a decision about one to stand for the other."""
    return column["type"], column["meaning"], column.get("personal", {}).get("kind")


def _is_still_whole(protection: Mapping[str, Any], table: DeliveredTable) -> bool:
    """Whether all columns that were chosen for the former table are in this one."""
    names = {column["name"] for column in table.columns}
    chosen = (*protection.get("quasi_identifiers", ()), *protection.get("sensitive", ()))
    return names.issuperset(chosen)
