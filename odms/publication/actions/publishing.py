"""Putting an approved case before the public, once."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from odms.catalogue import actions as catalogue
from odms.catalogue.rules import NewRelease
from odms.errors import Conflict
from odms.intake.queries import lake
from odms.ledger.rules import SYSTEM, as_fact
from odms.publication.actions import planning, releases
from odms.publication.actions.reminding import settle_update
from odms.publication.actions.saying import record_found
from odms.publication.actions.steps import enter, locked, move
from odms.publication.models import Case
from odms.publication.queries import get_case_by_id
from odms.publication.rules import LEASE_MINUTES, check_transition
from odms.standards.record import Record


def publish(*, case: Case, at: datetime) -> Case:
    """Build the tables of an approved case and put them before the public, once.

    Does nothing where somebody else is at it or it is done. Tables that were built in vain go at
    once where that is certain, and by `intake.tidy` where a commit was cut off.
    """
    if not _take_lease(case, at):
        return get_case_by_id(case.pk)
    case = get_case_by_id(case.pk)
    built = releases.build(case, at)
    try:
        return _publish(case, built, at)
    except Conflict:
        for release in built:
            lake().destroy_table(release.table_key)
        return get_case_by_id(case.pk)


@transaction.atomic
def _publish(case: Case, built: list[NewRelease], at: datetime) -> Case:
    case = locked(case)
    check_transition("publish", state=case.state, person_id=SYSTEM.id, submitted_by_id=None)
    catalogue.publish(
        by=SYSTEM,
        dataset=case.dataset,
        record=Record.from_dict(case.record),
        releases=built,
        at=at,
    )
    for release in built:
        facts = as_fact(release.measures) | {"table_key": release.table_key}
        enter(SYSTEM, "table.protected", case, at, facts)
    case.published_at, case.lease_until = at, None
    case = move("publish", SYSTEM, case, at, {"dataset_id": case.dataset_id})
    record_found(case, at)
    planning.note_dataset(dataset=case.dataset, at=at)
    if built:
        settle_update(dataset=case.dataset, at=at)
    return case


def _take_lease(case: Case, at: datetime) -> bool:
    """Become the one who publishes a case; whether it was free."""
    free = Q(lease_until=None) | Q(lease_until__lte=at)
    taken = Case.objects.filter(free, pk=case.pk, state="approved")
    return bool(taken.update(lease_until=at + timedelta(minutes=LEASE_MINUTES)))
