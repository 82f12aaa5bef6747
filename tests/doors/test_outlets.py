"""Outlets on the desk, by API and by command: who may what, a push, its conflicts, and our own CKAN door
as the other catalogue."""

import ipaddress
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from factories.cases import published
from factories.centre import AT, ROLES, Centre
from factories.ckan_site import ORGANIZATION, TOKEN, CkanSite, ckan_site
from typer.testing import CliRunner

from odms.catalogue import queries as catalogue
from odms.cli.main import app
from odms.ledger.rules import SYSTEM
from odms.outlets import actions, queries
from odms.outlets.models import Outlet, Push
from odms.people import actions as people

# page x role, in the order of ROLES: the status of GET
SEEN = {
    "/desk/outlets": "302 403 200 200 200 200 200 200 200 200 200",
    "/desk/outlets?agency=health": "302 403 200 200 200 200 200 404 404 200 200",
    "/desk/outlets/{id}": "302 403 200 200 200 200 200 404 404 200 200",
    "/desk/pushes/{push}": "302 403 200 200 200 200 200 404 404 200 200",
}
# address x role, with a token
TOLD = {
    "/api/v1/agencies/health/outlets": "401 403 200 200 200 200 200 403 403 200 200",
    "/api/v1/outlets/{id}": "401 403 200 200 200 200 200 404 404 200 200",
    "/api/v1/outlets/{id}/pushes": "401 403 200 200 200 200 200 404 404 200 200",
    "/api/v1/outlets/{id}/records": "401 403 200 200 200 200 200 404 404 200 200",
    "/api/v1/pushes/{push}": "401 403 200 200 200 200 200 404 404 200 200",
}
# what is sent x role: who may push, decide, keep, remove
SENT = {
    "/desk/outlets/{id}": "302 403 302 302 302 302 403 404 404 302 403",
    "/desk/outlets/{id}/records/{slug}": "302 403 302 302 302 302 403 404 404 302 403",
    "/desk/outlets": "302 403 403 403 422 422 403 403 422 422 403",
    "/desk/outlets/{id}/remove": "302 403 403 403 302 302 403 403 404 302 403",
}


@pytest.fixture(autouse=True)
def _cache() -> None:
    cache.clear()


@pytest.fixture
def site(settings: Any) -> Iterator[CkanSite]:
    settings.FETCH_NETWORKS = (ipaddress.ip_network("127.0.0.0/8"),)
    with ckan_site() as found:
        yield found


@pytest.fixture
def dataset(centre: Centre) -> Any:
    return catalogue.get_dataset(published(centre).dataset.slug)


@pytest.fixture
def outlet(centre: Centre, site: CkanSite) -> Outlet:
    return actions.keep_outlet(
        by=centre.approver,
        agency=centre.agency,
        name="GD Catalog",
        url=site.url,
        organization=ORGANIZATION,
        token=TOKEN,
        at=AT,
    )


def entered(centre: Centre, who: str) -> Client:
    client = Client()
    if who != "visitor":
        client.force_login(centre.people[who])
    return client


def bearer(centre: Centre, who: str) -> dict[str, str]:
    if who == "visitor":
        return {}
    user = centre.people[who]
    ends = AT.replace(year=2099)
    _, secret = people.make_token(by=user, user=user, name="t", expires_at=ends, at=AT)
    return {"Authorization": f"Bearer {secret}"}


def conflict(dataset: Any, outlet: Outlet, site: CkanSite) -> Push:
    actions.push_now(by=SYSTEM, outlet=outlet, at=AT)
    site.named(dataset.slug)["title"] = "แก้ที่นั่น"
    return actions.push_now(by=SYSTEM, outlet=outlet, at=AT)


def test_who_sees_outlets_and_pushes(
    centre: Centre, dataset: Any, outlet: Outlet, site: CkanSite
) -> None:
    push = conflict(dataset, outlet, site)

    def told(path: str, get: Callable[[str, str], int]) -> str:
        address = path.format(id=outlet.id, push=push.id)
        return " ".join(str(get(who, address)) for who in ROLES)

    def page(who: str, path: str) -> int:
        return entered(centre, who).get(path).status_code

    def api(who: str, path: str) -> int:
        return Client().get(path, headers=bearer(centre, who)).status_code

    assert {path: told(path, page) for path in SEEN} == SEEN
    assert {path: told(path, api) for path in TOLD} == TOLD


@pytest.mark.parametrize("path", SENT)
def test_who_pushes_decides_keeps_and_removes(
    centre: Centre, dataset: Any, outlet: Outlet, site: CkanSite, path: str
) -> None:
    conflict(dataset, outlet, site)
    address = path.format(id=outlet.id, slug=dataset.slug)
    kept = Outlet.objects.get()

    def status(who: str) -> str:
        Push.objects.filter(state="waiting").delete()
        Outlet.objects.bulk_create([kept], ignore_conflicts=True)
        body = {"deed": "rehearse", "decision": "ours"}
        return str(entered(centre, who).post(address, body).status_code)

    if path.endswith("remove"):
        outlet.records.all().delete()
        outlet.pushes.all().delete()
    assert " ".join(map(status, ROLES)) == SENT[path]


def test_an_approver_keeps_an_outlet_on_the_desk(centre: Centre, site: CkanSite) -> None:
    approver = entered(centre, "approver")
    typed = {
        "agency": "health",
        "name": "GD Catalog",
        "url": f"{site.url}/",
        "organization": ORGANIZATION,
        "token": "wrong",
    }
    refused = approver.post("/en/desk/outlets", typed)
    assert refused.status_code == 422
    assert "The token may not add datasets" in refused.content.decode()
    kept = approver.post("/en/desk/outlets", typed | {"token": TOKEN}, follow=True)
    assert Outlet.objects.get().url == site.url
    page = kept.content.decode()
    assert "The token may write there" in page
    assert TOKEN not in page


def test_a_steward_sees_a_conflict_and_decides_it(
    centre: Centre, dataset: Any, outlet: Outlet, site: CkanSite
) -> None:
    conflict(dataset, outlet, site)
    steward = entered(centre, "steward")
    page = steward.get(f"/en/desk/outlets/{outlet.id}").content.decode()
    assert "One record waits for a person" in page
    assert f"{dataset.title_th} → แก้ที่นั่น" in page
    assert "Ours goes over theirs" in page
    steward.post(f"/desk/outlets/{outlet.id}/records/{dataset.slug}", {"decision": "ours"})
    assert actions.push_now(by=SYSTEM, outlet=outlet, at=AT).updated == 1
    assert site.named(dataset.slug)["title"] == dataset.title_th
    page = steward.get(f"/desk/outlets/{outlet.id}").content.decode()
    assert "รายการที่ปลายทาง" in page


def test_a_rehearsal_is_shown(centre: Centre, dataset: Any, outlet: Outlet) -> None:
    steward = entered(centre, "steward")
    asked = steward.post(f"/en/desk/outlets/{outlet.id}", {"deed": "rehearse"})
    waiting = steward.get(asked["Location"]).content.decode()
    assert 'http-equiv="refresh"' in waiting
    actions.work_on(push_id=Push.objects.get().id, at=AT)
    page = steward.get(asked["Location"]).content.decode()
    assert "What a push would do" in page
    assert "<code>title</code>" in page


def test_api_pushes_and_tells(centre: Centre, dataset: Any, outlet: Outlet, site: CkanSite) -> None:
    headers = bearer(centre, "steward")

    def post(body: dict[str, Any]) -> Any:
        path = f"/api/v1/outlets/{outlet.id}/pushes"
        return Client().post(path, body, content_type="application/json", headers=headers)

    asked = post({"dry_run": True})
    assert (asked.status_code, asked.json()["state"]) == (202, "waiting")
    assert post({}).json()["code"] == "outlets.push_under_way"
    actions.work_on(push_id=asked.json()["id"], at=AT)
    told = Client().get(f"/api/v1/pushes/{asked.json()['id']}", headers=headers).json()
    assert (told["state"], told["is_rehearsal"], told["created"]) == ("done", True, 1)
    assert told["sendings"][0]["deed"] == "create"
    conflict(dataset, outlet, site)
    path = f"/api/v1/outlets/{outlet.id}/records?state=conflict"
    [record] = Client().get(path, headers=headers).json()
    assert (record["dataset"], record["conflict"]) == (dataset.slug, "changed-there")
    assert record["changes"] == [["title", dataset.title_th, "แก้ที่นั่น"]]
    shown = Client().get(f"/api/v1/outlets/{outlet.id}", headers=headers).json()
    assert (shown["keeps_token"], shown["counts"]) == (True, {"conflict": 1})
    assert TOKEN not in json.dumps(shown)


def test_commands_keep_push_show_and_decide(
    centre: Centre, dataset: Any, site: CkanSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ODMS_PUSH_TOKEN", TOKEN)

    def run(*words: str, by: str = "steward") -> Any:
        done = CliRunner().invoke(app, ["push", *words, "--as", f"{by}@odms.example"])
        assert done.exit_code == 0, done.output
        return done.stdout

    kept = run(
        *("keep", "health", "GD", site.url, "--organization", ORGANIZATION, "--json"),
        by="approver",
    )
    assert json.loads(kept)["dialect"] == "thai"
    dry = json.loads(run("run", "GD", "--dry-run", "--json"))
    assert (dry["created"], site.packages) == (1, {})
    assert json.loads(run("run", "GD", "--json"))["created"] == 1
    site.named(dataset.slug)["notes"] = "แก้"
    assert "changed-there (notes)" in run("run", "GD")
    [record] = json.loads(run("show", "GD", "--state", "conflict", "--json"))
    assert record["dataset"] == dataset.slug
    run("decide", "GD", dataset.slug, "ours")
    assert json.loads(run("run", "GD", "--json"))["updated"] == 1
    listed = json.loads(CliRunner().invoke(app, ["push", "list", "health", "--json"]).stdout)
    assert listed[0]["counts"] == {"sent": 1}
    run("remove", "GD", by="approver")
    assert queries.list_outlets(centre.agency) == []


# words, the exit status, and the sentence
WRONG = [
    (["list", "nobody"], 1, "There is no agency “nobody”."),
    (["run", "nowhere"], 1, "There is no outlet “nowhere”; odms push list with an agency shows"),
    (["show", "GD Catalog", "--state", "odd"], 1, "There is no state “odd”; there are new, sent, "),
    (["decide", "GD Catalog", "x", "maybe"], 1, "The dataset “x” was never pushed to this outlet."),
    (["keep", "health", "B", "{site}", "--organization", "o"], 2, "put it into ODMS_PUSH_TOKEN."),
    (["bogus"], 2, "There is no command bogus (see odms push --help)."),
]


@pytest.mark.parametrize(("words", "status", "said"), WRONG)
def test_wrong_use_of_push_is_one_sentence(
    outlet: Outlet, site: CkanSite, words: list[str], status: int, said: str
) -> None:
    asked = [word.format(site=site.url) for word in words]
    by = () if words[0] in ("list", "bogus") else ("--as", "approver@odms.example")
    done = CliRunner().invoke(app, ["push", *asked, *by], env={"LC_ALL": "C"})
    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (status, "", 1)
    assert said in done.stderr


@pytest.mark.django_db(transaction=True)
def test_our_own_ckan_door_is_such_a_catalogue(live_server: Any, settings: Any) -> None:
    """Another centre of this program takes the records as proposals: there a person approves them."""
    from factories.centre import build

    settings.FETCH_NETWORKS = (ipaddress.ip_network("127.0.0.0/8"),)
    centre = build()
    dataset = catalogue.get_dataset(published(centre).dataset.slug)
    there = centre.people["other-steward"]
    ends = AT.replace(year=2099)
    _, secret = people.make_token(by=there, user=there, name="t", expires_at=ends, at=AT)
    outlet = actions.keep_outlet(
        by=centre.approver,
        agency=centre.agency,
        name="Another centre",
        url=live_server.url,
        organization="water",
        token=secret,
        prefix="copy-",
        at=AT,
    )
    done = actions.push_now(by=SYSTEM, outlet=outlet, at=AT)
    assert (done.state, done.created, done.refused) == ("done", 1, 0), done.failure
    record = queries.get_record(outlet, dataset.slug)
    assert (record.state, record.remote_name) == ("sent", f"copy-{dataset.slug}")
    proposed = catalogue.get_dataset_by_id(record.remote_id, _person(there))
    assert (proposed.state, proposed.agency.slug) == ("draft", "water")
    again = actions.push_now(by=SYSTEM, outlet=outlet, at=AT)
    assert (again.unchanged, again.conflicts, again.created) == (1, 0, 0)


def _person(user: Any) -> Any:
    from odms.people.queries import get_person

    return get_person(user)
