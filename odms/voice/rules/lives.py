"""The life of requests, feedback and surveys as tables: states, deeds, notices, limits. Pure.

"May this person" is a row of `people.rules.PERMISSIONS`, "may this thing now" is decided here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from odms.definitions import national, national_table
from odms.definitions.calendar import add_working_days
from odms.definitions.messages import LANGUAGES
from odms.engine.meanings.meaning import label
from odms.engine.meanings.personal import mentions
from odms.errors import Conflict, Forbidden, Invalid, TooMany

REQUEST_STATES = (
    *("new", "at-agency", "overturned", "answered", "published", "merged"),
    *("declined", "appealed", "upheld"),
)
FEEDBACK_STATES = ("open", "answered", "resolved")
SURVEY_STATES = ("draft", "open", "closed")
QUESTION_STATES = ("open", "answered", "accepted")
SHOWCASE_STATES = ("submitted", "public", "refused", "withdrawn")

# what somebody still has to answer
OPEN_REQUESTS = ("new", "at-agency", "overturned")
OPEN_FEEDBACK = ("open",)
DONE_FEEDBACK = ("answered", "resolved")

# the lanes in which requests are shown, and the states that stand in each
LANES: dict[str, tuple[str, ...]] = {
    "new": ("new",),
    "at-agency": ("at-agency", "overturned"),
    "answered": ("answered", "published", "merged"),
    "declined": ("declined", "appealed", "upheld"),
}

MAX_LINE = 300
MAX_TEXT = 5_000
MARKS = (1, 2, 3, 4, 5)

# what one visitor, or one user, may send on one day; an office shares one address
LIMITS: dict[str, int] = {
    "request": 10,
    "appeal": 10,
    "question": 20,
    "showcase": 5,
    "vote": 100,
    "feedback": 20,
    "survey": 30,
}

# what officers may write of themselves: where they are to be reached
_OFFICES_TELL = ("phone", "email", "address")


@dataclass(frozen=True)
class Transition:
    """A deed that moves a request or a piece of feedback; `verb` is what the ledger calls it.

    `needs` names the fact without which the deed says nothing.
    """

    before: tuple[str, ...]
    after: str
    permission: str
    verb: str
    needs: str = ""


REQUEST_DEEDS: dict[str, Transition] = {
    "assign": Transition(OPEN_REQUESTS, "new", "request.assign", "request.assigned"),
    "take": Transition(("new", "overturned"), "at-agency", "request.answer", "request.taken"),
    "answer": Transition(
        OPEN_REQUESTS, "answered", "request.answer", "request.answered", needs="text"
    ),
    "publish": Transition(
        (*OPEN_REQUESTS, "answered"),
        "published",
        "request.answer",
        "request.published",
        needs="dataset",
    ),
    "decline": Transition(
        OPEN_REQUESTS, "declined", "request.answer", "request.declined", needs="reason"
    ),
    "merge": Transition(OPEN_REQUESTS, "merged", "request.answer", "request.merged", needs="into"),
    "appeal": Transition(
        ("declined",), "appealed", "request.appeal", "request.appealed", needs="text"
    ),
    "uphold": Transition(("appealed",), "upheld", "request.review", "request.upheld", needs="text"),
    "overturn": Transition(
        ("appealed",), "overturned", "request.review", "request.overturned", needs="text"
    ),
}

FEEDBACK_DEEDS: dict[str, Transition] = {
    "answer": Transition(
        ("open", "answered"), "answered", "feedback.answer", "feedback.answered", needs="text"
    ),
    "resolve": Transition(
        ("open", "answered"), "resolved", "feedback.answer", "feedback.resolved", needs="outcome"
    ),
}

QUESTION_DEEDS: dict[str, Transition] = {
    "answer": Transition(
        ("open", "answered"), "answered", "question.answer", "question.answered", needs="text"
    ),
    "accept": Transition(
        ("answered", "accepted"), "accepted", "question.accept", "question.accepted", needs="reply"
    ),
}

SHOWCASE_DEEDS: dict[str, Transition] = {
    "publish": Transition(("submitted",), "public", "showcase.review", "showcase.published"),
    "refuse": Transition(
        ("submitted",), "refused", "showcase.review", "showcase.refused", needs="reason"
    ),
    "withdraw": Transition(
        ("public",), "withdrawn", "showcase.review", "showcase.withdrawn", needs="reason"
    ),
}

# what was asked elsewhere and came as a file is closed without ever having been open here
SURVEY_DEEDS: dict[str, Transition] = {
    "open": Transition(("draft",), "open", "survey.edit", "survey.opened"),
    "close": Transition(("draft", "open"), "closed", "survey.edit", "survey.closed"),
}


@dataclass(frozen=True)
class News:
    """Who hears of a deed (`steward` of the agency, `admin` of the centre, `asker` who had signed in,
    `replier` whose answer it is), and the sentence."""

    code: str
    to: tuple[str, ...]


REQUEST_NOTICES: dict[str, News] = {
    "make": News("voice.notice.request_made", ("steward",)),
    "assign": News("voice.notice.request_made", ("steward",)),
    "take": News("voice.notice.request_taken", ("asker",)),
    "answer": News("voice.notice.request_answered", ("asker",)),
    "publish": News("voice.notice.request_published", ("asker",)),
    "decline": News("voice.notice.request_declined", ("asker",)),
    "merge": News("voice.notice.request_merged", ("asker",)),
    "appeal": News("voice.notice.request_appealed", ("steward", "admin")),
    "uphold": News("voice.notice.request_upheld", ("asker", "steward")),
    "overturn": News("voice.notice.request_overturned", ("asker", "steward")),
}

FEEDBACK_NOTICES: dict[str, News] = {
    "give": News("voice.notice.feedback_given", ("steward",)),
    "answer": News("voice.notice.feedback_answered", ("asker",)),
    "resolve": News("voice.notice.feedback_resolved", ("asker",)),
}

QUESTION_NOTICES: dict[str, News] = {
    "ask": News("voice.notice.question_asked", ("steward",)),
    "answer": News("voice.notice.question_answered", ("asker",)),
    "accept": News("voice.notice.answer_accepted", ("replier",)),
}

SHOWCASE_NOTICES: dict[str, News] = {
    "submit": News("voice.notice.showcase_submitted", ("admin",)),
    "publish": News("voice.notice.showcase_published", ("asker", "steward")),
    "refuse": News("voice.notice.showcase_refused", ("asker",)),
    "withdraw": News("voice.notice.showcase_withdrawn", ("asker",)),
}

SURVEY_NOTICES: dict[str, News] = {
    "open": News("voice.notice.survey_opened", ("steward",)),
    "close": News("voice.notice.survey_closed", ("steward",)),
}


def check_deed(
    deeds: Mapping[str, Transition], deed: str, *, state: str, facts: Mapping[str, Any]
) -> None:
    """Raise Conflict where the state does not allow the deed, Invalid where its fact is missing."""
    transition = deeds[deed]
    if state not in transition.before:
        raise Conflict("voice.wrong_state", deed=deed, state=state)
    if transition.needs and not facts.get(transition.needs):
        raise Invalid(f"voice.needs_{transition.needs}", item=transition.needs)


def can_deed(deeds: Mapping[str, Transition], deed: str, *, state: str) -> bool:
    """Whether the state allows the deed."""
    return state in deeds[deed].before


def answer_days() -> int:
    """Working days within which a request is to be answered."""
    days: int = national("voice.yaml")["answer_working_days"]
    return days


def due_date(day: date) -> date:
    """The day until which a request that came on `day` is to be answered."""
    return add_working_days(day, answer_days())


def review_date(day: date) -> date:
    """The day until which an appeal that came on `day` is to be decided."""
    return add_working_days(day, national("voice.yaml")["review_working_days"])


def appeal_date(day: date) -> date:
    """The last day on which a refusal of `day` may be appealed against."""
    return day + timedelta(days=national("voice.yaml")["appeal_days"])


def refusals() -> list[dict[str, str]]:
    """The grounds on which data may be refused: code, words, and the law where there is one."""
    found: list[dict[str, str]] = national("voice.yaml")["refusals"]
    return found


def refusal_of(code: str) -> dict[str, str]:
    """The ground of this code. Raises Invalid."""
    for one in refusals():
        if one["code"] == code:
            return one
    raise Invalid("voice.needs_ground", item="ground")


def check_reviewer(reviewer_id: str, decider_id: str | None) -> None:
    """Raise Forbidden where the one who refused would decide on the appeal."""
    if reviewer_id == decider_id:
        raise Forbidden("voice.reviewer_refused")


def check_appeal(refused_on: date, day: date) -> None:
    """Raise Conflict where a refusal can be appealed against no more."""
    if day > appeal_date(refused_on):
        raise Conflict("voice.appeal_too_late")


def check_accepter(person_id: str, asker_id: str | None, *, is_officer: bool) -> None:
    """Raise Forbidden unless the one who asked, or an officer of the agency, accepts an answer."""
    if not is_officer and (asker_id is None or person_id != asker_id):
        raise Forbidden("voice.not_who_asked")


def showcase_kinds() -> list[dict[str, str]]:
    """What is made of open data: code and words of each kind."""
    found: list[dict[str, str]] = national("voice.yaml")["showcase_kinds"]
    return found


def checked_kind(code: str) -> str:
    """The code of a kind of reuse. Raises Invalid."""
    if code not in [one["code"] for one in showcase_kinds()]:
        raise Invalid("voice.unknown_choice", item="kind", choice=code[:40])
    return code


def checked_goals(codes: Sequence[str]) -> list[str]:
    """Goals of sustainable development in their order, each once. Raises Invalid."""
    known = [one["code"] for one in national("sdgs.yaml")]
    for code in codes:
        if code not in known:
            raise Invalid("voice.unknown_choice", item="goals", choice=str(code)[:10])
    return [code for code in known if code in codes]


def checked_province(code: str) -> str:
    """The code of a province, or empty for none. Raises Invalid."""
    if code and code not in {row["code"] for row in national_table("provinces.csv")}:
        raise Invalid("voice.unknown_choice", item="province", choice=code[:20])
    return code


def checked_words(
    item: str, text: str, *, most: int = MAX_TEXT, is_needed: bool = True, is_officers: bool = False
) -> str:
    """A text that others will read, trimmed.

    Raises Invalid where it is missing or too long, and where it holds personal data, with its kind
    in both languages; an officer's text may say where the office is reached.
    """
    text = text.replace("\0", "").replace("\r\n", "\n").strip()
    if is_needed and not text:
        raise Invalid("voice.missing", item=item)
    if len(text) > most:
        raise Invalid("voice.too_long", item=item, most=most, n=len(text))
    for mention in mentions(text):
        if mention.verdict == "likely" and not (is_officers and mention.kind in _OFFICES_TELL):
            kinds = {f"kind_{lang}": label(mention.kind, lang) for lang in LANGUAGES}
            raise Invalid("voice.personal_words", item=item, words=mention.text, **kinds)
    return text


def checked_mark(item: str, mark: int | None, *, is_needed: bool = False) -> int | None:
    """A mark from 1 to 5. Raises Invalid for another number, and for none where it is needed."""
    if mark is None and is_needed:
        raise Invalid("voice.missing", item=item)
    if mark is not None and mark not in MARKS:
        raise Invalid("voice.wrong_mark", item=item, mark=mark)
    return mark


def check_limit(kind: str, n: int) -> None:
    """Raise TooMany where `n` things of a kind are more than one may send on a day."""
    if n > LIMITS[kind]:
        raise TooMany("voice.too_many", limit=LIMITS[kind])
