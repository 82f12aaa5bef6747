"""Deeds upon questions about datasets: anyone asks, whoever has signed in answers."""

from datetime import datetime
from typing import Any

from django.db import transaction

from odms.catalogue.models import Dataset
from odms.ledger import actions as ledger
from odms.ledger.rules import Actor, Subject
from odms.people import actions as people
from odms.people.models import User
from odms.people.queries import actor_of, check_by, get_person, list_users
from odms.people.rules import can_do
from odms.voice.actions.news import text_hash
from odms.voice.actions.visitors import count_sending
from odms.voice.models import Question, Reply
from odms.voice.rules import (
    QUESTION_DEEDS,
    QUESTION_NOTICES,
    check_accepter,
    check_deed,
    checked_words,
)


@transaction.atomic
def ask_question(
    *, by: User | Actor, dataset: Dataset, text: str, at: datetime, mark: str = ""
) -> Question:
    """Ask about a dataset where everybody reads it. Raises Invalid for no words and personal ones,
    TooMany past the day's limit."""
    check_by(by, "question.ask")
    text = checked_words("text", text)
    count_sending(by=by, mark=mark, kind="question", at=at)
    question = Question.objects.create(
        dataset=dataset, text=text, user=by if isinstance(by, User) else None, asked_at=at
    )
    _enter(by, "question.asked", question, at, {"text_sha256": text_hash(text)})
    _tell("ask", by, question, list_users(dataset.agency, "steward"), at)
    return question


@transaction.atomic
def answer_question(*, by: User, question: Question, text: str, at: datetime) -> Reply:
    """Answer a question, as an officer of its agency or as anybody. Raises Invalid, Conflict."""
    question = _checked("answer", by, question, {"text": text.strip()})
    is_officers = _is_officer(by, question)
    text = checked_words("text", text, is_officers=is_officers)
    count_sending(by=by, mark="", kind="question", at=at)
    reply = Reply.objects.create(
        question=question, by=by, is_officers=is_officers, text=text, at=at
    )
    _move("answer", by, question, at, {"reply": reply.id, "text_sha256": text_hash(text)})
    return reply


@transaction.atomic
def accept_answer(*, by: User, question: Question, reply: Reply | None, at: datetime) -> Question:
    """Say which answer it is, as the one who asked or as an officer. Raises Forbidden for others."""
    if reply is not None and reply.question_id != question.pk:
        reply = None
    question = _checked("accept", by, question, {"reply": reply})
    check_accepter(by.id, question.user_id, is_officer=_is_officer(by, question))
    question.accepted = reply
    return _move("accept", by, question, at, {"reply": reply.id if reply else ""})


def _checked(deed: str, by: User, question: Question, facts: dict[str, Any]) -> Question:
    locked = Question.objects.select_for_update(no_key=True, of=("self",))
    question = locked.select_related("dataset__agency", "user").get(pk=question.pk)
    check_by(by, QUESTION_DEEDS[deed].permission, question.dataset.agency_id)
    check_deed(QUESTION_DEEDS, deed, state=question.state, facts=facts)
    return question


def _is_officer(by: User, question: Question) -> bool:
    return can_do(get_person(by), "feedback.answer", question.dataset.agency_id)


def _move(deed: str, by: User, question: Question, at: datetime, facts: dict[str, Any]) -> Question:
    question.state = QUESTION_DEEDS[deed].after
    question.save()
    _enter(by, QUESTION_DEEDS[deed].verb, question, at, facts)
    hearer = question.accepted.by if deed == "accept" and question.accepted else question.user
    _tell(deed, by, question, [hearer] if hearer else [], at)
    return question


def _enter(
    by: User | Actor, verb: str, question: Question, at: datetime, facts: dict[str, Any]
) -> None:
    ledger.record(
        by=actor_of(by),
        verb=verb,
        subject=Subject("question", question.id),
        at=at,
        agency_id=question.dataset.agency_id,
        facts={"dataset": question.dataset.slug} | facts,
    )


def _tell(
    deed: str, by: User | Actor, question: Question, hearers: list[User], at: datetime
) -> None:
    for user in hearers:
        if user.id != actor_of(by).id:
            people.notify(
                user=user,
                code=QUESTION_NOTICES[deed].code,
                facts={"title": question.dataset.title_th},
                path=f"/datasets/{question.dataset.slug}/questions#q-{question.id}",
                at=at,
            )
