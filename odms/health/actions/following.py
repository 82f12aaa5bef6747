"""Taking up what the ledger tells of datasets: their links are listed, and they are scored."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from time import monotonic

from django.db.models import Q

from odms.catalogue.rules import CHANGING_VERBS, changed_datasets
from odms.health.actions.listing import list_links, list_up
from odms.health.actions.mirroring import drop_withdrawn, forget_destroyed
from odms.health.actions.scoring import score, score_all
from odms.health.models import ScoreFollower
from odms.health.rules import LEASE
from odms.ledger import queries as ledger
from odms.ledger.models import Entry
from odms.ledger.rules import Place

# entries of the ledger; one of a gathered page names hundreds of datasets
_AT_ONCE = 20


def follow(*, at: datetime) -> int:
    """List the links of what changed since the last time, and score it; how many have other marks.

    Takes up all where that was never done, and where this is another ledger (the database was put
    back from a copy). Where another process is at it nothing is done here: it looks again before it
    ends.
    """
    n, pen = 0, _Pen(at)
    while _is_behind() and pen.take():
        try:
            n += _catch_up(at, pen)
        finally:
            pen.put_down()
    return n


class _Pen:
    """The lease of the one who follows, held on to while it goes on."""

    def __init__(self, at: datetime) -> None:
        self._at, self._begun = at, monotonic()
        self._row = ScoreFollower.objects.filter(pk=ScoreFollower.ONLY)

    def take(self) -> bool:
        """Take it, if nobody has it."""
        ScoreFollower.objects.bulk_create([ScoreFollower()], ignore_conflicts=True)
        now = self._now()
        free = self._row.filter(Q(lease_until=None) | Q(lease_until__lte=now))
        return bool(free.update(lease_until=now + LEASE))

    def note(self, place: Place) -> None:
        """Note how far the ledger was followed, and hold on."""
        self._row.update(seq=place.seq, hash=place.hash, lease_until=self._now() + LEASE)

    def put_down(self) -> None:
        """Leave it to the next."""
        self._row.update(lease_until=None)

    def _now(self) -> datetime:
        return self._at + timedelta(seconds=monotonic() - self._begun)


def _is_behind() -> bool:
    row = ScoreFollower.objects.filter(pk=ScoreFollower.ONLY).first()
    if row is None or not row.seq:
        return ledger.last_seq() > 0
    is_other = not ledger.holds(Place(row.seq, row.hash))
    return is_other or bool(ledger.list_entries(after=row.seq, limit=1, verbs=CHANGING_VERBS))


def _catch_up(at: datetime, pen: _Pen) -> int:
    row = ScoreFollower.objects.get(pk=ScoreFollower.ONLY)
    # read before the datasets: what happens meanwhile is taken up the next time
    end = ledger.last_place()
    if not row.seq or not ledger.holds(Place(row.seq, row.hash)):
        list_up(at=at)
        n = score_all(at=at)
    else:
        n = 0
        for entries in _changed(row.seq, end.seq):
            n += _take_up(entries, at)
            pen.note(Place(entries[-1].seq, entries[-1].hash))
    pen.note(end)
    return n


def _take_up(entries: list[Entry], at: datetime) -> int:
    dataset_ids = _datasets(entries)
    drop_withdrawn(dataset_ids=dataset_ids, at=at)
    destroyed = [entry for entry in entries if entry.verb == "datasets.destroyed"]
    forget_destroyed(dataset_ids=_datasets(destroyed), at=at)
    list_links(dataset_ids=dataset_ids, at=at)
    return score(dataset_ids=dataset_ids, at=at)


def _datasets(entries: list[Entry]) -> list[str]:
    return [
        id
        for entry in entries
        for id in changed_datasets(
            entry.facts, subject_kind=entry.subject_kind, subject_id=entry.subject_id
        )
    ]


def _changed(after: int, up_to: int) -> Iterator[list[Entry]]:
    while entries := ledger.list_entries(after=after, limit=_AT_ONCE, verbs=CHANGING_VERBS):
        after = entries[-1].seq
        yield entries
        if after >= up_to:
            return
