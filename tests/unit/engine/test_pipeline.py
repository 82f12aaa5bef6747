"""From bytes to report, rows and Parquet: the published contract over the zoo."""

import json
from pathlib import Path

import duckdb
import jsonschema
import pytest
from samples.tables import DRAWING, STACKED, ZOO

from odms import engine
from odms.errors import Absent, Refused

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
    rows = duckdb.sql(f"SELECT _row, * EXCLUDE _row FROM '{out}/table-0.parquet'").fetchall()
    assert rows == [(1, "กระบี่", 100, 120), (2, "ตรัง", 80, 90), (3, "รวม", 180, 210)]


def test_prepare_leaves_no_trace_of_a_refused_file(sample, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    with pytest.raises(Refused):
        engine.prepare(sample(DRAWING), out, name="drawing.csv")
    assert list(out.iterdir()) == []
