"""Figures by the values of a column."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from odms.errors import Absent
from odms.lake import rows
from odms.lake.groups import grouped, latest

TABLE = {
    "_row": [1, 2, 3, 4, 5],
    "ภาค": ["เหนือ", "ใต้", "เหนือ", None, "ทุกแห่ง"],
    "ปี": [2565, 2565, 2566, 2566, 2567],
    "คน": [10.0, 20.0, None, 5.0, 35.0],
}
MARKS = {"_is_total": [False, False, False, False, True]}


def written(folder: Path, table: dict[str, list[object]]) -> Path:
    path = folder / "table.parquet"
    pq.write_table(pa.table(table), path)
    return path


@pytest.fixture
def marked(tmp_path: Path) -> Path:
    return written(tmp_path, TABLE | MARKS)


def test_rows_that_sum_up_others_are_left_out(marked: Path) -> None:
    assert grouped(marked, "ภาค", measure="คน", how="sum") == [("เหนือ", 10, 1), ("ใต้", 20, 1)]
    assert grouped(marked, "ปี", measure=None, how="count") == [(2565, 2, 2), (2566, 2, 2)]


def test_the_latest_is_that_of_detail(marked: Path) -> None:
    found = grouped(marked, "ภาค", measure=None, how="count", only_latest="ปี")
    assert found == [("เหนือ", 1, 1)]


def test_every_row_counts_where_none_sums_up_others(tmp_path: Path) -> None:
    found = grouped(written(tmp_path, TABLE), "ภาค", measure="คน", how="mean")
    assert found == [("ทุกแห่ง", 35, 1), ("เหนือ", 10, 1), ("ใต้", 20, 1)]


def test_marks_of_totals_are_no_column(marked: Path) -> None:
    assert list(rows.columns(marked)) == ["ภาค", "ปี", "คน"]
    with pytest.raises(ValueError, match="_is_total"):
        grouped(marked, "_is_total", measure=None, how="count")


def test_a_table_that_is_gone(tmp_path: Path) -> None:
    with pytest.raises(Absent):
        grouped(tmp_path / "key" / "table.parquet", "ภาค", measure=None, how="count")


def test_texts_that_name_a_year_are_in_the_order_of_years(tmp_path: Path) -> None:
    told = ["ไตรมาส 4/2567", "ไตรมาส 1/2568", "ไตรมาส 2/2567", "ND = ตรวจไม่พบ"]
    path = written(tmp_path, {"_row": [1, 2, 3, 4], "ไตรมาส": told, "คน": [1.0, 2.0, 3.0, 4.0]})
    assert latest(path, "ไตรมาส") == "ไตรมาส 1/2568"
    assert [x for _, x, _ in grouped(path, "ไตรมาส", measure="คน", how="sum")][:3] == [3, 1, 2]
    found = grouped(path, "คน", measure=None, how="count", only_latest="ไตรมาส")
    assert found == [(2.0, 1, 1)]
