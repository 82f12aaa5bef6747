"""Work of intake that waits in the queue."""

from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task, db_task

from odms.intake import actions


@db_task()
def read_delivery(delivery_id: str) -> None:
    """Read one delivery."""
    actions.work_on(delivery_id=delivery_id, at=timezone.now())


@db_task()
def fetch_file(distribution_id: str) -> None:
    """Fetch the file of one announced table."""
    actions.fetch(distribution_id=distribution_id, at=timezone.now())


@db_periodic_task(crontab())
def sweep_deliveries() -> None:
    """Every minute: announce again what waits and was forgotten."""
    now = timezone.now()
    actions.sweep(at=now)
    actions.sweep_fetches(at=now)


@db_periodic_task(crontab(minute="17", hour="3"))
def tidy_lake() -> None:
    """Every night: remove what dead processes left in the lake."""
    actions.tidy(at=timezone.now())
