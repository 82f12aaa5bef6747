"""What other columns say of one: offices, counts, persons; and what stands inside longer texts."""

import random

import pytest

from odms.engine.meanings.signs import is_valid_id

NAMES = ["นายสมชาย ใจดี", "นางสาวสมหญิง รักไทย", "นายวิชัย มีสุข", "นางมาลี ดีงาม"] * 3
SCHOOLS = ["โรงเรียนบ้านหนองไผ่", "โรงเรียนวัดกลาง", "โรงเรียนอนุบาลน่าน", "โรงเรียนชุมชน"] * 3
LANDLINES = ["02-123-4567", "053-123456", "02-765-4321", "043-234567"] * 3
ADDRESSES = ["12/3 หมู่ 4 ต.สุเทพ อ.เมือง", "9 หมู่ 2 ต.ในเมือง อ.เมือง", "88 ถ.มิตรภาพ ต.ในเมือง"] * 4
LATITUDES = [f"{18 + i / 97:.6f}" for i in range(12)]
LONGITUDES = [f"{99 + i / 89:.6f}" for i in range(12)]
FAITHS = ["พุทธ", "อิสลาม", "คริสต์", "พุทธ"] * 3
COUNTS = [str(i * 7) for i in range(12)]

# the columns, and what is found in one of them: its kind and verdict
CASES = [
    ({"ชื่อ-สกุล": NAMES, "โทร": LANDLINES}, "โทร", ("phone", "likely")),
    ({"โรงเรียน": SCHOOLS, "โทร": LANDLINES}, "โทร", ("phone", "possible")),
    ({"โทรศัพท์สำนักงาน": LANDLINES}, "โทรศัพท์สำนักงาน", ("phone", "possible")),
    ({"ชื่อ-สกุล": NAMES, "ที่อยู่": ADDRESSES}, "ที่อยู่", ("address", "likely")),
    ({"โรงเรียน": SCHOOLS, "ที่อยู่": ADDRESSES}, "ที่อยู่", ("address", "possible")),
    ({"ชื่อ-สกุล": NAMES, "lat": LATITUDES, "lon": LONGITUDES}, "lat", ("location", "likely")),
    ({"โรงเรียน": SCHOOLS, "lat": LATITUDES, "lon": LONGITUDES}, "lat", None),
    ({"lat": LATITUDES, "lon": LONGITUDES}, "lat", None),
    ({"home_lat": LATITUDES, "home_lon": LONGITUDES}, "home_lat", ("location", "likely")),
    ({"ชื่อ-สกุล": NAMES, "ศาสนา": FAITHS}, "ศาสนา", ("religion", "likely")),
    ({"ศาสนา": FAITHS}, "ศาสนา", ("religion", "likely")),
    ({"ศาสนา": FAITHS, "จำนวน": COUNTS}, "ศาสนา", None),
    ({"ศาสนา": FAITHS, "2566": COUNTS}, "ศาสนา", None),
    ({"วัด": ["วัดกลาง", "วัดใหม่"] * 6, "ศาสนา": FAITHS}, "ศาสนา", None),
    ({"ศาสนา": ["พุทธ", "อิสลาม", "คริสต์", "ฮินดู"]}, "ศาสนา", ("religion", "possible")),
    ({"อายุ": COUNTS, "สหภาพแรงงาน": ["ใช่", "ไม่ใช่"] * 6}, "สหภาพแรงงาน", ("labour-union", "likely")),
    ({"ชื่อ-สกุล": NAMES, "บ้านเลขที่": ["12/3", "9/1", "88"] * 4}, "บ้านเลขที่", ("address", "likely")),
    ({"บ้านเลขที่": ["12/3", "9/1", "88"] * 4}, "บ้านเลขที่", None),
    ({"ชื่อ-สกุล": NAMES, "ลายนิ้วมือ": ["0812345678abcdef" * 4] * 12}, "ลายนิ้วมือ", ("biometric-data", "likely")),
    ({"โรคพืช": ["โรคใบไหม้", "โรคเน่า"] * 6}, "โรคพืช", None),
]  # fmt: skip


@pytest.mark.parametrize(("columns", "name", "expected"), CASES)
def test_other_columns_are_weighed(typed, columns, name, expected):
    found = typed(columns)[name].personal
    assert (found and (found.kind, found.verdict)) == expected


def _numbers(n, *, valid):
    """`n` numbers of 13 digits, of which `valid` pass the check digit."""
    chance, found = random.Random(7), []
    while len(found) < n:
        number = str(chance.randrange(10**12, 9 * 10**12))
        if is_valid_id(number) is (len(found) < valid):
            found.append(number)
    return found


# the share of numbers in texts that pass, and whether the text says what they are
IDS_WITHIN = [
    (20, 2, "อ้างถึงใบแจ้งหนี้ {} แล้ว", None),
    (20, 20, "อ้างถึงเอกสารแนบท้ายสัญญาฉบับแก้ไขเพิ่มเติม {} ซึ่งส่งมาแล้ว", "likely"),
    (3, 1, "อ้างถึงเอกสาร {} แล้ว", "possible"),
    (3, 1, "เลขบัตรประชาชน {} ของผู้ร้อง", "likely"),
]


@pytest.mark.parametrize(("n", "valid", "text", "verdict"), IDS_WITHIN)
def test_ids_inside_texts(typed, n, valid, text, verdict):
    texts = [text.format(number) for number in _numbers(n, valid=valid)]
    found = typed({"หมายเหตุ": texts})["หมายเหตุ"].personal
    assert (found and found.verdict) == verdict


def test_further_kinds_inside_texts_stand_beside_the_surest(typed):
    texts = [f"ผู้ร้อง{name} โทร 081-234-56{i:02} แจ้งเหตุ" for i, name in enumerate(NAMES)]
    found = typed({"บันทึก": texts})["บันทึก"].personal
    assert (found.kind, found.verdict) == ("person-name", "likely")
    assert [(one.kind, one.verdict) for one in found.also] == [("phone", "likely")]


def test_office_in_a_text_is_nobody(typed):
    texts = ["นายกเทศมนตรีเปิดงาน โทร 02-123-4567", "ส่งที่ saraban@moi.go.th ภายในเดือนนี้"] * 5
    assert typed({"บันทึก": texts})["บันทึก"].personal is None


def test_grounds_are_told(typed):
    ids = _numbers(12, valid=12)
    found = typed({"citizen_id": ids})["citizen_id"].personal
    assert (found.how, found.basis) == ("100% pass the check digit", ("check-digit", "header"))


def test_header_over_numbers_of_chance_is_possible(typed):
    found = typed({"เลขบัตรประชาชน": _numbers(40, valid=4)})["เลขบัตรประชาชน"].personal
    assert (found.kind, found.verdict) == ("th-national-id", "possible")


def test_ids_among_other_words(typed):
    """Shares are of different values, so that one word over and over takes nothing away."""
    cells = [*_numbers(20, valid=20), *["ตามเอกสาร", "รอตรวจสอบ"] * 10]
    found = typed({"ข้อมูล": cells})["ข้อมูล"].personal
    assert (found.verdict, found.n, found.share) == ("certain", 20, 0.5)
