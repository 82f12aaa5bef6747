"""How days of a picture are put together, and how precise the dates of a column are."""

from datetime import date, timedelta
from typing import Any

import pytest

from odms.web import figures

START = date(2025, 1, 1)


def days(numbers: list[int], step: int = 1) -> list[tuple[date, float, int]]:
    return [(START + timedelta(days=step * i), 1.0, n) for i, n in enumerate(numbers)]


def test_days_of_events_are_told_by_the_month() -> None:
    found, kind = figures.thinned(days([1, 2, 1, 3] * 60), "sum")
    assert (kind, len(found)) == ("month", 8)
    assert found[0] == (START, 31.0, 53)


def test_days_of_readings_stay_days() -> None:
    found, kind = figures.thinned(days([2] * 240), "mean")
    assert (kind, len(found)) == ("", 240)


def test_months_stay_months() -> None:
    months = [(date(2020 + i // 12, i % 12 + 1, 1), 1.0, i % 3 + 1) for i in range(72)]
    found, kind = figures.thinned(months, "sum")
    assert (kind, len(found)) == ("month", 72)


@pytest.mark.parametrize(
    ("ends", "reached"),
    [
        (("2021-01-01", "2024-06-01", "2026-05-01"), "month"),
        (("2021-01-01", "2024-01-01", "2026-01-01"), "year"),
        (("2021-01-01", "2024-06-17", "2026-05-01"), ""),
        (("2021-01-01", "2021-01-01", "2021-01-01"), ""),
    ],
)
def test_precision(ends: tuple[str, str, str], reached: str) -> None:
    low, middle, high = ends
    column: dict[str, Any] = {"type": "date", "min": low, "max": high, "quantiles": {"0.5": middle}}
    assert figures.precision(column) == reached
