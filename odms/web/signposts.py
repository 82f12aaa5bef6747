"""Links that lead machines to the parts of a dataset: in the head of an answer (FAIR Signposting), and
as a document of their own (RFC 9264)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from odms.catalogue import queries as catalogue
from odms.standards import codes, rdf
from odms.standards.view import MEDIA_TYPES, Addresses


@dataclass(frozen=True)
class Link:
    """Where a link leads, how what is there relates to the dataset, and of what media type it is."""

    href: str
    rel: str
    type: str = ""


# heads of answers must stay small; of more files the set of links alone tells
_MOST_ITEMS = 30


def links(dataset: Any) -> str:
    """The `Link` header of a published dataset."""
    found = list(_links(dataset))
    if sum(link.rel == "item" for link in found) > _MOST_ITEMS:
        found = [link for link in found if link.rel != "item"]
    return ", ".join(_header(link) for link in found)


def linkset(dataset: Any) -> dict[str, Any]:
    """The links of a published dataset as a set of links in JSON."""
    told: dict[str, Any] = {"anchor": Addresses(settings.CENTRE_URL).dataset(dataset.slug)}
    for link in _links(dataset):
        target = {"href": link.href} | ({"type": link.type} if link.type else {})
        told.setdefault(link.rel, []).append(target)
    return {"linkset": [told]}


def _links(dataset: Any) -> Iterator[Link]:
    addresses = Addresses(settings.CENTRE_URL)
    page = addresses.dataset(dataset.slug)
    yield Link(addresses.identity("dataset", dataset.id), "cite-as")
    yield Link("https://schema.org/Dataset", "type")
    for form, media_type in rdf.MEDIA_TYPES.items():
        yield Link(f"{page}.{form}", "describedby", media_type)
    yield Link(
        f"{addresses.base}/api/v1/datasets/{dataset.slug}", "describedby", "application/json"
    )
    yield Link(f"{page}/croissant.json", "describedby", "application/ld+json")
    yield Link(f"{page}/linkset.json", "linkset", "application/linkset+json")
    yield Link(f"{addresses.base}/catalog", "collection")
    yield Link(addresses.identity("agency", dataset.agency_id), "author")
    licence = codes.find("licences", dataset.licence)
    if licence and licence.url:
        yield Link(licence.url, "license")
    for table in catalogue.list_tables(dataset):
        if catalogue.list_schemas(table):
            metadata = f"{page}/{table.slug}/csv-metadata.json"
            yield Link(metadata, "describedby", "application/csvm+json")
        for form, media_type in MEDIA_TYPES.items():
            yield Link(addresses.download(dataset.slug, table.slug, form), "item", media_type)


def _header(link: Link) -> str:
    return f'<{link.href}>; rel="{link.rel}"' + (f'; type="{link.type}"' if link.type else "")
