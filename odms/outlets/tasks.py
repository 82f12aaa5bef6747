"""Work of outlets that waits in the queue."""

from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task, db_task

from odms.outlets import actions


@db_task()
def push_records(push_id: str) -> None:
    """Push the records of one agency to one outlet."""
    actions.work_on(push_id=push_id, at=timezone.now())


@db_periodic_task(crontab(minute="37", hour="3"))
def push_by_night() -> None:
    """Every night: push to the outlets for which that was asked."""
    actions.push_by_night(at=timezone.now())


@db_periodic_task(crontab(minute="*/10"))
def sweep_pushes() -> None:
    """Every ten minutes: end pushes whose worker is dead."""
    actions.sweep(at=timezone.now())
