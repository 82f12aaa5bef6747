"""When an address is asked again, what counts as an answer, and what a promise of renewal means. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

from odms.standards import promise
from odms.standards.scoring import Lacking, Mark, cheapest

# a link leads to data or to a page of a dataset; an endpoint is an agency's own door
KINDS = ("link", "endpoint")

STATES = ("unknown", "answering", "broken")

# what has marks, and what of it has them from its datasets
GROUPS = ("agency", "source", "centre")
MARKED = ("dataset", *GROUPS)

# the one identifier of the group of all
CENTRE = "centre"

# what a catalogue says of the files that it makes itself: no person can add it
_SAID_BY_US = ("byteSizeAvailability",)

LEASE = timedelta(minutes=10)

MAX_ADDRESS = 2_000

# an address that fails so often in a row is told to the stewards
TOLD_AFTER = 3

_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)

# how long to wait with a link that answers as before: the first that what it leads to is not older than
_LADDER = tuple(_HOUR * hours for hours in (12, 24, 168, 720))
_SOON = _LADDER[0]


class Wanted(NamedTuple):
    """An address that the catalogue names and that is worth asking; an endpoint is of no dataset."""

    kind: str
    address: str
    agency_id: str
    dataset_id: str | None


@lru_cache(maxsize=4_096)
def host_of(address: str) -> str:
    """The machine that answers at an address of the web, with its port if it has one; else empty."""
    try:
        parts = urlsplit(address)
        port = f":{parts.port}" if parts.port else ""
        is_web = parts.scheme.lower() in ("http", "https")
    except ValueError:
        return ""
    return f"{parts.hostname}{port}"[:255] if is_web and parts.hostname else ""


@dataclass(frozen=True)
class Freshness:
    """A promise of renewal: the day on which it is due (none where nothing was promised)."""

    due_date: date | None
    days_late: int

    @property
    def is_late(self) -> bool:
        """Whether the day has passed."""
        return self.days_late > 0


def next_points(
    marks: Mapping[str, Mark], *, is_own: bool, n: int = 3
) -> list[tuple[str, Lacking]]:
    """The framework and metric of the points that are got with the least work: of MQA first, then of
    the fourteen items. What the centre itself says of its own files is left out."""
    found: list[tuple[str, Lacking]] = []
    for framework in ("mqa", "items"):
        if (mark := marks.get(framework)) is not None:
            kept = [one for one in mark.lacking if not (is_own and one.code in _SAID_BY_US)]
            told = cheapest(replace(mark, lacking=tuple(kept)), n - len(found))
            found += [(framework, one) for one in told]
    return found


def is_answer(kind: str, status: int) -> bool:
    """Whether an HTTP status is an answer: a link must lead to something, while an endpoint that
    asks for a key works."""
    return 200 <= status < 300 or (kind == "endpoint" and status in (401, 403, 405))


def next_check(kind: str, *, n_failed: int, is_news: bool, age: timedelta) -> timedelta:
    """How long to wait until an address is asked again.

    `n_failed` counts failures in a row, `is_news` is a first or another answer than before, `age` how
    long ago it changed what a link leads to. What fails is asked soon again, and then once a day.
    """
    if kind == "endpoint":
        return _HOUR
    if n_failed:
        return min(_HOUR * int(4 ** min(n_failed - 1, 3)), _DAY)
    if is_news:
        return _SOON
    return next((step for step in _LADDER if age <= step), _LADDER[-1])


def freshness(unit: str, interval: int | None, released: date, today: date) -> Freshness:
    """Whether a dataset last released on a day keeps its promised frequency; `unit` is a code of
    `frequencies.yaml`. A day's grace: what is due on a day is late on the next."""
    due = promise.due(unit, interval, released)
    return Freshness(due, max((today - due).days, 0) if due else 0)
