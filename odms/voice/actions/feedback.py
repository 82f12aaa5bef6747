"""Deeds upon feedback: anyone says something of a dataset, its agency answers."""

from datetime import datetime
from typing import Any

from django.db import transaction

from odms.catalogue.models import Dataset, Distribution, Release
from odms.errors import Invalid
from odms.ledger.rules import Actor
from odms.people.models import User
from odms.people.queries import check_by
from odms.voice.actions.news import (
    enter_feedback,
    hand_improvement,
    tell_of_feedback,
    text_hash,
)
from odms.voice.actions.visitors import count_sending
from odms.voice.models import Answer, Feedback
from odms.voice.rules import FEEDBACK_DEEDS, check_deed, checked_mark, checked_words


@transaction.atomic
def give_feedback(
    *,
    by: User | Actor,
    dataset: Dataset,
    at: datetime,
    useful: int | None = None,
    text: str = "",
    table: Distribution | None = None,
    column: str = "",
    row: int | None = None,
    mark: str = "",
) -> Feedback:
    """Say something of a dataset: a mark from 1 to 5, words, or both.

    Raises Invalid for nothing said, for a column that is not there, for personal data in the words;
    TooMany past the day's limit.
    """
    check_by(by, "feedback.give")
    text = checked_words("text", text, is_needed=useful is None)
    _check_place(table, column)
    count_sending(by=by, mark=mark, kind="feedback", at=at)
    feedback = Feedback.objects.create(
        dataset=dataset,
        table=table,
        column=column,
        row=row,
        useful=checked_mark("useful", useful),
        text=text,
        user=by if isinstance(by, User) else None,
        # a mark alone asks for no answer
        state="open" if text else "resolved",
        given_at=at,
    )
    enter_feedback(by, "feedback.given", feedback, at, {"text_sha256": text_hash(text)})
    if text:
        tell_of_feedback("give", by, feedback, at)
    hand_improvement(dataset, at)
    return feedback


@transaction.atomic
def answer_feedback(*, by: User, feedback: Feedback, text: str, at: datetime) -> Feedback:
    """Answer a piece of feedback, once or again. Raises Invalid without words."""
    feedback = _checked("answer", by, feedback, {"text": text.strip()})
    text = checked_words("text", text, is_officers=True)
    Answer.objects.create(feedback=feedback, by=by, text=text, at=at)
    return _move("answer", by, feedback, at, {"text_sha256": text_hash(text)})


@transaction.atomic
def resolve_feedback(
    *, by: User, feedback: Feedback, at: datetime, text: str = "", release: Release | None = None
) -> Feedback:
    """End a piece of feedback with the release that came of it, or with an answer.

    Raises Invalid where there is neither, and for a release of another dataset.
    """
    answered = bool(text.strip()) or feedback.answers.exists()
    feedback = _checked("resolve", by, feedback, {"outcome": release or answered})
    if release is not None and release.distribution.dataset_id != feedback.dataset_id:
        raise Invalid("voice.release_of_another", item="release")
    if text.strip():
        text = checked_words("text", text, is_officers=True)
        Answer.objects.create(feedback=feedback, by=by, text=text, at=at)
    feedback.release = release
    facts = {"release": release.id} if release else {}
    return _move("resolve", by, feedback, at, facts)


def _check_place(table: Distribution | None, column: str) -> None:
    """Raise Invalid for a column that the table does not have."""
    if not column:
        return
    release = table.current if table else None
    names = [one["name"] for one in release.columns] if release else []
    if column not in names:
        raise Invalid("voice.no_such_column", item="column", column=column[:100])


def _checked(deed: str, by: User, feedback: Feedback, facts: dict[str, Any]) -> Feedback:
    """The feedback, locked, if this person may do this deed to it now."""
    locked = Feedback.objects.select_for_update(no_key=True, of=("self",))
    feedback = locked.select_related("dataset__agency", "user").get(pk=feedback.pk)
    check_by(by, FEEDBACK_DEEDS[deed].permission, feedback.dataset.agency_id)
    check_deed(FEEDBACK_DEEDS, deed, state=feedback.state, facts=facts)
    return feedback


def _move(deed: str, by: User, feedback: Feedback, at: datetime, facts: dict[str, Any]) -> Feedback:
    feedback.state, feedback.decided_at = FEEDBACK_DEEDS[deed].after, at
    feedback.save()
    enter_feedback(by, FEEDBACK_DEEDS[deed].verb, feedback, at, facts)
    tell_of_feedback(deed, by, feedback, at)
    hand_improvement(feedback.dataset, at)
    return feedback
