"""Reading the questionnaire and what its answers come to. Answers name nobody."""

from collections import Counter
from typing import Any

from odms.definitions import national
from odms.people.models import Agency
from odms.voice.models import QuestionnaireAnswer

# fewer answers than this say something of single persons and are not shown in parts
LEAST_SHOWN = 5


def get_questionnaire() -> dict[str, Any]:
    """The questionnaire that is asked now: title, lists of choices, dimensions."""
    document: dict[str, Any] = national("questionnaire.yaml")
    return document


def count_answers(agency: Agency | None = None) -> dict[str, int]:
    """`n_surveys` questionnaires that were answered, and `n_answers`; of an agency if given."""
    found = QuestionnaireAnswer.objects.all()
    if agency is not None:
        found = found.filter(agency=agency)
    return {
        "n_surveys": found.values("questionnaire").distinct().count(),
        "n_answers": found.count(),
    }


def results(agency: Agency | None = None) -> dict[str, Any]:
    """What the answers to the present questionnaire come to: `n`, the mean of each dimension, and
    how often each choice was taken; nothing but `n` where fewer than LEAST_SHOWN answered."""
    document = get_questionnaire()
    found = QuestionnaireAnswer.objects.filter(questionnaire__code=document["code"])
    if agency is not None:
        found = found.filter(agency=agency)
    rows = list(found.values("who", "channel", "purpose", "marks"))
    told: dict[str, Any] = {"code": document["code"], "n": len(rows), "least": LEAST_SHOWN}
    if len(rows) < LEAST_SHOWN:
        return told
    return told | {
        "means": {one["code"]: _mean(rows, one["code"]) for one in document["dimensions"]},
        "who": dict(Counter(row["who"] for row in rows)),
        "channels": dict(Counter(row["channel"] for row in rows)),
        "purposes": dict(Counter(row["purpose"] for row in rows)),
    }


def list_texts(agency: Agency | None = None, *, limit: int = 50) -> list[QuestionnaireAnswer]:
    """The last answers in which somebody wrote something, for officers."""
    found = QuestionnaireAnswer.objects.exclude(text="").select_related("agency")
    if agency is not None:
        found = found.filter(agency=agency)
    return list(found[:limit])


def _mean(rows: list[dict[str, Any]], dimension: str) -> float:
    marks = [row["marks"][dimension] for row in rows]
    return round(sum(marks) / len(marks), 2)
