"""Questions in SQL: what they are answered, and which tables they may name."""

import io
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from factories.centre import AT, Centre
from factories.released import Table, released

from odms.catalogue import actions as catalogue
from odms.engine.pool import Pool
from odms.errors import Absent, Invalid
from odms.ledger.rules import SYSTEM
from odms.tables import asking
from odms.tables.queries import sql

PATIENTS = Table(
    {"จังหวัด": "text", "ปี": "year", "ผู้ป่วย": "integer", "ร้อยละ": "number", "วันที่": "date"},
    [
        ("เชียงใหม่", 2566, 1204, 12.5, date(2023, 1, 31)),
        ("ลำพูน", 2566, 388, None, date(2023, 2, 28)),
        ("ลำปาง", 2567, 512, 0.25, None),
        ("แพร่", 2567, None, float("nan"), date(2024, 2, 29)),
    ],
    sources={"ผู้ป่วย": (None, None, None, "-")},
)
BEDS = Table({"จังหวัด": "text", "เตียง": "integer"}, [("เชียงใหม่", 300), ("ลำพูน", 40)])
LEVELS = Table({"station": "text", "level": "number"}, [("ปิง", 1.5), ("วัง", 2.0), ("ยม", 2.5)])


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pool]:
    """Children that may read the lakes of all these tests."""
    started = asking.start(2, tmp_path_factory.getbasetemp())
    yield started
    started.close()


@pytest.fixture(autouse=True)
def children(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sql, "_children", lambda: pool)


@pytest.fixture
def tables(centre: Centre, home: Path) -> dict[str, Any]:
    """Published tables by what they are called here."""
    patients, beds = released(centre.agency, "out-patients", patients=PATIENTS, beds=BEDS)
    [levels] = released(centre.other_agency, "water-levels", levels=LEVELS)
    return {"patients": patients, "beds": beds, "levels": levels}


def rows(question: str) -> list[list[Any]]:
    answer, _ = sql.ask(question, "json")
    with answer.stream:
        return [list(row.values()) for row in json.load(answer.stream)]


# a question, and the rows of its answer
ANSWERS: list[tuple[str, list[list[Any]]]] = [
    ("SELECT count(*) FROM health.out_patients", [[4]]),
    ('SELECT count(*) FROM health."out-patients"', [[4]]),
    ('SELECT count(*) FROM HEALTH."Out-Patients"', [[4]]),
    ('SELECT count(*) FROM health."out-patients/beds"', [[2]]),
    ('SELECT count(*) FROM health."out_patients/patients"', [[4]]),
    ("SELECT จังหวัด, ผู้ป่วย FROM health.out_patients WHERE ปี = 2566 ORDER BY 2",
     [["ลำพูน", 388], ["เชียงใหม่", 1204]]),
    ('SELECT "ปี", sum("ผู้ป่วย") AS "รวม" FROM health.out_patients GROUP BY 1 ORDER BY 1',
     [[2566, 1592], [2567, 512]]),
    ("SELECT p.จังหวัด, ผู้ป่วย / เตียง FROM health.out_patients p"
     ' JOIN health."out-patients/beds" b USING (จังหวัด) ORDER BY 2',
     [["เชียงใหม่", pytest.approx(4.0133, 1e-4)], ["ลำพูน", 9.7]]),
    ("SELECT จังหวัด FROM health.out_patients WHERE จังหวัด LIKE 'ลำ%'"
     " UNION SELECT station FROM water.water_levels WHERE level > 2 ORDER BY 1 COLLATE th",
     [["ยม"], ["ลำปาง"], ["ลำพูน"]]),
    ("WITH most AS (SELECT max(ผู้ป่วย) AS n FROM health.out_patients)"
     " SELECT จังหวัด FROM health.out_patients, most WHERE ผู้ป่วย = n", [["เชียงใหม่"]]),
    ("SELECT จังหวัด, rank() OVER (ORDER BY ผู้ป่วย DESC) FROM health.out_patients"
     " WHERE ผู้ป่วย IS NOT NULL ORDER BY 2", [["เชียงใหม่", 1], ["ลำปาง", 2], ["ลำพูน", 3]]),
    ("SELECT station FROM water.water_levels WHERE level > (SELECT avg(level) FROM water.water_levels)",
     [["ยม"]]),
    ("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4) SELECT sum(i) FROM n",
     [[10]]),
    ("SELECT * FROM health.out_patients WHERE ผู้ป่วย IS NULL", [["แพร่", 2567, None, None, "2024-02-29"]]),
    ("SELECT year(วันที่), strftime(วันที่, '%d/%m') FROM health.out_patients WHERE ปี = 2566 ORDER BY 1, 2",
     [[2023, "28/02"], [2023, "31/01"]]),
    ("FROM water.water_levels PIVOT (sum(level) FOR station IN ('ปิง', 'วัง'))", [[1.5, 2.0]]),
    ("SELECT COLUMNS('l.*') FROM water.water_levels LIMIT 1", [[1.5]]),
    ("SELECT list(station ORDER BY level DESC) FROM water.water_levels", [[["ยม", "วัง", "ปิง"]]]),
    ("SELECT [1.0::DOUBLE, 'nan'::DOUBLE], 'infinity'::DOUBLE, {'a': 0.5}", [[[1.0, None], None, {"a": 0.5}]]),
    ("SELECT 1 AS a, 2 AS a, 3 AS A", [[1, 2, 3]]),
    ("SELECT i FROM range(3) t(i)", [[0], [1], [2]]),
]  # fmt: skip


@pytest.mark.parametrize(("question", "expected"), ANSWERS)
def test_sql_answers(tables: dict[str, Any], question: str, expected: list[list[Any]]) -> None:
    assert rows(question) == expected


def test_sql_names_a_table_by_its_identifier(tables: dict[str, Any]) -> None:
    id = tables["beds"].distribution_id
    assert rows(f'SELECT count(*) FROM "{id}"') == [[2]]
    assert rows(f'SELECT count(*) FROM "{id.lower()}"') == [[2]]


def test_sql_tells_which_tables_were_asked(tables: dict[str, Any]) -> None:
    question = (
        'SELECT 1 FROM health.out_patients a, health."out-patients" b, health."out-patients/beds"'
    )
    answer, asked = sql.ask(question, "csv")
    answer.stream.close()
    assert [sql.name_of(table) for table in asked] == [
        '"health"."out-patients"',
        '"health"."out-patients/beds"',
    ]


# what is no table, as a question would write it
NO_TABLES = [
    "health.nothing",
    "nobody.out_patients",
    "water.out_patients",
    'health."out-patients/nothing"',
    'health."out-patients/beds/x"',
    'health."%"',
    '"health.out-patients"',
    "out_patients",
    "health.out_patients.beds",
    "memory.health.out_patients",
    "information_schema.tables",
    "pg_catalog.pg_class",
    "duckdb_tables",
    "sqlite_master",
    "'table.parquet'",
]


@pytest.mark.parametrize("name", NO_TABLES)
def test_sql_refuses_what_is_no_published_table(tables: dict[str, Any], name: str) -> None:
    with pytest.raises(Absent) as refused:
        sql.ask(f"SELECT * FROM {name}", "json")
    assert refused.value.code == "tables.sql_no_such_table"
    assert refused.value.facts["name"] == name.replace('"', "").replace("'", "")


def test_sql_does_not_tell_drafts_and_withdrawn_from_nothing(
    centre: Centre, tables: dict[str, Any]
) -> None:
    catalogue.create_draft(by=SYSTEM, agency=centre.agency, title_th="ร่าง", slug="a-draft", at=AT)
    dataset = tables["levels"].distribution.dataset
    catalogue.withdraw(by=SYSTEM, dataset=dataset, reason="ผิด", at=AT)
    for name in ("health.a_draft", "water.water_levels", f'"{tables["levels"].distribution_id}"'):
        with pytest.raises(Absent) as refused:
            sql.ask(f"FROM {name}", "json")
        assert refused.value.code == "tables.sql_no_such_table"


def test_sql_shows_no_column_that_readers_are_not_given(tables: dict[str, Any]) -> None:
    for name in ("_row", "ผู้ป่วย__source", "filename", "file_row_number", "rowid"):
        with pytest.raises(Invalid, match="not found"):
            sql.ask(f'SELECT "{name}" FROM health.out_patients', "json")


def test_sql_tells_where_no_file_stands(tables: dict[str, Any], home: Path) -> None:
    """A sentence of the engine names the table as the question did."""
    (home / "lake" / "tables" / tables["levels"].table_key / "table.parquet").write_bytes(b"PAR1")
    with pytest.raises(Invalid) as refused:
        sql.ask("FROM water.water_levels", "json")
    assert str(home) not in str(refused.value.facts["why"])
    assert "water.water_levels" in str(refused.value.facts["why"])


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Limits of a few rows and bytes."""
    monkeypatch.setattr(asking, "MAX_ROWS", 5_000)
    monkeypatch.setattr(asking, "MAX_BYTES", 1 << 20)
    yield


@pytest.mark.parametrize(
    ("question", "n_rows", "truncated"),
    [
        ("FROM range(5000)", 5_000, ""),
        ("FROM range(5001)", 5_000, "rows"),
        ("FROM range(100000000000)", 5_000, "rows"),
        ("SELECT repeat('x', 300) FROM range(5000)", 2_048, "size"),
        ("SELECT repeat('x', 2000000)", 0, "size"),
    ],
)
def test_sql_tells_what_was_left_out(
    few: None, db: None, question: str, n_rows: int, truncated: str
) -> None:
    answer, _ = sql.ask(question, "csv")
    with answer.stream:
        assert (answer.n_rows, answer.truncated) == (n_rows, truncated)
        assert len(answer.stream.read().splitlines()) == n_rows + 1


def test_sql_in_every_format(tables: dict[str, Any]) -> None:
    question = "SELECT จังหวัด, ผู้ป่วย, ร้อยละ, วันที่, '=1' AS x FROM health.out_patients LIMIT 2"
    given = {}
    for format_ in asking.FORMATS:
        answer, _ = sql.ask(question, format_)
        with answer.stream:
            given[format_] = answer.stream.read()
        assert answer.size_bytes == len(given[format_])
        assert answer.columns == [
            {"name": "จังหวัด", "type": "VARCHAR"},
            {"name": "ผู้ป่วย", "type": "BIGINT"},
            {"name": "ร้อยละ", "type": "DOUBLE"},
            {"name": "วันที่", "type": "DATE"},
            {"name": "x", "type": "VARCHAR"},
        ]
    expected = [
        {"จังหวัด": "เชียงใหม่", "ผู้ป่วย": 1204, "ร้อยละ": 12.5, "วันที่": date(2023, 1, 31), "x": "=1"},
        {"จังหวัด": "ลำพูน", "ผู้ป่วย": 388, "ร้อยละ": None, "วันที่": date(2023, 2, 28), "x": "=1"},
    ]  # fmt: skip
    assert pa.ipc.open_stream(given["arrow"]).read_all().to_pylist() == expected
    assert pq.read_table(io.BytesIO(given["parquet"])).to_pylist() == expected
    assert json.loads(given["json"]) == [row | {"วันที่": row["วันที่"].isoformat()} for row in expected]
    assert given["csv"].decode() == (
        "จังหวัด,ผู้ป่วย,ร้อยละ,วันที่,x\nเชียงใหม่,1204,12.5,2023-01-31,'=1\nลำพูน,388,,2023-02-28,'=1\n"
    )
