"""Keeping figures current: the ledger is the feed of changes, a signal only wakes.

What an entry is about is summed anew, and what stands above it: a fact is on the dashboards within a
minute. All is computed anew each night, for time passes too. Figures follow from what stands elsewhere
and are written into no ledger.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate

from odms.assessment import sums
from odms.assessment.models import DatasetFacts, Figures, FiguresFollower, PastFigures
from odms.assessment.queries import gathering
from odms.catalogue.queries import list_ids
from odms.catalogue.rules import CHANGING_VERBS, changed_datasets
from odms.ledger import queries as ledger
from odms.ledger import rows
from odms.ledger.models import Entry
from odms.ledger.queries import in_parts
from odms.ledger.rows import uncollected
from odms.ledger.rules import Place
from odms.people.models import Agency

LEASE = timedelta(minutes=10)

_ENTRIES_AT_ONCE = 500
_AT_ONCE = 500
_KEPT = ("agency", "theme", "province", "due_date", *gathering.FRAMEWORKS)


def follow(*, at: datetime) -> int:
    """Take up what the ledger tells since the last time; how many subjects have other figures.

    Computes all where that was never done, where it is asked for, and where this is another ledger.
    Where another process is at it nothing is done here: it looks again before it ends.
    """
    n, pen = 0, _Pen(at)
    while _is_behind() and pen.take():
        try:
            with uncollected():
                n += _catch_up(at, pen)
        finally:
            pen.put_down()
    FiguresFollower.objects.filter(pk=FiguresFollower.ONLY).update(looked_at=at)
    return n


def compute_all(*, at: datetime) -> int:
    """Compute every figure anew; how many subjects have other ones."""
    FiguresFollower.objects.update_or_create(pk=FiguresFollower.ONLY, defaults={"is_stale": True})
    return follow(at=at)


class _Pen:
    """The lease of the one who follows, held on to while it goes on."""

    def __init__(self, at: datetime) -> None:
        self._at, self._begun = at, monotonic()
        self._row = FiguresFollower.objects.filter(pk=FiguresFollower.ONLY)

    def take(self) -> bool:
        """Take it, if nobody has it."""
        FiguresFollower.objects.bulk_create([FiguresFollower()], ignore_conflicts=True)
        now = self._now()
        free = self._row.filter(Q(lease_until=None) | Q(lease_until__lte=now))
        return bool(free.update(lease_until=now + LEASE))

    def hold(self, **told: Any) -> None:
        """Hold on, and note what is told."""
        self._row.update(lease_until=self._now() + LEASE, **told)

    def put_down(self) -> None:
        """Leave it to the next."""
        self._row.update(lease_until=None)

    def _now(self) -> datetime:
        return self._at + timedelta(seconds=monotonic() - self._begun)


def _is_behind() -> bool:
    row = FiguresFollower.objects.filter(pk=FiguresFollower.ONLY).first()
    if row is None or row.is_stale:
        return True
    is_news = ledger.last_seq() > row.seq or not ledger.holds(Place(row.seq, row.hash))
    return is_news or gathering.scored_up_to() > row.marks_seq


def _catch_up(at: datetime, pen: _Pen) -> int:
    row = FiguresFollower.objects.get(pk=FiguresFollower.ONLY)
    # read before the figures: what happens meanwhile is taken up the next time
    end, scored = ledger.last_place(), gathering.scored_up_to()
    if row.is_stale or not ledger.holds(Place(row.seq, row.hash)):
        pen.hold(is_stale=False)
        try:
            n = _compute_all(at, pen)
        except BaseException:
            pen.hold(is_stale=True)  # the next turn does it
            raise
    else:
        touched = _Touched.since(row.seq, end.seq)
        touched.datasets |= _Touched.since(row.marks_seq, scored).datasets
        n = _take_up(touched, at, pen)
    pen.hold(seq=end.seq, hash=end.hash, marks_seq=scored)
    return n


@dataclass
class _Touched:
    """What entries of the ledger are about."""

    agencies: set[str] = field(default_factory=set)
    datasets: set[str] = field(default_factory=set)

    @classmethod
    def since(cls, after: int, up_to: int) -> "_Touched":
        """Of the entries after one, up to another."""
        found = cls()
        while after < up_to:
            entries = ledger.list_entries(after=after, limit=_ENTRIES_AT_ONCE)
            if not entries:
                break
            found._take(entries)
            after = entries[-1].seq
        return found

    def _take(self, entries: Iterable[Entry]) -> None:
        for entry in entries:
            if entry.agency_id:
                self.agencies.add(entry.agency_id)
            if entry.verb in CHANGING_VERBS:
                self.datasets |= set(
                    changed_datasets(
                        entry.facts,
                        subject_kind=entry.subject_kind,
                        subject_id=entry.subject_id,
                    )
                )


def _compute_all(at: datetime, pen: _Pen) -> int:
    after = ""
    while ids := list_ids(after=after, limit=_AT_ONCE):
        after = ids[-1]
        _keep_facts(ids, at)
        pen.hold()
    DatasetFacts.objects.exclude(dataset__state="published").delete()
    groups = {
        kind: set(DatasetFacts.objects.exclude(**{kind: ""}).values_list(kind, flat=True))
        | set(Figures.objects.filter(subject_kind=kind).values_list("subject_id", flat=True))
        for kind in ("theme", "province")
    }
    agencies = list(Agency.objects.order_by("id").values_list("id", flat=True))
    return _sum_up(agencies, groups, at, pen, gathering.uses)


def _take_up(touched: _Touched, at: datetime, pen: _Pen) -> int:
    agencies, groups = set(touched.agencies), {"theme": set[str](), "province": set[str]()}
    for ids in in_parts(touched.datasets, _AT_ONCE):
        for agency, theme, province in _keep_facts(ids, at):
            agencies.add(agency)
            groups["theme"].add(theme)
            groups["province"].add(province)
        pen.hold()
    for codes in groups.values():
        codes.discard("")
    known = list(Agency.objects.filter(id__in=agencies).values_list("id", flat=True))
    return _sum_up(known, groups, at, pen, _kept_uses)


@transaction.atomic
def _keep_facts(ids: Collection[str], at: datetime) -> set[tuple[str, str, str]]:
    """Bring the facts of these datasets up to date; agency, theme and province before and after."""
    place = ("agency_id", "theme", "province")
    held = DatasetFacts.objects.filter(dataset_id__in=ids)
    before = set(held.values_list(*place))
    facts = gathering.facts_of(ids, at=at)
    held.exclude(dataset_id__in=[one.dataset_id for one in facts]).delete()
    rows.put(facts, unique=["dataset"], update=_KEPT)
    return before | {(one.agency_id, one.theme, one.province) for one in facts}


def _kept_uses(kind: str, ids: Collection[str], *, at: datetime) -> gathering.Counted:
    return gathering.kept_uses(kind, ids)


def _sum_up(
    agencies: Collection[str],
    groups: Mapping[str, set[str]],
    at: datetime,
    pen: _Pen,
    uses: Callable[..., gathering.Counted],
) -> int:
    """Sum up these agencies and groups, and all that stands above; how many have other counts."""
    n, ministries = 0, set[str]()
    for ids in in_parts(agencies, _AT_ONCE):
        changed, above = _sum_agencies(ids, uses("agency", ids, at=at), at)
        n, ministries = n + changed, ministries | above
        pen.hold()
    for kind, codes in groups.items():
        if codes:
            used = uses(kind, sorted(codes), at=at)
            counts = gathering.group_counts(kind, sorted(codes), used, at=at)
            n += _keep(_rows(kind, counts, at))
    ministries.discard("")
    n += _keep(_rows("ministry", {code: _total(code) for code in sorted(ministries)}, at))
    nation = _total() | gathering.satisfaction_of_all()
    return n + _keep(_rows(sums.NATION, {sums.ALL: nation}, at))


def _sum_agencies(
    ids: Collection[str], used: gathering.Counted, at: datetime
) -> tuple[int, set[str]]:
    """Sum up agencies; how many have other counts, and the ministries whose sums those are in."""
    counts, states = gathering.agency_counts(ids, used, at=at), gathering.agency_states(ids)
    ministries = gathering.ministries_of(ids)
    known = Figures.objects.filter(subject_kind="agency", subject_id__in=ids)
    before = set(known.values_list("ministry", flat=True))
    told = _rows("agency", counts, at)
    for row in told:
        row.ministry, row.states = ministries.get(row.subject_id, ""), states[row.subject_id]
    return _keep(told), before | set(ministries.values())


def _total(ministry: str = "") -> dict[str, float]:
    """The counts of a ministry's agencies together, or of all."""
    found = Figures.objects.filter(subject_kind="agency")
    if ministry:
        found = found.filter(ministry=ministry)
    return sums.total(found.values_list("counts", flat=True))


def _rows(kind: str, counts: Mapping[str, Mapping[str, float]], at: datetime) -> list[Figures]:
    return [
        Figures(
            subject_kind=kind,
            subject_id=id,
            counts={name: n for name, n in sorted(told.items()) if n},
            at=at,
        )
        for id, told in counts.items()
    ]


@transaction.atomic
def _keep(told: list[Figures]) -> int:
    """Write the rows that are otherwise than they were, and what they are on this day."""
    if not told:
        return 0
    kind, ids = told[0].subject_kind, [row.subject_id for row in told]
    names = ("ministry", "counts", "states")
    known = {
        id: kept
        for some in in_parts(ids)
        for id, *kept in Figures.objects.filter(subject_kind=kind, subject_id__in=some).values_list(
            "subject_id", *names
        )
    }
    news = [
        row for row in told if known.get(row.subject_id) != [row.ministry, row.counts, row.states]
    ]
    rows.put(news, unique=["subject_kind", "subject_id"], update=(*names, "at"))
    past = [
        PastFigures(
            subject_kind=kind,
            subject_id=row.subject_id,
            day=localdate(row.at),
            counts=row.counts,
        )
        for row in news
    ]
    rows.put(past, unique=["subject_kind", "subject_id", "day"], update=["counts"])
    return len(news)
