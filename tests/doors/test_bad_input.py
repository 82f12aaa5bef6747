"""Files that nobody can read, at every door: one clear sentence and a right status each."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from factories.centre import Centre
from factories.files import PDF
from samples.zoo import encrypted_workbook, zip_of_zeros

from odms.definitions.messages import sentence
from odms.intake import actions as intake
from odms.intake.models import Delivery
from odms.people import actions as people

MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Bad:
    """A file, the code that the commands and the worker refuse it with, and the doors' statuses.

    A status of 201 or 302 says that the bytes were kept, and that the worker tells why they cannot
    be read.
    """

    data: Callable[[], bytes]
    code: str
    api: int = 201
    web: int = 302


BAD = {
    "empty.csv": Bad(bytes, "engine.file_empty", api=400, web=422),
    "zeros.zip": Bad(zip_of_zeros, "engine.archive_ratio"),
    "report.csv": Bad(lambda: PDF, "engine.format_unread", web=422),
    "locked.xlsx": Bad(encrypted_workbook, "engine.encrypted", web=422),
    "line.csv": Bad(lambda: b"1234567,89," * (100 * MEGABYTE // 11), "reading.line_too_long"),
}


@pytest.fixture(params=BAD)
def bad(request: pytest.FixtureRequest) -> tuple[str, Bad]:
    return request.param, BAD[request.param]


def sent(name: str, file: Bad) -> dict[str, Any]:
    return {"agency": "health", "file": SimpleUploadedFile(name, file.data())}


def check_failed(code: str) -> Delivery:
    """What was kept is worked on, and says why it cannot be read."""
    delivery = Delivery.objects.get()
    intake.work_on(delivery_id=delivery.id, at=timezone.now())
    delivery.refresh_from_db()
    assert (delivery.state, delivery.trouble["code"]) == ("failed", code)
    return delivery


def test_bad_input_by_api(bad: tuple[str, Bad], centre: Centre) -> None:
    name, file = bad
    steward = centre.people["steward"]
    now = timezone.now()
    _, secret = people.make_token(
        by=steward, user=steward, name="t", at=now, expires_at=now.replace(year=now.year + 1)
    )
    headers = {"authorization": f"Bearer {secret}"}
    answer = Client().post("/api/v1/deliveries", sent(name, file), headers=headers)
    assert answer.status_code == file.api
    if answer.status_code == 201:
        delivery = check_failed(file.code)
        told = Client().get(answer["Location"], headers=headers).json()["trouble"]
        assert told["messages"]["th"] == sentence(file.code, "th", delivery.trouble["facts"])
    else:
        assert answer["Content-Type"] == "application/problem+json"
        assert not Delivery.objects.exists()


def test_bad_input_by_web(bad: tuple[str, Bad], centre: Centre) -> None:
    name, file = bad
    client = Client()
    client.force_login(centre.people["steward"])
    answer = client.post("/desk/new", sent(name, file))
    assert answer.status_code == file.web
    if answer.status_code == 302:
        delivery = check_failed(file.code)
        page = client.get(answer["Location"]).content.decode()
        assert sentence(file.code, "th", delivery.trouble["facts"]) in page
    else:
        assert answer.content.decode().count('id="id_file_error"') == 1
        assert not Delivery.objects.exists()


def test_bad_input_by_command(bad: tuple[str, Bad], tmp_path: Path) -> None:
    name, file = bad
    (tmp_path / name).write_bytes(file.data())
    command = [sys.executable, "-m", "odms.cli.main", "inspect", name, "--json"]
    env = os.environ | {"LC_ALL": "C", "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(
        command, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=300, check=False
    )
    error = json.loads(done.stdout)["error"]
    assert (done.returncode, error["code"]) == (1, file.code)
    assert done.stderr == error["message"]["en"] + "\n"
