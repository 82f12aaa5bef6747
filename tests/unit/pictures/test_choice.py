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
