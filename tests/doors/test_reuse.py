"""Questions and reuses over HTTP: who may, what programs get, what stands on the pages of datasets."""

import json
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from factories.cases import published
from factories.centre import AT, ROLES, Centre
from PIL import Image

from odms.catalogue import queries as catalogue
from odms.ledger.rules import VISITOR
from odms.people import actions as people
from odms.search import actions as search
from odms.voice import actions
from odms.voice.models import Question, Showcase

ANYONE = "200 200 200 200 200 200 200 200 200 200 200"

# page x role, in the order of ROLES: the status of GET
SEEN = {
    "/datasets/{dataset}/questions": ANYONE,
    "/showcase": ANYONE,
    "/showcase/new": ANYONE,
    "/showcase/{public}": ANYONE,
    "/showcase/{waiting}": "404 404 404 404 404 404 404 404 404 200 404",
    "/desk/showcase": "302 403 403 403 403 403 403 403 403 200 403",
    "/desk/showcase/{waiting}": "302 403 403 403 403 403 403 403 403 200 403",
    "/feeds/showcase.atom": ANYONE,
}


@pytest.fixture
def things(centre: Centre) -> Iterator[dict[str, str]]:
    dataset = catalogue.get_dataset(published(centre).dataset.slug)
    search.rebuild()
    told = {"about": "ก", "kind": "app", "link": "https://example.org", "datasets": [dataset]}
    given = {"by": VISITOR, "mark": "m1", "at": AT} | told
    public = actions.submit_showcase(**given, title="แผนที่ผู้ป่วย")
    actions.publish_showcase(by=centre.admin, showcase=public, at=AT)
    waiting = actions.submit_showcase(**given, title="รอตรวจ")
    yield {"dataset": dataset.slug, "public": public.id, "waiting": waiting.id}


def entered(centre: Centre, who: str) -> Client:
    client = Client()
    if who != "visitor":
        client.force_login(centre.people[who])
    return client


def bearer(centre: Centre, who: str) -> dict[str, str]:
    user, ends = centre.people[who], AT.replace(year=2099)
    _, secret = people.make_token(by=user, user=user, name="t", expires_at=ends, at=AT)
    return {"Authorization": f"Bearer {secret}"}


def test_pages_open_for_whom_they_are(centre: Centre, things: dict[str, str]) -> None:
    told = {
        path: " ".join(
            str(entered(centre, who).get(path.format(**things)).status_code) for who in ROLES
        )
        for path in SEEN
    }
    assert told == SEEN


def test_question_is_asked_answered_and_accepted(centre: Centre, things: dict[str, str]) -> None:
    path = f"/datasets/{things['dataset']}/questions"
    assert Client().post(path, {"text": " "}).status_code == 422
    assert Client().post(path, {"text": "x", "website": "y"}).status_code == 302
    assert Client().post(path, {"text": "นับซ้ำหรือไม่"}).status_code == 302
    question = Question.objects.get()
    answer = f"/questions/{question.id}"
    assert Client().post(answer, {"text": "ไม่"}).status_code == 302  # to sign in
    assert entered(centre, "user").post(answer, {"text": " "}).status_code == 422
    assert entered(centre, "steward").post(answer, {"text": "ไม่นับซ้ำ"}).status_code == 302
    accepted = {"deed": "accept", "reply": question.replies.get().id}
    assert entered(centre, "user").post(answer, accepted).status_code == 403
    assert entered(centre, "steward").post(answer, accepted).status_code == 302
    assert "ไม่นับซ้ำ" in Client().get(path).content.decode()
    assert "นับซ้ำหรือไม่" in Client().get(f"/datasets/{things['dataset']}").content.decode()


def sent(began: int, **more: Any) -> dict[str, Any]:
    out = BytesIO()
    Image.new("RGB", (40, 30)).save(out, "PNG")
    return {
        "title": "ข่าวโรคระบาด", "about": "ใช้ข้อมูลผู้ป่วย", "kind": "news", "goals": ["3"],
        "link": "https://example.org/news", "datasets": "ผู้ป่วยนอก รายจังหวัด", "alt": "กราฟ",
        "picture": SimpleUploadedFile("a.png", out.getvalue()),
        "began": signing.dumps(began, salt="odms.web.began"),
    } | more  # fmt: skip


def test_visitor_shows_what_they_made(centre: Centre, things: dict[str, str]) -> None:
    title = catalogue.get_dataset(things["dataset"]).title_th
    assert Client().post("/showcase/new", sent(0, datasets="ไม่มีชุดนี้จริง")).status_code == 422
    taken = Client().post("/showcase/new", sent(0, datasets=title))
    assert (taken.status_code, taken["Location"]) == (302, "/showcase/new?sent=1")
    made = Showcase.objects.get(title="ข่าวโรคระบาด")
    assert [one.slug for one in made.datasets.all()] == [things["dataset"]]
    desk = f"/desk/showcase/{made.id}"
    assert entered(centre, "admin").post(desk, {"deed": "refuse"}).status_code == 422
    assert entered(centre, "admin").post(desk, {"deed": "publish"}).status_code == 302
    assert Client().get(f"/showcase/{made.id}/picture.webp")["Content-Type"] == "image/webp"
    for page in ("/", f"/datasets/{things['dataset']}", "/showcase?kind=news&goal=3"):
        assert f"/showcase/{made.id}" in Client().get(page).content.decode(), page
    assert made.title in Client().get("/feeds/showcase.atom").content.decode()
    sitemap = b"".join(Client().get("/sitemaps/pages.xml").streaming_content)
    assert made.id in sitemap.decode()


@pytest.mark.parametrize("more", [{"website": "x"}, {"began": ""}, {"began": "2"}])
def test_programs_are_not_heard(things: dict[str, str], more: dict[str, str]) -> None:
    assert Client().post("/showcase/new", sent(0) | more).status_code == 302
    assert not Showcase.objects.filter(kind="news").exists()


def test_api_asks_and_shows(centre: Centre, things: dict[str, str]) -> None:
    def post(path: str, body: Any, who: str = "") -> Any:
        headers = bearer(centre, who) if who else {}
        return Client().post(
            f"/api/v1{path}", json.dumps(body), content_type="application/json", headers=headers
        )

    asked = post("/questions", {"dataset": things["dataset"], "text": "หน่วยคืออะไร"}).json()
    path = f"/questions/{asked['id']}/answers"
    assert post(path, {"text": "คน"}).status_code == 401
    told = post(path, {"text": "คน"}, "steward").json()
    accepted = post(path, {"accept": told["answers"][0]["id"]}, "steward").json()
    assert accepted["state"] == "accepted"
    listed = Client().get(f"/api/v1/questions?dataset={things['dataset']}").json()
    assert [one["text"] for one in listed["items"]] == ["หน่วยคืออะไร"]
    form = {
        "title": "ก",
        "about": "ข",
        "kind": "art",
        "link": "https://example.org",
        "datasets": things["dataset"],
    }
    made = Client().post("/api/v1/showcase", form)
    assert (made.status_code, made.json()["state"]) == (201, "submitted")
    decide = f"/showcase/{made.json()['id']}/decision"
    assert post(decide, {"deed": "publish"}, "steward").status_code == 403
    assert post(decide, {"deed": "publish"}, "admin").json()["state"] == "public"
    assert Client().get("/api/v1/showcase?kind=art").json()["total"] == 1


def test_rows_and_columns_of_a_page_lead_to_feedback(things: dict[str, str]) -> None:
    page = Client().get(f"/datasets/{things['dataset']}").content.decode()
    place = f"/datasets/{things['dataset']}/feedback?place="
    assert f"{place}" in page
    assert "&amp;row=1" in page
    import re

    address = re.search(rf'href="({re.escape(place)}[^"]+row=2)"', page)
    assert address is not None
    form = Client().get(address[1].replace("&amp;", "&")).content.decode()
    assert 'value="2"' in form
    assert re.search(r"<option[^>]*selected[^>]*>", form.split('name="place"')[1])
