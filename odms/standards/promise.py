"""The promised frequency of updates, and whether it is kept: the one rule of the house. Pure."""

from collections.abc import Iterator
from datetime import date, timedelta

from odms.definitions.calendar import add_working_days
from odms.standards import codes
from odms.standards.record import Record

# people are told so many days before the day, of short periods a quarter of the period
MOST_DAYS_BEFORE = 7

_WORKING_DAYS = "B"


def period_days(record: Record) -> float | None:
    """The days between two updates as promised; None where no period was promised."""
    unit = codes.find("frequencies", record.frequency_unit)
    if unit is None or not unit.days:
        return None
    return float(unit.days * (record.frequency_interval or 1))


def due(unit: str, interval: int | None, last: date) -> date | None:
    """The day by which the next update is due after one on the day `last`; `unit` is a code of
    `frequencies.yaml`. What is due on a day is late on the next."""
    days = period_days(Record(frequency_unit=unit, frequency_interval=interval))
    if days is None:
        return None
    if unit == _WORKING_DAYS:
        return add_working_days(last, interval or 1)
    return last + timedelta(days=round(days))


def due_date(record: Record, last: date | None) -> date | None:
    """The day by which the next update of a record is due after one on the day `last`."""
    return None if last is None else due(record.frequency_unit, record.frequency_interval, last)


def days_late(record: Record, last: date | None, today: date) -> int:
    """How many days an update is overdue; 0 where none is."""
    day = due_date(record, last)
    return max(0, (today - day).days) if day else 0


def due_dates(record: Record, last: date | None, until: date) -> Iterator[date]:
    """The days on which updates are due, up to one day, if each comes on its day."""
    while (day := due_date(record, last)) is not None and day <= until:
        yield day
        last = max(day, last + timedelta(days=1)) if last else day


def days_before(record: Record) -> int:
    """How many days before the day people are told of it."""
    days = period_days(record)
    return 0 if days is None else min(MOST_DAYS_BEFORE, int(days / 4))
