"""The life of a case as tables: transitions, gates, notices. Diagrams in the docs come from them.

"May this person" is a row of `people.rules.PERMISSIONS`, "may this case now" is decided here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

from odms.errors import Conflict, Forbidden, Invalid

CASE_STATES = ("draft", "submitted", "approved", "published", "withdrawn", "discarded")

# a dataset has at most one case in these states
OPEN_STATES = ("draft", "submitted", "approved")

# how long the worker that builds a case's tables is trusted before another one starts
LEASE_MINUTES = 10


@dataclass(frozen=True)
class Transition:
    """A deed that moves a case. `permission` is a row of `people.rules.PERMISSIONS`.

    `verb` is what the ledger calls it.
    """

    before: tuple[str, ...]
    after: str
    permission: str
    verb: str
    by_another: bool = False  # not by the one who submitted
    needs_reason: bool = False


TRANSITIONS: dict[str, Transition] = {
    "submit": Transition(("draft",), "submitted", "case.submit", "case.submitted"),
    "recall": Transition(("submitted",), "draft", "case.submit", "case.recalled"),
    "return": Transition(
        ("submitted",), "draft", "case.decide", "case.returned", by_another=True, needs_reason=True
    ),
    # the first of two approvals, where the rules of approval ask for two
    "approve-first": Transition(
        ("submitted",), "submitted", "case.decide", "case.first-approved", by_another=True
    ),
    "approve": Transition(
        ("submitted",), "approved", "case.decide", "case.approved", by_another=True
    ),
    "publish": Transition(("approved",), "published", "case.publish", "case.published"),
    "withdraw": Transition(
        ("published",), "withdrawn", "dataset.withdraw", "case.withdrawn", needs_reason=True
    ),
    # what was on its way to the public when its dataset was withdrawn goes back to the steward
    "halt": Transition(
        ("submitted", "approved"), "draft", "dataset.withdraw", "case.halted", needs_reason=True
    ),
    "discard": Transition(("draft",), "discarded", "case.edit", "case.discarded"),
}

# what becomes of a dataset's cases when it is withdrawn, by their state; others stay as they are
ON_WITHDRAWAL = {"published": "withdraw", "submitted": "halt", "approved": "halt"}

# deeds upon a case that leave it in its state: the states in which they may be done
EDITS: dict[str, tuple[str, ...]] = {"edit": ("draft",)}

# what must hold before a case is submitted or approved; `odms.publication.gates` says how it is seen
GATES: dict[str, str] = {
    "file-read": "submit",
    "tables-chosen": "submit",
    "personal-data": "submit",
    "description": "submit",
    "classification": "submit",
    "licence": "submit",
    "rights": "submit",
    "second-person": "approve",
}


@dataclass(frozen=True)
class News:
    """Who hears of a deed: parts of the case (`approver`, `steward`, `submitter`, `decider`), the code of the
    sentence, and the page of the desk under which the case then stands for them."""

    code: str
    to: tuple[str, ...]
    page: str = "cases"


NOTICES: dict[str, News] = {
    "open": News("publication.notice.opened", ("steward",)),
    "submit": News("publication.notice.submitted", ("approver",), page="approvals"),
    "recall": News("publication.notice.recalled", ("approver",)),
    "return": News("publication.notice.returned", ("steward", "submitter")),
    "approve-first": News("publication.notice.first-approved", ("approver",), page="approvals"),
    "approve": News("publication.notice.approved", ("steward", "submitter")),
    # of an update: approved under a standing order, or why a person is needed
    "approve-by-order": News("publication.notice.by-order", ("steward", "decider")),
    "need-person": News("publication.notice.needs-person", ("steward",)),
    "publish": News("publication.notice.published", ("steward", "submitter")),
    "withdraw": News("publication.notice.withdrawn", ("steward", "submitter", "approver")),
    "halt": News("publication.notice.halted", ("steward", "submitter", "approver")),
    "discard": News("publication.notice.discarded", ("steward",)),
}

# what the system itself writes about an update: with anything else, a person is at it
OWN_VERBS = (
    "delivery.received",
    "delivery.read",
    "table.carried",
    "case.opened",
)

# what the public may see of a dataset's entries in the ledger
PUBLIC_VERBS = (
    "delivery.received",
    "delivery.read",
    "case.submitted",
    "case.returned",
    "case.approved",
    "dataset.published",
    "dataset.changed",
    "dataset.withdrawn",
    "dataset.destroyed",
)


def check_transition(
    deed: str, *, state: str, person_id: str, submitted_by_id: str | None, reason: str | None = None
) -> None:
    """Raise Conflict where the state does not allow the deed, Forbidden for the same person.

    Where a reason is given it must say something, if the deed needs one: Invalid.
    """
    transition = TRANSITIONS[deed]
    if state not in transition.before:
        raise Conflict("publication.wrong_state", deed=deed, state=state)
    if transition.by_another and person_id == submitted_by_id:
        raise Forbidden("publication.second_pair_of_eyes")
    if transition.needs_reason and reason is not None and not reason.strip():
        raise Invalid("publication.needs_reason", item="reason")


def can_transition(deed: str, *, state: str, person_id: str, submitted_by_id: str | None) -> bool:
    """Whether `check_transition` lets it pass."""
    try:
        check_transition(deed, state=state, person_id=person_id, submitted_by_id=submitted_by_id)
    except (Conflict, Forbidden):
        return False
    return True


def assign_slugs(wanted: Sequence[str], known: Sequence[str]) -> list[str]:
    """The slug of the distribution that each table of a file makes or renews.

    `wanted` are the slugs that the tables' names give, `known` those of the dataset's
    distributions, both in order. The same slug renews; where a file has as many tables as the
    dataset, the remaining ones renew each other in order; what is left gets a new slug.
    """
    names = _numbered(wanted, set())
    renewed = [name if name in known else None for name in names]
    if len(names) == len(known):
        left = iter([slug for slug in known if slug not in renewed])
        renewed = [slug or next(left) for slug in renewed]
    new = iter(
        _numbered([n for n, slug in zip(names, renewed, strict=True) if not slug], set(known))
    )
    return [slug or next(new) for slug in renewed]


def check_edit(deed: str, *, state: str) -> None:
    """Raise Conflict where the state does not allow an edit."""
    if state not in EDITS[deed]:
        raise Conflict("publication.wrong_state", deed=deed, state=state)


def _numbered(slugs: Sequence[str], taken: set[str]) -> list[str]:
    """The slugs, with a number where one is taken by then."""
    found = []
    for slug in slugs:
        candidates = (f"{slug}-{n}" if n > 1 else slug for n in count(1))
        found.append(next(candidate for candidate in candidates if candidate not in taken))
        taken = {*taken, found[-1]}
    return found
