"""OGC API Records: the items of a collection, each page naming the next.

What changed is asked for by a filter (CQL2), where the service says that it takes filters: the
parameter `datetime` asks what time the data is about, and not when a record changed.
"""

import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any
from urllib.parse import urlencode, urljoin

from odms.errors import Refused, Unreadable
from odms.harvest.fetching import Document, Fetch
from odms.harvest.kinds.dcat import read, recognised
from odms.harvest.page import Cursor, Page, walk

PROBES = ("collections?f=json", "ogcapi/collections?f=json")
HAS_CHANGES = True

ACCEPT = "application/geo+json, application/json;q=0.9"
ROWS = 100

_COLLECTIONS = "/collections"
# both classes are needed: filters on features, and their language
_FILTERS = re.compile(r"ogcapi-features-3/[\d.]+/conf/(features-)?filter$")
_LANGUAGES = re.compile(r"/cql2/[\d.]+/conf/cql2-text$|ogcapi-features-3/[\d.]+/conf/cql2-text$")


def recognise(document: Document) -> bool:
    """Whether a document is a page of records, or leads to one."""
    value = document.value
    if isinstance(value, dict) and ("collections" in value or "itemType" in value):
        return bool(_items(document))
    return recognised(document) == "ogc-records"


def pages(
    fetch: Fetch, url: str, *, options: Mapping[str, Any], since: str, cursor: Cursor
) -> Iterator[Page]:
    """The records of a collection, or of a file; of one that takes filters those that changed."""
    first, is_filtered = url, False
    if not fetch.is_file and not cursor:
        first = _first(fetch, url)
        if since and (filtered := _filtered(fetch, first, since)):
            first, is_filtered = filtered, True
    elif since:
        is_filtered = "filter=" in str(cursor.get("url", ""))
    for page in walk(fetch, first, partial(read, "ogc-records"), cursor=cursor, accept=ACCEPT):
        page.lists_all = not is_filtered
        yield page


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


def _filtered(fetch: Fetch, items: str, since: str) -> str:
    """The page of items that changed since a moment; empty where the service takes no such filter."""
    root, found, _ = items.partition(_COLLECTIONS)
    if not found:
        return ""
    asked = {"filter": f"updated >= TIMESTAMP('{since}')", "filter-lang": "cql2-text"}
    page = items + ("&" if "?" in items else "?") + urlencode(asked)
    try:
        value = fetch.get(f"{root}/conformance?f=json", accept="application/json").value
        told = value.get("conformsTo") if isinstance(value, dict) else None
        classes = [str(one) for one in told] if isinstance(told, list) else []
        if not all(any(kind.search(one) for one in classes) for kind in (_FILTERS, _LANGUAGES)):
            return ""
        fetch.get(page, accept=ACCEPT)  # some say so and know no `updated`
    except Refused:
        return ""
    return page


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
