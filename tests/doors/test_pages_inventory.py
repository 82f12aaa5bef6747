"""The pages of the inventory: who may see them, forms that refuse in words, files and databases."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from factories.centre import AT, Centre
from factories.databases import sqlite

from odms.inventory import actions, queries
from odms.inventory.models import Connection, Entry, Survey
from odms.inventory.rules import SURVEY_STATES
from odms.web.views.desk import badges

SECRET = "ลับ-9917"


def signed_in(centre: Centre, who: str) -> Client:
    client = Client()
    client.force_login(centre.people[who])
    return client


@pytest.fixture
def entry(centre: Centre) -> Any:
    values = {"title_th": "แผนเผชิญเหตุ", "data_category": "security", "classification": "secret"}
    return actions.add_entry(by=centre.steward, agency=centre.agency, values=values, at=AT)


READ = {"approver": 200, "auditor": 200, "centre-auditor": 200, "user": 403}
MAY = {"steward": 200, "admin": 200}

# address: who sees what
PAGES: list[tuple[str, dict[str, int]]] = [
    ("/desk/inventory", READ | MAY | {"other-steward": 200}),
    ("/desk/inventory?agency=health", READ | MAY | {"other-steward": 403}),
    ("/desk/inventory?agency=nowhere", {"steward": 404}),
    ("/desk/inventory?mark=everything", {"steward": 400}),
    ("/desk/inventory/{entry}", READ | MAY | {"other-steward": 404}),
    ("/desk/inventory/download.xlsx?agency=health", READ | MAY | {"other-steward": 403}),
    ("/desk/inventory/download.pdf", {"steward": 404}),
    ("/desk/inventory/new", MAY | {"approver": 403, "auditor": 403, "other-steward": 200}),
    ("/desk/inventory/new?agency=health", MAY | {"other-steward": 403}),
    ("/desk/inventory/upload", MAY | {"approver": 403}),
    ("/desk/inventory/databases", MAY | {"approver": 403}),
    ("/desk/inventory/surveys/{survey}", READ | MAY | {"other-steward": 404}),
]
CASES = [(address, who, status) for address, whom in PAGES for who, status in whom.items()]


@pytest.mark.parametrize(("address", "who", "status"), CASES)
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_pages(
    centre: Centre, entry: Any, address: str, who: str, status: int, prefix: str
) -> None:
    survey = actions.record_review(by=centre.steward, agency=centre.agency, at=AT)
    path = address.format(entry=entry.id, survey=survey.id)
    assert signed_in(centre, who).get(prefix + path).status_code == status


def test_other_agencies_are_not_listed(centre: Centre, entry: Any) -> None:
    assert (
        entry.title_th
        not in signed_in(centre, "other-steward").get("/desk/inventory").content.decode()
    )
    page = signed_in(centre, "admin").get("/en/desk/inventory").content.decode()
    assert "One thing is held here" in page and entry.title_th in page


def test_entry_is_entered_and_changed(centre: Centre) -> None:
    client = signed_in(centre, "steward")
    wrong = client.post("/en/desk/inventory/new", {"title_th": "", "n_rows": "many"})
    assert wrong.status_code == 422
    assert "“many” must be a whole number from 0." in wrong.content.decode()
    typed = {
        "title_th": "จำนวนเตียง", "data_category": "public", "classification": "open",
        "has_personal_data": "yes", "tags": "เตียง, โรงพยาบาล",
    }  # fmt: skip
    refused = client.post("/en/desk/inventory/new", typed)
    assert refused.status_code in (400, 422)
    assert "Public data holds no personal data." in refused.content.decode()
    assert (
        client.post("/desk/inventory/new", typed | {"has_personal_data": "no"}).status_code == 302
    )
    made = Entry.objects.get()
    assert queries.values_of(made) == {
        "title_th": "จำนวนเตียง", "data_category": "public", "classification": "open",
        "has_personal_data": False, "tags": ["เตียง", "โรงพยาบาล"],
    }  # fmt: skip
    address = f"/desk/inventory/{made.id}"
    form = client.get(address).context["typed"]
    typed = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    saved = client.post(address, typed | {"n_rows": "๗๗", "owner_email": centre.steward.email})
    assert saved.status_code == 302
    made.refresh_from_db()
    assert (made.n_rows, made.owner, made.has_personal_data) == (77, centre.steward, False)
    late = client.post("/en" + address, typed | {"n_rows": "78"})
    assert late.status_code == 409
    assert "Somebody else changed this entry meanwhile" in late.content.decode()


def test_entry_goes_and_comes_back(centre: Centre, entry: Any) -> None:
    client = signed_in(centre, "steward")
    address = f"/desk/inventory/{entry.id}/state"
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "ยุบรวม"}).status_code == 302
    entry.refresh_from_db()
    assert entry.state == "gone"
    assert client.post(address).status_code == 302
    entry.refresh_from_db()
    assert entry.state == "present"


def test_file_is_taken_in_and_its_troubles_are_told(centre: Centre, tmp_path: Path) -> None:
    client = signed_in(centre, "steward")
    text = "ชื่อชุดข้อมูล,ระดับชั้นข้อมูล,หมายเหตุ\nทะเบียนบ่อ,ลับ,ก\nเตียง,ลี้ลับ,ข\n"
    file = SimpleUploadedFile("บัญชี.csv", text.encode())
    sent = client.post("/en/desk/inventory/upload", {"agency": "health", "file": file}, follow=True)
    page = sent.content.decode()
    assert "2 new, 0 gone, 0 changed" in page
    assert "2 things were not understood" in page
    assert "“ลี้ลับ” is not one of the choices of Class." in page
    none = SimpleUploadedFile("a.csv", "จังหวัด,ปี\nตาก,2569\n".encode())
    refused = client.post("/en/desk/inventory/upload", {"agency": "health", "file": none})
    assert refused.status_code == 422
    assert "so this is no inventory" in refused.content.decode()
    assert client.post("/desk/inventory/upload", {"agency": "health"}).status_code == 422
    told = client.get("/desk/inventory/download.xlsx?q=บ่อ")
    path = tmp_path / "out.xlsx"
    path.write_bytes(told.content)
    assert openpyxl.load_workbook(path).active.max_row == 2


def test_database_is_connected_surveyed_and_removed(
    centre: Centre, tmp_path: Path, settings: Any
) -> None:
    settings.SURVEY_HOSTS = [str(tmp_path), "db.example"]
    client = signed_in(centre, "steward")
    file = sqlite(tmp_path / "wells.db")
    about = {"agency": "health", "name": "บ่อ", "kind": "sqlite", "database": str(file)}
    refused = client.post("/en/desk/inventory/databases", about | {"database": "/etc/passwd"})
    assert refused.status_code in (400, 422)
    assert "ODMS_SURVEY_HOSTS" in refused.content.decode()
    assert client.post("/desk/inventory/databases", about).status_code == 302
    kept = Connection.objects.get()
    sent = client.post(f"/en/desk/inventory/databases/{kept.id}", follow=True)
    assert "The survey is under way" in sent.content.decode()
    survey = Survey.objects.get()
    actions.work_on(survey_id=survey.id, at=AT)
    page = client.get(f"/en/desk/inventory/surveys/{survey.id}").content.decode()
    assert "3 new, 0 gone, 0 changed" in page
    person = Entry.objects.get(title_th="person")
    page = client.get(f"/en/desk/inventory/{person.id}").content.decode()
    assert "4 columns" in page and "national identification numbers" in page
    far = {"kind": "postgresql", "host": "db.example", "database": "d", "name": "ไกล"}
    client.post("/desk/inventory/databases", about | far)
    asking = Connection.objects.get(kind="postgresql")
    assert (
        'type="password"' in client.get(f"/desk/inventory/databases/{asking.id}").content.decode()
    )
    assert (
        client.post(f"/desk/inventory/databases/{asking.id}", {"secret": SECRET}).status_code == 302
    )
    assert client.post(f"/desk/inventory/databases/{asking.id}", {}).status_code == 409
    kept_secret = client.post(
        "/desk/inventory/databases", about | far | {"secret": SECRET}, follow=True
    )
    assert SECRET not in kept_secret.content.decode()
    assert client.post(f"/desk/inventory/databases/{kept.id}/remove").status_code == 302
    assert Connection.objects.filter(id=kept.id).count() == 0


def test_review_by_hand(centre: Centre, entry: Any) -> None:
    client = signed_in(centre, "steward")
    sent = client.post("/en/desk/inventory/review", {"agency": "health"}, follow=True)
    assert "1 new, 0 gone, 0 changed" in sent.content.decode()
    other = signed_in(centre, "other-steward").post("/desk/inventory/review", {"agency": "health"})
    assert other.status_code == 403


def test_every_state_of_a_survey_has_a_sign() -> None:
    assert set(badges.SURVEY_SIGNS) == set(SURVEY_STATES)
