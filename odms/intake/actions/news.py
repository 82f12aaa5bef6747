"""What every deed upon a delivery leaves: an entry in the ledger, and news once the row is there."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.dispatch import Signal

from odms.intake.models import Delivery
from odms.ledger import actions as ledger
from odms.ledger.rules import Actor, Subject
from odms.people.models import User
from odms.people.queries import actor_of


def enter(
    by: User | Actor, verb: str, delivery: Delivery, at: datetime, facts: dict[str, Any]
) -> None:
    """Write what was done to a delivery."""
    ledger.record(
        by=actor_of(by),
        verb=verb,
        subject=Subject("delivery", delivery.id),
        at=at,
        agency_id=delivery.agency_id,
        facts=facts,
    )


def tell(news: Signal, delivery_id: str) -> None:
    """Send news once the row is there. Should nobody hear it, the sweeps find the row."""
    transaction.on_commit(
        lambda: news.send_robust(sender=Delivery, delivery_id=delivery_id), robust=True
    )
