"""Reading the ledger, and checking its chain."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model, Q, QuerySet

from odms.ledger.models import Entry, Head
from odms.ledger.rules import GENESIS, Actor, Link, Place, Subject, Verdict, fault_of

Row = TypeVar("Row", bound=Model)
Item = TypeVar("Item")

_BLOCK = 1000


def find(rows: QuerySet[Row], **wanted: str) -> Row | None:
    """The first of some rows, of any room, that has these texts.

    There is none for a text with NUL, which PostgreSQL keeps in no row and refuses to look for.
    """
    return None if any("\0" in text for text in wanted.values()) else rows.filter(**wanted).first()


def rows_of(statement: str, values: Sequence[str]) -> list[tuple[Any, ...]]:
    """The rows of a statement as it stands, for what is asked without end: Django takes five times as
    long to compose one as a database takes to answer it. None for a text with NUL (`find`)."""
    if any("\0" in value for value in values):
        return []
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def places(values: Sequence[str]) -> str:
    """As many places for values as a statement needs."""
    return ", ".join(["%s"] * len(values))


def in_parts(values: Iterable[Item], size: int = 500) -> Iterator[list[Item]]:
    """The values in lists of at most `size`: a statement of SQLite takes only so many."""
    left = iter(values)
    while some := list(islice(left, size)):
        yield some


def last_seq() -> int:
    """The number of the last entry, 0 for an empty ledger."""
    return Entry.objects.order_by("-seq").values_list("seq", flat=True).first() or 0


def last_place() -> Place:
    """Where the ledger ends."""
    place = Entry.objects.order_by("-seq").values_list("seq", "hash").first()
    return Place(*place) if place else Place()


def holds(place: Place) -> bool:
    """Whether this ledger goes through a place: one that was put back, or another, does not."""
    if place == Place():
        return True
    return Entry.objects.filter(seq=place.seq, hash=place.hash).exists()


def list_entries(
    *,
    after: int = 0,
    limit: int = 500,
    subject: Subject | None = None,
    agency_id: str | None = None,
    verbs: tuple[str, ...] = (),
) -> list[Entry]:
    """At most `limit` entries that follow number `after`, in order: the centre's feed of changes."""
    entries = Entry.objects.filter(seq__gt=after)
    if subject is not None:
        entries = entries.filter(subject_kind=subject.kind, subject_id=subject.id)
    if agency_id is not None:
        entries = entries.filter(agency_id=agency_id)
    if verbs:
        entries = entries.filter(verb__in=verbs)
    return list(entries.order_by("seq")[:limit])


def latest_of(subjects: Iterable[Subject]) -> Entry | None:
    """The last entry about any of some subjects, None where there is none."""
    found = Q()
    for subject in subjects:
        found |= Q(subject_kind=subject.kind, subject_id=subject.id)
    return Entry.objects.filter(found).order_by("seq").last() if found else None


def list_latest(
    *,
    before: int | None = None,
    limit: int = 50,
    agency_ids: Collection[str] | None = None,
    verbs: tuple[str, ...] = (),
) -> list[Entry]:
    """At most `limit` entries older than number `before`, newest first; of these agencies only."""
    entries = Entry.objects.all()
    if before is not None:
        entries = entries.filter(seq__lt=before)
    if agency_ids is not None:
        entries = entries.filter(agency_id__in=agency_ids)
    if verbs:
        entries = entries.filter(verb__in=verbs)
    return list(entries.order_by("-seq")[:limit])


def verify() -> Verdict:
    """Walk the whole chain and tell the first entry that was altered, removed or moved."""
    previous_hash, n = GENESIS, 0
    for link in _links():
        if why := fault_of(link, seq=n + 1, previous_hash=previous_hash):
            return Verdict(n=n, first_broken=n + 1, why=why)
        previous_hash, n = link.hash, n + 1
    head = Head.objects.filter(pk=Head.ONLY).first() or Head()
    if (head.seq, head.hash) != (n, previous_hash):
        return Verdict(n=n, first_broken=n + 1, why="ledger.entry_missing")
    return Verdict(n=n)


def links_of(agency_id: str, up_to: int) -> Iterator[Link]:
    """Every entry about an agency, in order, up to the number `up_to`."""
    return _links(Entry.objects.filter(agency_id=agency_id, seq__lte=up_to))


def chain(up_to: int) -> Iterator[tuple[str, str]]:
    """The hash of every entry in order, and the agency that it is about, up to the number `up_to`."""
    told = Entry.objects.filter(seq__lte=up_to).order_by("seq").values_list("hash", "agency_id")
    yield from told.iterator(chunk_size=_BLOCK)


def _links(entries: QuerySet[Entry] | None = None) -> Iterator[Link]:
    asked = Entry.objects.all() if entries is None else entries
    for entry in asked.order_by("seq").iterator(chunk_size=_BLOCK):
        yield Link(
            seq=entry.seq,
            at=entry.at,
            actor=Actor(id=entry.actor_id, name=entry.actor_name, kind=entry.actor_kind),
            verb=entry.verb,
            subject=Subject(kind=entry.subject_kind, id=entry.subject_id),
            agency_id=entry.agency_id,
            facts=entry.facts,
            previous_hash=entry.previous_hash,
            hash=entry.hash,
        )
