"""What columns mean: by lists, check digits, ranges and header words, never by the header alone."""

import pytest

from odms.engine.types import dictionary

PROVINCES = ["กรุงเทพมหานคร", "เชียงใหม่", "ขอนแก่น", "สงขลา", "ภูเก็ต"]
CODES = ["10", "50", "40", "90", "83"]


@pytest.mark.parametrize(
    ("name", "cells", "meaning"),
    [
        ("a", PROVINCES, "th-province"),
        ("a", ["จ.เชียงใหม่", "จังหวัดขอนแก่น", "กทม.", "โคราช", "อยุธยา"], "th-province"),
        ("a", ["Bangkok", "Chiang Mai", "Khon Kaen", "Nan"], "th-province"),
        ("abbr", ["กทม", "ชม", "ขก", "สข", "ภก"], "th-province-abbr"),
        ("dname", ["เขตดุสิต", "เขตพระนคร", "เขตบางรัก", "เขตปทุมวัน", "เขตสาทร"], "th-amphoe"),
        ("อำเภอ", ["เมือง", "หางดง", "แม่ริม"], "th-amphoe"),
        ("ตำบล", ["ต.ช้างเผือก", "ต.สุเทพ", "ต.แม่เหียะ"], "th-tambon"),
        ("ภาค", ["ภาคเหนือ", "ภาคกลาง", "ภาคใต้"], "th-region"),
        ("เดือน", ["มกราคม", "กุมภาพันธ์", "มีนาคม"], "th-month"),
        ("iso", ["TH-10", "TH-50"], "iso-3166-2"),
        ("pcode", ["TH10", "TH50"], None),
        ("รหัสไปรษณีย์", ["10200", "50000", "40000"], "postcode"),
        ("zip", ["47170.0", "37000.0", "75110.0"], "postcode"),
        ("amount", ["10200", "50000", "12345"], None),
        ("lat", ["13.75", "18.79", "7.0"], "latitude"),
        ("LONGITUDE", ["100.5", "98.98", "100.4"], "longitude"),
        ("lat", ["479138.5", "501200.1"], None),
        ("x_utm", ["479138", "501200"], "utm-easting"),
        ("y_utm", ["2065599", "1543210"], "utm-northing"),
        ("x", ["0105536000313", "0107544000108"], "th-juristic-id"),
        ("x", ["1101700207366", "3-1014-00123-45-9"], None),
        ("phone", ["081-234-5678", "0 2348 0313", "+66 81 234 5678"], "phone"),
        ("x", ["021234567", "031234567", "041234567"], None),
        ("e", ["a@example.org", "b.c@example.co.th"], "email"),
        ("link", ["https://example.org/a", "www.example.org"], "url"),
        ("คำนำหน้า", ["นาย", "นางสาว", "ด.ช."], "name-prefix"),
        ("x", ["นายสมชาย ใจดี", "นางสาวสมหญิง รักไทย", "พ.ต.ท.มานะ มีสุข"], "person-name"),
        ("x", ["นายกเทศมนตรี", "นางเลิ้ง", "พระนคร"], None),
        ("ชื่อผู้ขาย", ["บริษัท ก จำกัด", "หจก. ข", "ร้าน ค"], None),
        ("first_name", ["สมชาย", "สมหญิง"], "person-name"),
        ("ที่อยู่", ["12/3 หมู่ 4 ต.สุเทพ อ.เมือง จ.เชียงใหม่ 50200", "9 ถ.สุขุมวิท แขวงคลองเตย กทม."], "address"),
        ("เนื้อที่ (ไร่-งาน-วา)", ["2-3-21", "10-0-50"], "rai-ngan-wa"),
        ("เพศ", ["ชาย", "หญิง", "ชาย"], "sex"),
    ],
)  # fmt: skip
def test_meaning_of_a_column(typed, name, cells, meaning):
    assert typed({name: cells})[name].meaning == meaning


def test_code_agrees_with_the_names_beside_it(typed):
    table = typed({"province_id": CODES, "province": PROVINCES})
    column = table["province_id"]
    assert (column.meaning, column.type, column.min) == ("th-province-code", "text", None)
    assert table.written()["province_id"] == CODES


def test_province_id_of_another_order_is_not_the_standard_code(typed):
    table = typed({"province_id": ["11", "12", "13", "14", "15"], "province": PROVINCES})
    assert (table["province_id"].meaning, table["province_id"].type) == (None, "integer")
    assert table.codes("province_id") == ["engine.not_the_standard_code"]


def test_province_id_numbered_from_one_is_not_the_standard_code(typed):
    table = typed({"province_id": [str(i) for i in range(1, 78)]})
    assert table["province_id"].meaning is None
    assert table.codes("province_id") == ["engine.not_the_standard_code"]


def test_amphoe_and_tambon_codes(typed):
    table = typed({
        "dcode": ["1001", "1002", "1003"], "dname": ["เขตพระนคร", "เขตดุสิต", "เขตหนองจอก"],
        "sdcode": ["100101", "100203", "100301"],
    })  # fmt: skip
    assert table["dcode"].meaning == "th-amphoe-code"
    assert table["sdcode"].meaning == "th-tambon-code"


def test_name_outside_its_list_is_told_with_its_row(typed):
    table = typed({"จังหวัด": [*PROVINCES * 4, "เชียงไหม่"]})
    assert [(f.code, f.row, f.facts["value"]) for f in table["จังหวัด"].findings] == [
        ("engine.name_not_in_list", 20, "เชียงไหม่")
    ]


def test_postcode_restored_from_a_decimal(typed):
    table = typed({"zip": ["47170.0", "37000.0", None]})
    assert table["zip"].type == "text"
    assert table.written() == {
        "_row": [0, 1, 2],
        "zip": ["47170", "37000", None],
        "zip__source": ["47170.0", "37000.0", None],
    }
    assert table.codes("zip") == ["engine.codes_as_decimals"]


def test_code_agrees_with_names_of_a_later_batch(typed, monkeypatch):
    monkeypatch.setattr(dictionary, "COLUMNS_AT_ONCE", 1)
    table = typed(
        {"x": CODES, "a": ["1/2/2020"] * 5, "province": PROVINCES, "b": ["1/31/2020"] * 5}
    )
    assert table["x"].meaning == "th-province-code"
    assert table.codes("a") == ["engine.date_order_of_file"]
    assert [day.isoformat() for day in table.written()["a"]] == ["2020-01-02"] * 5
