"""What a thing of the plan is worth, and in what order things stand."""

import pytest

from odms.errors import Conflict, Invalid
from odms.publication import planning
from odms.publication.planning import PLAN_DEEDS, PLAN_STATES, Held, Ranked
from odms.standards.record import Record

# value, demand, readiness, cost | points
POINTS = [
    ((4, 4, 4, 4), 100),
    ((2, 2, 2, 2), 50),
    ((4, 1, 4, 4), 71),
    ((1, 4, 4, 4), 59),
    ((4, 4, 4, 1), 84),
    ((4, 0, 4, 4), 0),
    ((4, None, 4, 4), None),
]


@pytest.mark.parametrize(("levels", "expected"), POINTS)
def test_points_are_the_weighted_geometric_mean(
    levels: tuple[int | None, ...], expected: int | None
) -> None:
    assert planning.points(dict(zip(planning.QUESTIONS, levels, strict=True))) == expected


def test_the_country_asks_the_four_questions() -> None:
    assert [one["code"] for one in planning.rules()["questions"]] == list(planning.QUESTIONS)


# what was seen | level
DEMAND = [
    ({}, 1),
    ({"n_votes": 1}, 2),
    ({"n_requests": 4}, 3),
    ({"n_requests": 10, "n_votes": 50}, 4),
    ({"n_downloads": 5}, 1),
    ({"n_downloads": 1000}, 4),
    ({"n_open": 900}, 1),
]


@pytest.mark.parametrize(("figures", "level"), DEMAND)
def test_demand_is_proposed_from_what_was_seen(figures: dict[str, int], level: int) -> None:
    assert planning.propose_demand(figures).level == level


FULL = Record(
    title_th="ก", description_th="ข", tags=["ค"], maintainer="ง", maintainer_email="a@b.example",
    objective=["1"], frequency_unit="A", frequency_interval=1, geo_coverage="01", data_source="จ",
)  # fmt: skip

# class, personal data, whether described | level, sentences
READINESS = [
    ("open", False, True, 4, ["publication.plan.is_ready"]),
    ("open", None, True, 3, ["publication.plan.lost.personal_unknown"]),
    ("open", True, True, 2, ["publication.plan.lost.personal"]),
    ("internal", False, True, 3, ["publication.plan.lost.not_open"]),
    ("secret", False, True, 0, ["publication.plan.never_open"]),
    ("", None, False, 1, [
        "publication.plan.lost.personal_unknown",
        "publication.plan.lost.class_unknown",
        "publication.plan.lost.incomplete",
    ]),
]  # fmt: skip


@pytest.mark.parametrize(("class_", "personal", "described", "level", "said"), READINESS)
def test_readiness_is_proposed_from_the_entry(
    class_: str, personal: bool | None, described: bool, level: int, said: list[str]
) -> None:
    record = (FULL if described else Record()).changed({"classification": class_})
    found = planning.propose_readiness(Held(record, personal))
    assert found.level == level
    assert [code for code, _ in found.derived] == said


def test_order_follows_points_and_places_given_by_people() -> None:
    items = [
        Ranked("a", 40, None, "ก"),
        Ranked("b", 90, None, "ข"),
        Ranked("c", None, None, "ค"),
        Ranked("d", 10, 1, "ง"),
        Ranked("e", 90, None, "ก"),
        Ranked("f", 5, 99, "ฉ"),
    ]
    assert planning.ranked(items) == ["d", "e", "b", "a", "c", "f"]


# deed | the states in which it may be done
DEEDS = {
    "weigh": "proposed planned",
    "assign": "proposed planned",
    "move": "proposed planned",
    "drop": "proposed planned",
    "take-up": "dropped",
    "publish": "proposed planned",
}


@pytest.mark.parametrize("deed", PLAN_DEEDS)
def test_deeds_are_done_in_their_states(deed: str) -> None:
    assert [s for s in PLAN_STATES if planning.can_deed(deed, state=s)] == DEEDS[deed].split()
    for state in set(PLAN_STATES) - set(DEEDS[deed].split()):
        with pytest.raises(Conflict):
            planning.check_deed(deed, state=state, reason="เหตุผล")


@pytest.mark.parametrize("deed", ["move", "drop"])
def test_a_reason_is_asked_for(deed: str) -> None:
    with pytest.raises(Invalid):
        planning.check_deed(deed, state="proposed", reason=" ")


@pytest.mark.parametrize(
    ("code", "level"), [("value", 5), ("value", -1), ("value", True), ("x", 1)]
)
def test_there_are_four_questions_of_five_levels(code: str, level: int) -> None:
    with pytest.raises(Invalid):
        planning.check_level(code, level)
