"""Counts of the last days, by dataset, agency, theme, day, channel and access method."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from functools import cache, reduce
from operator import add
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Model, QuerySet, Sum
from django.utils import timezone

from odms.catalogue.models import Dataset
from odms.catalogue.queries import agencies_of
from odms.ledger.queries import in_parts
from odms.people.models import Agency
from odms.usage.events import HERE, OF_DATASETS
from odms.usage.models import AgencyDay, DatasetDay, FailedSearch, ThemeDay
from odms.usage.rules import COLUMNS, DAYS, PEOPLES, metrics_of, told

Counts = dict[str, int]

_A_MONTH = 30.4375  # days
_METRICS = [name for name in OF_DATASETS if name.startswith("n_")]


class Span(NamedTuple):
    """Days from the first to the last, both among them."""

    first: date
    last: date

    @classmethod
    def until(cls, last: date, days: int = DAYS) -> "Span":
        """So many days up to one."""
        return cls(last - timedelta(days=days - 1), last)

    def days(self) -> list[date]:
        """Each of them."""
        return [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]

    @classmethod
    def last_days(cls, at: datetime, days: int = DAYS) -> "Span":
        """So many days up to today."""
        return cls.until(timezone.localdate(at), days)


@cache
def journal_folder() -> Path:
    """Where the journal of uses stands, and the events of the last days."""
    folder: Path = settings.HOME / "usage"
    folder.mkdir(exist_ok=True)
    return folder


def of_dataset(dataset: Dataset, *, at: datetime, days: int = DAYS) -> Counts:
    """How often a dataset was used in the last days, by kind."""
    return _sum(_of_datasets([dataset.id], Span.last_days(at, days)))


def of_datasets(ids: Collection[str], *, until: date, days: int = DAYS) -> dict[str, Counts]:
    """As `of_dataset` for many, by id; datasets without use are left out."""
    counts: dict[str, Counts] = {}
    for some in in_parts(ids):
        counts |= _sums(_of_datasets(some, Span.until(until, days)), "dataset_id")
    return counts


def of_agency(agency: Agency | None, *, at: datetime, days: int = DAYS) -> Counts:
    """How often an agency's datasets were used in the last days, by kind; the centre's, if None."""
    return _sum(_of(agency, _of_people(Span.last_days(at, days))))


def of_nation(*, at: datetime, days: int = DAYS) -> Counts:
    """How often all datasets of all agencies were used in the last days, by kind."""
    return of_agency(None, at=at, days=days)


def figures(agencies: Iterable[Agency], *, at: datetime, days: int = DAYS) -> dict[str, Counts]:
    """As `of_agency` for many in one question, by id; nothing was used of those with no counts."""
    counts = _sums(_of_people(Span.last_days(at, days)), "agency_id")
    return {agency.id: counts.get(agency.id, {}) for agency in agencies}


def by_day(
    agency: Agency | None, *, at: datetime, days: int = DAYS
) -> list[tuple[date, Mapping[str, int]]]:
    """The use of each of the last days, by kind, the oldest day first; days without use too."""
    span = Span.last_days(at, days)
    counts = _sums(_of(agency, _of_people(span)), "day")
    return [(day, counts.get(day, {})) for day in span.days()]


def by_access(agency: Agency | None, *, at: datetime, days: int = DAYS) -> dict[str, Counts]:
    """The use by each access method: people, their machines, AI agents and robots."""
    found = AgencyDay.objects.filter(day__range=Span.last_days(at, days))
    return _sums(_of(agency, found), "access")


def by_channel(agency: Agency | None, *, at: datetime, days: int = DAYS) -> dict[str, Counts]:
    """The use through each channel."""
    return _sums(_of(agency, _of_people(Span.last_days(at, days))), "channel")


def by_dataset(
    agency: Agency | None, *, at: datetime, days: int = DAYS, limit: int = 100
) -> list[tuple[Dataset, Counts]]:
    """The datasets of an agency that were used most, with their counts by kind."""
    found = _of(agency, DatasetDay.objects.filter(day__in=Span.last_days(at, days).days()))
    used = reduce(add, map(Sum, _columns(DatasetDay)))
    most = found.order_by().values("dataset_id").annotate(n=used).order_by("-n", "dataset_id")
    first = list(most.values_list("dataset_id", flat=True)[:limit])
    counts = _sums(found.filter(dataset_id__in=first), "dataset_id")
    datasets = Dataset.objects.select_related("agency").in_bulk(first)
    return [(datasets[id], counts[id]) for id in first if id in datasets]


def by_theme(*, at: datetime, days: int = DAYS) -> dict[str, Counts]:
    """The use of all datasets by the theme that they had when it was counted, by its code; "" without
    one."""
    return _sums(ThemeDay.objects.filter(day__range=Span.last_days(at, days)), "theme")


def list_unused(
    agency: Agency | None = None, *, at: datetime, months: int = 12, limit: int | None = 100
) -> list[Dataset]:
    """Datasets that have been public for so many months and were not used in them by anybody."""
    span = Span.last_days(at, round(months * _A_MONTH))
    used = _of(agency, DatasetDay.objects.filter(day__in=span.days())).values("dataset_id")
    found = Dataset.objects.filter(state="published", published_at__date__lt=span.first)
    found = _of(agency, found.exclude(id__in=used)).select_related("agency")
    return list(found.order_by("published_at", "id")[:limit])


def metrics(ids: Collection[str], span: Span) -> dict[str, dict[str, Counts]]:
    """The metrics of the Code of datasets that were used, by id and access method (Regular, Machine),
    of what was used here: its names with their numbers."""
    counts: dict[str, dict[str, Counts]] = {}
    for some in in_parts(ids):
        found = _of_datasets(some, span).filter(source=HERE).order_by().values("dataset_id")
        for row in found.annotate(**{f"sum_{name}": Sum(name) for name in _METRICS}):
            summed = {name: row[f"sum_{name}"] for name in _METRICS}
            counts[row["dataset_id"]] = metrics_of(summed)
    return counts


def list_failed_searches(
    agency: Agency | None = None, *, at: datetime, days: int = DAYS, limit: int = 50
) -> list[tuple[str, int]]:
    """What was searched for and not found, the most frequent first: within an agency if given."""
    found = FailedSearch.objects.filter(day__range=Span.last_days(at, days))
    if agency is not None:
        found = found.filter(agency_id=agency.id)
    told = found.values_list("words").annotate(n_all=Sum("n")).order_by("-n_all", "words")
    return list(told[:limit])


def _of_people(span: Span) -> QuerySet[AgencyDay]:
    return AgencyDay.objects.filter(day__range=span, access__in=PEOPLES)


def _of_datasets(ids: Collection[str], span: Span) -> QuerySet[DatasetDay]:
    """The days of datasets, by the index: their agencies are named too."""
    agencies = set(agencies_of(ids).values())
    return DatasetDay.objects.filter(
        day__in=span.days(), agency_id__in=agencies, dataset_id__in=list(ids)
    )


def _of(agency: Agency | None, found: QuerySet[Any]) -> QuerySet[Any]:
    return found if agency is None else found.filter(agency_id=agency.id)


def _columns(table: type[Model]) -> tuple[str, ...]:
    """The counts that a table has."""
    names = {field.name for field in table._meta.get_fields()}
    return tuple(name for name in COLUMNS.values() if name in names)


def _sum(found: QuerySet[Any]) -> Counts:
    return told(found.aggregate(**{name: Sum(name) for name in _columns(found.model)}))


def _sums(found: QuerySet[Any], by: str) -> dict[Any, Counts]:
    """The sums of each value of a column that have any."""
    columns = _columns(found.model)
    sums = {f"sum_{name}": Sum(name) for name in columns}
    rows = found.order_by().values(by).annotate(**sums)
    summed = {row[by]: told({name: row[f"sum_{name}"] for name in columns}) for row in rows}
    return {key: counts for key, counts in summed.items() if counts}
