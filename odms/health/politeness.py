"""How often a host may be asked, and when it wants to be left alone. Pure."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from odms.outward import waiting

# so many questions to one host within this time, and then a pause until it is over
WINDOW = timedelta(seconds=360)
MOST_IN_WINDOW = 180

# questions to one host in one round, so that many others have theirs
MOST_AT_ONCE = 20

# after "too many requests" that names no time, and the longest that a host is believed
PAUSE = timedelta(days=1)
LONGEST_PAUSE = timedelta(days=7)

_BUSY = (429, 503)
_LEAST_LEFT = 0.1


def pause_of(status: int, headers: Mapping[str, str]) -> timedelta | None:
    """How long a host asks to be left alone, by its answer; None where it does not.

    It asks by the status 429, by Retry-After, or by telling that a tenth or less is left of what it
    allows.
    """
    if status in _BUSY:
        told = waiting.retry_after_s(headers)
        if told is not None:
            return min(timedelta(seconds=min(told, 1e8)), LONGEST_PAUSE)
        return PAUSE if status == 429 else None
    return _nearly_used_up(headers)


def allowance(*, window_at: datetime | None, n_asked: int, at: datetime) -> int:
    """How many questions a host may be asked now."""
    if window_at is None or at - window_at >= WINDOW:
        return MOST_AT_ONCE
    return max(0, min(MOST_AT_ONCE, MOST_IN_WINDOW - n_asked))


def _nearly_used_up(headers: Mapping[str, str]) -> timedelta | None:
    told = waiting.rate(headers)
    if not told.limit or told.left is None or told.left > told.limit * _LEAST_LEFT:
        return None
    return timedelta(seconds=told.reset_s) if told.reset_s else WINDOW
