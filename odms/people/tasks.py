"""Work of people that waits: letters, calls of webhooks, and what is overdue."""

from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from odms.people import actions


@db_periodic_task(crontab())
def post_letters() -> None:
    """Every minute: gather news into letters, and send what waits."""
    actions.post(at=timezone.now())


@db_periodic_task(crontab())
def call_webhooks() -> None:
    """Every minute: tell agencies' machines what happened, and try again what failed."""
    actions.call(at=timezone.now())


@db_periodic_task(crontab(minute="41", hour="3"))
def forget_what_went_out() -> None:
    """Every night: let old letters and calls be gone, and by what senders were told apart."""
    actions.forget(at=timezone.now())


@db_periodic_task(crontab(minute="5"))
def escalate_reminders() -> None:
    """Every hour: tell the next one of what is due and not done."""
    actions.escalate(at=timezone.now())
