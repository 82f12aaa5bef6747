"""Whose turn it is to work out what was decided about a table; the work is another room's."""

from datetime import datetime

from django.db.models import F, Q

from odms.intake.models import DeliveredTable
from odms.intake.rules import MAX_ATTEMPTS, OUTLOOK_LEASE

# what a decision sets: whatever was worked out before, or is just now, is of other decisions
DUE = {"is_outlook_due": True, "outlook_lease_until": None, "n_outlook_attempts": 0}


def set_due(table: DeliveredTable) -> list[str]:
    """Let a table be worked out anew; the fields to save with what was decided."""
    for name, value in DUE.items():
        setattr(table, name, value)
    return list(DUE)


def take_outlook(*, table_id: str, at: datetime) -> DeliveredTable | None:
    """Become the one who works a table out; None where it is done, held, or was tried too often."""
    free = Q(outlook_lease_until=None) | Q(outlook_lease_until__lte=at)
    taken = DeliveredTable.objects.filter(
        free, pk=table_id, is_outlook_due=True, n_outlook_attempts__lt=MAX_ATTEMPTS
    ).update(outlook_lease_until=at + OUTLOOK_LEASE, n_outlook_attempts=F("n_outlook_attempts") + 1)
    found = DeliveredTable.objects.select_related("delivery").filter(pk=table_id)
    return found.first() if taken else None


def finish_outlook(*, table: DeliveredTable, is_done: bool) -> None:
    """Give the table back, done or to be tried again; what was decided meanwhile stays due."""
    mine = DeliveredTable.objects.filter(
        pk=table.pk,
        outlook_lease_until=table.outlook_lease_until,
        n_outlook_attempts=table.n_outlook_attempts,
    )
    mine.update(is_outlook_due=not is_done, outlook_lease_until=None)
