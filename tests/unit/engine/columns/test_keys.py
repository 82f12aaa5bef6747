"""Key candidates: single columns, else pairs."""

import pytest

from odms.engine.columns import keys

PROVINCES = ["กระบี่", "ตรัง", "ยะลา"]
YEARS = ["2564", "2565"]


def _cube() -> dict[str, list[str | None]]:
    rows = [(p, y) for p in PROVINCES for y in YEARS]
    return {
        "จังหวัด": [p for p, _ in rows],
        "ปี": [y for _, y in rows],
        "กลุ่ม": ["ก", "ก", "ข", "ข", "ก", "ข"],
        "ค่า": ["1.5", "2.5", "3", "3", "4", "5.25"],
    }


def test_single_column_needs_no_pair(typed) -> None:
    table = {"ลำดับ": [str(i) for i in range(6)]} | _cube()
    assert typed(table).profile()["keys"] == [["ลำดับ"]]


def test_pair_of_dimensions(typed) -> None:
    assert typed(_cube()).profile()["keys"] == [["จังหวัด", "ปี"]]


def test_whole_numbers_are_taken_only_where_no_words_do(typed) -> None:
    table = _cube() | {"จำนวน": ["1", "2", "3", "4", "5", "5"]}
    assert typed(table).profile()["keys"] == [["จังหวัด", "ปี"]]
    del table["ปี"]
    assert typed(table).profile()["keys"] == [["กลุ่ม", "จำนวน"]]


def test_column_with_gaps_is_no_part(typed) -> None:
    table = _cube() | {"ปี": ["2564", "", "2564", "2565", "2564", "2565"]}
    assert typed(table).profile()["keys"] == []


def test_total_rows_are_left_out(typed) -> None:
    table = {name: [*cells, cells[0]] for name, cells in _cube().items()}
    assert typed(table).profile()["keys"] == []
    told = typed(table, total_rows=frozenset({6})).profile()["keys"]
    assert told == [["จังหวัด", "ปี"]]


@pytest.mark.parametrize(("last", "found"), [("จ9", [["a", "b"]]), ("จ0", [])])
def test_all_rows_are_looked_at(typed, monkeypatch, last: str, found: list[list[str]]) -> None:
    """What holds in the beginning must hold in the last row too."""
    monkeypatch.setattr(keys, "_BEGINNING", 10)
    a = [f"จ{i % 10}" for i in range(40)]
    b = [f"ฉ{i // 10}" for i in range(40)]
    assert typed({"a": [*a[:-1], last], "b": b}).profile()["keys"] == found


def test_bounds_hold_in_a_wide_table(typed) -> None:
    table = {f"c{i}": ["ก" if (row >> i % 2) & 1 else "ข" for row in range(4)] for i in range(40)}
    assert len(typed(table).profile()["keys"]) == keys.PAIRS_AT_MOST
