"""Lists of datasets as tables: headings in two languages, rows of files, what is not understood."""

from pathlib import Path

import pytest

from odms.errors import Unreadable
from odms.harvest.fetching import AtHand, Document
from odms.harvest.kinds import csv_list, recognise
from odms.harvest.kinds.csv_list import pages
from odms.standards.reading import Reading

THAI = (
    "ลำดับ,รหัสชุดข้อมูล,ชื่อชุดข้อมูล,หน่วยงาน,รายละเอียด,คำสำคัญ,ความถี่,สัญญาอนุญาต,ลิงก์ดาวน์โหลด,รูปแบบไฟล์,ปรับปรุงล่าสุด\n"
    "1,D1,ผู้ป่วยนอก,กรมสุขภาพ,จำนวนผู้ป่วย,\"โรค,คน\",ทุก 3 เดือน,Open Data Common,https://a.example/1.csv,CSV,31/1/2569\n"
    "2,D1,ผู้ป่วยนอก,กรมสุขภาพ,,,,,https://a.example/1.xlsx,XLSX,\n"
    "3,D2,เตียง,กรมสุขภาพ,จำนวนเตียง,,ไม่รู้,,,,32/13/2569\n"
)  # fmt: skip
ENGLISH = (
    "Title;Description;URL;Size\n"
    "Beds;Number of beds;https://a.example/beds.csv;1,024\n"
    "Wards;Wards of hospitals;https://a.example/wards;\n"
    ";No title;https://a.example/none;\n"
)


def read(tmp_path: Path, text: str, encoding: str = "utf-8") -> Reading:
    path = tmp_path / "list.csv"
    path.write_bytes(text.encode(encoding))
    file = AtHand(path)
    [page] = pages(file, file.url, options={}, since="", cursor={})
    assert page.is_last
    return page.reading


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp874"])
def test_a_thai_list_is_read(tmp_path: Path, encoding: str) -> None:
    reading = read(tmp_path, THAI, encoding)
    first, second = reading.descriptions
    assert (first.identifier, first.titles, second.identifier) == ("D1", {"th": "ผู้ป่วยนอก"}, "D2")
    assert first.publisher is not None and first.publisher.names == {"": "กรมสุขภาพ"}
    record = first.record
    assert (record.frequency_unit, record.frequency_interval, record.licence) == ("M", 3, "odc")
    assert (record.tags, first.modified) == (["โรค", "คน"], "2026-01-31")
    assert [(one.url, one.format) for one in first.resources] == [
        ("https://a.example/1.csv", "CSV"),
        ("https://a.example/1.xlsx", "XLSX"),
    ]
    assert second.resources == ()
    assert [(one.code, one.record) for one in reading.troubles] == [
        ("standards.unknown_code", "#4"),
        ("standards.wrong_date", "D2"),
    ]


def test_an_english_list_without_identifiers_is_read(tmp_path: Path) -> None:
    reading = read(tmp_path, ENGLISH)
    beds, wards = reading.descriptions
    assert (beds.identifier, wards.identifier) == (
        "https://a.example/beds.csv",
        "https://a.example/wards",
    )
    assert [(one.url, one.size_bytes) for one in beds.resources] == [
        ("https://a.example/beds.csv", 1024)
    ]
    assert (wards.landing_pages, wards.resources) == (("https://a.example/wards",), ())
    left_out = [one for one in reading.troubles if one.is_left_out]
    assert [one.code for one in left_out] == ["standards.read.no_title"]


def test_a_table_without_titles_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable):
        read(tmp_path, "a,b\n1,2\n")


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (THAI.encode("cp874"), "csv-list"),
        (ENGLISH.encode(), "csv-list"),
        (b"a,b\n1,2\n", ""),
        (b'{"title": "x"}', ""),
        (b"<html>Title,Description</html>", ""),
    ],
)
def test_a_list_is_recognised_by_its_headings(body: bytes, kind: str) -> None:
    document = Document("http://a.example/x", body)
    assert recognise(document) == kind
    assert csv_list.recognise(document) is (kind == "csv-list")
