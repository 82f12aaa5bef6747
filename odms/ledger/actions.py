"""Writing the ledger."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.transaction import TransactionManagementError

from odms.ledger.models import Entry, Head
from odms.ledger.rules import VERBS, Actor, Subject, check_facts, entry_hash


def record(
    *,
    by: Actor,
    verb: str,
    subject: Subject,
    at: datetime,
    agency_id: str = "",
    facts: dict[str, Any] | None = None,
) -> Entry:
    """Write what happened, inside the transaction of the deed itself.

    Writers come one after the other, on SQLite by its write lock and on PostgreSQL by the lock of
    the head's row; so an action locks its own rows first and records last. Raises
    TransactionManagementError outside a transaction, KeyError for a verb that is not in VERBS and
    TypeError for facts that JSON would not keep.
    """
    facts = facts or {}
    check_facts(facts)
    if verb not in VERBS:
        raise KeyError(verb)
    head = _lock_head()
    content = {
        "seq": head.seq + 1,
        "at": at,
        "verb": verb,
        "agency_id": agency_id,
        "facts": facts,
        "previous_hash": head.hash,
    }
    entry = Entry(
        **content,
        actor_id=by.id,
        actor_name=by.name,
        actor_kind=by.kind,
        subject_kind=subject.kind,
        subject_id=subject.id,
        hash=entry_hash(**content, actor=by, subject=subject),
    )
    entry.save(force_insert=True)
    Head.objects.filter(pk=Head.ONLY).update(seq=entry.seq, hash=entry.hash)
    return entry


def take_turn() -> None:
    """Be the only writer until the transaction ends, before counting something that must be unique."""
    _lock_head()


def _lock_head() -> Head:
    """The end of the chain, ours until the transaction ends."""
    if not transaction.get_connection().in_atomic_block:
        raise TransactionManagementError("the ledger is written inside the transaction of a deed")
    heads = Head.objects.select_for_update().filter(pk=Head.ONLY)
    if (head := heads.first()) is None:
        Head.objects.bulk_create([Head()], ignore_conflicts=True)
        head = heads.get()
    return head
