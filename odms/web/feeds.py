"""Atom: what is new, for readers of feeds. Source: RFC 4287."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree import ElementTree

MEDIA_TYPE = "application/atom+xml"
_SPACE = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True)
class Entry:
    """One thing in a feed: what it is called for good, where it is, and when it changed."""

    id: str
    title: str
    url: str
    summary: str
    author: str
    updated: datetime
    published: datetime | None = None
    subject: str = ""


@dataclass(frozen=True)
class Feed:
    """A feed at its own address, and the page that shows the same to people."""

    url: str
    page: str
    title: str
    author: str
    entries: tuple[Entry, ...]


def as_atom(feed: Feed) -> bytes:
    """The feed in XML. One without entries was last changed when time began."""
    root = ElementTree.Element("feed", {"xmlns": _SPACE})
    _put(root, "id", feed.url)
    _put(root, "title", feed.title)
    _link(root, feed.url, "self", MEDIA_TYPE)
    _link(root, feed.page, "alternate", "text/html")
    _put(root, "updated", _moment(_latest(feed.entries)))
    _put(ElementTree.SubElement(root, "author"), "name", feed.author)
    for entry in feed.entries:
        _add(root, entry)
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(root, "utf-8")


def _add(root: ElementTree.Element, entry: Entry) -> None:
    told = ElementTree.SubElement(root, "entry")
    _put(told, "id", entry.id)
    _put(told, "title", entry.title)
    _link(told, entry.url, "alternate", "text/html")
    _put(told, "updated", _moment(entry.updated))
    if entry.published:
        _put(told, "published", _moment(entry.published))
    _put(ElementTree.SubElement(told, "author"), "name", entry.author)
    if entry.subject:
        ElementTree.SubElement(told, "category", {"term": entry.subject})
    if entry.summary:
        _put(told, "summary", entry.summary)


def _put(parent: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(parent, name).text = "".join(
        one for one in text if one in "\t\n" or one >= " "
    )


def _link(parent: ElementTree.Element, href: str, rel: str, media_type: str) -> None:
    ElementTree.SubElement(parent, "link", {"href": href, "rel": rel, "type": media_type})


def _latest(entries: Iterable[Entry]) -> datetime:
    return max((entry.updated for entry in entries), default=datetime(1970, 1, 1, tzinfo=UTC))


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
