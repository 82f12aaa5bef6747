"""Reading counts of the last days. What robots did is in none of them."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet, Sum
from django.utils import timezone

from odms.catalogue.models import Dataset
from odms.people.models import Agency
from odms.usage.models import DailyCount, FailedSearch
from odms.usage.rules import DAYS, PEOPLES


@cache
def journal_folder() -> Path:
    """Where the journal of uses stands."""
    folder: Path = settings.HOME / "usage"
    folder.mkdir(exist_ok=True)
    return folder


def of_dataset(dataset: Dataset, *, at: datetime, days: int = DAYS) -> dict[str, int]:
    """How often a dataset was used in the last days, by kind."""
    return _by_kind(_counts(at, days).filter(dataset_id=dataset.id))


def of_datasets(
    ids: Collection[str], *, until: date, days: int = DAYS
) -> dict[str, dict[str, int]]:
    """As `of_dataset` for many, by id; datasets without use are left out."""
    found = _until(until, days).filter(dataset_id__in=list(ids))
    told: dict[str, dict[str, int]] = {}
    for id, kind, n in _summed(found, "dataset_id", "kind"):
        told.setdefault(id, {})[kind] = n
    return told


def of_agency(agency: Agency | None, *, at: datetime, days: int = DAYS) -> dict[str, int]:
    """How often an agency's datasets were used in the last days, by kind; the centre's, if None."""
    return _by_kind(_of(agency, _counts(at, days)))


def by_day(
    agency: Agency | None, *, at: datetime, days: int = DAYS
) -> list[tuple[date, Mapping[str, int]]]:
    """The use of each of the last days, by kind, the oldest day first; days without use too."""
    today = timezone.localdate(at)
    told: dict[date, dict[str, int]] = {
        today - timedelta(days=back): {} for back in range(days - 1, -1, -1)
    }
    for day, kind, n in _summed(_of(agency, _counts(at, days)), "day", "kind"):
        told[day][kind] = n
    return list(told.items())


def by_dataset(
    agency: Agency | None, *, at: datetime, days: int = DAYS, limit: int = 100
) -> list[tuple[Dataset, dict[str, int]]]:
    """The datasets of an agency that were used most, with their counts by kind."""
    found = _of(agency, _counts(at, days)).exclude(dataset_id="")
    told: dict[str, dict[str, int]] = {}
    for id, kind, n in _summed(found, "dataset_id", "kind"):
        told.setdefault(id, {})[kind] = n
    first = sorted(told, key=lambda id: (-sum(told[id].values()), id))[:limit]
    datasets = Dataset.objects.select_related("agency").in_bulk(first)
    return [(datasets[id], told[id]) for id in first if id in datasets]


def list_failed_searches(
    agency: Agency | None = None, *, at: datetime, days: int = DAYS, limit: int = 50
) -> list[tuple[str, int]]:
    """What was searched for and not found, the most frequent first: within an agency if given."""
    today = timezone.localdate(at)
    found = FailedSearch.objects.filter(day__gt=today - timedelta(days=days), day__lte=today)
    if agency is not None:
        found = found.filter(agency_id=agency.id)
    told = found.values_list("words").annotate(n_all=Sum("n")).order_by("-n_all", "words")
    return list(told[:limit])


def _counts(at: datetime, days: int) -> QuerySet[DailyCount]:
    return _until(timezone.localdate(at), days)


def _until(day: date, days: int) -> QuerySet[DailyCount]:
    first = day - timedelta(days=days - 1)
    return DailyCount.objects.filter(day__gte=first, day__lte=day, channel__in=PEOPLES)


def _of(agency: Agency | None, found: QuerySet[DailyCount]) -> QuerySet[DailyCount]:
    return found if agency is None else found.filter(agency_id=agency.id)


def _by_kind(found: QuerySet[DailyCount]) -> dict[str, int]:
    return dict(_summed(found, "kind"))


def _summed(found: QuerySet[DailyCount], *by: str) -> "QuerySet[DailyCount, tuple[object, ...]]":
    return found.order_by().values_list(*by).annotate(n_all=Sum("n"))
