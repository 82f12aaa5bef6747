"""The threshold of quality over HTTP: who sees and sets it, and what a steward is asked for."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from factories import cases
from factories.centre import AT, Centre

from odms.publication import actions as publication

ROLES = ["visitor", "user", "steward", "approver", "auditor", "other-steward", "admin"]

SEEN = "302 403 200 200 200 404 200"
SENT = "302 403 403 302 403 403 302"


@pytest.fixture(autouse=True)
def _cache() -> None:
    cache.clear()


@pytest.fixture
def enter(centre: Centre) -> Callable[[str], Client]:
    def entered(name: str) -> Client:
        client = Client()
        if name != "visitor":
            client.force_login(centre.people[name])
        return client

    return entered


@pytest.mark.django_db
def test_who_sees_and_sets_the_threshold(enter: Callable[[str], Client]) -> None:
    address = "/desk/quality?agency=health"
    assert " ".join(str(enter(role).get(address).status_code) for role in ROLES) == SEEN
    found = [str(enter(role).post(address, {"threshold": "70"}).status_code) for role in ROLES]
    assert " ".join(found) == SENT
    assert enter("approver").post(address, {"threshold": "101"}).status_code == 422


@pytest.mark.django_db
def test_the_review_asks_for_a_reason_below_the_threshold(
    centre: Centre, enter: Callable[[str], Client]
) -> None:
    case = cases.draft(centre)
    steward, address = enter("steward"), f"/en/desk/cases/{case.id}/review"
    assert "your agency asks for" not in steward.get(address).content.decode()
    told: dict[str, Any] = {"agency": centre.agency, "threshold": 100, "at": AT}
    publication.set_threshold(by=centre.approver, **told)
    assert "your agency asks for 100" in steward.get(address).content.decode()
    refused = steward.post(address, {"note": ""})
    assert refused.status_code == 422
    assert "or say why it is to be published" in refused.content.decode()
    assert steward.post(address, {"quality_reason": "ไฟล์เก่า"}).status_code == 302
    shown = enter("approver").get(f"/en/desk/approvals/{case.id}").content.decode()
    assert "reason: ไฟล์เก่า" in shown


@pytest.mark.django_db
def test_datasets_below_are_listed(centre: Centre, enter: Callable[[str], Client]) -> None:
    cases.published(centre)
    publication.set_threshold(by=centre.approver, agency=centre.agency, threshold=100, at=AT)
    shown = enter("auditor").get("/en/desk/quality?agency=health").content.decode()
    assert "One dataset has less quality than is asked for" in shown
