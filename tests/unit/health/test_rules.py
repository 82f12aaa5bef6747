"""Promises of renewal over every code of the list, and when an address is asked again."""

from datetime import date, timedelta

import pytest

from odms.health import rules
from odms.standards import codes

MONDAY = date(2026, 11, 23)
FRIDAY = date(2026, 11, 27)

# code, interval, last release: the day on which the next is due
PROMISES: list[tuple[str, int | None, date, str]] = [
    ("A", 1, MONDAY, "2027-11-23"),
    ("A", 2, MONDAY, "2028-11-22"),
    ("S", 1, MONDAY, "2027-05-25"),
    ("Q", 1, MONDAY, "2027-02-23"),
    ("M", 1, MONDAY, "2026-12-24"),
    ("M", None, MONDAY, "2026-12-24"),
    ("W", 2, MONDAY, "2026-12-07"),
    ("D", 1, FRIDAY, "2026-11-28"),
    ("B", 1, FRIDAY, "2026-11-30"),
    ("B", 5, FRIDAY, "2026-12-04"),
    ("H", 6, MONDAY, "2026-11-23"),
    ("N", 15, MONDAY, "2026-11-23"),
    ("R", None, MONDAY, ""),
    ("O", None, MONDAY, ""),
    ("U", None, MONDAY, ""),
    ("X", None, MONDAY, ""),
    ("", None, MONDAY, ""),
]


def test_every_code_has_a_promise() -> None:
    assert {code for code, *_ in PROMISES} == {"", *(o.code for o in codes.options("frequencies"))}


@pytest.mark.parametrize(("unit", "interval", "released", "due"), PROMISES)
def test_promise(unit: str, interval: int | None, released: date, due: str) -> None:
    day = date.fromisoformat(due) if due else None
    told = rules.freshness(unit, interval, released, released)
    assert (told.due_date, told.is_late, told.days_late) == (day, False, 0)
    if day is None:
        assert not rules.freshness(unit, interval, released, date(2099, 1, 1)).is_late
        return
    assert rules.freshness(unit, interval, released, day).days_late == 0
    late = rules.freshness(unit, interval, released, day + timedelta(days=3))
    assert (late.is_late, late.days_late) == (True, 3)


# kind, failures in a row, whether it is news, hours since what it leads to changed: hours until it is
# asked again
WAITS = [
    ("link", 0, True, 9_999, 12),
    ("link", 0, False, 0, 12),
    ("link", 0, False, 12, 12),
    ("link", 0, False, 13, 24),
    ("link", 0, False, 25, 168),
    ("link", 0, False, 168, 168),
    ("link", 0, False, 169, 720),
    ("link", 0, False, 9_999, 720),
    ("link", 1, True, 0, 1),
    ("link", 2, False, 0, 4),
    ("link", 3, False, 0, 16),
    ("link", 4, False, 0, 24),
    ("link", 99, False, 9_999, 24),
    ("endpoint", 0, True, 0, 1),
    ("endpoint", 0, False, 9_999, 1),
    ("endpoint", 9, False, 0, 1),
]


@pytest.mark.parametrize(("kind", "n_failed", "is_news", "age", "hours"), WAITS)
def test_wait(kind: str, n_failed: int, is_news: bool, age: int, hours: int) -> None:
    told = rules.next_check(kind, n_failed=n_failed, is_news=is_news, age=timedelta(hours=age))
    assert told == timedelta(hours=hours)


# status: whether a link, and an endpoint, answers
STATUSES = [
    (200, 1, 1),
    (204, 1, 1),
    (401, 0, 1),
    (403, 0, 1),
    (404, 0, 0),
    (405, 0, 1),
    (500, 0, 0),
]


@pytest.mark.parametrize(("status", "link", "endpoint"), STATUSES)
def test_status(status: int, link: int, endpoint: int) -> None:
    told = [rules.is_answer(kind, status) for kind in rules.KINDS]
    assert told == [bool(link), bool(endpoint)]
