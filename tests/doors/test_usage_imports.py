"""An agency brings a log of its own site: by page, by API, at the terminal; COUNTER's report."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from factories import uses
from factories.cases import published
from factories.centre import AT, ROLES, Centre

from odms.catalogue import queries as catalogue
from odms.people import actions as people
from odms.usage import actions, queries
from odms.usage.models import Import

# page x role, in the order of ROLES: the status of GET
SEEN = {
    "/desk/usage/import": "302 403 200 200 403 200 403 200 403 200 403",
    "/dashboard/usage": "200 200 200 200 200 200 200 200 200 200 200",
    "/dashboard/usage?days=365": "200 200 200 200 200 200 200 200 200 200 200",
}


@pytest.fixture(autouse=True)
def _cache(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    monkeypatch.setattr(queries, "journal_folder", lambda: tmp_path)
    monkeypatch.setattr(queries.counts, "journal_folder", lambda: tmp_path)


@pytest.fixture
def dataset(centre: Centre) -> Any:
    return catalogue.get_dataset(published(centre).dataset.slug)


def log_of(dataset: Any, n: int = 3) -> bytes:
    now = timezone.localtime().strftime("%d/%b/%Y:%H:00:00 %z")  # the same bytes twice
    lines = [
        f'203.0.113.{i} - - [{now}] "GET /dataset/{dataset.slug} HTTP/1.1" 200 9 "-" '
        f'"{uses.BROWSER}"\n'
        for i in range(n)
    ]
    return "".join([*lines, "rubbish\n"]).encode()


def headers(centre: Centre) -> dict[str, str]:
    user, ends = centre.steward, AT.replace(year=2099)
    _, secret = people.make_token(by=user, user=user, name="t", expires_at=ends, at=AT)
    return {"Authorization": f"Bearer {secret}"}


def test_pages_open_for_whom_they_are(dataset: Any, centre: Centre) -> None:
    def status(who: str, path: str) -> str:
        client = Client()
        if who != "visitor":
            client.force_login(centre.people[who])
        return str(client.get(path).status_code)

    assert {path: " ".join(status(who, path) for who in ROLES) for path in SEEN} == SEEN


def test_steward_brings_a_log_by_page(dataset: Any, centre: Centre) -> None:
    client = Client()
    client.force_login(centre.steward)

    def post(**more: Any) -> Any:
        file = SimpleUploadedFile("access.log", log_of(dataset))
        return client.post(
            "/en/desk/usage/import", {"agency": centre.agency.slug, "file": file} | more
        )

    asked = client.get("/en/desk/usage/import").content.decode()
    assert f'name="agency" value="{centre.agency.slug}"' in asked
    trial = post(is_trial="on").content.decode()
    assert "3 uses would be counted" in trial and "Nobody can read it" in trial
    assert not Import.objects.exists()
    answer = post()
    log = Import.objects.get()
    assert answer["Location"] == f"/en/desk/usage/logs/{log.id}"
    assert "waits to be counted" in client.get(answer["Location"]).content.decode()
    actions.count_logs(at=timezone.now())
    assert "3 uses were counted" in client.get(answer["Location"]).content.decode()
    assert "Agencies&#x27; own sites" in client.get("/en/desk/usage").content.decode()
    again = post()
    assert again.status_code == 409 and "brought before" in again.content.decode()
    assert Client().get(answer["Location"]).status_code == 302


def test_log_by_api(dataset: Any, centre: Centre) -> None:
    given = headers(centre)
    address, slug = "/api/v1/usage/imports", centre.agency.slug

    def post(agency: str = slug, content: bytes = b"", **more: Any) -> Any:
        file = SimpleUploadedFile("access.log", content or log_of(dataset))
        data = {"agency": agency, "file": file} | more
        return Client().post(address, data, headers=given)

    trial = post(dry_run="true").json()
    assert (trial["state"], trial["n_counted"], trial["refused"]) == ("trial", 3, {"unreadable": 1})
    told = post()
    assert (told.status_code, told.json()["state"]) == (201, "waiting")
    actions.count_logs(at=timezone.now())
    one = Client().get(f"{address}/{told.json()['id']}", headers=given).json()
    assert (one["state"], one["n_counted"], one["by_kind"]) == ("counted", 3, {"view": 3})
    assert [log["id"] for log in Client().get(address, headers=given).json()] == [one["id"]]
    refused = [post().status_code, post(content=b"x").status_code, post("nothing").status_code]
    assert refused == [409, 422, 404]
    assert post(centre.other_agency.slug).status_code == 403
    assert post(kind="tea").json()["code"] == "usage.wrong_kind"
    assert Client().get(address).status_code == 401


def test_log_at_the_terminal(dataset: Any, centre: Centre, tmp_path: Path) -> None:
    from typer.testing import CliRunner

    from odms.cli.main import app

    path = tmp_path / "access.log"
    path.write_bytes(log_of(dataset))
    call = ["usage", "import", str(path), "--agency", centre.agency.slug, "--json"]
    call += ["--as", centre.steward.email]
    run = CliRunner().invoke
    assert json.loads(run(app, [*call, "--dry-run"]).stdout)["n_counted"] == 3
    assert json.loads(run(app, call).stdout)["n_counted"] == 3
    assert run(app, call).exit_code == 1
    told = json.loads(run(app, ["usage", "--json"]).stdout)
    assert told["by_channel"] == {"site": {"view": 3}}


def test_report_of_counter(dataset: Any, centre: Centre) -> None:
    now = timezone.now()
    for n, kind in enumerate(("view", "view", "download")):
        visit = uses.visit(0, address=f"/{n}", user_id="7")
        actions.note(kind=kind, channel="portal", visit=visit, at=now, dataset=dataset)
    actions.take_up(at=now)
    today = timezone.localdate(now).isoformat()
    asked = {"begin_date": today, "end_date": today}
    told = Client().get("/api/v1/counter/reports/DSR", asked).json()
    assert told["Report_Header"]["Release"] == "RD1"
    [one] = told["Report_Datasets"]
    assert one["Performance"] == [
        {
            "Period": {"Begin_Date": today, "End_Date": today},
            "Instance": [
                {"Access_Method": "Regular", "Metric_Type": metric, "Count": n}
                for metric, n in (
                    ("Total_Dataset_Investigations", 3),
                    ("Unique_Dataset_Investigations", 1),
                    ("Total_Dataset_Requests", 1),
                    ("Unique_Dataset_Requests", 1),
                )
            ],
        }
    ]
    longer = {"begin_date": "2000-01-01", "end_date": today}
    assert (
        Client().get("/api/v1/counter/reports/DSR", longer).json()["code"] == "usage.wrong_period"
    )
    assert Client().get("/api/v1/counter/reports/TR", asked).status_code == 404


def test_use_of_the_nation(dataset: Any, centre: Centre) -> None:
    actions.note(
        kind="view", channel="portal", visit=uses.visit(1), at=timezone.now(), dataset=dataset
    )
    actions.take_up(at=timezone.now())
    told = Client().get("/api/v1/usage?days=2").json()
    one = {"n_views": 1, "n_downloads": 0, "n_api": 0}
    assert (told["total"], told["by_access"]) == (one, [{"access": "regular"} | one])
    assert told["by_channel"] == [{"channel": "portal", "is_outside": False} | one]
    assert told["by_theme"] == [{"theme": "health"} | one]
    assert len(told["by_day"]) == 2
    assert Client().get("/api/v1/usage/unused?months=1").json() == []


def test_dashboard_of_use(dataset: Any, centre: Centre) -> None:
    for n, agent in enumerate((uses.BROWSER, uses.BROWSER, "curl/8.5", "GPTBot/1.2")):
        for kind in ("view", "download"):
            visit = uses.visit(n, agent, address=kind)
            at = timezone.now()
            actions.note(kind=kind, channel="portal", visit=visit, at=at, dataset=dataset)
    actions.take_up(at=timezone.now())
    page = Client().get("/en/dashboard/usage?days=7").content.decode()
    assert "3 downloads and 3 views in 7 days" in page
    assert "25 % of all reading was done by robots and AI agents" in page
    assert f'href="/en/datasets/{dataset.slug}"' in page
    assert "/en/dashboard/usage/channels.svg?days=7" in page
    csv = Client().get("/en/dashboard/usage/accesses.csv?days=7").content.decode()
    assert csv.splitlines()[1:3] == [
        "regular,People with a browser,4",
        "machine,Programs that people run,2",
    ]
    svg = Client().get("/dashboard/usage/days.svg?days=7")
    assert svg.content.startswith(b"<svg") and svg["Content-Type"] == "image/svg+xml"
    wrong = [Client().get(f"/dashboard/usage/{name}").status_code for name in ("days.x", "x.csv")]
    assert wrong == [404, 404]
