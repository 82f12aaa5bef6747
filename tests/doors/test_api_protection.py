"""Protective measures over the API: which there are, deciding, and what they do."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from factories import cases
from factories.centre import Centre
from factories.files import VISITORS

from odms.intake.models import Delivery
from odms.lake.protection.measures import MEASURES
from odms.people import actions as people
from odms.publication.actions import work_out

ID, NAME, MAIL, AGE = "เลขบัตรประชาชน", "ชื่อ", "อีเมล", "อายุ"
DECISIONS = {
    "decisions": [
        {"column": ID, "measure": "pseudonymise"},
        {"column": NAME, "measure": "drop"},
        {"column": MAIL, "measure": "mask"},
        {"column": AGE, "measure": "band", "parameters": {"width": 50}},
    ],
    "tables": [{"quasi_identifiers": [AGE], "k": 3}],
}


@pytest.fixture
def delivery(centre: Centre) -> Delivery:
    return cases.draft(centre, VISITORS).delivery


def token(centre: Centre, who: str) -> str:
    user, now = centre.people[who], timezone.now()
    _, secret = people.make_token(
        by=user, user=user, name="test", at=now, expires_at=now + timedelta(days=1)
    )
    return secret


def post(secret: str, delivery: Delivery, body: Any) -> Any:
    return Client().post(
        f"/api/v1/deliveries/{delivery.id}/decisions",
        json.dumps(body),
        content_type="application/json",
        headers={"authorization": f"Bearer {secret}"} if secret else {},
    )


def get(secret: str, path: str) -> Any:
    return Client().get(path, headers={"authorization": f"Bearer {secret}"} if secret else {})


def test_measures_are_told_to_everybody() -> None:
    told = get("", "/api/v1/measures").json()
    assert [one["code"] for one in told] == list(MEASURES)
    (sample,) = [one for one in told if one["code"] == "sample"]
    assert (sample["is_of_table"], sample["parameters"][0]["name"]) == (True, "share")
    assert all(one["name"]["th"] and one["does"]["en"] for one in told)


def test_decide_and_see(centre: Centre, delivery: Delivery) -> None:
    secret = token(centre, "steward")
    answer = post(secret, delivery, DECISIONS)
    assert answer.status_code == 200
    (table,) = answer.json()["tables"]
    assert table["decisions"][AGE]["parameters"] == {"width": 50.0}
    assert table["protection"]["quasi_identifiers"] == [AGE]
    early = get(secret, f"/api/v1/deliveries/{delivery.id}/protection")
    assert (early.status_code, early.json()["code"]) == (409, "publication.outlook_pending")
    work_out(table_id=delivery.tables.get().id, at=timezone.now())
    (record,) = get(secret, f"/api/v1/deliveries/{delivery.id}/protection").json()["records"]
    assert {one["measure"]: one["n_touched"] for one in record["measures"]} == {
        "drop": 3,
        "mask": 3,
        "pseudonymise": 3,
        "band": 3,
    }
    assert (record["risk"]["before"]["n_groups"], record["risk"]["after"]["n_groups"]) == (3, 2)
    assert record["measures"][0]["decided_by"]["name"] == "Steward"
    assert not any(value in str(record) for value in ("1234567890121", "สมชาย", "pen@odms"))


def test_all_or_none(centre: Centre, delivery: Delivery) -> None:
    wrong = {"decisions": [*DECISIONS["decisions"], {"column": "ลำดับ", "measure": "grid"}]}
    answer = post(token(centre, "steward"), delivery, wrong)
    assert (answer.status_code, answer.json()["code"]) == (400, "protection.does_not_fit")
    assert not delivery.tables.get().decisions


REFUSED: list[tuple[dict[str, Any], int, str]] = [
    ({"decisions": [{"column": "สี", "measure": "drop"}]}, 404, "intake.no_such_column"),
    (
        {"decisions": [{"column": ID, "measure": "keep", "reason": "x"}]},
        400,
        "intake.must_not_keep",
    ),
    (
        {"decisions": [{"column": ID, "measure": "mask", "table": 9}]},
        404,
        "intake.no_such_position",
    ),
    ({"tables": [{"k": 4}]}, 400, "protection.wrong_threshold"),
    ({"decisions": 1}, 400, "api.invalid"),
]


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case[2])
def test_refused(centre: Centre, delivery: Delivery, case: Any) -> None:
    body, status, code = case
    answer = post(token(centre, "steward"), delivery, body)
    assert answer.status_code == status
    assert code == "api.invalid" or answer.json()["code"] == code


@pytest.mark.parametrize(
    ("who", "status"), [("approver", 403), ("other-steward", 404), ("user", 403), ("", 401)]
)
def test_not_for_others(centre: Centre, delivery: Delivery, who: str, status: int) -> None:
    secret = token(centre, who) if who else ""
    assert post(secret, delivery, DECISIONS).status_code == status


def test_nothing_is_decided_before_the_approver(centre: Centre) -> None:
    case = cases.submitted(centre)
    answer = post(token(centre, "steward"), case.delivery, {"tables": [{"k": 3}]})
    assert (answer.status_code, answer.json()["code"]) == (409, "intake.sealed")
