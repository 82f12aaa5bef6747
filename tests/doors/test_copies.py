"""Copies of files elsewhere on the page, by API and for CKAN's clients; marked where the original is gone."""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from factories.catalogues import serving
from factories.centre import Centre
from factories.elsewhere import RAIN, Elsewhere

from odms.catalogue.models import Dataset
from odms.standards import readers
from odms.standards.description import Checksum


@pytest.fixture(autouse=True)
def _cache() -> None:
    cache.clear()


@pytest.fixture
def rain(centre: Centre, settings: Any) -> Iterator[Elsewhere]:
    with serving() as site:
        found = Elsewhere(centre, site, settings)
        found.look()
        yield found


def page(dataset: Dataset) -> str:
    return Client().get(f"/en/datasets/{dataset.slug}").content.decode()


def package(dataset: Dataset) -> Any:
    return Client().get(f"/api/3/action/package_show?id={dataset.slug}").json()["result"]


def test_the_page_tells_the_copy_the_check_and_who_decided(rain: Elsewhere) -> None:
    shown = page(rain.dataset)
    assert "Seen for the first time" in shown
    assert "The copy kept here, of" in shown
    assert "Mirrored on" in shown
    rain.serve(RAIN + "เลย,2568,7\n".encode())
    rain.look()
    assert "Changed · by its length (Content-Length)" in page(rain.dataset)


def test_the_copy_is_a_distribution_beside_its_original(rain: Elsewhere) -> None:
    told = readers.read("dcat", Client().get(f"/datasets/{rain.dataset.slug}.ttl").content)
    original, copy = told.descriptions[0].resources
    assert original.download_urls == (rain.address,)
    assert copy.download_urls[0].endswith(f"/{rain.copies()[0].slug}/original")
    assert (copy.media_type, copy.size_bytes) == ("text/csv", len(RAIN))
    assert copy.checksum == Checksum("sha256", hashlib.sha256(RAIN).hexdigest())


def test_the_copy_is_the_file_byte_for_byte(rain: Elsewhere) -> None:
    copy = rain.copies()[0]
    for path in (
        f"/datasets/{rain.dataset.slug}/{copy.slug}/original",
        f"/api/v1/distributions/{copy.id}/original",
        f"/api/v1/distributions/{rain.link.id}/original",
    ):
        answer = Client().get(path)
        assert b"".join(answer.streaming_content) == RAIN  # type: ignore[attr-defined]
        assert answer["Content-Disposition"].startswith("attachment")
        assert "rain.csv" in answer["Content-Disposition"]
    assert Client().get(f"/datasets/{rain.dataset.slug}/else/original").status_code == 404


def test_gathered_rows_are_queried_as_delivered_ones(rain: Elsewhere) -> None:
    copy = rain.copies()[0]
    rows = Client().get(f"/api/v1/distributions/{copy.id}/rows?sort=-ปริมาณฝน&size=1").json()
    assert (rows["total"], rows["rows"][0]["จังหวัด"]) == (3, "ลำพูน")
    asked = {"sql": f'SELECT max("ปริมาณฝน") AS n FROM health."{rain.dataset.slug}"'}
    told: Any = Client().post("/api/v1/sql", asked, content_type="application/json")
    assert json.loads(told.getvalue())["rows"] == [{"n": 1200}]


def test_api_tells_the_copy_and_why_there_is_none(rain: Elsewhere) -> None:
    copy = rain.copies()[0]
    told = Client().get(f"/api/v1/distributions/{copy.id}").json()
    assert (told["mirror_of"], told["mirrored_from"], told["original_gone_at"]) == (
        rain.link.id,
        rain.address,
        None,
    )
    health = Client().get(f"/api/v1/datasets/{rain.dataset.slug}/health").json()
    [kept] = health["copies"]
    assert (kept["state"], kept["n_tables"], kept["trouble"]) == ("kept", 1, "")
    [link] = health["links"]
    assert (link["change"], link["decided_by"], link["state"]) == ("first", "", "answering")


def test_a_vanished_original_is_marked_everywhere(rain: Elsewhere) -> None:
    rain.site.answers["/rain.csv"] = (404, {}, b"gone")
    for _ in range(3):
        rain.look()
    assert page(rain.dataset).count("The original is gone since") == 2
    told = Client().get(f"/api/v1/distributions/{rain.copies()[0].id}").json()
    assert told["original_gone_at"] is not None
    copy, link = package(rain.dataset)["resources"]
    assert copy["original_gone_at"] == link["original_gone_at"] is not None
    path = link["cache_url"].removeprefix("http://127.0.0.1:8000")
    assert b"".join(Client().get(path).streaming_content) == RAIN  # type: ignore[attr-defined]
