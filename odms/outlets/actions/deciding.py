"""Deciding what becomes of a record that is not at an outlet as we left it."""

from datetime import datetime

from django.db import transaction

from odms.ledger import actions as ledger
from odms.ledger.rules import Subject
from odms.outlets.models import Record
from odms.outlets.rules import check_decision
from odms.people.models import User
from odms.people.queries import actor_of, check_by


@transaction.atomic
def decide(*, by: User, record: Record, decision: str, at: datetime) -> Record:
    """Decide one of `rules.DECISIONS`; the next push does it.

    `never` keeps a record back whatever its state, and another decision lets it go again. Raises
    Invalid for no decision, Conflict where there is nothing to decide.
    """
    record = (
        Record.objects.select_for_update(of=("self",))
        .select_related("outlet", "dataset")
        .get(pk=record.pk)
    )
    check_by(by, "outlet.decide", record.outlet.agency_id)
    check_decision(decision=decision, state=record.state)
    if decision == "theirs" and record.conflict == "deleted-there":
        decision = "never"  # what they have is nothing
    record.decision, record.decided_by = decision, by
    if decision == "never":
        record.state = "left-out"
    record.save(update_fields=["decision", "decided_by", "state"])
    ledger.record(
        by=actor_of(by),
        verb="outlet.decided",
        subject=Subject("outlet", record.outlet_id),
        at=at,
        agency_id=record.outlet.agency_id,
        facts={
            "dataset": record.dataset.slug,
            "decision": decision,
            "conflict": record.conflict,
        },
    )
    return record
