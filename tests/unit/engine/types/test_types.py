"""Types over the whole column, and what becomes of values that are not of the type."""

import pytest

TWENTY = [str(i) for i in range(1, 21)]


@pytest.mark.parametrize(
    ("cells", "type_", "low", "high"),
    [
        (["1", "2", "-3"], "integer", -3, 2),
        (["1,234", "5,678", "12"], "integer", 12, 5678),
        (["๑", "๒", "๑๐"], "integer", 1, 10),
        (["(5)", "10", "−2"], "integer", -5, 10),
        (["1.5", "2", "-0.25"], "number", -0.25, 2.0),
        (["41.37%", "5%", "0.5 %"], "number", 0.5, 41.37),
        (["1,234.50", "(7.25)", "฿3.00"], "number", -7.25, 1234.5),
        (["67328.0", "128992.0", None], "integer", 67328, 128992),
        ([" 304,197 ", "678,238", "-"], "integer", 304197, 678238),
        (["True", "False", "True"], "boolean", None, None),
        (["ใช่", "ไม่ใช่", ""], "boolean", None, None),
        (["Y", "N", "Y"], "boolean", None, None),
        (["Y", "Y", "Y"], "text", None, None),
        (["M", "F", "F"], "text", None, None),
        (["08:30", "13:05:22", "8.15 น."], "time", "08:15:00", "13:05:22"),
        (["2024-02-29", "2023-01-31"], "date", "2023-01-31", "2024-02-29"),
        (
            ["2024-02-29 08:30", "2023-01-31T00:00:00"],
            "datetime",
            "2023-01-31T00:00:00",
            "2024-02-29T08:30:00",
        ),
        (["POINT(100.5 13.7)", "POINT(99 18)"], "geometry", None, None),
        (['{"type":"Point","coordinates":[1,2]}'], "geometry", None, None),
        (["007", "012", "120"], "text", None, None),
        (["01", "2", "10"], "text", None, None),
        (["12345678901234567890"], "text", None, None),
        (["2-3-21", "10-0-5"], "text", None, None),
        (["กา", "ขา"], "text", None, None),
        ([None, "", "-"], "text", None, None),
    ],
)
def test_type_of_a_column(typed, cells, type_, low, high):
    column = typed({"x": cells})["x"]
    assert (column.type, column.min, column.max) == (type_, low, high)


def test_value_that_fails_is_a_finding_with_its_row_and_keeps_its_text(typed):
    table = typed({"x": [*TWENTY, "abc"]})
    column = table["x"]
    assert column.type == "integer"
    assert column.n_failed == 1
    assert [(f.code, f.row, f.facts["value"]) for f in column.findings] == [
        ("engine.value_not_of_type", 20, "abc")
    ]
    written = table.written()
    assert written["x"][-2:] == [20, None]
    assert written["x__source"][-2:] == [None, "abc"]


def test_value_that_fails_in_the_last_row_of_many_is_found(typed):
    column = typed({"x": [str(i) for i in range(30_000)] + ["12o4"]})["x"]
    assert column.type == "integer"
    assert [(f.row, f.facts["value"]) for f in column.findings] == [(30_000, "12o4")]


def test_too_many_failures_leave_text(typed):
    assert typed({"x": [*TWENTY, "a", "b"]})["x"].type == "text"


def test_slip_with_leading_zero_among_amounts_is_a_failure(typed):
    column = typed({"x": [*TWENTY, "0123"]})["x"]
    assert column.type == "integer"
    assert [f.facts["value"] for f in column.findings] == ["0123"]


def test_failures_beyond_the_limit_are_counted(typed):
    column = typed({"x": [str(i) for i in range(10_000)] + ["bad"] * 300})["x"]
    assert column.n_failed == 300
    assert len(column.findings) == 201
    assert (column.findings[-1].code, column.findings[-1].n) == (
        "engine.more_values_not_of_type",
        100,
    )


def test_code_by_its_header_is_text_when_one_value_is_no_number(typed):
    assert typed({"รหัสสาย": [*TWENTY, "12A"]})["รหัสสาย"].type == "text"


def test_missing_is_kept_apart_from_suppressed(typed):
    table = typed({"x": ["1", "-", "N/A", "*", "ไม่มีข้อมูล", "", None, "0", "..."]})
    column = table["x"]
    assert (column.type, column.n_missing, column.n_suppressed) == ("integer", 6, 1)
    assert column.n_distinct == 2
    assert table.codes("x") == ["engine.suppressed"]
    assert table.written()["x__source"] == [
        None,
        "-",
        "N/A",
        "*",
        "ไม่มีข้อมูล",
        None,
        None,
        None,
        "...",
    ]


def test_word_for_missing_is_a_value_beside_its_opposite(typed):
    column = typed({"น้ำประปา": ["มี", "ไม่มี", "มี", "ไม่มี"]})["น้ำประปา"]
    assert (column.type, column.n_missing, column.n_distinct) == ("text", 0, 2)


def test_nan_the_province_is_no_missing_value(typed):
    column = typed({"province": ["Nan", "Phrae", "nan", "NaN"]})["province"]
    assert (column.n_missing, column.n_distinct) == (2, 2)


def test_number_words_for_missing_do_not_spoil_numbers(typed):
    table = typed({"x": [*TWENTY, "NA", "x", "#DIV/0!"], "y": ["a"] * 20 + ["NA", "x", "b"]})
    assert (table["x"].type, table["x"].n_missing, table["x"].n_distinct) == ("integer", 3, 20)
    assert (table["y"].n_missing, table["y"].n_distinct) == (0, 4)
    assert table.written()["x"][-3:] == [None, None, None]


def test_digits_lost_by_a_spreadsheet_are_told(typed):
    table = typed({"x": ["1.10E+11", "12", "13"], "y": ["1e-05", "0.5", "2"]})
    assert table["x"].type == "number"
    assert [(f.code, f.row) for f in table["x"].findings] == [("engine.digits_lost", 0)]
    assert table.written()["x__source"] == ["1.10E+11", None, None]
    assert table.codes("y") == []


def test_decimals_added_to_whole_numbers_are_told(typed):
    table = typed({"x": ["67328.0", "5.0"]})
    assert table.codes("x") == ["engine.codes_as_decimals"]
    assert table.written() == {"_row": [0, 1], "x": [67328, 5], "x__source": ["67328.0", "5.0"]}


def test_percent_beside_plain_numbers_is_told(typed):
    table = typed({"x": ["41.37%", "0.4", "5%"]})
    assert table["x"].unit == "percent"
    assert table.codes("x") == ["engine.percent_mixed"]


def test_text_is_cleaned_and_its_source_kept(typed):
    table = typed({"x": ["เเม่น้ำ", "แม่น้ำ", " ก\u200bข "]})
    assert table["x"].n_distinct == 2
    assert table.written() == {
        "_row": [0, 1, 2],
        "x": ["แม่น้ำ", "แม่น้ำ", "กข"],
        "x__source": ["เเม่น้ำ", None, " ก\u200bข "],
    }
    assert [(f.code, f.n) for f in table["x"].findings] == [("engine.text_repaired", 2)]


def test_mojibake_in_a_cell_is_repaired(typed):
    broken = "กรุงเทพ".encode("cp874").decode("latin-1")
    assert typed({"x": [broken, "ขอนแก่น"]}).written()["x"] == ["กรุงเทพ", "ขอนแก่น"]


def test_total_rows_are_left_out_of_judgement_and_kept(typed):
    table = typed({"ลำดับ": ["1", "2", "รวม"], "คน": ["10", "20", "30"]}, total_rows=frozenset({2}))
    assert (table["ลำดับ"].type, table["ลำดับ"].findings) == ("integer", ())
    assert (table["คน"].min, table["คน"].max, table["คน"].n_distinct) == (10, 20, 3)
    written = table.written()
    assert written["ลำดับ"] == [1, 2, None]
    assert written["ลำดับ__source"] == [None, None, "รวม"]
    assert written["คน"] == [10, 20, 30]
    assert written["_is_total"] == [False, False, True]


@pytest.mark.parametrize(
    ("native", "cells", "type_"),
    [
        ("DOUBLE", ["1.0", "2.0"], "number"),
        ("BIGINT", ["1", "2"], "integer"),
        ("BOOLEAN", ["true", "false"], "boolean"),
        ("DATE", ["2024-01-01"], "date"),
        ("TIMESTAMP WITH TIME ZONE", ["2024-01-01 00:00:00+07:00"], "datetime"),
        ("VARCHAR", ["1", "2"], "integer"),
    ],
)
def test_type_that_the_format_declares(typed, native, cells, type_):
    assert typed({"x": cells}, native_types={0: native})["x"].type == type_


@pytest.mark.parametrize(
    ("name", "cells", "type_", "meaning", "low"),
    [
        ("ปี", ["2563", "2564"], "year", "buddhist-year", 2563),
        ("year", ["2020", "2021"], "year", None, 2020),
        ("FISCAL_YEAR", ["2016", "2016"], "year", None, 2016),
        ("ปีงบประมาณ", ["65", "66"], "year", "buddhist-year", 2565),
        ("ปี", ["พ.ศ. 2565", "พ.ศ. 2566"], "year", "buddhist-year", 2565),
        ("x", ["2020P", "2019", "2018"], "year", None, 2018),
        ("x", ["2019", "2020", "2021"], "year", None, 2019),
        ("จำนวน", ["2019", "2450", "1990"], "integer", None, 1990),
        ("อายุ (ปี)", ["20", "30"], "integer", None, 20),
        ("จำนวน", ["2500", "250", "25"], "integer", None, 25),
        ("ปี", ["65", "66"], "integer", None, 65),
    ],
)
def test_years(typed, name, cells, type_, meaning, low):
    column = typed({name: cells})[name]
    assert (column.type, column.meaning, column.min) == (type_, meaning, low)


def test_years_of_two_eras_are_told(typed):
    table = typed({"ปี": ["2563", "2564", "2021"]})
    assert (table["ปี"].type, table["ปี"].meaning) == ("year", None)
    assert [(f.code, f.n) for f in table["ปี"].findings] == [("engine.eras_mixed", 1)]


def test_hours_and_minutes_with_a_dot_are_times_where_the_header_says_so(typed):
    table = typed({"เวลา": ["08.30", "13.05"], "ราคา": ["08.30", "13.05"]})
    assert (table["เวลา"].type, table["ราคา"].type) == ("time", "number")
    assert [t.isoformat() for t in table.written()["เวลา"]] == ["08:30:00", "13:05:00"]
