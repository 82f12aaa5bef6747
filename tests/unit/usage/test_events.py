"""The rules of COUNTER's Code of Practice for Research Data, against logs that were counted by hand."""

import tempfile
from pathlib import Path
from typing import Any

import pytest
from factories import uses
from factories.uses import use
from hypothesis import given, settings
from hypothesis import strategies as st

from odms.usage import events, journal

TEN = 36_000  # ten o'clock, in seconds

# what happened: second after ten, and what differs from a view of d1 by the first user; then views
# that count, in how many sessions it was investigated, and requested
Clicks = list[tuple[int, dict[str, Any]]]
HAND: dict[str, tuple[Clicks, tuple[int, int, int]]] = {
    "one click": ([(0, {})], (1, 1, 0)),
    "29 seconds are a double click": ([(0, {}), (29, {})], (1, 1, 0)),
    "30 seconds are one too": ([(0, {}), (30, {})], (1, 1, 0)),
    "35 seconds are two clicks": ([(0, {}), (35, {})], (2, 1, 0)),
    "a chain is one click": ([(0, {}), (20, {}), (40, {})], (1, 1, 0)),
    "a chain and one more": ([(0, {}), (20, {}), (40, {}), (71, {})], (2, 1, 0)),
    "another address": ([(0, {}), (5, {"address": 2})], (2, 1, 0)),
    "another user": ([(0, {}), (5, {"user": 2})], (2, 2, 0)),
    "the next hour is another session": ([(0, {}), (3600, {})], (2, 2, 0)),
    "twice in an hour is one session": ([(0, {}), (3599, {})], (2, 1, 0)),
    "a known user's double click over the hour": ([(3590, {}), (3610, {})], (1, 1, 0)),
    "304 counts": ([(0, {"status": 304})], (1, 1, 0)),
    "404, 302, 206 and 500 do not": (
        [(n * 60, {"status": status}) for n, status in enumerate((404, 302, 206, 500, 200))],
        (1, 1, 0),
    ),
    "an error between is no click": ([(0, {}), (10, {"status": 500}), (35, {})], (2, 1, 0)),
    "a download is requested and investigated": (
        [(0, {}), (60, {"kind": "download", "address": 2})],
        (1, 1, 1),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", HAND)
def test_hand_counted(tmp_path: Path, name: str) -> None:
    clicks, (n_views, n_investigations, n_requests) = HAND[name]
    told = [use(TEN + at, **more) for at, more in clicks]
    [row] = uses.count(tmp_path, told)
    told = dict(zip(events.OF_DATASETS, row, strict=True))
    names = ("n_views", "n_unique_investigations", "n_unique_requests")
    assert tuple(told[name] for name in names) == (n_views, n_investigations, n_requests)


def test_double_click_keeps_the_later(tmp_path: Path) -> None:
    clicks = [use(TEN, kind="view"), use(TEN + 10, kind="download")]
    assert uses.count(tmp_path, clicks) == [("a1", "d1", 0, 0, 0, 0, 1, 0, 1, 1, 0, 0, 0, 0)]


def test_robots_machines_and_agents_are_told_apart(tmp_path: Path) -> None:
    told = [
        use(TEN + n * 60, user=n + 1, access=access)
        for n, access in enumerate(("regular", "machine", "agent", "robot", "machine"))
    ]
    [row] = uses.count(tmp_path, told)
    counted = {name: n for name, n in zip(events.OF_DATASETS, row, strict=True) if n}
    assert counted == {
        "agency_id": "a1",
        "dataset_id": "d1",
        "n_views": 3,
        "n_unique_investigations": 3,
        "n_machine_investigations": 2,
        "n_machine_unique_investigations": 2,
    }


def test_late_lines_meet_those_of_an_earlier_file(tmp_path: Path) -> None:
    first = uses.count(tmp_path, [use(TEN), use(TEN + 40)])
    second = uses.count(tmp_path, [use(TEN + 20)])
    assert (first[0][2], second[0][2]) == (2, 1)


def test_file_is_taken_in_once(tmp_path: Path) -> None:
    journal.append(tmp_path, use(TEN, user=1))
    [sealed] = journal.seal(tmp_path)
    with events.staged(tmp_path, [sealed]) as days:
        [(day, new)] = days.items()
        assert [events.merge(tmp_path, events.HERE, day, new) for _ in range(3)] == [1, 0, 0]


def test_line_that_is_not_whole_is_passed_over(tmp_path: Path) -> None:
    journal.append(tmp_path, use(TEN))
    [sealed] = journal.seal(tmp_path)
    with sealed.open("ab") as file:
        file.write(b"12\t2026-11-23\t7\tvi")
    with events.staged(tmp_path, [sealed]) as days:
        assert [events.merge(tmp_path, events.HERE, *day) for day in days.items()] == [1]


_USES = st.builds(
    use,
    at=st.integers(0, 7300),
    user=st.integers(1, 3),
    address=st.integers(1, 2),
    dataset=st.sampled_from(["d1", "d2", ""]),
    kind=st.sampled_from(["view", "download", "rows"]),
    access=st.sampled_from(["regular", "machine"]),
    status=st.sampled_from([200, 200, 304, 404]),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(_USES, min_size=1, max_size=60, unique_by=lambda one: (one.at, one.user)))
def test_counts_as_the_slow_twin(told: list[Any]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        assert uses.count(Path(folder), told) == uses.count_slowly(told)
