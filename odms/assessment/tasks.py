"""Work of assessment that waits in the queue."""

from datetime import timedelta

from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task, db_task

from odms.assessment import actions

# what else is done every minute, the processes among it, is done by then
_AFTER_THE_OTHERS = timedelta(seconds=20)


@db_task()
def follow() -> None:
    """Compute the figures of what changed, soon after it did."""
    actions.follow(at=timezone.now())


@db_periodic_task(crontab())
def catch_up() -> None:
    """Every minute: take up what happened, and once more what others computed of it meanwhile."""
    actions.follow(at=timezone.now())
    follow.schedule(delay=_AFTER_THE_OTHERS)


@db_periodic_task(crontab(minute="5", hour="2"))
def compute_all() -> None:
    """Every night: compute every figure anew, for time passes too."""
    actions.compute_all(at=timezone.now())


@db_periodic_task(crontab(hour="3", minute="20"))
def answer_all() -> None:
    """Every night: compute the answers to all frameworks from what the rooms know."""
    actions.answer_all(at=timezone.now())


@db_periodic_task(crontab(hour="2", minute="50"))
def compute_balance() -> None:
    """Every night: compute the balance of supply and demand, and tell the plans of the demand."""
    actions.compute_balance(at=timezone.now())
