"""Masks of values: what stays of letters, digits and runs of them."""

import pytest

from odms.engine.types import patterns

WRITTEN = [
    ("081-234-5678", "999-999-9999"),
    ("กข 1234", "กก 9999"),
    ("1กข 99", "9กก 99"),
    ("๑๒/๒๕๖๕", "๙๙/๙๙๙๙"),
    ("กรุงเทพมหานคร", "ก+"),
    ("AB-12 Bangkok", "AA-99 Aa+"),
    ("x\u200b1", "a\u200b9"),
]


@pytest.mark.parametrize(("value", "pattern"), WRITTEN)
def test_words_and_codes(typed, value: str, pattern: str) -> None:
    column = typed({"a": [value, "ก"]})["a"].profile
    assert {one["pattern"] for one in column["patterns"]} == {pattern, "ก"}


def test_numbers_are_told_by_their_writing(typed) -> None:
    cells = ["1", "22", "1,200", "1,234,567", "5.5", "(3)", "-7", "45%", "-", None]
    column = typed({"a": cells})["a"].profile
    assert column["type"] == "number"
    assert column["patterns"] == [
        {"pattern": "9", "n": 2, "share": 0.25},
        {"pattern": "9,9", "n": 2, "share": 0.25},
        {"pattern": "(9)", "n": 1, "share": 0.125},
        {"pattern": "-9", "n": 1, "share": 0.125},
        {"pattern": "9%", "n": 1, "share": 0.125},
    ]
    assert (column["n_patterns"], column["patterns_are_exact"]) == (6, True)


def test_missing_words_and_total_rows_have_no_pattern(typed) -> None:
    table = typed({"a": ["A1", "-", "n/a", "", "รวม"]}, total_rows=frozenset({4}))
    assert table["a"].profile["patterns"] == [{"pattern": "A9", "n": 1, "share": 1.0}]


def test_many_values_are_told_by_a_sample(typed, monkeypatch) -> None:
    monkeypatch.setattr(patterns, "EXACT_AT_MOST", 1_000)
    monkeypatch.setattr(patterns, "SAMPLE", 200)
    column = typed({"a": [f"{i:04}" if i % 4 else f"ก{i}" for i in range(2_000)]})["a"].profile
    shares = {one["pattern"]: one["share"] for one in column["patterns"]}
    assert not column["patterns_are_exact"]
    assert shares["9999"] == pytest.approx(0.75, abs=0.15)


def test_shapes_on_a_map_have_none(typed) -> None:
    assert typed({"a": ["POINT(1 2)", "POINT(3 4)"]})["a"].profile["patterns"] == []
