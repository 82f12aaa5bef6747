"""Reading health: what is broken, what is late, which endpoints answer."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime

import orjson
from django.db.models import Count, F, Max, Q, QuerySet, TextField, Window
from django.db.models.functions import Cast, RowNumber
from django.utils import timezone

from odms.catalogue.models import DataService, Dataset, Distribution, Origin, Release
from odms.health.mirroring import File, is_data
from odms.health.models import Check, Host
from odms.health.politeness import MOST_AT_ONCE
from odms.health.rules import MAX_ADDRESS, Freshness, Wanted, freshness, host_of
from odms.ledger.queries import in_parts
from odms.people.models import Agency
from odms.standards.record import Record

Checks = QuerySet[Check]


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


def list_due(*, at: datetime, limit: int) -> list[tuple[str, str]]:
    """Identifier and host of what is to be asked now and is in nobody's hands, the longest due first;
    so few of each host that many hosts have their turn."""
    free = Q(lease_until=None) | Q(lease_until__lte=at)
    paused = Host.objects.filter(paused_until__gt=at).values("name")
    due = Check.objects.filter(free, next_at__lte=at).exclude(host__in=paused)
    place = Window(RowNumber(), partition_by=F("host"), order_by=["next_at", "id"])
    chosen = due.annotate(place=place).filter(place__lte=MOST_AT_ONCE).order_by("next_at", "id")
    return list(chosen.values_list("id", "host")[:limit])


def links(dataset_ids: Collection[str]) -> Iterator[Wanted]:
    """Every address on other machines that these datasets name now, of those that are public."""
    forms = Distribution.objects.filter(
        dataset_id__in=dataset_ids, dataset__state="published", kind__in=("file", "link")
    ).exclude(address="")
    for address, agency, dataset in forms.values_list(
        "address", "dataset__agency_id", "dataset_id"
    ):
        yield from _wanted("link", address, agency, dataset)
    public = Dataset.objects.filter(id__in=dataset_ids, state="published")
    pages = public.exclude(record__url="").values_list("record__url", "agency_id", "id")
    for address, agency, dataset in pages:
        yield from _wanted("link", address or "", agency, dataset)
    yield from _gathered(dataset_ids)


def endpoints() -> Iterator[Wanted]:
    """The doors of agencies: their services and websites."""
    for address, agency in DataService.objects.values_list("endpoint", "agency_id"):
        yield from _wanted("endpoint", address, agency, None)
    for address, agency in Agency.objects.exclude(website="").values_list("website", "id"):
        yield from _wanted("endpoint", address, agency, None)


def told_changes(dataset_ids: Collection[str]) -> dict[tuple[str, str], datetime]:
    """When files elsewhere changed, as their catalogue says, by dataset and address."""
    found: dict[tuple[str, str], datetime] = {}
    for some in in_parts(dataset_ids):
        rows = Distribution.objects.filter(
            dataset_id__in=some, kind="link", modified_at__isnull=False
        )
        for dataset, address, at in rows.values_list("dataset_id", "address", "modified_at"):
            found[dataset, address] = at
    return found


def data_links(dataset_ids: Collection[str]) -> set[tuple[str, str]]:
    """The addresses, by dataset, that should lead to a file of data and to no page."""
    found: set[tuple[str, str]] = set()
    for some in in_parts(dataset_ids):
        rows = Distribution.objects.filter(dataset_id__in=some, kind="link")
        for dataset, *told in rows.values_list(
            "dataset_id", "address", "title_th", "source_format", "media_type"
        ):
            if is_data(File(*told)):
                found.add((dataset, told[0]))
    return found


def _gathered(dataset_ids: Collection[str]) -> Iterator[Wanted]:
    """Every address of a file that a source names, where it names several."""
    rows = Origin.objects.filter(dataset_id__in=dataset_ids, dataset__state="published").annotate(
        told=Cast("description", TextField())
    )
    for dataset, agency, told in rows.values_list("dataset_id", "dataset__agency_id", "told"):
        for resource in orjson.loads(told).get("resources", ()):
            for address in (*resource.get("access_urls", ()), *resource.get("download_urls", ())):
                yield from _wanted("link", address, agency, dataset)


def _wanted(kind: str, address: str, agency: str, dataset: str | None) -> Iterator[Wanted]:
    """The address, if it is one that can be asked."""
    if host_of(address) and len(address) <= MAX_ADDRESS:
        yield Wanted(kind, address, agency, dataset)


def list_freshness(datasets: Sequence[Dataset], *, at: datetime) -> dict[str, Freshness]:
    """How datasets keep their promised frequency, by id: the promise against the last release, or
    against the last change where there is none; of gathered ones against that which their source
    tells."""
    released = _last_releases([dataset.id for dataset in datasets])
    released |= _told_changes([dataset.id for dataset in datasets if dataset.is_gathered])
    today = timezone.localdate(at)
    return {
        dataset.id: _freshness(dataset, released.get(dataset.id) or dataset.modified_at, today)
        for dataset in datasets
    }


def list_late(agency: Agency | None, *, at: datetime) -> list[tuple[Dataset, Freshness]]:
    """The published datasets of an agency that are late, the latest first; not those of others."""
    found = Dataset.objects.filter(state="published", is_gathered=False).select_related("agency")
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


def _told_changes(ids: Collection[str]) -> dict[str, datetime]:
    found = Origin.objects.filter(dataset_id__in=ids, modified_at__isnull=False).order_by()
    return dict(found.values_list("dataset_id", "modified_at")) if ids else {}


def _freshness(dataset: Dataset, released_at: datetime, today: date) -> Freshness:
    record = Record.from_dict(dataset.record)
    released = timezone.localdate(released_at)
    return freshness(record.frequency_unit, record.frequency_interval, released, today)
