"""A centre that is served as on any machine, and people who use it in a browser."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import yaml
from factories.records import DESCRIPTION
from factories.visits import out_patients

PASSWORD = "open-data-2569"


class Served:
    """A centre of its own on a free port, run by `odms serve`; `host` is what it calls this machine."""

    def __init__(self, home: Path, host: str = "127.0.0.1") -> None:
        self.folder = home.parent
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.url = f"http://{host}:{port}"
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

    def do(self, deeds: str) -> None:
        """Deeds of `factories.deeds`, with ` ; ` between them."""
        tests = str(Path(__file__).resolve().parents[1])
        paths = os.pathsep.join([tests, *filter(None, [os.environ.get("PYTHONPATH")])])
        own = {"DJANGO_SETTINGS_MODULE": "odms.config.settings", "PYTHONPATH": paths}
        command = [sys.executable, "-m", "factories.deeds", *deeds.split()]
        told = subprocess.run(command, env=self.env | own, capture_output=True, text=True)
        assert told.returncode == 0, told.stderr

    def start(self) -> None:
        self.log = (self.folder / "serve.log").open("ab")
        self.process = subprocess.Popen(self._serve, env=self.env, stdout=self.log, stderr=self.log)
        until = time.monotonic() + 180
        while True:
            with suppress(httpx.TransportError):
                if httpx.get(f"{self.url}/healthz", timeout=2).status_code == 200:
                    return
            assert time.monotonic() < until, "the centre does not answer"
            time.sleep(0.2)

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(120)
        self.log.close()

    def submit(self, name: str, *words: str, **record: Any) -> str:
        """The identifier of a case that stands before the approver, delivered by the steward."""
        file, described = self.folder / f"{name}.csv", self.folder / "record.yaml"
        file.write_bytes(out_patients(name))
        described.write_text(yaml.safe_dump(DESCRIPTION | record, allow_unicode=True))
        told = self.odms(
            *("publish", str(file), "--dataset", name, "--as", "steward@health.example"),
            *("--agency", "health", "--record", str(described)),
            *("--drop", "เลขบัตรประชาชน", *words, "--json"),
        )
        return str(json.loads(told)["id"])

    def publish(self, name: str, *words: str, **record: Any) -> None:
        """A dataset that the approver let pass."""
        case = self.submit(name, *words, **record)
        self.odms("approve", case, "--as", "approver@health.example")


def browse(served: Served, chromium: Any, email: str = "", **look: Any) -> Any:
    """A page of its own browser context, on which this person has signed in.

    `width` in pixels, `dark` for the dark theme, `script` false to do without JavaScript.
    """
    context = chromium.new_context(
        base_url=served.url,
        viewport={"width": look.get("width", 1280), "height": 900},
        color_scheme="dark" if look.get("dark") else "light",
        java_script_enabled=look.get("script", True),
        locale="th-TH",
    )
    context.set_default_timeout(60_000)
    page = context.new_page()
    if email:
        page.goto("/desk")
        page.get_by_label("อีเมล").fill(email)
        page.get_by_label("รหัสผ่าน").fill(PASSWORD)
        page.locator("main form button").first.click()
        page.wait_for_url("**/desk")
    return page


def deliver(page: Any, name: str) -> str:
    """Deliver a file on the page of a steward; the address of what was understood of it."""
    page.goto("/desk/new")
    page.locator("#id_file").set_input_files(
        {"name": f"{name}.csv", "mimeType": "text/csv", "buffer": out_patients(name)}
    )
    page.get_by_role("button", name="ส่งไฟล์นี้").click()
    # the page looks again by itself until the worker has read the file
    page.get_by_role("heading", name="เราอ่านไฟล์นี้ได้ครบ 120 แถว").wait_for(timeout=180_000)
    return str(page.url)
