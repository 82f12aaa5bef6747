"""Work of the inventory that waits in the queue."""

from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task, db_task

from odms.inventory import actions


@db_task()
def survey_database(survey_id: str, sealed_secret: str) -> None:
    """Survey one database. A secret that is not kept comes sealed, for the queue is a file."""
    actions.work_on(survey_id=survey_id, sealed_secret=sealed_secret, at=timezone.now())


@db_periodic_task(crontab(minute="41", hour="2"))
def survey_by_night() -> None:
    """Every night: survey again the databases for which that was asked."""
    actions.survey_by_night(at=timezone.now())


@db_periodic_task(crontab(minute="*/10"))
def sweep_surveys() -> None:
    """Every ten minutes: end surveys whose worker is dead."""
    actions.sweep(at=timezone.now())
