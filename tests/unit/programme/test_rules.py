"""How milestones move, where they stand on the way, and how values are held against targets."""

from datetime import date

import pytest

from odms.errors import Conflict, Invalid
from odms.programme.rules import (
    MILESTONE_STATES,
    MOVES,
    can_move,
    check_move,
    checked_url,
    checked_value,
    era_year,
    gap,
    is_late,
    lane,
)

TODAY = date(2026, 11, 23)

# state, and the deeds that it allows
ALLOWED = {
    "planned": "start finish stop",
    "active": "finish stop",
    "done": "resume",
    "stopped": "resume",
}


def test_every_state_allows_these_deeds_alone() -> None:
    told = {
        state: " ".join(deed for deed in MOVES if can_move(deed, state=state))
        for state in MILESTONE_STATES
    }
    assert told == ALLOWED
    assert {"planned"} | {move.after for move in MOVES.values()} == set(MILESTONE_STATES)


@pytest.mark.parametrize(
    ("deed", "state", "code"),
    [
        ("finish", "active", "programme.needs_evidence"),
        ("stop", "active", "programme.needs_reason"),
        ("resume", "done", "programme.needs_reason"),
        ("start", "done", "programme.wrong_state"),
        ("fly", "done", "programme.no_such_deed"),
    ],
)
def test_move_is_refused_with_a_code(deed: str, state: str, code: str) -> None:
    with pytest.raises((Invalid, Conflict)) as refused:
        check_move(deed, state=state, told=" ")
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("state", "year", "due", "found"),
    [
        ("planned", 2565, None, "now"),
        ("planned", 2569, None, "now"),
        ("planned", 2570, None, "next"),
        ("planned", 2571, None, "later"),
        ("active", 2575, None, "now"),
        ("planned", 2565, date(2028, 1, 1), "later"),
        ("planned", None, date(2027, 1, 1), "next"),
        ("done", 2565, None, "done"),
        ("stopped", 2570, None, "done"),
    ],
)
def test_lane_follows_state_then_day_then_year(
    state: str, year: int | None, due: date | None, found: str
) -> None:
    assert lane(state, year, due, TODAY) == found


def test_late_is_what_should_be_done_by_now() -> None:
    days = (date(2026, 11, 22), TODAY, None)
    assert [is_late("active", due, TODAY) for due in days] == [True, False, False]
    assert not is_late("done", date(2026, 1, 1), TODAY)


def test_values_stay_within_their_unit() -> None:
    assert checked_value("count", 12_000) == 12_000
    assert checked_value("mean", 5) == 5
    assert checked_value("mark", None) is None
    for unit, value in (("share", 1.01), ("mark", -0.1), ("mean", 5.1), ("count", -1)):
        with pytest.raises(Invalid):
            checked_value(unit, value)


def test_gap_is_told_where_both_are_known() -> None:
    assert [gap(0.25, 0.7), gap(0.8, 0.7), gap(None, 0.7), gap(0.2, None)] == [0.45, 0, None, None]


def test_year_of_either_era_is_kept_in_the_buddhist_one() -> None:
    assert [era_year(text, TODAY) for text in ("2570", 2027, "", None)] == [2570, 2570, None, None]
    for text in ("27", "soon", "9999"):
        with pytest.raises(Invalid):
            era_year(text, TODAY)


def test_only_addresses_of_the_web_are_evidence() -> None:
    assert checked_url("url", " https://odms.example/a ") == "https://odms.example/a"
    with pytest.raises(Invalid):
        checked_url("url", "javascript:alert(1)")
