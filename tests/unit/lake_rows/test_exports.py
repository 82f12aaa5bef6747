import csv
import datetime as dt
import io
import json
import math
import resource
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from odms.errors import Invalid, TooLarge
from odms.lake import exports, rows
from odms.lake.conditions import Filter
from odms.lake.rows import Order, RowQuery

ALL = ("ชื่อ", "n", "x", "yes", "day", "at", "clock", "year", 'odd "name"; --')


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A table of the values that are written wrongly most often."""
    moment = dt.datetime(2024, 2, 29, 13, 5, 7)
    pq.write_table(
        pa.table(
            {
                "_row": pa.array([1, 2, 3], pa.int64()),
                "=cmd": pa.array(["=1+1", "-5 °C", ""], pa.string()),
                "ข้อความ": pa.array(['น้ำ "ใส", เย็น\nมาก', None, "@x"], pa.string()),
                "id": pa.array([2**53 + 1, -7, None], pa.int64()),
                "x": pa.array([1e21, 1.5e-7, float("nan")], pa.float64()),
                "yes": pa.array([True, False, None], pa.bool_()),
                "day": pa.array([moment.date(), dt.date(1887, 1, 2), None], pa.date32()),
                "at": pa.array(
                    [moment, moment.replace(microsecond=120000), None], pa.timestamp("us")
                ),
                "clock": pa.array([dt.time(9, 30), None, dt.time(0)], pa.time64("us")),
            }
        ),
        tmp_path / "table.parquet",
    )
    return tmp_path / "table.parquet"


def exported(path: Path, format_: str, query: RowQuery | None = None, **options: Any) -> bytes:
    out = path.with_name(f"out.{format_}")
    exports.export(path, query or RowQuery(tuple(rows.columns(path))), out, format_, **options)
    return out.read_bytes()


def test_csv_is_plain_and_no_formula(small: Path) -> None:
    assert exported(small, "csv").decode() == (
        "'=cmd,ข้อความ,id,x,yes,day,at,clock\n"
        '\'=1+1,"น้ำ ""ใส"", เย็น\nมาก",9007199254740993,1000000000000000000000,true,'
        "2024-02-29,2024-02-29T13:05:07,09:30:00\n"
        "'-5 °C,,-7,0.00000015,false,1887-01-02,2024-02-29T13:05:07.12,\n"
        '"",\'@x,,,,,,00:00:00\n'
    )


def test_csv_with_a_byte_order_mark(small: Path) -> None:
    assert exported(small, "csv", has_bom=True) == b"\xef\xbb\xbf" + exported(small, "csv")
    assert not exported(small, "jsonl", has_bom=True).startswith(b"\xef\xbb\xbf")


RECORDS = [
    {
        "=cmd": "=1+1",
        "ข้อความ": 'น้ำ "ใส", เย็น\nมาก',
        "id": 9007199254740993,
        "x": 1e21,
        "yes": True,
        "day": "2024-02-29",
        "at": "2024-02-29T13:05:07",
        "clock": "09:30:00",
    },
    {
        "=cmd": "-5 °C",
        "ข้อความ": None,
        "id": -7,
        "x": 1.5e-7,
        "yes": False,
        "day": "1887-01-02",
        "at": "2024-02-29T13:05:07.12",
        "clock": None,
    },
    {
        "=cmd": "",
        "ข้อความ": "@x",
        "id": None,
        "x": None,
        "yes": None,
        "day": None,
        "at": None,
        "clock": "00:00:00",
    },
]


def test_json_is_one_array_of_records(small: Path) -> None:
    assert json.loads(exported(small, "json")) == RECORDS


def test_jsonl_is_a_record_a_line(small: Path) -> None:
    lines = exported(small, "jsonl").decode().splitlines()
    assert [json.loads(line) for line in lines] == RECORDS


def test_parquet_keeps_types_and_leaves_out_the_house_s_columns(small: Path) -> None:
    table = pq.read_table(io.BytesIO(exported(small, "parquet")))
    assert table.column_names == ["=cmd", "ข้อความ", "id", "x", "yes", "day", "at", "clock"]
    assert table["id"].to_pylist() == [2**53 + 1, -7, None]
    assert table["=cmd"].to_pylist() == ["=1+1", "-5 °C", ""]
    assert pa.types.is_date(table["day"].type)


def test_xlsx_has_typed_cells_and_no_formula(small: Path) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(exported(small, "xlsx"))).active
    assert sheet is not None
    values = list(sheet.iter_rows(values_only=True))
    assert values[0] == ("=cmd", "ข้อความ", "id", "x", "yes", "day", "at", "clock")
    assert values[1] == (
        "=1+1",
        'น้ำ "ใส", เย็น\nมาก',
        "9007199254740993",  # more digits than Excel keeps
        1e21,
        True,
        dt.datetime(2024, 2, 29),
        dt.datetime(2024, 2, 29, 13, 5, 7),
        dt.time(9, 30),
    )
    assert values[2][:6] == ("-5 °C", None, -7, 1.5e-7, False, "1887-01-02")
    assert values[3] == ("", "@x", None, None, None, None, None, dt.time(0))
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "b", "d"}
    assert sheet["A2"].quotePrefix
    assert not sheet["B2"].quotePrefix


@pytest.mark.parametrize("format_", list(exports.FORMATS))
def test_the_same_table_is_the_same_bytes(small: Path, format_: str) -> None:
    assert exported(small, format_) == exported(small, format_)


def test_every_format_has_the_rows_of_the_table(
    path: Path, rows: list[dict[str, Any]], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    query = RowQuery(ALL)
    exports.export(path, query, out, "csv")
    lines = list(csv.reader(io.StringIO(out.read_text(encoding="utf-8"))))
    assert lines[0] == list(ALL)
    assert [line[1] for line in lines[1:]] == [
        "" if row["n"] is None else str(row["n"]) for row in rows
    ]
    exports.export(path, query, out, "jsonl")
    records = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [record["x"] for record in records] == [row["x"] for row in rows]
    assert [record["day"] for record in records] == [
        row["day"] and row["day"].isoformat() for row in rows
    ]


def test_export_of_a_question(path: Path, tmp_path: Path) -> None:
    query = RowQuery(("year", "n"), (Filter("n", "gte", (99,)),), (Order("n", True),))
    exports.export(path, query, tmp_path / "out", "csv")
    assert (tmp_path / "out").read_text() == "year,n\n2562,100\n2563,100\n2560,100\n2560,99\n"


def test_export_of_an_empty_answer(path: Path, tmp_path: Path) -> None:
    query = RowQuery(("year", "n"), (Filter("n", "gte", (1000,)),))
    found = {}
    for format_ in ("csv", "json", "jsonl", "xlsx"):
        exports.export(path, query, tmp_path / "out", format_)
        found[format_] = (tmp_path / "out").read_bytes()
    assert (found["csv"], json.loads(found["json"]), found["jsonl"]) == (b"year,n\n", [], b"")
    sheet = openpyxl.load_workbook(io.BytesIO(found["xlsx"])).active
    assert sheet is not None
    assert list(sheet.iter_rows(values_only=True)) == [("year", "n")]


def test_export_to_an_unknown_format(path: Path, tmp_path: Path) -> None:
    with pytest.raises(Invalid) as refused:
        exports.export(path, RowQuery(("n",)), tmp_path / "out", "pdf")
    assert refused.value.code == "tables.unknown_format"


def test_xlsx_of_more_rows_than_it_holds_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "table.parquet"
    pq.write_table(pa.table({"n": pa.array(range(exports.XLSX_MAX_ROWS + 1), pa.int64())}), path)
    with pytest.raises(TooLarge) as refused:
        exports.export(path, RowQuery(("n",)), tmp_path / "out", "xlsx")
    assert refused.value.code == "tables.too_many_rows_for_xlsx"
    exports.export(path, RowQuery(("n",), limit=5), tmp_path / "out", "xlsx")


def test_xlsx_of_a_longer_text_than_a_cell_holds_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "table.parquet"
    pq.write_table(pa.table({"t": ["ก" * (exports.XLSX_MAX_LETTERS + 1)]}), path)
    with pytest.raises(TooLarge) as refused:
        exports.export(path, RowQuery(("t",)), tmp_path / "out", "xlsx")
    assert refused.value.code == "tables.cell_too_long_for_xlsx"


def test_export_of_a_big_table_takes_bounded_memory(tmp_path: Path) -> None:
    path = tmp_path / "table.parquet"
    n = 400_000
    columns = {"t": [f"ข้อความยาวพอสมควร {k}" for k in range(n)], "n": list(range(n))}
    pq.write_table(pa.table(columns), path, row_group_size=50_000)
    del columns
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for format_ in ("csv", "json", "parquet"):
        exports.export(path, RowQuery(("t", "n")), tmp_path / "out", format_)
    grown_mb = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert grown_mb < 300


NUMBERS = [
    (0.0, "0"),
    (-0.1, "-0.1"),
    (5.0, "5"),
    (1e15, "1000000000000000"),
    (1e16, "10000000000000000"),
    (1.2345678901234568e17, "123456789012345680"),
    (1.5e21, "1500000000000000000000"),
    (1e-7, "0.0000001"),
    (-1.25e-9, "-0.00000000125"),
    (1234567.891, "1234567.891"),
    (math.inf, None),
    (math.nan, None),
]


@pytest.mark.parametrize(("number", "text"), NUMBERS)
def test_plain_number_texts(number: float, text: str | None) -> None:
    assert plain(number) == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_plain_number_reads_back(number: float) -> None:
    text = plain(number)
    assert text is not None
    assert float(text) == number
    assert "e" not in text


def plain(number: float) -> str | None:
    with rows.running() as db:
        sql = f"SELECT {exports.plain_number('x')} FROM (SELECT ?::DOUBLE AS x)"
        found = db.execute(sql, [number]).fetchone()
    return found[0] if found else None


@given(st.text(alphabet="'=+-@\t\r\nก1＝", max_size=6))
def test_the_guard_has_a_way_back(text: str) -> None:
    assert exports.unguarded(exports.guarded(text)) == text


FORMULAS = [
    ("=1+1", "'=1+1"),
    ("+66", "'+66"),
    ("-", "'-"),
    ("@a", "'@a"),
    ("\tx", "'\tx"),
    ("\rx", "'\rx"),
    ("a=1", "a=1"),
    ("", ""),
    ("'=", "''="),
    ("''+1", "'''+1"),
    ("\n=1", "'\n=1"),
    ("＝1+1", "'＝1+1"),
    ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
    ("'quoted", "'quoted"),
]


@pytest.mark.parametrize(("text", "safe"), FORMULAS)
def test_guarded_texts(text: str, safe: str, tmp_path: Path) -> None:
    assert exports.guarded(text) == safe
    assert exports.unguarded(safe) == text
    path = tmp_path / "table.parquet"
    pq.write_table(pa.table({"t": [text]}), path)
    found = exported(path, "csv").decode()
    assert list(csv.reader(io.StringIO(found, newline="")))[1] == [safe]
