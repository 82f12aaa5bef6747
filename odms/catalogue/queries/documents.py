"""What search knows of datasets, gathered for many at once."""

from collections.abc import Collection
from typing import Any

import orjson

from odms.catalogue.models import Dataset, Distribution
from odms.catalogue.queries.packages import list_packages
from odms.ledger.queries import in_parts
from odms.standards import ckan, codes


def list_search_documents(ids: Collection[str]) -> dict[str, dict[str, Any]]:
    """All that search knows of the published datasets among these, as plain values, by their id."""
    found: dict[str, dict[str, Any]] = {}
    for some in in_parts(ids):
        related = Dataset.objects.select_related("agency", "theme", "origin")
        related = related.defer("origin__description")
        datasets = list(related.filter(id__in=some, state="published"))
        forms, packages = _distributions(some), list_packages(some)
        for dataset in datasets:
            mine = forms.get(dataset.id, [])
            told = _texts(dataset) | _facts(dataset, mine) | _columns(mine)
            package = orjson.loads(packages[dataset.id])
            found[dataset.id] = told | {"facts": ckan.facts_of(package)}
    return found


def _distributions(dataset_ids: list[str]) -> dict[str, list[Distribution]]:
    found: dict[str, list[Distribution]] = {}
    rows = Distribution.objects.filter(dataset_id__in=dataset_ids, is_declared=False)
    for one in rows.select_related("current"):
        found.setdefault(one.dataset_id, []).append(one)
    return found


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


def _facts(dataset: Dataset, distributions: list[Distribution]) -> dict[str, Any]:
    has_tables = any(one.current for one in distributions)
    formats = {"csv", "json", "parquet", "xlsx"} if has_tables else set()
    told_at = dataset.origin.modified_at if dataset.is_gathered else None
    return {
        "sector": dataset.agency.sector,
        "licence": dataset.licence,
        "licence_name": codes.label("licences", dataset.licence, "th"),
        "frequency": dataset.frequency,
        "formats": sorted(formats | {d.source_format for d in distributions if d.source_format}),
        "period_start": dataset.period_start,
        "period_end": dataset.period_end,
        "published_at": dataset.published_at,
        # the last gathered is not the newest: what its source says counts
        "modified_at": told_at or dataset.modified_at,
        "created_at": dataset.created_at,
        "n_rows": sum(d.current.n_rows for d in distributions if d.current),
    }


def _columns(distributions: list[Distribution]) -> dict[str, Any]:
    columns = [column for d in distributions if d.current for column in d.current.columns]
    parts = ("label_th", "label_en", "description_th", "description_en")
    labels = [column.get(part) for column in columns for part in parts]
    return {
        "table_names": [d.title_th for d in distributions],
        "column_names": [column["name"] for column in columns],
        "column_labels": [label for label in labels if label],
    }
