"""How a run reaches its source: in turn, politely, within limits; over the web or from a file. Pure.

A host is given time between questions: half as long as it took to answer the last one. Where it
says that it is asked too often, or fails, it is asked again after a pause that it names or that
grows; what still fails then is a refusal.
"""

import email.utils
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urljoin, urlsplit

import orjson

from odms.errors import Absent, Refused, TooLarge, Unreadable
from odms.outward import Answer, Limits, Session
from odms.outward.decoding import unpacked
from odms.outward.troubles import PASSING
from odms.outward.waiting import retry_after_s

# one document of a catalogue is held in memory while it is read
MAX_BYTES = 128 << 20
LIMITS = Limits(max_bytes=MAX_BYTES, deadline_s=180.0)

MAX_REQUESTS = 250_000

# pauses before what failed is asked again
PAUSES_S = (1.0, 4.0, 15.0)
MAX_PAUSE_S = 300.0
_MAX_COURTESY_S = 2.0

_BUSY = (429, 500, 502, 503, 504)
_UNCHANGED = 304
_PACKED = b"\x1f\x8b"
_LINK = re.compile(r"<([^>]*)>((?:\s*;\s*[\w*]+\s*=\s*(?:\"[^\"]*\"|[^\s\",;]+))*)")
_RELATION = re.compile(r";\s*rel\s*=\s*(?:\"([^\"]*)\"|([^\s\",;]+))", re.IGNORECASE)


@dataclass(frozen=True)
class Document:
    """What stands at an address: its bytes, unpacked, and what the answer's head says of them."""

    url: str
    body: bytes
    content_type: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    is_unchanged: bool = False  # since a moment that was asked for; its bytes were not sent

    @cached_property
    def value(self) -> Any:
        """The document as JSON; None where it is none."""
        try:
            return orjson.loads(self.body.removeprefix(b"\xef\xbb\xbf"))
        except orjson.JSONDecodeError:
            return None

    @property
    def is_page(self) -> bool:
        """Whether it is a page for people."""
        head = self.body[:1_000].lstrip().lower()
        return head.startswith((b"<!doctype html", b"<html")) or "html" in self.content_type

    @property
    def links(self) -> dict[str, str]:
        """The addresses that the answer's `Link` header gives, by their relation."""
        found: dict[str, str] = {}
        for address, rest in _LINK.findall(self.headers.get("link", "")):
            for quoted, bare in _RELATION.findall(rest):
                for relation in (quoted or bare).lower().split():
                    found.setdefault(relation, urljoin(self.url, address))
        return found


class Fetch(Protocol):
    """What kinds of sources ask documents of."""

    is_file: bool

    def get(self, url: str, *, accept: str = "", since: str = "") -> Document:
        """The document at an address; `since` is a moment in ISO 8601 of UTC, after which one that did
        not change need not be sent. Raises a refusal."""
        ...

    def spare(self, url: str, seconds: float) -> None:
        """Let so long pass between questions to the host of an address."""
        ...


class Web:
    """Documents of the web. `ends_at` is the moment (of `clock`) after which nothing is asked."""

    is_file = False

    def __init__(
        self,
        session: Session,
        *,
        ends_at: float = float("inf"),
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._session, self._ends_at, self._clock, self._sleep = session, ends_at, clock, sleep
        self._free_at: dict[str, float] = {}  # by host: when it may be asked again
        self._asked_for: dict[str, float] = {}  # by host: the pause that it asks for
        self._answering: set[str] = set()
        self.n_requests = 0

    def get(self, url: str, *, accept: str = "", since: str = "") -> Document:
        """The document at an address, asked for again where the trouble may pass.

        Raises Unreadable, Invalid, TooLarge or Absent, with the status where there was one.
        """
        host = urlsplit(url).netloc
        for pause in (*PAUSES_S, None):
            answer, refused = self._ask(host, url, _headers(accept, since))
            if answer is not None and answer.is_success:
                return _document(answer)
            if answer is not None and answer.status == _UNCHANGED and since:
                return Document(answer.url, b"", headers=answer.headers, is_unchanged=True)
            trouble = refused or _refusal(answer)
            wait = self._wait(host, answer, refused, pause)
            if wait is None:
                raise trouble
            if self._clock() + wait > self._ends_at:
                raise trouble
            self._sleep(wait)
        raise AssertionError("the last pause is None")

    def spare(self, url: str, seconds: float) -> None:
        """Let so long pass between questions to the host of an address, as the host itself asks."""
        self._asked_for[urlsplit(url).netloc] = seconds

    def _ask(
        self, host: str, url: str, headers: Mapping[str, str]
    ) -> tuple[Answer | None, Refused | None]:
        self._take_turn(host)
        began = self._clock()
        try:
            answer = self._session.get(url, headers=headers)
        except Refused as refused:
            return None, refused
        finally:
            ended = self._clock()
            courtesy = min((ended - began) / 2, _MAX_COURTESY_S)
            self._free_at[host] = ended + max(courtesy, self._asked_for.get(host, 0.0))
        self._answering.add(host)
        return answer, None

    def _take_turn(self, host: str) -> None:
        self.n_requests += 1
        if self.n_requests > MAX_REQUESTS:
            raise TooLarge("harvest.too_many_requests", n=MAX_REQUESTS)
        if self._clock() > self._ends_at:
            raise Unreadable("harvest.deadline")
        if (wait := self._free_at.get(host, 0.0) - self._clock()) > 0:
            self._sleep(wait)

    def _wait(
        self, host: str, answer: Answer | None, refused: Refused | None, pause: float | None
    ) -> float | None:
        """How long until it is asked again; None where that is of no use."""
        if pause is None:
            return None
        if refused is not None:
            # a host that never answered is not waited for
            may_pass = refused.code in PASSING and host in self._answering
            return pause if may_pass else None
        if answer is None or answer.status not in _BUSY:
            return None
        told = retry_after_s(answer.headers)
        if told is None:
            return pause
        if told > MAX_PAUSE_S:
            raise Unreadable("harvest.told_to_wait", url=answer.url, seconds=round(told))
        return told


class AtHand:
    """The one document of a file. What it leads to is not followed."""

    is_file = True

    def __init__(self, path: Path) -> None:
        self._path, self.url = path, path.resolve().as_uri()

    def get(self, url: str, *, accept: str = "", since: str = "") -> Document:
        """The file itself. Raises Absent for any other address, TooLarge."""
        if url != self.url:
            raise Absent("harvest.beyond_the_file", url=url)
        if self._path.stat().st_size > MAX_BYTES:
            raise TooLarge("harvest.file_too_large", name=self._path.name, max_mb=MAX_BYTES >> 20)
        return Document(self.url, plain(self._path.read_bytes(), self._path.name))

    def spare(self, url: str, seconds: float) -> None:
        """A file is not tired by being read."""


def plain(body: bytes, name: str) -> bytes:
    """A body unpacked where it is a file of gzip. Raises Unreadable and TooLarge."""
    if not body.startswith(_PACKED):
        return body
    parts, size = [], 0
    for part in unpacked([body], name):
        size += len(part)
        if size > MAX_BYTES:
            raise TooLarge("harvest.file_too_large", name=name, max_mb=MAX_BYTES >> 20)
        parts.append(part)
    return b"".join(parts)


def _headers(accept: str, since: str) -> dict[str, str]:
    told = {"Accept": accept} if accept else {}
    if since:
        at = datetime.fromisoformat(since).astimezone(UTC)
        told["If-Modified-Since"] = email.utils.format_datetime(at, usegmt=True)
    return told


def _document(answer: Answer) -> Document:
    content_type = answer.headers.get("content-type", "")
    return Document(answer.url, plain(answer.body, answer.url), content_type, answer.headers)


def _refusal(answer: Answer | None) -> Refused:
    if answer is None:
        raise AssertionError("neither an answer nor a refusal")
    why = answer.body[:200].decode("utf-8", "replace").strip()
    return Unreadable("outward.status", url=answer.url, status=answer.status, why=why)
