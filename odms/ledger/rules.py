"""What an entry of the ledger is made of, and how its hash is computed."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ulid import ULID

GENESIS = "0" * 64


def new_id() -> str:
    """A new identifier (ULID, 26 characters): unique, never used again, in order of time."""
    return str(ULID())


@dataclass(frozen=True)
class Actor:
    """Who did it. `kind` is `person`, `token` (a machine acting for a person) or `system`."""

    id: str
    name: str
    kind: str


SYSTEM = Actor(id="system", name="ODMS", kind="system")


@dataclass(frozen=True)
class Subject:
    """What it was done to: a kind (`dataset`, `case`, …) and an identifier."""

    kind: str
    id: str


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
    """The SHA-256 of an entry's canonical JSON (sorted keys, UTF-8), its predecessor's hash in it."""
    content = [
        seq,
        at.isoformat(timespec="microseconds"),
        [actor.id, actor.name, actor.kind],
        verb,
        [subject.kind, subject.id],
        agency_id,
        facts,
        previous_hash,
    ]
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
