"""Reading figures: of a subject now or on a past day, what stands behind them, and how they went."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

import orjson
from django.db.models import Count, Max, Min, OuterRef, QuerySet, Subquery, TextField
from django.db.models.functions import Cast
from django.utils.timezone import localdate

from odms.assessment import sums
from odms.assessment.models import DatasetFacts, Figures, FiguresFollower, PastFigures
from odms.assessment.places import Ministry, ministries
from odms.assessment.sums import ALL, NATION, Figure
from odms.catalogue.models import Dataset, Theme
from odms.errors import Absent, Invalid
from odms.ledger.queries import find
from odms.people.models import Agency
from odms.pictures.provinces import Tile, tiles

# what the period selector goes back by, and how long ago figures are compared with
STEPS = 12
COMPARED_DAYS = 30


@dataclass(frozen=True)
class Subject:
    """Whose figures: its kind and identifier as they are kept, how an address names it, its names."""

    kind: str
    id: str
    slug: str
    name_th: str
    name_en: str


@dataclass(frozen=True)
class Told:
    """The counts of a subject, and since when they are so."""

    counts: Mapping[str, float] = field(default_factory=dict)
    at: datetime | None = None

    def figure(self, code: str) -> Figure:
        """What a figure comes to. Raises Absent."""
        return sums.figure(code, self.counts, self.at)


@dataclass(frozen=True)
class Standing:
    """An agency with its counts, and its states where they are those of now."""

    id: str
    slug: str
    name_th: str
    name_en: str
    short_name: str
    sector: str
    ministry: str
    told: Told
    score: float  # the share of its processes that is done; 0 where none is asked
    states: Mapping[str, str] = field(default_factory=dict)


def nation() -> Subject:
    """All agencies together."""
    return Subject(NATION, ALL, "", "ประเทศไทย", "Thailand")


def get_subject(kind: str, slug: str = "") -> Subject:
    """The subject that an address names. Raises Absent."""
    if kind not in sums.KINDS:
        raise Absent("assessment.no_such_subject", kind=kind, id=slug)
    if kind == NATION:
        return nation()
    found = {"agency": _agency, "ministry": _ministry, "theme": _theme, "province": _province}
    if (subject := found[kind](slug)) is None:
        raise Absent("assessment.no_such_subject", kind=kind, id=slug)
    return subject


def list_subjects(kind: str) -> list[tuple[Subject, Told]]:
    """Every ministry, theme or province that has figures, with its counts, in the order of its list;
    agencies by their names. Raises Absent."""
    if kind not in sums.KINDS:
        raise Absent("assessment.no_such_subject", kind=kind, id="")
    rows = Figures.objects.filter(subject_kind=kind).values_list("subject_id", _counts(), "at")
    told = {id: Told(orjson.loads(counts), at) for id, counts, at in rows}
    found = (get_subject(kind, id) for id in _listed(kind) if id in told)
    return [(subject, told[subject.id]) for subject in found]


def get_told(subject: Subject, *, day: date | None = None) -> Told:
    """The counts of a subject, now or at the end of a day; none where it had none."""
    rows: QuerySet[Any]
    if day is None:
        rows = Figures.objects.filter(subject_kind=subject.kind, subject_id=subject.id)
        found = rows.values_list("counts", "at").first()
        return Told(*found) if found else Told()
    rows = PastFigures.objects.filter(
        subject_kind=subject.kind, subject_id=subject.id, day__lte=day
    )
    past = rows.order_by("-day").values_list("counts", flat=True).first()
    return Told(past or {})


def list_standings(*, ministry: str = "", day: date | None = None) -> Sequence[Standing]:
    """The agencies that are counted, the highest score first, then the most datasets.

    Put together once in each process for as long as the figures stay as they are.
    """
    return _standings(_marker(), ministry, day)


def scores_on(day: date) -> Mapping[str, float | None]:
    """The score of every agency at the end of a day, by its identifier; as `list_standings`."""
    return _scores_on(_marker(), day)


def past_counts(day: date, *, kind: str = "agency") -> dict[str, Mapping[str, float]]:
    """The counts of every subject of a kind at the end of a day, by its identifier."""
    latest = (
        PastFigures.objects.filter(subject_kind=kind, subject_id=OuterRef("subject_id"))
        .filter(day__lte=day)
        .order_by("-day")
        .values("pk")[:1]
    )
    rows = PastFigures.objects.filter(subject_kind=kind, day__lte=day, pk=Subquery(latest))
    return {
        id: orjson.loads(counts)
        for id, counts in rows.order_by().values_list("subject_id", _counts())
    }


def list_behind(
    code: str,
    subject: Subject,
    *,
    at: datetime,
    offset: int = 0,
    limit: int | None = 100,
) -> list[Dataset]:
    """The datasets behind a figure of a subject, those that lack something first."""
    found = _behind(code, subject, localdate(at))
    return list(found[offset : None if limit is None else offset + limit])


def count_behind(code: str, subject: Subject, *, at: datetime) -> int:
    """How many `list_behind` would list in all."""
    return _behind(code, subject, localdate(at)).count()


def facts_behind(ids: Collection[str]) -> dict[str, DatasetFacts]:
    """What of these datasets went into the sums, by their identifier."""
    return DatasetFacts.objects.in_bulk(list(ids))


def most_used(*, limit: int = 5) -> list[tuple[Subject, float]]:
    """The themes that were viewed, downloaded and called most in the last days; none without use."""
    told = [
        (subject, sum(one.counts.get(name, 0) for name in ("views", "downloads", "api")))
        for subject, one in list_subjects("theme")
    ]
    used = [(subject, n) for subject, n in told if n]
    return sorted(used, key=lambda pair: -pair[1])[:limit]


def trend(subject: Subject, code: str) -> list[tuple[date, float | None]]:
    """How a figure of a subject went: a value for each day on which its counts became others."""
    rows = PastFigures.objects.filter(subject_kind=subject.kind, subject_id=subject.id)
    return [
        (day, sums.figure(code, orjson.loads(counts)).value)
        for day, counts in rows.order_by("day").values_list("day", _counts())
    ]


def list_days(*, at: datetime) -> list[date]:
    """The days that can be chosen: the last of each past month, back to the first figures."""
    first = PastFigures.objects.filter(subject_kind=NATION).aggregate(day=Min("day"))["day"]
    found, day = [], localdate(at).replace(day=1) - timedelta(days=1)
    while first is not None and day >= first and len(found) < STEPS:
        found.append(day)
        day = day.replace(day=1) - timedelta(days=1)
    return found


def check_day(text: str, *, at: datetime) -> date | None:
    """The past day that an address names, None for now. Raises Invalid."""
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Invalid("assessment.no_day", day=text[:40]) from None
    return None if day >= localdate(at) else day


def looked_at() -> datetime | None:
    """When the figures were last brought up to what the ledger tells."""
    rows = FiguresFollower.objects.filter(pk=FiguresFollower.ONLY)
    return rows.values_list("looked_at", flat=True).first()


_Marker = tuple[Any, ...]


def _marker() -> _Marker:
    """What is another one as soon as any figure, or name, is; a minute without news leaves it."""
    rows = Figures.objects.filter(subject_kind__in=("agency", NATION))
    followed = FiguresFollower.objects.values_list("seq", "hash", "marks_seq").first()
    return followed, *rows.aggregate(at=Max("at"), n=Count("pk")).values()


@lru_cache(maxsize=8)
def _standings(_at: _Marker, ministry: str, day: date | None) -> tuple[Standing, ...]:
    names = ("id", "slug", "name_th", "name_en", "short_name", "sector")
    known = {one["id"]: one for one in Agency.objects.values(*names).order_by()}
    found = [
        Standing(
            **known[id],
            ministry=of,
            told=told,
            score=told.figure("score").value or 0.0,
            states=states,
        )
        for id, of, told, states in _counted(ministry, day)
        if id in known and told.counts.get("agencies")
    ]
    return tuple(
        sorted(
            found, key=lambda one: (-one.score, -one.told.counts.get("datasets", 0), one.name_th)
        )
    )


@lru_cache(maxsize=8)
def _scores_on(_at: _Marker, day: date) -> dict[str, float | None]:
    return {id: sums.figure("score", counts).value for id, counts in past_counts(day).items()}


def _counted(ministry: str, day: date | None) -> list[tuple[str, str, Told, Mapping[str, str]]]:
    """Identifier, ministry, counts and states of agencies."""
    found = Figures.objects.filter(subject_kind="agency").order_by()
    if ministry:
        found = found.filter(ministry=ministry)
    if day is None:
        told = found.values_list("subject_id", "ministry", _counts(), _text("states"), "at")
        return [
            (id, of, Told(orjson.loads(counts), at), orjson.loads(states))
            for id, of, counts, states, at in told
        ]
    past = past_counts(day)
    return [
        (id, of, Told(past[id]), {})
        for id, of in found.values_list("subject_id", "ministry")
        if id in past
    ]


def _behind(code: str, subject: Subject, today: date) -> QuerySet[Dataset]:
    declared = sums.get_declared(code)
    facts = DatasetFacts.objects.all()
    if subject.kind == "ministry":
        members = Figures.objects.filter(subject_kind="agency", ministry=subject.id)
        facts = facts.filter(agency_id__in=members.values("subject_id"))
    elif subject.kind != NATION:
        name = "agency_id" if subject.kind == "agency" else subject.kind
        facts = facts.filter(**{name: subject.id})
    order = ["title_th", "id"]
    if declared.have == "fresh":
        facts, order = facts.filter(due_date__isnull=False), ["facts_due", *order]
    elif declared.unit in ("points", "mean") and declared.have in ("mqa", "nso", "stars", "items"):
        facts = facts.filter(**{f"{declared.have}__isnull": False})
        order = ["facts_mark", *order]
    found = Dataset.objects.filter(id__in=facts.values("dataset_id")).select_related("agency")
    own = DatasetFacts.objects.filter(dataset_id=OuterRef("pk"))
    if "facts_due" in order:
        found = found.annotate(facts_due=Subquery(own.values("due_date")))
    if "facts_mark" in order:
        found = found.annotate(facts_mark=Subquery(own.values(declared.have)))
    return found.order_by(*order)


def _agency(slug: str) -> Subject | None:
    one = find(Agency.objects.all(), slug=slug) or find(Agency.objects.all(), id=slug)
    return Subject("agency", one.id, one.slug, one.name_th, one.name_en) if one else None


def _ministry(code: str) -> Subject | None:
    one: Ministry | None = ministries().get(code)
    return Subject("ministry", code, code, one.name_th, one.name_en) if one else None


def _theme(code: str) -> Subject | None:
    one = find(Theme.objects.all(), code=code)
    return Subject("theme", code, code, one.name_th, one.name_en) if one else None


def _province(code: str) -> Subject | None:
    one: Tile | None = next((tile for tile in tiles() if tile.code == code), None)
    return Subject("province", code, code, one.name_th, one.name_en) if one else None


def _listed(kind: str) -> Iterable[str]:
    if kind == NATION:
        return [ALL]
    if kind == "agency":
        return list(Agency.objects.order_by("name_th").values_list("id", flat=True))
    if kind == "ministry":
        return ministries()
    if kind == "theme":
        return list(Theme.objects.values_list("code", flat=True))
    return (tile.code for tile in tiles())


def _counts() -> Cast:
    return _text("counts")


def _text(name: str) -> Cast:
    """A JSON field as its text: orjson reads it in a fifth of the time."""
    return Cast(name, TextField())
