"""What an entry of the ledger is made of, and how its hash is computed."""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from ulid import ULID

GENESIS = "0" * 64

# every verb of the ledger and the room that writes it; its label stands in
# `definitions/messages/ledger.yaml` under `ledger.verb.<verb>`
VERBS: dict[str, str] = {
    "agency.created": "people",
    "application.made": "people",
    "application.more-asked": "people",
    "application.answered": "people",
    "application.verified": "people",
    "application.refused": "people",
    "person.created": "people",
    "membership.granted": "people",
    "membership.revoked": "people",
    "role.delegated": "people",
    "role.taken-back": "people",
    "webhook.made": "people",
    "webhook.removed": "people",
    "token.made": "people",
    "token.revoked": "people",
    "dataset.drafted": "catalogue",
    "dataset.published": "catalogue",
    "dataset.changed": "catalogue",
    "dataset.withdrawn": "catalogue",
    "dataset.destroyed": "catalogue",
    "dataset.schema-kept": "catalogue",
    "dataset.mirrored": "catalogue",
    "dataset.mirror-dropped": "catalogue",
    "dataset.original-gone": "catalogue",
    "dataset.original-back": "catalogue",
    "dataset.table-declared": "catalogue",
    "dataset.table-undeclared": "catalogue",
    "datasets.gathered": "catalogue",
    "datasets.vanished": "catalogue",
    "datasets.destroyed": "catalogue",
    "inventory.entry-added": "inventory",
    "inventory.entry-changed": "inventory",
    "inventory.entry-gone": "inventory",
    "inventory.entry-back": "inventory",
    "inventory.entry-linked": "inventory",
    "inventory.surveyed": "inventory",
    "inventory.survey-failed": "inventory",
    "inventory.connection-kept": "inventory",
    "inventory.connection-removed": "inventory",
    "source.proposed": "harvest",
    "source.approved": "harvest",
    "source.declined": "harvest",
    "source.paused": "harvest",
    "source.resumed": "harvest",
    "source.changed": "harvest",
    "source.ended": "harvest",
    "run.done": "harvest",
    "run.failed": "harvest",
    "run.cancelled": "harvest",
    "run.resumed": "harvest",
    "delivery.received": "intake",
    "delivery.read": "intake",
    "delivery.failed": "intake",
    "delivery.discarded": "intake",
    "delivery.destroyed": "intake",
    "delivery.repair-asked": "intake",
    "delivery.repair-undone": "intake",
    "delivery.mended": "intake",
    "table.chosen": "intake",
    "table.carried": "intake",
    "table.column-decided": "intake",
    "table.protection-chosen": "intake",
    "table.protected": "publication",
    "case.opened": "publication",
    "case.changed": "publication",
    "case.submitted": "publication",
    "case.recalled": "publication",
    "case.returned": "publication",
    "case.first-approved": "publication",
    "case.approved": "publication",
    "cases.approved": "publication",
    "case.published": "publication",
    "case.halted": "publication",
    "case.withdrawn": "publication",
    "case.discarded": "publication",
    "agency.approval-set": "publication",
    "order.given": "publication",
    "order.revoked": "publication",
    "destruction.ordered": "publication",
    "destruction.cancelled": "publication",
    "destruction.confirmed": "publication",
    "destruction.done": "publication",
    "evidence.recorded": "publication",
    "evidence.computed": "publication",
    "quality.threshold-set": "publication",
    "plan.proposed": "publication",
    "plan.weighed": "publication",
    "plan.assigned": "publication",
    "plan.moved": "publication",
    "plan.dropped": "publication",
    "plan.taken-up": "publication",
    "plan.published": "publication",
    "plan.demand-told": "publication",
    "process.declared": "publication",
    "process.verified": "publication",
    "dossier.made": "publication",
    "outlet.kept": "outlets",
    "outlet.removed": "outlets",
    "outlet.pushed": "outlets",
    "outlet.push-failed": "outlets",
    "outlet.decided": "outlets",
    "request.made": "voice",
    "request.voted": "voice",
    "request.assigned": "voice",
    "request.taken": "voice",
    "request.answered": "voice",
    "request.published": "voice",
    "request.declined": "voice",
    "request.merged": "voice",
    "request.sorted": "voice",
    "request.appealed": "voice",
    "request.upheld": "voice",
    "request.overturned": "voice",
    "feedback.given": "voice",
    "feedback.answered": "voice",
    "feedback.resolved": "voice",
    "question.asked": "voice",
    "question.answered": "voice",
    "question.accepted": "voice",
    "showcase.submitted": "voice",
    "showcase.published": "voice",
    "showcase.refused": "voice",
    "showcase.withdrawn": "voice",
    "survey.made": "voice",
    "survey.changed": "voice",
    "survey.opened": "voice",
    "survey.closed": "voice",
    "survey.imported": "voice",
    "survey.answered": "voice",
    "usage.log-received": "usage",
    "usage.log-counted": "usage",
    "address.broke": "health",
    "address.answers": "health",
    "framework.declared": "assessment",
    "framework.verified": "assessment",
    "framework.computed": "assessment",
    "cycle.opened": "assessment",
    "cycle.started": "assessment",
    "cycle.reviewing": "assessment",
    "cycle.appealing": "assessment",
    "cycle.closed": "assessment",
    "cycle.published": "assessment",
    "cycle.imported": "assessment",
    "cycle.submitted": "assessment",
    "cycle.reviewer-assigned": "assessment",
    "cycle.appealed": "assessment",
    "cycle.appeal-decided": "assessment",
    "milestone.added": "programme",
    "milestone.changed": "programme",
    "milestone.started": "programme",
    "milestone.finished": "programme",
    "milestone.stopped": "programme",
    "milestone.resumed": "programme",
    "milestone.noted": "programme",
    "indicator.targeted": "programme",
    "indicator.declared": "programme",
    "indicators.measured": "programme",
    "network.proposed": "programme",
    "network.approved": "programme",
    "network.declined": "programme",
    "network.ended": "programme",
    "network.changed": "programme",
    "network.partner-asked": "programme",
    "network.partner-joined": "programme",
    "network.partner-declined": "programme",
    "network.partner-left": "programme",
    "network.step-added": "programme",
    "network.step-done": "programme",
    "network.outcome": "programme",
    "training.offered": "programme",
    "training.cancelled": "programme",
    "training.signed": "programme",
    "training.left": "programme",
    "training.attended": "programme",
    "training.absent": "programme",
    "training.counted": "programme",
}


def new_id() -> str:
    """A new identifier (ULID, 26 characters): unique, never used again, in order of time."""
    return str(ULID())


@dataclass(frozen=True)
class Actor:
    """Who did it: `kind` is `person`, `token` (a machine acting for a person), `system` or `visitor`."""

    id: str
    name: str
    kind: str


SYSTEM = Actor(id="system", name="ODMS", kind="system")

# somebody who has not signed in; the ledger, which forgets nothing, does not know who
VISITOR = Actor(id="visitor", name="Visitor", kind="visitor")


@dataclass(frozen=True)
class Subject:
    """What it was done to: a kind (`dataset`, `case`, …) and an identifier."""

    kind: str
    id: str


@dataclass(frozen=True)
class Link:
    """An entry as the chain sees it: its place, its content and the two hashes it carries."""

    seq: int
    at: datetime
    actor: Actor
    verb: str
    subject: Subject
    agency_id: str
    facts: dict[str, Any]
    previous_hash: str
    hash: str


@dataclass(frozen=True)
class Place:
    """A place in one ledger: the number of an entry and its hash, or the beginning.

    The number alone is not enough: a ledger that was put back from a copy goes on differently.
    """

    seq: int = 0
    hash: str = GENESIS


@dataclass(frozen=True)
class Verdict:
    """What checking the chain found: how many entries, and the first that does not hold.

    `why` is a code of `definitions/messages/ledger.yaml`, empty where the chain holds.
    """

    n: int
    first_broken: int | None = None
    why: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether every entry holds."""
        return self.first_broken is None


def check_facts(facts: dict[str, Any]) -> None:
    """Raise TypeError unless the facts survive any JSON store unchanged.

    Fractions do not: PostgreSQL writes 1e20 as an integer, and the hash would no longer fit.
    """
    _check_value(facts)


def entry_hash(
    *,
    seq: int,
    at: datetime,
    actor: Actor,
    verb: str,
    subject: Subject,
    agency_id: str,
    facts: dict[str, Any],
    previous_hash: str,
) -> str:
    """The SHA-256 of an entry's canonical JSON (sorted keys, UTC), its predecessor's hash in it."""
    content = [
        seq,
        at.astimezone(UTC).isoformat(timespec="microseconds"),
        [actor.id, actor.name, actor.kind],
        verb,
        [subject.kind, subject.id],
        agency_id,
        facts,
        previous_hash,
    ]
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def fault_of(link: Link, *, seq: int, previous_hash: str) -> str:
    """Why an entry does not hold as number `seq` after `previous_hash`; empty where it does."""
    if link.seq != seq:
        return "ledger.entry_missing"
    if link.previous_hash != previous_hash:
        return "ledger.entry_out_of_order"
    expected = entry_hash(
        seq=link.seq,
        at=link.at,
        actor=link.actor,
        verb=link.verb,
        subject=link.subject,
        agency_id=link.agency_id,
        facts=link.facts,
        previous_hash=link.previous_hash,
    )
    return "" if expected == link.hash else "ledger.entry_altered"


def link_to_dict(link: Link) -> dict[str, Any]:
    """A whole entry for JSON, as it is given away and read again by `link_from_dict`."""
    return {
        "seq": link.seq,
        "at": link.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": [link.actor.id, link.actor.name, link.actor.kind],
        "verb": link.verb,
        "subject": [link.subject.kind, link.subject.id],
        "agency_id": link.agency_id,
        "facts": link.facts,
        "previous_hash": link.previous_hash,
        "hash": link.hash,
    }


def link_from_dict(told: dict[str, Any]) -> Link:
    """The entry that `link_to_dict` gave away. Raises KeyError, TypeError or ValueError."""
    return Link(
        seq=int(told["seq"]),
        at=datetime.fromisoformat(told["at"]),
        actor=Actor(*told["actor"]),
        verb=told["verb"],
        subject=Subject(*told["subject"]),
        agency_id=told["agency_id"],
        facts=told["facts"],
        previous_hash=told["previous_hash"],
        hash=told["hash"],
    )


def as_fact(value: Any) -> Any:
    """A document as the ledger keeps it: numbers with a point as text, for not every program writes
    them alike and the hash must come out the same."""
    match value:
        case float():
            return str(int(value)) if value.is_integer() else repr(value)
        case dict():
            return {name: as_fact(part) for name, part in value.items()}
        case list() | tuple():
            return [as_fact(part) for part in value]
    return value


def _check_value(value: Any) -> None:
    if value is None or isinstance(value, (bool, int, str)):
        return
    if isinstance(value, dict) and all(isinstance(name, str) for name in value):
        for part in value.values():
            _check_value(part)
    elif isinstance(value, list):
        for part in value:
            _check_value(part)
    else:
        raise TypeError(f"a fact of the ledger cannot be {type(value).__name__}")
