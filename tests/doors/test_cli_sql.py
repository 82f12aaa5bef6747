"""`odms sql`: forms on standard output, one sentence on standard error."""

import json
from typing import Any

import pyarrow as pa
import pytest
from factories.centre import Centre
from factories.released import Table, released
from typer.testing import CliRunner, Result

from odms.cli.main import app
from odms.tables import asking

LEVELS = Table({"สถานี": "text", "ระดับ": "number"}, [("ปิง", 1.5), ("วัง", None)])
SELECT = "SELECT * FROM water.water_levels"


@pytest.fixture(autouse=True)
def levels(centre: Centre) -> Any:
    [release] = released(centre.other_agency, "water-levels", levels=LEVELS)
    return release


def run(*words: str, language: str = "C") -> Result:
    return CliRunner().invoke(app, ["sql", *words], env={"LC_ALL": language})


def test_sql_writes_a_table_to_read() -> None:
    result = run(SELECT)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == "สถานี\tระดับ\nปิง\t1.5\nวัง\t\n"


def test_sql_writes_what_the_api_answers() -> None:
    told = json.loads(run(SELECT, "--json").stdout)
    assert told == json.loads(run(SELECT, "--format", "json").stdout)
    assert told["rows"] == [{"สถานี": "ปิง", "ระดับ": 1.5}, {"สถานี": "วัง", "ระดับ": None}]
    assert [source["table"] for source in told["sources"]] == ['"water"."water-levels"']


def test_sql_writes_files() -> None:
    assert run(SELECT, "--format", "csv").stdout == "สถานี,ระดับ\nปิง,1.5\nวัง,\n"
    arrow = run(SELECT, "--format", "arrow").stdout_bytes
    assert pa.ipc.open_stream(arrow).read_all().num_rows == 2
    assert run(SELECT, "--format", "parquet").stdout_bytes.startswith(b"PAR1")


# words, the exit status, and the sentence
REFUSED = [
    (["SELECT * FROM water.nothing"], 1, "There is no published table water.nothing.\n"),
    (["DROP TABLE water.water_levels"], 1, "Only a SELECT may be asked.\n"),
    (["SELECT getenv('HOME')"], 1, "The function getenv cannot be called in SQL here.\n"),
    (["SELECT 1; SELECT 2"], 1, "One SELECT may be asked at a time, and there are 2 statements.\n"),
    (["SELECT repeat('x', 4e9::BIGINT)"], 1, "The SQL needs more than 2,048 MB and was stopped.\n"),
    ([""], 1, "Nothing is asked; write one SELECT.\n"),
    ([SELECT, "--format", "xlsx"], 2, "--format cannot be xlsx; it is one of json, csv, arrow, "),
    ([SELECT, "--format", "csv", "--json"], 2, "Give either --json or --format, not both.\n"),
    (
        ["SELECT", "1"],
        2,
        "1 is too much; what holds blanks stands in quotes (see odms sql --help).",
    ),
]


@pytest.mark.parametrize(("words", "status", "said"), REFUSED)
def test_sql_refusal_is_one_sentence(words: list[str], status: int, said: str) -> None:
    result = run(*words)
    assert (result.exit_code, result.stdout) == (status, "")
    assert said in result.stderr
    assert status == 2 or result.stderr == said


def test_sql_refusal_in_thai() -> None:
    result = run("SELECT * FROM water.nothing", language="th_TH.UTF-8")
    assert result.stderr == "ไม่มีตาราง water.nothing ที่เผยแพร่อยู่\n"


def test_sql_says_that_rows_were_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "MAX_ROWS", 1)
    result = run(SELECT, "--format", "csv")
    assert (result.exit_code, result.stdout) == (0, "สถานี,ระดับ\nปิง,1.5\n")
    assert result.stderr == "There is more: these are the first 1 rows.\n"
