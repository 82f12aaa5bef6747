"""Work of usage that waits in the queue."""

from contextlib import suppress

from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from odms.usage import actions


@db_periodic_task(crontab())
def take_up() -> None:
    """Every minute: add what was used to the counts, unless somebody is at it still."""
    with suppress(BlockingIOError):
        actions.take_up(at=timezone.now(), wait=False)


@db_periodic_task(crontab())
def count_logs() -> None:
    """Every minute: count the logs that agencies brought."""
    actions.count_logs(at=timezone.now())


@db_periodic_task(crontab(minute="23", hour="1"))
def hand_evidence() -> None:
    """Every night: hand on what was used until yesterday, and forget whose uses they were."""
    actions.hand_evidence(at=timezone.now())
    actions.forget(at=timezone.now())
