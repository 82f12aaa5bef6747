"""Personal data by column: kinds, shares and verdicts."""

import random

import pytest

from odms.engine.meanings.signs import is_valid_id


def _ids(first: str, n: int) -> list[str]:
    """Numbers of 13 digits that begin so and end in their check digit."""
    chance = random.Random(2565)
    found = []
    while len(found) < n:
        body = first + "".join(str(chance.randrange(10)) for _ in range(11))
        found += [body + str(d) for d in range(10) if is_valid_id(body + str(d))]
    return found


def _written(number: str) -> str:
    return f"{number[0]}-{number[1:5]}-{number[5:10]}-{number[10:12]}-{number[12]}"


@pytest.mark.parametrize(
    ("digits", "is_valid"),
    [("1101700207030", True), ("1101700207031", False), ("0107544000108", True), ("12345", False)],
)
def test_check_digit(digits, is_valid):
    assert is_valid_id(digits) is is_valid


def _personal(column):
    personal = column.personal
    return personal and (personal.kind, personal.n, personal.share, personal.verdict)


def test_national_ids_in_any_writing(typed):
    ids = _ids("1", 20)
    table = typed({"plain": ids, "dashed": [_written(i) for i in ids]})
    for name in ("plain", "dashed"):
        assert (table[name].type, table[name].meaning) == ("text", "th-national-id")
        assert _personal(table[name]) == ("th-national-id", 20, 1.0, "certain")


def test_random_numbers_of_13_digits_are_no_ids(typed):
    chance = random.Random(1)
    numbers = [str(chance.randrange(10**12, 9 * 10**12)) for _ in range(500)]
    column = typed({"x": numbers})["x"]
    assert (column.meaning, column.personal) == (None, None)


def test_decimals_of_coordinates_are_no_ids(typed):
    column = typed({"lon": [f"100.{number}" for number in _ids("1", 20)]})["lon"]
    assert column.personal is None


def test_juristic_ids_are_no_personal_data(typed):
    column = typed({"tin": _ids("0", 20)})["tin"]
    assert (column.meaning, column.personal) == ("th-juristic-id", None)


def test_sole_traders_among_juristic_ids_are_personal_data(typed):
    column = typed({"เลขผู้เสียภาษี": _ids("0", 15) + _ids("3", 5)})["เลขผู้เสียภาษี"]
    assert column.meaning == "th-juristic-id"
    assert _personal(column) == ("th-national-id", 5, 0.25, "likely")


def test_ids_that_fail_the_check_are_counted(typed):
    table = typed({"citizen_id": [*_ids("1", 20), "1101700207031"]})
    assert next((f.code, f.n) for f in table["citizen_id"].findings) == (
        "engine.check_digit_wrong",
        1,
    )


def test_id_within_free_text_is_possible(typed):
    texts = ["ยื่นคำขอเมื่อวันจันทร์ที่ผ่านมา"] * 9 + [f"นายก มีเลขประจำตัว {_ids('1', 1)[0]} มาติดต่อราชการ"]
    assert _personal(typed({"หมายเหตุ": texts})["หมายเหตุ"]) == ("th-national-id", 1, 0.1, "possible")


@pytest.mark.parametrize(
    ("name", "cells", "expected"),
    [
        ("phone", ["081-234-5678", "0912345678"], ("phone", 2, 1.0, "certain")),
        ("โทรศัพท์", ["812345678", "912345678"], ("phone", 2, 1.0, "certain")),
        ("โทรศัพท์", ["02-123-4567", "053-123456"], ("phone", 2, 1.0, "likely")),
        ("email", ["a@example.org", "b@example.org"], ("email", 2, 1.0, "certain")),
        ("email", ["saraban@moi.go.th", "info@dopa.go.th"], ("email", 2, 1.0, "possible")),
        ("x", ["นายสมชาย ใจดี", "นางสาวสมหญิง รักไทย"], ("person-name", 2, 1.0, "certain")),
        ("last_name", ["ใจดี", "รักไทย"], ("person-name", 2, 1.0, "likely")),
        ("ที่อยู่", ["12/3 หมู่ 4 ต.สุเทพ", "9/1 หมู่ 2 ต.ช้างเผือก"], ("address", 2, 1.0, "likely")),
        ("dob", ["1990-01-31", "1985-12-01"], ("birth-date", 2, 1.0, "likely")),
        ("passport", ["AA1234567", "AB7654321"], ("passport", 2, 1.0, "likely")),
        ("ทะเบียนรถ", ["กข 1234", "1กก 99"], ("vehicle-plate", 2, 1.0, "likely")),
        ("line_id", ["somchai99", "@shop"], ("line-id", 2, 1.0, "likely")),
        ("เลขที่บัญชี", ["123-4-56789-0", "987-6-54321-0"], ("bank-account", 2, 1.0, "likely")),
        ("จังหวัด", ["เชียงใหม่", "น่าน"], None),
        ("หน่วยงาน", ["กรมการปกครอง", "เทศบาลนครขอนแก่น"], None),
    ],
)  # fmt: skip
def test_personal_data_of_a_column(typed, name, cells, expected):
    assert _personal(typed({name: cells})[name]) == expected
