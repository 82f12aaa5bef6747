"""Work of harvest that waits in the queue."""

from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task, db_task

from odms.harvest import actions


@db_task()
def read_source(run_id: str) -> None:
    """Read one source."""
    actions.work_on(run_id=run_id, at=timezone.now())


@db_periodic_task(crontab())
def sweep_runs() -> None:
    """Every minute: end runs whose worker is dead or whose time is over, announce those forgotten."""
    actions.sweep(at=timezone.now())


@db_periodic_task(crontab())
def read_due_sources() -> None:
    """Every minute: have the sources read whose turn it is."""
    actions.ask_due(at=timezone.now())


@db_periodic_task(crontab(minute="23", hour="5"))
def tidy_runs() -> None:
    """Every night: forget old runs, and what was wrong in any but the last."""
    actions.tidy(at=timezone.now())
