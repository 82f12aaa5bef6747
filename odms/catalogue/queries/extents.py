"""Published datasets by where and when they are about, by identifier and by kind."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q, QuerySet

from odms.catalogue.models import Dataset
from odms.ledger.queries import in_parts
from odms.standards.dcat.places import Box


@dataclass(frozen=True)
class Within:
    """What is asked for, all of it; None is not asked. `begins` and `ends` are days, at least one of
    which is asked where the other is; `names` are identifiers that others gave."""

    box: Box | None = None
    begins: date | None = None
    ends: date | None = None
    ids: tuple[str, ...] | None = None
    names: tuple[str, ...] | None = None
    kinds: tuple[str, ...] | None = None


def list_within(within: Within, *, after: str = "", limit: int = 100) -> tuple[list[Dataset], str]:
    """At most so many datasets in the order of their identifiers, and after which one the next page
    begins; "" on the last."""
    ids = _found(within).filter(id__gt=after).order_by("id").values_list("id", flat=True)
    kept = list(ids[: limit + 1])
    datasets = Dataset.objects.select_related("agency", "theme").filter(id__in=kept[:limit])
    return list(datasets.order_by("id")), (kept[limit - 1] if len(kept) > limit else "")


def count_within(within: Within) -> int:
    """How many datasets `list_within` lists in all its pages."""
    return _found(within).count()


def keep_within(ids: Sequence[str], within: Within) -> list[str]:
    """Those of some datasets that are asked for, in the order given."""
    kept: set[str] = set()
    for some in in_parts(ids):
        kept |= set(_found(within).filter(id__in=some).values_list("id", flat=True))
    return [id for id in ids if id in kept]


def list_by_ids(ids: Sequence[str]) -> list[Dataset]:
    """Published datasets by their identifiers, in the order given."""
    rows = Dataset.objects.select_related("agency", "theme").filter(id__in=ids, state="published")
    found = {dataset.id: dataset for dataset in rows}
    return [found[id] for id in ids if id in found]


def _found(within: Within) -> QuerySet[Dataset]:
    found = Dataset.objects.filter(state="published")
    if within.box is not None:
        found = found.filter(_meets(within.box))
    if within.begins or within.ends:
        found = found.filter(_in_time(within.begins, within.ends))
    if within.ids is not None:
        found = found.filter(id__in=within.ids)
    if within.names is not None:
        found = found.filter(origin__remote_id__in=within.names)
    if within.kinds is not None:
        found = found.filter(_of_kinds(within.kinds))
    return found


def _meets(box: Box) -> Q:
    """Whose box has a point in common with this one; either may go over the 180th meridian."""
    west, south, east, north = box
    crossing = Q(extent__west__gt=F("extent__east"))
    if west <= east:
        plain = Q(extent__west__lte=east, extent__east__gte=west)
        over = crossing & (Q(extent__west__lte=east) | Q(extent__east__gte=west))
    else:
        plain = Q(extent__west__lte=east) | Q(extent__east__gte=west)
        over = crossing
    return Q(extent__south__lte=north, extent__north__gte=south) & (plain | over)


def _in_time(begins: date | None, ends: date | None) -> Q:
    """Whose stretch of time has a day in common with this one; those without any have none."""
    told = Q(extent__begins__isnull=False) | Q(extent__ends__isnull=False)
    if ends:
        told &= Q(extent__begins__isnull=True) | Q(extent__begins__lte=ends)
    if begins:
        told &= Q(extent__ends__isnull=True) | Q(extent__ends__gte=begins)
    return told


def _of_kinds(kinds: tuple[str, ...]) -> Q:
    """Of these kinds: what the centre itself publishes are datasets, what was gathered says it."""
    gathered = Q(is_gathered=True, origin__description__kind__in=kinds)
    return gathered | Q(is_gathered=False) if "dataset" in kinds else gathered
