"""Links in the head of an answer that lead machines to the parts of a dataset (FAIR Signposting)."""

from typing import Any

from django.conf import settings

from odms.catalogue import queries as catalogue
from odms.standards import codes
from odms.standards.view import MEDIA_TYPES, Addresses


def links(dataset: Any, table: Any) -> str:
    """The `Link` header of a published dataset's page; `table` may be None."""
    addresses = Addresses(settings.CENTRE_URL)
    licence = codes.find("licences", dataset.licence)
    found = [
        (addresses.dataset(dataset.slug), "cite-as", ""),
        ("https://schema.org/Dataset", "type", ""),
        (f"{addresses.base}/api/v1/datasets/{dataset.slug}", "describedby", "application/json"),
        (addresses.agency(dataset.agency.slug), "author", ""),
    ]
    if licence and licence.url:
        found.append((licence.url, "license", ""))
    if table:
        if catalogue.list_schemas(table):
            metadata = f"{addresses.dataset(dataset.slug)}/{table.slug}/csv-metadata.json"
            found.append((metadata, "describedby", "application/csvm+json"))
        found += [
            (addresses.download(dataset.slug, table.slug, form), "item", media)
            for form, media in MEDIA_TYPES.items()
        ]
    return ", ".join(_link(*parts) for parts in found)


def _link(address: str, relation: str, media_type: str) -> str:
    return f'<{address}>; rel="{relation}"' + (f'; type="{media_type}"' if media_type else "")
