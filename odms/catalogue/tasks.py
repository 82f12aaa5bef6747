"""Background work of the catalogue: packages of another edition, and the file of the whole."""

from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from odms.catalogue import actions


@db_periodic_task(crontab())
def refresh_packages() -> None:
    """Write what a new version of the program would write otherwise, some each minute."""
    actions.refresh_packages()


@db_periodic_task(crontab(minute="11"))
def keep_dump() -> None:
    """Write the whole catalogue as one file, where something changed since it was written."""
    actions.keep_dump()
