"""The national dashboard over 1,000 agencies with 100,000 datasets: what the page costs as it is served,
and how long a fact takes until it is on it.

Agencies, datasets, marks and states are made by bulk insert; figures by the functions of every night and
of every minute; the fact is published and withdrawn through the real actions.
"""

import http.client
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from bench import _process, ckan

N_AGENCIES, N_DATASETS, N_CLIENTS, N_PAGES = 1_000, 100_000, 4, 50
AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
_AT_ONCE = 2_000
_SORTS = ("", "datasets", "fresh", "change", "name")


def run(n_agencies: int = N_AGENCIES, n_datasets: int = N_DATASETS) -> None:
    """Build the centre in a process and a home of its own, and ask it."""
    code = f"from bench import dashboard; dashboard.measure({n_agencies}, {n_datasets})"
    with tempfile.TemporaryDirectory() as home:
        own = {"ODMS_HOME": home, "DJANGO_SETTINGS_MODULE": "odms.config.settings"}
        empty = dict.fromkeys(("ODMS_DATABASE_URL", "ODMS_REDIS_URL"), "")
        url = {"ODMS_URL": f"http://127.0.0.1:{ckan._free_port()}"}
        subprocess.run([sys.executable, "-c", code], env=os.environ | own | empty | url, check=True)


def measure(n_agencies: int, n_datasets: int) -> None:
    """Print what computing, pages and a fact take."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    _insert(n_agencies, n_datasets)
    from odms.assessment import actions

    now = datetime.now(UTC)
    print(f"{n_agencies:,} agencies, {n_datasets:,} datasets")
    print(f"figures from nothing    {_seconds(lambda: actions.compute_all(at=now)):7.1f} s")
    print(f"again, nothing changed  {_seconds(lambda: actions.compute_all(at=now)):7.1f} s")
    with ckan._served() as (server, port):
        for n_clients in (1, N_CLIENTS):
            _ask_pages(server, port, n_clients)
        _tell_facts(port)


def _ask_pages(server: int, port: int, n_clients: int) -> None:
    """The dashboard as readers ask it: every order and page of the league, both languages."""
    waits: list[float] = []

    def client(seed: int) -> None:
        chance = random.Random(seed)
        for _ in range(N_PAGES):
            began = time.perf_counter()
            status, text = _page(port, _address(chance))
            assert status == 200, text[-2000:]
            waits.append((time.perf_counter() - began) * 1000)

    _page(port, "/dashboard")  # the first one loads what all need
    before = _process.cpu_s(server)
    clients = [threading.Thread(target=client, args=(n,)) for n in range(n_clients)]
    for one in clients:
        one.start()
    for one in clients:
        one.join()
    cpu_ms = (_process.cpu_s(server) - before) * 1000 / len(waits)
    p50, p95 = statistics.median(waits), statistics.quantiles(waits, n=20)[-1]
    told = f"p50 {p50:.0f} ms, p95 {p95:.0f} ms (aim: below 200)"
    print(f"page, {n_clients} clients         {told}, {cpu_ms:.0f} ms of processor each")


def _address(chance: random.Random) -> str:
    prefix = chance.choice(["", "/en"])
    return f"{prefix}/dashboard?sort={chance.choice(_SORTS)}&page={chance.randrange(1, 5)}"


def _tell_facts(port: int) -> None:
    """A dataset is published, and withdrawn: seconds until the page says so."""
    from odms.assessment import actions
    from odms.catalogue import actions as catalogue
    from odms.ledger.rules import SYSTEM
    from odms.people.models import Agency
    from odms.standards.record import Record

    agency = Agency.objects.get(slug="agency-0")
    address = "/en/dashboard/figures/datasets"
    shown = _shown(port, address)
    dataset = catalogue.create_draft(
        by=SYSTEM, agency=agency, title_th="ใหม่", slug="new-one", at=datetime.now(UTC)
    )
    record = Record(title_th="ใหม่", classification="open", licence="cc-by", theme="health")

    def publish() -> None:
        at = datetime.now(UTC)
        catalogue.publish(by=SYSTEM, dataset=dataset, record=record, releases=[], at=at)

    def withdraw() -> None:
        at = datetime.now(UTC)
        catalogue.withdraw(by=SYSTEM, dataset=dataset, reason="bench", at=at)

    for name, deed, expected in (("published", publish, shown + 1), ("withdrawn", withdraw, shown)):
        deed()
        began = time.perf_counter()
        actions.follow(at=datetime.now(UTC))
        assert _shown(port, address) == expected
        took = time.perf_counter() - began
        print(f"a dataset is {name}  {took:7.2f} s of the minute in which the ledger is followed")


def _shown(port: int, address: str) -> int:
    _status, text = _page(port, address)
    return int(text.partition('<p class="big">')[2].partition("<")[0].strip().replace(",", ""))


def _page(port: int, address: str) -> tuple[int, str]:
    caller = http.client.HTTPConnection("127.0.0.1", port)
    caller.request("GET", address)
    answer = caller.getresponse()
    text = answer.read().decode()
    caller.close()
    return answer.status, text


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _insert(n_agencies: int, n_datasets: int) -> None:
    from odms.catalogue.models import Dataset
    from odms.health.models import DatasetMarks
    from odms.people.models import Agency
    from odms.publication.models import Follower, Standing

    chance = random.Random(ckan.SEED)
    agencies = [
        Agency(
            slug=f"agency-{i}", name_th=f"หน่วยงานที่ {i}", name_en=f"Agency {i}", sector="state",
            verified_at=AT, created_at=AT, listed_as=chance.choice(["mof", "moph", "mot", ""]),
        )
        for i in range(n_agencies)
    ]  # fmt: skip
    Agency.objects.bulk_create(agencies, _AT_ONCE)
    Standing.objects.bulk_create([_standing(chance, one) for one in agencies], _AT_ONCE)
    Follower.objects.update_or_create(pk=Follower.ONLY, defaults={"seq": 0})
    for start in range(0, n_datasets, _AT_ONCE):
        datasets = [
            Dataset(agency=agencies[min(int(chance.expovariate(3) * n_agencies), n_agencies - 1)],
                    **ckan._dataset(chance, i))
            for i in range(start, min(start + _AT_ONCE, n_datasets))
        ]  # fmt: skip
        Dataset.objects.bulk_create(datasets)
        DatasetMarks.objects.bulk_create(
            [
                DatasetMarks(
                    dataset=one, agency_id=one.agency_id, described_as="", scored_at=AT,
                    marks={code: {"points": chance.randrange(most)} for code, most in _MARKS},
                )
                for one in datasets
            ]
        )  # fmt: skip


_MARKS = (("mqa", 405), ("nso", 100), ("stars", 5), ("items", 14))


def _standing(chance: random.Random, agency: Any) -> Any:
    from odms.publication.answering import processes
    from odms.publication.models import Standing

    answers = {
        code: {
            "answer": chance.choice(["yes", "yes", "partly", "no"]),
            "code": "process.of_datasets",
            "have": 1,
            "of": 2,
            "facts": {},
            "at": AT.isoformat(),
            "hash": "0" * 64,
        }
        for code in processes()
    }
    return Standing(
        subject_kind="agency",
        subject_id=agency.id,
        agency=agency,
        answers=answers,
        computed_at=AT,
        changed_at=AT - timedelta(days=1),
    )


if __name__ == "__main__":
    run(*(int(one) for one in sys.argv[1:3]))
