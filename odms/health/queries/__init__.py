"""Reading health: what is broken, what is late, which endpoints answer."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime

from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone

from odms.catalogue.models import DataService, Dataset, Distribution, Release
from odms.health.models import Check
from odms.health.rules import Freshness, freshness
from odms.people.models import Agency
from odms.standards.record import Record

# address, kind, agency and dataset of what is to be asked
Wanted = tuple[str, str, str, str | None]


def list_checks(
    *,
    agency: Agency | None = None,
    dataset: Dataset | None = None,
    kind: str | None = None,
    state: str | None = None,
    limit: int | None = 200,
) -> list[Check]:
    """Addresses that are asked, what is broken first."""
    wanted = {"agency": agency, "dataset": dataset, "kind": kind, "state": state}
    found = Check.objects.filter(**{name: value for name, value in wanted.items() if value})
    ordered = found.select_related("dataset", "agency").order_by("-n_failed", "address")
    return list(ordered[:limit])


def list_due(*, at: datetime, limit: int) -> list[str]:
    """The identifiers of what is to be asked now and is in nobody's hands, the longest due first."""
    free = Q(lease_until=None) | Q(lease_until__lte=at)
    due = Check.objects.filter(free, next_at__lte=at).order_by("next_at", "id")
    return list(due.values_list("id", flat=True)[:limit])


def list_wanted() -> Iterator[Wanted]:
    """Every address that the catalogue names now and that is worth asking."""
    published = Q(dataset__state="published")
    links = Distribution.objects.filter(published, kind__in=("file", "link")).exclude(address="")
    for address, agency, dataset in links.values_list(
        "address", "dataset__agency_id", "dataset_id"
    ):
        yield address, "link", agency, dataset
    pages = Dataset.objects.filter(state="published").exclude(record__url="")
    for address, agency, dataset in pages.values_list("record__url", "agency_id", "id"):
        if address:
            yield address, "link", agency, dataset
    for address, agency in DataService.objects.values_list("endpoint", "agency_id"):
        yield address, "endpoint", agency, None
    for address, agency in Agency.objects.exclude(website="").values_list("website", "id"):
        yield address, "endpoint", agency, None


def list_freshness(datasets: Sequence[Dataset], *, at: datetime) -> dict[str, Freshness]:
    """How datasets keep their promised frequency, by id: the promise against the last release, or
    against the last change where there is none."""
    released = _last_releases([dataset.id for dataset in datasets])
    today = timezone.localdate(at)
    return {
        dataset.id: _freshness(dataset, released.get(dataset.id) or dataset.modified_at, today)
        for dataset in datasets
    }


def list_late(agency: Agency | None, *, at: datetime) -> list[tuple[Dataset, Freshness]]:
    """The published datasets of an agency that are late, the latest first."""
    found = Dataset.objects.filter(state="published").select_related("agency")
    datasets = list(found if agency is None else found.filter(agency=agency))
    told = list_freshness(datasets, at=at)
    late = [(dataset, told[dataset.id]) for dataset in datasets if told[dataset.id].is_late]
    return sorted(late, key=lambda pair: -pair[1].days_late)


def link_figures(ids: Collection[str]) -> dict[str, dict[str, object]]:
    """What the links of datasets come to, by id: nothing where all of a dataset is kept here.

    Those whose links were not asked yet are left out.
    """
    links = Check.objects.filter(kind="link", dataset_id__in=ids)
    asked = links.exclude(checked_at=None)
    told = dict(_figures(asked, "dataset_id", "n_links", "n_broken", "broken"))
    linked = set(links.values_list("dataset_id", flat=True))
    none: dict[str, object] = {"n_links": 0, "n_broken": 0, "checked_at": ""}
    return told | {id: none for id in ids if id not in linked}


def endpoint_figures() -> dict[str, dict[str, object]]:
    """What the endpoints of agencies come to, by id."""
    found = Check.objects.filter(kind="endpoint").exclude(checked_at=None)
    names = ("agency_id", "n_endpoints", "n_answering", "answering")
    return dict(_figures(found, *names))


def _figures(
    found: QuerySet[Check], by: str, n_all: str, n_of: str, state: str
) -> Iterator[tuple[str, dict[str, object]]]:
    told = (
        found.order_by()
        .values_list(by)
        .annotate(a=Count("id"), b=Count("id", filter=Q(state=state)), c=Max("checked_at"))
    )
    for id, n, n_state, checked_at in told:
        yield id, {n_all: n, n_of: n_state, "checked_at": checked_at.isoformat()}


def _last_releases(ids: Collection[str]) -> dict[str, datetime]:
    found = Release.objects.filter(distribution__dataset_id__in=ids, destroyed_at=None).order_by()
    return dict(found.values_list("distribution__dataset_id").annotate(Max("released_at")))


def _freshness(dataset: Dataset, released_at: datetime, today: date) -> Freshness:
    record = Record.from_dict(dataset.record)
    released = timezone.localdate(released_at)
    return freshness(record.frequency_unit, record.frequency_interval, released, today)
