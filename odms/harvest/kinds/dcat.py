"""DCAT in any syntax of RDF, paged by Hydra or by the head of its answers."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from odms.harvest.fetching import Document, Fetch
from odms.harvest.page import Cursor, Page, walk
from odms.standards import readers
from odms.standards.reading import Reading

PROBES = ("catalog.ttl", "catalog.jsonld", "catalog.rdf", "catalog.xml", "dcat.rdf")
HAS_CHANGES = False

ACCEPT = "text/turtle, application/ld+json;q=0.9, application/rdf+xml;q=0.8, */*;q=0.1"
HEAD = 64 << 10


def recognise(document: Document) -> bool:
    """Whether a document is RDF that speaks of catalogues."""
    return recognised(document) == "dcat"


def pages(
    fetch: Fetch, url: str, *, options: Mapping[str, Any], since: str, cursor: Cursor
) -> Iterator[Page]:
    """The pages of a catalogue."""
    return walk(fetch, url, partial(read, "dcat"), cursor=cursor, accept=ACCEPT)


def recognised(document: Document) -> str | None:
    """The standard that a document is in."""
    return readers.recognise(document.body[:HEAD], document.content_type, document.url)


def read(kind: str, document: Document) -> Reading:
    """What a document of this standard holds. Raises Invalid."""
    return readers.read(kind, document.body, content_type=document.content_type, url=document.url)
