"""Signing in, the second step, and one's own account."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from factories.centre import AT, Centre

from odms.people import actions as people
from odms.people.models import Token

PASSWORD = "เสือดำ-seven-hills"

SIGNED_IN = ["/account", "/account/password", "/account/second-step", "/account/keys"]


@pytest.fixture(autouse=True)
def _cache() -> None:
    cache.clear()


@pytest.fixture
def enter(centre: Centre) -> Callable[[str], Client]:
    def entered(who: str) -> Client:
        client = Client()
        client.force_login(centre.people[who])
        return client

    return entered


def text(answer: HttpResponse) -> str:
    return answer.content.decode()


@pytest.fixture
def somebody(centre: Centre) -> Any:
    return people.create_user(
        by=centre.admin, email="somebody@odms.example", name="ใครคนหนึ่ง", password=PASSWORD, at=AT
    )


def sign_in(client: Client, email: str, password: str) -> HttpResponse:
    return client.post("/account/sign-in", {"login": email, "password": password})


def test_sign_in_leads_to_the_account(somebody: Any, client: Client) -> None:
    answer = sign_in(client, "Somebody@ODMS.example", PASSWORD)
    assert (answer.status_code, answer["Location"]) == (302, "/account")


def test_sign_in_leads_to_the_desk_for_those_who_have_one(
    somebody: Any, centre: Centre, client: Client
) -> None:
    people.grant(by=centre.admin, user=somebody, agency=centre.agency, role="steward", at=AT)
    assert sign_in(client, somebody.email, PASSWORD)["Location"] == "/desk"


@pytest.mark.parametrize("email", ["somebody@odms.example", "nobody@odms.example"])
def test_wrong_password_says_the_same_for_everybody(
    email: str, somebody: Any, client: Client
) -> None:
    answer = sign_in(client, email, "wrong-password")
    assert answer.status_code == 200
    assert 'class="refusal"' in text(answer)
    assert "_auth_user_id" not in client.session


def test_guessing_passwords_is_stopped(somebody: Any, client: Client) -> None:
    said = [text(sign_in(client, somebody.email, f"wrong-{n}")) for n in range(7)]
    assert said[-1] != said[0]
    sign_in(client, somebody.email, PASSWORD)
    assert "_auth_user_id" not in client.session


def test_nobody_signs_up_alone(db: None, client: Client) -> None:
    assert client.get("/account/signup/").status_code == 404


def test_lost_password_does_not_tell_who_has_an_account(
    somebody: Any, client: Client, mailoutbox: Any
) -> None:
    known = client.post("/account/password/lost", {"email": somebody.email})
    unknown = client.post("/account/password/lost", {"email": "nobody@odms.example"})
    assert known["Location"] == unknown["Location"] == "/account/password/lost/sent"
    letter = next(letter for letter in mailoutbox if letter.to == [somebody.email])
    path = re.search(r"https?://[^/\s]+(/account/password/lost/\S+)", letter.body)
    assert path
    assert client.get(path[1], follow=True).status_code == 200


def test_second_step_is_turned_on_and_asked_for(somebody: Any, client: Client) -> None:
    sign_in(client, somebody.email, PASSWORD)
    path = "/account/second-step/app"
    again = client.get(path)["Location"]  # the password is asked for once more
    assert client.post(again, {"password": PASSWORD})["Location"] == path
    html = text(client.get(path))
    secret = re.search(r'<code class="break">([A-Z2-7]+)</code>', html)
    assert secret
    answer = client.post("/account/second-step/app", {"code": _code(secret[1])})
    assert answer.status_code == 302
    for path in (
        "/account/second-step",
        "/account/second-step/codes",
        "/account/second-step/codes/new",
    ):
        assert client.get(path).status_code == 200, path
    assert client.get("/account/second-step/app/off").status_code == 200
    client.post("/account/sign-out")
    assert sign_in(client, somebody.email, PASSWORD)["Location"] == "/account/second-step/sign-in"
    assert client.get("/account").status_code == 302
    wrong = client.post("/account/second-step/sign-in", {"code": "000000"})
    assert 'class="refusal"' in text(wrong)
    cache.clear()  # a code is good once, and this one was used a moment ago
    answer = client.post("/account/second-step/sign-in", {"code": _code(secret[1])})
    assert answer["Location"] == "/account"
    assert client.get("/account").status_code == 200


def _code(secret: str) -> str:
    from allauth.mfa.totp.internal import auth

    return next(
        auth.format_hotp_value(auth.hotp_value(secret, counter))
        for counter in auth.yield_hotp_counters_from_time()
    )


def test_keys_can_be_added(somebody: Any, client: Client) -> None:
    sign_in(client, somebody.email, PASSWORD)
    client.post("/account/again", {"password": PASSWORD})
    assert "mfa/js/webauthn" in text(client.get("/account/keys/add"))


def test_sign_out(enter: Any) -> None:
    client = enter("steward")
    assert client.post("/account/sign-out")["Location"] == "/"
    assert client.get("/account").status_code == 302


@pytest.mark.parametrize("path", SIGNED_IN)
def test_account_pages_ask_to_sign_in(path: str, somebody: Any, client: Client) -> None:
    answer = client.get(path)
    assert answer.status_code == 302
    assert answer["Location"] == f"/account/sign-in?next={quote(path, safe='')}"
    client.force_login(somebody)
    assert client.get(path).status_code == 200


def test_account_shows_roles_and_keeps_to_itself(enter: Any) -> None:
    answer = enter("both").get("/account")
    assert "ผู้ดูแลข้อมูล" in text(answer)
    assert "ผู้อนุมัติ" in text(answer)
    assert answer["Cache-Control"] == "no-store"


def test_token_is_shown_once(centre: Centre, enter: Any) -> None:
    client = enter("steward")
    answer = client.post("/account/tokens", {"name": "ส่งทุกคืน", "days": "30"})
    assert answer.status_code == 200
    secret = re.search(r"<code>(odms_[^<]+|[\w-]{30,})</code>", text(answer))
    assert secret
    assert secret[1] not in text(client.get("/account"))
    token = Token.objects.get(user=centre.steward)
    assert timedelta(days=29) < token.expires_at - token.created_at <= timedelta(days=30)


@pytest.mark.parametrize("sent", [{}, {"name": "", "days": "30"}, {"name": "x", "days": "9999"}])
def test_token_form_says_what_is_wrong(sent: dict[str, str], enter: Any) -> None:
    answer = enter("steward").post("/account/tokens", sent)
    assert answer.status_code == 422
    assert 'class="refusal"' in text(answer)
    assert not Token.objects.exists()


def test_token_of_another_is_absent(centre: Centre, enter: Any) -> None:
    token, _ = people.make_token(
        by=centre.steward, user=centre.steward, name="x", expires_at=AT + timedelta(days=9), at=AT
    )
    assert enter("approver").post(f"/account/tokens/{token.id}/revoke").status_code == 404
    assert enter("steward").post(f"/account/tokens/{token.id}/revoke").status_code == 302
    token.refresh_from_db()
    assert token.revoked_at


def test_language_is_kept_and_goes_on(centre: Centre, enter: Any) -> None:
    answer = enter("steward").post("/account/language", {"language": "en"})
    assert answer["Location"] == "/en/account"
    centre.steward.refresh_from_db()
    assert centre.steward.language == "en"
    assert enter("steward").post("/account/language", {"language": "xx"}).status_code == 422


def test_notices_are_read(centre: Centre, enter: Any) -> None:
    client = enter("steward")
    people.notify(user=centre.steward, code="intake.notice.failed", facts={"name": "ก"}, at=AT)
    assert "ใหม่" in text(client.get("/account"))
    assert client.post("/account/notices").status_code == 302
    assert not centre.steward.notices.filter(read_at=None).exists()
