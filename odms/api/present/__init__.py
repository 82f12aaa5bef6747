"""Things of the catalogue and of intake as `/api/v1` shows them; shapes in `schemas`."""

from typing import Any

from django.db.models import Model

from odms.api.paging import absolute
from odms.catalogue import queries as catalogue
from odms.definitions.messages import sentences
from odms.engine.schema.drift import is_same_shape
from odms.lake.exports import FORMATS
from odms.lake.protection.measure import Measure
from odms.standards import codes


def words(thing: Any, field: str) -> dict[str, str]:
    """The pair of columns `field_th` and `field_en`."""
    return {lang: getattr(thing, f"{field}_{lang}", "") or "" for lang in ("th", "en")}


def code(of: str, value: str) -> dict[str, str] | None:
    """A value of the code list `of` with its labels; None where there is no value."""
    if not value:
        return None
    return {"code": value} | {lang: codes.label(of, value, lang) for lang in ("th", "en")}


def agency_brief(agency: Model) -> dict[str, Any]:
    """An agency as it stands beside a dataset."""
    return {
        "slug": agency.slug,
        "name": words(agency, "name"),
        "sector": agency.sector,
        "url": absolute(f"/api/v1/agencies/{agency.slug}"),
    }


def agency(agency: Model, n_datasets: int) -> dict[str, Any]:
    """An agency with its own facts."""
    return agency_brief(agency) | {
        "id": agency.id,
        "short_name": agency.short_name,
        "description": words(agency, "description"),
        "website": agency.website,
        "contact_unit": agency.contact_unit,
        "contact_email": agency.contact_email,
        "parent": agency.parent.slug if agency.parent else None,
        "n_datasets": n_datasets,
        "page_url": absolute(f"/agencies/{agency.slug}"),
    }


def dataset_brief(dataset: Model) -> dict[str, Any]:
    """A dataset as it stands in lists."""
    theme = dataset.theme
    return {
        "id": dataset.id,
        "slug": dataset.slug,
        "title": words(dataset, "title"),
        "agency": agency_brief(dataset.agency),
        "theme": theme and {"code": theme.code, "th": theme.name_th, "en": theme.name_en},
        "tags": dataset.tags,
        "licence": code("licences", dataset.licence),
        "frequency": code("frequencies", dataset.frequency),
        "published_at": dataset.published_at,
        "modified_at": dataset.modified_at,
        "url": absolute(f"/api/v1/datasets/{dataset.slug}"),
        "page_url": absolute(f"/datasets/{dataset.slug}"),
    }


def dataset(dataset: Model) -> dict[str, Any]:
    """A dataset with its record and distributions."""
    return dataset_brief(dataset) | {
        "description": words(dataset, "description"),
        "classification": dataset.classification,
        "period_start": dataset.period_start,
        "period_end": dataset.period_end,
        "record": catalogue.get_record(dataset).to_dict(),
        "origin": origin(catalogue.get_origin(dataset)),
        "distributions": [distribution(d) for d in catalogue.list_distributions(dataset)],
    }


def origin(origin: Any) -> dict[str, Any] | None:
    """Where a gathered dataset comes from."""
    if origin is None:
        return None
    names = ("source_url", "remote_id", "uri", "landing_page", "modified_at", "gathered_at")
    return {"source": origin.source_name} | {name: getattr(origin, name) for name in names}


def distribution(distribution: Model) -> dict[str, Any]:
    """A distribution with the release that readers see."""
    current = distribution.current
    url = absolute(f"/api/v1/distributions/{distribution.id}")
    return {
        "id": distribution.id,
        "slug": distribution.slug,
        "dataset": distribution.dataset.slug,
        "title": words(distribution, "title"),
        "kind": distribution.kind,
        "source_format": distribution.source_format,
        "address": distribution.address,
        "media_type": distribution.media_type,
        "size_bytes": distribution.size_bytes,
        "n_releases": len(catalogue.list_releases(distribution)),
        "current": current and release(current),
        "url": url,
        "rows_url": f"{url}/rows" if current else None,
        "profile_url": f"{url}/profile" if current else None,
        **_copied(distribution, url),
    }


def _copied(distribution: Model, url: str) -> dict[str, Any]:
    """Of a table that was read from a copy of a file elsewhere: from which, when, whether it is gone."""
    link = distribution.mirror_of
    return {
        "mirror_of": link and link.id,
        "mirrored_from": link.address if link else "",
        "mirrored_at": distribution.current.released_at if link and distribution.current else None,
        "original_gone_at": distribution.original_gone_at,
        "original_url": f"{url}/original" if link else None,
    }


def release(release: Model) -> dict[str, Any]:
    """One version of a table with its columns and the addresses of its files."""
    base = f"/api/v1/distributions/{release.distribution_id}/releases/{release.number}/download"
    return {
        "id": release.id,
        "number": release.number,
        "n_rows": release.n_rows,
        "released_at": release.released_at,
        "raw_name": release.raw_name,
        "raw_size_bytes": release.raw_size_bytes,
        "raw_sha256": "" if release.is_protected else release.raw_sha256,
        "changes": release.changes,
        "columns": [column(c) for c in release.columns],
        "downloads": [
            {"format": name, "url": absolute(f"{base}?format={name}")} for name in FORMATS
        ],
    }


def column(column: dict[str, Any]) -> dict[str, Any]:
    """A column of `Release.columns`; labels fall back to the name."""
    name = column["name"]
    return {
        "name": name,
        "type": column["type"],
        "meaning": column.get("meaning"),
        "label": {lang: column.get(f"label_{lang}") or name for lang in ("th", "en")},
        "description": {lang: column.get(f"description_{lang}") or "" for lang in ("th", "en")},
        "unit": column.get("unit") or "",
        "measure": column.get("measure") or "",
    }


def drift(drift: Any) -> dict[str, Any]:
    """How a delivered table differs from the release that it follows."""
    return {
        "table": drift.table.id,
        "distribution": drift.slug,
        "is_same_shape": is_same_shape(drift.findings),
        "changes": drift.changes,
        "findings": [finding.to_json() for finding in drift.findings],
    }


def delivery(delivery: Model, tables: list[Any]) -> dict[str, Any]:
    """A delivery, the trouble it met, and the tables that were read."""
    trouble = delivery.trouble
    return {
        "id": delivery.id,
        "agency": delivery.agency.slug,
        "dataset": delivery.dataset.slug if delivery.dataset else None,
        "state": delivery.state,
        "name": delivery.name,
        "source_url": delivery.source_url or None,
        "size_bytes": delivery.size_bytes,
        "sha256": delivery.sha256,
        "received_at": delivery.received_at,
        "finished_at": delivery.finished_at,
        "trouble": {
            "code": trouble["code"],
            "messages": sentences(trouble["code"], trouble.get("facts")),
        }
        if trouble
        else None,
        "recipe": delivery.recipe,
        "tables": [_table(table) for table in tables],
        "url": absolute(f"/api/v1/deliveries/{delivery.id}"),
    }


def _table(table: Model) -> dict[str, Any]:
    names = ("id", "position", "name", "n_rows", "is_chosen", "columns", "decisions", "protection")
    return {name: getattr(table, name) for name in names}


def protection(delivery: Model, records: list[dict[str, Any]]) -> dict[str, Any]:
    """The records of measures of a delivery's tables."""
    return {"delivery": delivery.id, "records": records}


def measure(measure: Measure) -> dict[str, Any]:
    """A protective measure with its parameters."""
    return {
        "code": measure.code,
        "name": sentences(f"protection.measure.{measure.code}"),
        "does": sentences(f"protection.does.{measure.code}"),
        "is_of_table": measure.is_of_table,
        "types": None if measure.types is None else sorted(measure.types),
        "meanings": None if measure.meanings is None else sorted(measure.meanings),
        "parameters": [
            {
                "name": parameter.name,
                "kind": parameter.kind.__name__,
                "default": parameter.default,
                "is_optional": parameter.is_optional,
                "least": parameter.least,
                "most": parameter.most,
                "choices": list(parameter.choices),
                "meaning": sentences(f"protection.parameter.{measure.code}.{parameter.name}"),
            }
            for parameter in measure.parameters
        ],
    }
