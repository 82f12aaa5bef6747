"""Answering a survey, by whomever; nobody is named."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from odms.engine.meanings.personal import masked
from odms.errors import Conflict
from odms.ledger import actions as ledger
from odms.ledger.rules import VISITOR, Actor, Subject
from odms.people.models import Agency, User
from odms.people.queries import check_by
from odms.voice.actions.news import hand_demand
from odms.voice.actions.visitors import count_sending
from odms.voice.models import Survey, SurveyAnswer
from odms.voice.queries.surveys import is_open
from odms.voice.rules.documents import LISTS, checked_answers, checked_choice, questions_of


@transaction.atomic
def answer_survey(
    *,
    by: User | Actor,
    survey: Survey,
    answers: Mapping[str, Any],
    at: datetime,
    group: str = "",
    channel: str = "",
    purpose: str = "",
    agency: Agency | None = None,
    mark: str = "",
) -> SurveyAnswer:
    """Keep one person's answers, by question; personal data in their texts is blotted out.

    Raises Conflict for a survey that is not open, Invalid for a choice or mark that is none and where
    one is missing, TooMany past the day's limit.
    """
    check_by(by, "survey.answer")
    survey = Survey.objects.select_related("agency").get(pk=survey.pk)
    if not is_open(survey, timezone.localdate(at)):
        raise Conflict("voice.survey_not_open")
    given = {"group": group, "channel": channel, "purpose": purpose}
    parts = {part: checked_choice(survey.document, part, given[part]) for part in LISTS}
    kept = checked_answers(survey.document, answers)
    for question in questions_of(survey.document, "text"):
        if question["code"] in kept:
            kept[question["code"]] = masked(kept[question["code"]])
    count_sending(by=by, mark=mark, kind="survey", at=at)
    agency = survey.agency or agency
    answer = SurveyAnswer.objects.create(
        survey=survey, day=timezone.localdate(at), agency=agency, answers=kept, **parts
    )
    # the one who answers stays unknown to the ledger too, signed in or not
    ledger.record(
        by=VISITOR,
        verb="survey.answered",
        subject=Subject("survey", survey.id),
        at=at,
        agency_id=agency.id if agency else "",
    )
    hand_demand(agency, at)
    return answer
