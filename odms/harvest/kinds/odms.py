"""Another centre of this house, by its feed of changes (`/api/v1/changes`).

The first run reads the feed from its beginning, where each dataset has one line with its description;
the following ones go on from the bookmark, and what did not change is not asked for. What was
withdrawn there is told with its reason, what was destroyed for personal data too. A bookmark that the
centre does not know any more, as after it was put back from a copy, has everything read anew.
"""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

import orjson

from odms.catalogue.rules import GONE_AT_SOURCE, PERSONAL_DATA, Provenance
from odms.errors import Invalid, Refused, Unreadable
from odms.harvest.cleaning import is_address, line
from odms.harvest.fetching import Document, Fetch
from odms.harvest.page import Cursor, Destroyed, Gone, Page, Raw, may_be_smaller
from odms.standards.description import in_language
from odms.standards.reading import Reading
from odms.standards.retold import read_description

PROBES = ("api/v1/changes",)
HAS_CHANGES = True
HAS_BOOKMARK = True
SCHEDULE = "5-minutes"

FORMAT = "odms-changes/"
# changes with their descriptions that are asked for at once: half a second of the other centre's time
ROWS = 200
BEGINNING = "0"
MAX_PATH = 20

_DOOR = "/api/v1/"
_GONE = 410


def recognise(document: Document) -> bool:
    """Whether a document is a page of the feed, or the front of the API that has one."""
    value = document.value
    if not isinstance(value, dict):
        return False
    is_front = str(value.get("changes", "")).endswith(f"{_DOOR}changes") and "openapi.json" in value
    return is_front or str(value.get("format", "")).startswith(FORMAT)


def pages(
    fetch: Fetch, url: str, *, options: Mapping[str, Any], since: str, cursor: Cursor
) -> Iterator[Page]:
    """The changes of a centre from a place on, or those of a file."""
    if fetch.is_file:
        page, has_more = _page(fetch.get(url), BEGINNING)
        page.reading.is_complete = not has_more
        yield page
        return
    yield from _Feed(fetch, changes_address(url)).pages(str(cursor.get("after") or BEGINNING))


class _Feed:
    """The feed of a centre, page after page; smaller ones where a page cannot be had."""

    def __init__(self, fetch: Fetch, door: str) -> None:
        self._fetch, self._door, self._rows = fetch, door, ROWS

    def pages(self, after: str) -> Iterator[Page]:
        asked, is_restart = {after}, False
        while True:
            try:
                page, has_more = self._page(after)
            except Refused as refused:
                is_gone = refused.facts.get("status") == _GONE
                if not is_gone or is_restart or after == BEGINNING:
                    raise
                after, is_restart = BEGINNING, True
                continue
            page.lists_all = is_restart
            if is_restart and after == BEGINNING:
                page.reading.trouble("harvest.feed_restarted", url=self._door)
            following = str(page.cursor["after"])
            if has_more and following in asked:
                page.reading.trouble("harvest.paging_loops", url=self._door)
                page.reading.is_complete, has_more = False, False
            page.is_last = not has_more
            yield page
            if page.is_last:
                return
            after = following
            asked.add(after)

    def _page(self, after: str) -> tuple[Page, bool]:
        """The page after a place, and whether there is more."""
        while True:
            address = f"{self._door}?after={quote(after)}&limit={self._rows}&records=true"
            try:
                return _page(self._fetch.get(address, accept="application/json"), after)
            except Refused as refused:
                if self._rows == 1 or not may_be_smaller(refused):
                    raise
                self._rows = max(self._rows // 5, 1)


def changes_address(url: str) -> str:
    """Where the feed of a centre stands, whichever of its addresses was given."""
    parts = urlsplit(url)
    base, door, _ = f"{parts.path}/".partition(_DOOR)
    path = base if door else parts.path.rstrip("/")
    return urlunsplit((parts.scheme, parts.netloc, f"{path}{_DOOR}changes", "", ""))


def _page(document: Document, after: str) -> tuple[Page, bool]:
    """A page of the feed, and whether there is more. Raises Unreadable for what is none."""
    value = document.value
    if not isinstance(value, dict) or not str(value.get("format", "")).startswith(FORMAT):
        raise Unreadable("harvest.not_an_answer", url=document.url, why="")
    lines, centre = value.get("changes"), value.get("centre")
    url = centre.get("url") if isinstance(centre, dict) else None
    if not isinstance(lines, list) or not isinstance(url, str) or not is_address(url):
        raise Unreadable("harvest.not_an_answer", url=document.url, why="")
    following, last = value.get("next"), value.get("last")
    place = {
        "after": following if isinstance(following, str) and following else after,
        "last": last if _is_number(last) else 0,
    }
    page = Page(cursor=place | {"sequence": _sequence(place["after"])})
    page.reading.title = _name(centre)
    for position, told in enumerate(lines):
        _take(told, position, url.rstrip("/"), page)
    return page, value.get("has_more") is True


def _take(told: Any, position: int, centre: str, page: Page) -> None:
    """Put what one line tells into the page."""
    if not _is_line(told):
        page.reading.trouble("harvest.not_a_record", f"#{position}", left_out=True)
        return
    name, destroyed = told["id"], told.get("destroyed")
    if isinstance(destroyed, dict) and _is_number(destroyed.get("sequence")):
        page.destroyed.append(Destroyed(name, destroyed["sequence"]))
    if told.get("is_public") is not True:
        page.gone.append(_gone(name, told.get("reason")))
    elif isinstance(told.get("record"), dict):  # else it was withdrawn just now, and is told next
        page.raws.append(_raw(told, centre))


def _is_line(told: Any) -> bool:
    return isinstance(told, dict) and isinstance(told.get("id"), str) and bool(told["id"])


def _raw(told: dict[str, Any], centre: str) -> Raw:
    name, came = told["id"], _provenance(told, centre)
    kept = {"record": told["record"], "came": [came.name, came.url, *came.path]}
    mark = orjson.dumps(kept, option=orjson.OPT_SORT_KEYS)
    return Raw(name, mark, partial(_read, name, told["record"]), came)


def _read(name: str, told: dict[str, Any]) -> Reading:
    reading = Reading()
    try:
        description, troubles = read_description(told)
    except Invalid as refused:
        reading.refused(refused, name, left_out=True)
        return reading
    reading.troubles += troubles
    reading.add(description)
    return reading


def _provenance(told: dict[str, Any], centre: str) -> Provenance:
    """By which centres a dataset came; the one that tells it is the last of them."""
    path = told.get("path")
    before = (
        [one.rstrip("/") for one in path if isinstance(one, str)] if isinstance(path, list) else []
    )
    origin = told.get("origin")
    name, url = (origin.get("name"), origin.get("url")) if isinstance(origin, dict) else ("", "")
    return Provenance(
        name=line(name) if isinstance(name, str) else "",
        url=url if isinstance(url, str) and is_address(url) else centre,
        path=(*before[-MAX_PATH:], centre),
    )


def _gone(name: str, reason: Any) -> Gone:
    """What is public no more, as the centre says why."""
    told = reason if isinstance(reason, dict) else {}
    text, code = told.get("text"), told.get("code")
    return Gone(
        name,
        line(text) if isinstance(text, str) else "",
        PERSONAL_DATA if code == PERSONAL_DATA else GONE_AT_SOURCE,
    )


def _name(centre: Any) -> str:
    names = centre.get("name")
    told = {k: v for k, v in names.items() if isinstance(v, str)} if isinstance(names, dict) else {}
    return in_language(told, "th")


def _sequence(place: Any) -> int:
    """The number that a place begins with; 0 where it tells none."""
    number = str(place).partition("-")[0]
    return int(number) if number.isdecimal() and len(number) <= 18 else 0


def _is_number(told: Any) -> bool:
    return isinstance(told, int) and not isinstance(told, bool) and 0 <= told < 2**63
