"""Work of the programme that waits in the queue."""

from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from odms.programme import actions


@db_periodic_task(crontab(minute="23", hour="4"))
def measure() -> None:
    """Every night: compute the indicators of the programme anew."""
    actions.measure(at=timezone.now())
