"""Work of voice that waits in the queue."""

from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from odms.voice import actions


@db_periodic_task(crontab(minute="11", hour="3"))
def forget_senders() -> None:
    """Every night: forget who sent how much the day before."""
    actions.forget_senders(at=timezone.now())


@db_periodic_task(crontab(minute="3", hour="0"))
def close_surveys() -> None:
    """Every night: close the surveys whose last day was yesterday."""
    actions.close_ended(day=timezone.localdate(), at=timezone.now())


@db_periodic_task(crontab(minute="41", hour="3"))
def look_at_links() -> None:
    """Every night: look whether the links of reuses still answer."""
    actions.look_at_links(at=timezone.now())
