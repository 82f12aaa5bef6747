"""A worker's hold on a delivery: renewed while it lives, free soon after it died."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from time import monotonic

from django.db import DatabaseError, connection
from django.db.models import F, Q

from odms.intake.models import Delivery
from odms.intake.rules import LEASE, RENEWED_EVERY

log = logging.getLogger(__name__)


class Clock:
    """The time that was handed in, running on from there."""

    def __init__(self, at: datetime) -> None:
        self._at, self._begun = at, monotonic()

    def now(self) -> datetime:
        """The time it is by this clock."""
        return self._at + timedelta(seconds=monotonic() - self._begun)


def take(delivery_id: str, *, at: datetime) -> int | None:
    """Become the one who reads a delivery: the number of the attempt, None if it is not free."""
    free = Q(state="received") | Q(state="reading", lease_until__lte=at)
    taken = Delivery.objects.filter(free, pk=delivery_id).update(
        state="reading", lease_until=at + LEASE, n_attempts=F("n_attempts") + 1
    )
    if not taken:
        return None
    return Delivery.objects.values_list("n_attempts", flat=True).get(pk=delivery_id)


@contextmanager
def held(delivery_id: str, attempt: int, clock: Clock) -> Iterator[None]:
    """Renew the lease from a thread beside the work, until the block ends."""
    done = threading.Event()
    renewing = threading.Thread(
        target=_renew,
        args=(delivery_id, attempt, clock, done),
        name=f"lease-{delivery_id}",
        daemon=True,
    )
    renewing.start()
    try:
        yield
    finally:
        done.set()
        renewing.join()


def _renew(delivery_id: str, attempt: int, clock: Clock, done: threading.Event) -> None:
    while not done.wait(RENEWED_EVERY.total_seconds()):
        try:
            mine = Delivery.objects.filter(pk=delivery_id, state="reading", n_attempts=attempt)
            mine.update(lease_until=clock.now() + LEASE)
        except DatabaseError:
            log.warning("the lease of delivery %s could not be renewed", delivery_id, exc_info=True)
    connection.close()
