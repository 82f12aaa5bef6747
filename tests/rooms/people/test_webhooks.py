"""Webhooks over a real server on this machine: signed, tried again, and never to private places."""

import hashlib
import hmac
import ipaddress
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from factories.centre import AT, Centre
from factories.loopback import Quiet, answering

from odms.errors import Forbidden, Invalid
from odms.ledger import actions as ledger
from odms.ledger.rules import SYSTEM, Subject
from odms.people import actions, queries
from odms.people.models import Call, Webhook
from odms.people.rules.notices import PAUSES


@dataclass
class Other:
    """The other side: what it was told, and how it answers."""

    url: str = ""
    status: int = 204
    told: list[tuple[dict[str, str], bytes]] = field(default_factory=list)


@pytest.fixture
def other(settings: Any) -> Iterator[Other]:
    other = Other()

    class Answers(Quiet, BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            other.told.append((dict(self.headers), body))
            self.send_response(other.status)
            self.send_header("Location", "/elsewhere")
            self.end_headers()

    settings.DEBUG = True  # addresses without TLS are for trying things out
    settings.FETCH_NETWORKS = (ipaddress.ip_network("127.0.0.0/8"),)
    with answering(Answers) as url:
        other.url = f"{url}/hook"
        yield other


def made(centre: Centre, url: str, **changes: Any) -> tuple[Webhook, str]:
    given: dict[str, Any] = {
        "by": centre.approver, "agency": centre.agency, "url": url,
        "events": ["case.published", "delivery.failed"], "at": AT,
    }  # fmt: skip
    return actions.make_webhook(**(given | changes))


def happens(centre: Centre, verb: str = "case.published", agency: str = "health") -> None:
    ledger.record(
        by=SYSTEM,
        verb=verb,
        subject=Subject("case", "01CASE"),
        at=AT,
        agency_id=centre.agencies[agency].id,
        facts={"reason": "ความลับ"},
    )


def test_event_is_told_once_and_signed(centre: Centre, other: Other) -> None:
    _, secret = made(centre, other.url)
    happens(centre)
    assert actions.call(at=AT) == 1
    assert actions.call(at=AT) == 0
    ((headers, body),) = other.told
    seconds = int(AT.timestamp())
    expected = hmac.new(secret.encode(), f"{seconds}.".encode() + body, hashlib.sha256)
    assert headers["X-ODMS-Signature"] == f"t={seconds},v1={expected.hexdigest()}"
    assert headers["X-ODMS-Event"] == "case.published"
    told = json.loads(body)
    assert (told["event"], told["agency"]) == ("case.published", "health")
    assert told["subject"] == {"kind": "case", "id": "01CASE"}
    assert "ความลับ" not in body.decode()


def test_only_what_was_asked_for_and_is_of_the_agency(centre: Centre, other: Other) -> None:
    happens(centre)  # before there was a webhook
    webhook, _ = made(centre, other.url)
    happens(centre, "case.opened")
    happens(centre, agency="water")
    happens(centre, "delivery.failed")
    actions.call(at=AT)
    assert [call.event for call in queries.list_calls(webhook)] == ["delivery.failed"]


@pytest.mark.parametrize("status", [301, 404, 500])
def test_failed_call_is_tried_with_pauses_and_given_up(
    centre: Centre, other: Other, status: int
) -> None:
    other.status = status
    webhook, _ = made(centre, other.url)
    happens(centre)
    now = AT
    for pause in PAUSES:
        assert actions.call(at=now) == 0
        assert queries.list_calls(webhook)[0].next_at == now + pause
        now += pause
    actions.call(at=now)
    actions.call(at=now + timedelta(days=9))
    (call,) = queries.list_calls(webhook)
    assert (call.status, call.next_at, call.sent_at) == (status, None, None)
    assert len(other.told) == len(PAUSES) + 1


def test_call_arrives_when_the_other_side_is_back(centre: Centre, other: Other) -> None:
    other.status = 503
    webhook, _ = made(centre, other.url)
    happens(centre)
    actions.call(at=AT)
    other.status = 200
    assert actions.call(at=AT + PAUSES[0]) == 1
    assert queries.list_calls(webhook)[0].sent_at == AT + PAUSES[0]


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/x", "http://localhost/x", "http://10.0.0.1/x"])
def test_private_places_are_never_called(centre: Centre, settings: Any, url: str) -> None:
    settings.DEBUG, settings.FETCH_NETWORKS = True, ()
    webhook, _ = made(centre, url)
    happens(centre)
    assert actions.call(at=AT) == 0
    assert queries.list_calls(webhook)[0].trouble == "outward.private_address"


def test_secret_is_not_kept(centre: Centre, other: Other) -> None:
    webhook, secret = made(centre, other.url)
    kept = Webhook.objects.filter(pk=webhook.pk).values().get()
    assert all(secret not in str(value) for value in kept.values())
    assert secret.removeprefix("odmswh_") not in str(kept)
    assert queries.secret_of(webhook) == secret


def test_removed_webhook_is_told_nothing_more(centre: Centre, other: Other) -> None:
    webhook, _ = made(centre, other.url)
    happens(centre)
    other.status = 500
    actions.call(at=AT)
    actions.remove_webhook(by=centre.approver, webhook=webhook, at=AT)
    happens(centre)
    actions.call(at=AT + timedelta(days=1))
    assert len(other.told) == 1
    assert Call.objects.filter(webhook=webhook).count() == 1
    assert queries.list_webhooks(centre.agency) == []


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://stream.example/x", "people.webhook_needs_https"),
        ("ftp://stream.example/x", "outward.not_http"),
        ("https://me:secret@stream.example/x", "outward.credentials"),
    ],
)
def test_address_refused(centre: Centre, url: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        made(centre, url)
    assert refused.value.code == code


@pytest.mark.parametrize("who", ["steward", "auditor", "other-approver", "centre-auditor"])
def test_who_may_not(centre: Centre, who: str) -> None:
    with pytest.raises(Forbidden):
        made(centre, "https://stream.example/x", by=centre.people[who])
