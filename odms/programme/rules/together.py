"""The rules of networks and training: states, deeds, who may do what to a network. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from odms.errors import Conflict, Forbidden, Invalid

NETWORK_STATES = ("proposed", "running", "declined", "ended")
PARTNER_KINDS = ("agency", "company", "university", "civil")
PARTNER_STATES = ("asked", "joined", "declined", "left")

COURSE_STATES = ("offered", "cancelled")
SIGN_UP_STATES = ("signed", "left", "attended", "absent")
# which of these take a seat
SEATED = ("signed", "attended", "absent")

# for whom a course is held: the roles of an agency, or everybody
AUDIENCES = ("everybody", "steward", "approver", "auditor")


@dataclass(frozen=True)
class Move:
    """A deed that moves something from one of these states into another."""

    before: tuple[str, ...]
    after: str
    verb: str
    needs_reason: bool = False


NETWORK_MOVES: Mapping[str, Move] = {
    "approve": Move(("proposed",), "running", "network.approved"),
    "decline": Move(("proposed",), "declined", "network.declined", needs_reason=True),
    "end": Move(("running",), "ended", "network.ended", needs_reason=True),
}

PARTNER_MOVES: Mapping[str, Move] = {
    "accept": Move(("asked",), "joined", "network.partner-joined"),
    "refuse": Move(("asked",), "declined", "network.partner-declined", needs_reason=True),
    "leave": Move(("joined",), "left", "network.partner-left"),
}

SIGN_UP_MOVES: Mapping[str, Move] = {
    "leave": Move(("signed",), "left", "training.left"),
    "attended": Move(("signed", "absent"), "attended", "training.attended"),
    "absent": Move(("signed", "attended"), "absent", "training.absent"),
}


def check_move(moves: Mapping[str, Move], deed: str, *, state: str, reason: str = "") -> Move:
    """The move, if the thing is where it begins. Raises Invalid and Conflict."""
    if deed not in moves:
        raise Invalid("programme.no_such_deed", deed=deed, known=", ".join(moves))
    if state not in moves[deed].before:
        raise Conflict("programme.not_now", state=state, deed=deed)
    if moves[deed].needs_reason and not reason.strip():
        raise Invalid("programme.needs_reason", item="reason")
    return moves[deed]


def can_manage(person_id: str, *, owner_id: str, is_admin: bool) -> bool:
    """Whether a person manages a network: its owner, and the centre."""
    return is_admin or person_id == owner_id


def check_manages(person_id: str, *, owner_id: str, is_admin: bool) -> None:
    """Raise Forbidden for whoever neither owns the network nor is of the centre."""
    if not can_manage(person_id, owner_id=owner_id, is_admin=is_admin):
        raise Forbidden("programme.not_the_owner")


def check_running(state: str) -> None:
    """Raise Conflict unless a network is at work."""
    if state != "running":
        raise Conflict("programme.network_not_running", state=state)


def checked_goals(goals: Collection[str], known: Collection[str]) -> list[str]:
    """The goals of sustainable development, in their order. Raises Invalid for one that there is not."""
    if unknown := [one for one in goals if one not in known]:
        raise Invalid("programme.no_such_goal", item="goals", goal=unknown[0])
    return [one for one in known if one in goals]


def checked_kind(kind: str) -> str:
    """A kind of partner. Raises Invalid."""
    if kind not in PARTNER_KINDS:
        raise Invalid(
            "programme.no_such_partner", item="kind", kind=kind, known=", ".join(PARTNER_KINDS)
        )
    return kind


def checked_audience(audience: str) -> str:
    """For whom a course is. Raises Invalid."""
    if audience not in AUDIENCES:
        raise Invalid("programme.no_such_audience", item="audience", known=", ".join(AUDIENCES))
    return audience


def check_can_sign_up(
    *, state: str, starts_at: datetime, at: datetime, seats: int | None, n_taken: int
) -> None:
    """Raise Conflict for a course that is cancelled, has begun or is full."""
    if state != "offered":
        raise Conflict("programme.course_cancelled")
    if starts_at <= at:
        raise Conflict("programme.course_begun")
    if seats is not None and n_taken >= seats:
        raise Conflict("programme.course_full", seats=seats)
