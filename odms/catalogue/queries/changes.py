"""The feed of changes: what last happened to each dataset that is or was public, in the ledger's order.

A dataset has one line, which moves to the end when something happens to it: whoever reads from the
beginning gets each once and misses none, whatever is changed meanwhile. Numbers of the ledger are
given under a lock that is held until the commit, so that no line appears before one that was read.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Max, Q

from odms.catalogue.models import Change, Dataset, Origin
from odms.catalogue.queries import describe_all
from odms.catalogue.rules import PERSONAL_DATA, STRAIGHT, FeedPlace, Provenance
from odms.errors import Gone
from odms.ledger.models import Entry
from odms.ledger.queries import in_parts, last_seq
from odms.standards.description import to_dict
from odms.standards.view import describe_view

_MARK = 16  # characters of an entry's hash


@dataclass(frozen=True)
class Line:
    """What last happened to a dataset. `reason` and `words` say why it is public no more; `told` is
    its description as JSON, None where it was not asked for or is not public."""

    seq: int
    at: datetime
    kind: str
    dataset_id: str
    slug: str
    is_public: bool
    reason: str = ""
    words: str = ""
    destroyed_seq: int | None = None
    destroyed_at: datetime | None = None
    told: dict[str, Any] | None = None
    provenance: Provenance = STRAIGHT


@dataclass(frozen=True)
class Feed:
    """A page of the feed: its lines, where the next begins, whether there is more by now."""

    lines: list[Line]
    following: FeedPlace
    has_more: bool


def last_change() -> int:
    """The number of the last change that the feed tells of, 0 where it tells of none."""
    return Change.objects.aggregate(last=Max("seq"))["last"] or 0


def read_feed(place: FeedPlace, *, limit: int, with_records: bool = False) -> Feed:
    """At most so many changes that follow a place.

    Raises Gone for a place that this ledger does not go through: it was put back from a copy, or it
    is another one, and whoever read it reads everything anew.
    """
    _check_held(place)
    after = Q(seq__gt=place.seq)
    if place.dataset_id:
        after |= Q(seq=place.seq, dataset_id__gt=place.dataset_id)
    rows = list(
        Change.objects.select_related("dataset")
        .only(*_SHOWN)
        .filter(after)
        .order_by("seq", "dataset_id")[: limit + 1]
    )
    has_more, rows = len(rows) > limit, rows[:limit]
    told = _told([row.dataset for row in rows]) if with_records else {}
    provenances = _provenances([row.dataset for row in rows if row.dataset.is_gathered])
    lines = [_line(row, told.get(row.pk), provenances.get(row.pk, STRAIGHT)) for row in rows]
    if not rows:
        return Feed(lines, FeedPlace(place.seq, _mark(place.seq)), has_more)
    seq = rows[-1].seq
    return Feed(lines, FeedPlace(seq, _mark(seq), rows[-1].pk if has_more else ""), has_more)


_SHOWN = (
    *("seq", "at", "kind", "reason", "destroyed_seq", "destroyed_at", "dataset__slug"),
    *("dataset__state", "dataset__is_gathered", "dataset__withdrawal_reason"),
)


def _check_held(place: FeedPlace) -> None:
    is_held = _mark(place.seq) == place.mark if place.mark else place.seq <= last_seq()
    if not is_held:
        raise Gone("catalogue.place_gone", place=str(place))


def _mark(seq: int) -> str:
    hashes = Entry.objects.filter(seq=seq).values_list("hash", flat=True)
    return (hashes.first() or "")[:_MARK]


def _line(row: Change, told: dict[str, Any] | None, provenance: Provenance) -> Line:
    dataset = row.dataset
    is_public = dataset.state == "published"
    is_destroyed = not is_public and row.reason == PERSONAL_DATA
    return Line(
        seq=row.seq,
        at=row.at,
        kind="destroyed" if is_destroyed else row.kind,
        dataset_id=row.pk,
        slug=dataset.slug,
        is_public=is_public,
        reason=row.reason,
        words="" if is_public else dataset.withdrawal_reason,
        destroyed_seq=row.destroyed_seq,
        destroyed_at=row.destroyed_at,
        told=told if is_public else None,
        provenance=provenance,
    )


def _told(datasets: Sequence[Dataset]) -> dict[str, dict[str, Any]]:
    """What is said of the public ones among these datasets, by identifier: of a gathered one what its
    source said, so that it comes to the third centre as it left the first."""
    public = [one.pk for one in datasets if one.state == "published"]
    found: dict[str, dict[str, Any]] = {}
    for some in in_parts(public):
        rows = Origin.objects.filter(dataset_id__in=some).values_list("dataset_id", "description")
        found |= dict(rows)
        own = Dataset.objects.select_related("agency").filter(id__in=some, is_gathered=False)
        # who withdrew it meanwhile is not overruled
        views = describe_all(list(own.filter(state="published")))
        found |= {view.id: to_dict(describe_view(view, settings.CENTRE_URL)) for view in views}
    return found


def _provenances(datasets: Sequence[Dataset]) -> dict[str, Provenance]:
    """Where gathered datasets come from, by identifier."""
    found: dict[str, Provenance] = {}
    for some in in_parts(one.pk for one in datasets):
        rows = Origin.objects.filter(dataset_id__in=some)
        for id, name, url, path in rows.values_list(
            "dataset_id", "source_name", "source_url", "path"
        ):
            found[id] = Provenance(name, url, tuple(path))
    return found
