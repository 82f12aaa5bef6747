"""What exporters of every standard are given: a published dataset as plain values.

Addresses of pages and files are made here from the centre's own address, so that every standard
names the same ones.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from odms.standards.record import Record

# the forms in which a table can be had, with their media types
MEDIA_TYPES = {
    "csv": "text/csv",
    "json": "application/json",
    "jsonl": "application/jsonl",
    "parquet": "application/vnd.apache.parquet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True)
class PublisherView:
    """An agency as others are told of it."""

    id: str
    slug: str
    name_th: str
    name_en: str
    sector: str
    created_at: datetime
    description_th: str = ""
    description_en: str = ""
    website: str = ""
    n_datasets: int = 0


@dataclass(frozen=True)
class DistributionView:
    """A table of a dataset with the release that readers see. `columns` as in a release."""

    id: str
    slug: str
    position: int
    title_th: str
    title_en: str
    number: int  # of the release
    n_rows: int
    created_at: datetime  # of the first release
    released_at: datetime  # of the current one
    columns: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class DatasetView:
    """A published dataset with its record, its publisher and its tables."""

    id: str
    slug: str
    created_at: datetime
    published_at: datetime
    modified_at: datetime
    publisher: PublisherView
    record: Record
    distributions: tuple[DistributionView, ...] = ()


@dataclass(frozen=True)
class Addresses:
    """Addresses of pages and files under `base`, the centre's own without a slash at the end."""

    base: str

    def dataset(self, slug: str) -> str:
        """The page of a dataset."""
        return f"{self.base}/datasets/{slug}"

    def agency(self, slug: str) -> str:
        """The page of an agency."""
        return f"{self.base}/agencies/{slug}"

    def download(self, dataset: str, distribution: str, form: str) -> str:
        """The current table of a distribution as a file of this form."""
        return f"{self.base}/datasets/{dataset}/{distribution}.{form}"
