"""Kinds of sources, one module each, found by name.

A kind has `recognise(document)`, `pages(fetch, url, options=, since=, cursor=)`, `PROBES`: where
below a site's address such a catalogue answers, and `HAS_CHANGES`: whether it may be asked for what
changed alone, since a moment or, where it `HAS_BOOKMARK`, since the place that the last run came to;
what such a catalogue calls its records never changes. Where a source cannot tell, its pages say that
they hold all. To add a kind, add its name to KINDS and one module.
"""

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from typing import Any, Protocol, cast
from urllib.parse import unquote, urljoin

from odms.errors import Invalid, Refused, Unreadable
from odms.harvest.fetching import Document, Fetch
from odms.harvest.page import Cursor, Page

# in the order in which they are looked for: whatever says most of itself first
KINDS = (
    *("odms", "dkan", "ckan", "csw", "ogc-records", "opendatasoft", "socrata", "data-json", "dcat"),
    *("sitemap", "csv-list"),
)

DEFAULT_SCHEDULE = "nightly"

_ANY = "application/json, text/turtle, application/ld+json, application/rdf+xml, */*;q=0.5"


class Kind(Protocol):
    """The module of a kind."""

    PROBES: tuple[str, ...]
    HAS_CHANGES: bool
    recognise: Callable[[Document], bool]

    def pages(
        self, fetch: Fetch, url: str, *, options: Mapping[str, Any], since: str, cursor: Cursor
    ) -> Iterator[Page]:
        """The pages of a source, from a cursor on."""
        ...


def load(name: str) -> Kind:
    """The module of a kind. Raises Invalid for one that is not known."""
    if name not in KINDS:
        raise Invalid("harvest.unknown_kind", item="kind", kind=name, known=", ".join(KINDS))
    return cast("Kind", import_module(f"{__name__}.{name.replace('-', '_')}"))


def has_bookmark(name: str) -> bool:
    """Whether sources of a kind are read on from where the last run came to."""
    return bool(getattr(load(name), "HAS_BOOKMARK", False))


def schedule_of(name: str) -> str:
    """How often sources of a kind are read where nobody says else."""
    return str(getattr(load(name), "SCHEDULE", DEFAULT_SCHEDULE))


def find(fetch: Fetch, url: str) -> tuple[str, str]:
    """The kind of the catalogue at an address, and its own address.

    What stands at the address decides; a page for people is followed to the places below it where
    catalogues answer. Raises Unreadable where there is none, and what fetching the address raises.
    """
    missing: Refused | None = None
    document: Document | None = None
    try:
        document = fetch.get(url, accept=_ANY)
        if not (document.is_page and not fetch.is_file) and (name := recognise(document)):
            return name, url
    except Refused as refused:
        if "status" not in refused.facts:  # nobody answers there, or nobody may be asked
            raise
        missing = refused
    if not fetch.is_file and (found := _below(fetch, url)):
        return found
    if document is not None and (name := recognise(document)):
        return name, url  # a page that itself tells of datasets
    if fetch.is_file:
        name = unquote(url).rpartition("/")[2]
        raise Unreadable("harvest.no_catalogue_in_file", name=name, known=", ".join(KINDS))
    raise missing or Unreadable("harvest.no_catalogue", url=url)


def _below(fetch: Fetch, url: str) -> tuple[str, str] | None:
    """The kind and the address of the first catalogue that answers below a site's address."""
    for name in KINDS:
        for probe in load(name).PROBES:
            address = urljoin(url.rstrip("/") + "/", probe)
            try:
                if load(name).recognise(fetch.get(address)):
                    return name, address
            except Refused:
                continue
    return None


def recognise(document: Document) -> str:
    """The kind of a document, by its content; empty where it is none that is known."""
    return next((name for name in KINDS if load(name).recognise(document)), "")
