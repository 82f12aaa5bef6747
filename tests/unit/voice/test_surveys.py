"""Bands, intervals, hidden cells, documents, and how the cells of files are read."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odms.errors import Invalid
from odms.voice.rules import figures
from odms.voice.rules.cells import fields_of, reader
from odms.voice.rules.documents import built_in, checked_document, checked_shares
from odms.voice.rules.hiding import LEAST, hidden_cells, hidden_rows, is_small
from odms.voice.rules.tallies import Answered, tally


@pytest.mark.parametrize(
    ("mean", "band"),
    [
        (5.0, "very-high"), (4.2, "very-high"), (4.196, "very-high"), (4.194, "high"), (3.4, "high"),
        (3.39, "middling"), (2.6, "middling"), (2.59, "low"), (1.8, "low"), (1.79, "very-low"),
        (1.0, "very-low"),
    ],
)  # fmt: skip
def test_bands_hold_their_lower_end(mean: float, band: str) -> None:
    assert figures.band_of(mean)["code"] == band


@pytest.mark.parametrize(
    ("degrees", "t"), [(4, 2.776), (9, 2.262), (29, 2.045), (120, 1.980), (2120, 1.961)]
)
def test_quantiles_are_those_of_the_tables(degrees: int, t: float) -> None:
    assert abs(figures.t_quantile(degrees) - t) < 0.002


def test_intervals_are_those_worked_out_by_hand() -> None:
    found = figures.mean_of([3, 4, 4, 5, 4])  # s = 0.7071, t = 2.776, half = 0.878
    assert found is not None
    assert (found.value, round(found.low, 2), round(found.high, 2)) == (4.0, 3.12, 4.88)
    share = figures.share_of(8, 10)  # Wilson: 0.490 to 0.943
    assert (share.n, round(share.low, 3), round(share.high, 3)) == (8, 0.490, 0.943)
    weighted = figures.mean_of([1, 5], [3, 1])
    assert weighted is not None
    assert (weighted.value, weighted.n_effective) == (2.0, 1.6)


@given(st.dictionaries(st.text("abcdef", min_size=1), st.integers(0, 30), max_size=8))
def test_what_is_hidden_cannot_be_worked_out(counts: dict[str, int]) -> None:
    hidden = hidden_cells(counts)
    assert all(not is_small(n) for cell, n in counts.items() if cell not in hidden)
    rest = sum(counts[cell] for cell in hidden)
    everything = {cell for cell, n in counts.items() if n}
    assert not hidden or hidden == everything or (len(hidden) > 1 and rest >= LEAST)


def test_rows_are_hidden_until_no_column_tells_of_few() -> None:
    table = {
        "a": {"x": 3, "y": 9},
        "b": {"x": 0, "y": 6},
        "c": {"x": 7, "y": 8},
        "d": {"x": 40, "y": 50},
    }
    assert hidden_rows(table) == {"a", "b", "c"}
    assert hidden_rows({"d": {"x": 40, "y": 50}}) == set()


def person(group: str, mark: int) -> Answered:
    return Answered(group, "centre", "study", "", {"usefulness": mark})


def test_weights_bring_groups_to_their_shares() -> None:
    people = [person("state", 5)] * 8 + [person("public", 1)] * 2 + [person("public", 3)] * 6
    told = tally(built_in(), people, shares={"state": 0.2, "public": 0.8})
    overall = told["overall"]
    # plain: (8 * 5 + 2 + 18) / 16; weighted: 0.2 * 5 + 0.8 * 2.5
    assert (overall["mean"], overall["weighted"]["mean"]) == (3.75, 3.0)
    assert told["weights"]["n_effective"] == 11.8
    too_few = tally(built_in(), people, shares={"company": 0.2, "public": 0.8})
    assert "weighted" not in too_few["overall"]
    assert too_few["weights"]["n_effective"] is None


# heading: the field that it is
HEADINGS = {
    "usefulness": "usefulness",
    "Real usefulness": "usefulness",
    "3. ด้านความสะดวกสบายในการเข้าถึงและใช้งาน": "access",
    "ความพึงพอใจ [พึงพอใจเนื้อหาของข้อมูลเปิดเพียงใด]": "content",
    "ประทับเวลา": "at",
    "กลุ่มผู้ตอบแบบสอบถาม ": "group",
    "Email Address": None,
}

# field, text: what it says; None where it cannot be read
CELLS: list[tuple[str, str, Any]] = [
    ("usefulness", "5", 5),
    ("usefulness", "๔", 4),
    ("usefulness", "4 = มาก", 4),
    ("usefulness", "มากที่สุด", 5),
    ("usefulness", "น้อยมาก", 1),
    ("usefulness", "Middling", 3),
    ("usefulness", "4.0", 4),
    ("usefulness", "4.5", None),
    ("usefulness", "6", None),
    ("group", "หน่วยงานภาครัฐ", "state"),
    ("group", "COMPANY", "company"),
    ("group", "อื่น ๆ", None),
    ("tags", "ก, ค", ["a", "c"]),
    ("tags", "ก; x", None),
    ("at", "12/1/2565, 10:20:30", "2022-01-12"),
    ("at", "2022-01-12T10:20", "2022-01-12"),
    ("at", "31/2/2565", None),
    ("agency", "กรมสุขภาพ", "id-1"),
]


def test_headings_are_known_in_both_languages() -> None:
    headings = list(HEADINGS)
    for heading in headings:
        assert fields_of(built_in(), [heading]).get(0) == HEADINGS[heading], heading


@pytest.mark.parametrize(("name", "text", "says"), CELLS)
def test_cells_are_read(name: str, text: str, says: Any) -> None:
    choices = [{"code": code, "th": th, "en": ""} for code, th in zip("abc", "กขค", strict=True)]
    tags = {"code": "tags", "kind": "many", "th": "ป้าย", "en": "", "choices": choices}
    document = built_in() | {"questions": [*built_in()["questions"], tags]}
    read = reader(document, name, {"กรมสุขภาพ": "id-1"})
    if says is None:
        with pytest.raises(Invalid):
            read(text)
    else:
        found = read(text)
        assert (found.isoformat() if name == "at" else found) == says


@pytest.mark.parametrize(
    ("change", "item"),
    [
        ({"title": {"th": ""}}, "title"),
        ({"questions": [{"code": "a", "kind": "likert", "th": ""}]}, "th"),
        ({"questions": [{"code": "A b", "kind": "text", "th": "ก"}]}, "code"),
        ({"questions": [{"code": "a", "kind": "dance", "th": "ก"}]}, "kind"),
        ({"questions": [{"code": "a", "kind": "one", "th": "ก", "choices": []}]}, "choices"),
        ({"questions": [{"code": "a", "kind": "text", "th": "ก"}] * 2}, "questions"),
        ({"questions": [{"code": "a", "kind": "likert", "th": "ก", "dimension": "x"}]}, "dimension"),
        ({"channels": "x"}, "channels"),
    ],
)  # fmt: skip
def test_documents_are_checked(change: dict[str, Any], item: str) -> None:
    assert checked_document(built_in())["questions"]
    with pytest.raises(Invalid) as refused:
        checked_document(built_in() | change)
    assert refused.value.facts["item"] == item


def test_shares_must_be_the_whole() -> None:
    assert checked_shares(built_in(), {"state": 0.4, "public": 0.6})
    for wrong in ({"state": 0.4}, {"state": math.nan, "public": 1}, {"x": 1}):
        with pytest.raises(Invalid):
            checked_shares(built_in(), wrong)
