"""What search knows of datasets, gathered for many at once."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

import orjson

from odms.catalogue.models import Dataset, Distribution, Origin
from odms.catalogue.queries.packages import list_packages
from odms.ledger.queries import in_parts
from odms.standards import ckan, codes


def list_search_documents(ids: Collection[str]) -> dict[str, dict[str, Any]]:
    """All that search knows of the published datasets among these, as plain values, by their id."""
    found: dict[str, dict[str, Any]] = {}
    for some in in_parts(ids):
        related = Dataset.objects.prefetch_related("agency", "theme").defer("record")
        datasets = list(related.filter(id__in=some, state="published"))
        forms, packages, told_at = _forms(some), list_packages(some), _told_at(some)
        for dataset in datasets:
            mine = forms.get(dataset.id, [])
            told = _texts(dataset) | _columns(mine)
            told |= _facts(dataset, mine, told_at.get(dataset.id))
            package = orjson.loads(packages[dataset.id])
            found[dataset.id] = told | {"facts": ckan.facts_of(package)}
    return found


class _Form(NamedTuple):
    """A form of a dataset; a table has rows and columns, a file elsewhere has none."""

    title: str
    source_format: str
    n_rows: int | None
    columns: list[dict[str, Any]] | None

    @property
    def is_table(self) -> bool:
        return self.n_rows is not None


def _forms(dataset_ids: list[str]) -> dict[str, list[_Form]]:
    found: dict[str, list[_Form]] = {}
    rows = Distribution.objects.filter(dataset_id__in=dataset_ids, is_declared=False)
    for dataset, *told in rows.values_list(
        "dataset_id", "title_th", "source_format", "current__n_rows", "current__columns"
    ):
        found.setdefault(dataset, []).append(_Form(*told))
    return found


def _told_at(dataset_ids: list[str]) -> dict[str, datetime | None]:
    """When the gathered ones among these datasets changed, as their sources tell it."""
    rows = Origin.objects.filter(dataset_id__in=dataset_ids)
    return dict(rows.values_list("dataset_id", "modified_at"))


def _texts(dataset: Dataset) -> dict[str, Any]:
    agency, theme = dataset.agency, dataset.theme
    return {
        "id": dataset.id,
        "slug": dataset.slug,
        "title_th": dataset.title_th,
        "title_en": dataset.title_en,
        "description_th": dataset.description_th,
        "description_en": dataset.description_en,
        "tags": list(dataset.tags),
        "agency": agency.slug,
        "agency_names": [
            name for name in (agency.name_th, agency.name_en, agency.short_name) if name
        ],
        "theme": theme.code if theme else "",
        "theme_names": [theme.name_th, theme.name_en] if theme else [],
    }


def _facts(dataset: Dataset, forms: list[_Form], told_at: datetime | None) -> dict[str, Any]:
    formats = {one.source_format for one in forms if one.source_format}
    if any(one.is_table for one in forms):
        formats |= {"csv", "json", "parquet", "xlsx"}
    return {
        "sector": dataset.agency.sector,
        "licence": dataset.licence,
        "licence_name": codes.label("licences", dataset.licence, "th"),
        "frequency": dataset.frequency,
        "formats": sorted(formats),
        "period_start": dataset.period_start,
        "period_end": dataset.period_end,
        "published_at": dataset.published_at,
        # the last gathered is not the newest: what its source says counts
        "modified_at": told_at or dataset.modified_at,
        "created_at": dataset.created_at,
        "n_rows": sum(one.n_rows or 0 for one in forms),
    }


def _columns(forms: list[_Form]) -> dict[str, Any]:
    columns = [column for one in forms for column in one.columns or ()]
    parts = ("label_th", "label_en", "description_th", "description_en")
    labels = [column.get(part) for column in columns for part in parts]
    return {
        "table_names": [one.title for one in forms],
        "column_names": [column["name"] for column in columns],
        "column_labels": [label for label in labels if label],
    }
