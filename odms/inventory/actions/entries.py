"""Entries by hand: add, change, say that it is gone or back, link to the dataset it became."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from odms.catalogue.models import Dataset
from odms.errors import Conflict, Invalid
from odms.inventory.actions.filling import check_title, fill, owners_of
from odms.inventory.models import Entry
from odms.inventory.queries import values_of
from odms.inventory.rules import check, differences, is_empty, read
from odms.ledger import actions as ledger
from odms.ledger.rules import Actor, Subject, as_fact
from odms.people.models import Agency, User
from odms.people.queries import actor_of, check_by


@transaction.atomic
def add_entry(
    *, by: User | Actor, agency: Agency, values: Mapping[str, Any], at: datetime
) -> Entry:
    """Enter a thing that the agency holds.

    Raises Invalid for a value that cannot be one and for values that do not fit together.
    """
    check_by(by, "inventory.edit", agency.id)
    entry = Entry(agency=agency, origin="hand", first_seen_at=at, last_seen_at=at, modified_at=at)
    told = _told({}, values)
    _fill(entry, told)
    entry.save(force_insert=True)
    _record(by, "inventory.entry-added", entry, at, {"values": as_fact(told)})
    return entry


@transaction.atomic
def change_entry(
    *,
    by: User | Actor,
    entry: Entry,
    values: Mapping[str, Any],
    at: datetime,
    seen: str = "",
) -> Entry:
    """Change some fields of an entry; what is left out stays.

    `seen` is the `modified_at` (ISO) that the person had before them: Conflict where somebody else
    changed the entry since. Raises Invalid as `add_entry` does.
    """
    check_by(by, "inventory.edit", entry.agency_id)
    entry = _locked(entry)
    if seen and seen != entry.modified_at.isoformat():
        raise Conflict("inventory.changed_meanwhile")
    before = values_of(entry)
    after = _told(before, values)
    changed = differences(before, after, tuple({**before, **after}))
    if not changed:
        return entry
    _fill(entry, after)
    entry.modified_at = entry.last_seen_at = at
    entry.save()
    _record(by, "inventory.entry-changed", entry, at, {"changes": as_fact(changed)})
    return entry


@transaction.atomic
def mark_gone(*, by: User | Actor, entry: Entry, reason: str, at: datetime) -> Entry:
    """Say that the agency holds it no more. It stays readable. Raises Conflict, Invalid."""
    if not reason.strip():
        raise Invalid("inventory.reason_missing", item="reason")
    return _moved(by, entry, "gone", at, "inventory.entry-gone", {"reason": reason.strip()})


@transaction.atomic
def bring_back(*, by: User | Actor, entry: Entry, at: datetime) -> Entry:
    """Say that what was gone is there. Raises Conflict."""
    return _moved(by, entry, "present", at, "inventory.entry-back", {})


@transaction.atomic
def link(*, by: User | Actor, entry: Entry, dataset: Dataset | None, at: datetime) -> Entry:
    """Say which dataset of the catalogue the entry became; None for none.

    Raises Conflict for a dataset of another agency and for an entry of a class that is never open.
    """
    check_by(by, "inventory.edit", entry.agency_id)
    entry = _locked(entry)
    if dataset is not None and dataset.agency_id != entry.agency_id:
        raise Conflict("inventory.dataset_of_another", slug=dataset.slug)
    if dataset is not None and entry.classification not in ("", "open"):
        raise Conflict("inventory.not_open")
    if entry.dataset == dataset:
        return entry
    entry.dataset = dataset
    entry.modified_at = at
    entry.save(update_fields=["dataset", "modified_at"])
    facts = {"dataset": dataset.id if dataset else ""}
    _record(by, "inventory.entry-linked", entry, at, facts)
    return entry


def _locked(entry: Entry) -> Entry:
    return Entry.objects.select_for_update(of=("self",)).get(pk=entry.pk)


def _told(before: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """What is said after `values` were typed, without what is empty. Raises Invalid."""
    given = {
        name: value if name == "columns" else read(name, value) for name, value in values.items()
    }
    after = {**before, **given}
    return {name: value for name, value in after.items() if not is_empty(value)}


def _fill(entry: Entry, values: dict[str, Any]) -> None:
    check_title(values)
    for lack in check(values):
        if lack.severity == "error":
            raise Invalid(lack.code, item=lack.item, **lack.facts)
    owners = owners_of(entry.agency)
    email = str(values.get("owner_email", ""))
    if email and email.casefold() not in owners:
        raise Invalid("inventory.unknown_owner", item="owner_email", value=email)
    fill(entry, values, owners)


def _moved(
    by: User | Actor, entry: Entry, state: str, at: datetime, verb: str, facts: dict[str, Any]
) -> Entry:
    check_by(by, "inventory.edit", entry.agency_id)
    entry = _locked(entry)
    if entry.state == state:
        raise Conflict(f"inventory.already_{state}")
    entry.state = state
    entry.modified_at = at
    if state == "present":
        entry.last_seen_at = at
    entry.save(update_fields=["state", "modified_at", "last_seen_at"])
    _record(by, verb, entry, at, facts)
    return entry


def _record(by: User | Actor, verb: str, entry: Entry, at: datetime, facts: dict[str, Any]) -> None:
    ledger.record(
        by=actor_of(by),
        verb=verb,
        subject=Subject("entry", entry.id),
        at=at,
        agency_id=entry.agency_id,
        facts={"title_th": str(entry)} | facts,
    )
