"""Deliveries over the API: tokens, keys, who sees what, wrong input."""

import ipaddress
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from factories.cases import published, read
from factories.centre import Centre
from factories.files import PATIENTS, PATIENTS_NEXT, PDF, cp874
from factories.site import serving

from odms.intake import actions as intake
from odms.intake.models import Delivery
from odms.ledger.models import Entry
from odms.people import actions as people

URL = "/api/v1/deliveries"


def token(centre: Centre, who: str, days: int = 1) -> str:
    user, now = centre.people[who], timezone.now()
    _, secret = people.make_token(
        by=user, user=user, name="test", at=now, expires_at=now + timedelta(days=days)
    )
    return secret


def send(secret: str, data: bytes | str = PATIENTS, **form: Any) -> Any:
    key = {"idempotency-key": form.pop("key")} if "key" in form else {}
    raw = data.encode() if isinstance(data, str) else data
    file = SimpleUploadedFile(form.pop("name", "patients.csv"), raw)
    return Client().post(
        URL,
        {"agency": "health", "file": file} | form,
        headers={"authorization": f"Bearer {secret}"} | key,
    )


def get(path: str, secret: str) -> Any:
    return Client().get(path, headers={"authorization": f"Bearer {secret}"})


def test_api_deliver_is_received_and_read(centre: Centre) -> None:
    secret = token(centre, "steward")
    response = send(secret, cp874(PATIENTS), name="ผู้ป่วย นอก.csv")
    told = response.json()
    assert (response.status_code, told["state"], told["name"]) == (
        201,
        "received",
        "ผู้ป่วย นอก.csv",
    )
    assert response["Location"] == told["url"]
    intake.work_on(delivery_id=told["id"], at=timezone.now())
    told = get(f"{URL}/{told['id']}", secret).json()
    assert (told["state"], told["tables"][0]["n_rows"]) == ("read", 3)
    assert told["trouble"] is None


def test_api_deliver_the_same_key_is_one_delivery(centre: Centre) -> None:
    secret = token(centre, "steward")
    first, second = (send(secret, key="k-1") for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()["id"] == second.json()["id"]
    other = send(secret, PATIENTS_NEXT, key="k-1")
    assert (other.status_code, other.json()["code"]) == (409, "intake.key_used")
    assert Delivery.objects.count() == 1


def test_api_deliver_renews_a_dataset(centre: Centre) -> None:
    slug = published(centre).dataset.slug
    response = send(token(centre, "steward"), PATIENTS_NEXT, dataset=slug)
    assert (response.status_code, response.json()["dataset"]) == (201, slug)


def test_api_deliver_to_another_agencys_dataset_is_absent(centre: Centre) -> None:
    slug = published(centre).dataset.slug
    response = send(token(centre, "other-steward"), PATIENTS_NEXT, agency="water", dataset=slug)
    assert (response.status_code, response.json()["code"]) == (404, "catalogue.no_such_dataset")


def test_api_deliver_tells_why_a_file_cannot_be_read(centre: Centre) -> None:
    secret = token(centre, "steward")
    told = send(secret, PDF, name="รายงาน.csv").json()
    intake.work_on(delivery_id=told["id"], at=timezone.now())
    told = get(f"{URL}/{told['id']}", secret).json()
    assert (told["state"], told["trouble"]["code"]) == ("failed", "engine.format_unread")
    assert "PDF" in told["trouble"]["messages"]["th"]


# who, form, status, code of the refusal
REFUSALS: list[tuple[str, dict[str, Any], int, str]] = [
    ("user", {}, 403, "people.may_not"),
    ("approver", {}, 403, "people.may_not"),
    ("other-steward", {}, 403, "people.may_not"),
    ("steward", {"agency": "nothing"}, 404, "people.no_such_agency"),
    ("steward", {"dataset": "nothing"}, 404, "catalogue.no_such_dataset"),
    ("steward", {"data": b""}, 400, "intake.file_empty"),
    ("steward", {"file": "no file"}, 400, "intake.file_or_url"),
    ("steward", {"url": "http://127.0.0.1:9/x.csv"}, 400, "intake.file_or_url"),
    ("steward", {"file": "", "url": "http://127.0.0.1:9/x.csv"}, 400, "outward.private_address"),
    ("steward", {"file": "", "url": "http://169.254.169.254/"}, 400, "outward.private_address"),
    ("steward", {"file": "", "url": "file:///etc/passwd"}, 400, "outward.not_http"),
    (
        "steward",
        {"file": "", "url": "https://me:secret@example.org/x.csv"},
        400,
        "outward.credentials",
    ),
    (
        "steward",
        {"file": "", "url": "https://example.org/" + "x" * 2_000},
        400,
        "intake.url_too_long",
    ),
    ("other-steward", {"file": "", "url": "http://127.0.0.1:9/x.csv"}, 403, "people.may_not"),
]


@pytest.mark.parametrize(("who", "form", "status", "code"), REFUSALS)
def test_api_deliver_refuses(
    centre: Centre, who: str, form: dict[str, Any], status: int, code: str
) -> None:
    response = send(token(centre, who), **form)
    assert (response.status_code, response.json()["code"]) == (status, code), response.json()
    assert not Delivery.objects.exists()


def test_api_deliver_by_address(centre: Centre, settings: Any) -> None:
    settings.FETCH_NETWORKS = (ipaddress.ip_network("127.0.0.0/8"),)
    secret = token(centre, "steward")
    with serving({"ผู้ป่วย.csv": cp874(PATIENTS)}) as site:
        url = f"{site}/ผู้ป่วย.csv?key=secret"
        response = send(secret, file="", url=url)
        missing = send(secret, file="", url=f"{site}/absent.csv")
    told = response.json()
    assert (response.status_code, told["name"], told["source_url"]) == (201, "ผู้ป่วย.csv", url)
    assert told["size_bytes"] == len(cp874(PATIENTS))
    assert (missing.status_code, missing.json()["code"]) == (422, "outward.status")
    entry = Entry.objects.get(verb="delivery.received")
    assert entry.facts["source_url"] == url.partition("?")[0]


def test_api_deliver_by_address_is_bounded(centre: Centre, settings: Any) -> None:
    settings.FETCH_NETWORKS = (ipaddress.ip_network("127.0.0.0/8"),)
    settings.MAX_UPLOAD_BYTES = 1_000
    with serving({"large.csv": b"a,b\n" * 1_000}) as site:
        response = send(token(centre, "steward"), file="", url=f"{site}/large.csv")
    assert (response.status_code, response.json()["code"]) == (413, "outward.too_large")
    assert not Delivery.objects.exists()


def test_api_deliver_wrong_or_ended_token(centre: Centre) -> None:
    ended = token(centre, "steward")
    centre.steward.tokens.update(expires_at=timezone.now() - timedelta(minutes=1))
    for secret in ("nonsense", ended):
        response = send(secret)
        assert (response.status_code, response.json()["code"]) == (401, "api.token_wrong")
        assert response["WWW-Authenticate"].startswith("Bearer")


def test_api_deliver_too_large_is_refused_before_it_is_read(centre: Centre, settings: Any) -> None:
    settings.MAX_UPLOAD_BYTES = 0
    response = send(token(centre, "steward"), "a" * 2_000_000)
    assert (response.status_code, response.json()["code"]) == (413, "api.body_too_large")


def test_api_deliver_too_large_without_a_length_is_stopped(centre: Centre, settings: Any) -> None:
    settings.MAX_UPLOAD_BYTES = 1000
    response = send(token(centre, "steward"), "a" * 500_000)
    assert (response.status_code, response.json()["code"]) == (413, "intake.too_large")
    assert not Delivery.objects.exists()


# who: the status for a delivery of the first agency, and how many the list tells
SEEN = {
    "user": (403, None),
    "steward": (200, 1),
    "approver": (200, 1),
    "auditor": (200, 1),
    "other-steward": (404, 0),
    "admin": (200, 1),
    "centre-auditor": (200, 1),
}


@pytest.mark.parametrize("who", SEEN)
def test_api_delivery_is_seen_by_its_agency_alone(centre: Centre, who: str) -> None:
    delivery = read(centre)
    secret, (status, total) = token(centre, who), SEEN[who]
    assert get(f"{URL}/{delivery.id}", secret).status_code == status
    assert get(URL, secret).json().get("total") == total
