"""Working days of the country in use, as `calendar.yaml` tells them."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

from odms.definitions import national

_DAY = timedelta(days=1)


def is_working_day(day: date) -> bool:
    """Whether offices are open on this day."""
    return not _is_weekend(day) and day not in _holidays(day.year)


def add_working_days(day: date, n: int) -> date:
    """The `n`th working day after a day, which itself is not counted."""
    while n > 0:
        day += _DAY
        n -= is_working_day(day)
    return day


@cache
def _holidays(year: int) -> frozenset[date]:
    """The holidays of a year, each on the day on which offices are closed for it."""
    closed: set[date] = set()
    for day in sorted(_as_told(year)):
        while _is_weekend(day) or day in closed:
            day += _DAY
        closed.add(day)
    return frozenset(closed)


def _as_told(year: int) -> Iterator[date]:
    told = national("calendar.yaml")
    for text in told["yearly"]:
        yield date.fromisoformat(f"{year}-{text}")
    if "12-31" in told["yearly"]:
        yield from _carried_over(year)
    yield from (day for day in map(date.fromisoformat, told["announced"]) if day.year == year)


def _carried_over(year: int) -> Iterator[date]:
    """The last day of the year before, where its closed day falls into this year."""
    last = date(year - 1, 12, 31)
    while _is_weekend(last):
        last += _DAY
    if last.year == year:
        yield last


def _is_weekend(day: date) -> bool:
    return day.isoweekday() in national("calendar.yaml")["weekend"]
