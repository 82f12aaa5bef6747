"""Requests and feedback over HTTP: visitors send, officers answer, programs fail."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from factories.cases import published
from factories.centre import AT, ROLES, Centre

from odms.catalogue import queries as catalogue
from odms.ledger.rules import VISITOR
from odms.search import actions as search
from odms.voice import actions
from odms.voice import queries as voice
from odms.voice.models import Feedback, Request, Vote
from odms.voice.rules import FEEDBACK_STATES, REQUEST_STATES
from odms.web.views.desk import badges

# page x role, in the order of ROLES: the status of GET
SEEN = {
    "/desk/voice": "302 403 200 200 200 200 200 200 200 200 200",
    "/desk/voice/requests/{request}": "302 403 200 200 200 200 200 404 404 200 200",
    "/desk/voice/requests/none": "302 403 404 404 404 404 404 404 404 404 404",
    "/desk/voice/feedback/{feedback}": "302 403 200 200 200 200 200 404 404 200 200",
    "/requests": "200 200 200 200 200 200 200 200 200 200 200",
    "/requests/new": "200 200 200 200 200 200 200 200 200 200 200",
    "/requests/{request}": "200 200 200 200 200 200 200 200 200 200 200",
    "/datasets/{dataset}/feedback": "200 200 200 200 200 200 200 200 200 200 200",
}

# form x role: the status of a POST without content (422: let in by permission)
SENT = {
    "/desk/voice/requests/{request} answer": "302 403 422 422 422 422 422 404 404 422 422",
    "/desk/voice/feedback/{feedback} resolve": "302 403 422 422 403 422 403 404 404 422 403",
    "/requests/new ": "422 422 422 422 422 422 422 422 422 422 422",
    "/datasets/{dataset}/feedback ": "422 422 422 422 422 422 422 422 422 422 422",
}

ASKED = {
    "title": "จำนวนโรงเรียนรายตำบล",
    "wanted": "ชื่อโรงเรียน ตำบล จำนวนนักเรียน",
    "purpose": "วางแผนรถรับส่งนักเรียน",
    "agency": "health",
    "name": "สมหญิง",
    "email": "som@odms.example",
}


@pytest.fixture(autouse=True)
def _cache() -> None:
    cache.clear()


@pytest.fixture
def things(centre: Centre) -> dict[str, Any]:
    """A published dataset that search knows, a request for data and a piece of feedback."""
    dataset = catalogue.get_dataset(published(centre).dataset.slug)
    search.rebuild()
    given: dict[str, Any] = {"by": VISITOR, "mark": "m1", "at": AT}
    request = actions.make_request(
        **given, title="ก", wanted="ข", purpose="ค", agency=centre.agency, name="สมหญิง"
    )
    feedback = actions.give_feedback(**given, dataset=dataset, text="สะกดผิด")
    return {"dataset": dataset, "request": request, "feedback": feedback}


@pytest.fixture
def enter(centre: Centre) -> Callable[[str], Client]:
    def entered(who: str) -> Client:
        client = Client()
        if who != "visitor":
            client.force_login(centre.people[who])
        return client

    return entered


def ids(things: dict[str, Any]) -> dict[str, str]:
    told = {name: things[name].id for name in ("request", "feedback")}
    return told | {"dataset": things["dataset"].slug}


def test_pages_open_for_whom_they_are(
    things: dict[str, Any], enter: Callable[[str], Client]
) -> None:
    told = {
        path: " ".join(str(enter(who).get(path.format(**ids(things))).status_code) for who in ROLES)
        for path in SEEN
    }
    assert told == SEEN


def test_forms_take_from_whom_they_are_for(
    things: dict[str, Any], enter: Callable[[str], Client]
) -> None:
    told = {}
    for form in SENT:
        path, _, deed = form.partition(" ")
        path = path.format(**ids(things))
        told[form] = " ".join(
            str(enter(who).post(path, {"deed": deed}).status_code) for who in ROLES
        )
    assert told == SENT


def followed(request: Request) -> str:
    return f"/requests/follow/{voice.request_token(request)}"


def test_every_state_has_a_sign() -> None:
    assert set(badges.REQUEST_SIGNS) == set(REQUEST_STATES)
    assert set(badges.FEEDBACK_SIGNS) == set(FEEDBACK_STATES)


def test_visitor_asks_and_is_named_to_officers_alone(
    things: dict[str, Any], enter: Callable[[str], Client]
) -> None:
    answer = Client().post("/requests/new", ASKED)
    request = Request.objects.get(title=ASKED["title"])
    assert (answer.status_code, answer["Location"]) == (302, followed(request) + "?made=1")
    public = Client().get(f"/requests/{request.id}").content.decode()
    desk = enter("steward").get(f"/desk/voice/requests/{request.id}").content.decode()
    assert ASKED["purpose"] in public
    assert "สมหญิง" not in public
    assert "som@odms.example" not in public
    assert "som@odms.example" in desk
    assert request.title in Client().get("/requests").content.decode()


def test_similar_datasets_are_shown_before_a_request_is_kept(things: dict[str, Any]) -> None:
    asked = ASKED | {"title": "ผู้ป่วยนอก รายจังหวัด"}
    page = Client().post("/requests/new", asked)
    assert page.status_code == 200
    assert f'href="/datasets/{things["dataset"].slug}"' in page.content.decode()
    assert Request.objects.count() == 1
    Client().post("/requests/new", asked | {"looked": "1"})
    assert Request.objects.count() == 2
    typed = Client().get("/requests/similar", {"title": "ผู้ป่วยนอก"}).content.decode()
    assert things["dataset"].slug in typed
    assert Client().get("/requests/similar", {"title": "x"}).content.decode().strip() == ""


def test_program_that_fills_in_every_field_is_not_heard(things: dict[str, Any]) -> None:
    website = {"website": "https://spam.example"}
    slug = things["dataset"].slug
    assert Client().post("/requests/new", ASKED | website).status_code == 302
    said = {"text": "ซื้อเลย"} | website
    assert Client().post(f"/datasets/{slug}/feedback", said).status_code == 302
    assert (Request.objects.count(), Feedback.objects.count()) == (1, 1)


def test_personal_data_is_told_beside_its_field(things: dict[str, Any]) -> None:
    page = Client().post("/requests/new", ASKED | {"purpose": "โทรหาผมที่ 081-234-5678"})
    assert page.status_code == 422
    assert "โทรศัพท์" in page.content.decode()
    assert Request.objects.count() == 1


def test_visitor_votes_once(things: dict[str, Any]) -> None:
    path = f"/requests/{things['request'].id}/vote"
    assert Client().post(path).status_code == 302
    again = Client().post(path)
    assert again.status_code == 409
    assert "คุณสนับสนุนคำขอนี้แล้ว" in again.content.decode()
    assert Client(REMOTE_ADDR="203.0.113.7").post(path).status_code == 302
    assert Vote.objects.count() == 2
    assert "203.0.113.7" not in str(list(Vote.objects.values()))


def test_feedback_stands_on_the_page_with_its_answer(
    things: dict[str, Any], enter: Callable[[str], Client]
) -> None:
    slug, column = things["dataset"].slug, "จังหวัด"
    table = catalogue.list_tables(things["dataset"])[0].slug
    said = {"useful": "2", "text": "ลำพูนหายไป", "place": f"{table}/{column}", "row": "3"}
    assert Client().post(f"/datasets/{slug}/feedback", said).status_code == 302
    one = Feedback.objects.get(text="ลำพูนหายไป")
    assert (one.column, one.row, one.useful) == (column, 3, 2)
    deed = {"deed": "answer", "text": "จะเพิ่มในรุ่นถัดไป"}
    path = f"/desk/voice/feedback/{one.id}"
    assert enter("steward").post(path, deed).status_code == 302
    page = Client().get(f"/datasets/{slug}")
    assert "ลำพูนหายไป" in page.content.decode()
    assert "จะเพิ่มในรุ่นถัดไป" in page.content.decode()
    assert not page.cookies


def test_officer_declines_with_a_reason(
    things: dict[str, Any], enter: Callable[[str], Client]
) -> None:
    path = f"/desk/voice/requests/{things['request'].id}"
    bare = enter("steward").post(path, {"deed": "decline", "reason": " "})
    assert bare.status_code == 422
    given = {"deed": "decline", "ground": "security", "reason": "ข้อมูลอยู่ในชั้นลับ"}
    assert enter("steward").post(path, given).status_code == 302
    assert "ข้อมูลอยู่ในชั้นลับ" in Client().get(f"/requests/{things['request'].id}").content.decode()
    assert enter("steward").post(path, given).status_code == 409


def test_refusal_is_appealed_by_the_secret_address_and_falls(
    centre: Centre, things: dict[str, Any], enter: Callable[[str], Client]
) -> None:
    request = things["request"]
    desk, own = f"/desk/voice/requests/{request.id}", followed(request)
    refused = {"deed": "decline", "ground": "opinion", "reason": "เป็นความเห็นภายใน"}
    assert enter("steward").post(desk, refused).status_code == 302
    page = Client().get(f"/requests/{request.id}").content.decode()
    assert "มาตรา 15 (3)" in page
    assert "<textarea" not in page
    assert "<textarea" in Client().get(own).content.decode()
    assert Client().post(own, {"text": " "}).status_code == 422
    assert Client().post(own, {"text": "เป็นข้อเท็จจริง ไม่ใช่ความเห็น"}).status_code == 302
    assert Client().post("/requests/follow/x", {"text": "ก"}).status_code == 404
    assert request.title in enter("admin").get("/desk/voice").content.decode()
    decided = {"deed": "overturn", "text": "เป็นข้อเท็จจริง"}
    assert enter("steward").post(desk, decided).status_code == 403
    assert enter("admin").post(desk, decided).status_code == 302
    assert "เป็นข้อเท็จจริง" in Client().get(f"/requests/{request.id}").content.decode()
    request.refresh_from_db()
    assert (request.state, request.reviewer) == ("overturned", centre.admin)


def test_earlier_requests_are_shown_while_typing(things: dict[str, Any]) -> None:
    given = {"by": VISITOR, "mark": "m2", "at": AT, "wanted": "ข", "purpose": "ค"}
    earlier = actions.make_request(**given, title="จำนวนโรงเรียนขนาดเล็กรายตำบล")
    typed = Client().get("/requests/similar", {"title": "จำนวนโรงเรียนรายตำบล"}).content.decode()
    assert f'href="/requests/{earlier.id}"' in typed
    page = Client().post("/requests/new", ASKED)
    assert (page.status_code, Request.objects.count()) == (200, 2)


def test_own_address_is_told_to_no_other_site_and_its_form_is_heard(things: dict[str, Any]) -> None:
    page = Client().get(followed(things["request"]))
    assert (page["Cache-Control"], page["Referrer-Policy"]) == ("no-store", "same-origin")
