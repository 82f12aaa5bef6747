"""Where and when: the box and the days that a description is about, and questions of both.

Questions are those of OGC API Features (17-069r4, 7.15.3 and 7.15.4), which OGC API Records asks in
too: `bbox=west,south,east,north` and `datetime=2024-01-01/..`. A box whose west is greater than its
east goes over the 180th meridian.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime

from odms.errors import Invalid
from odms.standards.dcat.places import Box, box_of, checked_box
from odms.standards.description import Description, Period, Place

_OPEN = ("", "..")
_DAY = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?=\Z|T)")
_MOMENT = re.compile(
    r"\d{4}-\d\d-\d\d(?:[Tt]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[-+]\d\d:\d\d))?", re.ASCII
)


@dataclass(frozen=True)
class Extent:
    """The box, and the first and last day; None where it is not said. A stretch of time that is open
    has one end; one without any is no stretch."""

    box: Box | None = None
    begins: date | None = None
    ends: date | None = None


def extent_of(description: Description) -> Extent:
    """The extent of a description: of its first place with a shape, and of its first stretch of time."""
    return extent(description.places, description.periods)


def extent(places: tuple[Place, ...], periods: tuple[Period, ...]) -> Extent:
    """The extent that places and stretches of time have."""
    boxes = (place.bbox or box_of(place.geometry) for place in places)
    box = next((one for one in boxes if one), None)
    for one in periods:
        return Extent(box, _day(one.start, is_end=False), _day(one.end, is_end=True))
    return Extent(box)


def read_box(text: str) -> Box:
    """The box of a `bbox`: four numbers, or six with heights, which say nothing here.

    Raises Invalid.
    """
    try:
        numbers = [float(part) for part in text.split(",")]
        corners = numbers if len(numbers) == 4 else [*numbers[:2], *numbers[3:5]]
        box = checked_box(*corners) if len(numbers) in (4, 6) else None
    except ValueError:
        box = None
    if box is None:
        raise Invalid("standards.wrong_bbox", item="bbox", value=text[:80])
    return box


def read_interval(text: str) -> Period:
    """The days of a `datetime`: a moment, or two with a slash, one of which may be open (`..`).

    Days are those of UTC. Raises Invalid.
    """
    first, slash, last = text.partition("/")
    try:
        begins, ends = _asked(first), _asked(last if slash else first)
    except ValueError:
        begins = ends = ""
    if not (begins or ends) or (begins and ends and begins > ends):
        raise Invalid("standards.wrong_datetime", item="datetime", value=text[:80])
    return Period(begins, ends)


def _asked(text: str) -> str:
    """The day of a moment that is asked for, empty for an open end. Raises ValueError."""
    if text in _OPEN:
        return ""
    if not _MOMENT.fullmatch(text):
        raise ValueError(text)
    at = datetime.fromisoformat(text.upper())
    return (at.astimezone(UTC) if at.tzinfo else at).date().isoformat()


def _day(text: str, *, is_end: bool) -> date | None:
    """The day of a moment as told; of a year or a month its first or last one. None where it is none."""
    if (found := _DAY.match(text.strip())) is None:
        return None
    year, month, day = (int(part) if part else 0 for part in found.groups())
    try:
        month = month or (12 if is_end else 1)
        return date(year, month, day or (calendar.monthrange(year, month)[1] if is_end else 1))
    except (ValueError, calendar.IllegalMonthError):
        return None
