"""Scores on the pages, by API and by command: of a dataset, of an agency, of all, and their history."""

import json
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from factories.cases import published
from factories.centre import AT, Centre
from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import XSD
from typer.testing import CliRunner

from odms.catalogue import queries as catalogue
from odms.cli.main import app
from odms.health import actions

DQV = Namespace("http://www.w3.org/ns/dqv#")


@pytest.fixture(autouse=True)
def _cache() -> None:
    cache.clear()


@pytest.fixture
def dataset(centre: Centre) -> Any:
    found = catalogue.get_dataset(published(centre).dataset.slug)
    actions.follow(at=AT)
    return found


def get(path: str) -> Any:
    return Client().get(path)


def test_api_tells_the_scores_of_a_dataset(dataset: Any) -> None:
    told = get(f"/api/v1/datasets/{dataset.slug}/scores").json()
    marks = {mark["framework"]: mark for mark in told["frameworks"]}
    assert {code: (mark["points"], mark["grade"]) for code, mark in marks.items()} == {
        "mqa": (400.0, "excellent"),
        "nso": (100.0, "A"),
        "stars": (3, "3"),
        "items": (14, "14/14"),
    }
    assert marks["mqa"]["grade_name"] == {"th": "ดีเยี่ยม", "en": "Excellent"}
    assert [one["code"] for one in marks["mqa"]["lacking"]] == ["byteSizeAvailability"]
    assert told["next"] == []  # no person can add the size of a file that the centre makes
    assert told["described_as"] == dataset.modified_at.isoformat()


def test_what_was_not_scored_yet_is_told(centre: Centre) -> None:
    slug = published(centre).dataset.slug
    answer = get(f"/api/v1/datasets/{slug}/scores")
    assert (answer.status_code, answer.json()["code"]) == (404, "health.not_scored")
    assert "Scores" not in get(f"/en/datasets/{slug}").content.decode()


@pytest.mark.parametrize(
    ("form", "syntax"), [("turtle", "turtle"), ("rdf", "xml"), ("jsonld", "json-ld")]
)
@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
def test_mqa_is_told_as_dqv(dataset: Any, form: str, syntax: str) -> None:
    answer = get(f"/api/v1/datasets/{dataset.slug}/scores?format={form}")
    graph = Graph().parse(data=answer.content, format=syntax)
    subject = URIRef(f"http://127.0.0.1:8000/id/dataset/{dataset.id}")
    page = "http://127.0.0.1:8000/api/v1/scores"
    values = {
        str(graph.value(one, DQV.isMeasurementOf)).removeprefix(f"{page}#"): graph.value(
            one, DQV.value
        )
        for one in graph.objects(subject, DQV.hasQualityMeasurement)
    }
    assert len(values) == 24
    assert values["keywordAvailability"] == Literal("30.0000", datatype=XSD.decimal)
    assert values["byteSizeAvailability"] == Literal("0.0000", datatype=XSD.decimal)
    assert values["overall"] == Literal("400.0000", datatype=XSD.decimal)


def test_api_tells_agency_and_centre(dataset: Any) -> None:
    of_agency = get("/api/v1/agencies/health/scores").json()
    assert (of_agency["agency"], of_agency["n_datasets"]) == ("health", 1)
    assert of_agency["frameworks"][0]["points"] == 400
    assert get("/api/v1/scores").json()["agency"] is None
    assert get("/api/v1/agencies/water/scores").status_code == 404


@pytest.mark.parametrize("of", ["datasets/{slug}/scores", "agencies/health/scores", "scores"])
def test_history_comes_as_json_and_csv(dataset: Any, of: str) -> None:
    path = f"/api/v1/{of.format(slug=dataset.slug)}/history"
    assert get(f"{path}?framework=stars").json() == [
        {
            "day": "2026-11-23",
            "framework": "stars",
            "points": 3.0,
            "grade": "3",
        }
    ]
    lines = get(f"{path}?format=csv").content.decode().splitlines()
    assert lines[0] == "day,framework,points,grade"
    assert "2026-11-23,mqa,400,excellent" in lines


def test_pages_show_scores_in_both_languages(dataset: Any) -> None:
    page = get(f"/en/datasets/{dataset.slug}").content.decode()
    assert "400 / 405 · Excellent" in page
    assert "Tell the size of the file" in page  # in the whole list
    assert "400 / 405 · ดีเยี่ยม" in get(f"/datasets/{dataset.slug}").content.decode()
    agency = get("/en/agencies/health").content.decode()
    assert "Scores of its datasets together" in agency
    assert "A · 100 / 100" in agency


def test_command_tells_dataset_agency_and_all(dataset: Any) -> None:
    def run(*words: str) -> Any:
        return CliRunner().invoke(app, ["scores", *words])

    for name in (dataset.slug, "health", ""):
        told = json.loads(run(*filter(None, [name]), "--json").stdout)
        assert told["frameworks"][0]["points"] == 400
    assert run("health").stdout.splitlines()[:2] == [
        "framework\tpoints\tof\tgrade",
        "mqa\t400\t405\tExcellent",
    ]
    assert "2026-11-23,mqa,400,excellent" in run(dataset.slug, "--history").stdout
    refused = run("nothing-of-that-name")
    assert refused.exit_code == 1
    assert json.loads(run("--anew", "--json").stdout)["frameworks"]
