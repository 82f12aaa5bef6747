"""The promise of updates: when one is due, and when people are told."""

from datetime import date

import pytest

from odms.standards import promise
from odms.standards.record import Record

LAST = date(2026, 11, 23)  # a Monday

# unit, interval | due after LAST, told so many days before, days late on 2026-12-31
PROMISES = [
    ("A", 1, date(2027, 11, 23), 7, 0),
    ("M", 1, date(2026, 12, 24), 7, 7),
    ("W", 2, date(2026, 12, 7), 3, 24),
    ("W", 1, date(2026, 11, 30), 1, 31),
    ("B", 5, date(2026, 11, 30), 1, 31),
    ("D", 1, date(2026, 11, 24), 0, 37),
    ("R", None, None, 0, 0),
    ("", None, None, 0, 0),
]


@pytest.mark.parametrize(("unit", "interval", "day", "before", "late"), PROMISES)
def test_promise(unit: str, interval: int | None, day: date | None, before: int, late: int) -> None:
    record = Record(frequency_unit=unit, frequency_interval=interval)
    assert promise.due_date(record, LAST) == day
    assert promise.days_before(record) == before
    assert promise.days_late(record, LAST, date(2026, 12, 31)) == late


def test_nothing_is_due_of_what_was_never_released() -> None:
    record = Record(frequency_unit="M")
    assert promise.due_date(record, None) is None
    assert promise.days_late(record, None, LAST) == 0


def test_days_go_on_if_each_update_comes_on_its_day() -> None:
    record = Record(frequency_unit="M", frequency_interval=1)
    found = list(promise.due_dates(record, LAST, date(2027, 2, 28)))
    assert found == [date(2026, 12, 24), date(2027, 1, 24), date(2027, 2, 24)]
    often = Record(frequency_unit="H", frequency_interval=1)
    assert len(list(promise.due_dates(often, LAST, date(2026, 11, 30)))) == 8
