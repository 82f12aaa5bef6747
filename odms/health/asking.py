"""Asking addresses: HEAD, and GET where HEAD says too little; hosts in turn, several at once. Pure.

The rules are those that the checkers of other national catalogues arrived at: some servers refuse
HEAD or answer it without length and date, some put a small page for people in front of a file.
"""

import email.utils
import logging
import queue
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from odms import outward
from odms.errors import Invalid, Refused
from odms.health.politeness import pause_of
from odms.health.rules import is_answer
from odms.outward.guard import Network

HEAD_LIMITS = outward.Limits(max_bytes=1, connect_timeout_s=5, read_timeout_s=5, deadline_s=5)
GET_LIMITS = outward.Limits(max_bytes=1, connect_timeout_s=5, read_timeout_s=15, deadline_s=20)

# a page that is smaller is one of a firewall, or says that nothing is there
SMALL_PAGE_BYTES = 4_096

_HOSTS_AT_ONCE = 8
_MAX_COURTESY_S = 2.0

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Asker:
    """How we ask: from which networks beside the public one, and as programs of which origin."""

    allowed: tuple[Network, ...] = ()
    origin: str = ""

    @property
    def headers(self) -> dict[str, str]:
        """Packed bodies have no length that could be compared."""
        return {"Accept-Encoding": "identity"} | ({"Origin": self.origin} if self.origin else {})


@dataclass(frozen=True)
class Question:
    """An address that is to be asked; `is_data` where it should lead to a file and no page."""

    id: str
    kind: str  # of health.rules.KINDS
    url: str
    is_data: bool = False


@dataclass(frozen=True)
class Told:
    """What an address answered. `trouble` is {code, facts} of the refusal, empty where none.

    `allows_origins` is whether programs in browsers may read it; `pause` how long its host wants to
    be left alone.
    """

    status: int | None = None
    elapsed_ms: int | None = None
    trouble: Mapping[str, Any] = field(default_factory=dict)
    media_type: str = ""
    length: int | None = None
    last_modified_at: datetime | None = None
    allows_origins: bool | None = None
    pause: timedelta | None = None

    @property
    def is_answering(self) -> bool:
        """Whether what was asked for is there."""
        return not self.trouble


def ask(question: Question, asker: Asker) -> Told:
    """What one address answers now. Never raises a refusal."""
    url, headers, allowed = question.url, asker.headers, asker.allowed
    try:
        told = outward.probe(
            url, method="HEAD", headers=headers, limits=HEAD_LIMITS, allowed=allowed
        )
        if not _says_too_little(told, question):
            return _told(question, told, asker)
    except Invalid as refused:
        return _refused(refused)
    except Refused:
        pass  # many a server knows GET alone
    try:
        told = outward.probe(url, headers=headers, limits=GET_LIMITS, allowed=allowed)
    except Refused as refused:
        return _refused(refused)
    return _told(question, told, asker)


def ask_all(
    by_host: Mapping[str, list[Question]], asker: Asker, *, seconds: float
) -> Iterator[tuple[str, Told | None]]:
    """What addresses answer, by the question's id, as the answers come; None where it was not asked
    because its host wants a pause or the time was over.

    A host is asked one question after the other, with time between: half as long as it took.
    """
    ends_at = time.monotonic() + seconds
    answers: queue.SimpleQueue[tuple[str, Told | None]] = queue.SimpleQueue()
    n = sum(map(len, by_host.values()))
    with ThreadPoolExecutor(max_workers=_HOSTS_AT_ONCE) as hosts:
        for questions in by_host.values():
            hosts.submit(_ask_host, questions, asker, ends_at, answers)
        for _ in range(n):
            yield answers.get()


def _ask_host(
    questions: list[Question],
    asker: Asker,
    ends_at: float,
    answers: "queue.SimpleQueue[tuple[str, Told | None]]",
) -> None:
    is_paused = False
    for place, question in enumerate(questions):
        if is_paused or time.monotonic() > ends_at:
            answers.put((question.id, None))
            continue
        begun = time.monotonic()
        try:
            told = ask(question, asker)
        except Exception as error:  # with one address; it stops no other
            log.exception("%s could not be asked", question.url)
            told = Told(trouble={"code": "health.fault", "facts": {"why": type(error).__name__}})
        answers.put((question.id, told))
        is_paused = told.pause is not None
        if not is_paused and place + 1 < len(questions):
            time.sleep(min((time.monotonic() - begun) / 2, _MAX_COURTESY_S))


def _says_too_little(told: outward.Probed, question: Question) -> bool:
    """Whether HEAD leaves open what GET would tell."""
    if not is_answer(question.kind, told.status):
        return told.status != 429
    has_either = "content-length" in told.headers or "last-modified" in told.headers
    return question.kind == "link" and (not has_either or _is_small_page(told))


def _is_small_page(told: outward.Probed) -> bool:
    length = _length(told.headers)
    return "html" in told.media_type and length is not None and length < SMALL_PAGE_BYTES


def _told(question: Question, told: outward.Probed, asker: Asker) -> Told:
    trouble: dict[str, Any] = {}
    if not is_answer(question.kind, told.status):
        facts = {"url": told.url, "status": told.status}
        trouble = {"code": "outward.status", "facts": facts}
    elif question.is_data and _is_small_page(told):
        trouble = {"code": "health.page_for_file", "facts": {"url": told.url}}
    origins = told.headers.get("access-control-allow-origin", "")
    return Told(
        status=told.status,
        elapsed_ms=told.elapsed_ms,
        trouble=trouble,
        media_type=told.media_type,
        length=_length(told.headers),
        last_modified_at=moment(told.headers.get("last-modified", "")),
        allows_origins=origins == "*" or (bool(asker.origin) and origins == asker.origin),
        pause=pause_of(told.status, told.headers),
    )


def _refused(refused: Refused) -> Told:
    return Told(trouble={"code": refused.code, "facts": plain(refused.facts)})


def plain(facts: Mapping[str, object]) -> dict[str, Any]:
    """Facts as JSON keeps them."""
    return {name: value if isinstance(value, int) else str(value) for name, value in facts.items()}


def moment(text: str) -> datetime | None:
    """A date of HTTP; None for what is none."""
    try:
        found = email.utils.parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def _length(headers: Mapping[str, str]) -> int | None:
    text = headers.get("content-length", "").strip()
    is_number = text.isascii() and text.isdecimal() and len(text) < 19
    return int(text) if is_number else None
