"""A centre that is served as on any machine, and Debian's chromium to walk through it."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from factories.records import DESCRIPTION
from factories.visits import out_patients

CHROMIUM = shutil.which("chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PASSWORD = "open-data-2569"
PEOPLE = {
    "steward@health.example": ("วรรณา ใจดี", "steward@health"),
    "approver@health.example": ("สมชาย ตั้งใจ", "approver@health"),
}


class Served:
    """A centre of its own on a free port, run by `odms serve`."""

    def __init__(self, home: Path) -> None:
        self.folder = home.parent
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        own = dict.fromkeys(("ODMS_DATABASE_URL", "ODMS_REDIS_URL", "ODMS_SECRET_KEY"), "")
        self.env = os.environ | own | {"ODMS_HOME": str(home), "ODMS_URL": self.url, "LANG": "C"}
        self.env["ODMS_PASSWORD"] = PASSWORD
        self._serve = [sys.executable, "-m", "odms.cli.main", "serve", "--port", str(port)]

    def odms(self, *words: str) -> str:
        """What a command prints."""
        command = [sys.executable, "-m", "odms.cli.main", *words]
        told = subprocess.run(command, env=self.env, capture_output=True, text=True)
        assert told.returncode == 0, told.stderr
        return told.stdout

    def start(self) -> None:
        self.log = (self.folder / "serve.log").open("ab")
        self.process = subprocess.Popen(self._serve, env=self.env, stdout=self.log, stderr=self.log)
        until = time.monotonic() + 60
        while True:
            with suppress(httpx.TransportError):
                if httpx.get(f"{self.url}/healthz", timeout=2).status_code == 200:
                    return
            assert time.monotonic() < until, "the centre does not answer"
            time.sleep(0.2)

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(40)
        self.log.close()

    def submit(self, name: str, *words: str, **record: Any) -> str:
        """The identifier of a case that stands before the approver, delivered by the steward."""
        file = self.folder / f"{name}.csv"
        file.write_bytes(out_patients(name))
        (self.folder / "record.yaml").write_text(
            yaml.safe_dump(DESCRIPTION | record, allow_unicode=True)
        )
        told = self.odms(
            *("publish", str(file), "--dataset", name, "--as", "steward@health.example"),
            *("--agency", "health", "--record", str(self.folder / "record.yaml")),
            *("--drop", "เลขบัตรประชาชน", *words, "--json"),
        )
        return str(json.loads(told)["id"])

    def publish(self, name: str, *words: str, **record: Any) -> None:
        """A dataset that the approver let pass."""
        self.odms("approve", self.submit(name, *words, **record), "--as", "approver@health.example")


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A centre with one agency, its steward and its approver."""
    served = Served(tmp_path_factory.mktemp("served") / "home")
    served.odms(
        "agency",
        "add",
        "health",
        "--name-th",
        "กรมสุขภาพตัวอย่าง",
        "--name-en",
        "Sample Health Department",
    )
    for email, (name, role) in PEOPLE.items():
        served.odms("user", "add", email, "--name", name, "--role", role)
    served.start()
    yield served
    served.stop()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """The browser; where there is none the journeys are skipped, and say so."""
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(served: Served, chromium: Any) -> Iterator[Callable[..., Any]]:
    """`visit("steward@health.example", width=390)`: a page on which this person has signed in."""
    opened = []

    def visited(
        email: str = "", *, width: int = 1280, dark: bool = False, script: bool = True
    ) -> Any:
        context = chromium.new_context(
            base_url=served.url,
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            java_script_enabled=script,
            locale="th-TH",
        )
        context.set_default_timeout(20_000)
        opened.append(context)
        page = context.new_page()
        if email:
            page.goto("/desk")
            page.get_by_label("อีเมล").fill(email)
            page.get_by_label("รหัสผ่าน").fill(PASSWORD)
            page.locator("main form button").first.click()
            page.wait_for_url("**/desk")
        return page

    yield visited
    for context in opened:
        context.close()
