"""Socrata's sites by the discovery API: what a site itself has, page by page."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any
from urllib.parse import parse_qs, urlsplit

from odms.harvest.fetching import Document, Fetch
from odms.harvest.kinds.dcat import read, recognised
from odms.harvest.page import Cursor, Page, count_off

PROBES = ("api/catalog/v1?limit=1",)
HAS_CHANGES = False

ROWS = 100


def recognise(document: Document) -> bool:
    """Whether a document is an answer of the discovery API, or a list of views."""
    return recognised(document) == "socrata"


def pages(
    fetch: Fetch, url: str, *, options: Mapping[str, Any], since: str, cursor: Cursor
) -> Iterator[Page]:
    """The datasets of a site, or of a file."""
    return count_off(
        fetch,
        url if fetch.is_file else _address(url),
        partial(read, "socrata"),
        cursor=cursor,
        rows=ROWS,
    )


def _address(url: str) -> str:
    """Pages of what a site has: the one that the address asks for, else the host's own."""
    parts = urlsplit(url)
    site = parse_qs(parts.query).get("domains", [parts.hostname or ""])[0]
    root = f"{parts.scheme}://{parts.netloc}/api/catalog/v1"
    return f"{root}?domains={site}&search_context={site}&order=dataset_id&limit={{rows}}&offset={{start}}"
