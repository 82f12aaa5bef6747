"""Approvals, standing orders and destruction over HTTP: pages, API, commands."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from factories import cases
from factories.centre import AT, Centre
from factories.files import PATIENTS, YEARS
from factories.records import DESCRIPTION
from typer.testing import CliRunner

from odms.catalogue import queries as catalogue
from odms.cli import centre as cli_centre
from odms.cli.main import app
from odms.people import actions as people
from odms.publication import actions, queries
from odms.publication.models import Case, Destruction, StandingOrder


@pytest.fixture
def enter(centre: Centre) -> Callable[[str], Client]:
    """`enter("steward")`: a browser in which this person has signed in."""

    def entered(who: str) -> Client:
        client = Client(headers={"accept-language": "en"})
        client.force_login(centre.people[who])
        return client

    return entered


def submitted(centre: Centre, n: int) -> Case:
    return cases.submitted(centre, PATIENTS + f"ตาก,2567,{n}\n", name=f"patients-{n}.csv")


def ticked(case: Case) -> str:
    return f"{case.id}:{queries.revision_of(case)}"


def flagged(centre: Centre) -> Case:
    case = cases.draft(centre, PATIENTS + "ตาก,2567,9\n", name="flagged.csv")
    said = {"description_th": DESCRIPTION["description_th"] + " โทร 081-234-5678"}
    case = actions.change_record(by=centre.steward, case=case, changes=said, at=AT)
    return actions.submit(by=centre.steward, case=case, at=AT)


# many at once


def test_one_click_approves_what_is_not_flagged(
    centre: Centre, enter: Callable[[str], Client]
) -> None:
    waiting, other = [submitted(centre, n) for n in (1, 2)], flagged(centre)
    page = enter("approver").get("/en/desk/approvals").content.decode()
    for case in waiting:
        assert f'value="{ticked(case)}" checked' in page
    assert ticked(other) not in page
    sent = {"case": [ticked(case) for case in waiting], "order_number": "กส 12/2569"}
    answer = enter("approver").post("/en/desk/approvals", sent)
    assert answer.status_code == 302
    for case in waiting:
        case.refresh_from_db()
        assert (case.state, case.order_number) == ("approved", "กส 12/2569")


def test_what_changed_meanwhile_is_told_and_left(
    centre: Centre, enter: Callable[[str], Client]
) -> None:
    first, second = submitted(centre, 1), submitted(centre, 2)
    seen = [ticked(first), ticked(second)]
    actions.recall(by=centre.steward, case=second, at=timezone.now())
    page = enter("approver").post("/en/desk/approvals", {"case": seen})
    assert page.status_code == 200
    text = page.content.decode()
    assert "One case approved" in text or "1 case approved" in text
    assert "One case was left as it is" in text
    assert "Steward, “Recalled from approval”" in text


def test_nothing_ticked_is_told(centre: Centre, enter: Callable[[str], Client]) -> None:
    submitted(centre, 1)
    page = enter("approver").post("/en/desk/approvals", {})
    assert page.status_code == 422
    assert "Choose the cases to approve." in page.content.decode()


# nobody's work is lost


def test_a_stale_form_comes_back_with_who_was_first(
    centre: Centre, enter: Callable[[str], Client]
) -> None:
    case = cases.draft(centre)
    seen = queries.revision_of(case)
    steward = enter("steward")
    assert (
        f'name="revision" value="{seen}"'
        in steward.get(f"/en/desk/cases/{case.id}/description").content.decode()
    )
    actions.change_record(
        by=centre.people["second-steward"], case=case, changes={"title_en": "Theirs"}, at=AT
    )
    sent = DESCRIPTION | {
        "tags": ", ".join(DESCRIPTION["tags"]),
        "slug": case.dataset.slug,
        "title_en": "Mine",
        "revision": seen,
    }
    page = steward.post(f"/en/desk/cases/{case.id}/description", sent)
    assert page.status_code == 409
    text = page.content.decode()
    assert "Second-Steward, “Description edited”" in text
    assert 'value="Mine"' in text
    case.refresh_from_db()
    assert case.record["title_en"] == "Theirs"


def test_a_decision_about_what_was_not_seen_is_refused(
    centre: Centre, enter: Callable[[str], Client]
) -> None:
    case = submitted(centre, 1)
    sent = {"decision": "approve", "revision": str(queries.revision_of(case))}
    actions.recall(by=centre.steward, case=case, at=AT)
    actions.submit(by=centre.steward, case=case, at=AT)
    page = enter("approver").post(f"/en/desk/approvals/{case.id}", sent)
    assert page.status_code == 409
    assert "Steward, “Submitted for approval”" in page.content.decode()


# the decision


@pytest.mark.parametrize("language", ["th", "en"])
def test_the_decision_is_a_file(
    centre: Centre, enter: Callable[[str], Client], language: str
) -> None:
    case = actions.approve(by=centre.approver, case=submitted(centre, 1), at=AT)
    prefix = "" if language == "th" else "/en"
    answer = enter("steward").get(f"{prefix}/desk/cases/{case.id}/decision.pdf")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert f"decision-{case.number}-{language}.pdf" in answer["Content-Disposition"]
    assert answer.content.startswith(b"%PDF-")


# standing orders


def published(centre: Centre) -> Case:
    return cases.published(centre, YEARS, name="patients.csv")


def order_fields(centre: Centre, **changes: Any) -> dict[str, Any]:
    return {
        "stewards": [centre.steward.id],
        "way": "",
        "file_name": "patients*.csv",
        "most_changed": "20",
        "most_shrunk": "10",
        "expires_date": (timezone.localdate() + timedelta(days=30)).isoformat(),
        "reason": "Monthly figures of one system",
    } | changes


def test_an_order_is_given_and_ended(centre: Centre, enter: Callable[[str], Client]) -> None:
    case = published(centre)
    path = f"/en/desk/datasets/{case.dataset.slug}/order"
    approver = enter("approver")
    assert "Columns that it holds for" in approver.get(path).content.decode()
    assert approver.post(path, order_fields(centre)).status_code == 302
    order = StandingOrder.objects.get()
    assert (order.given_by, order.file_name) == (centre.approver, "patients*.csv")
    listed = enter("steward").get("/en/desk/orders").content.decode()
    assert "Monthly figures of one system" in listed
    ended = enter("steward").post(f"/en/desk/orders/{order.id}/revoke", {"reason": "New system"})
    assert ended.status_code == 302
    assert "New system" in enter("auditor").get("/en/desk/orders").content.decode()


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"stewards": []}, "Name at least one steward or token."),
        ({"most_changed": "101"}, "whole number from 0 to 100"),
        ({"expires_date": "2020-01-01"}, "The last day must lie after today"),
        ({"reason": ""}, "Fill in this field"),
    ],
)
def test_wrong_terms_are_told(
    centre: Centre, enter: Callable[[str], Client], changes: dict[str, Any], word: str
) -> None:
    case = published(centre)
    page = enter("approver").post(
        f"/en/desk/datasets/{case.dataset.slug}/order", order_fields(centre, **changes)
    )
    assert page.status_code == 422
    assert word in page.content.decode()


def test_the_case_tells_what_an_update_changes(
    centre: Centre, enter: Callable[[str], Client]
) -> None:
    dataset = catalogue.get_dataset(published(centre).dataset.slug)
    text = YEARS.replace("ผู้ป่วย", "คนไข้")
    delivery = cases.read(centre, text, name="patients.csv", dataset=dataset)
    case = actions.open_case(by=centre.steward, delivery=delivery, at=AT)
    actions.proceed(case_id=case.id, at=AT)
    page = enter("steward").get(f"/en/desk/cases/{case.id}").content.decode()
    assert "What this update changes" in page
    assert "columns of the table table-1 changed: −ผู้ป่วย, +คนไข้" in page


def test_the_agencys_numbers_are_set(centre: Centre, enter: Callable[[str], Client]) -> None:
    approver = enter("approver")
    sent = {"authority": "Order 5/2569", "pattern": "นร 0001/{year}-{n:4}"}
    assert approver.post("/en/desk/agencies/health/approval", sent).status_code == 302
    assert "นร 0001/{year}-{n:4}" in approver.get("/en/desk/orders").content.decode()
    wrong = approver.post("/en/desk/agencies/health/approval", {"pattern": "{year}"})
    assert wrong.status_code == 422
    assert "needs {n}" in wrong.content.decode()


# destruction


def test_a_leak_from_end_to_end(centre: Centre, enter: Callable[[str], Client]) -> None:
    case = published(centre)
    slug, approver = case.dataset.slug, enter("approver")
    sent = {
        "deliveries": [case.delivery_id],
        "leaked": "numbers of patients",
        "reason": "They stand in a column",
    }
    ordered = enter("steward").post(f"/en/desk/datasets/{slug}/destroy", sent)
    order = Destruction.objects.get()
    assert (ordered.status_code, ordered["Location"]) == (302, f"/en/desk/destructions/{order.id}")
    path = f"/en/desk/destructions/{order.id}"
    assert "Confirm: destroy it for good" not in enter("steward").get(path).content.decode()
    page = approver.get(path).content.decode()
    assert "Confirm: destroy it for good" in page
    assert case.delivery.sha256 in page
    assert enter("steward").post(f"{path}/confirm").status_code == 403
    assert approver.post(f"{path}/confirm").status_code == 302
    assert approver.post(f"{path}/confirm").status_code == 409
    gone = Client().get(f"/en/datasets/{slug}")
    assert gone.status_code == 410
    assert "destroyed under an order of two people" in gone.content.decode()
    for desk in (f"/en/desk/deliveries/{case.delivery_id}", f"/en/desk/cases/{case.id}", path):
        assert approver.get(desk).status_code == 200, desk
    assert approver.get(f"/en/desk/datasets/{slug}").status_code == 200
    assert approver.get(f"/en/desk/approvals/{case.id}").status_code == 200
    assert approver.get(f"/en/desk/cases/{case.id}/decision.pdf").status_code == 200


def test_a_destroyed_version_is_gone_and_told(
    centre: Centre, enter: Callable[[str], Client]
) -> None:
    first = published(centre)
    dataset = catalogue.get_dataset(first.dataset.slug)
    case = cases.submitted(centre, YEARS + "เลย,2568,9\n", name="patients.csv", dataset=dataset)
    case = actions.publish(case=actions.approve(by=centre.approver, case=case, at=AT), at=AT)
    order = actions.order_destruction(
        by=centre.steward, agency=centre.agency, deliveries=[case.delivery], reason="ก",
        leaked="ข", at=AT,
    )  # fmt: skip
    actions.confirm_destruction(by=centre.approver, destruction=order, at=AT)
    [table] = catalogue.list_tables(dataset)
    page = Client().get(f"/en/datasets/{dataset.slug}").content.decode()
    assert "destroyed under an order of two people on" in page
    for path in (
        reverse("download", args=[dataset.slug, table.slug, 2, "csv"]),
        f"/api/v1/distributions/{table.id}/releases/2/download",
    ):
        gone = Client().get(path)
        assert gone.status_code == 410, path
    assert gone.json()["code"] == "catalogue.release_destroyed"
    assert Client().get(f"/api/v1/distributions/{table.id}/releases/1/download").status_code == 200


# machines


def token(centre: Centre, who: str) -> dict[str, str]:
    user, now = centre.people[who], timezone.now()
    _, secret = people.make_token(
        by=user, user=user, name="test", at=now, expires_at=now + timedelta(days=1)
    )
    return {"authorization": f"Bearer {secret}"}


def post(path: str, body: Any, headers: dict[str, str]) -> Any:
    text = json.dumps(body)
    return Client().post(path, text, content_type="application/json", headers=headers)


def test_no_token_approves(centre: Centre) -> None:
    case = submitted(centre, 1)
    body = {"cases": [{"id": case.id, "revision": queries.revision_of(case)}]}
    refused = post("/api/v1/cases/approve", body, token(centre, "approver"))
    assert (refused.status_code, refused.json()["code"]) == (403, "people.not_by_token")
    assert post("/api/v1/cases/approve", body, {}).status_code == 401
    case.refresh_from_db()
    assert case.state == "submitted"


def test_machines_read_what_waits_and_what_was_decided(centre: Centre) -> None:
    case, other = submitted(centre, 1), flagged(centre)
    headers = token(centre, "auditor")
    waiting = Client().get("/api/v1/cases/waiting", headers=headers).json()
    assert {one["id"]: (one["rule"], len(one["flags"])) for one in waiting} == {
        case.id: ("first", 0),
        other.id: ("flagged", 1),
    }
    actions.approve(by=centre.approver, case=case, at=AT)
    told = Client().get(f"/api/v1/cases/{case.id}/decision", headers=headers).json()
    assert (told["order_number"], told["decided"]["name"]) == ("1/2569", "Approver")
    pdf = Client().get(f"/api/v1/cases/{case.id}/decision/download", headers=headers)
    assert pdf.content.startswith(b"%PDF-")
    absent = Client().get(f"/api/v1/cases/{other.id}/decision", headers=headers)
    assert absent.status_code == 404
    stranger = Client().get(
        f"/api/v1/cases/{case.id}/decision", headers=token(centre, "other-steward")
    )
    assert stranger.status_code == 404


def given(centre: Centre) -> StandingOrder:
    return actions.give_order(
        by=centre.approver,
        dataset=catalogue.get_dataset(published(centre).dataset.slug),
        stewards=[centre.steward],
        reason="ก",
        expires_date=timezone.localdate() + timedelta(days=30),
        most_changed=10,
        most_shrunk=10,
        at=timezone.now(),
    )


def test_a_machine_may_end_an_order(centre: Centre) -> None:
    order = given(centre)
    headers = token(centre, "steward")
    [listed] = Client().get("/api/v1/orders", headers=headers).json()
    assert (listed["id"], listed["stewards"], listed["revoked_at"]) == (order.id, ["Steward"], None)
    path = f"/api/v1/orders/{order.id}/revoke"
    assert post(path, {"reason": "ก"}, token(centre, "auditor")).status_code == 403
    assert post(path, {"reason": "ก"}, token(centre, "other-steward")).status_code == 404
    ended = post(path, {"reason": "ระบบเปลี่ยน"}, headers)
    assert (ended.status_code, ended.json()["revoked_by"]) == (200, "Steward")


def test_commands_list_and_end_orders(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    from contextlib import nullcontext

    monkeypatch.setattr(cli_centre, "opened", nullcontext)
    order, run = given(centre), CliRunner()
    asked = ["--as", "steward@odms.example", "--json"]
    listed = run.invoke(app, ["orders", "list", *asked], standalone_mode=False)
    assert [one["state"] for one in json.loads(listed.stdout)] == ["given"]
    ended = run.invoke(
        app, ["orders", "revoke", order.id, "--reason", "ก", *asked], standalone_mode=False
    )
    assert json.loads(ended.stdout)["id"] == order.id
    order.refresh_from_db()
    assert order.revoked_by == centre.steward


def test_machines_read_what_was_destroyed(centre: Centre) -> None:
    case = published(centre)
    order = actions.order_destruction(
        by=centre.steward, agency=centre.agency, deliveries=[case.delivery], reason="ก",
        leaked="ข", at=AT,
    )  # fmt: skip
    actions.confirm_destruction(by=centre.approver, destruction=order, at=AT)
    [told] = Client().get("/api/v1/destructions", headers=token(centre, "auditor")).json()
    assert (told["ordered_by"], told["confirmed_by"]) == ("Steward", "Approver")
    assert told["blobs"] == [
        {"sha256": case.delivery.sha256, "size_bytes": case.delivery.size_bytes}
    ]
