"""Reading questions about datasets, and their answers."""

from django.db.models import QuerySet

from odms.catalogue.models import Dataset
from odms.errors import Absent
from odms.ledger.queries import find
from odms.people.rules import Person, can_do
from odms.voice.models import Question, Reply


def get_question(id: str) -> Question:
    """A question. Raises Absent."""
    if (found := find(_questions(), id=id)) is None:
        raise Absent("voice.no_such_question", id=id[:40])
    return found


def get_reply(question: Question, id: str) -> Reply | None:
    """An answer to a question, None where it has none such."""
    return find(question.replies.all(), id=id)


def list_questions(
    *, dataset: Dataset | None = None, offset: int = 0, limit: int | None = 100
) -> list[Question]:
    """Questions, the last first; about a dataset if given."""
    found = _questions() if dataset is None else _questions().filter(dataset=dataset)
    return list(found[offset : None if limit is None else offset + limit])


def count_questions(dataset: Dataset) -> int:
    """How many questions there are about a dataset."""
    return Question.objects.filter(dataset=dataset).count()


def list_open_questions(person: Person, *, limit: int = 100) -> list[Question]:
    """The questions without an answer about datasets of a person's agencies."""
    found = _questions().filter(state="open")
    if not (person.is_centre_admin or person.is_auditor):
        mine = {agency for agency, _ in person.roles if can_do(person, "voice.read", agency)}
        found = found.filter(dataset__agency_id__in=mine)
    return list(found[:limit])


def _questions() -> QuerySet[Question]:
    found = Question.objects.select_related("dataset__agency", "user")
    return found.prefetch_related("replies__by")
