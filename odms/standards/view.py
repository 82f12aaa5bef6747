"""A published dataset as plain values, and the description of it that every standard is written
from.

Addresses of pages and files are made here from the centre's own address, so that every standard
names the same ones.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from urllib.parse import quote

from odms.definitions import national
from odms.standards import codes, often
from odms.standards.description import (
    Agent,
    Checksum,
    Column,
    Concept,
    Description,
    Entry,
    Period,
    Place,
    Resource,
    Words,
)
from odms.standards.extent import Extent, extent
from odms.standards.record import Record

# the forms in which a table can be had, with their media types
MEDIA_TYPES = {
    "csv": "text/csv",
    "json": "application/json",
    "jsonl": "application/jsonl",
    "parquet": "application/vnd.apache.parquet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

# what each form is called in the European list of file types; a name where it is in none
_FORMATS = {
    "csv": codes.authority("file-type", "CSV"),
    "json": codes.authority("file-type", "JSON"),
    "jsonl": "JSON Lines",
    "parquet": codes.authority("file-type", "PARQUET"),
    "xlsx": codes.authority("file-type", "XLSX"),
}
_OPEN = codes.authority("access-right", "PUBLIC")
_THAI = re.compile(r"[\u0e01-\u0e5b]")


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
class FileView:
    """A file that is kept: its size, and its SHA-256 in hexadecimal, empty where it is not told."""

    size_bytes: int
    sha256: str = ""
    name: str = ""
    media_type: str = ""


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
    # of a copy: the address of the file that it was read from, and since when that is gone
    mirrored_from: str = ""
    original_gone_at: datetime | None = None
    # the files by form that are written by now, and the copy as it was fetched
    files: dict[str, FileView] = field(default_factory=dict)
    copy: FileView | None = None
    extras: dict[str, Any] = field(default_factory=dict)  # of its giver's own names


@dataclass(frozen=True)
class LinkView:
    """A form of a dataset that stands elsewhere, as its source tells of it. `mirror` is the slug of the
    table that was read from a copy of it, where one is kept."""

    id: str
    position: int
    title_th: str
    title_en: str
    address: str
    format: str
    media_type: str
    size_bytes: int | None
    created_at: datetime
    modified_at: datetime | None
    mirror: str = ""
    mirrored_at: datetime | None = None
    gone_at: datetime | None = None


@dataclass(frozen=True)
class SourceView:
    """The catalogue that a dataset was gathered from, and where the dataset stands there."""

    name: str
    url: str
    remote_id: str
    uri: str
    landing_page: str


@dataclass(frozen=True)
class DatasetView:
    """A published dataset with its record, its publisher, its tables and its files elsewhere."""

    id: str
    slug: str
    created_at: datetime
    published_at: datetime
    modified_at: datetime
    publisher: PublisherView
    record: Record
    distributions: tuple[DistributionView, ...] = ()
    links: tuple[LinkView, ...] = ()
    source: SourceView | None = None


@dataclass(frozen=True)
class DeclaredView:
    """A table that its agency announced and nobody else sees, with the file that came for it if any."""

    id: str
    position: int
    title_th: str
    address: str = ""
    source_format: str = ""
    file_name: str = ""
    size_bytes: int | None = None
    sha256: str = ""
    received_at: datetime | None = None
    extras: dict[str, Any] = field(default_factory=dict)


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

    def identity(self, kind: str, id: str) -> str:
        """What a thing (`dataset`, `agency`) is called for good; it leads to its page."""
        return f"{self.base}/id/{kind}/{id}"

    def upload(self, dataset: str, resource: str, name: str) -> str:
        """Where CKAN's clients look for a file that they uploaded."""
        return f"{self.base}/dataset/{dataset}/resource/{resource}/download/{quote(name)}"

    def download(self, dataset: str, distribution: str, form: str) -> str:
        """The current table of a distribution as a file of this form."""
        return f"{self.base}/datasets/{dataset}/{distribution}.{form}"

    def copy(self, dataset: str, distribution: str) -> str:
        """The file elsewhere that a table was read from, as it was copied."""
        return f"{self.base}/datasets/{dataset}/{distribution}/original"


def describe_view(dataset: DatasetView, base_url: str) -> Description:
    """The description of a published dataset: each form in which a table can be had is a file."""
    addresses, record = Addresses(base_url), dataset.record
    page = addresses.dataset(dataset.slug)
    licence = _licence(record)
    return Description(
        identifier=dataset.id,
        uri=addresses.identity("dataset", dataset.id),
        record=record,
        titles=_words(record.title_th, record.title_en),
        descriptions=_words(record.description_th, record.description_en),
        keywords=_keywords(record.tags),
        publisher=describe_publisher(dataset.publisher, base_url),
        contacts=_contacts(record),
        resources=tuple(
            resource
            for one in dataset.distributions
            for resource in _resources(dataset, one, addresses, licence)
        ),
        themes=_listed("themes", record.theme),
        types=_listed("data_types", record.data_type),
        languages=tuple(filter(None, (_language(code) for code in record.language))),
        places=_places(record),
        periods=_periods(record),
        issued=_moment(dataset.published_at),
        modified=_moment(dataset.modified_at),
        frequency=often_told(record),
        landing_pages=(page,),
        pages=(record.url,) if record.url and record.url != page else (),
        licence=licence,
        access_rights=_OPEN,
        provenances=_statement(record.data_source),
        version=_version(dataset),
        entry=Entry(issued=_moment(dataset.created_at), modified=_moment(dataset.modified_at)),
    )


def describe_gathered(dataset: DatasetView, told: Description, base_url: str) -> Description:
    """The description of a dataset that was gathered: as its source told it, under the name that it
    has here; what it is called there stands beside."""
    addresses, source = Addresses(base_url), dataset.source
    page = addresses.dataset(dataset.slug)
    there = (Concept(notation=source.remote_id),) if source else ()
    return replace(
        told,
        identifier=dataset.id,
        uri=addresses.identity("dataset", dataset.id),
        record=dataset.record,
        publisher=told.publisher or describe_publisher(dataset.publisher, base_url),
        resources=(*told.resources, *_copies(dataset, told, addresses)),
        landing_pages=told.landing_pages or (page,),
        pages=tuple(dict.fromkeys((*told.pages, page))),
        access_rights=told.access_rights or _OPEN,
        other_identifiers=(
            *told.other_identifiers,
            *(one for one in there if one not in told.other_identifiers),
        ),
        sources=tuple(dict.fromkeys((*((told.uri,) if told.uri else ()), *told.sources))),
        entry=Entry(
            issued=_moment(dataset.created_at),
            modified=_moment(dataset.modified_at),
            source=source.url if source else "",
        ),
    )


def extent_of_record(record: Record) -> Extent:
    """Where and when a dataset of this centre is about."""
    return extent(_places(record), _periods(record))


def describe_publisher(publisher: PublisherView, base_url: str) -> Agent:
    """An agency as other catalogues are told of it."""
    addresses = Addresses(base_url)
    return Agent(
        names=_words(publisher.name_th, publisher.name_en),
        uri=addresses.identity("agency", publisher.id),
        kind="organization",
        homepage=publisher.website or addresses.agency(publisher.slug),
    )


def describe_catalogue(
    base_url: str, *, titles: Words, descriptions: Words, modified: datetime | None
) -> Description:
    """The centre's catalogue itself, published by the centre."""
    return Description(
        uri=f"{base_url}/catalog",
        kind="catalogue",
        titles=titles,
        descriptions=descriptions,
        publisher=Agent(names=titles, uri=base_url, kind="organization", homepage=base_url),
        homepage=base_url,
        languages=(codes.authority("language", "THA"), codes.authority("language", "ENG")),
        modified=_moment(modified) if modified else "",
        places=(_country(),),
        taxonomies=(
            Concept(
                "http://publications.europa.eu/resource/authority/data-theme",
                {"en": "Data themes of the European Union"},
            ),
        ),
    )


def _resources(
    dataset: DatasetView, distribution: DistributionView, addresses: Addresses, licence: str
) -> list[Resource]:
    """A table in every form in which it can be had."""
    columns = tuple(_column(column) for column in distribution.columns)
    return [
        Resource(
            identifier=f"{distribution.id}.{form}",
            uri=f"{addresses.identity('distribution', distribution.id)}#{form}",
            titles=_words(distribution.title_th, distribution.title_en),
            access_urls=(addresses.dataset(dataset.slug),),
            download_urls=(addresses.download(dataset.slug, distribution.slug, form),),
            format=_FORMATS[form],
            media_type=media_type,
            size_bytes=distribution.files[form].size_bytes if form in distribution.files else None,
            checksum=_checksum(distribution.files.get(form)),
            licence=licence,
            rights=_rights(dataset.record),
            issued=_moment(distribution.created_at),
            modified=_moment(distribution.released_at),
            columns=columns,
        )
        for form, media_type in MEDIA_TYPES.items()
    ]


def _copies(dataset: DatasetView, told: Description, addresses: Addresses) -> Iterator[Resource]:
    """Files elsewhere as they were copied, each beside the file that it is a copy of."""
    originals = {url: one for one in told.resources for url in one.download_urls}
    seen: set[str] = set()  # a workbook is the copy of several tables
    for table in dataset.distributions:
        if table.copy is None or table.mirrored_from in seen:
            continue
        seen.add(table.mirrored_from)
        like = originals.get(table.mirrored_from, Resource())
        identity = addresses.identity("distribution", table.id)
        yield replace(
            like,
            identifier=table.id,
            uri=f"{identity}#copy",
            titles=_words(table.title_th, table.title_en) or like.titles,
            access_urls=(addresses.dataset(dataset.slug),),
            download_urls=(addresses.copy(dataset.slug, table.slug),),
            media_type=table.copy.media_type or like.media_type,
            size_bytes=table.copy.size_bytes,
            checksum=_checksum(table.copy),
            issued=_moment(table.created_at),
            modified=_moment(table.released_at),
            extras={},
        )


def _checksum(file: FileView | None) -> Checksum | None:
    return Checksum("sha256", file.sha256) if file and file.sha256 else None


def _version(dataset: DatasetView) -> str:
    """How many releases of its tables there were: it grows with each, whichever table it is of."""
    n_releases = sum(one.number for one in dataset.distributions)
    return str(n_releases) if n_releases else ""


def _column(told: dict[str, Any]) -> Column:
    return Column(
        name=told["name"],
        labels=_words(told.get("label_th", ""), told.get("label_en", "")),
        descriptions=_words(told.get("description_th", ""), told.get("description_en", "")),
        type=told.get("type", ""),
        unit=told.get("unit", "") or "",
    )


def _words(thai: str, english: str) -> Words:
    return {language: text for language, text in (("th", thai), ("en", english)) if text}


def _keywords(tags: Iterable[str]) -> dict[str, list[str]]:
    """Keywords with Thai letters are Thai; of others the language is not known."""
    found: dict[str, list[str]] = {}
    for tag in tags:
        found.setdefault("th" if _THAI.search(tag) else "", []).append(tag)
    return found


def _contacts(record: Record) -> tuple[Agent, ...]:
    if not record.maintainer and not record.maintainer_email:
        return ()
    names = _words(record.maintainer, "")
    return (Agent(names=names, kind="organization", email=record.maintainer_email),)


def _licence(record: Record) -> str:
    """The address of a licence; its name, or the words of another one, where it has none."""
    found = codes.find("licences", record.licence)
    if found is None or found.is_unknown:
        return ""
    return record.licence_other if found.is_other else (found.url or found.ckan)


def _rights(record: Record) -> tuple[Concept, ...]:
    """What people may do, in few words."""
    found = codes.find("licences", record.licence)
    if found is None or not found.allows_th:
        return ()
    return (Concept(labels=_words(found.allows_th, found.allows_en)),)


def _listed(name: str, code: str) -> tuple[Concept, ...]:
    """A value of a code list, with the address of its European equal."""
    found = codes.find(name, code)
    if found is None or found.is_unknown or found.is_other:
        return ()
    return (Concept(codes.european(name, code), _words(found.th, found.en)),)


def _language(code: str) -> str:
    found = codes.find("languages", code)
    if found is None or found.is_unknown or found.is_other:
        return ""
    return codes.european("languages", code) or code


def _country() -> Place:
    told, extent = national("country.yaml"), national("extent.yaml")
    (south, north), (west, east) = extent["latitude"], extent["longitude"]
    return Place(
        codes.authority("country", told["eu"]),
        _words(told["th"], told["en"]),
        bbox=(west, south, east, north),
    )


def _places(record: Record) -> tuple[Place, ...]:
    """The country, where the data is about it or its parts."""
    found = codes.find("geo_coverages", record.geo_coverage)
    return (_country(),) if found and found.is_in_country else ()


def _periods(record: Record) -> tuple[Period, ...]:
    period = Period(record.period_start, record.period_end)
    return (period,) if period != Period() else ()


def often_told(record: Record) -> str:
    """How often a record says that its data changes: the European code, else a repeating duration,
    else its own words."""
    unit, interval = record.frequency_unit, record.frequency_interval
    duration = often.duration(unit, interval)
    told = record.frequency_unit_other or often.european(unit, interval)
    return told or (f"R/{duration}" if duration else "")


def _statement(text: str) -> tuple[Concept, ...]:
    return (Concept(labels=_words(text, "")),) if text else ()


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
