"""`/api/v1` and `odms requests`: asking, voting, answering, without naming who asked."""

import json
from typing import Any

import pytest
from django.test import Client
from factories.cases import published
from factories.centre import AT, Centre

from odms.catalogue import queries as catalogue
from odms.people import actions as people
from odms.voice.models import Request

ASKED = {
    "title": "จำนวนโรงเรียนรายตำบล",
    "wanted": "ชื่อโรงเรียน ตำบล",
    "purpose": "วางแผนรถรับส่ง",
    "agency": "health",
    "email": "som@odms.example",
}


def post(path: str, body: Any, **headers: str) -> Any:
    return Client().post(
        f"/api/v1{path}", json.dumps(body), content_type="application/json", headers=headers
    )


def get(path: str) -> Any:
    return Client().get(f"/api/v1{path}").json()


def bearer(centre: Centre, who: str) -> dict[str, str]:
    user = centre.people[who]
    ends = AT.replace(year=2099)
    _, secret = people.make_token(by=user, user=user, name="t", expires_at=ends, at=AT)
    return {"Authorization": f"Bearer {secret}"}


def test_request_is_made_voted_for_and_answered(centre: Centre) -> None:
    made = post("/requests", ASKED)
    assert made.status_code == 201, made.content
    id = made.json()["id"]
    assert made["Location"].endswith(f"/api/v1/requests/{id}")
    assert "som@" not in made.content.decode()
    assert post(f"/requests/{id}/vote", {}).json()["n_votes"] == 1
    assert post(f"/requests/{id}/vote", {}).status_code == 409
    answer = {"deed": "answer", "text": "มีอยู่แล้ว"}
    statuses = {
        who: post(f"/requests/{id}/answer", answer, **bearer(centre, who)).status_code
        for who in ("user", "approver", "other-steward", "steward")
    }
    assert statuses == {"user": 403, "approver": 403, "other-steward": 403, "steward": 200}
    assert post(f"/requests/{id}/answer", answer).status_code == 401
    told = get(f"/requests/{id}")
    assert (told["state"], told["answer"], told["officer"]) == ("answered", "มีอยู่แล้ว", "Steward")
    assert get("/requests?state=answered&agency=health")["total"] == 1
    assert get("/requests?state=new")["total"] == 0


@pytest.mark.parametrize(
    ("path", "body", "status", "code"),
    [
        ("/requests", ASKED | {"purpose": ""}, 400, "voice.missing"),
        ("/requests", ASKED | {"agency": "none"}, 404, "people.no_such_agency"),
        ("/requests", ASKED | {"wanted": "โทร 081-234-5678"}, 400, "voice.personal_words"),
        ("/requests/none/vote", {}, 404, "voice.no_such_request"),
        ("/feedback", {"dataset": "none", "useful": 3}, 404, "catalogue.no_such_dataset"),
    ],
)
def test_refusals_are_problems(
    centre: Centre, path: str, body: Any, status: int, code: str
) -> None:
    told = post(path, body)
    assert (told.status_code, told.json()["code"]) == (status, code)


def test_feedback_is_given_and_resolved(centre: Centre) -> None:
    dataset = catalogue.get_dataset(published(centre).dataset.slug)
    table = catalogue.list_tables(dataset)[0]
    said = {"dataset": dataset.slug, "table": table.slug, "column": "ปี", "row": 2, "text": "ปีผิด"}
    given = post("/feedback", said)
    assert given.status_code == 201, given.content
    path = f"/feedback/{given.json()['id']}/answer"
    steward = bearer(centre, "steward")
    assert post(path, {"deed": "resolve", "release": "x"}, **steward).status_code == 400
    release = table.current.id
    told = post(path, {"deed": "resolve", "release": release}, **steward).json()
    assert (told["state"], told["release"]) == ("resolved", release)
    [one] = get(f"/feedback?dataset={dataset.slug}")["items"]
    assert (one["column"], one["row"], one["state"]) == ("ปี", 2, "resolved")


def test_command_lists_and_answers(centre: Centre) -> None:
    from typer.testing import CliRunner

    from odms.cli.main import app

    id = post("/requests", ASKED).json()["id"]
    listed = CliRunner().invoke(app, ["requests", "list", "--state", "new", "--json"])
    assert [row["id"] for row in json.loads(listed.stdout)] == [id]
    words = ["requests", "answer", id, "--as", "steward@odms.example", "--decline", "ชั้นลับ"]
    words += ["--ground", "security"]
    assert CliRunner().invoke(app, words).exit_code == 0
    assert Request.objects.get(id=id).reason == "ชั้นลับ"


def test_appeal_by_token_and_review_by_command(centre: Centre) -> None:
    from typer.testing import CliRunner

    from odms.cli.main import app

    made = post("/requests", ASKED | {"theme": "education", "province": "50"}).json()
    path = f"/requests/{made['id']}"
    refused = {"deed": "decline", "ground": "privacy", "reason": "มีชื่อบุคคล"}
    assert post(f"{path}/answer", refused, **bearer(centre, "steward")).status_code == 200
    assert post(f"{path}/appeal", {"text": "ไม่ได้ขอชื่อ"}).status_code == 403
    told = post(f"{path}/appeal", {"text": "ไม่ได้ขอชื่อ", "token": made["token"]}).json()
    assert (told["state"], told["ground"], told["theme"]) == ("appealed", "privacy", "education")
    words = ["requests", "review", made["id"], "--as", "admin@odms.example", "--uphold", "ยืนตาม"]
    assert CliRunner().invoke(app, words).stdout == f"{made['id']} upheld\n"
    wanted = CliRunner().invoke(app, ["requests", "wanted", "--by", "province", "--json"])
    assert json.loads(wanted.stdout) == [{"code": "50", "n_requests": 1, "n_open": 0, "n_votes": 0}]
    assert get("/requests/wanted?by=theme")["items"][0]["code"] == "education"
    other = post("/requests", ASKED).json()["id"]
    same = post("/requests", ASKED).json()["id"]
    merged = {"deed": "merge", "into": same}
    assert (
        post(f"/requests/{other}/answer", merged, **bearer(centre, "steward")).json()["merged_into"]
        == same
    )
    assert get(f"/requests/{same}")["n_votes"] == 1
