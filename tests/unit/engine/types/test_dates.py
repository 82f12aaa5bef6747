"""Dates of both eras, in Thai and English, and columns whose order of day and month is in doubt."""

from datetime import date, datetime, time

import pytest

from odms.engine.types.dates import (
    common_year,
    is_date_range,
    read_clock,
    read_first_day,
    read_month_date,
)


@pytest.mark.parametrize(
    ("text", "day", "is_buddhist"),
    [
        ("29 เมษายน 2566", date(2023, 4, 29), True),
        ("29 เม.ย. 66", date(2023, 4, 29), True),
        ("29 เมย 66", date(2023, 4, 29), True),
        ("29 เม.ย.2566", date(2023, 4, 29), True),
        ("5 ธันวาคม พ.ศ. 2562", date(2019, 12, 5), True),
        ("5 ธันวาคม พ.ศ.2562", date(2019, 12, 5), True),
        ("1 มกรา 2565", date(2022, 1, 1), True),
        ("12 มี.ค. 2565", date(2022, 3, 12), True),
        ("12 มิ.ย. 2565", date(2022, 6, 12), True),
        ("12 ม.ค. 2565", date(2022, 1, 12), True),
        ("วันจันทร์ที่ 5 ธันวาคม 2565", date(2022, 12, 5), True),
        ("มีนาคม 2568", date(2025, 3, 1), True),
        ("29 กุมภาพันธ์ 2567", date(2024, 2, 29), True),
        ("1 กุมภาพันธ์ 2480", date(1938, 2, 1), True),
        ("1 เมษายน 2480", date(1937, 4, 1), True),
        ("12 ม.ค. ค.ศ. 2020", date(2020, 1, 12), False),
        ("12-Jan-2020", date(2020, 1, 12), False),
        ("January 12, 2020", date(2020, 1, 12), False),
    ],
)
def test_date_with_a_named_month(text, day, is_buddhist):
    reading = read_month_date(text)
    assert reading is not None
    assert (reading.day, reading.is_buddhist) == (day, is_buddhist)


@pytest.mark.parametrize(
    "text",
    [
        "29 กุมภาพันธ์ 2566",
        "31 เมษายน 2566",
        "1 ก.พ.-16 พ.ค.",
        "เม.ย.-พ.ค.",
        "12 Jan 20",
        "มีค่า 5",
        "32 ม.ค. 2565",
    ],
)
def test_no_date_with_a_named_month(text):
    assert read_month_date(text) is None


@pytest.mark.parametrize(
    ("text", "is_range"),
    [("24-28 เมษายน 2566", True), ("เม.ย.-พ.ค. 2566", True), ("28 มี.ค. - 3 เม.ย. 2566", True),
     ("29 เมษายน 2566", False), ("ก-ข", False)],
)  # fmt: skip
def test_range_of_days(text, is_range):
    assert is_date_range(text) is is_range


@pytest.mark.parametrize(
    ("text", "clock"),
    [("08.30 น.", time(8, 30)), ("8:05 PM", time(20, 5)), ("12:00 AM", time(0, 0)),
     ("13:05:22", time(13, 5, 22)), ("25:00", None), ("13:05 PM", None)],
)  # fmt: skip
def test_clock(text, clock):
    assert read_clock(text) == clock


@pytest.mark.parametrize(
    ("year", "month", "common"), [(2484, 1, 1941), (2480, 3, 1938), (2480, 4, 1937)]
)
def test_year_before_2484_begins_in_april(year, month, common):
    assert common_year(year, month) == common


@pytest.mark.parametrize(
    ("cells", "days", "meaning"),
    [
        (["31/1/2565", "1/2/2565"], [date(2022, 1, 31), date(2022, 2, 1)], "buddhist-date"),
        (["1/2/2565", "3/4/2565"], [date(2022, 2, 1), date(2022, 4, 3)], "buddhist-date"),
        (["1/31/2020", "2/1/2020"], [date(2020, 1, 31), date(2020, 2, 1)], None),
        (["2565-01-12", "2566-02-28"], [date(2022, 1, 12), date(2023, 2, 28)], "buddhist-date"),
        (["29/2/2567", "1/3/2567"], [date(2024, 2, 29), date(2024, 3, 1)], "buddhist-date"),
        (["๓๑/๑/๒๕๖๕", "๑/๒/๒๕๖๕"], [date(2022, 1, 31), date(2022, 2, 1)], "buddhist-date"),
        (["31.01.2565", "01.02.2565"], [date(2022, 1, 31), date(2022, 2, 1)], "buddhist-date"),
        (["1/2/2480", "31/12/2480"], [date(1938, 2, 1), date(1937, 12, 31)], "buddhist-date"),
        (["29 เมษายน 2566", "1 พ.ค. 66"], [date(2023, 4, 29), date(2023, 5, 1)], "buddhist-date"),
        (["2024-02-29", "2024-03-01"], [date(2024, 2, 29), date(2024, 3, 1)], None),
    ],
)  # fmt: skip
def test_column_of_dates(typed, cells, days, meaning):
    table = typed({"วันที่": cells})
    assert (table["วันที่"].type, table["วันที่"].meaning) == ("date", meaning)
    assert table.written()["วันที่"] == days
    assert table["วันที่"].min == min(days).isoformat()


def test_day_that_does_not_exist_is_a_failure(typed):
    cells = [f"{day}/1/2566" for day in range(1, 31)] + ["29/2/2566"]
    table = typed({"วันที่": cells})
    assert [(f.code, f.row) for f in table["วันที่"].findings] == [("engine.value_not_of_type", 30)]
    assert table.written()["วันที่__source"][30] == "29/2/2566"


def test_true_date_typed_as_buddhist_in_a_workbook(typed):
    table = typed({"วันที่": ["2565-01-12", "2022-01-13"]}, native_dates=frozenset({0}))
    assert table.written()["วันที่"] == [date(2022, 1, 12), date(2022, 1, 13)]
    assert table.codes("วันที่") == ["engine.eras_mixed"]


def test_date_and_time(typed):
    table = typed({"x": ["31/1/2565 08:30", "1/2/2565 13.05 น.", "2/2/2565"]})
    assert table["x"].type == "datetime"
    assert table.written()["x"] == [
        datetime(2022, 1, 31, 8, 30), datetime(2022, 2, 1, 13, 5), datetime(2022, 2, 2),
    ]  # fmt: skip


def test_order_is_taken_from_the_tables_other_dates(typed):
    table = typed({"a": ["1/2/2020", "3/4/2020"], "b": ["1/31/2020", "2/1/2020"]})
    assert table.written()["a"] == [date(2020, 1, 2), date(2020, 3, 4)]
    assert table.codes("a") == ["engine.date_order_of_file"]


def test_order_that_nothing_tells_is_the_thai_one_and_said(typed):
    table = typed({"a": ["1/2/2020", "3/4/2020"]})
    assert table.written()["a"] == [date(2020, 2, 1), date(2020, 4, 3)]
    assert table.codes("a") == ["engine.date_order_assumed"]


def test_orders_mixed_by_blocks_are_read_block_by_block(typed):
    first = [
        "1/13/2020",
        "1/14/2020",
        "1/15/2020",
        "2/3/2020",
        "1/16/2020",
        "1/17/2020",
        "1/18/2020",
    ]
    second = [
        "13/5/2021",
        "14/5/2021",
        "15/5/2021",
        "2/3/2021",
        "16/5/2021",
        "17/5/2021",
        "18/5/2021",
    ]
    table = typed({"a": first + second})
    assert table["a"].type == "date"
    assert table.codes("a") == ["engine.date_order_mixed"]
    written = table.written()["a"]
    assert (written[3], written[10]) == (date(2020, 2, 3), date(2021, 3, 2))


def test_orders_mixed_without_blocks_stay_text(typed):
    cells = ["13/1/2020", "1/14/2020"] * 10 + ["2/3/2020"] + ["13/1/2020", "1/14/2020"] * 3
    table = typed({"a": cells})
    undecided = [(f.code, f.row) for f in table["a"].findings if f.row is not None]
    assert undecided == [("engine.date_undecided", 20)]
    written = table.written()
    assert (written["a"][20], written["a__source"][20]) == (None, "2/3/2020")
    assert written["a"][:2] == [date(2020, 1, 13), date(2020, 1, 14)]


@pytest.mark.parametrize(
    ("name", "context", "type_", "low"),
    [
        ("วันที่", "", "text", None),
        ("วันที่ (พ.ศ.)", "", "date", "2022-01-31"),
        ("วันที่", "รายงานปี 2565.csv", "date", "2022-01-31"),
        ("date (AD)", "", "date", "2065-01-31"),
    ],
)
def test_years_of_two_digits(typed, name, context, type_, low):
    table = typed({name: ["31/1/65", "1/2/65"]}, context=context)
    assert (table[name].type, table[name].min) == (type_, low)
    assert ("engine.year_undecided" in table.codes(name)) == (type_ == "text")


def test_month_and_year_stand_as_the_first_of_the_month(typed):
    table = typed({"x": ["มีนาคม 2568", "เม.ย. 2568"]})
    assert table.written()["x"] == [date(2025, 3, 1), date(2025, 4, 1)]
    assert table.codes("x") == ["engine.day_missing"]


# a span, and its first day
SPANS = [
    ("24-28 เมษายน 2566", date(2023, 4, 24)),
    ("30 เม.ย. - 2 พ.ค. 2566", date(2023, 4, 30)),
    ("30 ธ.ค. 2565 ถึง 2 ม.ค. 2566", date(2022, 12, 30)),
    ("เม.ย.-พ.ค. 2566", date(2023, 4, 1)),
    ("1–3 มี.ค. 66", date(2023, 3, 1)),
    ("24 to 28 April 2023", date(2023, 4, 24)),
    ("28-24 เมษายน 2566", None),
    ("31-2 พ.ค. 2566", None),
    ("24 เมษายน 2566", None),
    ("1 ก.พ.-16 พ.ค.", None),
]


@pytest.mark.parametrize(("text", "expected"), SPANS)
def test_the_first_day_of_a_span(text, expected):
    found = read_first_day(text)
    assert (found.day if found else None) == expected


def test_spans_among_days_stand_as_their_first_day(typed):
    cells = ["24-28 เมษายน 2566", "29 เมษายน 2566", "30 เมษายน 2566", "เม.ย.-พ.ค. 2566"]
    table = typed({"x": cells})
    assert (table["x"].type, table["x"].meaning) == ("date", "buddhist-date")
    assert [(f.code, f.n) for f in table["x"].findings] == [
        ("engine.date_spans_begin", 2),
        ("engine.day_missing", 1),
    ]
    assert table.written()["x"] == [
        date(2023, 4, 24),
        date(2023, 4, 29),
        date(2023, 4, 30),
        date(2023, 4, 1),
    ]
    assert table.written()["x__source"] == cells


def test_spans_of_days_stay_text_with_their_meaning(typed):
    table = typed({"x": ["24-28 เมษายน 2566", "29 เมษายน 2566", "7-12 เมษายน 2566"]})
    assert (table["x"].type, table["x"].meaning) == ("text", "buddhist-date")
    assert [(f.code, f.n) for f in table["x"].findings] == [("engine.date_spans", 2)]
