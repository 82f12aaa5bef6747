"""The commands that need a centre: each makes an empty home, speaks plainly, exits 0, 1 or 2."""

import json
import os
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from factories.files import PATIENTS, VISITORS, cp874
from factories.records import DESCRIPTION

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def odms(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Run a command on a centre of this module, in English unless told."""
    folder = tmp_path_factory.mktemp("cli")
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}

    def run(
        *words: str, language: str = "C", stdout: Any = subprocess.PIPE, **options: str
    ) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "odms.cli.main", *words]
        env = kept | {"ODMS_HOME": str(folder / "home"), "LC_ALL": language} | options
        return subprocess.run(
            command, env=env, cwd=folder, stdout=stdout, stderr=subprocess.PIPE,
            text=True, timeout=300, check=False,
        )  # fmt: skip

    (folder / "patients.csv").write_bytes(cp874(PATIENTS))
    (folder / "visitors.csv").write_text(VISITORS, encoding="utf-8")
    (folder / "notes.pdf.csv").write_bytes(b"%PDF-1.7\n")
    (folder / "record.yaml").write_text(json.dumps(DESCRIPTION, ensure_ascii=False), "utf-8")
    (folder / "broken.yaml").write_text("- a\n- b\n", "utf-8")
    words = ("--name-th", "กรมสุขภาพตัวอย่าง", "--name-en", "Health")
    assert run("agency", "add", "health", *words).returncode == 0
    for who, role in (("steward", "steward"), ("approver", "approver")):
        added = run("user", "add", f"{who}@odms.example", "--name", who, "--role", f"{role}@health")
        assert added.returncode == 0, added.stderr
    return run


# command, exit status, the one sentence on standard error
REFUSALS: list[tuple[tuple[str, ...], int, str]] = [
    (("publish",), 2, "FILE is missing (see odms publish --help)."),
    (("serve", "--port", "x"), 2, "Invalid value for '--port'"),
    (("ledger", "verify", "--foo"), 2, "There is no option --foo (see odms ledger verify --help)."),
    (("nothing",), 2, "There is no command nothing (see odms --help)."),
    (("approve", "99", "--as", "approver@odms.example"), 1, "99"),
    (("approve", "1", "--as", "nobody@odms.example"), 1, "nobody@odms.example"),
    (("token", "make", "nobody@odms.example"), 1, "nobody@odms.example"),
    (("agency", "add", "health", "--name-th", "ก", "--name-en", "A"), 1, "health"),
    (("user", "add", "x", "--name", "x"), 1, "x"),
    (("user", "grant", "steward@odms.example", "steward"), 1, "steward@nso"),
    (
        ("publish", "patients.csv", "--dataset", "new-one", "--as", "steward@odms.example"),
        1,
        "There is no dataset new-one yet; name its agency with --agency to make it.",
    ),
    (
        ("publish", "patients.csv", "--dataset", "Out patients!", "--as", "steward@odms.example",
         "--agency", "health"),
        1,
        "Out patients!",
    ),
    (
        ("publish", "patients.csv", "--dataset", "dd", "--as", "steward@odms.example",
         "--agency", "health", "--record", "broken.yaml"),
        1,
        "broken.yaml is not YAML with names and values of the record.",
    ),
    (
        ("publish", "notes.pdf.csv", "--dataset", "dd", "--as", "steward@odms.example",
         "--agency", "health"),
        1,
        "PDF",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("words", "status", "told"), REFUSALS)
def test_odms_refuses_with_one_sentence(
    odms: Run, words: tuple[str, ...], status: int, told: str
) -> None:
    done = odms(*words)
    assert (done.returncode, done.stdout) == (status, "")
    assert told in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr


def test_odms_speaks_thai_where_the_terminal_does(odms: Run) -> None:
    assert odms("publish", language="th_TH.UTF-8").stderr == "ต้องระบุ FILE (ดู odms publish --help)\n"


def test_odms_wrong_option_explains_itself(odms: Run) -> None:
    done = odms("ledger", "verify", ODMS_MAX_UPLOAD_MB="much")
    assert done.returncode == 2
    assert done.stderr == "ODMS_MAX_UPLOAD_MB takes a whole number of 1 or more, not “much”.\n"
    thai = odms("serve", ODMS_WORKERS="0", language="th_TH.UTF-8")
    assert (thai.returncode, thai.stderr) == (
        2,
        "ODMS_WORKERS ต้องเป็นจำนวนเต็มตั้งแต่ 1 ขึ้นไป ไม่ใช่ “0”\n",
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ODMS_PROXIES", "-1"),
        ("ODMS_DEBUG", "maybe"),
        ("ODMS_URL", "data.example.go.th"),
        ("ODMS_URL", "ftp://data.example.go.th"),
        ("ODMS_URL", "http://data.example.go.th:x"),
        ("ODMS_DATABASE_URL", "mysql://127.0.0.1/odms"),
        ("ODMS_REDIS_URL", "127.0.0.1:6379"),
        ("ODMS_EMAIL_URL", "mail.example.go.th"),
        ("ODMS_TIME_ZONE", "Mars/Phobos"),
        ("ODMS_TIME_ZONE", "../etc/passwd"),
    ],
)
def test_odms_refuses_an_option_it_cannot_use(odms: Run, name: str, value: str) -> None:
    done = odms("ledger", "verify", **{name: value})
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"{name} takes ")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("name", ["xx", "../definitions/th", "messages", ""])
def test_odms_refuses_a_country_without_definitions(odms: Run, name: str) -> None:
    for words in (("ledger", "verify"), ("inspect", "patients.csv")):
        done = odms(*words, ODMS_COUNTRY=name)
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.endswith("check ODMS_COUNTRY.\n")


@pytest.mark.parametrize("home", ["patients.csv", "patients.csv/home", "/proc/odms"])
def test_odms_refuses_a_home_that_cannot_be_written(odms: Run, home: str) -> None:
    for words in (("ledger", "verify"), ("serve",), ("demo", "--no-serve")):
        done = odms(*words, ODMS_HOME=home)
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.startswith(f"The folder {home} cannot be written (")
        assert len(done.stderr.splitlines()) == 1


def test_odms_refuses_a_database_of_others(odms: Run, tmp_path: Path) -> None:
    for name, content in DATABASES.items():
        home = tmp_path / name
        home.mkdir()
        if isinstance(content, bytes):
            (home / "odms.db").write_bytes(content)
        else:
            assert odms("ledger", "verify", ODMS_HOME=str(home)).returncode == 0
            with sqlite3.connect(home / "odms.db") as database:
                database.execute(*content)
            database.close()
        done = odms("ledger", "verify", ODMS_HOME=str(home))
        assert (done.returncode, done.stdout) == (1, ""), name
        assert ("newer" if name == "newer" else "cannot be used") in done.stderr
        assert len(done.stderr.splitlines()) == 1


DATABASES = {
    "foreign": b"this is not a database, and longer than its mark",
    "newer": (
        "INSERT INTO django_migrations (app, name, applied) VALUES ('ledger', '0099_more', ?)",
        ["2030-01-01"],
    ),
    "changed": ("DELETE FROM django_migrations WHERE app = 'intake'", []),
}


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs Linux's full device")
def test_odms_says_that_there_is_no_space_left(odms: Run) -> None:
    for words in (("options", "--json"), ("read", "patients.csv"), ("inspect", "patients.csv")):
        with Path("/dev/full").open("w") as full:
            done = odms(*words, stdout=full)
        assert (done.returncode, done.stderr) == (1, "There is no space left to write to.\n"), words


def test_odms_serve_says_why_it_cannot_listen(odms: Run) -> None:
    done = odms("serve", "--host", "no-such-host.invalid", "--port", "1")
    assert done.returncode == 1
    assert done.stderr.startswith("It is not possible to listen at no-such-host.invalid, port 1 (")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = odms("serve", "--port", port)
    assert done.stderr == f"Port {port} at 127.0.0.1 is in use; choose another with --port.\n"


def test_odms_options_lists_every_setting_and_hides_secrets(odms: Run) -> None:
    rows = json.loads(odms("options", "--json", ODMS_SECRET_KEY="secret").stdout)
    by_name = {row["name"]: row for row in rows}
    assert by_name["ODMS_SECRET_KEY"]["value"] == "***"
    assert by_name["ODMS_WORKERS"]["default"] == "3"
    assert all(row["help"] for row in rows)


def test_odms_doctor_finds_a_new_centre_well(odms: Run) -> None:
    done = odms("doctor", "--json")
    told = {row["name"]: row["state"] for row in json.loads(done.stdout)}
    assert done.returncode == 0, done.stdout
    needed = ("python", "packages", "home", "database", "queue", "lake", "index", "ledger", "disk")
    assert {name: told[name] for name in needed} == dict.fromkeys(needed, "ok")


def test_odms_doctor_says_how_to_mend(odms: Run, tmp_path: Path) -> None:
    address = "postgresql://nobody:x@127.0.0.1:1/none"
    done = odms("doctor", ODMS_DATABASE_URL=address, ODMS_HOME=str(tmp_path / "other"))
    assert done.returncode == 1
    assert "✗ database" in done.stdout
    assert "Check ODMS_DATABASE_URL" in done.stdout


def test_odms_publish_needs_two_people(odms: Run) -> None:
    words = ("--dataset", "patients", "--agency", "health", "--record", "record.yaml")
    steward, approver = ("--as", "steward@odms.example"), ("--as", "approver@odms.example")
    done = odms("publish", "patients.csv", *words, *steward, "--json")
    assert done.returncode == 0, done.stderr
    case = json.loads(done.stdout)
    assert (case["state"], case["dataset"]) == ("submitted", "patients")
    assert odms("approve", str(case["case"]), *steward).returncode == 1
    done = odms("approve", str(case["case"]), *approver, "--json")
    assert json.loads(done.stdout)["dataset_state"] == "published", done.stderr
    found = json.loads(odms("search", "ผู้ป่วยนอก", "--json").stdout)
    assert [one["slug"] for one in found["datasets"]] == ["patients"]
    assert odms("search", "ไม่มีคำนี้แน่นอน").returncode == 1
    entries = odms("ledger", "list", "--limit", "500", "--json").stdout.splitlines()
    verbs = [json.loads(line)["verb"] for line in entries]
    assert (
        verbs.index("case.submitted") < verbs.index("case.approved") < verbs.index("case.published")
    )
    assert odms("ledger", "verify").stdout == f"The ledger is whole: {len(verbs)} entries.\n"


def test_odms_publish_takes_one_file_for_two_datasets(odms: Run) -> None:
    words = ("--agency", "health", "--record", "record.yaml", "--as", "steward@odms.example")
    told = {}
    for slug in ("clinics-north", "clinics-south"):
        done = odms("publish", "patients.csv", "--dataset", slug, *words, "--json")
        assert done.returncode == 0, done.stderr
        told[slug] = json.loads(done.stdout)
    assert {slug: case["dataset"] for slug, case in told.items()} == {slug: slug for slug in told}
    assert len({case["id"] for case in told.values()}) == 2


def test_odms_publish_tells_all_that_is_lacking(odms: Run) -> None:
    words = ("--dataset", "visitors", "--agency", "health", "--record", "record.yaml")
    done = odms("publish", "visitors.csv", *words, "--as", "steward@odms.example")
    assert done.returncode == 1
    assert sum(line.startswith("- ") for line in done.stderr.splitlines()) >= 2
    assert "เลขบัตรประชาชน" in done.stderr


def test_odms_ledger_verify_names_what_was_tampered_with(odms: Run, tmp_path: Path) -> None:
    home = str(tmp_path / "other")
    assert odms("user", "add", "a@odms.example", "--name", "a", ODMS_HOME=home).returncode == 0
    with sqlite3.connect(f"{home}/odms.db") as database:
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
            database.execute(f'DROP TRIGGER "{name}"')
        database.execute("UPDATE ledger_entry SET actor_name = 'b' WHERE seq = 1")
    database.close()
    done = odms("ledger", "verify", ODMS_HOME=home)
    assert done.returncode == 1
    assert "1" in done.stderr
    assert len(done.stderr.splitlines()) == 1
