"""Answering the questionnaire, by whomever; nobody is named."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from odms.engine.meanings.personal import masked
from odms.ledger import actions as ledger
from odms.ledger.rules import VISITOR, Actor, Subject
from odms.people.models import Agency, User
from odms.people.queries import check_by
from odms.voice.actions.news import hand_demand
from odms.voice.actions.visitors import count_sending
from odms.voice.models import Questionnaire, QuestionnaireAnswer
from odms.voice.queries import get_questionnaire
from odms.voice.rules import MAX_TEXT, check_choice, checked_mark


@transaction.atomic
def answer_survey(
    *,
    by: User | Actor,
    who: str,
    channel: str,
    purpose: str,
    marks: Mapping[str, int | None],
    at: datetime,
    agency: Agency | None = None,
    text: str = "",
    mark: str = "",
) -> QuestionnaireAnswer:
    """Keep one answer to the questionnaire that is asked now; personal data in its text is blotted
    out. Raises Invalid for a choice or a mark that is none, TooMany past the day's limit."""
    check_by(by, "survey.answer")
    document = get_questionnaire()
    for item, code, of in (
        ("who", who, "who"),
        ("channel", channel, "channels"),
        ("purpose", purpose, "purposes"),
    ):
        check_choice(item, code, of=of)
    kept = {
        one["code"]: checked_mark(one["code"], marks.get(one["code"]), is_needed=True)
        for one in document["dimensions"]
    }
    count_sending(by=by, mark=mark, kind="survey", at=at)
    questionnaire, _ = Questionnaire.objects.get_or_create(
        code=document["code"], defaults={"document": document, "opened_at": at}
    )
    answer = QuestionnaireAnswer.objects.create(
        questionnaire=questionnaire,
        day=timezone.localdate(at),
        agency=agency,
        who=who,
        channel=channel,
        purpose=purpose,
        marks=kept,
        text=masked(text.replace("\0", "").strip()[:MAX_TEXT]),
    )
    # the one who answers stays unknown to the ledger too, signed in or not
    ledger.record(
        by=VISITOR,
        verb="survey.answered",
        subject=Subject("survey", questionnaire.id),
        at=at,
        agency_id=agency.id if agency else "",
    )
    hand_demand(agency, at)
    return answer
