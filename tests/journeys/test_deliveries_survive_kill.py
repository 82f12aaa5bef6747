"""Fifty deliveries while worker and server are killed: afterwards all are there, once, and read."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

N = 50
KILLED_AFTER = 18  # answers
HEADER = "จังหวัด,ปี พ.ศ.,จำนวน\r\n"


class Centre:
    """A centre of its own on a free port, run by `odms serve`."""

    def __init__(self, home: Path) -> None:
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = (home.parent / "serve.log").open("ab")
        self.process: subprocess.Popen[bytes] | None = None
        own = dict.fromkeys(("ODMS_DATABASE_URL", "ODMS_REDIS_URL", "ODMS_SECRET_KEY"), "")
        self.env = os.environ | own | {"ODMS_HOME": str(home), "ODMS_URL": self.url, "LANG": "C"}

    def odms(self, *words: str) -> str:
        """What a command prints."""
        command = [sys.executable, "-m", "odms.cli.main", *words]
        return subprocess.run(
            command, env=self.env, capture_output=True, text=True, check=True
        ).stdout

    def start(self) -> None:
        command = [sys.executable, "-m", "odms.cli.main", "serve", "--port", str(self.port)]
        self.process = subprocess.Popen(command, env=self.env, stdout=self.log, stderr=self.log)
        _wait_for(self.is_answering, 180)

    def is_answering(self) -> bool:
        try:
            return httpx.get(f"{self.url}/healthz", timeout=2).status_code == 200
        except httpx.TransportError:
            return False

    def pids(self) -> set[int]:
        """The processes below `odms serve`."""
        assert self.process is not None
        return _descendants(self.process.pid)

    def workers(self) -> list[int]:
        """The processes that work on deliveries."""
        return [pid for pid in self.pids() if "run_huey" in _command(pid)]

    def kill(self) -> set[int]:
        """kill -9 of worker and server; the processes that there were, none of which may live on."""
        assert self.process is not None
        pids = self.pids()
        for pid in (*self.workers(), self.process.pid):
            _kill(pid)
        self.process.wait()
        return pids

    def stop(self) -> int:
        """Ask it to stop; its exit status."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(120)


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Centre]:
    centre = Centre(tmp_path / "home")
    yield centre
    if centre.process is not None and centre.process.poll() is None:
        centre.kill()
    centre.log.close()


def test_deliveries_survive_kill(centre: Centre) -> None:
    token = _found(centre)
    centre.start()
    answered: dict[int, str] = {}
    enough = threading.Event()

    def deliver(number: int) -> None:
        """Post until it is answered, as a careful client does."""
        until = time.monotonic() + 300
        while number not in answered and time.monotonic() < until:
            try:
                response = _post(centre, token, number)
            except httpx.TransportError:
                time.sleep(0.3)
                continue
            assert response.status_code in (200, 201), response.text
            answered[number] = response.json()["id"]
            if len(answered) >= KILLED_AFTER:
                enough.set()

    with ThreadPoolExecutor(4) as clients:
        posting = [clients.submit(deliver, number) for number in range(N)]
        assert enough.wait(180)
        promised = dict(answered)
        pids = centre.kill()
        _wait_for(lambda: not any(_is_alive(pid) for pid in pids), 60)
        centre.start()
        for one in posting:
            one.result()

    assert len(set(answered.values())) == N
    assert promised.items() <= answered.items()
    _wait_for(lambda: _states(centre, token) == {"read": N}, 600, every=2.0)
    assert {one["id"] for one in _deliveries(centre, token)} == set(answered.values())
    assert all(one["tables"][0]["n_rows"] == 3 for one in _deliveries(centre, token))
    assert centre.stop() == 0
    assert _verbs(centre) == {"delivery.received": N, "delivery.read": N, "case.opened": N}
    assert json.loads(centre.odms("ledger", "verify", "--json"))["is_whole"]


def test_serve_starts_a_dead_worker_again_and_stops_cleanly(centre: Centre) -> None:
    centre.start()
    first, *others = centre.workers()
    _kill(first)
    _wait_for(lambda: len({*centre.workers()} - {first}) == len(others) + 1, 90)
    assert centre.is_answering()
    pids = centre.pids()
    assert centre.stop() == 0
    assert not any(_is_alive(pid) for pid in pids)


def _found(centre: Centre) -> str:
    """An agency with a steward; the steward's token."""
    centre.odms("agency", "add", "nso", "--name-th", "สำนักงานสถิติแห่งชาติ", "--name-en", "NSO")
    centre.odms("user", "add", "steward@odms.example", "--name", "ส", "--role", "steward@nso")
    told = centre.odms("token", "make", "steward@odms.example", "--json")
    return str(json.loads(told)["token"])


def _post(centre: Centre, token: str, number: int) -> httpx.Response:
    rows = "".join(f"{name},256{number % 8},{number}\r\n" for name in ("ตาก", "ตราด", "ตรัง"))
    return httpx.post(
        f"{centre.url}/api/v1/deliveries",
        headers={"Authorization": f"Bearer {token}", "Idempotency-Key": f"delivery-{number}"},
        data={"agency": "nso"},
        files={"file": (f"ไฟล์ {number}.csv", (HEADER + rows).encode("cp874"))},
        timeout=60,
    )


def _deliveries(centre: Centre, token: str) -> list[dict]:
    response = httpx.get(
        f"{centre.url}/api/v1/deliveries?size=100",
        headers={"Authorization": f"Bearer {token}"},
        timeout=60,
    )
    assert response.json()["total"] == N
    return response.json()["items"]


def _states(centre: Centre, token: str) -> dict[str, int]:
    return _counts(one["state"] for one in _deliveries(centre, token))


def _verbs(centre: Centre) -> dict[str, int]:
    lines = centre.odms("ledger", "list", "--limit", "10000", "--json").splitlines()
    wanted = ("delivery.received", "delivery.read", "delivery.failed", "case.opened")
    return _counts(verb for line in lines if (verb := json.loads(line)["verb"]) in wanted)


def _counts(values: Iterator[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for value in values:
        counts[value] = counts.get(value, 0) + 1
    return counts


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _descendants(pid: int) -> set[int]:
    """The processes below one, by what the kernel tells in /proc."""
    found: set[int] = set()
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, task.read_text().split()):
            found |= {child} | _descendants(child)
    return found


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def _is_alive(pid: int) -> bool:
    """Whether a process runs; one that is dead and not yet waited for does not."""
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def _wait_for(is_so: Callable[[], bool], seconds: float, every: float = 0.2) -> None:
    until = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < until, "waited too long"
        time.sleep(every)
