"""The national picture on pages and by API: numbers, what stands behind them, pictures, past days."""

import csv
import json
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from factories.cases import published
from factories.centre import AT, Centre
from factories.released import Table, released
from typer.testing import CliRunner

from odms.assessment import actions
from odms.cli.main import app

ROWS = Table({"n": "integer"}, [[1]])


@pytest.fixture(autouse=True)
def _cache() -> None:
    cache.clear()


@pytest.fixture
def filled(centre: Centre) -> Centre:
    """Two agencies, one of which publishes: a whole dataset with its theme, and a bare one."""
    published(centre)
    released(centre.agency, "bare", t=ROWS)
    actions.follow(at=AT)
    return centre


def get(path: str, client: Client | None = None) -> Any:
    return (client or Client()).get(path)


def text(path: str, client: Client | None = None) -> str:
    answer = get(path, client)
    assert answer.status_code == 200, (path, answer.content.decode()[:2000])
    return answer.content.decode()


def rows(path: str) -> list[dict[str, str]]:
    answer = get(path)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"))))


def test_a_young_centre_shows_the_survey_and_says_so(centre: Centre) -> None:
    actions.follow(at=AT)
    page = text("/en/dashboard")
    assert "143 of 176 agencies already published open data" in page
    assert "No agency of this centre publishes yet" in page
    for figure in ("81.3", "3.97", "31.3", "81.7 %", "85.2 %", "51.7 %", "4.05"):
        assert figure in page, figure


def test_the_nation_has_its_own_figures_beside_the_survey(filled: Centre) -> None:
    page = text("/en/dashboard")
    assert "1 of 2 agencies publish open data" in page
    assert "–31.3 against 2565" in page
    assert "The survey of 2565" in page
    assert page.count('<ol class="cells"') == 2


@pytest.mark.parametrize(
    "path",
    [
        "dashboard",
        "dashboard/survey",
        "dashboard/ministries",
        "dashboard/themes",
        "dashboard/provinces",
        "dashboard/themes/health",
        "dashboard/provinces/51",
        "dashboard/ministries/moph",
        "dashboard/figures/publishing",
        "dashboard/figures/datasets?agency=health",
        "dashboard/figures/fresh?agency=health",
        "dashboard/figures/mqa?theme=health",
        "dashboard/figures/process-approval",
        "dashboard/figures/process-approval?agency=health",
        "dashboard/figures/satisfaction",
        "dashboard/figures/views?province=51",
        "dashboard?day=2026-11-23&sort=change",
    ],
)
@pytest.mark.parametrize("prefix", ["/", "/en/"])
def test_every_page_opens_in_both_languages(filled: Centre, path: str, prefix: str) -> None:
    assert "<h1>" in text(prefix + path)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("dashboard/figures/nonsense", 404),
        ("dashboard/figures/waiting", 302),
        ("dashboard/ministries/nonsense", 404),
        ("dashboard/provinces/00", 404),
        ("dashboard/figures/datasets?agency=nonsense", 404),
        ("dashboard?day=yesterday", 400),
        ("dashboard/pictures/nonsense.svg", 404),
        ("dashboard/pictures/processes.gif", 404),
    ],
)
def test_what_is_not_there_is_refused(filled: Centre, path: str, status: int) -> None:
    assert get(f"/en/{path}").status_code == status


def test_a_number_opens_to_what_it_consists_of(filled: Centre) -> None:
    assert [
        (row["slug"], row["value"], row["n"], row["of"])
        for row in rows("/dashboard/figures/publishing.csv")
    ] == [("water", "0", "0", "1"), ("health", "1", "1", "1")]
    assert {row["slug"] for row in rows("/dashboard/figures/datasets.csv?agency=health")} == {
        "bare",
        "patients",
    }
    states = {row["slug"]: row["state"] for row in rows("/dashboard/figures/process-approval.csv")}
    assert set(states) == {"health", "water"}


def test_the_league_is_told_as_csv(filled: Centre) -> None:
    league = rows("/dashboard/agencies.csv")
    assert [(row["rank"], row["slug"], row["datasets"]) for row in league] == [
        ("1", "health", "2"),
        ("2", "water", "0"),
    ]
    assert league[0]["approval"] in ("done", "partly", "missing")


@pytest.mark.parametrize("form", ["svg", "png", "csv"])
@pytest.mark.parametrize("name", ["processes", "satisfaction", "channels", "enablers"])
def test_every_picture_is_had_alone(centre: Centre, name: str, form: str) -> None:
    answer = get(f"/dashboard/pictures/{name}.{form}?survey=1")
    assert answer.status_code == 200
    begins = {"svg": b"<svg", "png": b"\x89PNG", "csv": b"\xef\xbb\xbfcode"}
    assert answer.content.startswith(begins[form])


def test_inside_figures_are_for_the_centres_people(filled: Centre) -> None:
    client = Client()
    client.force_login(filled.admin)
    assert "Seen by the centre" in text("/en/dashboard", client)
    assert "Seen by the centre" not in text("/en/dashboard")
    assert "Entries of inventories" in text("/en/dashboard/figures/inventory", client)
    client.force_login(filled.steward)
    assert get("/en/dashboard/figures/inventory", client).status_code == 403


def test_a_past_day_is_shown_as_it_was(filled: Centre) -> None:
    released(filled.other_agency, "later", t=ROWS)
    actions.follow(at=AT + timedelta(days=2))
    assert "2 of 2 agencies" in text("/en/dashboard")
    assert "1 of 2 agencies" in text("/en/dashboard?day=2026-11-24")
    history = rows("/dashboard/figures/publishing/history.csv")
    assert [(row["day"], row["value"]) for row in history] == [
        ("2026-11-23", "0.5"),
        ("2026-11-25", "1"),
    ]


def test_api_tells_every_figure_as_a_number(filled: Centre) -> None:
    told = get("/api/v1/figures").json()
    values = {one["code"]: (one["value"], one["n"], one["of"]) for one in told["figures"]}
    assert values["publishing"] == (0.5, 1, 2)
    assert values["datasets"] == (2, 2, None)
    assert "waiting" not in values
    publishing = next(one for one in told["figures"] if one["code"] == "publishing")
    assert publishing["baseline"] == 0.813
    assert publishing["evidence"] == "http://127.0.0.1:8000/dashboard/figures/publishing"


def test_api_tells_subjects_evidence_and_history(filled: Centre) -> None:
    (theme,) = get("/api/v1/figures/theme").json()
    assert theme["subject"] == {
        "kind": "theme",
        "slug": "health",
        "name": {"th": "สาธารณสุข", "en": "Health"},
    }
    of_agency = get("/api/v1/figures/agency/health").json()
    assert {one["code"]: one["value"] for one in of_agency["figures"]}["datasets"] == 2
    behind = get("/api/v1/figures/evidence/datasets?kind=agency&slug=health").json()
    assert {one["slug"] for one in behind["items"]} == {"bare", "patients"}
    assert get("/api/v1/figures/history/datasets").json() == [{"day": "2026-11-23", "value": 2}]
    assert get("/api/v1/figures/evidence/waiting").status_code == 401
    assert get("/api/v1/figures/nonsense").status_code == 404


def test_api_tells_the_survey(centre: Centre) -> None:
    told = get("/api/v1/figures/survey").json()
    values = {one["code"]: one["value"] for one in told["figures"]}
    assert told["surveyed_on"] == "2022-01-12"
    assert (values["publishing"], values["satisfaction"], values["enabler-budget"]) == (
        0.813,
        3.97,
        0.313,
    )
    assert len([code for code in values if code.startswith("process-")]) == 16


def test_command_tells_the_same(filled: Centre) -> None:
    told = json.loads(CliRunner().invoke(app, ["figures", "--json"]).stdout)
    values = {one["code"]: one["value"] for one in told}
    assert (values["publishing"], values["datasets"]) == (0.5, 2)
    of_agency = CliRunner().invoke(app, ["figures", "agency", "water"])
    assert of_agency.exit_code == 0
    assert "datasets\t0\t0\t–" in of_agency.stdout
    assert CliRunner().invoke(app, ["figures", "agency", "nobody"]).exit_code == 1
