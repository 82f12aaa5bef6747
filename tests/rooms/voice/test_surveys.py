"""The questionnaire: anonymous answers, what they come to, and no small numbers."""

from typing import Any

import pytest
from factories.centre import AT, Centre

from odms.errors import Invalid
from odms.ledger.models import Entry
from odms.ledger.rules import VISITOR
from odms.publication.models import Evidence
from odms.voice import actions, queries
from odms.voice.models import QuestionnaireAnswer

MARKS = {"usefulness": 4, "content": 4, "access": 3, "tools": 2, "service": 5}


def answer(**more: Any) -> QuestionnaireAnswer:
    given = {"who": "public", "channel": "centre", "purpose": "study", "marks": MARKS}
    return actions.answer_survey(**({"by": VISITOR, "at": AT, "mark": "m1"} | given | more))


def test_answer_is_kept_and_names_nobody(centre: Centre) -> None:
    kept = answer(by=centre.people["user"], agency=centre.agency, text="โทร 081-234-5678 ครับ")
    assert kept.text == "โทร █████ ครับ"
    assert (kept.day.isoformat(), kept.marks) == ("2026-11-23", MARKS)
    entry = Entry.objects.get(verb="survey.answered")
    assert (entry.actor_kind, entry.actor_id) == ("visitor", "visitor")
    evidence = Evidence.objects.get(process="demand-survey", subject_id=centre.agency.id)
    assert (evidence.figures["n_surveys"], evidence.figures["n_answers"]) == (1, 1)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"who": "nobody"}, "voice.unknown_choice"),
        ({"channel": ""}, "voice.unknown_choice"),
        ({"marks": MARKS | {"tools": 0}}, "voice.wrong_mark"),
        ({"marks": {"tools": 3}}, "voice.missing"),
    ],
)
def test_answer_is_refused(db: None, wrong: dict[str, Any], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        answer(**wrong)
    assert refused.value.code == code
    assert not QuestionnaireAnswer.objects.exists()


def test_results_are_shown_from_five_answers_on(db: None) -> None:
    for number in range(4):
        answer(mark=f"m{number}")
    assert queries.results() == {"code": "satisfaction-1", "n": 4, "least": 5}
    answer(marks=MARKS | {"service": 1}, who="state")
    told = queries.results()
    assert told["n"] == 5
    assert told["means"] == {
        "usefulness": 4.0, "content": 4.0, "access": 3.0, "tools": 2.0, "service": 4.2,
    }  # fmt: skip
    assert told["who"] == {"public": 4, "state": 1}
