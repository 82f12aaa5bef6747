"""Copies of files elsewhere: which are due, what the policy of their source says, where they stand."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import Q

from odms.catalogue.models import Dataset, Distribution, Origin
from odms.catalogue.queries.descriptions import list_descriptions
from odms.harvest.queries import list_mirroring
from odms.health.models import Host, Mirror
from odms.health.rules import host_of
from odms.ledger.queries import in_parts
from odms.standards.scoring.stars import is_open


def list_due(*, at: datetime, limit: int = 20) -> list[str]:
    """The links whose files are to be fetched now and are in nobody's hands, of hosts that may be asked,
    the longest due first; none while one is being fetched, for they are large."""
    rows = Mirror.objects.filter(is_due=True)
    if rows.filter(lease_until__gt=at).exists():
        return []
    paused = set(Host.objects.filter(paused_until__gt=at).values_list("name", flat=True))
    free = rows.filter(Q(lease_until=None) | Q(lease_until__lte=at), due_at__lte=at)
    due = free.order_by("due_at", "link_id").values_list("link_id", "link__address")
    return [id for id, address in due[: limit * 10] if host_of(address) not in paused][:limit]


def list_links(addresses: Collection[tuple[str, str]]) -> list[Distribution]:
    """The files of gathered datasets (identifier, address) that are public."""
    wanted = set(addresses)
    found: list[Distribution] = []
    for some in in_parts({dataset for dataset, _ in wanted}):
        rows = Distribution.objects.filter(
            dataset_id__in=some,
            kind="link",
            dataset__is_gathered=True,
            dataset__state="published",
        )
        found += [
            one
            for one in rows.select_related("dataset__agency")
            if (one.dataset_id, one.address) in wanted
        ]
    return found


def wanting_sources(links: Iterable[Distribution]) -> set[str]:
    """The links among these whose source lets its files be copied."""
    by_dataset: dict[str, list[str]] = {}
    for link in links:
        by_dataset.setdefault(link.dataset_id, []).append(link.id)
    mirroring = list_mirroring()
    found: set[str] = set()
    for some in in_parts(by_dataset):
        rows = Origin.objects.filter(dataset_id__in=some, source_id__in=mirroring)
        for dataset in rows.values_list("dataset_id", flat=True):
            found |= set(by_dataset[dataset])
    return found


def list_origin_names(dataset_ids: Collection[str]) -> dict[str, list[str]]:
    """What their sources call the files of datasets, by the dataset's id."""
    found: dict[str, list[str]] = {}
    for some in in_parts(dataset_ids):
        rows = Distribution.objects.filter(dataset_id__in=some, kind="link").exclude(origin_id="")
        for dataset, name in rows.values_list("dataset_id", "origin_id"):
            found.setdefault(dataset, []).append(name)
    return found


def open_datasets(links: Iterable[Distribution]) -> set[str]:
    """The datasets of these links that a licence lets anybody copy."""
    datasets = {link.dataset_id: link.dataset for link in links}
    described = list_descriptions(list(datasets.values()), with_columns=False)
    return {id for id, told in zip(datasets, described, strict=True) if is_open(told)}


def list_mirrors(dataset: Dataset) -> dict[str, Mirror]:
    """What is kept, or why nothing is, of each file of a dataset, by the link's identifier."""
    rows = Mirror.objects.filter(link__dataset=dataset).select_related("link")
    return {row.link_id: row for row in rows}
