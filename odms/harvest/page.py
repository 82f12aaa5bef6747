"""A page of a remote catalogue: records as told, where to go on, what the source says is gone. Pure."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from odms.catalogue.rules import GONE_AT_SOURCE, STRAIGHT, Provenance
from odms.errors import Refused
from odms.harvest.fetching import Document, Fetch
from odms.standards.reading import Reading

MAX_PAGES = 20_000
MAX_IDLE_PAGES = 3

Cursor = dict[str, Any]


@dataclass(frozen=True)
class Raw:
    """A record as its source tells it, not read yet: one that is known as it is need not be.

    `name` is what the source calls it, `told` all that it says, for comparing; `provenance` is by
    which centres it came there.
    """

    name: str
    told: bytes
    read: Callable[[], Reading]
    provenance: Provenance = STRAIGHT


@dataclass(frozen=True)
class Gone:
    """A record that the source itself says is no more, and why, where it says so; `code` is one of
    `catalogue.rules.WITHDRAWAL_CODES`."""

    name: str
    reason: str = ""
    code: str = GONE_AT_SOURCE


@dataclass(frozen=True)
class Destroyed:
    """A record of whose files its source destroyed some, for personal data in them: copies that are
    older go too, whether it is still public or not. `sequence` tells one destruction from the next."""

    name: str
    sequence: int


@dataclass
class Page:
    """One page. `reading` is what was read of it as a whole; `cursor` is where the next begins.

    `lists_all` says that the pages hold everything, though what changed alone was asked for.
    """

    cursor: Cursor
    reading: Reading = field(default_factory=Reading)
    raws: list[Raw] = field(default_factory=list)
    gone: list[Gone] = field(default_factory=list)
    destroyed: list[Destroyed] = field(default_factory=list)
    is_last: bool = False
    lists_all: bool = False


def walk(
    fetch: Fetch,
    first: str,
    read: Callable[[Document], Reading],
    *,
    cursor: Cursor,
    accept: str = "",
    begun: Document | None = None,
) -> Iterator[Page]:
    """The pages of a catalogue in which each names the next, itself or in the head of its answer.

    It ends at an address that was asked before, after pages with nothing new, and at MAX_PAGES;
    unless all that the catalogue counts was there, the last page then says that the listing is not
    complete. So does a file's that names a next. `begun` is the first page, where it is there already.
    """
    url, names = cursor.get("url", first), set[str]()
    asked, n_idle = {url}, 0
    while True:
        document, begun = begun or fetch.get(url, accept=accept), None
        reading = read(document)
        found = {one.identifier for one in reading.descriptions}
        n_idle = 0 if found - names else n_idle + 1
        names |= found
        following = _following(document, reading, asked)
        why = _end(following, asked, n_idle, is_file=fetch.is_file) if following else ""
        if why and (reading.n_total is None or len(names) < reading.n_total):
            reading.trouble(why, url=following)
            reading.is_complete = False
        is_last = not following or bool(why)
        place = {} if is_last else {"url": following}
        yield Page(cursor=place, reading=reading, is_last=is_last)
        if is_last:
            return
        url = following
        asked.add(url)


def count_off(
    fetch: Fetch,
    address: str,
    read: Callable[[Document], Reading],
    *,
    cursor: Cursor,
    rows: int,
    accept: str = "application/json",
) -> Iterator[Page]:
    """The pages of a catalogue that are asked for by number: `address` takes `start` and `rows`.

    It ends at a page that is not full, at the count that the catalogue tells, and after pages with
    nothing new; a listing that falls short of its count, or repeats itself, is not complete. A
    file is one page.
    """
    start, names, n_idle = int(cursor.get("start", 0)), set[str](), 0
    is_whole = not start
    while True:
        url = address if fetch.is_file else address.format(start=start, rows=rows)
        reading = read(fetch.get(url, accept=accept))
        found = {one.identifier for one in reading.descriptions}
        n = len(found) + sum(one.is_left_out for one in reading.troubles)
        n_idle = 0 if found - names else n_idle + 1
        names |= found
        start += rows if n >= rows else n
        total = reading.n_total
        is_last = not n or fetch.is_file or (start >= total if total is not None else n < rows)
        if n and n_idle >= (1 if is_last else MAX_IDLE_PAGES):
            reading.trouble("harvest.paging_loops", url=url)
            reading.is_complete, is_last = False, True
        elif is_last and is_whole and total is not None and start < total:
            code = "harvest.beyond_the_file" if fetch.is_file else "harvest.listing_short"
            reading.trouble(code, url=url, n=start, total=total)
            reading.is_complete = False
        yield Page(cursor={} if is_last else {"start": start}, reading=reading, is_last=is_last)
        if is_last:
            return


def may_be_smaller(refused: Refused) -> bool:
    """Whether a smaller page may be given where this one was not."""
    if refused.code in ("outward.too_slow", "outward.too_large", "harvest.not_an_answer"):
        return True
    status = refused.facts.get("status")
    return isinstance(status, int) and status >= 500


def _following(document: Document, reading: Reading, asked: set[str]) -> str:
    """The next page: one that was not asked yet, if there is any."""
    named = [*reading.next_pages, document.links.get("next", "")]
    pages = [url for url in named if url]
    return next((url for url in pages if url not in asked), next(iter(pages), ""))


def _end(following: str, asked: set[str], n_idle: int, *, is_file: bool) -> str:
    """Why a page that is named is not asked for; empty where it is."""
    if is_file:
        return "harvest.beyond_the_file"
    is_loop = following in asked or n_idle >= MAX_IDLE_PAGES or len(asked) >= MAX_PAGES
    return "harvest.paging_loops" if is_loop else ""
