"""Work of health that waits in the queue."""

from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task, db_task

from odms.health import actions


@db_periodic_task(crontab())
def check_due() -> None:
    """Every minute: ask the addresses whose turn it is."""
    actions.check_due(at=timezone.now())


@db_task()
def follow() -> None:
    """List the links of what changed, and score it, soon after it did."""
    actions.follow(at=timezone.now())


@db_periodic_task(crontab())
def catch_up() -> None:
    """Every minute: take up what a lost signal left behind."""
    actions.follow(at=timezone.now())


@db_periodic_task(crontab())
def mirror_due() -> None:
    """Every minute: copy files elsewhere that changed."""
    actions.mirror_due(at=timezone.now())


@db_periodic_task(crontab(minute="41", hour="1"))
def look_over() -> None:
    """Every night: bring the list of addresses up to date, hand on what was found, score all."""
    actions.list_up(at=timezone.now())
    actions.hand_evidence(at=timezone.now())
    actions.score_all(at=timezone.now())
