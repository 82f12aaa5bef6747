"""Gathering a CKAN of 50,000 datasets on this machine, again unchanged, and peak memory.

The workers of `odms serve` do it: one reads and keeps, the other lists links, scores and brings the
index up to the ledger meanwhile. Figures: datasets a second from asking for the run until the last of
it is done, packages, scores and the search index with it; how many times as fast a second run is that
finds nothing changed; and the peak memory of the largest process, over that of gathering a fifth of
the datasets.
"""

import json
import multiprocessing
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from bench._process import cost, python
from bench.search import _SAID, _THINGS, _WAYS

N_DATASETS = 50_000
SEED = 2569

# A centre with the workers of `odms serve`, and one run that waits in its queue.
RUN = """
import json, os, signal, sys, time
os.environ["ODMS_HOME"], url, told = sys.argv[1:]
os.environ["ODMS_FETCH_NETWORKS"] = "127.0.0.0/8"
from odms.cli.centre import open_centre
open_centre()
from django.utils import timezone
from odms.catalogue.rules import CHANGING_VERBS
from odms.cli.serve import workers
from odms.harvest import actions, queries
from odms.health import actions as health
from odms.health.models import ScoreFollower
from odms.ledger import queries as ledger
from odms.ledger.rules import SYSTEM
from odms.search.actions import follow
from odms.search.queries import get_index
now = timezone.now()
source = queries.find_source(url)
if source is None:
    agency = actions.agency_for(by=SYSTEM, name="Bench", host="bench.example", at=now)
    source = actions.keep_by_hand(by=SYSTEM, agency=agency, name="Bench", url=url, kind="ckan", at=now)
follow()
health.follow(at=now)
children = workers()
for child in children:
    child.start()
time.sleep(5)
began, gathered = time.perf_counter(), None
run = actions.ask_run(by=SYSTEM, source=source, at=now, is_full=True)

def is_caught_up():
    at = min(get_index().place().seq, ScoreFollower.objects.get().seq)
    return not ledger.list_entries(after=at, limit=1, verbs=CHANGING_VERBS)

while gathered is None or not is_caught_up():
    time.sleep(0.25)
    run.refresh_from_db()
    assert run.state in ("waiting", "running", "done"), run.failure
    if run.state == "done" and gathered is None:
        gathered = time.perf_counter()
ended = time.perf_counter()
for child in children:
    child.tell(signal.SIGTERM)
for child in children:
    child.process.wait()
counts = [run.added, run.updated, run.unchanged, run.deleted, run.refused]
figures = {"run_s": gathered - began, "all_s": ended - began, "counts": counts}
open(told, "w").write(json.dumps(figures))
"""


def run(n: int = N_DATASETS) -> None:
    """Gather `n` datasets twice, and a fifth of them once."""
    with tempfile.TemporaryDirectory() as folder, _serving(n) as url:
        first, peak_mb = _run(Path(folder), url)
        second, _ = _run(Path(folder), url)
        assert first["counts"] == [n, 0, 0, 0, 0], first
        assert second["counts"] == [0, 0, n, 0, 0], second
    with tempfile.TemporaryDirectory() as folder, _serving(max(n // 5, 1)) as url:
        _, small_mb = _run(Path(folder), url)
    total, again = first["all_s"], second["all_s"]
    print(
        f"first run of {n:,}: {n / total:,.0f} datasets a second ({first['run_s']:.1f} s gathering,"
        f" {total - first['run_s']:.1f} s more until all of it was in the index and scored)"
    )
    print(f"second run, nothing changed: {again:.1f} s, {total / again:.1f} times as fast")
    print(f"peak memory {peak_mb:.0f} MB, {peak_mb / small_mb:.2f} times that of a fifth")


def _run(home: Path, url: str) -> tuple[dict[str, Any], float]:
    told = home / "told.json"
    spent = cost(python(RUN, home / "centre", url, told))
    return json.loads(told.read_text()), spent.peak_mb


@contextmanager
def _serving(n: int) -> Iterator[str]:
    """A CKAN of `n` datasets in a process of its own, for as long as the block lasts."""
    here, there = multiprocessing.Pipe()
    server = multiprocessing.get_context("fork").Process(target=_serve, args=(n, there))
    server.start()
    try:
        yield f"http://127.0.0.1:{here.recv()}"
    finally:
        server.kill()
        server.join()


def _serve(n: int, pipe: Any) -> None:
    packages = [json.dumps(package, ensure_ascii=False).encode() for package in _packages(n)]

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            asked = parse_qs(urlsplit(self.path).query)
            start, rows = int(asked["start"][0]), int(asked["rows"][0])
            found = b", ".join(packages[start : start + rows])
            body = b'{"help": "", "success": true, "result": {"count": %d, "results": [%b]}}' % (
                n,
                found,
            )
            self.send_response(200)
            self.send_header("Content-Type", "application/json;charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    pipe.send(server.server_port)
    server.serve_forever()


def _packages(n: int) -> Iterator[dict[str, Any]]:
    """Packages as catalogues of the country have them: Thai words, three files, 3 to 4 kB each."""
    chance = random.Random(SEED)
    for i in range(n):
        thing, way = chance.choice(_THINGS), chance.choice(_WAYS)
        year = chance.randint(2550, 2569)
        name = f"dataset-{i}"
        yield {
            "id": f"{chance.getrandbits(128):032x}",
            "name": name,
            "title": f"{thing}{way} พ.ศ. {year} ชุดที่ {i}",
            "notes": " ".join(chance.sample(_SAID, 6)) + f" {thing} {way} {i}",
            "type": "dataset",
            "state": "active",
            "private": False,
            "license_id": "Open Data Common",
            "metadata_created": "2025-06-01T08:00:00.000000",
            "metadata_modified": f"2026-0{chance.randint(1, 9)}-11T08:00:00.000000",
            "maintainer": "กลุ่มงานข้อมูล",
            "maintainer_email": "data@agency.go.th",
            "organization": {"id": "org", "name": "agency", "title": f"สำนักงาน{thing}แห่งชาติ"},
            "owner_org": "org",
            "tags": [{"name": word, "display_name": word} for word in (thing, way, str(year))],
            "groups": [{"name": "health", "title": "สาธารณสุข"}],
            "data_type": "ข้อมูลสถิติ",
            "objective": ["พันธกิจหน่วยงาน"],
            "update_frequency_unit": "ปี",
            "update_frequency_interval": "1",
            "geo_coverage": "จังหวัด",
            "data_source": "ระบบรายงาน",
            "data_format": ["CSV"],
            "data_category": "ข้อมูลสาธารณะ",
            "allow_harvest": "True",
            "extras": [],
            "url": f"https://catalog.bench.example/dataset/{name}",
            "resources": [_resource(name, form) for form in ("CSV", "XLSX", "PDF")],
        }


def _resource(name: str, form: str) -> dict[str, Any]:
    return {
        "id": f"{name}-{form}",
        "name": f"ไฟล์ {form}",
        "description": "ข้อมูลทั้งหมดตามคำอธิบาย",
        "format": form,
        "url": f"https://files.bench.example/{name}.{form.lower()}",
        "mimetype": "text/csv" if form == "CSV" else None,
        "last_modified": "2026-01-31T08:00:00.000000",
        "size": 12_345,
        "state": "active",
    }


if __name__ == "__main__":
    began = time.perf_counter()
    run(int(sys.argv[1]) if len(sys.argv) > 1 else N_DATASETS)
    print(f"{time.perf_counter() - began:.0f} s in all")
