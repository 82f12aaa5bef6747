"""Letters, delegations and webhooks through the pages and the API."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from factories import cases
from factories.centre import AT, Centre

from odms.people import actions, queries
from odms.people.models import Delegation, Webhook
from odms.people.rules.notices import KINDS


def client_of(centre: Centre, who: str) -> Client:
    client = Client()
    client.force_login(centre.people[who])
    return client


def test_letters_are_chosen_without_signing_in(centre: Centre) -> None:
    path = f"/letters/{queries.letter_token(centre.steward)}"
    page = Client().get(path)
    assert page.status_code == 200
    assert centre.steward.email in page.content.decode()
    chosen = KINDS | {"intake": "weekly"}
    assert Client(enforce_csrf_checks=True).post(path, chosen).status_code == 302
    assert queries.paces_of(centre.steward) == chosen


def test_one_click_of_a_mail_program_stops_all_letters(centre: Centre) -> None:
    path = f"/letters/{queries.letter_token(centre.steward)}"
    client = Client(enforce_csrf_checks=True)
    assert client.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 204
    assert queries.paces_of(centre.steward) == dict.fromkeys(KINDS, "off")
    button = client.post(path, {"List-Unsubscribe": "One-Click", "page": "1"})
    assert button.status_code == 302


@pytest.mark.parametrize("token", ["x", "InN0cmluZyI:1xWm:abc"])
def test_letters_of_nobody(db: None, token: str) -> None:
    assert Client().get(f"/letters/{token}").status_code == 404
    assert Client().post(f"/letters/{token}", KINDS).status_code == 404


def test_letters_are_chosen_on_the_account(centre: Centre) -> None:
    client = client_of(centre, "steward")
    assert 'name="intake"' in client.get("/account").content.decode()
    chosen = KINDS | {"publication": "off"}
    assert client.post("/account/letters", chosen).status_code == 302
    assert queries.paces_of(centre.steward) == chosen
    assert client.post("/account/letters", KINDS | {"intake": "hourly"}).status_code == 422


def hand_over(centre: Centre, who: str = "approver", **changes: Any) -> Any:
    today = timezone.localdate()
    given = {
        "agency": "health", "email": "second-steward@odms.example", "from_date": today.isoformat(),
        "until_date": (today + timedelta(days=6)).isoformat(), "reason": "ลาพักผ่อน",
    }  # fmt: skip
    return client_of(centre, who).post("/desk/delegations", given | changes)


def test_approver_is_away_and_another_approves(centre: Centre) -> None:
    case = cases.submitted(centre)
    taker = client_of(centre, "second-steward")
    assert taker.get(f"/desk/approvals/{case.id}").status_code == 403
    assert hand_over(centre).status_code == 302
    assert taker.get(f"/desk/approvals/{case.id}").status_code == 200
    assert "แทน Approver" in taker.get("/account").content.decode()
    answer = taker.post(f"/desk/approvals/{case.id}", {"decision": "approve"})
    assert answer.status_code == 302, answer.content.decode()
    shown = client_of(centre, "auditor").get("/desk/ledger").content.decode()
    assert "แทน Approver" in shown
    made = Delegation.objects.get()
    back = client_of(centre, "approver").post(f"/desk/delegations/{made.id}/take-back")
    assert back.status_code == 302
    assert taker.get("/desk/approvals").status_code == 403


@pytest.mark.parametrize(
    ("who", "changes", "status"),
    [
        ("approver", {"email": "nobody@odms.example"}, 404),
        ("approver", {"email": "other-steward@odms.example"}, 422),
        ("approver", {"agency": "water"}, 422),
        ("approver", {"until_date": "2020-01-01"}, 422),
        ("approver", {"reason": ""}, 422),
        ("admin", {}, 422),
        ("steward", {}, 403),
    ],
)
def test_handing_over_refused(
    centre: Centre, who: str, changes: dict[str, str], status: int
) -> None:
    assert hand_over(centre, who, **changes).status_code == status
    assert not Delegation.objects.exists()


def test_another_approver_takes_nothing_back(centre: Centre) -> None:
    hand_over(centre)
    made = Delegation.objects.get()
    for who, status in (("both", 403), ("other-approver", 403), ("admin", 302)):
        path = f"/desk/delegations/{made.id}/take-back"
        assert client_of(centre, who).post(path).status_code == status


def test_webhook_shows_its_secret_once(centre: Centre) -> None:
    client = client_of(centre, "approver")
    given = {"agency": "health", "url": "https://a.example/x", "events": ["case.published"]}
    answer = client.post("/desk/webhooks", given)
    webhook = Webhook.objects.get()
    secret = queries.secret_of(webhook)
    assert secret in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    page = client.get("/desk/webhooks").content.decode()
    assert "https://a.example/x" in page
    assert secret not in page
    path = f"/desk/webhooks/{webhook.id}/remove"
    assert client_of(centre, "other-approver").post(path).status_code == 404
    assert client.post(path).status_code == 302
    assert queries.list_webhooks(centre.agency) == []


@pytest.mark.parametrize(
    "changes",
    [{"url": "http://a.example"}, {"url": "x"}, {"events": []}, {"events": ["token.made"]},
     {"agency": "water"}],
)  # fmt: skip
def test_webhook_refused(centre: Centre, changes: dict[str, Any]) -> None:
    given = {"agency": "health", "url": "https://a.example/x", "events": ["case.published"]}
    answer = client_of(centre, "approver").post("/desk/webhooks", given | changes)
    assert answer.status_code == 422
    assert not Webhook.objects.exists()


def test_api_tells_news_and_who_acts_for_whom(centre: Centre) -> None:
    hand_over(centre)
    taker = centre.people["second-steward"]
    now = timezone.now()
    _, secret = actions.make_token(
        by=taker, user=taker, name="t", expires_at=now + timedelta(days=1), at=now
    )
    given: Any = {"headers": {"Authorization": f"Bearer {secret}"}}
    (one,) = Client().get("/api/v1/delegations", **given).json()
    assert (one["giver"], one["taker"], one["role"]) == ("Approver", "Second-Steward", "approver")
    (news,) = Client().get("/api/v1/notices", **given).json()
    assert (news["code"], news["kind"]) == ("people.notice.delegated", "people")
    assert "Approver" in news["sentence"]["en"]
    assert Client().get("/api/v1/notices").status_code == 401


def test_overdue_sentence_on_the_desk(centre: Centre) -> None:
    facts = {"number": 1, "title": "เตียง", "by": "ODMS", "reason": ""}
    actions.remind(
        key="case:1:submit", agency=centre.agency, code="publication.notice.opened", facts=facts,
        due_at=AT, at=AT + timedelta(days=3),
    )  # fmt: skip
    assert "เกินกำหนด 3 วัน" in client_of(centre, "steward").get("/desk").content.decode()
