"""The annotated workbook, opened by another library: places, colours, notes, and no formula."""

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from odms import engine
from odms.lake import annotated
from odms.lake.annotated import Delivered, Mark

TEXT = """ตารางที่ 1,,
จังหวัด,จำนวน,หมายเหตุ
นครนายกก,"1,200",=1+1
ตรัง,1.10E+11,@x
น่าน,30,-
แพร่,40,
กระบี่,50,+9
"""
LINES = [("h1", ("verdict",)), ("row", ("=1+1", "x")), ("h2", ("more",))]


def delivered(text: str, tmp_path: Path, title: str = "ตาราง [1]") -> Delivered:
    source = tmp_path / "file.csv"
    source.write_text(text, encoding="utf-8")
    engine.prepare(source, tmp_path, name="file.csv")
    report = json.loads((tmp_path / "report.json").read_bytes())
    profile = json.loads((tmp_path / "profile-0.json").read_bytes())
    return Delivered(tmp_path / "table-0.parquet", report["tables"][0], profile, title)


def written(tables: list[Delivered], tmp_path: Path) -> Any:
    out = tmp_path / "made.xlsx"
    annotated.write(out, LINES, tables, "en")
    return openpyxl.load_workbook(out)


def test_cells_stand_where_they_stand_in_the_source(tmp_path: Path) -> None:
    sheet = written([delivered(TEXT, tmp_path)], tmp_path)["ตาราง  1"]
    assert [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)] == [
        ["จังหวัด", "จำนวน", "หมายเหตุ"],
        ["นครนายกก", "1,200", "=1+1"],
        ["ตรัง", "1.10E+11", "@x"],
        ["น่าน", 30, "-"],
        ["แพร่", 40, None],
        ["กระบี่", 50, "+9"],
    ]
    assert [cell.value for cell in sheet[1]] == [None, None, None]


def test_findings_are_coloured_and_noted(tmp_path: Path) -> None:
    sheet = written([delivered(TEXT, tmp_path)], tmp_path)["ตาราง  1"]
    noted = {
        cell.coordinate: (cell.fill.fgColor.rgb[2:], cell.comment.text)
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment and cell.row > 2
    }
    assert noted == {
        "A3": ("FFE3A3", "The name “นครนายกก” is not in the list of provinces."),
        "B4": (
            "FFE3A3",
            "Excel shortened the value “1.10E+11” to a power of ten; its last digits are lost.",
        ),
    }


def test_nothing_becomes_a_formula(tmp_path: Path) -> None:
    book = written([delivered(TEXT, tmp_path)], tmp_path)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert book["Summary"]["A2"].value == "=1+1"
    text = next(cell for cell in cells if cell.value == "@x")
    assert text.quotePrefix


def test_text_that_no_cell_holds_is_cut(tmp_path: Path) -> None:
    one = delivered(f"ก,ข\n1,{'ย' * 40_000}\n2,ส\n", tmp_path)
    sheet = written([one], tmp_path)["ตาราง  1"]
    assert sheet["B2"].value == "ย" * 32_766 + "…"


def test_table_that_is_too_big_is_shown_in_part_and_says_so(
    tmp_path: Path, monkeypatch: Any
) -> None:
    monkeypatch.setattr(annotated, "CELLS_AT_MOST", 20)
    monkeypatch.setattr(annotated, "ROWS_OF_A_PART", 2)
    rows = "".join(f"แถว{i},{i}\n" for i in range(50))
    one = delivered(f"ก,ข\n{rows}พิเศษ,1.10E+11\nท้าย,9\n", tmp_path)
    book = written([one], tmp_path)
    sheet = book["ตาราง  1"]
    shown = {row[0].row for row in sheet.iter_rows() if row[0].value is not None}
    assert shown == {1, 2, 3, 52}
    assert sheet.sheet_format.zeroHeight
    assert book["Summary"]["A3"].value == (
        "ตาราง  1: This sheet shows 3 of 52 rows: the first ones and those with something to see."
    )


def finding(severity: str, said: str, *cells: tuple[int | None, int | None]) -> dict[str, Any]:
    told = [{"row": row, "column_index": column} for row, column in cells]
    return {"severity": severity, "message": {"en": said}, "cells": told, "n_cells": len(told)}


def test_marks_of_one_cell_are_one_and_the_gravest_shows(monkeypatch: Any) -> None:
    table = {
        "header_rows": [0, 1],
        "columns": [{"column_index": 2}, {"column_index": 3}],
        "findings": [
            finding("info", "a", (5, 3), (4, None)),
            finding("error", "b", (5, 3)),
            finding("error", "b", (5, 3)),
            finding("warning", "c", (None, 2)),
        ],
    }
    assert annotated.marks_of(table, "en") == [
        Mark(1, 2, "warning", "c"),
        Mark(4, 2, "info", "a"),
        Mark(5, 3, "error", "b\na"),
    ]
    monkeypatch.setattr(annotated, "MARKS_AT_MOST", 1)
    assert annotated.marks_of(table, "en") == [Mark(5, 3, "error", "b\na")]


@pytest.mark.parametrize(
    ("titles", "names"),
    [
        (["a/b:c", "A B C", ""], ["a b c", "A B C 2", "-"]),
        (["ก" * 40, "ก" * 40], ["ก" * 31, "ก" * 29 + " 2"]),
        (["'x'"], ["x"]),
    ],
)
def test_sheet_names(titles: list[str], names: list[str], tmp_path: Path) -> None:
    assert annotated._sheet_names(titles) == names
