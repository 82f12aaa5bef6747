"""Opendatasoft's portals by their explore API: pages by number, as many as the portal counts."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from odms.harvest.fetching import Document, Fetch
from odms.harvest.kinds.dcat import read, recognised
from odms.harvest.page import Cursor, Page, count_off

PROBES = ("api/explore/v2.1/catalog/datasets?limit=1", "api/v2/catalog/datasets?rows=1")
HAS_CHANGES = False

ROWS = 100  # the portal gives no more
_API = "/api/explore/v2.1/catalog/datasets"


def recognise(document: Document) -> bool:
    """Whether a document is an answer of the explore API."""
    return recognised(document) == "opendatasoft"


def pages(
    fetch: Fetch, url: str, *, options: Mapping[str, Any], since: str, cursor: Cursor
) -> Iterator[Page]:
    """The datasets of a portal, or of a file."""
    parts = urlsplit(url)
    root = urlunsplit((parts.scheme, parts.netloc, _API, "", ""))
    return count_off(
        fetch,
        url if fetch.is_file else root + "?order_by=dataset_id&limit={rows}&offset={start}",
        partial(read, "opendatasoft"),
        cursor=cursor,
        rows=ROWS,
    )
