"""Decisions are made over the whole file: what happens once, near the end of a long text, is found."""

from pathlib import Path

import pytest

from odms import engine
from odms.engine import Inspection

MILLION = 1_000_000
LONG = 60_000


def lines(n: int) -> list[str]:
    return [f"{i},{i % 7}.5\n" for i in range(n)]


def inspected(path: Path, text: list[str], encoding: str = "utf-8") -> Inspection:
    path.write_text("".join(text), encoding=encoding, newline="")
    return engine.inspect(path)


def findings(report: Inspection) -> list[tuple[str, str | None, int | None, int]]:
    """Code, column, source row (from 0) and count of each finding of the only table."""
    (table,) = report.tables
    return [(f.code, f.column, f.row, f.n) for f in table.findings]


def test_whole_file_a_bad_value_in_row_999_999_of_a_million(tmp_path: Path) -> None:
    text = ["id,value\n", *lines(MILLION)]
    text[999_999] = "999998,n.q.\n"
    report = inspected(tmp_path / "million.csv", text)
    (table,) = report.tables
    assert (table.n_rows, [c.type for c in table.columns]) == (MILLION, ["integer", "number"])
    assert findings(report) == [("engine.value_not_of_type", "value", 999_999, 1)]


LATE: dict[str, tuple[str, str, list[tuple[str, str | None, int | None, int]], int]] = {
    "a-quote-that-opens": (
        '59998,"2.5\n',
        "number",
        [
            ("reading.broken_quotes", None, LONG - 1, 1),
            ("engine.value_not_of_type", "value", LONG - 1, 1),
        ],
        LONG,
    ),
    "a-record-too-wide": (
        "59998,2.5,6,7\n",
        "number",
        [("reading.too_long", None, LONG - 1, 1)],
        LONG - 1,
    ),
    "a-record-too-short": ("59998\n", "number", [("reading.too_short", None, LONG - 1, 1)], LONG),
}


@pytest.mark.parametrize("name", LATE)
def test_whole_file_late_trouble_is_found(name: str, tmp_path: Path) -> None:
    line, kind, expected, n_rows = LATE[name]
    text = ["id,value\n", *lines(LONG)]
    text[LONG - 1] = line
    report = inspected(tmp_path / "late.csv", text)
    (table,) = report.tables
    assert table.columns[1].type == kind
    assert table.n_rows == n_rows
    assert findings(report) == expected


def test_whole_file_thai_in_one_byte_that_first_appears_at_the_end(tmp_path: Path) -> None:
    text = ["id,note\n", *(f"{i},ok\n" for i in range(LONG))]
    text[-1] = "59999,จังหวัดเชียงใหม่\n"
    path = tmp_path / "thai.csv"
    report = inspected(path, text, "cp874")
    assert report.encoding is not None
    assert report.encoding.name == "cp874"
    with engine.raw_rows(path) as (_, rows):
        *_, last = rows
    assert last == ("59999", "จังหวัดเชียงใหม่")


def test_whole_file_a_row_in_another_delimiter_is_told(tmp_path: Path) -> None:
    text = ["id,day,value\n", *(f"{i},2024-01-15,{i % 7}.5\n" for i in range(LONG))]
    text[LONG - 1] = "59998;2024-01-15;4.5\n"
    report = inspected(tmp_path / "late.csv", text)
    assert ("reading.other_delimiter", None, LONG - 1, 1) in findings(report)
    with engine.raw_rows(tmp_path / "late.csv") as (_, rows):
        assert list(rows)[LONG - 2] == ("59998", "2024-01-15", "4.5")
