"""Reading deliveries: only for people who work for the agency; for all others there are none."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet

from odms.errors import Absent
from odms.intake.models import DeliveredTable, Delivery, Fetch
from odms.intake.originals import originals
from odms.intake.protecting import protection_of, settings_of
from odms.intake.rules import MAX_ATTEMPTS, PersonalColumn, allowed
from odms.lake import Lake
from odms.lake.protection.plan import Protection
from odms.lake.versions import head, log_of_repairs
from odms.ledger.queries import find
from odms.people.models import Agency
from odms.people.rules import Person, can_do


@cache
def lake() -> Lake:
    """The open side of this centre's lake: what was released."""
    return Lake(settings.HOME / "lake")


def get_delivery(id: str, person: Person | None) -> Delivery:
    """A delivery to an agency that the person works for. Raises Absent."""
    delivery = find(_deliveries(), id=id)
    if delivery is None or not can_do(person, "delivery.read", delivery.agency_id):
        raise Absent("intake.no_such_delivery", id=id)
    return delivery


def list_deliveries(
    person: Person | None, *, agency: Agency | None = None, state: str | None = None
) -> list[Delivery]:
    """The deliveries that a person may see, newest first; their reports are fetched when asked for."""
    found = _deliveries().defer("report")
    if not (person and (person.is_centre_admin or person.is_auditor)):
        found = found.filter(agency_id__in={of for of, _ in person.roles} if person else ())
    if agency is not None:
        found = found.filter(agency=agency)
    if state is not None:
        found = found.filter(state=state)
    return list(found)


def last_for_tables(distribution_ids: Collection[str]) -> dict[str, Delivery]:
    """The last delivery that was made for each of these tables by name, if it was not taken back."""
    found = _deliveries().defer("report").filter(distribution_id__in=distribution_ids)
    kept = found.exclude(state__in=("discarded", "destroyed")).order_by("received_at", "id")
    return {delivery.distribution_id: delivery for delivery in kept}


def list_sharing(deliveries: Sequence[Delivery]) -> list[Delivery]:
    """Other deliveries, of whichever agency, that hold the same bytes as these."""
    others = Delivery.objects.exclude(pk__in=[d.pk for d in deliveries]).exclude(state="destroyed")
    same = others.filter(sha256__in={d.sha256 for d in deliveries})
    return list(same.select_related("agency", "by").defer("report"))


def list_waiting(*, at: datetime) -> list[str]:
    """Deliveries that somebody should read: never begun, or begun by a worker that is gone."""
    waiting = Delivery.objects.filter(state__in=["received", "reading"])
    free = waiting.filter(Q(lease_until=None) | Q(lease_until__lte=at))
    return list(free.order_by("received_at", "id").values_list("id", flat=True))


def list_fetches(distribution_ids: Collection[str]) -> dict[str, Fetch]:
    """The files that are to be fetched for these tables or cannot be had, by the table's id; none for
    a table for which a file came since."""
    found = Fetch.objects.filter(pk__in=distribution_ids).exclude(state="done")
    came = last_for_tables(distribution_ids)
    return {
        one.pk: one
        for one in found
        if one.pk not in came or came[one.pk].received_at < one.asked_at
    }


def list_forgotten_fetches(*, at: datetime) -> list[str]:
    """Tables whose file somebody should fetch: never begun, or begun by a worker that is gone."""
    waiting = Fetch.objects.filter(state__in=["waiting", "fetching"])
    free = waiting.filter(Q(lease_until=None) | Q(lease_until__lte=at))
    return list(free.order_by("asked_at", "pk").values_list("pk", flat=True))


def list_tables(delivery: Delivery) -> list[DeliveredTable]:
    """The tables that were read from a delivery, in the order of the file."""
    return list(delivery.tables.all())


def list_chosen(delivery: Delivery) -> list[DeliveredTable]:
    """The tables of a delivery that are to be published."""
    return list(delivery.tables.filter(is_chosen=True))


def list_outlooks_due(deliveries: "QuerySet[Any]", *, at: datetime) -> list[str]:
    """The chosen tables of some deliveries (a query of their ids) that somebody should work out."""
    free = Q(outlook_lease_until=None) | Q(outlook_lease_until__lte=at)
    due = DeliveredTable.objects.filter(
        free,
        delivery_id__in=deliveries,
        delivery__state="read",
        is_chosen=True,
        is_outlook_due=True,
        n_outlook_attempts__lt=MAX_ATTEMPTS,
    )
    return list(due.order_by("id").values_list("id", flat=True))


def has_failed_outlook(table: DeliveredTable) -> bool:
    """Whether working the table out was given up, until something is decided anew."""
    return table.is_outlook_due and table.n_outlook_attempts >= MAX_ATTEMPTS


def list_personal(delivery: Delivery) -> list[PersonalColumn]:
    """Where personal data was found in the chosen tables, and what was decided."""
    return [
        PersonalColumn(
            table_id=table.id,
            position=table.position,
            table_name=table.name,
            column=column["name"],
            allowed=allowed(column),
            **column["personal"],
            **_decided(table, column["name"]),
        )
        for table in list_chosen(delivery)
        for column in table.columns
        if "personal" in column
    ]


def preview(table: DeliveredTable, n: int = 20) -> list[dict[str, Any]]:
    """The first `n` rows of a delivered table, by column name, as typed values."""
    return head(
        originals().table_path(table.table_key), [column["name"] for column in table.columns], n
    )


def get_profile(table: DeliveredTable) -> dict[str, Any]:
    """The profile of a delivered table. Raises Absent where its version was destroyed."""
    return originals().profile(table.table_key)


def list_changes(table: DeliveredTable, n: int = 50) -> list[dict[str, Any]]:
    """The first `n` entries of the log of a mended table: step, repair, row and column of the source
    from 0, reference, column, before, after. What may point at a person is not told."""
    path = originals().table_path(table.table_key).with_name("changes.parquet")
    hidden = [column["name"] for column in table.columns if "personal" in column]
    return log_of_repairs(path, hidden, n) if path.exists() else []


def proposed_recipe(delivery: Delivery) -> list[dict[str, Any]]:
    """The recipe of the file that this one replaces or renews, until it has one of its own."""
    return [] if delivery.recipe else list(delivery.proposed_recipe)


def get_column(table: DeliveredTable, name: str) -> dict[str, Any]:
    """What is known of a column of a delivered table. Raises Absent."""
    for column in table.columns:
        if column["name"] == name:
            return dict(column)
    raise Absent("intake.no_such_column", column=name)


def get_protection(table: DeliveredTable) -> Protection:
    """The plan of a table's protection, as it was decided so far."""
    return protection_of(table.columns, table.decisions, table.protection)


def get_protection_settings(table: DeliveredTable) -> dict[str, Any]:
    """What was chosen for the whole table, or is proposed: quasi-identifiers, sensitive columns, the
    least size of a group and measures; `is_chosen` tells which."""
    return settings_of(table.columns, table.protection) | {"is_chosen": bool(table.protection)}


def list_table_keys() -> set[str]:
    """The keys of all table versions that delivered tables name."""
    return set(DeliveredTable.objects.values_list("table_key", flat=True))


def _decided(table: DeliveredTable, column: str) -> dict[str, Any]:
    decided = table.decisions.get(column, {})
    return {part: decided[part] for part in ("deed", "reason", "parameters") if part in decided}


def _deliveries() -> QuerySet[Delivery]:
    return Delivery.objects.select_related("agency", "dataset", "by")
