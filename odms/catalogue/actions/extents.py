"""Where and when datasets are about, kept where the database can compare it."""

from collections.abc import Iterable

from odms.catalogue.models import Dataset, Extent
from odms.ledger import rows
from odms.standards.extent import Extent as Told

_FIELDS = ("west", "south", "east", "north", "begins", "ends")


def keep_extents(told: Iterable[tuple[Dataset, Told]]) -> None:
    """Keep the extents of datasets, instead of what was kept of them before."""
    extents = [_row(dataset.id, one) for dataset, one in told]
    rows.put(extents, unique=["dataset"], update=_FIELDS)


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
