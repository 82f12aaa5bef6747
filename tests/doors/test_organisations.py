"""The pages and the API by which organisations come in: role x page, and the whole way."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from factories.applications import COMPANY, DEPARTMENT, PDF, application_in, applied
from factories.centre import AT, PEOPLE, Centre

from odms.people import actions, queries
from odms.people.models import Application


def client_of(centre: Centre, who: str) -> Client:
    client = Client()
    if who != "visitor":
        client.force_login(centre.people[who])
    return client


def send(client: Client, **changes: Any) -> Any:
    given = COMPANY | {"paper": SimpleUploadedFile("หนังสือ.pdf", PDF)} | changes
    return client.post("/apply", {name: value for name, value in given.items() if value})


# what is asked of the desk's pages: who may; a visitor is led to sign in, others are turned away
PAGES: dict[str, str] = {
    "/desk/applications": "admin centre-auditor",
    "/desk/applications/ID": "admin centre-auditor",
    "/desk/applications/ID/paper": "admin centre-auditor",
    "/desk/delegations": "approver both other-approver admin",
    "/desk/webhooks": "approver both other-approver admin",
}


@pytest.mark.parametrize("page", PAGES)
def test_who_sees_the_page(centre: Centre, page: str) -> None:
    address = page.replace("ID", applied().id)
    for who in ("visitor", *PEOPLE):
        expected = 200 if who in PAGES[page].split() else 403
        expected = 302 if who == "visitor" else expected
        answer = client_of(centre, who).get(address)
        if answer.streaming:
            b"".join(answer.streaming_content)  # to its end, which closes the file
        assert answer.status_code == expected, who


@pytest.mark.parametrize("deed", ["ask", "refuse", "verify"])
def test_who_decides(centre: Centre, deed: str) -> None:
    address = f"/desk/applications/{applied().id}"
    for who in ("visitor", *PEOPLE):
        answer = client_of(centre, who).post(address, {"deed": deed})
        expected = 422 if who == "admin" else 403  # nothing was filled in
        assert answer.status_code == (302 if who == "visitor" else expected), who


def test_the_whole_way(centre: Centre, mailoutbox: list[Any]) -> None:
    visitor, admin = Client(), client_of(centre, "admin")
    standing = send(visitor)["Location"]
    assert "ศูนย์ได้รับคำขอแล้ว" in visitor.get(standing).content.decode()
    application = Application.objects.get()
    desk = f"/desk/applications/{application.id}"
    assert admin.post(desk, {"deed": "ask", "question": "ใครลงนาม"}).status_code == 302
    page = visitor.get(standing)
    assert "ใครลงนาม" in page.content.decode()
    assert page["Cache-Control"] == "no-store"
    assert visitor.post(standing, {"answer": "กรรมการผู้จัดการ"}).status_code == 302
    assert "กรรมการผู้จัดการ" in admin.get(desk).content.decode()
    verified = admin.post(
        desk, {"deed": "verify", "slug": "stream", "checks": ["certificate", "mandate", "domain"]}
    )
    assert verified.status_code == 302, verified.content.decode()
    actions.post(at=AT.replace(year=2027))  # nothing old goes out
    assert [letter.to for letter in mailoutbox].count([COMPANY["person_email"]]) == 2
    assert queries.get_agency("stream").verified_at


def test_invited_person_sets_a_password_and_sees_the_desk(
    centre: Centre, mailoutbox: list[Any]
) -> None:
    from django.utils import timezone

    application = applied()
    now = timezone.now()
    given = {"slug": "stream", "checks": ["certificate", "mandate", "domain"]}
    actions.verify(by=centre.admin, application=application, at=now, **given)
    actions.post(at=now)
    letter = next(one for one in mailoutbox if "/account/password/lost/" in one.body)
    found = re.search(r"http://127.0.0.1:8000(/account/password/lost/\S+)", letter.body)
    assert found
    client = Client()
    form = client.get(found[1], follow=True)
    address = form.redirect_chain[-1][0]
    password = "เสือดำ-seven-hills"
    assert client.post(address, {"password1": password, "password2": password}).status_code == 302
    signed = client.post(
        "/account/sign-in", {"login": COMPANY["person_email"], "password": password}
    )
    assert signed["Location"] == "/desk"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name_th": ""}, "id_name_th"),
        ({"number": "0105556123452"}, "id_number"),
        ({"website": "javascript:alert(1)"}, "id_website"),
        ({"paper": SimpleUploadedFile("a.pdf", b"<html>")}, "id_paper"),
        ({"paper": ""}, "id_paper"),
        ({"fax": "1"}, "errors"),
    ],
)
def test_form_comes_back_with_what_was_typed(
    centre: Centre, changes: dict[str, Any], field: str
) -> None:
    answer = send(Client(), **changes)
    assert answer.status_code == 422
    html = answer.content.decode()
    assert COMPANY["person_office"] in html
    assert f'href="#{field}"' in html or f'id="{field}"' in html
    assert not Application.objects.exists()


def test_desk_of_the_centre_says_who_waits(centre: Centre) -> None:
    title = "มี 1 องค์กรรอคำตอบของคุณ"
    assert title not in client_of(centre, "admin").get("/desk").content.decode()
    applied()
    assert title in client_of(centre, "admin").get("/desk").content.decode()
    assert title not in client_of(centre, "centre-auditor").get("/desk").content.decode()


def test_paper_is_a_file_to_keep_and_not_a_page(centre: Centre) -> None:
    answer = client_of(centre, "admin").get(f"/desk/applications/{applied().id}/paper")
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert b"".join(answer.streaming_content) == PDF  # type: ignore[attr-defined]


def test_state_agency_is_offered_from_the_list(centre: Centre) -> None:
    application = applied(DEPARTMENT, name_th="กรมควบคุมมลพิศ", name_en="")
    html = client_of(centre, "admin").get(f"/desk/applications/{application.id}").content.decode()
    assert 'value="pcd"' in html
    assert "ต่างกัน 1 ตัวอักษร" in html


def test_wrong_address_of_an_application(db: None) -> None:
    assert Client().get("/apply/nothing").status_code == 404
    assert Client().post("/apply/nothing", {"answer": "x"}).status_code == 404


def test_answer_to_no_question(centre: Centre) -> None:
    token = queries.application_token(applied())
    assert Client().post(f"/apply/{token}", {"answer": "x"}).status_code == 409


def token_of(centre: Centre, who: str) -> dict[str, str]:
    from datetime import timedelta

    from django.utils import timezone

    user = centre.people[who]
    now = timezone.now()
    _, secret = actions.make_token(
        by=user, user=user, name="t", expires_at=now + timedelta(days=1), at=now
    )
    return {"headers": {"Authorization": f"Bearer {secret}"}}  # type: ignore[dict-item]


def test_api_takes_an_application(centre: Centre) -> None:
    body = COMPANY | {"paper_url": "https://stream.example/letter.pdf"}
    answer = Client().post("/api/v1/applications", body, content_type="application/json")
    assert answer.status_code == 201, answer.content
    told = answer.json()
    assert (told["state"], told["standing"]["en"]) == ("submitted", "Waits for the centre")
    path = told["page_url"].removeprefix("http://127.0.0.1:8000")
    assert Client().get(path).status_code == 200
    wrong = Client().post(
        "/api/v1/applications", body | {"number": "1"}, content_type="application/json"
    )
    assert (wrong.status_code, wrong.json()["code"]) == (400, "people.number_thirteen_digits")


@pytest.mark.parametrize("who", ["visitor", *PEOPLE])
def test_api_shows_applications_to_the_centre(centre: Centre, who: str) -> None:
    application = application_in(centre, "more-asked")
    given: Any = {} if who == "visitor" else token_of(centre, who)
    expected = {"visitor": 401, "admin": 200, "centre-auditor": 200}.get(who, 403)
    for path in ("/api/v1/applications", f"/api/v1/applications/{application.id}"):
        answer = Client().get(path, **given)
        assert answer.status_code == expected
    if expected == 200:
        assert answer.json()["question"] == "ใครลงนาม"


def test_api_looks_up_state_agencies(db: None) -> None:
    found = Client().get("/api/v1/state-agencies", {"name": "กรมควบคุมมลพิศ"}).json()
    assert [(one["code"], one["n_slips"], one["kind"]["en"]) for one in found] == [
        ("pcd", 1, "Department or equal")
    ]
