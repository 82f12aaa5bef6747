"""The tables of voice, and what may be said where everybody reads it."""

from datetime import date
from typing import Any

import pytest

from odms.definitions.messages import catalogue
from odms.errors import Conflict, Invalid, Refused, TooMany
from odms.ledger.rules import VERBS
from odms.people.rules import PERMISSIONS
from odms.voice import rules


def test_every_state_stands_in_every_table() -> None:
    reached = {move.after for move in rules.REQUEST_DEEDS.values()}
    assert {"new"} | reached == set(rules.REQUEST_STATES)
    assert [s for states in rules.LANES.values() for s in states] == list(rules.REQUEST_STATES)
    assert {"open"} | {move.after for move in rules.FEEDBACK_DEEDS.values()} == set(
        rules.FEEDBACK_STATES
    )
    reached = {move.after for move in rules.SURVEY_DEEDS.values()}
    assert {"draft"} | reached == set(rules.SURVEY_STATES)
    assert {f"voice.survey.{s}" for s in rules.SURVEY_STATES} <= set(catalogue())
    reached = {move.after for move in rules.QUESTION_DEEDS.values()}
    assert {"open"} | reached == set(rules.QUESTION_STATES)
    assert {f"voice.question.{s}" for s in rules.QUESTION_STATES} <= set(catalogue())
    reached = {move.after for move in rules.SHOWCASE_DEEDS.values()}
    assert {"submitted"} | reached == set(rules.SHOWCASE_STATES)
    assert {f"voice.showcase.{s}" for s in rules.SHOWCASE_STATES} <= set(catalogue())
    assert {f"voice.request.{s}" for s in rules.REQUEST_STATES} <= set(catalogue())
    assert {f"voice.feedback.{s}" for s in rules.FEEDBACK_STATES} <= set(catalogue())
    assert {f"voice.lane.{lane}" for lane in rules.LANES} <= set(catalogue())


def test_every_deed_has_a_permission_a_verb_a_refusal_and_news() -> None:
    deeds = (
        *(rules.REQUEST_DEEDS, rules.FEEDBACK_DEEDS, rules.SURVEY_DEEDS),
        *(rules.QUESTION_DEEDS, rules.SHOWCASE_DEEDS),
    )
    moves = [move for table in deeds for move in table.values()]
    assert {move.permission for move in moves} <= set(PERMISSIONS)
    assert {move.verb for move in moves} <= set(VERBS)
    assert {f"voice.needs_{move.needs}" for move in moves if move.needs} <= set(catalogue())
    assert set(rules.REQUEST_NOTICES) == {"make", *rules.REQUEST_DEEDS}
    assert set(rules.FEEDBACK_NOTICES) == {"give", *rules.FEEDBACK_DEEDS}
    assert set(rules.SURVEY_NOTICES) == set(rules.SURVEY_DEEDS)
    assert set(rules.QUESTION_NOTICES) == {"ask", *rules.QUESTION_DEEDS}
    assert set(rules.SHOWCASE_NOTICES) == {"submit", *rules.SHOWCASE_DEEDS}
    notices = (
        *(rules.REQUEST_NOTICES, rules.FEEDBACK_NOTICES, rules.SURVEY_NOTICES),
        *(rules.QUESTION_NOTICES, rules.SHOWCASE_NOTICES),
    )
    news = [one for table in notices for one in table.values()]
    assert {one.code for one in news} <= set(catalogue())
    assert {part for one in news for part in one.to} == {"steward", "asker", "admin", "replier"}


# deed, what it needs: the states in which it may be done
DEEDS: list[tuple[str, dict[str, Any], str]] = [
    ("assign", {}, "new at-agency overturned"),
    ("take", {}, "new overturned"),
    ("answer", {"text": "มีอยู่แล้ว"}, "new at-agency overturned"),
    ("publish", {"dataset": "x"}, "new at-agency overturned answered"),
    ("decline", {"reason": "ข้อมูลลับ"}, "new at-agency overturned"),
    ("merge", {"into": "x"}, "new at-agency overturned"),
    ("appeal", {"text": "ไม่ลับ"}, "declined"),
    ("uphold", {"text": "ลับจริง"}, "appealed"),
    ("overturn", {"text": "ไม่ลับ"}, "appealed"),
]


@pytest.mark.parametrize(("deed", "facts", "states"), DEEDS)
@pytest.mark.parametrize("state", rules.REQUEST_STATES)
def test_deed_is_done_in_its_states(
    deed: str, facts: dict[str, Any], states: str, state: str
) -> None:
    assert rules.can_deed(rules.REQUEST_DEEDS, deed, state=state) == (state in states.split())
    if state not in states.split():
        with pytest.raises(Conflict):
            rules.check_deed(rules.REQUEST_DEEDS, deed, state=state, facts=facts)
        return
    rules.check_deed(rules.REQUEST_DEEDS, deed, state=state, facts=facts)
    if facts:
        with pytest.raises(Invalid):
            rules.check_deed(rules.REQUEST_DEEDS, deed, state=state, facts={})


def test_answer_is_due_after_fifteen_working_days() -> None:
    assert rules.due_date(date(2026, 11, 23)) == date(2026, 12, 16)


# text, by an officer, the refusal
WORDS = [
    ("สถิติโรงเรียนรายอำเภอ", False, ""),
    ("   ", False, "voice.missing"),
    ("ก" * 5_001, False, "voice.too_long"),
    ("โทรหาผมที่ 081-234-5678", False, "voice.personal_words"),
    ("ติดต่อกลุ่มงานข้อมูล โทร 02-123-4567", True, ""),
    ("เลขบัตรประชาชน 1101700230708", True, "voice.personal_words"),
    ("ขอข้อมูลของนายสมชาย ใจดี", False, "voice.personal_words"),
]


@pytest.mark.parametrize(("text", "is_officers", "code"), WORDS)
def test_words(text: str, is_officers: bool, code: str) -> None:
    if not code:
        assert rules.checked_words("text", text, is_officers=is_officers) == text
        return
    with pytest.raises(Refused) as refused:
        rules.checked_words("text", text, is_officers=is_officers)
    assert refused.value.code == code
    assert refused.value.facts["item"] == "text"


@pytest.mark.parametrize("kind", rules.LIMITS)
def test_limit_holds_past_its_number(kind: str) -> None:
    rules.check_limit(kind, rules.LIMITS[kind])
    with pytest.raises(TooMany):
        rules.check_limit(kind, rules.LIMITS[kind] + 1)
