"""What an outlet is, what may become of a record there, and what is done next. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from odms.errors import Conflict, Invalid

# a token of the outlet's own · the keys of the country's schema, or extras of a plain CKAN
DIALECTS = ("thai", "plain")

PUSH_STATES = ("waiting", "running", "done", "failed")

# how a record stands there: never sent · as we sent it · refused there · changed, taken or deleted
# there so that a person decides · kept back by a person · withdrawn there because it was here
RECORD_STATES = ("new", "sent", "refused", "conflict", "left-out", "withdrawn")

# adopt: nothing is sent, for what stands there is as ours is, or was decided to stay
DEEDS = ("create", "update", "delete", "adopt", "none")

# why a person must decide
CONFLICTS = ("changed-there", "deleted-there", "name-taken")

# what a person can decide: ours goes over theirs, theirs stays until ours changes, it is not pushed
DECISIONS = ("ours", "theirs", "never")

# a push that was begun so long ago has no worker any more
DEAD_AFTER = timedelta(hours=6)

MAX_NAME = 100

_NO_NAME = ("new", "edit", "search")


@dataclass(frozen=True)
class Change:
    """A part of a record that differs: what it was, and what it is or would be."""

    item: str
    before: Any
    after: Any

    def to_list(self) -> list[Any]:
        """The change for JSON."""
        return [self.item, self.before, self.after]


@dataclass(frozen=True)
class Known:
    """What is kept of a record at an outlet. `sent` is what we said last, `seen` what stood there then;
    `decision` is what a person decided of a conflict and was not done yet."""

    remote_id: str = ""
    sent: Mapping[str, Any] = field(default_factory=dict)
    seen: Mapping[str, Any] = field(default_factory=dict)
    decision: str = ""

    @property
    def was_sent(self) -> bool:
        """Whether it was ever taken there."""
        return bool(self.sent)


@dataclass(frozen=True)
class Plan:
    """What is done with a record: a deed, the changes that it makes, or the conflict that stops it
    with what changed there."""

    deed: str
    changes: tuple[Change, ...] = ()
    conflict: str = ""


NOTHING = Plan("none")


def plan(known: Known, ours: Mapping[str, Any] | None, theirs: Mapping[str, Any] | None) -> Plan:
    """What is done with a record: `ours` as it would be sent (None where it is not public any more),
    `theirs` as it stands there (None where it does not)."""
    if known.decision == "never":
        return NOTHING
    if ours is None:
        gone = theirs is None or not known.was_sent
        return NOTHING if gone else Plan("delete")
    if theirs is None:
        return _plan_where_absent(known, ours)
    if known.decision == "theirs":
        return Plan("adopt")
    if not known.was_sent:
        return _plan_where_taken(known, ours, theirs)
    changed = differences(known.seen, theirs)
    if changed and known.decision != "ours":
        return Plan("none", changed, "changed-there")
    if known.decision == "ours":
        return Plan("update", differences(theirs, ours))
    told = differences(known.sent, ours)
    return Plan("update", told) if told else NOTHING


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Change, ...]:
    """The parts in which two records differ; what one does not say is empty."""
    names = dict.fromkeys((*before, *after))
    pairs = ((name, before.get(name, ""), after.get(name, "")) for name in names)
    return tuple(Change(name, old, new) for name, old, new in pairs if old != new)


def check_outlet(*, name: str, url: str, organization: str, prefix: str) -> None:
    """Raise Invalid for what an outlet cannot be."""
    for item, text in (("name", name), ("url", url), ("organization", organization)):
        if not text.strip():
            raise Invalid("outlets.incomplete", item=item)
    if not url.startswith(("https://", "http://")):
        raise Invalid("outward.not_http", item="url", url=url)
    if not all(letter in "abcdefghijklmnopqrstuvwxyz0123456789_-" for letter in prefix):
        raise Invalid("outlets.wrong_prefix", item="prefix", prefix=prefix)


def check_decision(*, decision: str, state: str) -> None:
    """Raise Invalid for no decision, Conflict where there is nothing to decide."""
    if decision not in DECISIONS:
        known = ", ".join(DECISIONS)
        raise Invalid("outlets.unknown_decision", item="decision", decision=decision, known=known)
    if decision != "never" and state not in ("conflict", "left-out"):
        raise Conflict("outlets.nothing_to_decide")


def name_there(slug: str, prefix: str) -> str:
    """What a dataset is called at an outlet."""
    name = f"{prefix}{slug}"[:MAX_NAME]
    return f"{name}-1" if name in _NO_NAME else name


def _plan_where_absent(known: Known, ours: Mapping[str, Any]) -> Plan:
    if not known.was_sent or known.decision == "ours":
        return Plan("create", differences({}, ours))
    return NOTHING if known.decision == "theirs" else Plan("none", conflict="deleted-there")


def _plan_where_taken(known: Known, ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> Plan:
    told = differences(theirs, ours)
    if not told:
        return Plan("adopt")
    return Plan("update", told) if known.decision == "ours" else Plan("none", told, "name-taken")
