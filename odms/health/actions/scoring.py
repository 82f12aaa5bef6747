"""Scoring datasets, many at once: their marks, those of their groups, and what changed from day to day.

Scores follow from what stands elsewhere and are written into no ledger: whoever doubts them scores
anew. The ledger tells which datasets changed; all are scored each night, for time passes too.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from odms.catalogue.queries import list_ids
from odms.health.models import DatasetMarks, GroupMarks, PastMark, ScoreFollower
from odms.health.queries.scores import (
    Known,
    Marks,
    Scorable,
    known_marks,
    list_scorable,
    list_unpublished,
)
from odms.health.rules import CENTRE
from odms.ledger import rows
from odms.ledger.queries import in_parts
from odms.ledger.rows import uncollected
from odms.standards import scoring
from odms.standards.scoring import Mark, Tally, declared, from_dict

_AT_ONCE = 500
_ONCE_A_DAY = ("subject_kind", "subject_id", "framework", "day")
_KEPT = ("agency", "source_id", "marks", "faults", "described_as", "scored_at")

_Group = tuple[str, str]  # kind and identifier
_Tallies = dict[str, Tally]  # by framework


def score(*, dataset_ids: Collection[str], at: datetime) -> int:
    """Score these datasets as they are now, and forget the marks of those that are not public; how
    many have other marks than before."""
    with uncollected():
        return sum(_score(some, at) for some in in_parts(dict.fromkeys(dataset_ids), _AT_ONCE))


def score_all(*, at: datetime) -> int:
    """Score every dataset; how many have other marks than before."""
    n, after = 0, ""
    with uncollected():
        while ids := list_ids(after=after, limit=_AT_ONCE):
            n, after = n + _score(ids, at), ids[-1]
    while ids := list_unpublished(_AT_ONCE):
        n += _score(ids, at)
    return n


def _score(ids: list[str], at: datetime) -> int:
    today, known = localdate(at), known_marks(ids)
    scored = [
        _Scored(one, scoring.score_all(one.description, one.seen, today))
        for one in list_scorable(ids, known)
    ]
    public = {one.id for one in scored}
    gone = [id for id in known if id not in public]
    news = [one for one in scored if one.is_news(known.get(one.id))]
    return _keep(news, gone, at) if news or gone else 0


@dataclass(frozen=True)
class _Scored:
    """A dataset and the marks that it has now."""

    of: Scorable
    marks: Marks

    @property
    def id(self) -> str:
        return self.of.dataset_id

    @property
    def place(self) -> tuple[str, str]:
        """Of which agency and source."""
        return self.of.agency_id, self.of.source_id

    def is_news(self, known: Known | None) -> bool:
        """Whether anything that is kept of it is otherwise."""
        if known is None or known.told != _told(self.marks) or known.faults != self.of.faults:
            return True
        kept = (known.agency_id, known.source_id, known.described_as)
        return kept != (*self.place, self.of.described_as)

    def row(self, at: datetime) -> DatasetMarks:
        """What is kept of it."""
        return DatasetMarks(
            dataset_id=self.id,
            agency_id=self.of.agency_id,
            source_id=self.of.source_id,
            marks=_told(self.marks),
            faults=self.of.faults,
            described_as=self.of.described_as,
            scored_at=at,
        )


@transaction.atomic
def _keep(news: list[_Scored], gone: list[str], at: datetime) -> int:
    """Write what is otherwise, against what stands now that nobody else writes."""
    _take_pen()
    changes = _Changes(localdate(at))
    known = known_marks([*(one.id for one in news), *gone])
    for one in news:
        changes.take(one.id, one.place, one.marks, known)
    for id in gone:
        changes.take(id, ("", ""), {}, known)
    rows.put([one.row(at) for one in news], unique=["dataset"], update=_KEPT)
    DatasetMarks.objects.filter(dataset_id__in=gone).delete()
    _keep_groups(changes, at)
    _keep_past(changes.past)
    return changes.n


def _take_pen() -> None:
    """Be the only one who writes marks until the transaction ends, for groups are sums."""
    ScoreFollower.objects.bulk_create([ScoreFollower()], ignore_conflicts=True)
    ScoreFollower.objects.select_for_update().get(pk=ScoreFollower.ONLY)


@dataclass
class _Changes:
    """What scoring some datasets changed: how many, the history, and the sums of their groups."""

    day: date
    n: int = 0
    past: list[PastMark] = field(default_factory=list)
    # by agency and source
    tallies: dict[tuple[str, str], _Tallies] = field(default_factory=lambda: defaultdict(dict))

    def take(
        self, id: str, place: tuple[str, str], marks: Marks, known: Mapping[str, Known]
    ) -> None:
        """Note what is other than it was of one dataset."""
        before = known.get(id)
        old = before.marks if before else {}
        old_place = (before.agency_id, before.source_id) if before else place
        if old == marks and old_place == place:
            return
        self.n += 1
        self.past += _past("dataset", id, old, marks, self.day)
        for framework, mark in old.items():
            self._tally(old_place, framework).take_out(mark)
        for framework, mark in marks.items():
            self._tally(place, framework).add(mark)

    def of_groups(self) -> dict[_Group, _Tallies]:
        """What is to be added to the sums of each group."""
        found: dict[_Group, _Tallies] = defaultdict(dict)
        for (agency_id, source_id), tallies in self.tallies.items():
            groups = [("agency", agency_id), ("source", source_id), ("centre", CENTRE)]
            for group in (one for one in groups if one[1]):
                for framework, tally in tallies.items():
                    found[group].setdefault(framework, Tally()).include(tally)
        return found

    def _tally(self, place: tuple[str, str], framework: str) -> Tally:
        return self.tallies[place].setdefault(framework, Tally())


def _keep_groups(changes: _Changes, at: datetime) -> None:
    """Bring the sums of groups up to date, and their history."""
    changed = []
    for (kind, id), more in changes.of_groups().items():
        row = GroupMarks.objects.filter(subject_kind=kind, subject_id=id).first()
        row = row or GroupMarks(subject_kind=kind, subject_id=id)
        tallies = {code: Tally(**told) for code, told in row.tallies.items()}
        for framework, tally in more.items():
            tallies.setdefault(framework, Tally()).include(tally)
        before = {code: from_dict(told) for code, told in row.marks.items()}
        means = _means(tallies)
        changes.past += _past(kind, id, before, means, changes.day)
        row.tallies = {code: tally.to_dict() for code, tally in tallies.items()}
        row.marks, row.changed_at = _told(means), at
        changed.append(row)
    for row in changed:
        row.save()


def _means(tallies: Mapping[str, Tally]) -> Marks:
    means = {code: tally.mean(code, declared(code)["bands"]) for code, tally in tallies.items()}
    return {code: mark for code, mark in means.items() if mark is not None}


def _past(kind: str, id: str, before: Marks, after: Marks, day: date) -> Iterator[PastMark]:
    """A row for each framework in which points or grade are other than they were."""
    for framework, mark in after.items():
        former = before.get(framework)
        if former is None or (former.points, former.grade) != (mark.points, mark.grade):
            yield PastMark(
                subject_kind=kind,
                subject_id=id,
                framework=framework,
                day=day,
                points=mark.points,
                grade=mark.grade,
            )


def _keep_past(past: list[PastMark]) -> None:
    """What changes again on the same day takes the place of what was written that day."""
    rows.put(past, unique=_ONCE_A_DAY, update=("points", "grade"))


def _told(marks: Mapping[str, Mark]) -> dict[str, Any]:
    return {framework: mark.to_dict() for framework, mark in marks.items()}
