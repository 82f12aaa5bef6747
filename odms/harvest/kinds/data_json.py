"""data.json of DCAT-US: a whole catalogue in one document."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from odms.harvest.fetching import Document, Fetch
from odms.harvest.kinds.dcat import read, recognised
from odms.harvest.page import Cursor, Page, walk

PROBES = ("data.json",)
HAS_CHANGES = False


def recognise(document: Document) -> bool:
    """Whether a document is a data.json."""
    return recognised(document) == "data-json"


def pages(
    fetch: Fetch, url: str, *, options: Mapping[str, Any], since: str, cursor: Cursor
) -> Iterator[Page]:
    """The catalogue, which is one page."""
    return walk(fetch, url, partial(read, "data-json"), cursor=cursor, accept="application/json")
