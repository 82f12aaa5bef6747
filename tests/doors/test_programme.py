"""Roadmap, programme and the gap to the OECD over HTTP: everybody reads, the centre edits."""

import json
from typing import Any

import pytest
from django.test import Client
from factories.centre import AT, ROLES, Centre

from odms.people import actions as people
from odms.programme import actions, queries

# page x role, in the order of ROLES: the status of GET
SEEN = {
    "/roadmap": "200 200 200 200 200 200 200 200 200 200 200",
    "/roadmap/oecd": "200 200 200 200 200 200 200 200 200 200 200",
    "/roadmap/none": "404 404 404 404 404 404 404 404 404 404 404",
    "/roadmap.csv": "200 200 200 200 200 200 200 200 200 200 200",
    "/programme": "200 200 200 200 200 200 200 200 200 200 200",
    "/programme/indicators/publishing": "200 200 200 200 200 200 200 200 200 200 200",
    "/dashboard/oecd": "200 200 200 200 200 200 200 200 200 200 200",
    "/dashboard/oecd.csv": "200 200 200 200 200 200 200 200 200 200 200",
    "/desk/programme": "302 403 403 403 403 403 403 403 403 200 403",
    "/desk/programme/milestones/oecd": "302 403 403 403 403 403 403 403 403 200 403",
    "/desk/programme/indicators/ourdata": "302 403 403 403 403 403 403 403 403 200 403",
}


def enter(centre: Centre, who: str) -> Client:
    client = Client()
    if who != "visitor":
        client.force_login(centre.people[who])
    return client


@pytest.mark.parametrize("path", SEEN)
def test_pages_open_for_whom_they_are(centre: Centre, path: str) -> None:
    told = " ".join(str(enter(centre, who).get(path).status_code) for who in ROLES)
    assert told == SEEN[path]


def test_roadmap_tells_both_eras_and_what_is_not_reported(centre: Centre) -> None:
    page = Client().get("/roadmap").content.decode()
    assert "2570 <small>2027</small>" in page
    assert "ยังไม่ได้รายงาน" in page
    assert "ชื่อไม่แน่ชัด" in page


def test_means_that_are_not_published_are_said_to_be_so(centre: Centre) -> None:
    page = Client().get("/en/dashboard/oecd").content.decode()
    assert page.count("mean of the OECD: not published in this source") == 5
    assert "mean of the OECD 0.68 (2023)" in page
    lines = Client().get("/en/dashboard/oecd.csv").content.decode().splitlines()
    assert len(lines) == 1 + 7 + 4
    assert ",0.37,2023," in lines[-1]
    svg = Client().get("/en/dashboard/oecd/oecd-dgi.svg")
    assert (svg.status_code, svg["Content-Type"]) == (200, "image/svg+xml")
    assert Client().get("/dashboard/oecd/none.svg").status_code == 404
    assert Client().get("/dashboard/oecd/oecd-dgi.bmp").status_code == 404


def test_the_centre_adds_moves_and_targets_on_the_desk(centre: Centre) -> None:
    client = enter(centre, "admin")
    new = {"belongs": "step:standard", "title_th": "ประกาศมาตรฐาน", "agency": "health"}
    assert client.post("/desk/programme", new).status_code == 302
    (made,) = queries.get_milestone("standard").milestones.all()
    path = f"/desk/programme/milestones/{made.code}"
    assert client.post(path, {"deed": "finish"}).status_code == 422
    assert client.post(path, {"deed": "finish", "evidence": "ราชกิจจานุเบกษา"}).status_code == 302
    assert client.post(path, {"deed": "note", "text": "เสร็จก่อนกำหนด"}).status_code == 302
    page = Client().get(f"/roadmap/{made.code}").content.decode()
    assert "ราชกิจจานุเบกษา" in page
    assert "เสร็จก่อนกำหนด" in page
    target = {"deed": "target", "target": "0.6", "target_year": "2027"}
    assert client.post("/desk/programme/indicators/ourdata", target).status_code == 302
    assert queries.get_indicator("ourdata").target_year == 2570
    wrong = {"deed": "target", "target": "1.6"}
    assert client.post("/desk/programme/indicators/ourdata", wrong).status_code == 422


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


def test_machines_read_all_and_edit_for_the_centre(centre: Centre) -> None:
    actions.measure(at=AT)
    get = lambda path: Client().get(f"/api/v1{path}").json()  # noqa: E731
    assert [one["code"] for one in get("/roadmap")["steps"]][:3] == [
        "awareness", "architecture", "oecd",
    ]  # fmt: skip
    assert len(get("/programme")["parts"]) == 10
    assert get("/programme/indicators/publishing")["baseline"] == 0.813
    assert [len(one["dimensions"]) for one in get("/programme/oecd")] == [6, 3]
    new = {"title_th": "ยังไม่มีนโยบาย", "indicator": "oecd-dgi-open-by-default"}
    assert post(centre, "steward", "/roadmap", new).status_code == 403
    made = post(centre, "admin", "/roadmap", new)
    assert made.status_code == 201, made.content
    code = made.json()["code"]
    assert get("/roadmap")["gaps"][0]["code"] == code
    assert post(centre, "admin", f"/roadmap/{code}", {"deed": "stop"}).status_code == 400
    stopped = post(centre, "admin", f"/roadmap/{code}", {"deed": "stop", "reason": "ซ้ำ"})
    assert (stopped.status_code, stopped.json()["state"]) == (200, "stopped")
    target = {"deed": "target", "value": 0.6, "year": 2570}
    told = post(centre, "admin", "/programme/indicators/ourdata", target)
    assert (told.status_code, told.json()["target_year_be"]) == (200, 2570)
