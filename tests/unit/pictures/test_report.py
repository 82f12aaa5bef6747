"""The steward's report in words, as a page and on paper."""

import re
from typing import Any

import pytest

from odms.pictures import report

WORDS = {"th": "น้ำ <b>&", "en": "water <b>&"}


def told(**parts: Any) -> dict[str, Any]:
    """A small report as `odms.engine.steward` composes it."""
    column = {
        "table": 0, "name": "<i>", "type": "date", "meaning": None, "n": 1200, "n_missing": 1,
        "n_distinct": 2, "personal": None, "min": "2022-01-01", "max": "2022-02-01", "top": [],
        "histogram": {"counts": [1, 0, 5]}, "patterns": [{"pattern": "9/9", "n": 1, "share": 1.0}],
        "n_patterns": 1,
    }  # fmt: skip
    cells = [{"row": 13, "column_index": 2, "ref": "C14", "line": 15}]
    problem = {
        "code": "x.y", "severity": "error", "table": 0, "column": "ก", "n": 9, "n_cells": 9,
        "cells": cells, "sentences": [WORDS], "n_sentences": 4, "fix": WORDS,
    }  # fmt: skip
    measure = {
        "name": WORDS, "from": "file", "points": 75.0, "good": 3, "of": 4, "code": "m", "places": [],
    }  # fmt: skip
    dates = measure | {"from": "dates", "good": 30, "of": 60}
    unknown = measure | {"points": None, "good": None, "of": None}
    plain: dict[str, Any] = {
        "verdict": {"code": "after", "words": WORDS, "reasons": [{"code": "a", "words": WORDS, "fix": None}]},
        "file": {"name": "น้ำ.csv", "size_bytes": 12345, "sha256": "ab", "format": "csv", "encoding": {"name": "cp874", "how": "thai-words"}},
        "at": "2026-11-26",
        "tables": [
            {
                "name": None, "dialect": {"delimiter": "\t"}, "header_rows": [0, 1], "preamble_rows": [],
                "rows": {"preamble": 0, "header": 2, "data": 1200, "rejected": 3, "footer": 0, "blank": 0, "source": 1205},
                "adds_up": True, "n_totals": 1, "n_columns": 1,
            }
        ],
        "problems": {"counts": {s: {"problems": int(s == "error"), "n": 9} for s in ("error", "warning", "info")}, "list": [problem]},
        "columns": [column],
        "keys": [[["a", "b"]]],
        "personal": [
            {"table": 0, "column": "ก", "kind": "phone", "n": 5, "share": 0.5, "verdict": "certain", "label": WORDS, "deed": None, "must_decide": True}
        ],
        "personal_words": [
            {"table": None, "where": "file_name", "kind": "person-name", "verdict": "likely", "label": WORDS}
        ],
        "change": [
            {
                "table": 0, "n_rows_before": 1, "n_rows_after": 1200, "n_rows_added": 1199, "n_rows_removed": 0,
                "columns_added": ["x"], "columns_removed": [], "columns_retyped": [{"name": "y"}],
            }
        ],
        "quality": {
            "points": 75.0, "measured": 0.56, "band": {"name": WORDS},
            "dimensions": [
                {"name": WORDS, "points": 75.0, "measures": [measure, dates]},
                {"name": WORDS, "points": None, "measures": [unknown]},
            ],
            "next": [{"mend": WORDS, "gain": 0.01, "minutes": 12.4, "places": [{"column": "ก"}]}],
        },
    }  # fmt: skip
    return plain | parts


def text(document: report.Document) -> str:
    return "\n".join(" | ".join(cells) for _, cells in report.lines(document))


def test_words_in_thai() -> None:
    said = text(report.worded(told(), "th"))
    for line in (
        "ตรวจเมื่อ | 26 พ.ย. 2569",
        "รหัสอักขระ | TIS-620 (cp874) · คำเป็นภาษาไทย",
        "ตัวคั่น | แท็บ",
        "หัวตาราง | แถว 1, 2",
        "แถวทั้งหมด | 1,205 แถวในต้นฉบับ = หัวตาราง 2 + ข้อมูล 1,200 + ไม่เข้ากับตาราง 3",
        "คอลัมน์ที่ใช้ระบุแถวได้ | a + b",
        "คอลัมน์ ก · 9 แห่ง · ที่ C14 และอีก 8",
        "<i> | วันที่ | > 99.9 % | 2 | 1 ม.ค. 2565 ถึง 1 ก.พ. 2565 | 9/9 (100 %) | ",
        "ชื่อไฟล์อาจมีข้อมูลส่วนบุคคล (น้ำ <b>&)",
        "ก | น้ำ <b>& | 5 | 50 % | แน่นอน | ยังไม่ได้ตัดสินใจ",
        "จำนวนแถว | จาก 1 เป็น 1,200",
        "คอลัมน์ที่เปลี่ยนชนิด | y",
        "75 คะแนนจาก 100 (น้ำ <b>&) วัดได้ 56 % ของน้ำหนักทั้งหมด",
    ):
        assert line in said
    assert "3 จาก 4" in said and "อายุ 60 วัน สัญญาไว้ 30 วัน" in said and "ไม่ได้วัด" in said
    assert "+< 0.1 คะแนน: น้ำ <b>& | คอลัมน์ ก | ราว 12 นาที" in said


def test_both_languages_say_the_same_in_as_many_lines() -> None:
    thai, english = (report.lines(report.worded(told(), one)) for one in ("th", "en"))
    assert [kind for kind, _ in thai] == [kind for kind, _ in english]
    assert not re.search(
        "[ก-๛]", text(report.worded(told(), "en")).replace("ก", "").replace("น้ำ.csv", "")
    )


def test_rows_are_told_by_number_and_texts_by_line() -> None:
    whole = {"row": 4, "column_index": None, "ref": "5:5", "line": None}
    line = {"row": None, "column_index": None, "ref": None, "line": 7}
    wording = told()
    for cell, said in ((whole, "rows 5"), (line, "lines 7")):
        wording["problems"]["list"][0] |= {"cells": [cell], "n_cells": 1}
        assert f"places: 1 · {said} |" in text(report.worded(wording, "en"))


def test_personal_values_are_not_shown() -> None:
    column = told()["columns"][0] | {
        "personal": {"kind": "phone"},
        "min": None,
        "histogram": None,
        "top": None,
    }
    said = text(report.worded(told(columns=[column]), "en"))
    assert "not shown; may point at a person" in said


def test_page_escapes_what_came_from_a_file() -> None:
    page = report.page(report.worded(told(), "th"), "p{}")
    assert page.startswith("<!doctype html>") and '<html lang="th">' in page
    assert "<i>" not in page and "<b>&" not in page and "&lt;i&gt;" in page
    assert '<svg class="hist"' in page


def test_unreadable_file_has_a_short_report() -> None:
    parts = {
        "verdict": {"code": "unreadable", "words": WORDS, "reasons": []},
        "file": {"name": "x", "size_bytes": None, "sha256": None, "format": None, "encoding": None},
    }
    document = report.worded(parts, "en")
    assert [section.heading for section in document.sections] == ["What was read and how"]
    assert report.pdf(document).startswith(b"%PDF-")


@pytest.mark.parametrize("language", ["th", "en"])
def test_pdf_is_set_in_the_house_typeface_alone(language: str) -> None:
    paper = report.pdf(report.worded(told(), language))
    assert paper.startswith(b"%PDF-1.7")
    fonts = {name.split(b"+")[1] for name in re.findall(rb"/BaseFont\s*/([^\s/]+)", paper)}
    assert fonts == {b"IBMPlexSansThaiLooped-Regular", b"IBMPlexSansThaiLooped-Bold"}


def test_pdf_of_the_same_report_is_the_same_bytes() -> None:
    document = report.worded(told(), "th")
    assert report.pdf(document) == report.pdf(document)


def test_markup_in_a_file_is_not_run_by_the_typesetter() -> None:
    words = {"th": "#panic() $x *y* <a> @b", "en": '#read("/etc/passwd")'}
    verdict = {"code": "after", "words": words, "reasons": []}
    assert report.pdf(report.worded(told(verdict=verdict), "en")).startswith(b"%PDF-")
