"""Taking up what the ledger tells of datasets: their links are listed, and they are scored."""

from collections.abc import Iterator
from datetime import datetime

from odms.catalogue.rules import CHANGING_VERBS, changed_datasets
from odms.health.actions.listing import list_links, list_up
from odms.health.actions.mirroring import drop_withdrawn, forget_destroyed
from odms.health.actions.scoring import score, score_all
from odms.health.models import ScoreFollower
from odms.ledger import queries as ledger
from odms.ledger.models import Entry
from odms.ledger.rules import Place

_AT_ONCE = 500


def follow(*, at: datetime) -> int:
    """List the links of what changed since the last time, and score it; how many have other marks.

    Takes up all where that was never done, and where this is another ledger (the database was put
    back from a copy).
    """
    row = ScoreFollower.objects.filter(pk=ScoreFollower.ONLY).first()
    # read before the datasets: what happens meanwhile is taken up the next time
    end = ledger.last_place()
    if row is None or not row.seq or not ledger.holds(Place(row.seq, row.hash)):
        list_up(at=at)
        n = score_all(at=at)
    else:
        n = sum(_take_up(entries, at) for entries in _changed(row.seq, end.seq))
    ScoreFollower.objects.update_or_create(
        pk=ScoreFollower.ONLY, defaults={"seq": end.seq, "hash": end.hash}
    )
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
