"""Sources over HTTP: who may look, propose, approve and run; what pages and machines are told."""

import ipaddress
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from factories.catalogues import NETWORKS, Site, serving
from factories.centre import AT, Centre
from factories.feeds import Feed, record

from odms.harvest import actions
from odms.harvest.models import Run, Source
from odms.harvest.rules import RUN_STATES, SOURCE_STATES
from odms.ledger.rules import SYSTEM
from odms.people.actions import make_token
from odms.web.views.desk import badges

BASE = "/api/v1"


@pytest.fixture
def site(settings: Any) -> Iterator[Site]:
    settings.FETCH_NETWORKS = [ipaddress.ip_network(one) for one in NETWORKS.split(",")]
    with serving() as site:
        yield site


@pytest.fixture
def feed(centre: Centre, site: Site, settings: Any) -> Feed:
    feed = Feed(centre, site, settings)
    feed.tell(
        record("a", "Air", landingPage="https://city.example/air"),
        record("b", "Beds", description="โทร 0812345678"),
        {"identifier": "c", "description": "=1+1"},
    )
    return feed


@pytest.fixture
def proposed(centre: Centre, site: Site) -> Source:
    return actions.propose(
        by=centre.steward,
        agency=centre.agency,
        name="Proposed",
        url=f"{site.url}/data.json",
        kind="data-json",
        at=AT,
    )


def bearer(centre: Centre, who: str) -> dict[str, str]:
    user, now = centre.people[who], timezone.now()
    options = {"name": "test", "at": now, "expires_at": now + timedelta(days=1)}
    return {"authorization": f"Bearer {make_token(by=user, user=user, **options)[1]}"}


def signed_in(centre: Centre, who: str) -> Client:
    client = Client()
    client.force_login(centre.people[who])
    return client


READERS = ("steward", "second-steward", "both", "approver", "auditor", "admin", "centre-auditor")
EDITORS = ("steward", "second-steward", "both", "admin")
EVERYBODY = ("user", *READERS, "other-steward", "other-approver")

# method, address, body: who may, and the status of their success
DEEDS: list[tuple[str, str, Any, tuple[str, ...], int]] = [
    ("GET", "/sources?agency=health", None, READERS, 200),
    ("GET", "/sources/{source}", None, READERS, 200),
    ("GET", "/sources/{source}/runs", None, READERS, 200),
    ("GET", "/runs/{run}", None, READERS, 200),
    ("GET", "/runs/{run}/problems", None, READERS, 200),
    ("PATCH", "/sources/{source}", {"grace_days": 3}, EDITORS, 200),
    ("PATCH", "/sources/{source}", {"deed": "pause"}, EDITORS, 200),
    ("POST", "/sources/{source}/runs", {}, EDITORS, 202),
    ("PATCH", "/sources/{source}", {"deed": "end", "reason": "x"}, (), 200),
]


@pytest.mark.parametrize("who", EVERYBODY)
def test_who_may_over_the_api(feed: Feed, who: str) -> None:
    run = feed.run()
    client, head = Client(), bearer(feed.centre, who)
    for method, address, body, may, status in DEEDS:
        Source.objects.update(state="approved")
        told = client.generic(
            method,
            BASE + address.format(source=feed.source.id, run=run.id),
            json.dumps(body) if body is not None else "",
            content_type="application/json",
            headers=head,
        )
        wanted = (status,) if who in may else (403, 404)
        assert told.status_code in wanted, (address, told.content)
        Run.objects.filter(state="waiting").delete()


def test_visitors_see_no_sources(feed: Feed) -> None:
    assert Client().get(f"{BASE}/sources").status_code == 401


def test_approving_takes_a_person(proposed: Source, centre: Centre) -> None:
    told = Client().patch(
        f"{BASE}/sources/{proposed.id}",
        json.dumps({"deed": "approve"}),
        content_type="application/json",
        headers=bearer(centre, "admin"),
    )
    assert (told.status_code, told.json()["code"]) == (403, "people.not_by_token")


def test_a_source_is_looked_at_proposed_and_read_over_the_api(
    feed: Feed, centre: Centre, monkeypatch: Any
) -> None:
    monkeypatch.setattr("odms.harvest.tasks.read_source", lambda run_id: None)
    client, head = Client(), bearer(centre, "other-steward")

    def send(address: str, body: Any) -> Any:
        return client.post(
            BASE + address, json.dumps(body), content_type="application/json", headers=head
        )

    seen = send("/sources/preview", {"agency": "water", "url": f"{feed.site.url}/data.json"})
    assert seen.status_code == 200
    told = seen.json()
    assert (told["kind"], [one["title"] for one in told["records"]]) == (
        "data-json",
        ["Air", "Beds"],
    )
    assert told["others"] == ["Feed"]
    assert {one["code"] for one in told["troubles"]} >= {"standards.read.no_title"}
    made = send("/sources", {"agency": "water", "url": f"{feed.site.url}/"})
    assert made.status_code == 201, made.content
    assert made.json()["state"] == "proposed"
    assert made.json()["url"] == f"{feed.site.url}/data.json"
    again = send("/sources", {"agency": "water", "url": f"{feed.site.url}/data.json"})
    assert (again.status_code, again.json()["code"]) == (409, "harvest.source_known")
    early = send(f"/sources/{made.json()['id']}/runs", {})
    assert (early.status_code, early.json()["code"]) == (409, "harvest.not_approved")
    nothing = send("/sources/preview", {"agency": "water", "url": f"{feed.site.url}/none"})
    assert (nothing.status_code, nothing.json()["code"]) == (422, "outward.status")
    inside = send("/sources/preview", {"agency": "water", "url": "http://10.0.0.1/"})
    assert (inside.status_code, inside.json()["code"]) == (400, "outward.private_address")


def test_a_run_is_told_over_the_api(feed: Feed) -> None:
    run = feed.run()
    head = bearer(feed.centre, "steward")
    told = Client().get(f"{BASE}/runs/{run.id}", headers=head).json()
    assert [told[name] for name in ("state", "added", "refused", "is_complete")] == [
        "done", 2, 1, True,
    ]  # fmt: skip
    page = Client().get(f"{BASE}/runs/{run.id}/problems?code=standards.read.no_title", headers=head)
    [problem] = page.json()["items"]
    assert (problem["record"], problem["is_left_out"]) == ("c", True)
    assert problem["messages"]["en"] == "It has no title and was left out."
    dataset = Client().get(f"{BASE}/datasets/air").json()
    assert dataset["origin"]["source"] == "Feed"
    assert dataset["origin"]["landing_page"] == "https://city.example/air"
    [link] = dataset["distributions"]
    assert (link["kind"], link["address"]) == ("link", "https://files.example/a.csv")


# pages


READ = {"approver": 200, "auditor": 200, "centre-auditor": 200, "user": 403}
MAY = {"steward": 200, "admin": 200}
PAGES: list[tuple[str, dict[str, int]]] = [
    ("/desk/harvest", READ | MAY | {"other-steward": 200}),
    ("/desk/harvest?agency=health", READ | MAY | {"other-steward": 404}),
    ("/desk/harvest/new", MAY | {"approver": 403, "auditor": 403}),
    ("/desk/harvest/{source}", READ | MAY | {"other-steward": 404}),
    ("/desk/harvest/runs/{run}", READ | MAY | {"other-steward": 404}),
    ("/desk/harvest/runs/{run}/problems.csv", READ | MAY | {"other-steward": 404}),
]


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_who_sees_which_page(feed: Feed, prefix: str) -> None:
    run = feed.run()
    for address, whom in PAGES:
        path = address.format(source=feed.source.id, run=run.id)
        for who, status in whom.items():
            told = signed_in(feed.centre, who).get(prefix + path)
            assert told.status_code == status, (who, path)


def test_the_monitor_shows_runs_and_counts(feed: Feed) -> None:
    feed.run()
    feed.site.answers["/data.json"] = (500, {}, b"")
    feed.run()
    page = signed_in(feed.centre, "steward").get("/en/desk/harvest").content.decode()
    assert "One source cannot be read" in page
    assert page.count('<li class="up">') == 1 and page.count('<li class="no">') == 1
    assert "Done, 2 changed" in page and "Failed, 0 changed" in page
    assert ">Feed</a>" in page


def test_a_source_is_looked_at_proposed_approved_and_read(feed: Feed, centre: Centre) -> None:
    feed.run()
    steward, admin = signed_in(centre, "other-steward"), signed_in(centre, "admin")
    wrong = steward.post("/en/desk/harvest/new", {"agency": "water", "url": ""})
    assert (wrong.status_code, "Fill in this field" in wrong.content.decode()) == (422, True)
    none = steward.post(
        "/en/desk/harvest/new", {"agency": "water", "url": f"{feed.site.url}/nothing"}
    )
    assert none.status_code == 422 and "404" in none.content.decode()
    seen = steward.post("/en/desk/harvest/new", {"agency": "water", "url": f"{feed.site.url}/"})
    page = seen.content.decode()
    assert seen.status_code == 200
    assert "Air" in page and "Others read this catalogue already" in page
    assert "It has no title and was left out." in page
    typed = {
        "agency": "water", "url": f"{feed.site.url}/data.json", "kind": "data-json",
        "name": "City", "schedule": "by-hand", "grace_days": "3", "key": "secret-9917",
    }  # fmt: skip
    sent = steward.post("/en/desk/harvest/propose", typed)
    source = Source.objects.get(name="City")
    assert sent.url == f"/en/desk/harvest/{source.id}"
    assert (source.state, source.grace_days) == ("proposed", 3)
    assert "secret-9917" not in source.sealed_key
    assert centre.admin.notices.filter(code="harvest.notice.proposed").exists()
    path = f"/en/desk/harvest/{source.id}"
    assert "One catalogue waits for your answer" in admin.get("/en/desk").content.decode()
    assert "One catalogue waits" not in steward.get("/en/desk").content.decode()
    assert steward.post(path, {"deed": "approve"}).status_code == 403
    assert "Approve" not in steward.get(path).content.decode()
    assert admin.post(path, {"deed": "decline", "reason": ""}).status_code == 422
    assert admin.post(path, {"deed": "approve"}).status_code == 302
    assert centre.people["other-steward"].notices.filter(code="harvest.notice.approved").exists()
    run = actions.harvest_now(by=SYSTEM, source=source, at=AT)
    assert run.copies == 1  # its page is that of the first source's
    assert feed.site.headers[-1]["authorization"] == "secret-9917"
    assert steward.post(path, {"deed": "everything"}).status_code in (400, 422)


def test_a_run_is_told_by_cause_with_titles_and_what_to_do(feed: Feed) -> None:
    run = feed.run()
    client = signed_in(feed.centre, "steward")
    page = client.get(f"/en/desk/harvest/runs/{run.id}").content.decode()
    assert "One record was not taken" in page
    assert "It has no title and was left out." in page
    assert "The words hold telephone numbers, which were blotted out." in page
    assert "Take the personal data out of the words at the source." in page
    assert 'href="/en/datasets/title-of-b"' in page or ">Beds</a>" in page
    told = client.get(f"/en/desk/harvest/runs/{run.id}/problems.csv")
    text = b"".join(told.streaming_content).decode("utf-8-sig")
    assert text.splitlines()[0] == "record,code,cause,left_out"
    assert "c,standards.read.no_title,It has no title and was left out.,1" in text


def test_runs_are_asked_for_cancelled_and_resumed_by_people(feed: Feed, monkeypatch: Any) -> None:
    monkeypatch.setattr("odms.harvest.tasks.read_source", lambda run_id: None)
    client = signed_in(feed.centre, "steward")
    path = f"/en/desk/harvest/{feed.source.id}"
    assert client.post(path, {"deed": "run-full"}).status_code == 302
    assert client.post(path, {"deed": "run"}).status_code == 409
    run = Run.objects.get()
    page = client.get(f"/en/desk/harvest/runs/{run.id}").content.decode()
    assert "The source waits to be read" in page and 'http-equiv="refresh"' in page
    assert client.post(f"/en/desk/harvest/runs/{run.id}", {"deed": "cancel"}).status_code == 302
    assert client.post(f"/en/desk/harvest/runs/{run.id}", {"deed": "cancel"}).status_code == 409
    assert client.post(f"/en/desk/harvest/runs/{run.id}", {"deed": "resume"}).status_code == 302
    assert client.post(f"/en/desk/harvest/runs/{run.id}", {"deed": "x"}).status_code in (400, 422)
    run.refresh_from_db()
    assert run.state == "waiting"


def test_a_gathered_dataset_is_shown_as_its_sources(feed: Feed) -> None:
    feed.run()
    page = Client().get("/en/datasets/air").content.decode()
    assert "Gathered from Feed, where it is kept" in page
    assert 'href="https://files.example/a.csv"' in page
    assert 'href="https://city.example/air"' in page
    assert "Two different people of the agency sent and approved it" not in page
    assert "https://files.example/a.csv" in page[page.index("application/ld+json") :]
    assert Client().get("/en/datasets/air/processes").status_code == 404
    told = Client().get("/datasets/air.ttl").content.decode()
    assert "<https://files.example/a.csv>" in told and "<https://city.example/air>" in told
    desk = signed_in(feed.centre, "steward")
    own = desk.get("/en/desk/datasets/air").content.decode()
    assert "Gathered from Feed" in own and "Change the description" not in own
    assert desk.post("/en/desk/datasets/air/change").status_code == 409
    standing = desk.get("/en/desk/agencies/health/processes").content.decode()
    assert ">Air<" not in standing


def test_every_state_has_its_sign() -> None:
    assert set(badges.SOURCE_SIGNS) == set(SOURCE_STATES)
    assert set(badges.RUN_SIGNS) == set(RUN_STATES)


@pytest.mark.parametrize(
    ("age", "said"),
    [
        (timedelta(seconds=20), "Got to change 1,204 of 1,210, less than a minute behind"),
        (timedelta(minutes=1), "Got to change 1,204 of 1,210, 1 minute behind"),
        (timedelta(minutes=119), "Got to change 1,204 of 1,210, 119 minutes behind"),
        (timedelta(hours=5), "Got to change 1,204 of 1,210, 5 hours behind"),
        (timedelta(days=3), "Got to change 1,204 of 1,210, 3 days behind"),
        (None, "Got to change 1,204 of 1,210; the first reading is not whole yet"),
    ],
)
def test_how_far_a_centre_is_read_is_told(
    proposed: Source, centre: Centre, age: timedelta | None, said: str
) -> None:
    place = {"after": "1204-x", "sequence": 1204, "last": 1210}
    read_at = None if age is None else timezone.now() - age
    Source.objects.update(kind="odms", bookmark=place, read_at=read_at)
    steward = signed_in(centre, "steward")
    for address in ("/en/desk/harvest", f"/en/desk/harvest/{proposed.id}"):
        assert said in steward.get(address).content.decode()
    told = Client().get(f"{BASE}/sources/{proposed.id}", headers=bearer(centre, "steward")).json()
    assert told["bookmark"] == place


def test_who_works_for_one_agency_need_not_choose_it(feed: Feed, centre: Centre) -> None:
    page = signed_in(centre, "steward").get("/en/desk/harvest/new").content.decode()
    assert 'type="hidden" name="agency" value="health"' in page
