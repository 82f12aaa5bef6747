"""CKAN's API at 200,000 datasets under 16 clients, and `ckanapi dump datasets --all` of 10,000.

Datasets are made by bulk insert; packages and index by the functions that a change uses. Milliseconds
are what a client waits on loopback, from the web server as `odms serve` runs it, and beside them what
an answer costs the server's processors: that stays the same on a machine that others use too.
"""

import http.client
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from bench import _process
from odms.definitions import national_table

N_DATASETS, N_CLIENTS, N_DUMPED = 200_000, 16, 10_000
SEED = 2569
AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
CKAN_MS = 12.2  # of CKAN 2.12 for one `package_show`, one client, warm
_AT_ONCE = 2_000
_SECONDS = 20  # that each question is asked for

THINGS = [
    *("จำนวนประชากร", "นักท่องเที่ยว", "โรงพยาบาล", "โรงเรียน", "อุบัติเหตุทางถนน", "คุณภาพน้ำผิวดิน"),
    *("ฝุ่นละออง", "งบประมาณรายจ่าย", "ราคายางพารา", "ผู้สูงอายุ", "ขยะมูลฝอย", "พื้นที่ป่าไม้"),
]  # fmt: skip
WAYS = ["รายจังหวัด", "รายอำเภอ", "รายเดือน", "รายปี", "จำแนกตามเพศ", "จำแนกตามอายุ"]
YEARS = [str(year) for year in range(2550, 2570)]
FACETS = ["organization", "groups", "tags", "res_format", "license_id"]
COLUMNS = [
    {"name": f"c{i}", "type": "text", "meaning": None, "label_th": f"คอลัมน์ {i}", "label_en": ""}
    for i in range(12)
]


def run(n: int = N_DATASETS, n_clients: int = N_CLIENTS, n_dumped: int = N_DUMPED) -> None:
    """Build a centre of `n` datasets and ask it, then one of `n_dumped` and dump it."""
    _in_a_process_of_its_own("_ask_all", n, n_clients)
    _in_a_process_of_its_own("_dump", n_dumped)


def _in_a_process_of_its_own(name: str, *sizes: int) -> None:
    """Django is set up once a process, and each centre has a home of its own."""
    code = f"from bench import ckan; ckan.{name}{sizes if len(sizes) > 1 else f'({sizes[0]})'}"
    with tempfile.TemporaryDirectory() as home:
        own = {"ODMS_HOME": home, "DJANGO_SETTINGS_MODULE": "odms.config.settings"}
        limits = dict.fromkeys(("ODMS_API_LIMIT", "ODMS_API_TOKEN_LIMIT"), "100000000")
        empty = dict.fromkeys(("ODMS_DATABASE_URL", "ODMS_REDIS_URL"), "")
        url = {"ODMS_URL": f"http://127.0.0.1:{_free_port()}"}
        env = os.environ | own | limits | empty | url
        subprocess.run([sys.executable, "-c", code], env=env, check=True)


def _ask_all(n: int, n_clients: int) -> None:
    _build(n)
    names = [f"set-{i}" for i in range(n)]
    with _served() as (server, port):
        asked = {
            "package_show": lambda chance: ("package_show", {"id": chance.choice(names)}),
            "package_search, facets": _search,
            "package_search, facets, once more": _search,
            "package_search, facets, each new": _new_search,
        }
        for name, question in asked.items():
            before = _process.cpu_s(server)
            waits = _under(port, n_clients, question)
            cpu_ms = (_process.cpu_s(server) - before) * 1000 / len(waits)
            _print(f"{name}, {n_clients} clients", waits, f", {cpu_ms:.2f} ms of processor each")
        for name, (action, given) in _alone(n).items():
            _print(f"{name}, alone", _of_one(port, lambda a=action, g=given: (a, g)))


def _dump(n: int) -> None:
    commands = _process.environment("ckanapi", "ckanapi==4.11")
    if commands is None:
        print("ckanapi cannot be installed: no dump")
        return
    _build(n)
    with _served() as (server, port):
        command = ["ckanapi", "dump", "datasets", "--all", "-q", "-r", f"http://127.0.0.1:{port}"]
        # its workers are started by name
        env = os.environ | {"PATH": f"{commands}{os.pathsep}{os.environ['PATH']}"}
        began, before = time.perf_counter(), _process.cpu_s(server)
        done = subprocess.run(command, check=True, capture_output=True, env=env)
        ms = (time.perf_counter() - began) * 1000 / n
        cpu_ms = (_process.cpu_s(server) - before) * 1000 / n
    assert len(done.stdout.splitlines()) == n
    told = f"{ms:.2f} ms each, {cpu_ms:.2f} ms of the server's processor"
    print(f"ckanapi dump of {n:,}: {told}, {CKAN_MS / ms:.1f} times as fast as CKAN's")


@cache
def _provinces() -> list[str]:
    return [row["name_th"] for row in national_table("provinces.csv")]


def _search(chance: random.Random) -> tuple[str, dict[str, Any]]:
    """What people and harvesters ask: words, filters, the whole; each with all facets."""
    thing, way = chance.choice(THINGS), chance.choice(WAYS)
    asked = chance.choice(
        [
            {"q": thing},
            {"q": f"{thing} {chance.choice(_provinces())}"},
            {"q": f"{thing} {way} {chance.choice(YEARS)}"},
            {"fq": f"organization:agency-{chance.randrange(200)}"},
            {"fq": f'tags:"{thing}" groups:health'},
            {"q": thing, "fq": "metadata_modified:[2026-06-01T00:00:00Z TO *]"},
            {"sort": "metadata_modified desc"},
        ]
    )
    return "package_search", asked | {"facet.field": FACETS, "rows": 10}


def _new_search(chance: random.Random) -> tuple[str, dict[str, Any]]:
    """What nobody asked before: a moment of its own in each, so that no answer is remembered."""
    action, asked = _search(chance)
    since = f"metadata_modified:[2025-01-01T00:00:00.{chance.randrange(10**6):06}Z TO *]"
    return action, asked | {"fq_list": [since]}


def _alone(n: int) -> dict[str, tuple[str, dict[str, Any]]]:
    far = {"rows": 100, "start": n * 9 // 10, "sort": "id asc"}
    by_name = {"rows": 100, "start": n // 2, "sort": "name asc"}
    return {
        "package_list": ("package_list", {}),
        "package_search, rows 1000": ("package_search", {"rows": 1000}),
        "package_search, a harvester's page at nine tenths": ("package_search", far),
        "package_search, a page in the middle of all names": ("package_search", by_name),
        "tag_list": ("tag_list", {}),
        "organization_list, all_fields": ("organization_list", {"all_fields": True}),
    }


def _build(n: int) -> None:
    """A centre of `n` published datasets of one table each."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from odms.catalogue import actions as catalogue
    from odms.search import actions as search

    _insert(n)
    for name, work in (("packages", catalogue.rebuild_packages), ("index", search.rebuild)):
        began = time.perf_counter()
        assert work() == n
        seconds = time.perf_counter() - began
        print(f"{name} of {n:,}: {seconds:.1f} s, {seconds * 1000 / n:.3f} ms each")


def _insert(n: int) -> None:
    from odms.catalogue.models import Dataset, Distribution, Release
    from odms.ledger.rules import SYSTEM
    from odms.people import actions as people

    chance = random.Random(SEED)
    agencies = [
        people.create_agency(
            by=SYSTEM,
            slug=f"agency-{i}",
            name_th=f"หน่วยงานที่ {i}",
            name_en="",
            sector="state",
            at=AT,
        )
        for i in range(min(200, n))
    ]
    for start in range(0, n, _AT_ONCE):
        datasets = [
            Dataset(agency=chance.choice(agencies), **_dataset(chance, i))
            for i in range(start, min(start + _AT_ONCE, n))
        ]
        tables = [Distribution(dataset=d, slug="table", title_th=d.title_th) for d in datasets]
        releases = [Release(distribution=t, **_release(t.dataset)) for t in tables]
        Dataset.objects.bulk_create(datasets)
        Distribution.objects.bulk_create(tables)
        Release.objects.bulk_create(releases)
        for table, release in zip(tables, releases, strict=True):
            table.current = release
        Distribution.objects.bulk_update(tables, ["current"])


def _dataset(chance: random.Random, i: int) -> dict[str, Any]:
    thing, way = chance.choice(THINGS), chance.choice(WAYS)
    province, year = chance.choice(_provinces()), chance.choice(YEARS)
    title, tags = f"{thing}{way} {province} พ.ศ. {year}", [thing, way, province, year]
    about = f"ข้อมูล{thing} {way} ที่หน่วยงานรวบรวมจากระบบทะเบียนและแบบสำรวจในพื้นที่ทุกปี " * 3
    at = AT - timedelta(minutes=chance.randrange(500_000))
    record = {
        "title_th": title,
        "description_th": about,
        "tags": tags,
        "data_type": "statistics",
        "objective": ["mission"],
        "maintainer": "กลุ่มงานข้อมูล",
        "maintainer_email": "data@agency.example",
        "frequency_unit": "A",
        "frequency_interval": 1,
        "geo_coverage": "06",
        "data_source": "ระบบรายงานของหน่วยงาน",
        "data_format": ["csv"],
        "data_category": "public",
        "classification": "open",
        "licence": chance.choice(["odc", "cc-by"]),
        "theme": chance.choice(["health", "education"]),
    }
    return {
        "slug": f"set-{i}",
        "state": "published",
        "theme_id": record["theme"],
        "title_th": title,
        "description_th": about,
        "tags": tags,
        "record": record,
        "licence": record["licence"],
        "frequency": "A",
        "created_at": at,
        "published_at": at,
        "modified_at": at,
    }


def _release(dataset: Any) -> dict[str, Any]:
    return {
        "number": 1,
        "table_key": "0" * 26,
        "raw_sha256": "0" * 64,
        "raw_name": "t.csv",
        "raw_size_bytes": 1,
        "n_rows": 100,
        "columns": COLUMNS,
        "released_at": dataset.modified_at,
    }


@contextmanager
def _served() -> Iterator[tuple[int, int]]:
    """The web server of a centre, once it answers: its process and its port."""
    port = int(os.environ["ODMS_URL"].rpartition(":")[2])
    command = [sys.executable, "-m", "odms.cli.web_server", "127.0.0.1", str(port)]
    with subprocess.Popen(command, env=os.environ) as server:
        try:
            _wait_for(port)
            yield server.pid, port
        finally:
            server.terminate()


def _wait_for(port: int) -> None:
    for _ in range(300):
        try:
            if _ask(http.client.HTTPConnection("127.0.0.1", port), "site_read", {})[0] == 200:
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("the centre does not answer")


def _ask(caller: http.client.HTTPConnection, action: str, given: dict[str, Any]) -> tuple[int, int]:
    """Status and size of an answer."""
    head = {"Content-Type": "application/json"}
    caller.request("POST", f"/api/action/{action}", json.dumps(given).encode(), head)
    response = caller.getresponse()
    return response.status, len(response.read())


class _Client:
    """A client that costs next to nothing, for it runs on the processors that are measured: one
    connection, of an answer nothing is read but its status and its length."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._room = bytearray(1 << 20)

    def ask(self, action: str, given: dict[str, Any]) -> int:
        """The status of an answer that has come whole."""
        body = json.dumps(given).encode()
        head = f"POST /api/action/{action} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        self._socket.sendall(head.encode() + body)
        n, end = self._socket.recv_into(self._room), -1
        while (end := self._room.find(b"\r\n\r\n", 0, n)) < 0:
            n += self._socket.recv_into(memoryview(self._room)[n:])
        told = bytes(self._room[:end]).lower()
        size = int(told.partition(b"content-length:")[2].split(b"\r\n")[0])
        missing = end + 4 + size - n
        while missing > 0:
            missing -= self._socket.recv_into(self._room, min(missing, len(self._room)))
        return int(told.split(b" ", 2)[1])


Question = Callable[[random.Random], tuple[str, dict[str, Any]]]


def _under(port: int, n_clients: int, question: Question) -> list[float]:
    """Milliseconds of each answer while so many clients ask without a pause."""
    waits: list[list[float]] = [[] for _ in range(n_clients)]
    until = time.perf_counter() + _SECONDS

    def client(n: int) -> None:
        caller, chance = _Client(port), random.Random(n)
        while (began := time.perf_counter()) < until:
            assert caller.ask(*question(chance)) == 200
            waits[n].append((time.perf_counter() - began) * 1000)

    clients = [threading.Thread(target=client, args=(n,)) for n in range(n_clients)]
    for one in clients:
        one.start()
    for one in clients:
        one.join()
    return [ms for found in waits for ms in found[1:]]


def _of_one(port: int, question: Callable[[], tuple[str, dict[str, Any]]]) -> list[float]:
    caller = http.client.HTTPConnection("127.0.0.1", port)
    waits = []
    for _ in range(12):
        began = time.perf_counter()
        assert _ask(caller, *question())[0] == 200
        waits.append((time.perf_counter() - began) * 1000)
    return waits[2:]


def _print(name: str, waits: list[float], more: str = "") -> None:
    p50, p95 = statistics.median(waits), statistics.quantiles(waits, n=20)[-1]
    load = f"load {os.getloadavg()[0]:.1f}"
    print(f"{name:52} p50 {p50:6.1f} ms, p95 {p95:6.1f} ms, {len(waits):,} answers{more}, {load}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    run(*map(int, sys.argv[1:]))
