"""The promised frequency of updates, and whether it is kept. Pure."""

from datetime import date, timedelta

from odms.standards import codes
from odms.standards.record import Record


def promised_days(record: Record) -> int | None:
    """The days between two updates as promised; None where no period was promised."""
    unit = codes.find("frequencies", record.frequency_unit)
    if unit is None or not unit.days:
        return None
    return max(1, round(unit.days * (record.frequency_interval or 1)))


def due_date(record: Record, last: date | None) -> date | None:
    """The day by which the next update is due after one on the day `last`."""
    days = promised_days(record)
    return None if days is None or last is None else last + timedelta(days=days)


def days_late(record: Record, last: date | None, today: date) -> int:
    """How many days an update is overdue; 0 where none is."""
    due = due_date(record, last)
    return max(0, (today - due).days) if due else 0
