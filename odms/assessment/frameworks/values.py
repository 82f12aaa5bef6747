"""What an answer to a question may be. Pure."""

import math
from typing import Any

from odms.assessment.frameworks.declared import Question
from odms.errors import Invalid

YES_NO = ("yes", "partly", "no")

# what every question may be answered with that does not concern the subject
NOT_ASKED = "none"

MAX_TEXT = 5_000


def checked(question: Question, value: Any) -> Any:
    """The answer as it is kept. Raises Invalid where the question cannot be answered so."""
    if value == NOT_ASKED:
        return NOT_ASKED
    match question.kind:
        case "yes_no" if value in YES_NO:
            return value
        case "share" | "scale" | "number":
            return _number(question, value)
        case "choice" if value in {one.code for one in question.choices}:
            return value
        case "text" if isinstance(value, str) and 0 < len(value.strip()) <= MAX_TEXT:
            return value.replace("\0", "").strip()
    raise _refused(question, value)


def _number(question: Question, value: Any) -> float:
    try:
        number = float(str(value).replace(",", ""))
    except ValueError:
        raise _refused(question, value) from None
    is_share = question.kind == "share"
    if not math.isfinite(number) or number < 0 or (is_share and number > 1):
        raise _refused(question, value)
    return number


def _refused(question: Question, value: Any) -> Invalid:
    return Invalid(
        f"assessment.wrong_answer.{question.kind}",
        question=question.code,
        value=str(value)[:100],
        known=", ".join([*YES_NO, NOT_ASKED]) if question.kind == "yes_no" else _choices(question),
    )


def _choices(question: Question) -> str:
    return ", ".join(one.code for one in question.choices)
