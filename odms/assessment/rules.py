"""The rules of assessment: how a cycle goes, who may answer, what a share tells. Pure."""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from odms.assessment.frameworks import SUBJECTS
from odms.errors import Conflict, Forbidden, Invalid

CENTRE = "centre"  # the one subject of its kind
USERS = "users"

MAX_NOTE = 5_000

SIDES = ("declared", "computed", "verified")

# sides that a person gives
SAID = ("declared", "verified")

# a cycle is opened, agencies declare, reviewers verify, agencies appeal; closed it is frozen
CYCLE_STATES = ("open", "declaring", "reviewing", "appealing", "closed", "published")
FROZEN = ("closed", "published")

ORIGINS = ("own", "imported")

OUTCOMES = ("upheld", "changed")


@dataclass(frozen=True)
class Move:
    """A deed upon a cycle: from which states, into which, and the verb of the ledger."""

    before: tuple[str, ...]
    after: str
    verb: str
    deadline: str = ""  # the day until which the state after it lasts


MOVES: dict[str, Move] = {
    "start": Move(("open",), "declaring", "cycle.started", "declare_until"),
    "review": Move(("declaring",), "reviewing", "cycle.reviewing", "review_until"),
    "hear": Move(("reviewing",), "appealing", "cycle.appealing", "appeal_until"),
    "close": Move(("reviewing", "appealing"), "closed", "cycle.closed"),
    "publish": Move(("closed",), "published", "cycle.published"),
}


@dataclass(frozen=True)
class News:
    """What people hear of a deed: the sentence, and who: roles of the agencies that take part, `admin`
    for the centre's, or the `reviewer` or the `appellant` whom it is about."""

    code: str
    to: tuple[str, ...]


NOTICES: dict[str, News] = {
    "start": News("assessment.notice.started", ("steward", "approver")),
    "hear": News("assessment.notice.appealing", ("approver",)),
    "publish": News("assessment.notice.published", ("steward", "approver")),
    "assign": News("assessment.notice.assigned", ("reviewer",)),
    "appeal": News("assessment.notice.appealed", ("admin",)),
    "decide": News("assessment.notice.decided", ("appellant",)),
}


# which side may be answered while a cycle is in a state
ANSWERED_IN: dict[str, tuple[str, ...]] = {
    "declared": ("declaring",),
    "verified": ("reviewing",),
    "appealed": ("appealing",),
}


def next_deed(state: str) -> str:
    """The deed that takes a cycle on from a state; empty at its end."""
    return next((deed for deed, move in MOVES.items() if state in move.before), "")


def check_move(deed: str, state: str) -> Move:
    """The move, if the cycle is where it begins. Raises Invalid and Conflict."""
    if deed not in MOVES:
        raise Invalid("assessment.no_such_deed", deed=deed, known=", ".join(MOVES))
    if state not in MOVES[deed].before:
        raise Conflict("assessment.wrong_state", state=state, deed=deed)
    return MOVES[deed]


def check_open_for(side: str, state: str, until: date | None, today: date) -> None:
    """Raise Conflict unless a cycle in this state takes answers of this side today."""
    if state not in ANSWERED_IN[side]:
        raise Conflict("assessment.not_taken_now", side=side, state=state)
    if until is not None and today > until:
        raise Conflict("assessment.too_late", until=until.isoformat())


def check_reviewer(
    *, person_id: str, reviewer_id: str | None, agency_id: str, roles: Collection[tuple[str, str]]
) -> None:
    """Raise Forbidden unless the person was assigned, and plays no part in the agency itself."""
    if agency_id in {agency for agency, _ in roles}:
        raise Forbidden("assessment.own_agency")
    if reviewer_id is not None and person_id != reviewer_id:
        raise Forbidden("assessment.not_the_reviewer")


def check_another(person_id: str, *others: str | None) -> None:
    """Raise Forbidden where somebody would judge what they said themselves."""
    if person_id in others:
        raise Forbidden("assessment.second_pair_of_eyes")


def checked_note(text: str) -> str:
    """What is said beside an answer. Raises Invalid for too much."""
    text = text.replace("\0", "").strip()
    if len(text) > MAX_NOTE:
        raise Invalid("assessment.note_too_long", item="note", most=MAX_NOTE)
    return text


def checked_url(url: str) -> str:
    """The address of evidence, or none. Raises Invalid for what no page can lead to."""
    url = url.strip()
    if url and (len(url) > 2_000 or not url.lower().startswith(("https://", "http://"))):
        raise Invalid("assessment.wrong_url", item="url")
    return url


def check_subject(kind: str, subjects: Collection[str]) -> None:
    """Raise Invalid unless a framework is answered for this kind of subject."""
    if kind not in SUBJECTS or kind not in subjects:
        raise Invalid("assessment.wrong_subject", kind=kind, known=", ".join(subjects))


# which answer counts where one is needed, the first that is there: what another person verified, then
# what the system sees, then what is only said
FORCE = ("verified", "computed", "declared")


def value_in_force(sides: Mapping[str, Any]) -> Any:
    """The value that counts among the answers of three sides, each {value, …}; None of none."""
    for side in FORCE:
        if sides.get(side) and sides[side].get("value") is not None:
            return sides[side]["value"]
    return None


def differs(declared: Any, computed: Any) -> bool:
    """Whether what is declared and what the system sees are told apart: the gap that is shown."""
    return None not in (declared, computed) and declared != computed


def per_cent(share: float) -> float:
    """A share of one in per cent to one place, halves upwards as `share`."""
    return math.floor(share * 1_000 + 0.5) / 10


def share(n: int, of: int) -> float | None:
    """A share to three places, halves upwards as the survey of 2565 was printed (143 of 176 is
    0.813); None of nothing."""
    return (2_000 * n + of) // (2 * of) / 1_000 if of else None
