"""The desk over HTTP: who may see and send what, statuses, and what wrong input gets."""

import ipaddress
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from factories.cases import draft, published, read, submitted
from factories.centre import AT, ROLES, Centre
from factories.files import PATIENTS, PATIENTS_NEXT, VISITORS, cp874
from factories.records import DESCRIPTION
from factories.site import serving

from odms.catalogue.rules import DATASET_STATES
from odms.intake import queries as intake
from odms.intake.models import Delivery
from odms.intake.rules import DELIVERY_STATES
from odms.people import actions as people_actions
from odms.people.models import Agency, Membership
from odms.people.queries import get_person
from odms.publication import actions as publication_actions
from odms.publication import queries as publication
from odms.publication.models import Case
from odms.publication.rules import CASE_STATES, GATES
from odms.web.views.desk import badges, progress

# page x role, in the order of ROLES: the status of GET
MATRIX = {
    "/desk": "302 403 200 200 200 200 200 200 200 200 200",
    "/desk/new": "302 403 200 200 403 200 403 200 403 200 403",
    "/desk/new?dataset={dataset}": "302 403 200 200 403 200 403 404 403 200 403",
    "/desk/deliveries/{delivery}": "302 403 200 200 200 200 200 404 404 200 200",
    "/desk/deliveries/{delivery}/report": "302 403 200 200 200 200 200 404 404 200 200",
    "/desk/deliveries/{delivery}/report.pdf": "302 403 200 200 200 200 200 404 404 200 200",
    "/desk/deliveries/{delivery}/report.xlsx": "302 403 200 200 200 200 200 404 404 200 200",
    "/desk/deliveries/{delivery}/report.exe": "302 403 404 404 404 404 404 404 404 404 404",
    "/desk/deliveries/{delivery}/discard": "302 403 200 200 403 200 403 404 403 200 403",
    "/desk/cases/{case}": "302 403 200 200 200 200 200 404 404 200 200",
    "/desk/cases/{case}/personal": "302 403 200 200 200 200 200 404 404 200 200",
    "/desk/cases/{case}/columns": "302 403 200 200 200 200 200 404 404 200 200",
    "/desk/cases/{case}/description": "302 403 200 200 200 200 200 404 404 200 200",
    "/desk/cases/{case}/review": "302 403 200 200 200 200 200 404 404 200 200",
    "/desk/cases/{case}/discard": "302 403 200 200 403 200 403 404 403 200 403",
    "/desk/approvals": "302 403 403 403 200 200 403 403 200 200 403",
    "/desk/cases/{case}/decision.pdf": "302 403 404 404 404 404 404 404 404 404 404",
    "/desk/approvals/{case}": "302 403 403 403 200 200 403 403 404 200 403",
    "/desk/datasets/{dataset}": "302 403 200 200 200 200 200 404 404 200 200",
    "/desk/datasets/{dataset}/withdraw": "302 403 200 200 200 200 403 404 404 200 403",
    "/desk/datasets/{dataset}/order": "302 403 403 403 200 200 403 403 404 200 403",
    "/desk/datasets/{dataset}/destroy": "302 403 200 200 200 200 403 404 404 200 403",
    "/desk/orders": "302 403 200 200 200 200 200 200 200 200 200",
    "/desk/orders/{destruction}/revoke": "302 403 404 404 404 404 403 404 404 404 403",
    "/desk/agencies/health/approval": "302 403 403 403 200 200 403 403 404 200 403",
    "/desk/destructions/{destruction}": "302 403 200 200 200 200 200 404 404 200 200",
    "/desk/datasets/{dataset}/none/schema": "302 403 404 404 404 404 404 404 404 404 404",
    "/desk/ledger": "302 403 403 403 403 403 200 403 403 200 200",
    "/desk/people": "302 403 403 403 403 403 403 403 403 200 403",
}

# form x role: the status of an empty POST to a submitted case and its read delivery; what is
# refused by state (409) or by content (422) was let in by permission
SENT = {
    "/desk/notices": "302 403 302 302 302 302 302 302 302 302 302",
    "/desk/new": "302 403 422 422 403 422 403 422 403 422 403",
    "/desk/deliveries/{delivery}/tables": "302 403 409 409 403 409 403 404 403 409 403",
    "/desk/deliveries/{delivery}/repairs": "302 403 422 422 403 422 403 404 403 422 403",
    "/desk/deliveries/{delivery}/repairs/0/undo": "302 403 409 409 403 409 403 404 403 409 403",
    "/desk/deliveries/{delivery}/discard": "302 403 409 409 403 409 403 404 403 409 403",
    "/desk/cases/{case}/personal": "302 403 409 409 403 409 403 404 403 409 403",
    "/desk/cases/{case}/discard": "302 403 409 409 403 409 403 404 403 409 403",
    "/desk/cases/{case}/review": "302 403 409 409 403 409 403 404 403 409 403",
    "/desk/approvals": "302 403 403 403 422 422 403 403 422 422 403",
    "/desk/approvals/{case}": "302 403 403 403 422 422 403 403 404 422 403",
    "/desk/datasets/{dataset}/order": "302 403 403 403 422 422 403 403 404 422 403",
    "/desk/datasets/{dataset}/destroy": "302 403 422 422 422 422 403 404 404 422 403",
    "/desk/orders/{destruction}/revoke": "302 403 404 404 404 404 403 404 404 404 403",
    "/desk/destructions/{destruction}/confirm": "302 403 403 403 409 409 403 403 404 409 403",
    "/desk/destructions/{destruction}/cancel": "302 403 409 409 409 409 403 404 404 409 403",
    "/desk/datasets/{dataset}/withdraw": "302 403 422 422 422 422 403 404 404 422 403",
    "/desk/ledger/verify": "302 403 403 403 403 403 200 403 403 200 200",
    "/desk/people": "302 403 403 403 403 403 403 403 403 422 403",
}


@pytest.fixture
def enter(centre: Centre) -> Callable[[str], Client]:
    """`enter("steward")`: a browser in which this person has signed in."""

    def entered(who: str) -> Client:
        client = Client()
        if who != "visitor":
            client.force_login(centre.people[who])
        return client

    return entered


def statuses(
    enter: Callable[[str], Client], table: dict[str, str], method: str, **ids: str
) -> dict[str, str]:
    """The table as the pages answer it."""
    clients = {who: enter(who) for who in ROLES}
    return {
        path: " ".join(
            str(getattr(clients[who], method)(path.format(**ids)).status_code) for who in ROLES
        )
        for path in table
    }


def taken_back(centre: Centre) -> str:
    """An order to destroy another file, which was taken back: nothing can be done to it."""
    case = draft(centre, PATIENTS + "ตาก,2567,1\n", name="other.csv")
    order = publication_actions.order_destruction(
        by=centre.steward,
        agency=centre.agency,
        deliveries=[case.delivery],
        reason="ก",
        leaked="ข",
        at=AT,
    )
    publication_actions.cancel_destruction(by=centre.steward, destruction=order, at=AT)
    return str(order.id)


def test_every_page_by_role(centre: Centre, enter: Callable[[str], Client]) -> None:
    case = submitted(centre)
    ids = {"case": case.id, "delivery": case.delivery_id, "dataset": case.dataset.slug}
    ids["destruction"] = taken_back(centre)
    assert statuses(enter, MATRIX, "get", **ids) == MATRIX


def test_every_form_by_role(centre: Centre, enter: Callable[[str], Client]) -> None:
    case = submitted(centre)
    ids = {"case": case.id, "delivery": case.delivery_id, "dataset": case.dataset.slug}
    ids["destruction"] = taken_back(centre)
    assert statuses(enter, SENT, "post", **ids) == SENT
    case.refresh_from_db()
    assert case.state == "submitted"


def test_every_state_has_a_sign() -> None:
    assert set(badges.DELIVERY_SIGNS) == set(DELIVERY_STATES)
    assert set(badges.CASE_SIGNS) == set(CASE_STATES)
    assert set(badges.DATASET_SIGNS) == set(DATASET_STATES)
    assert set(progress.MENDED_AT) == set(GATES)


def test_no_proxy_keeps_the_pages_of_the_desk(enter: Callable[[str], Client]) -> None:
    assert enter("steward").get("/desk")["Cache-Control"] == "private, no-cache"


def test_a_form_without_token_is_refused(centre: Centre) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(centre.steward)
    assert client.post("/desk/notices").status_code == 403


@pytest.mark.parametrize("path", [p for p in MATRIX if "{" not in p])
def test_pages_in_english(path: str, centre: Centre, enter: Callable[[str], Client]) -> None:
    answer = enter("admin").get(f"/en{path}")
    assert answer.status_code == 200
    assert b'<html lang="en">' in answer.content


# delivering


def send(client: Client, data: bytes, name: str = "patients.csv", **fields: str) -> Any:
    return client.post(
        "/desk/new", {"agency": "health", "file": SimpleUploadedFile(name, data), **fields}
    )


def test_a_file_is_received_and_waits(centre: Centre, enter: Callable[[str], Client]) -> None:
    answer = send(enter("steward"), cp874(PATIENTS))
    delivery = Delivery.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/desk/deliveries/{delivery.id}")
    page = enter("steward").get(answer["Location"])
    assert b'http-equiv="refresh"' in page.content
    assert (delivery.state, delivery.way, delivery.name) == ("received", "web", "patients.csv")


def test_the_same_file_twice_is_one_delivery(
    centre: Centre, enter: Callable[[str], Client]
) -> None:
    first, second = (send(enter("steward"), cp874(PATIENTS)) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert Delivery.objects.count() == 1


# what is sent, its name, the status, a word of the sentence
WRONG_FILES = [
    (b"", "empty.csv", 422, "ว่างเปล่า"),
    (b"%PDF-1.7 and more", "table.csv", 422, "PDF"),
    (b"\x89PNG\r\n\x1a\n" + bytes(100), "table.xlsx", 422, "PNG"),
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
        "table.xlsx",
        422,
        "รหัสผ่าน",
    ),
]


@pytest.mark.parametrize(("data", "name", "status", "word"), WRONG_FILES)
def test_a_wrong_file_is_refused_with_its_reason(
    data: bytes, name: str, status: int, word: str, centre: Centre, enter: Callable[[str], Client]
) -> None:
    answer = send(enter("steward"), data, name)
    assert answer.status_code == status
    assert word in answer.content.decode()
    assert 'href="#id_file"' in answer.content.decode()
    assert not Delivery.objects.exists()


def test_a_file_that_is_too_large_is_refused(
    centre: Centre, enter: Callable[[str], Client], settings: Any
) -> None:
    settings.MAX_UPLOAD_BYTES = 1024 * 1024
    answer = send(enter("steward"), b"a,b\n" * 400_000)
    assert answer.status_code == 413
    assert "ใหญ่เกิน 1 MB" in answer.content.decode()
    assert not Delivery.objects.exists()


def test_a_file_without_a_choice_is_asked_for(
    centre: Centre, enter: Callable[[str], Client]
) -> None:
    answer = enter("steward").post("/desk/new", {"agency": "health"})
    assert answer.status_code == 422
    assert "กรุณาเลือกไฟล์" in answer.content.decode()


def test_a_file_is_fetched_from_its_address(
    centre: Centre, enter: Callable[[str], Client], settings: Any
) -> None:
    settings.FETCH_NETWORKS = (ipaddress.ip_network("127.0.0.0/8"),)
    with serving({"patients.csv": cp874(PATIENTS)}) as site:
        url = f"{site}/patients.csv"
        answer = enter("steward").post("/desk/new", {"agency": "health", "url": url})
    delivery = Delivery.objects.get()
    assert (answer.status_code, delivery.name, delivery.source_url) == (302, "patients.csv", url)


# the address, and a word of the sentence
WRONG_ADDRESSES = [
    ("http://127.0.0.1:9/x.csv", "อินเทอร์เน็ตสาธารณะ"),
    ("ftp://example.org/x.csv", "http://"),
    ("words", "http://"),
]


@pytest.mark.parametrize(("url", "word"), WRONG_ADDRESSES)
def test_a_wrong_address_is_refused_with_its_reason(
    url: str, word: str, centre: Centre, enter: Callable[[str], Client]
) -> None:
    answer = enter("steward").post("/desk/new", {"agency": "health", "url": url})
    assert answer.status_code == 422
    assert word in answer.content.decode()
    assert 'href="#id_url"' in answer.content.decode()
    assert not Delivery.objects.exists()


def test_a_file_and_an_address_are_one_too_many(
    centre: Centre, enter: Callable[[str], Client]
) -> None:
    answer = send(enter("steward"), cp874(PATIENTS), url="https://example.org/x.csv")
    assert answer.status_code == 422
    assert "อย่างใดอย่างหนึ่ง" in answer.content.decode()


def test_nobody_delivers_for_another_agency(centre: Centre, enter: Callable[[str], Client]) -> None:
    answer = send(enter("steward"), cp874(PATIENTS), agency="water")
    assert answer.status_code == 422
    assert not Delivery.objects.exists()


def test_an_unreadable_delivery_says_why(centre: Centre, enter: Callable[[str], Client]) -> None:
    delivery = read(centre, b"PK\x03\x04 and no more", name="report.xlsx")
    assert delivery.state == "failed"
    page = enter("steward").get(f"/desk/deliveries/{delivery.id}").content.decode()
    assert delivery.trouble["code"] in page
    assert "refresh" not in page
    assert "report.xlsx" in enter("steward").get("/desk").content.decode()


# what was understood


def test_the_delivery_page_tells_encoding_and_rows(
    centre: Centre, enter: Callable[[str], Client]
) -> None:
    delivery = read(centre, cp874(PATIENTS))
    page = enter("steward").get(f"/en/desk/deliveries/{delivery.id}").content.decode()
    for words in (
        "We could read all 3 rows of this file",
        "TIS-620 (cp874)",
        "3 data rows",
        "เชียงใหม่",
    ):
        assert words in page


def test_tables_are_chosen_and_one_must_be(centre: Centre, enter: Callable[[str], Client]) -> None:
    case = draft(centre)
    address = f"/desk/deliveries/{case.delivery_id}/tables"
    assert enter("steward").post(address, {"tables": "0"})["Location"].endswith("/personal")
    refused = enter("steward").post(address, {})
    assert refused.status_code == 422
    assert "อย่างน้อยหนึ่งตาราง" in refused.content.decode()
    assert enter("steward").post(address, {"tables": "9"}).status_code == 422


# personal data


def test_values_of_persons_are_not_shown(centre: Centre, enter: Callable[[str], Client]) -> None:
    case = draft(centre, VISITORS)
    for page in (f"/desk/cases/{case.id}/personal", f"/desk/cases/{case.id}/review"):
        shown = enter("steward").get(page).content.decode()
        assert "1234567890121" not in shown
        assert "somchai@odms.example" not in shown


def fields_of(case: Case) -> dict[str, str]:
    """The fields of the personal-data form by column: its part after `deed-`."""
    tables = intake.list_chosen(case.delivery)
    found = {(c.position, c.column) for c in intake.list_personal(case.delivery)}
    return {
        column["name"]: f"{table.position}-{index}"
        for table in tables
        for index, column in enumerate(table.columns)
        if (table.position, column["name"]) in found
    }


def test_columns_are_dropped_and_masked(centre: Centre, enter: Callable[[str], Client]) -> None:
    case = draft(centre, VISITORS)
    keys = fields_of(case)
    deeds = {f"deed-{key}": "mask" if name == "อีเมล" else "drop" for name, key in keys.items()}
    answer = enter("steward").post(f"/desk/cases/{case.id}/personal", deeds)
    assert answer["Location"] == f"/desk/cases/{case.id}/columns"
    assert {c.column: c.deed for c in intake.list_personal(case.delivery)} == {
        name: "mask" if name == "อีเมล" else "drop" for name in keys
    }


def test_a_national_id_cannot_be_kept(centre: Centre, enter: Callable[[str], Client]) -> None:
    case = draft(centre, VISITORS)
    keys = fields_of(case)
    deeds = {f"deed-{key}": "drop" for key in keys.values()}
    deeds[f"deed-{keys['เลขบัตรประชาชน']}"] = "keep"
    answer = enter("steward").post(f"/desk/cases/{case.id}/personal", deeds)
    assert answer.status_code == 422
    assert not any(c.deed for c in intake.list_personal(case.delivery))


# describing


def record_fields(**changes: Any) -> dict[str, Any]:
    return {name: value for name, value in (DESCRIPTION | changes).items() if value is not None}


def test_the_description_is_saved_as_it_is_typed(
    centre: Centre, enter: Callable[[str], Client]
) -> None:
    case = draft(centre)
    typed = record_fields(
        slug="out-patients", tags="ผู้ป่วย, โรงพยาบาล", period_start="31/1/2569", title_en="New title"
    )
    answer = enter("steward").post(f"/desk/cases/{case.id}/description", typed)
    assert answer["Location"] == f"/desk/cases/{case.id}/review"
    case.refresh_from_db()
    assert case.record["period_start"] == "2026-01-31"
    assert case.record["title_en"] == "New title"
    assert case.dataset.slug == "out-patients"


# field, what is typed, a word of the sentence
WRONG_WORDS = [
    ("period_start", "31/2/2569", "31/2/2569"),
    ("frequency_interval", "หนึ่ง", "จำนวนเต็ม"),
    ("url", "ftp://x", "http://"),
    ("licence", "free", "free"),
    ("slug", "ชื่อไทย", "อักษรอังกฤษ"),
]


@pytest.mark.parametrize(("field", "value", "word"), WRONG_WORDS)
def test_wrong_words_are_told_and_nothing_typed_is_lost(
    field: str, value: str, word: str, centre: Centre, enter: Callable[[str], Client]
) -> None:
    case = draft(centre)
    typed = record_fields(slug="patients", title_en="Kept title") | {field: value}
    answer = enter("steward").post(f"/desk/cases/{case.id}/description", typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert word in page
    assert f'href="#id_{field}"' in page
    assert "Kept title" in page
    case.refresh_from_db()
    assert case.record["title_en"] == DESCRIPTION["title_en"]


def test_columns_get_names(centre: Centre, enter: Callable[[str], Client]) -> None:
    case = draft(centre)
    typed = {
        "label_th-0-0": "จังหวัด",
        "label_en-0-0": "Province",
        "label_th-0-2": "ผู้ป่วย",
        "unit-0-2": "คน",
    }
    answer = enter("steward").post(f"/desk/cases/{case.id}/columns", typed)
    assert answer["Location"] == f"/desk/cases/{case.id}/description"
    case.refresh_from_db()
    assert case.record["columns"]["0"]["จังหวัด"]["label_en"] == "Province"
    assert case.record["columns"]["0"]["จำนวนผู้ป่วย"]["unit"] == "คน"


# submitting and deciding


def test_an_incomplete_case_is_not_submitted(
    centre: Centre, enter: Callable[[str], Client]
) -> None:
    case = draft(centre, VISITORS)
    answer = enter("steward").post(f"/desk/cases/{case.id}/review", {"note": "เร็ว ๆ นี้"})
    assert answer.status_code == 422
    assert "เร็ว ๆ นี้" in answer.content.decode()
    case.refresh_from_db()
    assert case.state == "draft"


def test_submit_recall_and_submit_again(centre: Centre, enter: Callable[[str], Client]) -> None:
    case = draft(centre)
    steward = enter("steward")
    for address, state in ((f"{case.id}/review", "submitted"), (f"{case.id}/recall", "draft")) * 2:
        assert steward.post(f"/desk/cases/{address}").status_code == 302
        case.refresh_from_db()
        assert case.state == state


def test_return_needs_a_reason_and_reaches_the_steward(
    centre: Centre, enter: Callable[[str], Client]
) -> None:
    case = submitted(centre)
    address = f"/desk/approvals/{case.id}"
    assert enter("approver").post(address, {"decision": "return"}).status_code == 422
    assert (
        enter("approver").post(address, {"decision": "return", "reason": "เพิ่มหน่วย"}).status_code
        == 302
    )
    assert "เพิ่มหน่วย" in enter("steward").get(f"/desk/cases/{case.id}").content.decode()
    assert "เพิ่มหน่วย" in enter("steward").get("/desk").content.decode()


def test_approve_publishes(centre: Centre, enter: Callable[[str], Client]) -> None:
    case = submitted(centre)
    answer = enter("approver").post(f"/desk/approvals/{case.id}", {"decision": "approve"})
    assert answer["Location"] == "/desk/approvals"
    assert publication_actions.publish(case=case, at=AT).state == "published"
    assert enter("visitor").get(f"/datasets/{case.dataset.slug}").status_code == 200


def test_nobody_decides_about_their_own_case(
    centre: Centre, enter: Callable[[str], Client]
) -> None:
    case = draft(centre, by=centre.people["both"])
    publication_actions.submit(by=centre.people["both"], case=case, at=AT)
    page = enter("both").get(f"/desk/approvals/{case.id}").content.decode()
    assert "ต้องให้อีกคนหนึ่งตัดสิน" in page
    assert 'name="decision"' not in page
    answer = enter("both").post(f"/desk/approvals/{case.id}", {"decision": "approve"})
    assert answer.status_code == 403
    case.refresh_from_db()
    assert case.state == "submitted"


def test_a_decided_case_is_not_decided_again(
    centre: Centre, enter: Callable[[str], Client]
) -> None:
    case = submitted(centre)
    publication_actions.approve(by=centre.approver, case=case, at=AT)
    answer = enter("approver").post(f"/desk/approvals/{case.id}", {"decision": "approve"})
    assert answer.status_code == 409


# datasets, cases without a file, ledger, people


def test_a_dataset_is_withdrawn_with_a_reason(
    centre: Centre, enter: Callable[[str], Client]
) -> None:
    slug = published(centre).dataset.slug
    address = f"/desk/datasets/{slug}/withdraw"
    assert enter("steward").post(address, {"reason": " "}).status_code == 422
    assert enter("steward").post(address, {"reason": "พบข้อผิดพลาด"}).status_code == 302
    assert enter("visitor").get(f"/datasets/{slug}").status_code == 410
    assert "พบข้อผิดพลาด" in enter("steward").get(f"/desk/datasets/{slug}").content.decode()


def test_words_are_changed_without_a_file(centre: Centre, enter: Callable[[str], Client]) -> None:
    case = published(centre)
    answer = enter("steward").post(f"/desk/datasets/{case.dataset.slug}/change")
    changed = publication.get_open_case(case.dataset)
    assert answer["Location"] == f"/desk/cases/{changed.id}/description"
    for page in ("", "/description", "/review"):
        assert enter("steward").get(f"/desk/cases/{changed.id}{page}").status_code == 200
    for page in ("/personal", "/columns"):
        assert enter("steward").get(f"/desk/cases/{changed.id}{page}").status_code == 404


def test_a_new_version_tells_the_approver_what_changes(
    centre: Centre, enter: Callable[[str], Client]
) -> None:
    first = published(centre)
    second = submitted(centre, PATIENTS_NEXT, dataset=first.dataset)
    page = enter("approver").get(f"/en/desk/approvals/{second.id}").content.decode()
    assert "By the key จังหวัด: 1 rows came (25 percent), 0 went (0 percent), 1 changed" in page
    assert "The column “จำนวนเตียง” is new." in page


def test_the_ledger_shows_an_agencys_auditor_their_own(
    centre: Centre, enter: Callable[[str], Client]
) -> None:
    submitted(centre)
    own = enter("auditor").get("/en/desk/ledger").content.decode()
    assert "Submitted for approval" in own
    assert "Person added" not in own.split("<tbody>")[1]
    assert "Person added" in enter("centre-auditor").get("/en/desk/ledger").content.decode()
    chosen = enter("centre-auditor").get("/en/desk/ledger?verb=case.submitted").content.decode()
    assert chosen.split("<tbody>")[1].count("<tr>") == 1


def test_the_ledgers_chain_is_verified(centre: Centre, enter: Callable[[str], Client]) -> None:
    assert "The chain holds" in enter("auditor").post("/en/desk/ledger/verify").content.decode()


@pytest.mark.parametrize(
    "query", ["before=x", "before=-1", "verb=nothing", "agency=none", "before=" + "9" * 30]
)
def test_the_ledger_takes_any_question(
    query: str, centre: Centre, enter: Callable[[str], Client]
) -> None:
    assert enter("centre-auditor").get(f"/desk/ledger?{query}").status_code == 200


def test_the_admin_enters_agencies_people_and_roles(
    centre: Centre, enter: Callable[[str], Client]
) -> None:
    admin = enter("admin")
    agency = {"name_th": "กรมป่า", "name_en": "Forests", "slug": "forests", "sector": "state"}
    assert admin.post("/desk/people", {"deed": "agency", **agency}).status_code == 302
    person = {"name": "ใหม่ มาแล้ว", "email": "new@odms.example"}
    assert admin.post("/desk/people", {"deed": "person", **person}).status_code == 302
    role = {"email": "new@odms.example", "agency": "forests", "role": "steward"}
    assert admin.post("/desk/people", {"deed": "grant", **role}).status_code == 302
    assert Membership.objects.filter(
        user__email="new@odms.example", agency__slug="forests"
    ).exists()
    assert admin.post("/desk/people", {"deed": "revoke", **role}).status_code == 302
    assert not Membership.objects.filter(user__email="new@odms.example").exists()


def test_what_the_admin_types_wrong_is_told(centre: Centre, enter: Callable[[str], Client]) -> None:
    taken = {"name_th": "กรมใหม่", "name_en": "New", "slug": "health", "sector": "state"}
    answer = enter("admin").post("/desk/people", {"deed": "agency", **taken})
    assert answer.status_code == 422
    assert "กรมใหม่" in answer.content.decode()
    assert Agency.objects.count() == 2


def test_notices_are_read(centre: Centre, enter: Callable[[str], Client]) -> None:
    submitted(centre)
    assert "ขออนุมัติ" in enter("approver").get("/desk").content.decode()
    enter("approver").post("/desk/notices")
    person = get_person(centre.approver)
    assert person is not None
    assert not centre.approver.notices.filter(read_at=None).exists()
    people_actions.notify(
        user=centre.approver, code="intake.notice.failed", facts={"name": "x"}, at=AT
    )
    assert "“x”" in enter("approver").get("/desk").content.decode()
