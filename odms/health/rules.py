"""When an address is asked again, what counts as an answer, and what a promise of renewal means. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

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

# an address that fails so often in a row is told to the stewards
TOLD_AFTER = 3

_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
_LONGEST = {"link": 7 * _DAY, "endpoint": _HOUR}


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


def next_check(kind: str, *, n_ok: int, n_failed: int) -> timedelta:
    """How long to wait after so many answers, or failures, in a row.

    What answers is asked ever more seldom; what fails soon again, and then once a day at least.
    """
    longest = _LONGEST[kind]
    if n_failed:
        return min(_HOUR * int(4 ** min(n_failed - 1, 3)), _DAY, longest)
    return min(_DAY * int(2 ** min(n_ok - 1, 3)), longest)


def freshness(unit: str, interval: int | None, released: date, today: date) -> Freshness:
    """Whether a dataset last released on a day keeps its promised frequency; `unit` is a code of
    `frequencies.yaml`. A day's grace: what is due on a day is late on the next."""
    due = promise.due(unit, interval, released)
    return Freshness(due, max((today - due).days, 0) if due else 0)
