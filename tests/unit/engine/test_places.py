"""Findings stand where the steward sees them: A1 in sheets, lines in texts."""

from pathlib import Path

import openpyxl
import pytest

from odms.engine import Inspection, inspect
from odms.engine.places import PLACES_TOLD, column_letters, reference

A1 = [(0, 0, "A1"), (13, 2, "C14"), (0, 25, "Z1"), (0, 26, "AA1"), (9, 701, "ZZ10"), (0, 702, "AAA1"),
      (13, None, "14:14"), (None, 2, "C:C"), (None, None, None)]  # fmt: skip


@pytest.mark.parametrize(("row", "column", "ref"), A1)
def test_reference(row: int | None, column: int | None, ref: str | None) -> None:
    assert reference(row, column) == ref


def test_column_letters_are_each_once() -> None:
    letters = [column_letters(i) for i in range(20_000)]
    assert len(set(letters)) == 20_000
    assert letters == sorted(letters, key=lambda text: (len(text), text))


def told(report: Inspection, code: str) -> list[tuple[object, ...]]:
    """Row, column_index, ref and line of every place of the findings of one code."""
    return [
        (place.row, place.column_index, place.ref, place.line)
        for finding in report.all_findings
        if finding.code == code
        for place in finding.cells
    ]


def read(tmp_path: Path, text: str) -> Inspection:
    path = tmp_path / "a.csv"
    path.write_text(text, encoding="utf-8", newline="")
    return inspect(path)


def test_cell_of_a_text(tmp_path: Path) -> None:
    rows = "".join(f"{i},{i * 3}\n" for i in range(1, 30))
    report = read(tmp_path, f"ลำดับ,จำนวน\n{rows}30,ไม่ทราบจำนวน\n")
    assert told(report, "engine.value_not_of_type") == [(30, 1, "B31", 31)]


def test_lines_of_a_text_with_line_ends_in_cells(tmp_path: Path) -> None:
    rows = "".join(f'{i},"ก\r\nข\r\nค"\r\n' for i in range(1, 30))
    report = read(tmp_path, f'ลำดับ,"ชื่อ\r\nไทย"\r\n{rows}ยี่สิบ,ง\r\n')
    # header: lines 1 and 2; 29 records of three lines each
    assert told(report, "engine.value_not_of_type") == [(30, 0, "A31", 2 + 29 * 3 + 1)]


def test_cells_that_a_short_record_lacks_and_a_long_one_has_too_many(tmp_path: Path) -> None:
    report = read(tmp_path, "id,name,age\n1,ก,5\n2\n3,ข,6,เกิน,เกิน\n4,ค,7\n\n5,ง,8\n")
    assert told(report, "reading.too_short") == [(2, 1, "B3", 3), (2, 2, "C3", 3)]
    assert told(report, "reading.too_long") == [(3, 3, "D4", 4), (3, 4, "E4", 4)]
    assert told(report, "reading.blank_row") == [(5, None, "6:6", 6)]
    counts = {f.code: (f.n, f.n_cells) for f in report.all_findings}
    assert counts["reading.too_short"] == (1, 2)
    assert counts["reading.too_long"] == (1, 2)


def test_counts_are_exact_beyond_the_places_told(tmp_path: Path) -> None:
    n = 3_000
    rows = "".join(f"{i},{'12%' if i % 2 else '13'}\n" for i in range(n))
    report = read(tmp_path, f"i,อัตรา\n{rows}")
    (found,) = [f for f in report.all_findings if f.code == "engine.percent_mixed"]
    assert (found.n, found.n_cells, len(found.cells)) == (n // 2, n // 2, PLACES_TOLD)
    assert [place.row for place in found.cells[:3]] == [2, 4, 6]


def test_names_beyond_those_told_are_counted(tmp_path: Path) -> None:
    known = "".join("กระบี่,1\n" for _ in range(400))
    unknown = "".join(f"เมืองสมมุติ{i},1\n" for i in range(60))
    report = read(tmp_path, f"จังหวัด,จำนวน\n{known}{unknown}")
    one_by_one = [f for f in report.all_findings if f.code == "engine.name_not_in_list"]
    (rest,) = [f for f in report.all_findings if f.code == "engine.more_name_not_in_list"]
    assert (len(one_by_one), rest.n, len(rest.cells)) == (50, 10, 10)
    assert rest.cells[0].ref == f"A{1 + 400 + 50 + 1}"


def test_sheet_that_begins_beyond_its_first_cell(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "ข้อมูล"
    sheet["C5"], sheet["D5"], sheet["E5"] = "จังหวัด", "จำนวน", None
    for i in range(30):
        sheet.cell(6 + i, 3, "กระบี่")
        sheet.cell(6 + i, 4, i + 1)
    sheet["D20"] = "ไม่ทราบแน่"
    sheet["D21"] = "#N/A"
    sheet["D21"].data_type = "e"
    book.save(tmp_path / "a.xlsx")
    report = inspect(tmp_path / "a.xlsx")
    assert report.tables[0].name == "ข้อมูล"
    assert told(report, "engine.value_not_of_type")[0] == (19, 3, "D20", None)
    assert told(report, "engine.cell_errors") == [(20, 3, "D21", None)]


def test_column_that_is_meant_as_a_whole(tmp_path: Path) -> None:
    rows = "".join(f"{i},0812345{i:03}\n" for i in range(40))
    report = read(tmp_path, f"ลำดับ,โทรศัพท์\n{rows}")
    assert told(report, "engine.personal_data") == [(None, 1, "B:B", None)]


def test_records_without_lines_have_neither_line_nor_reference(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    records = ",".join(f'{{"จังหวัด": "กระบี่", "n": {i}}}' for i in range(30))
    path.write_text(f'[{records},{{"จังหวัด": "เมืองสมมุติ", "n": 1}}]', encoding="utf-8")
    assert told(inspect(path), "engine.name_not_in_list") == [(30, 0, None, None)]


def test_hidden_rows_and_columns_and_formulas_without_value(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["จังหวัด", "ลับ", "จำนวน", "สองเท่า"])
    for i in range(6):
        sheet.append(["ตรัง", "x", i, f"=C{i + 2}*2"])
    sheet.row_dimensions[3].hidden = sheet.row_dimensions[5].hidden = True
    sheet.row_dimensions[40].hidden = True  # where nothing stands
    sheet.column_dimensions["B"].hidden = True
    sheet.column_dimensions["Z"].hidden = True
    sheet["D2"] = 4
    book.save(tmp_path / "a.xlsx")
    report = inspect(tmp_path / "a.xlsx")
    assert told(report, "reading.rows_hidden") == [(2, None, "3:3", None), (4, None, "5:5", None)]
    assert told(report, "reading.columns_hidden") == [(None, 1, "B:B", None)]
    refs = [ref for _, _, ref, _ in told(report, "engine.formulas_without_value")]
    assert refs == ["D3", "D4", "D5", "D6", "D7"]
