"""Working out what the decisions about a table do, and the risk that they leave: beside the requests.

The mark is in the table's row, set in the transaction of the decision; what comes out is a file beside
the delivered version, whole or not there.
"""

from datetime import datetime

from django.db import transaction

from odms.intake import actions as intake
from odms.intake import queries as intake_queries
from odms.publication import protecting
from odms.publication.actions.ordering import announce_update
from odms.publication.models import Case
from odms.publication.queries import list_drift
from odms.publication.rules import OPEN_STATES
from odms.publication.signals import table_waiting


def work_out(*, table_id: str, at: datetime) -> None:
    """Work out one table of an open case, once, and what changes with it.

    Does nothing where somebody else is at it or it is done; a worker that dies leaves a lease that
    runs out.
    """
    if (table := intake.take_outlook(table_id=table_id, at=at)) is None:
        return
    is_done = False
    try:
        case = Case.objects.filter(delivery_id=table.delivery_id, state__in=OPEN_STATES).first()
        if case is not None:
            protecting.outlook(case, table.table_key, intake_queries.get_protection(table))
            list_drift(case)
            if case.compared_at is None:
                announce_update(case.id)
        is_done = case is not None
    finally:
        intake.finish_outlook(table=table, is_done=is_done)


def announce_due(*, at: datetime, delivery_id: str | None = None) -> int:
    """Wake workers for the tables of open cases, or of one delivery, that are to be worked out; how
    many."""
    cases = Case.objects.filter(state__in=OPEN_STATES, delivery__isnull=False)
    if delivery_id is not None:
        cases = cases.filter(delivery_id=delivery_id)
    found = intake_queries.list_outlooks_due(cases.values("delivery_id"), at=at)
    for table_id in found:
        _announce(table_id)
    return len(found)


def _announce(table_id: str) -> None:
    transaction.on_commit(
        lambda: table_waiting.send_robust(sender=Case, table_id=table_id), robust=True
    )
