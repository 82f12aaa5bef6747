"""Sites whose pages tell of datasets in schema.org: found by their sitemap, read page by page.

`robots.txt` is kept to. A run for what changed reads the pages whose `lastmod` is later, and those
that tell none. A page, or a document of JSON-LD, may also stand alone.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

from odms.errors import Absent, Refused, Unreadable
from odms.harvest.fetching import Document, Fetch
from odms.harvest.kinds.dcat import read, recognised
from odms.harvest.page import Cursor, Page
from odms.outward.fetch import USER_AGENT
from odms.standards.reading import Reading, text_of
from odms.standards.xml_reading import name_of, tree_of

PROBES = ("sitemap.xml",)
HAS_CHANGES = True

MAX_URLS = 50_000
MAX_SITEMAPS = 500
AT_ONCE = 25
_ALONE = ("schema-org", "croissant")
_LIST = re.compile(rb"<([\w.-]+:)?(urlset|sitemapindex)[\s>]")
_MAX_DELAY_S = 10.0
# what a page says that is none any more
_NO_MORE = (404, 410)


@dataclass(frozen=True)
class _Listed:
    """A page of a sitemap, and when it changed last, as told."""

    url: str
    changed: str = ""


def recognise(document: Document) -> bool:
    """Whether a document is a sitemap, or tells of datasets in schema.org."""
    return bool(_LIST.search(document.body[:4_096])) or recognised(document) in _ALONE


def pages(
    fetch: Fetch, url: str, *, options: Mapping[str, Any], since: str, cursor: Cursor
) -> Iterator[Page]:
    """The datasets of the pages of a site, or of one page."""
    document = fetch.get(url)
    if not _LIST.search(document.body[:4_096]):
        kind = recognised(document) or "schema-org"
        yield Page(cursor={}, reading=read(kind, document), is_last=True)
        return
    if fetch.is_file:
        raise Absent("harvest.beyond_the_file", url=url)
    rules = _robots(fetch, url)
    listed = [
        one
        for one in _listed(fetch, document)
        if _is_of(url, one.url) and rules.can_fetch(USER_AGENT, one.url)
    ]
    changed = [one for one in listed if not since or not one.changed or one.changed >= since[:10]]
    yield from _read_all(fetch, changed, int(cursor.get("place", 0)))


def _read_all(fetch: Fetch, listed: list[_Listed], place: int) -> Iterator[Page]:
    while True:
        some = listed[place : place + AT_ONCE]
        reading = Reading(n_total=None)
        for one in some:
            _read_page(fetch, one.url, reading)
        place += len(some)
        is_last = place >= len(listed)
        yield Page(cursor={} if is_last else {"place": place}, reading=reading, is_last=is_last)
        if is_last:
            return


def _read_page(fetch: Fetch, url: str, reading: Reading) -> None:
    """Add what a page tells; one that tells of no dataset, or is no more, says nothing."""
    try:
        document = fetch.get(url, accept="text/html, application/ld+json;q=0.9")
        kind = recognised(document)
        if kind not in _ALONE:
            return
        found = read(str(kind), document)
    except Refused as refused:
        if refused.code == "standards.read.no_schema_org":
            return
        if refused.facts.get("status") not in _NO_MORE:
            reading.trouble("harvest.page_not_read", url, left_out=True)
            reading.is_complete = False
        return
    for description in found.descriptions:
        reading.add(description)
    reading.troubles += found.troubles


def _listed(fetch: Fetch, document: Document) -> list[_Listed]:
    """The pages of a sitemap and of those that it names, each once. Raises what they refuse."""
    found: dict[str, _Listed] = {}
    waiting, asked = [document], {document.url}
    while waiting:
        current = waiting.pop(0)
        root = tree_of(text_of(current.body, Reading(), current.content_type))
        for entry in root:
            url, changed = _told(entry, "loc"), _told(entry, "lastmod")
            address = urljoin(current.url, url)
            if name_of(entry) == "url" and url and len(found) < MAX_URLS:
                found.setdefault(address, _Listed(address, changed))
            elif name_of(entry) == "sitemap" and url and address not in asked:
                asked.add(address)
                if len(asked) > MAX_SITEMAPS:
                    raise Unreadable("harvest.paging_loops", url=address)
                waiting.append(fetch.get(address))
    return list(found.values())


def _told(entry: ElementTree.Element, name: str) -> str:
    texts = ((part.text or "").strip() for part in entry if name_of(part) == name)
    return next(texts, "")


def _is_of(site: str, url: str) -> bool:
    """Whether a page is of the same site: a sitemap speaks for its own host."""
    return urlsplit(url).netloc == urlsplit(site).netloc


def _robots(fetch: Fetch, url: str) -> RobotFileParser:
    """What the site's `robots.txt` allows; all where it has none."""
    rules = RobotFileParser()
    try:
        told = fetch.get(urljoin(url, "/robots.txt")).body
    except Refused:
        told = b""
    rules.parse(told[: 512 << 10].decode("utf-8", "replace").splitlines())
    if delay := rules.crawl_delay(USER_AGENT):
        fetch.spare(url, min(float(delay), _MAX_DELAY_S))
    return rules
