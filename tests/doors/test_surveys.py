"""Surveys over HTTP and by command: one question a screen, the designer, frames, files, open results."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from factories.centre import AT, ROLES, Centre
from samples import national_survey
from typer.testing import CliRunner

from odms.cli.main import app
from odms.people import actions as people
from odms.voice import actions, queries
from odms.voice.models import Survey, SurveyAnswer
from odms.voice.rules.documents import built_in

CODE = "satisfaction-1"
ANSWERS = {
    "group": "public", "channel": "centre", "purpose": "life", "q-usefulness": "5",
    "q-content": "4", "q-access": "4", "q-tools": "3", "q-service": "5", "q-suggestion": "เร็วขึ้น",
    "agency": "health",
}  # fmt: skip

# page x role, in the order of ROLES: the status of GET
SEEN = {
    "/survey": "302 302 302 302 302 302 302 302 302 302 302",
    "/surveys": "200 200 200 200 200 200 200 200 200 200 200",
    f"/survey/{CODE}": "200 200 200 200 200 200 200 200 200 200 200",
    f"/survey/{CODE}/embed": "200 200 200 200 200 200 200 200 200 200 200",
    f"/survey/{CODE}/results": "200 200 200 200 200 200 200 200 200 200 200",
    f"/survey/{CODE}/results.csv": "200 200 200 200 200 200 200 200 200 200 200",
    f"/survey/{CODE}/qr.svg": "200 200 200 200 200 200 200 200 200 200 200",
    "/survey/draft": "404 404 200 200 404 200 404 404 404 200 404",
    "/desk/surveys": "302 403 200 200 403 200 403 200 403 200 403",
    "/desk/surveys/draft": "302 403 200 200 403 200 403 404 403 200 403",
    "/desk/surveys/draft/questions/new": "302 403 200 200 403 200 403 404 403 200 403",
    "/desk/surveys/draft/files": "302 403 200 200 403 200 403 404 403 200 403",
}


@pytest.fixture
def draft(centre: Centre) -> Survey:
    return actions.make_survey(
        by=centre.steward, document=built_in(), agency=centre.agency, code="draft", at=AT
    )


def entered(centre: Centre, who: str) -> Client:
    client = Client()
    if who != "visitor":
        client.force_login(centre.people[who])
    return client


def bearer(centre: Centre, who: str) -> dict[str, str]:
    user = centre.people[who]
    ends = AT.replace(year=2099)
    _, secret = people.make_token(by=user, user=user, name="t", expires_at=ends, at=AT)
    return {"Authorization": f"Bearer {secret}"}


def test_pages_open_for_whom_they_are(centre: Centre, draft: Survey) -> None:
    told = {
        path: " ".join(str(entered(centre, who).get(path).status_code) for who in ROLES)
        for path in SEEN
    }
    assert told == SEEN


def walk(client: Client, path: str) -> tuple[int, Any]:
    """Answer question after question as a browser without scripts does: how many, the last answer."""
    page = client.get(path)
    for number in range(1, 20):
        shown = page.content.decode()
        sent = dict(re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', shown))
        sent.pop("csrfmiddlewaretoken", None)
        name = next(name for name in ANSWERS if name not in sent)
        assert f'name="{name}"' in shown
        page = client.post(path, sent | {name: ANSWERS[name], "go": "next"})
        if page.status_code == 302 or number == len(ANSWERS):
            return number, page
    raise AssertionError("it never ends")


def test_visitor_answers_one_question_a_screen(centre: Centre) -> None:
    n, page = walk(Client(), f"/survey/{CODE}")
    assert (n, page["Location"]) == (10, f"/survey/{CODE}/results?sent=1")
    [kept] = SurveyAnswer.objects.all()
    assert (kept.group, kept.agency.slug, kept.answers["service"]) == ("public", "health", 5)
    shown = Client().get(page["Location"]).content.decode()
    assert "เร็วขึ้น" not in shown


def test_frame_is_answered_without_a_cookie(centre: Centre) -> None:
    client = Client(enforce_csrf_checks=True)
    _, page = walk(client, f"/survey/{CODE}/embed")
    assert (page.status_code, SurveyAnswer.objects.count()) == (200, 1)
    assert not client.cookies
    assert "X-Frame-Options" not in page
    assert "frame-ancestors *" in page["Content-Security-Policy"]
    framed = json.loads(Client().get(f"/oembed?url={settings.CENTRE_URL}/survey/{CODE}").content)
    assert f"/survey/{CODE}/embed" in framed["html"]


def test_screen_comes_back_with_what_is_wrong(centre: Centre) -> None:
    path = f"/survey/{CODE}"
    assert Client().post(path, {"at": "0", "go": "next"}).status_code == 422
    assert Client().post(path, {"at": "3", "go": "next", "q-usefulness": "9"}).status_code == 422
    back = Client().post(path, {"at": "1", "go": "back", "group": "state"}).content.decode()
    assert re.search(r'value="state"[^>]*checked', back)
    last = {"at": "9", "go": "next"} | ANSWERS | {"q-tools": ""}
    assert Client().post(path, last).status_code == 422
    assert Client().post(path, last | {"website": "x"}).status_code == 302
    assert not SurveyAnswer.objects.exists()


def test_officer_designs_a_survey(centre: Centre) -> None:
    client = entered(centre, "steward")
    begun = client.post("/desk/surveys", {"title_th": "ถามผู้ใช้", "agency": "health"})
    address = begun["Location"]
    survey = Survey.objects.get(agency=centre.agency)
    asked = {
        "kind": "many",
        "th": "ใช้ทำอะไร",
        "choices": "app | แอป | App\nงานวิจัย",
        "is_needed": "on",
    }
    path = f"{address}/questions/new"
    assert client.post(path, asked | {"choices": ""}).status_code == 422
    assert client.post(path, asked).status_code == 302
    assert (
        client.post(path, {"kind": "likert", "th": "ดีไหม", "dimension": "service"}).status_code
        == 302
    )
    assert client.post(address, {"deed": "up", "code": "q2"}).status_code == 302
    settings = {"deed": "settings", "title_th": "ถามผู้ใช้ข้อมูล", "groups": "a | ก | A"}
    assert client.post(address, settings | {"closes_date": "2027-01-31"}).status_code == 302
    assert client.post(address, {"deed": "open"}).status_code == 302
    survey.refresh_from_db()
    assert [one["code"] for one in survey.document["questions"]] == ["q2", "q1"]
    assert (survey.state, survey.closes_date.isoformat()) == ("open", "2027-01-31")
    assert survey.document["channels"] == []
    assert "<iframe" in client.get(address).content.decode().replace("&lt;", "<")
    assert client.post(address, {"deed": "shares", "a": "90"}).status_code == 422
    assert client.post(address, {"deed": "shares", "a": "100"}).status_code == 302


def test_file_is_looked_at_and_then_taken_in(centre: Centre) -> None:
    survey = actions.make_survey(
        by=centre.admin, document=national_survey.document(built_in()), code="national", at=AT
    )
    client, path = entered(centre, "admin"), f"/desk/surveys/{survey.id}/files"
    content = national_survey.as_csv(national_survey.rows(n=40))
    page = client.post(path, {"file": SimpleUploadedFile("a.csv", content)})
    assert page.status_code == 200
    assert not survey.answers.exists()
    held = re.search(r'name="held" value="([^"]+)"', page.content.decode())
    assert held is not None
    taken = client.post(path, {"held": held[1], "name": "a.csv"})
    assert (taken.status_code, survey.answers.count()) == (200, 40)
    assert client.post(path, {"held": held[1], "name": "a.csv"}).status_code == 404
    wrong = client.post(path, {"file": SimpleUploadedFile("b.csv", b"a,b\n1,2\n3,4\n")})
    assert wrong.status_code == 422


def test_api_makes_answers_and_tells(centre: Centre) -> None:
    def sent(path: str, body: Any, who: str = "") -> Any:
        headers = bearer(centre, who) if who else {}
        return Client().post(
            f"/api/v1{path}", json.dumps(body), content_type="application/json", headers=headers
        )

    body = {"document": built_in(), "code": "by-api", "agency": "health"}
    statuses = [sent("/surveys", body, who).status_code for who in ("", "user", "other-steward")]
    assert statuses == [401, 403, 403]
    assert sent("/surveys", body, "steward").status_code == 201
    assert Client().get("/api/v1/surveys/by-api").status_code == 404
    assert sent("/surveys/by-api", {"closes_date": "2027-01-01"}, "steward").status_code == 200
    assert sent("/surveys/by-api/state", {"deed": "open"}, "steward").json()["state"] == "open"
    marks = {"usefulness": 5, "content": 4, "access": 4, "tools": 3, "service": 4}
    given = {"group": "state", "channel": "api", "purpose": "work", "answers": marks}
    for _ in range(5):
        kept = sent("/surveys/by-api/answers", given)
    assert (kept.status_code, kept.json()) == (201, {"code": "by-api", "n_answers": 5})
    told = Client().get("/api/v1/surveys/by-api/results").json()
    assert (told["n"], told["overall"]["mean"], told["overall"]["band"]) == (5, 4.0, "high")
    table = Client().get("/api/v1/surveys/by-api/results?format=csv").content.decode()
    assert table.splitlines()[1].startswith("overall,,,5,4.0,high")
    assert Client().get("/api/v1/satisfaction?agency=health").json()["n"] == 5
    assert (
        sent("/surveys/by-api", {"document": built_in() | {"questions": []}}, "steward").status_code
        == 409
    )


def test_commands_add_import_and_tell(centre: Centre, tmp_path: Path) -> None:
    def run(*words: str) -> Any:
        return CliRunner().invoke(app, ["survey", *words])

    document = tmp_path / "survey.yaml"
    document.write_text(json.dumps(national_survey.document(built_in()), ensure_ascii=False))
    by = ("--as", "admin@odms.example")
    assert run("add", str(document), "--code", "national", *by).stdout == "national draft\n"
    answers = tmp_path / "answers.csv"
    answers.write_bytes(national_survey.as_csv(national_survey.rows(n=50)))
    of = ("import", str(answers), "--survey", "national", *by)
    assert run(*of, "--dry-run").stdout == "n_rows=50 n_taken=50 n_known=0 n_refused=0\n"
    assert json.loads(run(*of, "--json").stdout)["n_taken"] == 50
    assert run("close", "national", *by).stdout == "national closed\n"
    assert json.loads(run("results", "national", "--json").stdout)["n"] == 50
    assert queries.find_survey("national").answers.count() == 50
