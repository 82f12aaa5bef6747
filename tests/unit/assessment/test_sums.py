"""Figures follow from counts: shares, means, bands, and the sum of parts is the whole."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odms.assessment import sums
from odms.errors import Absent
from odms.publication.answering import processes

# counts, figure, value
VALUES: list[tuple[dict[str, float], str, float | None]] = [
    ({"agencies": 176, "publishing": 143}, "publishing", 143 / 176),
    ({"agencies": 4}, "publishing", 0.0),
    ({}, "publishing", None),
    ({}, "datasets", 0),
    ({"datasets": 7}, "datasets", 7),
    ({"promised": 4, "fresh": 3}, "fresh", 0.75),
    ({"mqa": 700.0, "n_mqa": 2}, "mqa", 350.0),
    ({"asked:approval": 5, "done:approval": 2}, "process-approval", 0.4),
    ({"satisfaction": 39.0, "n_satisfaction": 10}, "satisfaction", 3.9),
    ({"requests_decided": 4, "answer_days": 10}, "answer-days", 2.5),
]

# mean, band: half-open, the highest closed
BANDS = [(1.0, "lowest"), (1.79, "lowest"), (1.8, "low"), (2.6, "middling"), (3.39, "middling"),
         (3.4, "high"), (4.19, "high"), (4.2, "highest"), (5.0, "highest")]  # fmt: skip


@pytest.mark.parametrize(("counts", "code", "value"), VALUES)
def test_figure(counts: dict[str, float], code: str, value: float | None) -> None:
    assert sums.figure(code, counts).value == value


@pytest.mark.parametrize(("mean", "band"), BANDS)
def test_band(mean: float, band: str) -> None:
    assert sums.band(mean) == band


def test_what_is_not_declared_is_absent() -> None:
    with pytest.raises(Absent):
        sums.figure("nonsense", {})


def test_every_process_and_dimension_has_its_figure() -> None:
    codes = set(sums.declared())
    assert {sums.process_code(code) for code in processes()} <= codes
    assert len([code for code in codes if code.startswith("satisfaction-")]) == 5
    assert len([code for code in codes if code.startswith("process-")]) == 16


def test_inside_figures_are_told_only_where_asked_for() -> None:
    public = {one.code for one in sums.figures({})}
    assert {one.code for one in sums.figures({}, inside=True)} - public == {
        "inventory",
        "waiting",
        "requests-overdue",
        "plan-overdue",
    }


def test_an_agency_adds_its_processes() -> None:
    states = {"approval": "done", "quality": "partly", "format": "none", "rights": "said"}
    assert sums.process_counts(states) == {
        "asked:approval": 1,
        "asked:quality": 1,
        "asked:rights": 1,
        "done:approval": 1,
        "asked": 3,
        "done": 1,
    }


def test_answers_add_their_means() -> None:
    told = sums.satisfaction_counts({"content": 4.0, "service": 3.0}, 10)
    assert told == {
        "satisfaction:content": 40.0,
        "satisfaction:service": 30.0,
        "satisfaction": 35.0,
        "n_satisfaction": 10,
    }


@given(st.lists(st.dictionaries(st.sampled_from(["fresh", "promised", "datasets"]),
                                st.integers(0, 1000))))  # fmt: skip
def test_the_whole_is_the_sum_of_its_parts(parts: list[dict[str, int]]) -> None:
    whole: dict[str, Any] = sums.total(parts)
    assert sums.figure("datasets", whole).value == sum(one.get("datasets", 0) for one in parts)
    halves = [sums.total(parts[::2]), sums.total(parts[1::2])]
    assert sums.total(halves) == whole
