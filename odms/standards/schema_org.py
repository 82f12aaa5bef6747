"""A record as search engines read it: schema.org's Dataset in JSON-LD, for the dataset's page."""

from typing import Any

from odms.standards import codes
from odms.standards.view import (
    MEDIA_TYPES,
    Addresses,
    DatasetView,
    DistributionView,
    PublisherView,
)

# search engines read no more, and a page should stay small
_MOST_VARIABLES = 50


def to_dataset(
    dataset: DatasetView, *, base_url: str, catalogue_name: str, language: str = "th"
) -> dict[str, Any]:
    """The JSON-LD of a published dataset, its words in `language` where there are any."""
    addresses, record = Addresses(base_url), dataset.record
    titles = (record.title_th, record.title_en)
    name, other = titles if language == "th" or not record.title_en else titles[::-1]
    told = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": addresses.dataset(dataset.slug),
        "name": name,
        "alternateName": other,
        "description": _description(dataset, language),
        "url": addresses.dataset(dataset.slug),
        "identifier": dataset.id,
        "keywords": record.tags,
        "license": _licence(record.licence),
        "isAccessibleForFree": True,
        "inLanguage": record.language,
        "creator": _organization(dataset.publisher, addresses),
        "publisher": _organization(dataset.publisher, addresses),
        "datePublished": dataset.published_at.isoformat(),
        "dateModified": dataset.modified_at.isoformat(),
        "temporalCoverage": _period(record.period_start, record.period_end),
        "spatialCoverage": codes.label("geo_coverages", record.geo_coverage, language),
        "variableMeasured": _variables(dataset, language),
        "includedInDataCatalog": {"@type": "DataCatalog", "name": catalogue_name, "url": base_url},
        "distribution": [
            _download(dataset, one, form, addresses)
            for one in dataset.distributions
            for form in MEDIA_TYPES
        ],
    }
    return {key: value for key, value in told.items() if value not in ("", [], None)}


def _description(dataset: DatasetView, language: str) -> str:
    record = dataset.record
    thai, english = record.description_th, record.description_en
    return (english or thai) if language == "en" else (thai or english)


def _licence(code: str) -> str:
    licence = codes.find("licences", code)
    return (licence.url or licence.ckan) if licence else ""


def _organization(publisher: PublisherView, addresses: Addresses) -> dict[str, Any]:
    return {
        "@type": "Organization",
        "name": publisher.name_th,
        "alternateName": publisher.name_en,
        "url": publisher.website or addresses.agency(publisher.slug),
    }


def _period(start: str, end: str) -> str:
    """ISO 8601; two dots where one side is open."""
    return f"{start or '..'}/{end or '..'}" if start or end else ""


def _variables(dataset: DatasetView, language: str) -> list[dict[str, Any]]:
    columns = [column for one in dataset.distributions for column in one.columns]
    return [
        {
            "@type": "PropertyValue",
            "name": column["name"],
            "description": column[f"label_{language}"] or column["label_th"] or column["name"],
            **({"unitText": column["unit"]} if column["unit"] else {}),
        }
        for column in columns[:_MOST_VARIABLES]
    ]


def _download(
    dataset: DatasetView, distribution: DistributionView, form: str, addresses: Addresses
) -> dict[str, Any]:
    return {
        "@type": "DataDownload",
        "name": distribution.title_th,
        "encodingFormat": MEDIA_TYPES[form],
        "contentUrl": addresses.download(dataset.slug, distribution.slug, form),
        "dateModified": distribution.released_at.isoformat(),
    }
