"""Personal data in titles, notes, names of sheets and files."""

import pytest

from odms import engine
from odms.engine.meanings.personal import mentions

CASES: list[tuple[str, list[tuple[str, str]]]] = [
    ("รายชื่อผู้รับทุนของนายสมชาย ใจดี ปี 2566", [("person-name", "likely")]),
    ("ผู้ประสานงาน: น.ส.สมหญิง รักไทย โทร 081-234-5678", [("person-name", "likely"), ("phone", "likely")]),
    ("เลขประจำตัวประชาชน ๑๑๐๑๗๐๐๒๐๗๐๓๐", [("th-national-id", "likely")]),
    ("scan 1101700207030", [("th-national-id", "possible")]),
    ("ส่งข้อมูลที่ somchai.j@gmail.com", [("email", "likely")]),
    ("Line ID: somchai99", [("line-id", "likely")]),
    ("ติดต่อ saraban@moi.go.th หรือ 02-123-4567", []),
    ("ใบแจ้งหนี้ 1101700207031", []),
    ("ผลการเลือกตั้งนายกเทศมนตรี เขตพระนคร", []),
    ("ห้องประชุมนายเลิศ โฮเทล กรุงเทพฯ", []),
    ("จำนวนประชากร จำแนกตามศาสนา รายจังหวัด ปี 2560-2566", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_personal_data_in_a_text(text, expected):
    assert [(one.kind, one.verdict) for one in mentions(text)] == expected


def test_words_about_a_table_are_told_with_their_place(tmp_path):
    path = tmp_path / "ทะเบียนของนายสมชาย ใจดี.csv"
    rows = [
        "ผู้จัดทำ นางสาวสมหญิง รักไทย,",
        "จังหวัด,จำนวน",
        "เชียงใหม่,1",
        "น่าน,2",
        "แพร่,3",
        "หมายเหตุ โทร 081-234-5678,",
    ]
    path.write_text("\n".join(rows), encoding="utf-8")
    found = engine.inspect(path)
    words = [(w["table"], w["where"], w["kind"]) for w in found.to_json()["personal_words"]]
    assert words == [
        (None, "file_name", "person-name"),
        (0, "title", "person-name"),
        (0, "note", "phone"),
    ]
    codes = [finding.code for finding in found.all_findings if "personal" in finding.code]
    assert codes == [
        "engine.personal_data_in_file_name",
        "engine.personal_data_in_title",
        "engine.personal_data_in_note",
    ]
