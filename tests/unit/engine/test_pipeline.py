"""From bytes to report, rows and Parquet: the published contract over the zoo."""

import json
from pathlib import Path

import duckdb
import jsonschema
import pytest
from samples.tables import DRAWING, STACKED, ZOO

from odms import engine
from odms.errors import Absent, Refused, TooLarge

SCHEMA = json.loads(
    (Path(__file__).parents[3] / "docs/reference/inspection.schema.json").read_text("utf-8")
)


@pytest.fixture
def sample(tmp_path: Path):
    def written(data: bytes | str, name: str = "ตัวอย่าง.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return path

    return written


@pytest.mark.parametrize("name", ZOO)
def test_report_of_the_zoo_follows_the_schema_and_adds_up(name: str, sample) -> None:
    truth = ZOO[name]
    found = engine.inspect(sample(truth.data))
    jsonschema.validate(json.loads(json.dumps(found.to_json(), default=str)), SCHEMA)
    (table,) = found.tables
    told = len(table.preamble_rows) + len(table.header_rows) + table.n_rows
    told += table.n_rejected + table.n_footer_rows + table.n_blank
    assert told == table.n_source_rows
    assert table.n_total_rows == truth.n_totals
    assert [column.name for column in table.columns] == list(truth.names)


@pytest.mark.parametrize("name", ["cp874", "bom", "utf-16"])
def test_report_names_the_encoding(name: str, sample) -> None:
    expected = {"cp874": "cp874", "bom": "utf-8", "utf-16": "utf-16-le"}
    report = engine.inspect(sample(ZOO[name].data)).to_json()
    assert report["encoding"]["name"] == expected[name]


def test_report_says_what_the_columns_are(sample) -> None:
    path = sample("จังหวัด,ปี,จำนวน\nกระบี่,2566,100\nตรัง,2566,\nพังงา,2567,1,\n".replace("1,\n", "1\n"))
    columns = engine.inspect(path).to_json()["tables"][0]["columns"]
    told = [
        (c["name"], c["type"], c["n_missing"], c["n_distinct"], c["min"], c["max"]) for c in columns
    ]
    assert told == [
        ("จังหวัด", "text", 0, 3, None, None),
        ("ปี", "year", 0, 2, 2566, 2567),
        ("จำนวน", "integer", 1, 2, 1, 100),
    ]


def test_refusal_follows_the_schema(sample) -> None:
    path = sample(DRAWING)
    with pytest.raises(Refused) as refused:
        engine.inspect(path)
    told = engine.refusal(path, refused.value)
    jsonschema.validate(told, SCHEMA)
    assert told["error"]["code"] == "reading.no_table_drawing"
    assert told["encoding"] == {"name": "utf-8", "how": "strict"}


def test_raw_rows_give_the_source_text(sample) -> None:
    text = 'ชื่อเรื่อง,,\nรหัส," คะแนน ",วันที่\n007, 1,2 มกราคม 2566\n\n"๐๘","1,200",-\nที่มา: กรม,,\n'
    with engine.raw_rows(sample(text)) as (header, rows):
        assert header == ("รหัส", " คะแนน ", "วันที่")
        assert list(rows) == [("007", " 1", "2 มกราคม 2566"), ("๐๘", "1,200", "-")]


def test_raw_rows_join_header_rows(sample) -> None:
    with engine.raw_rows(sample(ZOO["two-header-rows"].data)) as (header, rows):
        assert header == ("จังหวัด", "ประชากร ชาย", "ประชากร หญิง", "พื้นที่")
        assert next(rows) == ("กระบี่", "100", "120", "4700")


def test_raw_rows_of_a_table_without_header(sample) -> None:
    with engine.raw_rows(sample(ZOO["no-header"].data)) as (header, rows):
        assert header is None
        assert next(rows) == ("1", "กระบี่", "100", "5.5")


def test_raw_rows_of_the_second_table(sample) -> None:
    with engine.raw_rows(sample(STACKED), table=1) as (header, rows):
        assert header == ("หน่วยงาน", "บาท")
        assert len(list(rows)) == 3


def test_raw_rows_of_a_table_that_is_not_there(sample) -> None:
    with pytest.raises(Absent, match="no_such_table"), engine.raw_rows(sample(STACKED), table=2):
        pass


def test_prepare_writes_parquet_profile_and_report(sample, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    report = engine.prepare(sample(ZOO["notes"].data), out, name="ตัวอย่าง.csv")
    assert sorted(path.name for path in out.iterdir()) == [
        "notes-0.json",
        "profile-0.json",
        "report.json",
        "table-0.parquet",
    ]
    assert json.loads((out / "report.json").read_bytes()) == report.to_json()
    said = json.loads((out / "notes-0.json").read_bytes())
    assert said["titles"] == []
    assert said["notes"][-1] == "ที่มา: กรมตัวอย่าง"
    table = duckdb.sql(f"FROM '{out}/table-0.parquet'")
    assert table.columns == ["_row", "จังหวัด", "ชาย", "หญิง", "_is_total"]
    assert table.fetchall() == [
        (1, "กระบี่", 100, 120, False),
        (2, "ตรัง", 80, 90, False),
        (3, "รวม", 180, 210, True),
    ]


def test_columns_of_the_engine_keep_their_names(sample, tmp_path: Path) -> None:
    data = "_row,_is_total,คน\n7,x,10\n8,y,20\n".encode()
    engine.prepare(sample(data), tmp_path, name="t.csv")
    table = duckdb.sql(f"FROM '{tmp_path}/table-0.parquet'")
    assert table.columns == ["_row", "_row_2", "_is_total_2", "คน"]
    assert table.fetchall() == [(1, 7, "x", 10), (2, 8, "y", 20)]


def test_prepare_leaves_no_trace_of_a_refused_file(sample, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    with pytest.raises(Refused):
        engine.prepare(sample(DRAWING), out, name="drawing.csv")
    assert list(out.iterdir()) == []


def book(path: Path) -> Path:
    """A workbook as statistics offices make them: a sheet a month, a hidden one, a cover; titles,
    merged groups over the columns, merged labels beside the rows, a total and a source."""
    import xlsxwriter

    with xlsxwriter.Workbook(str(path)) as made:
        made.add_worksheet("ปก").write(0, 0, "")
        for name in ("มกราคม", "กุมภาพันธ์", "มีนาคม"):
            sheet = made.add_worksheet(name)
            sheet.merge_range(0, 0, 0, 3, "ตารางที่ 1 จำนวนนักเรียน")
            sheet.write(1, 3, "หน่วย : คน")
            sheet.merge_range(2, 0, 3, 0, "จังหวัด")
            sheet.merge_range(2, 1, 3, 1, "ระดับ")
            sheet.merge_range(2, 2, 2, 3, "จำนวน")
            sheet.write_row(3, 2, ["ชาย", "หญิง"])
            for at, province in ((4, "ตรัง"), (6, "พังงา")):
                sheet.merge_range(at, 0, at + 1, 0, province)
                sheet.write_row(at, 1, ["ประถม", 10 + at, 20 + at])
                sheet.write_row(at + 1, 1, ["มัธยม", 30 + at, 40 + at])
            sheet.write_row(8, 0, ["รวม", "", 100, 140])
            sheet.write(10, 0, "ที่มา: สำนักงานตัวอย่าง")
        made.get_worksheet_by_name("มีนาคม").hide()
    return path


def test_workbook_of_months_is_understood(tmp_path: Path) -> None:
    path = book(tmp_path / "นักเรียน.xlsx")
    report = engine.inspect(path)
    jsonschema.validate(json.loads(json.dumps(report.to_json(), default=str)), SCHEMA)
    assert [table.name for table in report.tables] == ["มกราคม", "กุมภาพันธ์", "มีนาคม"]
    table = report.tables[0]
    assert (table.preamble_rows, table.header_rows, table.n_rows) == ((0, 1), (2, 3), 5)
    assert (table.n_total_rows, table.n_footer_rows, table.n_blank) == (1, 1, 1)
    assert [column.name for column in table.columns] == ["จังหวัด", "ระดับ", "จำนวน ชาย", "จำนวน หญิง"]
    assert [column.type for column in table.columns] == ["text", "text", "integer", "integer"]
    assert table.columns[0].meaning == "th-province"
    codes = {finding.code for finding in report.findings}
    assert {"reading.sheets_alike", "reading.sheet_hidden"} <= codes


def test_workbook_labels_are_filled_down_and_raw_ones_are_not(tmp_path: Path) -> None:
    path = book(tmp_path / "นักเรียน.xlsx")
    out = tmp_path / "out"
    out.mkdir()
    engine.prepare(path, out, name=path.name)
    filled = duckdb.sql(f"SELECT จังหวัด FROM '{out}/table-0.parquet'").fetchall()
    assert filled == [("ตรัง",), ("ตรัง",), ("พังงา",), ("พังงา",), ("รวม",)]
    with engine.raw_rows(path) as (_, rows):
        assert [row[0] or "" for row in rows] == ["ตรัง", "", "พังงา", "", "รวม"]


def test_file_too_large_for_memory_is_refused(sample, monkeypatch) -> None:
    from odms.engine import pipeline

    monkeypatch.setattr(pipeline, "_MEMORY_MB", 30)
    wide = ",".join(f"c{i}" for i in range(3_000))
    with pytest.raises(TooLarge, match="memory_limit"):
        engine.inspect(sample(f"{wide}\n{wide.replace('c', '1')}\n" * 2))
