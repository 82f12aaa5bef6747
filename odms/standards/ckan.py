"""A record as CKAN of the country writes it: packages and organisations of the Action API.

Shapes: CKAN 2.12, fields of ckanext-thai_gdc. Choices are written as Thai labels, never as codes;
times in UTC without a zone; licences by their English label, in `license_id` and `license_title`.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from odms.standards import codes, values
from odms.standards.record import FIELDS, Record
from odms.standards.view import (
    MEDIA_TYPES,
    Addresses,
    DatasetView,
    DeclaredView,
    DistributionView,
    LinkView,
    PublisherView,
    SourceView,
)

# our field: the name that the country's schema gives it
_THAI_FIELDS = {
    "data_type": "data_type",
    "objective": "objective",
    "frequency_unit": "update_frequency_unit",
    "geo_coverage": "geo_coverage",
    "data_format": "data_format",
    "data_category": "data_category",
    "classification": "data_classification",
    "language": "data_language",
}
_OTHERS = {
    "data_type_other": "data_type_other",
    "objective_other": "objective_other",
    "frequency_unit_other": "update_frequency_unit_other",
    "geo_coverage_other": "geo_coverage_other",
    "data_format_other": "data_format_other",
    "licence_other": "license_id_other",
    "data_source": "data_source",
    "accessible_condition": "accessible_condition",
}

_PLAIN = {
    "title_th": "title",
    "description_th": "notes",
    "maintainer": "maintainer",
    "maintainer_email": "maintainer_email",
    "tags": "tag_string",
    "url": "url",
    "licence": "license_id",
    "frequency_interval": "update_frequency_interval",
}

# what every resource has and none here says anything about
_BARE: dict[str, Any] = {
    "cache_last_updated": None,
    "cache_url": None,
    "datastore_active": False,
    "description": "",
    "hash": "",
    "mimetype": None,
    "mimetype_inner": None,
    "resource_type": None,
    "size": None,
    "state": "active",
    "url_type": None,
}

# what a resource is told by, here or by CKAN's loader: never taken for somebody's own
_RESOURCE_KEYS = values.names(
    "id url name format upload clear_upload package_id position created last_modified",
    "metadata_modified revision_id url_type datastore_active hash size state mimetype",
    "mimetype_inner cache_url cache_last_updated resource_type mirrored_from mirrored_at",
    "original_gone_at delivery_id delivery_state delivery_trouble ckan_url original_url",
    "task_created set_url_type ignore_hash queue_name resource_id datastore_fields",
    "datastore_contains_all_records_of_source_file",
)

# extras of what was gathered: its source's name and address, and where it stands there
OF_GATHERED = ("harvest_source_title", "harvest_source_url", "guid", "uri", "landing_page")

# our field: the name that a package has for it
NAMES = _PLAIN | _THAI_FIELDS | _OTHERS
_OURS = {theirs: ours for ours, theirs in NAMES.items()}


def to_package(dataset: DatasetView, *, base_url: str) -> dict[str, Any]:
    """The package object of a published dataset, as `package_show` gives it."""
    addresses, record = Addresses(base_url), dataset.record
    resources = [_resource(dataset, one, addresses) for one in dataset.distributions]
    resources += [_linked(dataset, one, addresses) for one in dataset.links]
    return {
        "author": None,
        "author_email": None,
        "creator_user_id": None,
        "extras": [*_extras(dataset.source), *_own_extras(record)],
        "groups": _groups(record),
        "id": dataset.id,
        **_licence(record),
        "maintainer": record.maintainer,
        "maintainer_email": record.maintainer_email,
        "metadata_created": time(dataset.created_at),
        "metadata_modified": time(dataset.modified_at),
        "name": dataset.slug,
        "notes": record.description_th,
        "num_resources": len(resources),
        "num_tags": len(record.tags),
        "organization": owner(dataset.publisher),
        "owner_org": dataset.publisher.id,
        "private": False,
        "relationships_as_object": [],
        "relationships_as_subject": [],
        "resources": resources,
        "state": "active",
        "tags": [to_tag(word) for word in record.tags],
        "title": record.title_th,
        "type": "dataset",
        "url": record.url or addresses.dataset(dataset.slug),
        "version": None,
        **_thai_fields(record),
        "last_updated_date": dataset.modified_at.date().isoformat(),
        "allow_harvest": "True",
    }


def to_organization(publisher: PublisherView) -> dict[str, Any]:
    """The organization object of an agency, as `organization_show` gives it."""
    return {
        **owner(publisher),
        "display_name": publisher.name_th,
        "image_display_url": "",
        "package_count": publisher.n_datasets,
        "num_followers": 0,
        "extras": [],
        "groups": [],
        "tags": [],
        "users": [],
    }


def to_group(theme: codes.Code, *, n_datasets: int) -> dict[str, Any]:
    """The group object of a theme, as `group_show` gives it."""
    return {
        **_group(theme),
        "type": "group",
        "state": "active",
        "is_organization": False,
        "approval_status": "approved",
        "image_url": "",
        "package_count": n_datasets,
        "num_followers": 0,
        "extras": [],
        "groups": [],
        "tags": [],
        "users": [],
    }


@lru_cache(maxsize=20_000)  # the same words stand on many datasets
def _tag_id(word: str) -> str:
    return str(uuid5(NAMESPACE_URL, word))


def to_tag(word: str) -> dict[str, Any]:
    """The tag object of a keyword; one word has one identifier everywhere."""
    return {
        "id": _tag_id(word),
        "name": word,
        "display_name": word,
        "state": "active",
        "vocabulary_id": None,
    }


def to_license(licence: codes.Code) -> dict[str, Any]:
    """A licence as `license_list` gives it."""
    return {
        "id": licence.ckan,
        "title": licence.ckan,
        "url": licence.url,
        "status": "active",
        "is_okd_compliant": licence.is_open,
        "od_conformance": "approved" if licence.is_open else "not reviewed",
    }


def facts_of(package: Mapping[str, Any]) -> dict[str, list[str]]:
    """What a package can be asked for exactly, by the names of the search's fields."""
    organization = package["organization"] or {}
    told = {
        "id": [package["id"]],
        "name": [package["name"]],
        "organization": [organization.get("name")],
        "owner_org": [package["owner_org"]],
        "groups": [group["name"] for group in package["groups"]],
        "tags": [tag["name"] for tag in package["tags"]],
        "res_format": [one["format"] for one in package["resources"]],
        "license_id": [package["license_id"]],
        "state": [package["state"]],
        "type": [package["type"]],
        "dataset_type": [package["type"]],
    }
    return {name: list(dict.fromkeys(filter(None, values))) for name, values in told.items()}


def to_declared(dataset: DatasetView, table: DeclaredView, *, base_url: str) -> dict[str, Any]:
    """The resource object of a table that is not released yet, as its agency's own are shown it."""
    _, dot, ending = table.file_name.rpartition(".")
    changed = time(table.received_at or dataset.modified_at)
    url = table.address
    if table.file_name:
        url = Addresses(base_url).upload(dataset.slug, table.id, table.file_name)
    return {**_BARE, **table.extras} | {
        "created": changed,
        "format": (ending if dot else table.source_format).upper(),
        "hash": table.sha256,
        "id": table.id,
        "last_modified": changed if table.file_name else None,
        "metadata_modified": changed,
        "name": table.title_th,
        "package_id": dataset.id,
        "position": table.position,
        "size": table.size_bytes,
        "state": "draft",
        "url": url,
        "url_type": "upload" if table.file_name else None,
    }


def to_fields(record: Record) -> dict[str, Any]:
    """What a record says, by the names that the country's schema gives it: no address, no file."""
    return {
        "groups": _groups(record),
        **_licence(record),
        "maintainer": record.maintainer,
        "maintainer_email": record.maintainer_email,
        "notes": record.description_th,
        "tags": [to_tag(word) for word in record.tags],
        "title": record.title_th or record.title_en,
        "url": record.url,
        **_thai_fields(record),
    }


def from_package(package: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What a package says by our fields, not read yet, and the rest of it as it is."""
    raw = {ours: package[theirs] for theirs, ours in _OURS.items() if package.get(theirs)}
    raw = {ours: _listed(value) for ours, value in raw.items()}
    tags = [tag.get("name", "") for tag in package.get("tags") or () if isinstance(tag, dict)]
    if tags:
        raw["tags"] = tags
    themes = [group.get("name", "") for group in package.get("groups") or ()]
    known = [name for name in themes if codes.recognise("themes", name)]
    if known:
        raw["theme"] = known[0]
    taken = {*_OURS, "tags"} | ({"groups"} if known or not themes else set())
    return raw, {name: value for name, value in package.items() if name not in taken}


def _listed(value: Any) -> Any:
    """A choice of several that some editions write as JSON within a text."""
    if isinstance(value, str) and value.startswith("["):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def time(at: datetime) -> str:
    """A moment as CKAN writes it: UTC with microseconds, without a zone."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds")


def owner(publisher: PublisherView) -> dict[str, Any]:
    """An agency as a package names it."""
    return {
        "id": publisher.id,
        "name": publisher.slug,
        "title": publisher.name_th,
        "type": "organization",
        "description": publisher.description_th,
        "image_url": "",
        "created": time(publisher.created_at),
        "is_organization": True,
        "approval_status": "approved",
        "state": "active",
    }


def _licence(record: Record) -> dict[str, Any]:
    licence = codes.find("licences", record.licence)
    told = licence.ckan if licence else ""
    return {
        "isopen": bool(licence and licence.is_open),
        "license_id": told,
        "license_title": told,
        **({"license_url": licence.url} if licence and licence.url else {}),
    }


def _groups(record: Record) -> list[dict[str, Any]]:
    theme = codes.find("themes", record.theme)
    return [_group(theme)] if theme else []


def _group(theme: codes.Code) -> dict[str, Any]:
    return {
        "id": theme.code,
        "name": theme.code,
        "title": theme.th,
        "display_name": theme.th,
        "description": "",
        "image_display_url": "",
    }


def _resource(
    dataset: DatasetView, distribution: DistributionView, addresses: Addresses
) -> dict[str, Any]:
    """A table as CKAN knows files: its CSV, under the identifier of the distribution."""
    return {**_BARE, **distribution.extras} | {
        "created": time(distribution.created_at),
        "datastore_active": True,
        "format": "CSV",
        "id": distribution.id,
        "last_modified": time(distribution.released_at),
        "metadata_modified": time(distribution.released_at),
        "mimetype": MEDIA_TYPES["csv"],
        "name": distribution.title_th,
        "package_id": dataset.id,
        "position": distribution.position,
        "url": addresses.download(dataset.slug, distribution.slug, "csv"),
        **_copied(distribution),
    }


def _copied(distribution: DistributionView) -> dict[str, Any]:
    """What is said of a table that was read from a copy of a file elsewhere."""
    if not distribution.mirrored_from:
        return {}
    gone_at = distribution.original_gone_at
    return {
        "description": f"สำเนาที่ศูนย์ข้อมูลเก็บไว้จาก {distribution.mirrored_from}",
        "mirrored_from": distribution.mirrored_from,
        "mirrored_at": time(distribution.released_at),
        "original_gone_at": time(gone_at) if gone_at else None,
    }


def _linked(dataset: DatasetView, link: LinkView, addresses: Addresses) -> dict[str, Any]:
    """A file that stands elsewhere, as CKAN knows files; `cache_url` is our copy of it."""
    changed = time(link.modified_at or dataset.modified_at)
    copied: dict[str, Any] = {}
    if link.mirror and link.mirrored_at:
        copied = {
            "cache_url": addresses.copy(dataset.slug, link.mirror),
            "cache_last_updated": time(link.mirrored_at),
            "original_gone_at": time(link.gone_at) if link.gone_at else None,
        }
    return (
        _BARE
        | {
            "created": time(link.created_at),
            "format": link.format.upper(),
            "id": link.id,
            "last_modified": changed,
            "metadata_modified": changed,
            "mimetype": link.media_type or None,
            "name": link.title_th,
            "package_id": dataset.id,
            "position": link.position,
            "size": link.size_bytes,
            "url": link.address,
        }
        | copied
    )


def _extras(source: SourceView | None) -> list[dict[str, str]]:
    """Where a gathered dataset comes from, by the names that CKAN's harvester gives it."""
    if source is None:
        return []
    told = (source.name, source.url, source.remote_id, source.uri, source.landing_page)
    return [
        {"key": key, "value": value} for key, value in zip(OF_GATHERED, told, strict=True) if value
    ]


def _own_extras(record: Record) -> list[dict[str, str]]:
    return [{"key": key, "value": value} for key, value in record.extras.items()]


def own_keys(resource: Mapping[str, Any]) -> dict[str, Any]:
    """What a resource says under names that are nobody's here, and its description: kept as told."""
    return {
        name: value
        for name, value in resource.items()
        if name not in _RESOURCE_KEYS and value not in (None, "", [], {})
    }


def _thai_fields(record: Record) -> dict[str, Any]:
    """The country's own fields; those that say nothing are left out, as in its catalogues."""
    told: dict[str, Any] = {}
    for ours, theirs in _THAI_FIELDS.items():
        value = getattr(record, ours)
        chosen = value if isinstance(value, list) else [value]
        labels = [_label(FIELDS[ours].list, code) for code in chosen if code]
        if labels:
            told[theirs] = labels if isinstance(value, list) else labels[0]
    for ours, theirs in _OTHERS.items():
        if value := getattr(record, ours):
            told[theirs] = value
    if record.frequency_interval is not None:
        told["update_frequency_interval"] = str(record.frequency_interval)
    return told


def _label(name: str, code: str) -> str:
    found = codes.find(name, code)
    return found.ckan if found else code
