"""The plan of what an agency publishes: how an item is weighed, ranked and moves on. Pure.

Questions, weights and criteria stand in `odms/definitions/<country>/priority.yaml`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import prod
from typing import Any

from odms.definitions import national
from odms.errors import Conflict, Invalid
from odms.standards import thai
from odms.standards.record import Record

PLAN_STATES = ("proposed", "planned", "published", "dropped")

# the four questions, each at a level from 0 to BEST
QUESTIONS = ("value", "demand", "readiness", "cost")
BEST = 4

# the levels that the centre proposes itself; the others are asked of a person
PROPOSED = ("demand", "readiness")

# how many days before the day people are told
DAYS_BEFORE = 7


@dataclass(frozen=True)
class PlanDeed:
    """A deed upon an item of the plan; `after` is None where its state stays."""

    before: tuple[str, ...]
    after: str | None
    verb: str
    needs_reason: bool = False
    permission: str = "plan.edit"


PLAN_DEEDS: dict[str, PlanDeed] = {
    "weigh": PlanDeed(("proposed", "planned"), None, "plan.weighed"),
    "assign": PlanDeed(("proposed", "planned"), "planned", "plan.assigned"),
    "move": PlanDeed(("proposed", "planned"), None, "plan.moved", needs_reason=True),
    "drop": PlanDeed(("proposed", "planned"), "dropped", "plan.dropped", needs_reason=True),
    "take-up": PlanDeed(("dropped",), "proposed", "plan.taken-up"),
    "publish": PlanDeed(("proposed", "planned"), "published", "plan.published"),
}


@dataclass(frozen=True)
class Proposal:
    """A level that the centre proposes, and the sentences (code, facts) that say why."""

    level: int
    derived: tuple[tuple[str, dict[str, Any]], ...]


@dataclass(frozen=True)
class Held:
    """What is known of the thing that would be opened."""

    record: Record
    has_personal_data: bool | None
    is_published: bool = False


@dataclass(frozen=True)
class Ranked:
    """What decides on the place of an item: points, or a place that a person gave it."""

    id: str
    points: int | None
    place: int | None
    title: str


def criteria_codes() -> tuple[str, ...]:
    """The codes of the criteria of high value."""
    return tuple(one["code"] for one in rules()["high_value"]["criteria"])


def points(levels: Mapping[str, int | None]) -> int | None:
    """The points of an item, 0 to 100; None while a level is missing."""
    known = {code: levels.get(code) for code in QUESTIONS}
    weights = {one["code"]: one["weight"] for one in rules()["questions"]}
    shares = {code: level / BEST for code, level in known.items() if level is not None}
    if len(shares) < len(known):
        return None
    product = prod(share ** weights[code] for code, share in shares.items())
    return round(100 * product ** (1 / sum(weights.values())))


def is_high_value(criteria: Sequence[str]) -> bool:
    """Whether so many criteria are met that the data is of high value."""
    return len(set(criteria)) >= rules()["high_value"]["least"]


def propose_demand(figures: Mapping[str, Any], *, is_own: bool = False) -> Proposal:
    """The level of demand by requests, votes, answers, failed searches and downloads, of an agency or
    of the thing itself (`is_own`)."""
    told = rules()["demand"]
    seen = {name: int(figures.get(name) or 0) for name in told["points"]}
    reached = sum(told["points"][name] * n for name, n in seen.items())
    level = 1 + sum(reached >= step for step in told["steps"])
    if not any(seen.values()):
        code = "publication.plan.no_own_demand" if is_own else "publication.plan.no_demand"
        return Proposal(1, ((code, {}),))
    code = "publication.plan.own_demand" if is_own else "publication.plan.demand"
    return Proposal(level, ((code, seen),))


def propose_readiness(held: Held) -> Proposal:
    """The level of readiness by class, personal data and how complete the description is."""
    if held.is_published:
        return Proposal(BEST, (("publication.plan.is_published", {}),))
    if held.record.classification in rules()["never"]:
        return Proposal(0, (("publication.plan.never_open", {}),))
    lost = rules()["readiness"]["lost"]
    have, of = thai.score(held.record)
    reasons = {
        "personal": held.has_personal_data is True,
        "personal_unknown": held.has_personal_data is None,
        "not_open": held.record.classification not in ("", "open"),
        "class_unknown": not held.record.classification,
        "incomplete": have < of * rules()["readiness"]["complete"],
    }
    facts = {"have": have, "of": of}
    derived = [
        (f"publication.plan.lost.{code}", facts if code == "incomplete" else {})
        for code, holds in reasons.items()
        if holds
    ]
    level = max(0, BEST - sum(lost[code] for code, holds in reasons.items() if holds))
    return Proposal(level, tuple(derived) or (("publication.plan.is_ready", {}),))


def ranked(items: Sequence[Ranked]) -> list[str]:
    """The ids in their order: by points, the best first, each item with a place put there."""
    free = [one for one in items if one.place is None]
    free.sort(key=lambda one: (one.points is None, -(one.points or 0), one.title))
    order = [one.id for one in free]
    for one in sorted((one for one in items if one.place), key=lambda one: one.place or 0):
        order.insert(min((one.place or 1) - 1, len(order)), one.id)
    return order


def check_deed(deed: str, *, state: str, reason: str | None = None) -> None:
    """Raise Conflict where the state does not allow the deed, Invalid without a needed reason."""
    known = PLAN_DEEDS[deed]
    if state not in known.before:
        raise Conflict("publication.plan.wrong_state", deed=deed, state=state)
    if known.needs_reason and not (reason or "").strip():
        raise Invalid("publication.needs_reason", item="reason")


def can_deed(deed: str, *, state: str) -> bool:
    """Whether the state allows the deed."""
    return state in PLAN_DEEDS[deed].before


def check_level(code: str, level: Any) -> None:
    """Raise Invalid for a question or a level that there is not."""
    if code not in QUESTIONS:
        raise Invalid("publication.plan.unknown_question", code=code, known=", ".join(QUESTIONS))
    if type(level) is not int or not 0 <= level <= BEST:
        raise Invalid("publication.plan.wrong_level", item=code, level=str(level))


def check_criteria(criteria: Sequence[str]) -> None:
    """Raise Invalid for a criterion that there is not."""
    for code in criteria:
        if code not in criteria_codes():
            raise Invalid(
                "publication.plan.unknown_criterion", code=code, known=", ".join(criteria_codes())
            )


@cache
def rules() -> dict[str, Any]:
    """Questions, weights and criteria of the country in use."""
    found: dict[str, Any] = national("priority.yaml")
    return found
