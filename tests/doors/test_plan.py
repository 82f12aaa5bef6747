"""The plan over HTTP and at the terminal: who sees it, who changes it, what comes out."""

import csv
import io
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import orjson
import pytest
from django.core.cache import cache
from django.test import Client
from factories.centre import AT, ROLES, Centre
from typer.testing import CliRunner

from odms.cli.main import app
from odms.inventory import actions as inventory
from odms.people import actions as people
from odms.publication import actions as publication
from odms.publication.models import PlanItem
from odms.publication.planning import PLAN_STATES
from odms.publication.queries import plan
from odms.web.views.desk import badges

SEEN = {
    "/desk/plan?agency=health": "302 403 200 200 200 200 200 404 404 200 200",
    "/desk/plan?agency=none": "302 403 404 404 404 404 404 404 404 404 404",
    "/desk/plan": "302 403 200 200 200 200 200 200 200 200 200",
    "/desk/plan.csv?agency=health": "302 403 200 200 200 200 200 404 404 200 200",
    "/desk/plan/{item}": "302 403 200 200 200 200 200 404 404 200 200",
    "/desk/plan/none": "302 403 404 404 404 404 404 404 404 404 404",
}

# page, deed x role: the status of a POST without content (422, 302: let in by permission)
SENT = {
    "/desk/plan?agency=health candidates": "302 403 302 302 403 302 403 404 404 302 403",
    "/desk/plan?agency=health put": "302 403 302 302 302 302 403 404 404 302 403",
    "/desk/plan?agency=health agree": "302 403 403 403 422 422 403 404 404 422 403",
    "/desk/plan/{item} move": "302 403 422 422 403 422 403 404 403 422 403",
    "/desk/plan/{item} drop": "302 403 422 422 403 422 403 404 403 422 403",
}

WEIGHED = {
    "deed": "weigh", "value": "4", "value_reason": "ทั้งประเทศใช้", "demand": "", "readiness": "2",
    "readiness_reason": "ยังเป็นกระดาษ", "cost": "3", "cost_reason": "ส่งออกเอง",
    "criteria": ["duty", "service"],
}  # fmt: skip


@pytest.fixture(autouse=True)
def _cache() -> None:
    cache.clear()


@pytest.fixture
def item(centre: Centre) -> PlanItem:
    values = {"title_th": "=ทะเบียน", "classification": "open", "has_personal_data": False}
    entry = inventory.add_entry(by=centre.steward, agency=centre.agency, values=values, at=AT)
    (made,) = publication.propose_items(
        by=centre.steward, agency=centre.agency, things=[entry], at=AT
    )
    return made


@pytest.fixture
def enter(centre: Centre) -> Callable[[str], Client]:
    def entered(name: str) -> Client:
        client = Client()
        if name != "visitor":
            client.force_login(centre.people[name])
        return client

    return entered


@pytest.mark.django_db
@pytest.mark.parametrize("page", SEEN)
def test_pages_are_seen_by(page: str, item: PlanItem, enter: Callable[[str], Client]) -> None:
    address = page.format(item=item.id)
    assert " ".join(str(enter(role).get(address).status_code) for role in ROLES) == SEEN[page]


@pytest.mark.django_db
@pytest.mark.parametrize("form", SENT)
def test_forms_are_sent_by(form: str, item: PlanItem, enter: Callable[[str], Client]) -> None:
    address, deed = form.format(item=item.id).split()
    found = [str(enter(role).post(address, {"deed": deed}).status_code) for role in ROLES]
    assert " ".join(found) == SENT[form]


def test_every_state_has_a_sign() -> None:
    assert set(badges.PLAN_SIGNS) == set(PLAN_STATES)


@pytest.mark.django_db
def test_an_item_is_weighed_planned_and_agreed_to(
    centre: Centre, item: PlanItem, enter: Callable[[str], Client]
) -> None:
    steward, approver, address = enter("steward"), enter("approver"), f"/desk/plan/{item.id}"
    assert steward.post(address, WEIGHED).status_code == 302
    assigned = {
        "deed": "assign", "owner_unit": "กองข้อมูล", "steward": centre.steward.id,
        "due_date": "2026-12-20",
    }  # fmt: skip
    assert steward.post(address, assigned).status_code == 302
    item.refresh_from_db()
    assert (item.state, item.points, item.is_high_value) == ("planned", 57, True)
    assert "as proposed" not in item.scores["demand"]
    # the same form again changes nothing, for nothing in it differs
    before = item.scores
    assert steward.post(address, WEIGHED).status_code == 302
    item.refresh_from_db()
    assert item.scores == before
    steward.post("/desk/plan?agency=health", {"deed": "put"})
    shown = approver.get("/en/desk/plan?agency=health").content.decode()
    assert "Do you agree to this order?" in shown
    approver.post("/desk/plan?agency=health", {"deed": "agree"})
    assert plan.get_agreement(centre.agency, plan.list_plan(centre.agency)).is_agreed


@pytest.mark.django_db
def test_a_level_without_a_reason_comes_back(
    item: PlanItem, enter: Callable[[str], Client]
) -> None:
    response = enter("steward").post(
        f"/en/desk/plan/{item.id}", WEIGHED | {"value_reason": "", "deed": "weigh"}
    )
    assert response.status_code == 422
    assert "Give a reason." in response.content.decode()


@pytest.mark.django_db
def test_the_plan_as_csv_is_no_formula(item: PlanItem, enter: Callable[[str], Client]) -> None:
    text = enter("auditor").get("/desk/plan.csv?agency=health").content.decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    assert (row["title"], row["rank"], row["demand"], row["state"]) == (
        "'=ทะเบียน", "1", "1", "proposed",
    )  # fmt: skip


def _api(centre: Centre, name: str) -> dict[str, str]:
    user = centre.people[name]
    _, secret = people.make_token(
        by=user, user=user, name="t", expires_at=_now() + timedelta(days=1), at=_now()
    )
    return {"HTTP_AUTHORIZATION": f"Bearer {secret}"}


def _now() -> Any:
    from django.utils import timezone

    return timezone.now()


@pytest.mark.django_db
def test_a_machine_weighs_and_plans_and_does_not_agree(
    centre: Centre, item: PlanItem, client: Client
) -> None:
    known = _api(centre, "steward")

    def post(path: str, body: dict[str, Any]) -> Any:
        return client.post(
            f"/api/v1{path}", orjson.dumps(body), content_type="application/json", **known
        )

    body = {"weights": {"value": {"level": 3, "reason": "ก"}, "cost": {"level": 4, "reason": "ข"}}}
    assert post(f"/plan/{item.id}/weigh", body).json()["points"] == 59
    wanted = {"steward": "steward@odms.example", "owner_unit": "กอง", "due_date": "2026-12-20"}
    assert post(f"/plan/{item.id}/assign", wanted).json()["state"] == "planned"
    assert post(f"/plan/{item.id}/move", {"place": 1, "reason": "ก"}).json()["place"] == 1
    shown = post("/plan/put-forward", {"agency": "health"}).json()
    assert (shown["is_put_forward"], shown["is_agreed"]) == (True, False)
    assert post(f"/plan/{item.id}/drop", {"reason": "ยุบ"}).json()["state"] == "dropped"
    assert post(f"/plan/{item.id}/weigh", body).status_code == 409
    assert post(f"/plan/{item.id}/take-up", {}).json()["state"] == "proposed"
    assert post("/plan", {"agency": "health"}).status_code == 200
    assert client.get("/api/v1/plan?agency=health", **known).json()["items"][0]["rank"] == 1
    assert client.get("/api/v1/plan?agency=water", **known).status_code == 403
    assert client.get(f"/api/v1/plan/{item.id}", **known).json()["title"] == "=ทะเบียน"
    exported = client.get("/api/v1/plan/export?agency=health", **known)
    assert exported.content.decode("utf-8-sig").startswith("rank,id,title")


@pytest.mark.django_db
def test_the_terminal_lists_scores_and_exports(
    centre: Centre, item: PlanItem, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    run = CliRunner().invoke
    told = ["--as", "steward@odms.example", "--reason", "ก", "--value", "4", "--cost", "4"]
    assert "points" in run(app, ["plan", "score", item.id, *told]).stdout
    assert orjson.loads(run(app, ["plan", "list", "health", "--json"]).stdout)[0]["points"] == 66
    assert run(app, ["plan", "list", "health"]).exit_code == 0
    proposed = run(app, ["plan", "propose", "health", "--as", "steward@odms.example"])
    assert "0 items" in proposed.stdout
    out = tmp_path / "plan.csv"
    assert run(app, ["plan", "export", "health", "-o", str(out)]).exit_code == 0
    assert "=ทะเบียน" in out.read_text("utf-8-sig")


@pytest.mark.django_db
def test_the_calendar_is_read_by_month_and_subscribed_to(
    centre: Centre, item: PlanItem, enter: Callable[[str], Client]
) -> None:
    told: dict[str, Any] = {"owner_unit": "กอง", "steward": centre.steward, "at": AT}
    publication.assign(by=centre.steward, item=item, due_date=date(2099, 12, 20), **told)
    steward = enter("steward")
    shown = steward.get("/en/desk/calendar?agency=health&month=2099-12").content.decode()
    assert "=ทะเบียน" in shown and "December 2099" in shown and "January 2100" in shown
    assert "ธันวาคม 2642" in steward.get("/desk/calendar?month=2099-12").content.decode()
    assert steward.get("/desk/calendar?month=2099-13").status_code == 400
    assert enter("other-steward").get("/desk/calendar?agency=health").status_code == 404
    feed = steward.get("/desk/calendar").context["feed"].partition("/calendar/")[2]
    answer = Client().get(f"/calendar/{feed}")
    assert answer["Content-Type"].startswith("text/calendar")
    assert answer.content.startswith(b"BEGIN:VCALENDAR")
    assert Client().get("/calendar/wrong.ics").status_code == 404


@pytest.mark.django_db
def test_a_machine_and_the_terminal_read_what_is_due(
    centre: Centre, item: PlanItem, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: dict[str, Any] = {"owner_unit": "กอง", "steward": centre.steward, "at": AT}
    publication.assign(by=centre.steward, item=item, due_date=date(2020, 1, 1), **told)
    known = _api(centre, "steward")
    (late,) = client.get("/api/v1/calendar?agency=health", **known).json()["late"]
    assert (late["day"], late["kind"]) == ("2020-01-01", "plan")
    assert client.get("/api/v1/calendar?agency=water", **known).status_code == 403
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    (line,) = orjson.loads(CliRunner().invoke(app, ["plan", "due", "health", "--json"]).stdout)
    assert line["title"] == "=ทะเบียน"
    assert CliRunner().invoke(app, ["plan", "due", "health"]).exit_code == 0
