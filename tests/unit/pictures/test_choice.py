from typing import Any

import pytest

from odms.pictures.choice import Choice, choose


def column(name: str, type_: str, n: int = 100, **more: Any) -> dict[str, Any]:
    return {"name": name, "type": type_, "meaning": None, "n_distinct": n} | more


DAY = column("วันที่", "date", 360)
YEAR = column("ปี", "year", 3, meaning="buddhist-year")
MONTH = column("เดือน", "date", 118)
PROVINCE = column("จังหวัด", "text", 77, meaning="th-province")
KIND = column("ประเภท", "text", 7)
PEOPLE = column("จำนวนคน", "integer", 90)
PRICE = column("ราคา", "number", 90)
CODE = column("รหัส", "integer", 100)
PLACE = column("lat", "number", 100, meaning="latitude")

# columns: the picture
CHOICES = [
    ([DAY, PROVINCE, PRICE], Choice("line", "วันที่", "ราคา", "mean")),
    ([YEAR, PROVINCE, PEOPLE], Choice("map", "จังหวัด", "จำนวนคน", "sum", "ปี")),
    ([PROVINCE, PEOPLE], Choice("map", "จังหวัด", "จำนวนคน", "sum")),
    ([YEAR, KIND, PEOPLE], Choice("bars", "ประเภท", "จำนวนคน", "sum", "ปี")),
    ([CODE, KIND], Choice("bars", "ประเภท", None, "count")),
    ([KIND, PLACE, PRICE], Choice("bars", "ประเภท", "ราคา", "mean")),
    ([MONTH, KIND, PRICE], Choice("bars", "ประเภท", "ราคา", "mean", "เดือน")),
    ([MONTH, KIND, PEOPLE], Choice("line", "เดือน", "จำนวนคน", "sum")),
    ([YEAR, PRICE], Choice("line", "ปี", "ราคา", "mean")),
    ([CODE, column("ชื่อ", "text", 100)], None),
    ([PRICE], None),
    ([], None),
]


@pytest.mark.parametrize(("columns", "expected"), CHOICES)
def test_choose(columns: list[dict[str, Any]], expected: Choice | None) -> None:
    assert choose(columns, 1000) == expected


@pytest.mark.parametrize("n_rows", [0, 1])
def test_choose_nothing_for_a_table_without_rows(n_rows: int) -> None:
    assert choose([KIND, PEOPLE], n_rows) is None


def quarters(*said: str) -> dict[str, Any]:
    return column("ไตรมาส", "text", 22, top=[{"value": text, "n": 8} for text in said])


QUARTER = quarters("ไตรมาส 4/2568", "ไตรมาส 1/2569")
REGION = column("ภาค", "text", 4)
WORKERS = column("กำลังแรงงาน", "number", 80, unit="พันคน")
RATE = column("อัตราการว่างงาน", "number", 80, unit="ร้อยละ")
OXYGEN = column("ออกซิเจนละลาย (DO)", "number", 80, unit="มิลลิกรัมต่อลิตร")
MEN = column("ชาย", "integer", 80, unit="คน")
ALL = column("รวม", "integer", 80, unit="คน")

# columns, the title of the dataset: what is measured and how
MEASURES = [
    ([DAY, column("hour", "integer", 23), PEOPLE], "", "จำนวนคน", "sum"),
    ([DAY, column("ละติจูด", "number", 90), PEOPLE], "", "จำนวนคน", "sum"),
    ([QUARTER, WORKERS, RATE], "อัตราการว่างงานรายไตรมาส", "อัตราการว่างงาน", "mean"),
    ([QUARTER, WORKERS, RATE], "แรงงาน", "กำลังแรงงาน", "sum"),
    ([QUARTER, OXYGEN], "", "ออกซิเจนละลาย (DO)", "mean"),
    ([DAY, MEN, ALL], "", "รวม", "sum"),
    ([DAY, column("มูลค่า", "number", 80)], "", "มูลค่า", "sum"),
    ([DAY, column("ผู้สูงอายุ", "integer", 80)], "", "ผู้สูงอายุ", "sum"),
    ([DAY, column("registrations", "integer", 80)], "", "registrations", "sum"),
    ([DAY, column("รายได้ต่อเดือน", "integer", 80)], "", "รายได้ต่อเดือน", "mean"),
]


@pytest.mark.parametrize(("columns", "title", "measure", "how"), MEASURES)
def test_choose_what_is_measured(
    columns: list[dict[str, Any]], title: str, measure: str, how: str
) -> None:
    chosen = choose(columns, 1000, title)
    assert chosen is not None
    assert (chosen.measure, chosen.how) == (measure, how)


def test_choose_quarters_as_times() -> None:
    assert choose([QUARTER, WORKERS], 1000) == Choice("line", "ไตรมาส", "กำลังแรงงาน", "sum")
    assert choose([QUARTER, REGION, RATE], 88) == Choice(
        "bars", "ภาค", "อัตราการว่างงาน", "mean", "ไตรมาส"
    )


def test_choose_no_time_for_codes_of_four_digits() -> None:
    code = column("รหัสอำเภอ", "year", 11)
    assert choose([code, KIND, PEOPLE], 100) == Choice("bars", "ประเภท", "จำนวนคน", "sum")


def test_choose_neither_codes_nor_names_for_bars() -> None:
    code, name = column("รหัส", "text", 60), column("ชื่อโรงเรียน", "text", 30)
    chosen = choose([code, name, KIND, PEOPLE], 60)
    assert chosen == Choice("bars", "ประเภท", "จำนวนคน", "sum")
