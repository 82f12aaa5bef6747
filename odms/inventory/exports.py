"""The inventory on its way out: a workbook, packages of CKAN, plain records."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from odms.catalogue.queries import describe_publisher
from odms.inventory import ckan, workbook
from odms.inventory.queries import Asked, list_entries, values_of
from odms.inventory.workbook import Line
from odms.standards.ckan import owner

if TYPE_CHECKING:
    from odms.inventory.models import Entry


def as_workbook(agency_ids: Collection[str], asked: Asked | None = None) -> bytes:
    """The entries that are asked for, as the government's workbook. Raises Invalid."""
    return workbook.write(_line(entry) for entry in _entries(agency_ids, asked))


def as_packages(agency_ids: Collection[str], asked: Asked | None = None) -> list[dict[str, Any]]:
    """The entries that are asked for, as packages of CKAN. Raises Invalid."""
    owners: dict[str, dict[str, Any]] = {}
    told = []
    for entry in _entries(agency_ids, asked):
        if entry.agency_id not in owners:
            owners[entry.agency_id] = owner(describe_publisher(entry.agency))
        told.append(ckan.write(_line(entry), organization=owners[entry.agency_id]))
    return told


def as_records(agency_ids: Collection[str], asked: Asked | None = None) -> list[dict[str, Any]]:
    """The entries that are asked for, as the API tells each of them. Raises Invalid."""
    return [record(entry) for entry in _entries(agency_ids, asked)]


def record(entry: "Entry") -> dict[str, Any]:
    """An entry with all that is known of it, as plain values."""
    return {
        "id": entry.id,
        "key": entry.key,
        "agency": entry.agency.slug,
        "state": entry.state,
        "origin": entry.origin,
        "dataset": entry.dataset.slug if entry.dataset else None,
        "n_errors": entry.n_errors,
        "values": values_of(entry),
        "extra": entry.extra,
        "first_seen_at": entry.first_seen_at,
        "last_seen_at": entry.last_seen_at,
        "modified_at": entry.modified_at,
    }


def _entries(agency_ids: Collection[str], asked: Asked | None) -> "list[Entry]":
    return list_entries(agency_ids, asked, limit=None)


def _line(entry: "Entry") -> Line:
    return Line(
        key=entry.key or entry.id,
        agency=entry.agency.name_th,
        values=values_of(entry),
        extra=entry.extra,
    )
