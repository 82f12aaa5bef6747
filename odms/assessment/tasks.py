"""Work of assessment that waits in the queue."""

from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from odms.assessment import actions


@db_periodic_task(crontab(hour="3", minute="20"))
def answer_all() -> None:
    """Every night: compute the answers to all frameworks from what the rooms know."""
    actions.answer_all(at=timezone.now())
