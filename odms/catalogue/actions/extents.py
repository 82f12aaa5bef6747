"""Where and when datasets are about, kept where the database can compare it."""

from collections.abc import Iterable

from odms.catalogue.models import Dataset, Extent
from odms.standards.extent import Extent as Told

_BATCH = 200
_FIELDS = ("west", "south", "east", "north", "begins", "ends")


def keep_extents(told: Iterable[tuple[Dataset, Told]]) -> None:
    """Keep the extents of datasets, instead of what was kept of them before."""
    Extent.objects.bulk_create(
        [_row(dataset.id, one) for dataset, one in told],
        batch_size=_BATCH,
        update_conflicts=True,
        unique_fields=["dataset"],
        update_fields=_FIELDS,
    )


def _row(dataset_id: str, told: Told) -> Extent:
    west, south, east, north = told.box or (None,) * 4
    return Extent(
        dataset_id=dataset_id,
        west=west,
        south=south,
        east=east,
        north=north,
        begins=told.begins,
        ends=told.ends,
    )
