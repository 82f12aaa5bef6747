"""The columns by which the database sorts and filters datasets, taken from the record."""

from datetime import date

from odms.catalogue.models import Dataset, Theme
from odms.standards.record import Record

# what `take_record` sets, for writing many at once
COLUMNS = (
    *("record", "title_th", "title_en", "description_th", "description_en", "tags"),
    *("classification", "licence", "frequency", "period_start", "period_end", "theme"),
)


def take_record(dataset: Dataset, record: Record, theme: Theme | None) -> None:
    """Put what a record says into the columns of a dataset."""
    dataset.record = record.to_dict()
    dataset.title_th, dataset.title_en = record.title_th, record.title_en
    dataset.description_th, dataset.description_en = record.description_th, record.description_en
    dataset.tags = record.tags
    dataset.classification = record.classification
    dataset.licence = record.licence
    dataset.frequency = record.frequency_unit
    dataset.period_start = date.fromisoformat(record.period_start) if record.period_start else None
    dataset.period_end = date.fromisoformat(record.period_end) if record.period_end else None
    dataset.theme = theme
