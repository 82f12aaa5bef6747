"""Background work of search: the index is brought up to the ledger."""

from huey import crontab
from huey.contrib.djhuey import db_periodic_task, db_task

from odms.search import actions


@db_task()
def follow() -> None:
    """Take up what changed, soon after it did."""
    actions.follow_if_free()


@db_periodic_task(crontab(minute="*"))
def catch_up() -> None:
    """Take up what a lost signal left behind."""
    actions.follow_if_free()
