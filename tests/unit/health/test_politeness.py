"""How long a host is left alone, by what its answer says, and how often it is asked."""

from datetime import UTC, datetime, timedelta

import pytest

from odms.health import politeness
from odms.health.politeness import allowance, pause_of

AT = datetime(2026, 11, 23, tzinfo=UTC)
DATES = {
    "date": "Mon, 23 Nov 2026 00:00:00 GMT",
    "retry-after": "Mon, 23 Nov 2026 00:10:00 GMT",
}

# status, headers: seconds, or None
PAUSES: list[tuple[int, dict[str, str], float | None]] = [
    (200, {}, None),
    (404, {}, None),
    (503, {}, None),
    (429, {}, 86_400),
    (429, {"retry-after": "120"}, 120),
    (503, {"retry-after": "7"}, 7),
    (429, {"retry-after": "soon"}, 86_400),
    (429, {"retry-after": "99999999999999999999"}, 7 * 86_400),
    (429, DATES, 600),
    (200, {"retry-after": "120"}, None),
    (200, {"ratelimit": "limit=100, remaining=10, reset=30"}, 30),
    (200, {"ratelimit": "limit=100, remaining=11, reset=30"}, None),
    (200, {"ratelimit": '"default";r=1;t=9', "ratelimit-policy": '"default";q=100;w=60'}, 9),
    (200, {"x-ratelimit-limit": "60", "x-ratelimit-remaining": "3"}, 360),
    # a moment instead of seconds
    (
        200,
        {
            "x-ratelimit-limit": "60",
            "x-ratelimit-remaining": "0",
            "x-ratelimit-reset": "1795392000",
        },
        360,
    ),
    (200, {"ratelimit-limit": "0", "ratelimit-remaining": "0"}, None),
    (200, {"ratelimit-remaining": "0"}, None),
    (200, {"ratelimit-limit": "ten", "ratelimit-remaining": "1"}, None),
]


@pytest.mark.parametrize(("status", "headers", "seconds"), PAUSES)
def test_pause(status: int, headers: dict[str, str], seconds: float | None) -> None:
    told = pause_of(status, headers)
    assert (told.total_seconds() if told is not None else None) == seconds


# minutes since the window began, questions in it: how many more now
ALLOWED = [
    (None, 0, 20),
    (1, 0, 20),
    (1, 160, 20),
    (1, 175, 5),
    (1, 180, 0),
    (1, 999, 0),
    (6, 999, 20),
]


@pytest.mark.parametrize(("minutes", "n_asked", "allowed"), ALLOWED)
def test_allowance(minutes: int | None, n_asked: int, allowed: int) -> None:
    window_at = None if minutes is None else AT - timedelta(minutes=minutes)
    assert allowance(window_at=window_at, n_asked=n_asked, at=AT) == allowed
    assert politeness.MOST_AT_ONCE == 20
