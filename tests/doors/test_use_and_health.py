"""What the doors count, and the pages and answers that tell of use and health."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from factories import uses
from factories.cases import published
from factories.centre import AT, ROLES, Centre

from odms.catalogue import queries as catalogue
from odms.people import actions as people
from odms.search import actions as search
from odms.usage import actions, queries
from odms.usage.models import AgencyDay, FailedSearch
from odms.usage.rules import COLUMNS

# page x role, in the order of ROLES: the status of GET
SEEN = {
    "/desk/usage": "302 403 200 200 200 200 200 200 200 200 200",
    "/desk/usage?agency=health": "302 403 200 200 200 200 200 403 403 200 200",
    "/desk/health": "302 403 200 200 200 200 200 200 200 200 200",
    "/desk/health?agency=health": "302 403 200 200 200 200 200 403 403 200 200",
}

# the same by API, with a token
TOLD = {
    "/api/v1/agencies/health/usage": "401 403 200 200 200 200 200 403 403 200 200",
    "/api/v1/agencies/health/health": "401 403 200 200 200 200 200 403 403 200 200",
}

# address (of the first table), what is counted of it
COUNTED = [
    ("/datasets/{slug}", {"view": 1}),
    ("/datasets/{slug}/{table}/1.csv", {"download": 1}),
    ("/datasets/{slug}.jsonld", {"record": 1}),
    ("/catalog.ttl", {"record": 1}),
    ("/ogc/records/collections/datasets/items", {"record": 1}),
    ("/oembed?url=http://127.0.0.1:8000/datasets/{slug}", {"embed": 1}),
    ('/sql?sql=SELECT count(*) FROM "{id}"', {"sql": 1}),
    ("/api/v1/datasets/{slug}", {"record": 1}),
    ("/api/v1/datasets", {"record": 1}),
    ("/api/v1/suggest?q=ก", {}),
    ("/api/v1/distributions/{id}/rows", {"rows": 1}),
    ("/api/3/action/package_show?id={slug}", {"record": 1}),
    ("/api/3/action/package_list", {"record": 1}),
    ("/api/3/action/status_show", {}),
    ("/api/3/action/datastore_search?resource_id={id}", {"rows": 1}),
    ("/api/v1/distributions/{id}/releases/1/download?format=csv", {"download": 1}),
    ("/datasets?q=ผู้ป่วย", {"search": 1}),
    ("/datasets?q=ฟหกดสา", {"search-failed": 1}),
    ("/api/v1/search?q=ฟหกดสา", {"search-failed": 1}),
    ("/datasets", {}),
    ("/datasets/nothing", {}),
]


BROWSER = {"User-Agent": uses.BROWSER}


@pytest.fixture(autouse=True)
def _cache(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    monkeypatch.setattr(queries, "journal_folder", lambda: tmp_path)


@pytest.fixture
def dataset(centre: Centre) -> Any:
    found = catalogue.get_dataset(published(centre).dataset.slug)
    search.rebuild()
    return found


def counted() -> dict[str, int]:
    actions.take_up(at=timezone.now() + timedelta(minutes=5))
    totals = {
        kind: sum(AgencyDay.objects.values_list(column, flat=True))
        for kind, column in COLUMNS.items()
    }
    return {kind: n for kind, n in totals.items() if n}


@pytest.mark.parametrize(("path", "kinds"), COUNTED)
def test_door_counts(dataset: Any, path: str, kinds: dict[str, int]) -> None:
    table = catalogue.list_tables(dataset)[0]
    asked = path.format(slug=dataset.slug, table=table.slug, id=table.id)
    Client().get(asked)
    if not asked.startswith("/api"):  # whose answer to HEAD ends the connection of the test
        Client().head(asked)
    assert counted() == kinds


def test_only_the_beginning_of_a_file_is_a_download(dataset: Any) -> None:
    table = catalogue.list_tables(dataset)[0]
    path = f"/datasets/{dataset.slug}/{table.slug}/1.csv"
    Client().get(path, headers={"Range": "bytes=0-9"})
    Client().get(path, headers={"Range": "bytes=10-19"})
    assert counted() == {"download": 1}


def test_search_within_an_agency_is_its_own(dataset: Any, centre: Centre) -> None:
    Client(headers=BROWSER).get("/datasets?q=ฟหกดสา&agency=health")
    counted()
    [one] = FailedSearch.objects.all()
    assert (one.words, one.agency_id) == ("ฟหกดสา", centre.agency.id)


def test_pages_open_for_whom_they_are(dataset: Any, centre: Centre) -> None:
    def status(who: str, path: str) -> str:
        client = Client()
        if who != "visitor":
            client.force_login(centre.people[who])
        return str(client.get(path).status_code)

    assert {path: " ".join(status(who, path) for who in ROLES) for path in SEEN} == SEEN


def test_api_tells_the_agencys_people(dataset: Any, centre: Centre) -> None:
    def status(who: str, path: str) -> str:
        if who == "visitor":
            return str(Client().get(path).status_code)
        user = centre.people[who]
        ends = AT.replace(year=2099)
        _, secret = people.make_token(by=user, user=user, name="t", expires_at=ends, at=AT)
        headers = {"Authorization": f"Bearer {secret}"}
        return str(Client().get(path, headers=headers).status_code)

    assert {path: " ".join(status(who, path) for who in ROLES) for path in TOLD} == TOLD


def test_dataset_page_and_api_tell_use_and_health(
    dataset: Any, centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    for remote in ("192.0.2.1", "192.0.2.2", "192.0.2.2", "192.0.2.3"):
        Client(headers=BROWSER, REMOTE_ADDR=remote).get(f"/datasets/{dataset.slug}")
    Client(headers=BROWSER | {"Sec-Purpose": "prefetch"}).get(f"/datasets/{dataset.slug}")
    counted()
    page = Client().get(f"/en/datasets/{dataset.slug}").content.decode()
    assert "3 views, 0 downloads, 0 API calls" in page
    told = Client().get(f"/api/v1/datasets/{dataset.slug}/usage").json()
    assert told == {"days": 30, "n_views": 3, "n_downloads": 0, "n_api": 0}
    told = Client().get(f"/api/v1/datasets/{dataset.slug}/health").json()
    assert (told["due_date"], told["links"]) == ("2027-11-23", [])
    client = Client()
    client.force_login(centre.steward)
    desk = client.get("/en/desk/usage").content.decode()
    assert f'href="/en/desk/datasets/{dataset.slug}"' in desk


def test_commands_tell_use_and_health(dataset: Any) -> None:
    from typer.testing import CliRunner

    from odms.cli.main import app

    run: Callable[..., Any] = CliRunner().invoke
    assert '"failed_searches": []' in run(app, ["usage", "--json"]).stdout
    assert run(app, ["health", "--agency", "health", "--json"]).exit_code in (0, 1)
