"""data.json of DCAT-US: a whole catalogue in one document."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from odms.harvest.fetching import Document, Fetch
from odms.harvest.kinds.dcat import read, recognised
from odms.harvest.page import Cursor, Page, walk

PROBES = ("data.json",)
HAS_CHANGES = True

ACCEPT = "application/json"


def recognise(document: Document) -> bool:
    """Whether a document is a data.json."""
    return recognised(document) == "data-json"


def pages(
    fetch: Fetch, url: str, *, options: Mapping[str, Any], since: str, cursor: Cursor
) -> Iterator[Page]:
    """The catalogue, which is one page; nothing of it where it did not change since a moment."""
    begun, is_asked = None, bool(since) and not cursor and not fetch.is_file
    if is_asked:
        begun = fetch.get(url, accept=ACCEPT, since=since)
        if begun.is_unchanged:
            yield Page(cursor={}, is_last=True)
            return
    read_page = partial(read, "data-json")
    for page in walk(fetch, url, read_page, cursor=cursor, accept=ACCEPT, begun=begun):
        page.lists_all = is_asked
        yield page
