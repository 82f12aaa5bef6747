"""Reading what was imported: logs and trackers' files of agencies."""

from collections.abc import Collection
from pathlib import Path

from odms.errors import Absent
from odms.ledger.queries import find
from odms.people.models import Agency
from odms.people.rules import Person, can_do
from odms.usage.models import Import
from odms.usage.queries import counts


def get_import(id: str, person: Person | None) -> Import:
    """One that the person may read. Raises Absent."""
    found = find(Import.objects.select_related("agency"), id=id)
    if found is None or not can_do(person, "usage.read", found.agency_id):
        raise Absent("usage.no_such_import", id=id)
    return found


def list_imports(
    agencies: Collection[Agency] | None = None, *, person: Person | None, limit: int = 50
) -> list[Import]:
    """The last of agencies, or of all, that the person may read; the newest first."""
    found = Import.objects.select_related("agency")
    if agencies is not None:
        found = found.filter(agency__in=agencies)
    elif not can_do(person, "usage.read", ""):
        found = found.filter(agency__in=[one for one, _ in person.roles] if person else [])
    return [one for one in found[:limit] if can_do(person, "usage.read", one.agency_id)]


def list_waiting() -> list[Import]:
    """What waits to be counted, the oldest first."""
    waiting = Import.objects.select_related("agency").filter(state="waiting")
    return list(waiting.order_by("received_at", "id"))


def file_of(log: Import) -> Path:
    """Where the file of one that waits is kept."""
    return counts.journal_folder() / "logs" / log.id
