"""The typed table on disk, its profile, and bodies of odd shapes."""

import pytest

from odms.engine.columns import parquet


def test_types_on_disk(typed):
    table = typed({
        "whole": ["1", "2"], "part": ["1.5", "2"], "flag": ["true", "false"], "day": ["31/1/2565", "1/2/2565"],
        "moment": ["2024-01-01 08:30", "2024-01-02 09:00"], "clock": ["08:30", "09:00:05"],
        "ปี": ["2565", "2566"], "place": ["POINT(1 2)", "POINT(3 4)"], "word": ["ก", "ข"],
    })  # fmt: skip
    assert table.schema() == {
        "_row": "BIGINT", "whole": "BIGINT", "part": "DOUBLE", "flag": "BOOLEAN", "day": "DATE",
        "day__source": "VARCHAR", "moment": "TIMESTAMP", "clock": "TIME",
        "ปี": "INTEGER", "place": "VARCHAR", "word": "VARCHAR",
    }  # fmt: skip


def test_no_companion_where_typed_values_say_it_all(typed):
    table = typed(
        {"a": ["12.50", "3"], "b": ["TRUE", "False"], "c": ["2024-02-29", ""], "d": [None, "x"]}
    )
    assert list(table.written()) == ["_row", "a", "b", "c", "d"]


def test_companion_takes_a_name_that_no_column_has(typed):
    table = typed({"a": ["1,000", "2"], "A__source": ["x", "y"]})
    assert list(table.written()) == ["_row", "a", "a__source_", "A__source"]


@pytest.mark.parametrize("at_once", [500, 2])
def test_rows_keep_their_order_whatever_is_looked_up(typed, monkeypatch, at_once):
    monkeypatch.setattr(parquet, "_COLUMNS_AT_ONCE", at_once)
    monkeypatch.setattr(parquet, "_CELLS_AT_ONCE", 100_000)
    n = 130_000
    days = ["1 ม.ค. 2565", "2 ม.ค. 65", "3 มกราคม 2565"]
    table = typed({
        "i": [str(i) for i in range(n)], "day": [days[i % 3] for i in range(n)],
        "t": ["ก\u200bข" if i % 1000 == 0 else "กข" for i in range(n)],
    })  # fmt: skip
    written = table.written()
    assert written["_row"] == written["i"] == list(range(n))
    assert [day.day for day in written["day"][:4]] == [1, 2, 3, 1]
    assert set(written["t"]) == {"กข"}


@pytest.mark.parametrize("at_once", [500, 1])
def test_total_rows_are_marked_last(typed, monkeypatch, at_once):
    monkeypatch.setattr(parquet, "_COLUMNS_AT_ONCE", at_once)
    monkeypatch.setattr(parquet, "_CELLS_AT_ONCE", 4)
    table = typed(
        {"ภาค": ["เหนือ", "ใต้", "รวม", "อีสาน", "รวม"], "n": ["1", "1,000", "1,001", "5", "5"]},
        total_rows=frozenset({2, 4}),
    )
    written = table.written()
    assert list(written) == ["_row", "ภาค", "n", "n__source", "_is_total"]
    assert written["_is_total"] == [False, False, True, False, True]
    assert written["n"] == [1, 1000, 1001, 5, 5]
    assert table.schema()["_is_total"] == "BOOLEAN"


def test_names_that_need_quoting(typed):
    table = typed({'ก "ข"': ["1"], "select": ["2"], "a;b--": ["3"]})
    assert table.written() == {"_row": [0], 'ก "ข"': [1], "select": [2], "a;b--": [3]}


def test_table_without_rows(typed):
    table = typed({"a": [], "b": []})
    assert [(c.type, c.n_distinct, c.n_missing) for c in table.columns.values()] == [
        ("text", 0, 0)
    ] * 2
    assert table.written() == {"_row": [], "a": [], "b": []}


def test_two_bodies_in_one_workspace_do_not_disturb_each_other(typed):
    first = typed({"x": ["1 ม.ค. 2565", "2 มกราคม 65"], "y": ["ก\u200bข", "ค"]})
    second = typed({"x": ["3 ม.ค. 2566", "4 มกราคม 66"], "y": ["ง\u200bจ", "ฉ"]})
    assert [day.isoformat() for day in first.written()["x"]] == ["2022-01-01", "2022-01-02"]
    assert [day.isoformat() for day in second.written()["x"]] == ["2023-01-03", "2023-01-04"]
    assert first.written()["y"] == ["กข", "ค"]


def test_profile_of_numbers(typed):
    table = typed({"x": [str(i) for i in range(1, 101)] + ["-", "*", "1"]})
    (column,) = table.profile()["columns"]
    assert column["n"] == 103
    assert (column["n_missing"], column["missing_words"], column["n_suppressed"]) == (1, ["-"], 1)
    assert (column["min"], column["max"], column["n_distinct"]) == (1, 100, 100)
    assert column["mean"] == pytest.approx(5051 / 101)
    assert column["quantiles"] == {"0.05": 5, "0.25": 25, "0.5": 50, "0.75": 75, "0.95": 95}
    assert column["histogram"]["edges"][:2] == [1, pytest.approx(5.95)]
    assert column["histogram"]["counts"] == [6] + [5] * 19
    assert column["top"][0] == {"value": "1", "n": 2}
    assert column["is_key_candidate"] is False


def test_profile_of_dates_texts_and_keys(typed):
    table = typed(
        {"id": ["1", "2", "3"], "d": ["1/1/2565", "31/1/2565", "1/1/2565"], "w": ["ก", "กขค", "ก"]}
    )
    key, day, word = table.profile()["columns"]
    assert key["is_key_candidate"] is True
    assert (day["min"], day["max"], day["mean"]) == ("2022-01-01", "2022-01-31", "2022-01-11")
    assert (day["histogram"]["counts"][0], day["histogram"]["counts"][-1]) == (2, 1)
    assert day["histogram"]["edges"][-1] == "2022-01-31"
    assert word["lengths"] == {"min": 1, "mean": 1.67, "max": 3}
    assert word["top"] == [{"value": "ก", "n": 2}, {"value": "กขค", "n": 1}]
    assert word["histogram"] is None


def test_many_columns_are_judged_in_batches(typed):
    table = typed({f"c{i}": [str(i), "2"] for i in range(900)})
    assert {column.type for column in table.columns.values()} == {"integer"}
    assert table.written()["c899"] == [899, 2]


def test_few_values_in_many_rows_are_typed_by_code(typed):
    n = 60_000
    table = typed({
        "day": ["29/2/2567" if i % 2 else "1 ม.ค. 2565" for i in range(n)],
        "share": ["5%" if i % 3 else "-" for i in range(n)], "name": [f"คน{i}" for i in range(n)],
    })  # fmt: skip
    assert table["day"].lookup is None
    written = table.written()
    assert [day.isoformat() for day in written["day"][:2]] == ["2022-01-01", "2024-02-29"]
    assert written["share"][:2] == [None, 5.0]
    assert written["share__source"][:2] == ["-", "5%"]
    assert written["name"] == [f"คน{i}" for i in range(n)]
