"""Networks and training over HTTP: who is let in, and what stays unnamed."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from factories.centre import AT, ROLES, Centre

from odms.people import actions as people
from odms.programme import actions
from odms.programme.queries import together

# page x role, in the order of ROLES: the status of GET
SEEN = {
    "/networks": "200 200 200 200 200 200 200 200 200 200 200",
    "/networks/new": "302 200 200 200 200 200 200 200 200 200 200",
    "/networks/{running}": "200 200 200 200 200 200 200 200 200 200 200",
    "/networks/{proposed}": "404 200 404 404 404 404 404 404 404 200 404",
    "/networks/{running}/join": "302 200 200 200 200 200 200 200 200 200 200",
    "/networks/{running}/manage": "302 200 403 403 403 403 403 403 403 200 403",
    "/training": "200 200 200 200 200 200 200 200 200 200 200",
    "/training/{course}": "200 200 200 200 200 200 200 200 200 200 200",
    "/training/none": "404 404 404 404 404 404 404 404 404 404 404",
    "/desk/training": "302 403 403 403 403 403 403 403 403 200 403",
    "/desk/training/{course}": "302 403 403 403 403 403 403 403 403 200 403",
}


@pytest.fixture
def things(centre: Centre) -> dict[str, str]:
    """A network at work, one that waits, and a course next week."""
    user, begins = centre.people["user"], timezone.now() + timedelta(days=7)
    told = {"title_th": "ลดฝุ่น", "problem": "ฝุ่นเกินเกณฑ์"}
    first, second = (actions.propose_network(by=user, at=AT, **told) for _ in range(2))
    actions.move_network(by=centre.admin, network=first, deed="approve", at=AT)
    course = actions.offer_course(
        by=centre.admin, title_th="อบรม", place="กรุงเทพฯ", seats=2,
        starts_at=begins, ends_at=begins + timedelta(hours=3), at=AT,
    )  # fmt: skip
    return {"running": first.slug, "proposed": second.slug, "course": course.id}


def enter(centre: Centre, who: str) -> Client:
    client = Client()
    if who != "visitor":
        client.force_login(centre.people[who])
    return client


def test_pages_open_for_whom_they_are(centre: Centre, things: dict[str, str]) -> None:
    found = {
        path: " ".join(
            str(enter(centre, who).get(path.format(**things)).status_code) for who in ROLES
        )
        for path in SEEN
    }
    assert found == SEEN


def test_a_network_from_proposal_to_outcome(centre: Centre, things: dict[str, str]) -> None:
    owner, steward = enter(centre, "user"), enter(centre, "steward")
    path = f"/networks/{things['running']}"
    assert steward.post(f"{path}/join", {"kind": "agency", "role": ""}).status_code == 422
    ask = {"agency": "health", "kind": "agency", "role": "ข้อมูลผู้ป่วยโรคทางเดินหายใจ"}
    assert steward.post(f"{path}/join", ask).status_code == 302
    assert "ข้อมูลผู้ป่วย" not in Client().get(path).content.decode()
    network = together.get_network(things["running"], None)
    (partner,) = together.list_partners(network, "asked")
    assert "Steward" in owner.get(f"{path}/manage").content.decode()
    refuse = {"deed": "refuse", "partner": partner.id}
    assert owner.post(f"{path}/manage", refuse).status_code == 422
    accept = {"deed": "accept", "partner": partner.id}
    assert owner.post(f"{path}/manage", accept).status_code == 302
    outcome = {"deed": "outcome", "title": "แผนที่ฝุ่น", "url": "https://odms.example/showcases/1"}
    assert owner.post(f"{path}/manage", outcome).status_code == 302
    page = Client().get(path).content.decode()
    assert "ข้อมูลผู้ป่วยโรคทางเดินหายใจ" in page
    assert 'href="https://odms.example/showcases/1"' in page
    assert "Steward" not in page


def test_a_seat_is_taken_given_back_and_noted(centre: Centre, things: dict[str, str]) -> None:
    steward, admin = enter(centre, "steward"), enter(centre, "admin")
    path = f"/training/{things['course']}"
    assert Client().post(path, {"deed": "sign-up"}).status_code == 302
    sign_up = {"deed": "sign-up", "agency": "health"}
    assert steward.post(path, sign_up).status_code == 302
    assert steward.post(path, sign_up).status_code == 409
    assert "Steward" not in Client().get(path).content.decode()
    desk = f"/desk{path}"
    assert "Steward" in admin.get(desk).content.decode()
    (seat,) = together.list_sign_ups(together.get_course(things["course"]))
    came = {"deed": "attended", "sign_up": str(seat.pk), "certificate": "A-1"}
    assert admin.post(desk, came).status_code == 302
    assert admin.post(desk, {"deed": "count", "agency": "water", "n": "5"}).status_code == 302
    assert together.figures()["people_trained"] == 6
    begins = "2027-02-01T09:00"
    course = {
        "title_th": "อบรมสอง", "audience": "steward", "starts_at": begins,
        "ends_at": "2027-02-01T12:00", "url": "https://odms.example/meet", "part": "knowledge",
    }  # fmt: skip
    assert admin.post("/desk/training", course).status_code == 302
    assert admin.post("/desk/training", course | {"url": ""}).status_code == 422


def post(centre: Centre, who: str, path: str, body: Any) -> Any:
    user = centre.people[who]
    ends = AT.replace(year=2099)
    _, secret = people.make_token(by=user, user=user, name="t", expires_at=ends, at=AT)
    return Client().post(
        f"/api/v1{path}",
        json.dumps(body),
        content_type="application/json",
        headers={"Authorization": f"Bearer {secret}"},
    )


def test_machines_do_the_same(centre: Centre, things: dict[str, str]) -> None:
    (one,) = Client().get("/api/v1/networks").json()
    assert (one["slug"], one["n_partners"]) == (things["running"], 0)
    made = post(centre, "steward", "/networks", {"title_th": "ก", "problem": "ข", "goals": ["3"]})
    assert made.status_code == 201, made.content
    slug = made.json()["slug"]
    assert post(centre, "steward", f"/networks/{slug}", {"deed": "approve"}).status_code == 403
    assert post(centre, "admin", f"/networks/{slug}", {"deed": "approve"}).status_code == 200
    joined = post(
        centre, "user", f"/networks/{slug}/join", {"name": "ค", "kind": "civil", "role": "ง"}
    )
    accept = {"deed": "accept", "partner": joined.json()["id"]}
    told = post(centre, "steward", f"/networks/{slug}", accept).json()
    assert [partner["name"] for partner in told["partners"]] == ["ค"]
    seat = post(centre, "steward", f"/training/{things['course']}/seat", {})
    assert (seat.status_code, seat.json()) == (200, {"state": "signed"})
    count = {"agency": "water", "n": 4}
    path = f"/training/{things['course']}/headcount"
    assert post(centre, "steward", path, count).status_code == 403
    assert post(centre, "admin", path, count).status_code == 200
    training = Client().get("/api/v1/training").json()
    assert (training["people_trained"], training["courses"][0]["n_taken"]) == (4, 1)
