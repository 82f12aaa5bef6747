"""The life of a case: one table of transitions; the diagram in the docs is made from it."""

from dataclasses import dataclass

from odms.errors import Conflict, Forbidden

CASE_STATES = ("draft", "submitted", "approved", "published", "withdrawn", "discarded")

# a dataset has at most one case in these states
OPEN_STATES = ("draft", "submitted", "approved")


@dataclass(frozen=True)
class Transition:
    """A deed that moves a case. `permission` is a row of `people.rules.PERMISSIONS`."""

    before: tuple[str, ...]
    after: str
    permission: str
    by_another: bool = False  # not by the one who submitted
    needs_reason: bool = False


TRANSITIONS: dict[str, Transition] = {
    "submit": Transition(("draft",), "submitted", "case.submit"),
    "recall": Transition(("submitted",), "draft", "case.submit"),
    "return": Transition(("submitted",), "draft", "case.decide", by_another=True, needs_reason=True),
    "approve": Transition(("submitted",), "approved", "case.decide", by_another=True),
    "publish": Transition(("approved",), "published", "case.publish"),
    "withdraw": Transition(("published",), "withdrawn", "dataset.withdraw", needs_reason=True),
    "discard": Transition(("draft",), "discarded", "case.edit"),
}


def check_transition(deed: str, *, state: str, person_id: str, submitted_by_id: str | None) -> None:
    """Raise Conflict where the state does not allow the deed, Forbidden for the same person."""
    transition = TRANSITIONS[deed]
    if state not in transition.before:
        raise Conflict("publication.wrong_state", deed=deed, state=state)
    if transition.by_another and person_id == submitted_by_id:
        raise Forbidden("publication.second_pair_of_eyes")


def can_transition(deed: str, *, state: str, person_id: str, submitted_by_id: str | None) -> bool:
    """Whether `check_transition` lets it pass."""
    try:
        check_transition(deed, state=state, person_id=person_id, submitted_by_id=submitted_by_id)
    except (Conflict, Forbidden):
        return False
    return True
