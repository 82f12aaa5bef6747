"""Supply and demand in balance: the example of the explanation, bands, wishes put together."""

import pytest

from odms.assessment.balance import (
    BANDS,
    SIDES,
    Shelf,
    Subjects,
    Wish,
    balances,
    band,
    cover,
    group,
    rules,
    shares,
    tokens,
)

# the example of docs/explanation/supply-and-demand.md; nobody answered a questionnaire
COUNTS = {
    "health": {
        "datasets": 6, "fresh": 4, "quality": 4.8, "views": 700, "failed_searches": 10,
        "requests": 2, "downloads": 400, "api": 300,
    },
    "transport": {
        "datasets": 3, "fresh": 2, "quality": 2.1, "views": 200, "failed_searches": 50,
        "requests": 6, "downloads": 80, "api": 100,
    },
    "budget": {
        "datasets": 1, "fresh": 0, "quality": 0.6, "views": 100, "failed_searches": 40,
        "requests": 12, "downloads": 20, "api": 0,
    },
}  # fmt: skip

# theme: supply, demand, band
EXAMPLE = {
    "health": (0.6267, 0.4105, "over"),
    "transport": (0.3033, 0.3021, "even"),
    "budget": (0.07, 0.2874, "under"),
}


def test_the_example_of_the_explanation_comes_out_as_it_is_told() -> None:
    told = {
        id: (round(one.supply, 4), round(one.demand, 4), one.band)
        for id, one in balances(COUNTS).items()
    }
    assert told == EXAMPLE


def test_shares_of_all_add_up_to_one() -> None:
    found = balances(COUNTS).values()
    assert sum(one.supply for one in found) == pytest.approx(1, abs=1e-5)
    assert sum(one.demand for one in found) == pytest.approx(1, abs=1e-5)


def test_a_part_of_which_there_is_nothing_is_left_out() -> None:
    assert "answers" not in shares(COUNTS, "demand")["health"]
    nothing = balances({"health": {}, "budget": {}})["health"]
    assert (nothing.supply, nothing.demand, nothing.band) == (0, 0, "none")


@pytest.mark.parametrize(
    ("supply", "demand", "found"),
    [
        (0, 0, "none"),
        (0, 0.1, "under"),
        (0.2, 0.25, "under"),
        (0.2, 0.24, "even"),
        (0.2, 0.161, "even"),
        (0.2, 0.16, "over"),
        (0.2, 0, "over"),
    ],
)
def test_bands(supply: float, demand: float, found: str) -> None:
    assert band(supply, demand) == found
    assert found in BANDS


def test_weights_of_a_side_make_one_whole() -> None:
    for side in SIDES:
        weights = [one["weight"] for one in rules()["parts"] if one["side"] == side]
        assert sum(weights) == pytest.approx(1)


WISHES = [
    Wish("งบประมาณท้องถิ่น", n_searches=8),
    Wish("งบประมาณ ท้องถิ่น", n_searches=5),
    Wish("ขอข้อมูลงบประมาณท้องถิ่น", n_requests=1, n_votes=3, request="R1"),
    Wish("ค่าฝุ่น PM2.5", n_searches=9),
    Wish("ค่าฝุ่น pm2.5 รายวัน", n_searches=1),
    Wish("ป้ายรถเมล์", n_searches=4),
]


def test_wishes_of_like_words_are_one_group_the_heaviest_first() -> None:
    found = group(WISHES)
    told = [(one.weight, len(one.wishes)) for one in found]
    assert told == [(21, 3), (10, 2), (4, 1)]
    first = found[0]
    assert (first.total("n_searches"), first.total("n_requests"), first.total("n_votes")) == (
        13, 1, 3,
    )  # fmt: skip
    assert found == group(reversed(WISHES))


def test_an_entry_serves_what_it_names() -> None:
    shelf = Shelf(
        [
            ("e1", "ทะเบียนงบประมาณขององค์กรปกครองส่วนท้องถิ่น"),
            ("e2", "งบประมาณท้องถิ่น"),
            ("e3", "ป้ายโฆษณา"),
            ("e4", "ผลตรวจวัดฝุ่น"),
        ]
    )
    asked = tokens("งบประมาณท้องถิ่น")
    assert [id for id, _ in shelf.serving(asked)] == ["e2", "e1"]
    assert cover(asked, tokens("ป้ายโฆษณา")) == 0
    assert shelf.serving(tokens("")) == []


def test_words_vote_for_the_theme_of_what_has_them() -> None:
    told = Subjects(
        [
            ("health", "จำนวนผู้ป่วยนอก"),
            ("health", "โรงพยาบาลในจังหวัด"),
            ("transport", "อุบัติเหตุบนถนนในจังหวัด"),
        ]
    )
    found = [told.theme_of(text) for text in ("ผู้ป่วยเบาหวาน", "ถนนชำรุดในจังหวัด", "แผ่นดินไหว", "")]
    assert found == ["health", "transport", "", ""]
