"""`odms report` at the terminal: every form, both languages, exit statuses."""

import io
import json
import subprocess
from pathlib import Path

import jsonschema
import openpyxl
import pytest
from factories.commands import ROOT, run_in
from samples.tables import ZOO

SCHEMA = json.loads((ROOT / "docs/reference/report.schema.json").read_text("utf-8"))


@pytest.fixture
def odms(tmp_path: Path):
    (tmp_path / "notes.csv").write_bytes(ZOO["notes"].data)
    (tmp_path / "empty.csv").write_bytes(b"")

    def run(*arguments: str) -> subprocess.CompletedProcess[bytes]:
        return run_in(tmp_path, "report", *arguments, language="C.UTF-8")

    return run


def test_text_is_the_default_and_says_the_verdict_first(odms) -> None:
    done = odms("notes.csv")
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode().startswith("Publishable")
    assert odms("notes.csv", "--language", "th").stdout.decode().startswith("เผยแพร่ได้")


def test_json_follows_the_schema(odms) -> None:
    short, long = odms("notes.csv", "--json").stdout, odms("notes.csv", "--to", "json").stdout
    assert short == long
    told = json.loads(short)
    jsonschema.validate(told, SCHEMA)
    assert told["tables"][0]["adds_up"]


def test_pdf_html_and_workbook(odms, tmp_path: Path) -> None:
    assert odms("notes.csv", "--to", "pdf").stdout.startswith(b"%PDF-")
    page = odms("notes.csv", "--to", "html").stdout.decode()
    assert page.startswith("<!doctype html>")
    assert "url(fonts/" not in page  # it stands alone
    book = openpyxl.load_workbook(io.BytesIO(odms("notes.csv", "--to", "xlsx").stdout))
    assert len(book.sheetnames) == 2
    assert odms("notes.csv", "--to", "pdf", "-o", "made.pdf").stdout == b""
    assert (tmp_path / "made.pdf").read_bytes().startswith(b"%PDF-")


def test_file_that_cannot_be_read_is_reported_and_told_by_the_exit_status(odms) -> None:
    done = odms("empty.csv", "--json")
    assert done.returncode == 1
    told = json.loads(done.stdout)
    jsonschema.validate(told, SCHEMA)
    assert told["verdict"]["code"] == "unreadable"
    assert odms("empty.csv", "--to", "pdf").stdout.startswith(b"%PDF-")
    gone = odms("gone.csv")
    assert (gone.returncode, gone.stdout) == (1, b"")
    assert gone.stderr.decode() == "There is no file gone.csv.\n"
