"""Working days: weekends, holidays, and holidays that fall on a weekend."""

from datetime import date

import pytest

from odms.definitions.calendar import add_working_days, is_working_day

# day, whether offices are open
DAYS = [
    ("2026-11-27", True),  # a Friday
    ("2026-11-28", False),  # a Saturday
    ("2026-12-10", False),  # Constitution Day
    ("2026-12-05", False),  # Father's Day, on a Saturday
    ("2026-12-07", False),  # so that this Monday is closed
    ("2026-12-08", True),
    ("2027-01-01", False),
    ("2023-01-02", False),  # for the last day of 2022, a Saturday
    ("2023-01-03", False),  # for New Year's Day, a Sunday
    ("2023-01-04", True),
]

# from, working days, to
SUMS = [
    ("2026-11-23", 0, "2026-11-23"),
    ("2026-11-23", 1, "2026-11-24"),
    ("2026-11-27", 1, "2026-11-30"),
    ("2026-11-23", 15, "2026-12-16"),
    ("2026-12-30", 3, "2027-01-06"),
]


@pytest.mark.parametrize(("day", "is_open"), DAYS)
def test_day(day: str, is_open: bool) -> None:
    assert is_working_day(date.fromisoformat(day)) is is_open


@pytest.mark.parametrize(("day", "n", "then"), SUMS)
def test_sum(day: str, n: int, then: str) -> None:
    assert add_working_days(date.fromisoformat(day), n) == date.fromisoformat(then)
