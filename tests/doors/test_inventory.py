"""The inventory over HTTP and on the command line: who may, what is told, files in and out."""

import json
import os
import subprocess
import sys
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from factories.centre import AT, Centre
from factories.databases import change_sqlite, sqlite

from odms.inventory import actions, exports, queries
from odms.people.actions import make_token

BASE = "/api/v1/inventory"
SECRET = "ลับเฉพาะ-5521"


def bearer(centre: Centre, who: str) -> dict[str, str]:
    """The header of a token of this person."""
    user, now = centre.people[who], timezone.now()
    options = {"name": "test", "at": now, "expires_at": now + timedelta(days=1)}
    return {"authorization": f"Bearer {make_token(by=user, user=user, **options)[1]}"}


@pytest.fixture
def entry(centre: Centre) -> Any:
    values = {"title_th": "แผนเผชิญเหตุ", "data_category": "security", "classification": "secret"}
    return actions.add_entry(by=centre.steward, agency=centre.agency, values=values, at=AT)


READERS = ("steward", "second-steward", "both", "approver", "auditor", "admin", "centre-auditor")
EDITORS = ("steward", "second-steward", "both", "admin")
OTHERS = ("other-steward", "other-approver")

# method, address, body: who may, and the status of their success
DEEDS: list[tuple[str, str, Any, tuple[str, ...], int]] = [
    ("GET", "", None, READERS, 200),
    ("GET", "/{id}", None, READERS, 200),
    ("GET", "/summary?agency=health", None, READERS, 200),
    ("GET", "/surveys?agency=health", None, READERS, 200),
    ("GET", "/connections?agency=health", None, READERS, 200),
    ("GET", "/export?agency=health&form=ckan", None, READERS, 200),
    ("POST", "", {"agency": "health", "values": {"title_th": "อื่น"}}, EDITORS, 201),
    ("PATCH", "/{id}", {"values": {"n_rows": 3}}, EDITORS, 200),
    ("POST", "/surveys?agency=health", {}, EDITORS, 201),
]


@pytest.mark.parametrize(("method", "address", "body", "may", "status"), DEEDS)
@pytest.mark.parametrize("who", ["user", *READERS, *OTHERS])
def test_matrix(
    centre: Centre, entry: Any, who: str, method: str, address: str, body: Any,
    may: tuple[str, ...], status: int,
) -> None:  # fmt: skip
    told = Client().generic(
        method,
        BASE + address.format(id=entry.id),
        json.dumps(body) if body is not None else "",
        content_type="application/json",
        headers=bearer(centre, who),
    )
    if who in may:
        assert told.status_code == status, told.content
    elif who in OTHERS and address == "":
        assert told.status_code in (200, 403)
        assert entry.title_th not in told.content.decode()
    else:
        assert told.status_code in (403, 404)


@pytest.mark.parametrize("address", ["", "/summary?agency=health", "/export"])
def test_visitors_see_nothing(entry: Any, address: str) -> None:
    assert Client().get(BASE + address).status_code == 401


def test_entry_is_added_changed_and_gone(centre: Centre) -> None:
    steward, client = bearer(centre, "steward"), Client()

    def send(method: str, address: str, body: Any) -> Any:
        return client.generic(
            method,
            BASE + address,
            json.dumps(body),
            content_type="application/json",
            headers=steward,
        )

    values = {"title_th": "จำนวนเตียง", "data_category": "ข้อมูลสาธารณะ", "frequency_unit": "ปี"}
    made = send("POST", "", {"agency": "health", "values": values})
    assert made.status_code == 201
    told = made.json()
    assert told["values"] == {
        "title_th": "จำนวนเตียง", "data_category": "public", "frequency_unit": "A",
    }  # fmt: skip
    wrong = send("PATCH", f"/{told['id']}", {"values": {"classification": "ลับ"}})
    assert (wrong.status_code, wrong.json()["code"]) == (400, "inventory.public_not_open")
    changed = {"values": {"n_rows": 7}, "modified_at": told["modified_at"]}
    assert send("PATCH", f"/{told['id']}", changed).status_code == 200
    late = send(
        "PATCH", f"/{told['id']}", {"values": {"n_rows": 8}} | {"modified_at": told["modified_at"]}
    )
    assert (late.status_code, late.json()["code"]) == (409, "inventory.changed_meanwhile")
    assert send("PATCH", f"/{told['id']}", {"state": "gone"}).status_code == 400
    gone = send("PATCH", f"/{told['id']}", {"state": "gone", "reason": "ยุบรวม"})
    assert gone.json()["state"] == "gone"
    assert client.get(BASE, headers=steward).json()["total"] == 0
    assert client.get(f"{BASE}?state=gone", headers=steward).json()["total"] == 1
    assert client.get(f"{BASE}?state=lost", headers=steward).status_code == 400


def test_file_comes_and_goes(centre: Centre, entry: Any) -> None:
    steward = bearer(centre, "steward")
    told = Client().get(f"{BASE}/export?agency=health", headers=steward)
    assert told["Content-Type"].endswith("spreadsheetml.sheet")
    sheet = openpyxl.load_workbook(BytesIO(told.content)).active
    assert sheet["B2"].value == "แผนเผชิญเหตุ"
    file = SimpleUploadedFile("บัญชี.xlsx", told.content)
    sent = Client().post(
        f"{BASE}/import", {"file": file, "agency": "health", "whole": "true"}, headers=steward
    )
    assert (sent.status_code, sent.json()["n_unchanged"]) == (201, 1)
    survey = Client().get(f"{BASE}/surveys/{sent.json()['id']}", headers=steward).json()
    assert (survey["way"], survey["source"], survey["state"]) == ("workbook", "บัญชี.xlsx", "done")
    packages = Client().get(f"{BASE}/export?agency=health&form=ckan", headers=steward).json()
    assert packages[0]["data_category"] == "ข้อมูลความมั่นคง"
    assert packages[0]["private"] is True


def test_database_is_surveyed_and_its_secret_never_told(
    centre: Centre, tmp_path: Path, settings: Any, committed: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    queued: list[tuple[str, str]] = []
    monkeypatch.setattr("odms.inventory.tasks.survey_database", lambda *told: queued.append(told))
    settings.SURVEY_HOSTS = [str(tmp_path)]
    steward, client = bearer(centre, "steward"), Client()
    file = sqlite(tmp_path / "wells.db")
    about = {
        "agency": "health",
        "name": "บ่อ",
        "kind": "sqlite",
        "database": str(file),
        "secret": SECRET,
    }

    def post(address: str, body: Any) -> Any:
        return client.post(
            BASE + address, json.dumps(body), content_type="application/json", headers=steward
        )

    made = post("/connections", about)
    assert (made.status_code, made.json()["keeps_secret"]) == (201, True)
    listed = client.get(f"{BASE}/connections", headers=steward)
    assert SECRET not in made.content.decode() + listed.content.decode()
    with committed():
        asked = post(f"/connections/{made.json()['id']}/survey", {})
    assert (asked.status_code, asked.json()["state"]) == (202, "waiting")
    actions.work_on(survey_id=queued[0][0], sealed_secret=queued[0][1], at=AT)
    told = client.get(f"{BASE}/surveys/{asked.json()['id']}", headers=steward).json()
    assert (told["state"], told["n_new"]) == ("done", 3)
    refused = post("/connections", about | {"kind": "postgresql", "host": "10.0.0.1"})
    assert (refused.status_code, refused.json()["code"]) == (400, "outward.host_not_allowed")
    gone = client.delete(f"{BASE}/connections/{made.json()['id']}", headers=steward)
    assert gone.status_code == 204


def test_records_say_all(centre: Centre, entry: Any) -> None:
    [told] = exports.as_records([centre.agency.id])
    assert told["values"] == queries.values_of(entry)


def test_commands(tmp_path: Path) -> None:
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    env = kept | {
        "ODMS_HOME": str(tmp_path / "home"),
        "LC_ALL": "C",
        "ODMS_AS": "s@odms.example",
        "ODMS_SURVEY_HOSTS": str(tmp_path),
    }

    def run(*words: str, status: int = 0) -> str:
        command = [sys.executable, "-m", "odms.cli.main", *words]
        done = subprocess.run(command, env=env, cwd=tmp_path, capture_output=True, text=True)
        assert done.returncode == status, done.stderr
        return done.stdout + done.stderr

    run("agency", "add", "health", "--name-th", "กรมสุขภาพ", "--name-en", "Health")
    run("user", "add", "s@odms.example", "--name", "S", "--role", "steward@health")
    (tmp_path / "a.csv").write_text("ชื่อชุดข้อมูล,ระดับชั้นข้อมูล,อื่น\nทะเบียนบ่อ,ลับ,ก\nเตียง,ลี้ลับ,ข\n")
    said = run("inventory", "import", "health", "a.csv")
    assert "2 new, 0 gone, 0 changed, 0 as before" in said
    assert "- 3: “ลี้ลับ” is not one of the choices of Class." in said
    assert "ทะเบียนบ่อ\t\t\tConfidential" in run("inventory", "list", "health")
    run("inventory", "export", "health", "-o", "out.xlsx")
    assert "0 new, 0 gone, 0 changed, 2 as before" in run(
        "inventory", "import", "health", "out.xlsx"
    )
    run("inventory", "export", "health", "--form", "ckan", "-o", "out.json")
    assert [one["title"] for one in json.loads((tmp_path / "out.json").read_bytes())] == [
        "ทะเบียนบ่อ", "เตียง",
    ]  # fmt: skip
    file = sqlite(tmp_path / "wells.db")
    about = ("--kind", "sqlite", "--database", str(file))
    run("inventory", "connect", "health", "wells", *about)
    assert "3 new" in run("inventory", "survey", "health", "wells")
    change_sqlite(file)
    said = run("inventory", "survey", "health", "wells")
    assert "1 new, 1 gone, 1 changed, 1 as before" in said
    assert "~ well (Number of rows, Columns that came)" in said
    away = ("--kind", "postgresql", "--database", "d", "--host", "10.1.1.1")
    assert "ODMS_SURVEY_HOSTS" in run("inventory", "connect", "health", "far", *away, status=1)
    assert "no connection" in run("inventory", "survey", "health", "far", status=1)
