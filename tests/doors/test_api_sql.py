"""`POST /api/v1/sql`: forms, refusals, limits, and what is counted."""

import io
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.test import Client
from factories import uses
from factories.centre import Centre
from factories.released import Table, released

from odms.catalogue import actions as catalogue
from odms.ledger.rules import SYSTEM
from odms.tables import asking
from odms.tables.queries import sql
from odms.usage import journal
from odms.usage import queries as usage

LEVELS = Table({"สถานี": "text", "ระดับ": "number"}, [("ปิง", 1.5), ("วัง", 2.0), ("=ยม", None)])
SELECT = "SELECT * FROM water.water_levels"


@pytest.fixture
def levels(centre: Centre) -> Any:
    """The release of a published table."""
    [release] = released(centre.other_agency, "water-levels", levels=LEVELS)
    return release


def post(body: Any, **headers: str) -> Any:
    """The response, with its content read to the end as `body`."""
    response: Any = Client().post(
        "/api/v1/sql", body, content_type="application/json", headers=headers
    )
    response.body = response.getvalue()
    return response


def ask(sql: str, format: str = "json") -> Any:
    return post({"sql": sql, "format": format})


def test_sql_answers_in_json_with_its_sources(levels: Any) -> None:
    response = ask(f"{SELECT} WHERE ระดับ > 1 ORDER BY 2 DESC")
    assert (response.status_code, response["Content-Type"]) == (200, "application/json")
    assert (response["ODMS-Rows"], response.get("ODMS-Truncated")) == ("2", None)
    assert response["Cache-Control"] == "no-store"
    assert json.loads(response.body) == {
        "columns": [{"name": "สถานี", "type": "VARCHAR"}, {"name": "ระดับ", "type": "DOUBLE"}],
        "n_rows": 2,
        "truncated": "",
        "sources": [
            {
                "table": '"water"."water-levels"',
                "dataset": "http://127.0.0.1:8000/datasets/water-levels",
                "release": 1,
                "licence": "cc-by",
            }
        ],
        "rows": [{"สถานี": "วัง", "ระดับ": 2.0}, {"สถานี": "ปิง", "ระดับ": 1.5}],
    }


def test_sql_answers_json_where_no_format_is_asked_for(levels: Any) -> None:
    assert json.loads(post({"sql": SELECT}).body)["n_rows"] == 3


def test_sql_answers_in_other_formats(levels: Any) -> None:
    kinds = {}
    for format_ in ("csv", "arrow", "parquet"):
        response = ask(SELECT, format_)
        assert (response.status_code, response["ODMS-Rows"]) == (200, "3")
        kinds[format_] = (response["Content-Type"], response.body)
    csv, arrow, parquet = kinds.values()
    expected = [{"สถานี": station, "ระดับ": level} for station, level in LEVELS.rows]
    assert csv == ("text/csv; charset=utf-8", "สถานี,ระดับ\nปิง,1.5\nวัง,2\n'=ยม,\n".encode())
    assert arrow[0] == "application/vnd.apache.arrow.stream"
    assert pa.ipc.open_stream(arrow[1]).read_all().to_pylist() == expected
    assert parquet[0] == "application/vnd.apache.parquet"
    assert pq.read_table(io.BytesIO(parquet[1])).to_pylist() == expected


# the body, and what is wrong with it: status and code
REFUSED: list[tuple[Any, int, str]] = [
    ({}, 400, "api.parameter_missing"),
    ({"sql": "SELECT 1", "format": "xlsx"}, 400, "api.wrong_parameter"),
    ({"sql": 1}, 400, "api.wrong_parameter"),
    ("{", 400, "api.wrong_request"),
    ({"sql": "DROP TABLE water.water_levels"}, 400, "lake.sql_not_select"),
    ({"sql": "SELECT 1; SELECT 2"}, 400, "lake.sql_not_one"),
    ({"sql": "SELECT getenv('HOME')"}, 400, "lake.sql_function"),
    ({"sql": "SHOW TABLES"}, 400, "lake.sql_not_allowed"),
    ({"sql": "SELECT ไม่มี FROM water.water_levels"}, 400, "lake.sql_wrong"),
    ({"sql": "SELECT '\ud800'"}, 400, "tables.sql_not_text"),
    ({"sql": "SELECT * FROM water.nothing"}, 404, "tables.sql_no_such_table"),
    ({"sql": "SELECT * FROM duckdb_tables"}, 404, "tables.sql_no_such_table"),
    ({"sql": "SELECT repeat('x', 4e9::BIGINT)"}, 413, "tables.sql_too_big"),
    ({"sql": f"SELECT '{'x' * 150_000}'"}, 400, "lake.sql_too_long"),
    ({"sql": f"SELECT '{'x' * 3_000_000}'"}, 413, "api.body_too_large"),
]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    REFUSED,
    ids=[f"{n}-{code}" for n, (_, _, code) in enumerate(REFUSED)],
)
def test_sql_refusals_are_problems_in_two_languages(
    levels: Any, body: Any, status: int, code: str
) -> None:
    response = post(body if isinstance(body, str) else json.dumps(body))
    told = json.loads(response.body)
    assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json")
    assert (told["code"], set(told["messages"])) == (code, {"th", "en"})


def test_sql_refusal_names_the_table(levels: Any) -> None:
    told = json.loads(ask("SELECT * FROM water.nothing").body)["messages"]
    assert told == {
        "th": "ไม่มีตาราง water.nothing ที่เผยแพร่อยู่",
        "en": "There is no published table water.nothing.",
    }


def test_sql_of_what_was_withdrawn_is_not_found(levels: Any) -> None:
    dataset = levels.distribution.dataset
    catalogue.withdraw(by=SYSTEM, dataset=dataset, reason="ผิด", at=dataset.modified_at)
    assert (ask(SELECT).status_code, ask(SELECT).json()["code"]) == (
        404,
        "tables.sql_no_such_table",
    )


def test_sql_tells_that_rows_were_left_out(levels: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "MAX_ROWS", 2)
    for format_ in asking.FORMATS:
        response = ask(SELECT, format_)
        assert (response["ODMS-Rows"], response["ODMS-Truncated"]) == ("2", "rows")
        if format_ == "json":
            assert json.loads(response.body)["truncated"] == "rows"
    assert "ODMS-Truncated" in response["Access-Control-Expose-Headers"]


def test_sql_is_counted_as_a_call_of_the_api(levels: Any) -> None:
    journal.seal(usage.journal_folder())
    ask(f"{SELECT} a, water.water_levels b")
    ask("SELECT 1")
    ask("SELECT * FROM water.nothing")
    [path] = journal.seal(usage.journal_folder())[-1:]
    counted = [(use.kind, use.channel, use.dataset_id) for use in uses.read(path)]
    assert counted == [("sql", "sql", levels.distribution.dataset_id)]


def test_sql_is_asked_by_post_alone(db: None) -> None:
    response = Client().get("/api/v1/sql", {"sql": "SELECT 1"})
    assert (response.status_code, response["Allow"]) == (405, "POST")


def test_sql_says_when_to_come_again_where_all_is_busy(
    db: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    children = asking.start(1, tmp_path)
    monkeypatch.setattr(sql, "_children", lambda: children)
    monkeypatch.setattr(children, "_patience_s", 0.1)
    with children.child():
        response = ask("SELECT 1")
    children.close()
    assert (response.status_code, response["Retry-After"]) == (429, "2")
    assert json.loads(response.body)["code"] == "engine.no_child_free"


def test_sql_counts_against_the_limit_of_calls(db: None, settings: Any) -> None:
    settings.API_LIMIT = 2
    assert [ask("SELECT 1").status_code for _ in range(3)] == [200, 200, 429]
