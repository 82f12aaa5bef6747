"""Work of publication that waits in the queue."""

from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task, db_task

from odms.publication import actions
from odms.publication.queries import get_case_by_id


@db_task()
def publish_case(case_id: str) -> None:
    """Publish one approved case."""
    actions.publish(case=get_case_by_id(case_id), at=timezone.now())


@db_task()
def proceed_with_update(case_id: str) -> None:
    """See what an update changes; it may go out under a standing order."""
    actions.proceed(case_id=case_id, at=timezone.now())


@db_task()
def work_out_table(table_id: str) -> None:
    """Work out what the decisions about one table do."""
    actions.work_out(table_id=table_id, at=timezone.now())


@db_periodic_task(crontab())
def sweep_cases() -> None:
    """Every minute: open cases for what was read, publish what was approved and forgotten."""
    actions.sweep(at=timezone.now())


@db_periodic_task(crontab())
def follow_ledger() -> None:
    """Every minute: compute the processes of what changed."""
    actions.follow(at=timezone.now())


@db_periodic_task(crontab(hour="1", minute="10"))
def compute_processes() -> None:
    """Every night: compute the processes of all, for time passes too."""
    actions.compute_all(at=timezone.now())


@db_periodic_task(crontab(hour="0", minute="30"))
def tend_plans() -> None:
    """Every night: look again at what is planned and promised, tell what is due."""
    actions.tend(at=timezone.now())
    actions.remind_updates(at=timezone.now())
