"""OGC API Records: the items of a collection, each page naming the next."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any
from urllib.parse import urljoin

from odms.errors import Unreadable
from odms.harvest.fetching import Document, Fetch
from odms.harvest.kinds.dcat import read, recognised
from odms.harvest.page import Cursor, Page, walk

PROBES = ("collections?f=json", "ogcapi/collections?f=json")
HAS_CHANGES = False

ACCEPT = "application/geo+json, application/json;q=0.9"
ROWS = 100


def recognise(document: Document) -> bool:
    """Whether a document is a page of records, or leads to one."""
    value = document.value
    if isinstance(value, dict) and ("collections" in value or "itemType" in value):
        return bool(_items(document))
    return recognised(document) == "ogc-records"


def pages(
    fetch: Fetch, url: str, *, options: Mapping[str, Any], since: str, cursor: Cursor
) -> Iterator[Page]:
    """The records of a collection, or of a file."""
    first = url
    if not fetch.is_file and not cursor:
        first = _first(fetch, url)
    return walk(fetch, first, partial(read, "ogc-records"), cursor=cursor, accept=ACCEPT)


def _first(fetch: Fetch, url: str) -> str:
    """The first page of items, from whichever page of the API was given."""
    document = fetch.get(url, accept=ACCEPT)
    value = document.value
    if isinstance(value, dict) and value.get("type") in ("FeatureCollection", "Feature"):
        return url
    if items := _items(document):
        mark = "&" if "?" in items else "?"
        return f"{items}{mark}limit={ROWS}"
    raise Unreadable("harvest.not_an_answer", url=url, why="")


def _items(document: Document) -> str:
    """The address of a collection's records: of this one, or of the first that has records."""
    value = document.value
    listed = value.get("collections") if isinstance(value, dict) else None
    found = listed if isinstance(listed, list) else [value]
    collections = [one for one in found if isinstance(one, dict)]
    records = [one for one in collections if one.get("itemType") in ("record", "catalog")]
    for one in records or (collections if not isinstance(listed, list) else []):
        for link in one.get("links") or ():
            if isinstance(link, dict) and link.get("rel") == "items" and link.get("href"):
                return urljoin(document.url, str(link["href"]))
    return ""
