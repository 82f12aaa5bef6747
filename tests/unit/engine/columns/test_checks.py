"""Checks of values that are all of their type: what each says, and what it leaves alone."""

import pytest

from odms.engine.columns import repeated_rows

CODES = [f"A{i:03}" for i in range(60)]
NUMBERS = [str(100 + i * 3 % 41) for i in range(60)]
PLACES = ["ตรัง", "พังงา", "กระบี่"] * 20


def changed(values: list[str], **cells: str) -> list[str]:
    """The values with some cells written over: `r5` is the row counted from 0."""
    found = list(values)
    for row, value in cells.items():
        found[int(row[1:])] = value
    return found


# check, header, cells → code, n and the rows told
FOUND = {
    "padded": ("ชื่อ", changed(PLACES, r4=" ตรัง", r9="พังงา\t"), "engine.blanks_around", 2, [4, 9]),
    "spelt": ("ชื่อ", changed(PLACES, r3="ต รัง", r7="ตรัง."), "engine.spellings_mixed", 2, [3, 7]),
    "case": ("make", ["Toyota", "Honda"] * 20 + ["TOYOTA"], "engine.spellings_mixed", 1, [40]),
    "cut": ("note", ["ก" * n for n in range(200, 250)] + ["ก" * 255], "engine.text_cut", 1, [50]),
    "longer": ("note", changed(PLACES, r8="ก" * 900), "engine.text_far_longer", 1, [8]),
    "latin": ("ชื่อ", changed(PLACES, r5="¡ÃÐºÕè"), "engine.mojibake", 1, [5]),
    "utf8": ("ชื่อ", changed(PLACES, r6="กระบี่".encode().decode("latin-1")), "engine.mojibake", 1, [6]),
    "dated": ("รหัส", [f"{i % 12 + 1}-{i}" for i in range(13, 60)] + ["2-Jan", "ก.พ.-05"],
              "engine.codes_as_dates", 2, [47, 48]),
    "zeros": ("รหัส", [f"{i:05}" for i in range(60)] + ["61", "750"], "engine.zeros_may_be_lost", 2, [60, 61]),
    "negative": ("จำนวนคน", changed(NUMBERS, r7="-120"), "engine.negative_value", 1, [7]),
    "far": ("ค่า", changed(NUMBERS, r9="1200000"), "engine.value_far_off", 1, [9]),
    "key": ("รหัส", changed(CODES, r9="A001"), "engine.key_repeated", 2, [1, 9]),
    "gap": ("ลำดับ", [str(i) for i in range(1, 61) if i not in (7, 8, 30)], "engine.sequence_broken", 3, [6, 27]),
    "unit": ("งบประมาณ (ล้านบาท)", NUMBERS, "engine.unit_in_header", 1, []),
}  # fmt: skip


@pytest.mark.parametrize("case", FOUND)
def test_trouble_is_told_with_its_cells(typed, case: str) -> None:
    name, cells, code, n, rows = FOUND[case]
    found = [f for f in typed({name: cells})[name].findings if f.code == code]
    assert [(f.n, [cell.row for cell in f.cells]) for f in found] == [(n, rows)]


# what looks a little like trouble and is none
LEFT_ALONE = {
    "names": ("ชื่อ", PLACES),
    "codes of two parts": ("รหัส", [f"{i}-1" for i in range(30)] + [f"{i}-2" for i in range(30)]),
    "codes that differ by a dash": ("รหัส", ["1-1", "11", "1-2", "12"] * 10),
    "heavy tail": ("มูลค่า", [str(int(1.25**i)) for i in range(1, 80)]),
    "changes": ("การเปลี่ยนแปลง", changed(NUMBERS, r7="-120")),
    "half negative": ("จำนวน", [str(i - 30) for i in range(60)]),
    "repeated codes": ("รหัส", ["A", "B", "C"] * 20),
    "whole sequence": ("ลำดับ", [str(i) for i in range(1, 61)]),
    "sparse numbers": ("ลำดับ", [str(i * 7) for i in range(1, 61)]),
    "dates": ("วันที่", [f"{i % 28 + 1} ม.ค. 2566" for i in range(60)]),
    "words with dates": ("หมายเหตุ", ["ปกติ", "รอเอกสาร"] * 25 + ["แก้ไข 5 ม.ค. 2566"]),
    "codes of two widths": ("รหัส", [f"{i:03}" for i in range(30)] + [str(i) for i in range(10, 90)]),
    "abbreviation": ("หน่วย (ปี)", ["พ.ศ.", "ค.ศ."] * 20),
    "long texts": ("note", ["ก" * (i % 300) for i in range(1, 400)]),
    "no unit": ("จังหวัด (ไทย)", NUMBERS),
}  # fmt: skip
CHECKS = {code for _, _, code, _, _ in FOUND.values()}


@pytest.mark.parametrize("case", LEFT_ALONE)
def test_good_columns_are_left_alone(typed, case: str) -> None:
    name, cells = LEFT_ALONE[case]
    assert CHECKS & set(typed({name: cells}).codes(name)) == set()


def repeated(table) -> list[tuple[int, list[int | None]]]:
    """How many rows repeat another, and which."""
    found = repeated_rows(table.body, list(table.columns.values()), table.work)
    return [(finding.n, [cell.row for cell in finding.cells]) for finding in found]


def test_repeated_rows_are_told_and_totals_are_none(typed) -> None:
    names = ["ก", "ข", "ก", "ค", "ก", "ง", "จ", "ฉ", "รวม", "รวม"]
    values = ["1", "2", "1", "2", "1", "2", "2", "2", "9", "9"]
    assert repeated(typed({"a": names, "b": values})) == [(3, [2, 4, 9])]
    assert repeated(typed({"a": names, "b": values}, total_rows=frozenset({8, 9}))) == [(2, [2, 4])]


def test_rows_with_a_key_or_of_one_column_or_few_are_not_repeated(typed) -> None:
    same, key = ["ก"] * 12, [str(i) for i in range(12)]
    assert repeated(typed({"a": same, "b": same})) == [(11, list(range(1, 12)))]
    assert repeated(typed({"a": same, "b": key})) == []
    assert repeated(typed({"a": same})) == []
    assert repeated(typed({"a": same[:9], "b": same[:9]})) == []


def test_rows_of_very_many_columns_are_told_apart(typed) -> None:
    columns = {f"c{i}": ["1"] * 12 for i in range(1_100)}
    columns["c1050"] = [*map(str, range(10)), "3", "x"]
    assert repeated(typed(columns)) == [(1, [10])]
