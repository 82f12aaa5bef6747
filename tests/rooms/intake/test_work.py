"""Reading deliveries with the real engine: once, whatever dies in between."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from factories import cases
from factories.centre import AT, Centre, build
from factories.files import PATIENTS, PDF, VISITORS, cp874

from odms.intake import actions, queries
from odms.intake.actions import lease, working
from odms.intake.models import DeliveredTable, Delivery
from odms.intake.originals import originals
from odms.intake.rules import ANNOUNCED_FOR, LEASE, MAX_ATTEMPTS
from odms.lake.store import Store
from odms.ledger import queries as ledger
from odms.ledger.rules import Subject
from odms.people import queries as people

LATER = AT + LEASE + timedelta(seconds=1)


def verbs(delivery: Delivery) -> list[str]:
    return [e.verb for e in ledger.list_entries(subject=Subject("delivery", delivery.id))]


def n_versions() -> int:
    return len(list(originals().list_tables()))


def work(delivery: Delivery, at: Any = AT) -> Delivery:
    actions.work_on(delivery_id=delivery.id, at=at)
    delivery.refresh_from_db()
    return delivery


def test_read_a_cp874_file(centre: Centre) -> None:
    delivery = work(cases.deliver(centre, cp874(PATIENTS), name="ผู้ป่วย.csv"))
    assert (delivery.state, delivery.n_attempts, delivery.lease_until) == ("read", 1, None)
    assert delivery.report["encoding"]["name"] == "cp874"
    assert delivery.report["tables"][0]["titles"] == ["สถิติผู้ป่วยนอก รายจังหวัด"]
    (table,) = queries.list_tables(delivery)
    assert (table.n_rows, [c["name"] for c in table.columns]) == (
        3,
        ["จังหวัด", "ปี", "จำนวนผู้ป่วย"],
    )
    assert queries.preview(table, 1) == [{"จังหวัด": "เชียงใหม่", "ปี": 2566, "จำนวนผู้ป่วย": 1204}]
    assert verbs(delivery) == ["delivery.received", "delivery.read"]


def test_read_twice_changes_nothing(centre: Centre) -> None:
    delivery, n = cases.read(centre), n_versions()
    work(delivery, LATER)
    assert (DeliveredTable.objects.count(), n_versions(), delivery.n_attempts) == (1, n, 1)


def test_not_a_table_is_reported(centre: Centre) -> None:
    delivery = work(cases.deliver(centre, PDF, name="ตาราง.csv"))
    assert (delivery.state, delivery.report) == ("failed", {})
    assert delivery.trouble["code"].startswith("engine.")
    assert verbs(delivery) == ["delivery.received", "delivery.failed"]
    (notice,) = people.list_notices(centre.steward)
    assert (notice.code, notice.path) == ("intake.notice.failed", f"/desk/deliveries/{delivery.id}")


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"PK\x03\x04broken", "a.xlsx"),
        (b"\x00" * 2000, "a.csv"),
    ],
)
def test_what_cannot_be_read_costs_one_error(centre: Centre, data: bytes, name: str) -> None:
    delivery = work(cases.deliver(centre, data, name=name))
    assert delivery.state == "failed"
    assert delivery.trouble["code"] != "intake.gave_up"


def test_held_by_another(centre: Centre) -> None:
    delivery = cases.deliver(centre)
    assert lease.take(delivery.id, at=AT) == 1
    assert lease.take(delivery.id, at=AT + LEASE - timedelta(seconds=1)) is None
    work(delivery)
    assert (delivery.state, delivery.n_attempts) == ("reading", 1)


def test_worker_died_and_another_takes_over(centre: Centre) -> None:
    delivery = cases.deliver(centre)
    lease.take(delivery.id, at=AT)
    assert actions.sweep(at=AT) == 0
    assert actions.sweep(at=LATER) == 1
    work(delivery, LATER)
    assert (delivery.state, delivery.n_attempts, DeliveredTable.objects.count()) == ("read", 2, 1)
    assert verbs(delivery) == ["delivery.received", "delivery.read"]


def test_late_worker_changes_nothing(centre: Centre) -> None:
    delivery = cases.deliver(centre)
    late = lease.take(delivery.id, at=AT)
    work(delivery, LATER)
    report = delivery.report
    assert not working._finish(delivery, late, report, ["0" * 26], LATER)
    working._fail(delivery, late, {"code": "x"}, LATER)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.report, DeliveredTable.objects.count()) == ("read", report, 1)


def test_given_up_after_too_many_deaths(centre: Centre) -> None:
    delivery = cases.deliver(centre)
    for attempt in range(MAX_ATTEMPTS):
        assert lease.take(delivery.id, at=AT + attempt * (LEASE + LEASE)) == attempt + 1
    work(delivery, AT + timedelta(hours=1))
    assert (delivery.state, delivery.trouble["code"]) == ("failed", "intake.gave_up")
    assert actions.sweep(at=AT + timedelta(hours=2)) == 0


def test_our_own_fault_is_tried_again_then_reported(centre: Centre) -> None:
    """The bytes are gone from the disk: no fault of who delivered them."""
    delivery = cases.deliver(centre)
    path = originals().blob_path(delivery.sha256)
    hidden = path.rename(path.with_name("hidden"))
    for state in ("received", "received", "failed"):
        assert work(delivery).state == state
    hidden.rename(path)
    assert delivery.trouble == {"code": "intake.gave_up", "facts": {"n": MAX_ATTEMPTS}}


def test_sweep_announces_once_in_a_while(centre: Centre) -> None:
    cases.deliver(centre)
    assert [actions.sweep(at=AT + m * timedelta(minutes=1)) for m in range(3)] == [1, 0, 0]
    assert actions.sweep(at=AT + ANNOUNCED_FOR) == 1


def test_discarded_is_not_read(centre: Centre) -> None:
    delivery = cases.deliver(centre)
    actions.discard(by=centre.steward, delivery=delivery, at=AT)
    assert work(delivery).state == "discarded"
    assert actions.sweep(at=LATER) == 0


def test_discarded_while_read_keeps_no_table(centre: Centre) -> None:
    delivery, n = cases.deliver(centre), n_versions()
    attempt = lease.take(delivery.id, at=AT)
    actions.discard(by=centre.steward, delivery=delivery, at=AT)
    assert not working._finish(delivery, attempt, {"tables": []}, [], AT)
    assert (n_versions(), DeliveredTable.objects.count()) == (n, 0)


def test_personal_data_is_listed(centre: Centre) -> None:
    delivery = cases.read(centre, VISITORS, name="ผู้เข้าชม.csv")
    found = {c.column: (c.kind, c.verdict, c.allowed[0]) for c in queries.list_personal(delivery)}
    assert found["เลขบัตรประชาชน"] == ("th-national-id", "certain", "drop")
    assert found["อีเมล"] == ("email", "certain", "drop")
    assert "อายุ" not in found


@pytest.mark.parametrize("side", [queries.lake, originals])
def test_tidy_removes_what_no_row_names(side: Callable[[], Store], centre: Centre) -> None:
    lake, delivery = side(), cases.read(centre)
    with lake.new_table() as folder:
        for name in ("table.parquet", "profile.json"):
            (folder / name).write_bytes(b"")
        orphan = lake.keep_table(folder)
    tomorrow = AT.fromtimestamp(time.time(), tz=AT.tzinfo) + timedelta(days=2)
    assert actions.tidy(at=tomorrow - timedelta(days=2)) == 0
    assert actions.tidy(at=tomorrow) >= 1
    assert not lake.table_path(orphan).exists()
    assert originals().table_path(queries.list_tables(delivery)[0].table_key).exists()


WORKER = """
import sys
from datetime import datetime
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
import django
django.setup()
from odms.intake import actions
actions.work_on(delivery_id=sys.argv[2], at=datetime.fromisoformat(sys.argv[3]))
"""


@pytest.mark.django_db(transaction=True)
def test_worker_killed_in_the_middle() -> None:
    """`kill -9` of a real worker with its child: taken up again, read once."""
    centre = build()
    rows = "".join(f"{i},จังหวัดที่ {i},{i * 7}\n" for i in range(60_000))
    delivery = cases.deliver(centre, "ลำดับ,จังหวัด,จำนวน\n" + rows, name="ใหญ่.csv")
    name = str(settings.DATABASES["default"]["NAME"])
    worker = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", WORKER, name, delivery.id, AT.isoformat()],
        env=os.environ,
    )
    while delivery.state == "received" and worker.poll() is None:
        time.sleep(0.02)
        delivery.refresh_from_db()
    time.sleep(0.2)
    worker.kill()
    worker.wait()
    delivery.refresh_from_db()
    assert (delivery.state, DeliveredTable.objects.count()) == ("reading", 0)
    assert actions.sweep(at=LATER) == 1
    work(delivery, LATER)
    assert (delivery.state, delivery.n_attempts) == ("read", 2)
    assert [table.n_rows for table in queries.list_tables(delivery)] == [60_000]
    assert verbs(delivery) == ["delivery.received", "delivery.read"]
    assert ledger.verify().is_whole
    connection.close()
