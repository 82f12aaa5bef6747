"""The commands by which organisations come in, and people act for one another."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

DAY = timedelta(days=1)
Run = Callable[..., subprocess.CompletedProcess[str]]

APPLY = """
import django; django.setup()
from io import BytesIO
from django.utils import timezone
from factories.applications import DEPARTMENT, PDF
from odms.people import actions
made = actions.apply(wish=actions.Wish(**DEPARTMENT), paper=BytesIO(PDF), at=timezone.now())
print(made.id)
"""


@pytest.fixture(scope="module")
def odms(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Run a command, or a script, on a centre of this module."""
    folder = tmp_path_factory.mktemp("cli-people")
    tests = Path(__file__).parents[1]
    env = {name: os.environ[name] for name in ("PATH",)} | {
        "ODMS_HOME": str(folder / "home"),
        "PYTHONPATH": f"{tests.parent}:{tests}",
        "DJANGO_SETTINGS_MODULE": "odms.config.settings",
        "LC_ALL": "C.UTF-8",
    }

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        command = [
            sys.executable,
            *(words if words[0] == "-c" else ("-m", "odms.cli.main", *words)),
        ]
        return subprocess.run(
            command, env=env, cwd=folder, capture_output=True, text=True, timeout=300, check=False
        )

    names = ("--name-th", "กรมสุขภาพตัวอย่าง", "--name-en", "Health")
    assert run("agency", "add", "health", *names).returncode == 0
    for who, role in (("steward", "steward"), ("approver", "approver")):
        words = ("user", "add", f"{who}@odms.example", "--name", who, "--role", f"{role}@health")
        assert run(*words).returncode == 0
    return run


def told(answer: subprocess.CompletedProcess[str]) -> str:
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


def test_organisation_comes_in(odms: Run) -> None:
    applied = told(odms("-c", APPLY)).strip()
    (row,) = json.loads(told(odms("agency", "applications", "--json")))
    assert (row["id"], row["state"], row["standing"]) == (
        applied,
        "submitted",
        "Waits for the centre",
    )
    asked = json.loads(told(odms("agency", "ask", applied, "--question", "Who?", "--json")))
    assert asked["state"] == "more-asked"
    (found,) = json.loads(told(odms("agency", "lookup", "กรมควบคุมมลพิศ", "--json")))
    assert (found["code"], found["n_slips"], found["kind"]) == ("pcd", 1, "Department or equal")
    words = ("agency", "verify", applied, "--slug", "pcd", "--check", "mandate", "--json")
    refused = odms(*words)
    assert refused.returncode == 1
    assert "in another way" in refused.stderr
    verified = told(odms(*words, "--check", "register", "--listed-as", found["code"]))
    assert json.loads(verified)["agency"] == "pcd"
    again = odms("agency", "refuse", applied, "--reason", "late")
    assert (again.returncode, "verified" in again.stderr) == (1, True)


def test_somebody_acts_for_another(odms: Run) -> None:
    today = date.today()
    people = ("approver@odms.example", "steward@odms.example", "health")
    wrong = odms("user", "delegate", *people, "--until", "2020-01-01", "--reason", "x")
    assert wrong.returncode == 1
    made = odms(
        "user", "delegate", *people, "--since", str(today - DAY), "--until", str(today + DAY),
        "--reason", "leave", "--json",
    )  # fmt: skip
    row = json.loads(told(made))
    (listed,) = json.loads(told(odms("user", "delegations", "--json")))
    assert listed == row
    assert told(odms("user", "take-back", row["id"])) == ""
    assert json.loads(told(odms("user", "delegations", "--json"))) == []


def test_webhook_is_added_and_removed(odms: Run) -> None:
    words = ("webhook", "add", "health", "https://a.example/x", "--event", "case.published")
    made = json.loads(told(odms(*words, "--json")))
    assert made["secret"].startswith("odmswh_")
    (row,) = json.loads(told(odms("webhook", "list", "health", "--json")))
    assert (row["id"], row["url"], row["last"]) == (made["id"], "https://a.example/x", "")
    assert told(odms("webhook", "remove", made["id"])) == ""
    assert odms("webhook", "remove", made["id"]).returncode == 1
    assert odms("webhook", "add", "health", "http://a.example", "--event", "x").returncode == 1
