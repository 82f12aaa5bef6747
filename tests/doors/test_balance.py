"""Supply and demand over HTTP and at the terminal; entries above open stay inside."""

import json
from datetime import date
from typing import Any

import pytest
from django.test import Client
from factories.centre import AT, ROLES, Centre
from factories.released import Table, released
from typer.testing import CliRunner

from odms.assessment import actions
from odms.catalogue import actions as catalogue
from odms.catalogue.queries import get_dataset
from odms.cli.main import app
from odms.inventory import actions as inventory
from odms.ledger.rules import SYSTEM
from odms.people import actions as people
from odms.standards.record import Record
from odms.usage.models import FailedSearch

HIDDEN = "งบประมาณท้องถิ่นภายใน"

# page x role, in the order of ROLES: the status of GET
SEEN = {
    "/dashboard/balance": "200 200 200 200 200 200 200 200 200 200 200",
    "/dashboard/balance?by=agency": "200 200 200 200 200 200 200 200 200 200 200",
    "/dashboard/balance?by=planet": "400 400 400 400 400 400 400 400 400 400 400",
    "/dashboard/balance?day=2020-01-01": "404 404 404 404 404 404 404 404 404 404 404",
    "/dashboard/balance.csv": "200 200 200 200 200 200 200 200 200 200 200",
    "/dashboard/balance/wanted.csv": "200 200 200 200 200 200 200 200 200 200 200",
    "/desk/balance": "302 403 200 200 200 200 200 200 200 200 200",
    "/desk/balance?agency=health": "302 403 200 200 200 200 200 404 404 200 200",
}


@pytest.fixture
def told(centre: Centre) -> Centre:
    """A centre in which somebody looked for a budget that an agency holds and does not open."""
    released(centre.agency, "data-a", t=Table({"n": "integer"}, [[1]]))
    record = Record(
        title_th="รายจ่ายงบประมาณ", classification="open", licence="cc-by", theme="budget"
    )
    catalogue.publish(by=SYSTEM, dataset=get_dataset("data-a"), record=record, releases=[], at=AT)
    values = {"title_th": HIDDEN, "classification": "internal", "has_personal_data": False}
    inventory.add_entry(by=centre.steward, agency=centre.agency, values=values, at=AT)
    FailedSearch.objects.create(day=date(2026, 11, 20), words="งบประมาณท้องถิ่น", n=12)
    actions.follow(at=AT)
    actions.compute_balance(at=AT)
    return centre


def enter(centre: Centre, who: str) -> Client:
    client = Client()
    if who != "visitor":
        client.force_login(centre.people[who])
    return client


def test_pages_open_for_whom_they_are(told: Centre) -> None:
    found = {
        path: " ".join(str(enter(told, who).get(path).status_code) for who in ROLES)
        for path in SEEN
    }
    assert found == SEEN


def test_page_says_what_is_served_least(told: Centre) -> None:
    page = Client().get("/en/dashboard/balance").content.decode()
    assert "Budget and procurement" in page
    assert "งบประมาณท้องถิ่น" in page
    svg = Client().get("/en/dashboard/balance.svg")
    assert (svg.status_code, svg["Content-Type"]) == (200, "image/svg+xml")
    csv = Client().get("/dashboard/balance.csv").content.decode("utf-8-sig").splitlines()
    assert csv[0].startswith("code,name,supply,demand,gap,band,datasets,fresh,quality,views")
    assert csv[1].startswith("budget,งบประมาณและการจัดซื้อจัดจ้าง,1,1,0,even,1,")


def test_entries_above_open_are_shown_inside_alone(told: Centre) -> None:
    for path in ("/dashboard/balance", "/dashboard/balance/wanted.csv", "/api/v1/balance/wanted"):
        assert HIDDEN not in Client().get(path).content.decode(), path
    assert HIDDEN in enter(told, "steward").get("/desk/balance").content.decode()
    assert HIDDEN not in enter(told, "other-steward").get("/desk/balance").content.decode()


def test_machines_read_the_same(told: Centre) -> None:
    found = Client().get("/api/v1/balance").json()
    (budget,) = found["standings"]
    assert (found["day"], budget["code"], budget["counts"]["failed_searches"]) == (
        "2026-11-23", "budget", 12,
    )  # fmt: skip
    (wanted,) = Client().get("/api/v1/balance/wanted").json()
    assert (wanted["n_searches"], wanted["entries"]) == (12, [])
    ask = "/api/v1/balance/wanted?agency=health"
    assert Client().get(ask).status_code == 401
    statuses: dict[str, Any] = {}
    for who in ("steward", "other-steward"):
        user = told.people[who]
        ends = AT.replace(year=2099)
        _, secret = people.make_token(by=user, user=user, name="t", expires_at=ends, at=AT)
        statuses[who] = Client().get(ask, headers={"Authorization": f"Bearer {secret}"})
    assert statuses["other-steward"].status_code == 403
    (inside,) = statuses["steward"].json()
    assert inside["entries"][0]["title"]["th"] == HIDDEN


def test_balance_at_the_terminal(told: Centre) -> None:
    told_rows = json.loads(CliRunner().invoke(app, ["balance", "--json"]).stdout)
    assert [row["code"] for row in told_rows] == ["budget"]
