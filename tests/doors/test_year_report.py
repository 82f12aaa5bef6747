"""The executive summary of a year by command, page and API; its figures are those of the guideline."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from factories.cases import published
from factories.centre import AT, Centre
from typer.testing import CliRunner

from odms.assessment import actions
from odms.cli.main import app

# the status chapter of the guideline of 2565
FIGURES = {
    "satisfaction": 3.97,
    "satisfaction-usefulness": 4.05,
    "satisfaction-content": 4.02,
    "satisfaction-access": 4.02,
    "satisfaction-tools": 3.94,
    "satisfaction-service": 3.86,
    "channel-centre": 81.7,
    "channel-agency": 18.3,
    "publishing": 81.3,
    "enabler-strategy": 54.0,
    "enabler-budget": 31.3,
    "enabler-awareness": 64.2,
    "enabler-engagement": 72.7,
    "process-data-survey": 75.6,
    "process-demand-survey": 51.7,
    "process-inventory": 72.7,
    "process-channels": 85.2,
    "process-priority": 58.0,
    "process-responsibility": 71.0,
    "process-classification": 67.0,
    "process-rights": 58.5,
    "process-quality": 71.6,
    "process-format": 52.8,
    "process-frequency": 75.6,
    "process-protection": 76.1,
    "process-description": 77.8,
    "process-approval": 72.7,
    "process-monitoring": 55.7,
    "process-improvement": 52.3,
}
WEAK = {
    f"process-{code}"
    for code in ("demand-survey", "priority", "rights", "format", "monitoring", "improvement")
}


@pytest.fixture(autouse=True)
def _cache() -> None:
    cache.clear()


def run(*arguments: str) -> Any:
    return CliRunner().invoke(app, ["report", *arguments])


def test_the_issues_own_call_writes_every_form(db: None, tmp_path: Path) -> None:
    begins = {"pdf": b"%PDF-", "html": b"<!doctype html>", "json": b"{"}
    for form, beginning in begins.items():
        out = tmp_path / f"report.{form}"
        told = run("--year", "2565", "--lang", "th", "-o", str(out))
        assert told.exit_code == 0, told.output
        assert out.read_bytes().startswith(beginning)


def test_each_figure_of_2565_is_a_number_with_its_origin(db: None, tmp_path: Path) -> None:
    out = tmp_path / "report.json"
    run("--year", "2565", "-o", str(out))
    told = json.loads(out.read_text())
    assert {one["code"]: one["value"] for one in told["figures"]} == FIGURES
    assert {one["code"] for one in told["figures"] if one.get("is_weak")} == WEAK | {
        "enabler-strategy",
        "enabler-budget",
    }
    assert all(type(one["value"]) in (int, float) for one in told["figures"])
    assert {one["date"] for one in told["figures"]} == {"2022-01-12"}
    assert told["compared_with"] is None
    assert all(one["compared"] is None for one in told["figures"])
    bands = {one["code"]: one["band"] for one in told["figures"] if "band" in one}
    assert set(bands.values()) == {"high"}
    assert len(bands) == 6
    assert len(told["publishers"]["names"]) == 50
    assert told["publishers"]["names"][0] == "สำนักงานสถิติแห่งชาติ"
    assert [one["code"] for one in told["recommendations"]] == [
        "fund",
        "ask-demand",
        "listen",
        "standard-formats",
        "set-strategy",
        "monitor-results",
    ]


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="needs poppler-utils")
def test_the_pdf_holds_the_figures_and_is_tagged(db: None, tmp_path: Path) -> None:
    out = tmp_path / "report.pdf"
    run("--year", "2565", "--lang", "th", "-o", str(out))
    data = out.read_bytes()
    assert b"/StructTreeRoot" in data
    assert b"pdfuaid" in data
    text = subprocess.run(
        ["pdftotext", "-layout", str(out), "-"], capture_output=True, text=True, check=True
    ).stdout
    shown = set(re.findall(r"\d+\.\d+", text))
    assert {f"{value:.2f}" if value < 5 else f"{value:.1f}" for value in FIGURES.values()} <= shown
    assert "\u200b" not in text


@pytest.mark.parametrize("language", ["th", "en"])
def test_text_and_page_say_the_same(db: None, language: str) -> None:
    told = run("--year", "2565", "--lang", language)
    assert told.exit_code == 0
    for figure in ("81.3", "3.97", "85.2", "51.7", "18.3"):
        assert figure in told.output
    prefix = "" if language == "th" else "/en"
    page = Client().get(f"{prefix}/dashboard/report?year=2565").content.decode()
    for figure in ("81.3", "3.97", "85.2 %", "51.7 %", "18.3 %"):
        assert figure in page


@pytest.mark.parametrize("year", ["2564", "2566", "2569", "2599"])
def test_a_year_without_data_is_refused_in_one_sentence(db: None, year: str) -> None:
    told = run("--year", year, "--lang", "en", "-o", "nowhere.pdf")
    assert told.exit_code == 1
    assert len(told.output.strip().splitlines()) == 1
    assert "2565" in told.output


@pytest.mark.parametrize("arguments", [[], ["a.csv", "--year", "2565"]])
def test_either_a_file_or_a_year(arguments: list[str]) -> None:
    assert run(*arguments).exit_code == 2


def test_this_year_stands_beside_the_survey(centre: Centre) -> None:
    published(centre)
    actions.follow(at=AT)
    told = Client().get("/api/v1/report").json()
    year = told["year"]
    assert (told["is_live"], told["compared_with"]["year"]) == (True, 2565)
    publishing = next(one for one in told["figures"] if one["code"] == "publishing")
    assert (publishing["value"], publishing["compared"]) == (
        50.0,
        {"year": 2565, "value": 81.3, "change": -31.3},
    )
    assert Client().get("/api/v1/report/years").json() == [year, 2565]
    page = Client().get("/en/dashboard/report").content.decode()
    assert f"B.E. {year}" in page
    assert "–31.3" in page


@pytest.mark.parametrize("form", ["pdf", "html", "json"])
def test_the_page_gives_every_form(db: None, form: str) -> None:
    answer = Client().get(f"/dashboard/report/2565.{form}")
    assert answer.status_code == 200
    assert answer["Content-Disposition"] == f'attachment; filename="open-data-2565-th.{form}"'
    api = Client().get(f"/api/v1/report?year=2565&format={form}")
    assert api.status_code == 200


def test_what_is_no_year_or_form_is_refused(db: None) -> None:
    assert Client().get("/dashboard/report?year=soon").status_code == 400
    assert Client().get("/dashboard/report?year=2564").status_code == 404
    assert Client().get("/api/v1/report?year=99999999").status_code == 404
    assert Client().get("/dashboard/report/2565.docx").status_code == 404
