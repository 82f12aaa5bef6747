"""Working off surveys of databases: one of them, all of a night, and those whose worker died."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from odms.errors import Conflict, Refused
from odms.inventory import database
from odms.inventory.actions.connecting import address_of, ask_survey, begin_survey
from odms.inventory.actions.surveying import take_in
from odms.inventory.models import Connection, Survey
from odms.inventory.rules import Found
from odms.inventory.sealing import seal
from odms.ledger import actions as ledger
from odms.ledger.rules import SYSTEM, Actor, Subject
from odms.outward.databases import connected
from odms.people.models import User

# a survey that was begun so long ago has no worker any more
DEAD_AFTER = timedelta(hours=6)


def work_on(*, survey_id: str, at: datetime, sealed_secret: str = "") -> Survey | None:
    """Survey a database that waits for it; None where another worker took it.

    A refusal (no such host, a wrong secret, too many tables) ends the survey as failed.
    """
    taken = Survey.objects.filter(id=survey_id, state="waiting").update(state="running")
    if not taken:
        return None
    survey = Survey.objects.select_related("connection", "agency", "by").get(id=survey_id)
    try:
        found = _looked(survey.connection, sealed_secret)
        return take_in(
            by=SYSTEM,
            agency=survey.agency,
            way="database",
            found=found,
            source=survey.source,
            connection=survey.connection,
            survey=survey,
            at=at,
        )
    except Refused as refused:
        return _failed(survey, refused.code, refused.facts, at)
    except Exception:
        _failed(survey, "inventory.survey_broke", {}, at)
        raise


def survey_now(
    *, by: User | Actor, connection: Connection, at: datetime, secret: str = ""
) -> Survey:
    """Survey a database here and now, without the queue. Raises Conflict as `ask_survey` does."""
    survey = begin_survey(by=by, connection=connection, at=at)
    return work_on(survey_id=survey.id, sealed_secret=seal(secret), at=at) or survey


def survey_by_night(*, at: datetime) -> int:
    """Ask for a survey of every database for which it is wanted each night; how many."""
    asked = 0
    for connection in Connection.objects.filter(is_nightly=True):
        try:
            ask_survey(by=SYSTEM, connection=connection, at=at)
            asked += 1
        except Refused:  # one is under way
            continue
    return asked


def sweep(*, at: datetime) -> int:
    """End the surveys whose worker is dead; how many. Their secret may be gone: they are not begun again."""
    dead = Survey.objects.filter(state__in=("waiting", "running"), at__lt=at - DEAD_AFTER)
    surveys = list(dead.select_related("agency"))
    for survey in surveys:
        _failed(survey, "inventory.survey_interrupted", {}, at)
    return len(surveys)


def _looked(connection: Connection | None, sealed_secret: str) -> list[Found]:
    if connection is None:
        raise Conflict("inventory.connection_removed")
    with connected(address_of(connection, sealed_secret), settings.SURVEY_HOSTS) as opened:
        return database.survey(opened, schemas=connection.schemas, giver=connection.id)


@transaction.atomic
def _failed(survey: Survey, code: str, facts: dict[str, object], at: datetime) -> Survey:
    told = {name: str(value) for name, value in facts.items()}
    survey.state, survey.ended_at = "failed", at
    survey.failure = {"code": code, "facts": told}
    survey.save(update_fields=["state", "ended_at", "failure"])
    ledger.record(
        by=SYSTEM,
        verb="inventory.survey-failed",
        subject=Subject("data-survey", survey.id),
        at=at,
        agency_id=survey.agency_id,
        facts={"name": survey.source, "code": code},
    )
    return survey
