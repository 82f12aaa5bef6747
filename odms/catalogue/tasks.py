"""Background work of the catalogue: packages of another edition are written anew."""

from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from odms.catalogue import actions


@db_periodic_task(crontab())
def refresh_packages() -> None:
    """Write what a new version of the program would write otherwise, some each minute."""
    actions.refresh_packages()
