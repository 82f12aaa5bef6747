"""Handing a file in: once, whole, and only by who may."""

from io import BytesIO
from threading import Thread
from typing import Any

import pytest
from django.db import connection
from factories import cases
from factories.centre import AT, Centre, build

from odms.catalogue import actions as catalogue
from odms.errors import Absent, Conflict, Forbidden, Invalid, TooLarge
from odms.intake import actions, queries
from odms.intake.models import Delivery
from odms.intake.originals import originals
from odms.ledger import queries as ledger
from odms.ledger.rules import SYSTEM, Subject
from odms.people.queries import get_person


def test_receive_keeps_bytes_row_and_entry(centre: Centre) -> None:
    delivery = cases.deliver(centre, "ก,ข\n1,2\n", name="ก.csv")
    assert delivery.state == "received"
    assert originals().blob_path(delivery.sha256).read_text() == "ก,ข\n1,2\n"
    entry = ledger.list_entries(subject=Subject("delivery", delivery.id))[0]
    assert (entry.verb, entry.actor_id) == ("delivery.received", centre.steward.id)
    assert entry.facts == {
        "name": "ก.csv",
        "size_bytes": delivery.size_bytes,
        "sha256": delivery.sha256,
        "way": "web",
    }


def test_receive_wakes_a_worker_after_the_commit(centre: Centre, committed: Any) -> None:
    from odms.intake.signals import delivery_waiting

    heard: list[str] = []

    def hear(delivery_id: str, **_: Any) -> None:
        heard.append(delivery_id)

    delivery_waiting.connect(hear)
    with committed():
        delivery = cases.deliver(centre)
        assert heard == []
    delivery_waiting.disconnect(hear)
    assert heard == [delivery.id]


def test_receive_twice_is_one_delivery(centre: Centre) -> None:
    assert cases.deliver(centre) == cases.deliver(centre, name="again.csv")
    assert Delivery.objects.count() == 1


def test_receive_other_bytes_is_another(centre: Centre) -> None:
    assert cases.deliver(centre) != cases.deliver(centre, "a,b\n1,2\n")


def test_receive_same_bytes_for_a_dataset_is_another(centre: Centre) -> None:
    dataset = catalogue.create_draft(by=SYSTEM, agency=centre.agency, title_th="ก", at=AT)
    assert cases.deliver(centre) != cases.deliver(centre, dataset=dataset)
    assert cases.deliver(centre, dataset=dataset) == cases.deliver(centre, dataset=dataset)


def test_receive_same_bytes_for_two_new_datasets_is_two(centre: Centre) -> None:
    first = cases.deliver(centre, slug="dams")
    assert cases.deliver(centre, slug="dams") == first
    assert cases.deliver(centre, slug="reservoirs") != first
    assert cases.deliver(centre) != first


def test_receive_for_the_longest_slug_and_again_after_discard(centre: Centre) -> None:
    first = cases.deliver(centre, slug="d" * 100)
    actions.discard(by=centre.steward, delivery=first, at=AT)
    assert cases.deliver(centre, slug="d" * 100) != first


def test_receive_by_key(centre: Centre) -> None:
    first = cases.deliver(centre, key="2026-11")
    assert cases.deliver(centre, key="2026-11") == first
    assert cases.deliver(centre, key="2026-12") != first
    with pytest.raises(Conflict) as refused:
        cases.deliver(centre, "a,b\n1,2\n", key="2026-11")
    assert refused.value.code == "intake.key_used"


def test_receive_by_a_key_too_long(centre: Centre) -> None:
    with pytest.raises(Invalid) as refused:
        cases.deliver(centre, key="k" * 101)
    assert refused.value.code == "intake.key_too_long"


def test_receive_same_key_of_another_agency_is_another(centre: Centre) -> None:
    first = cases.deliver(centre, key="k")
    second = actions.receive(
        by=centre.people["other-steward"],
        agency=centre.other_agency,
        stream=BytesIO(b"a,b\n1,2\n"),
        name="a.csv",
        way="api",
        key="k",
        at=AT,
    )
    assert first != second


def test_receive_again_after_discard(centre: Centre) -> None:
    first = cases.deliver(centre)
    actions.discard(by=centre.steward, delivery=first, at=AT)
    second = cases.deliver(centre)
    assert (second.state, second != first) == ("received", True)


NAMES = {
    "../../etc/passwd": "passwd",
    "C:\\ข้อมูล\\ปี 2567.xlsx": "ปี 2567.xlsx",
    "a\x00b\n.csv": "ab.csv",
    "exe\u202evsc.csv": "exevsc.csv",
    "ก" * 300 + ".csv": "ก" * 251 + ".csv",
}


@pytest.mark.parametrize("given", NAMES)
def test_receive_name_is_cleaned(centre: Centre, given: str) -> None:
    assert cases.deliver(centre, name=given).name == NAMES[given]


@pytest.mark.parametrize("given", ["", " ", "/", "..", "\x00"])
def test_receive_nameless(centre: Centre, given: str) -> None:
    with pytest.raises(Invalid) as refused:
        cases.deliver(centre, name=given)
    assert refused.value.code == "intake.nameless"


def test_receive_empty(centre: Centre) -> None:
    with pytest.raises(Invalid) as refused:
        cases.deliver(centre, "")
    assert refused.value.code == "intake.file_empty"
    assert Delivery.objects.count() == 0


def test_receive_too_large(centre: Centre, settings: Any) -> None:
    settings.MAX_UPLOAD_BYTES = 10
    with pytest.raises(TooLarge) as refused:
        cases.deliver(centre, "x" * 11)
    assert refused.value.code == "intake.too_large"


WHO = {
    "user": Forbidden,
    "steward": None,
    "approver": Forbidden,
    "both": None,
    "auditor": Forbidden,
    "other-steward": Forbidden,
    "admin": None,
    "centre-auditor": Forbidden,
}


@pytest.mark.parametrize("who", WHO)
def test_receive_who_may(centre: Centre, who: str) -> None:
    if refusal := WHO[who]:
        with pytest.raises(refusal):
            cases.deliver(centre, by=centre.people[who])
    else:
        assert cases.deliver(centre, by=centre.people[who]).by == centre.people[who]


def test_receive_for_another_agencys_dataset(centre: Centre) -> None:
    theirs = catalogue.create_draft(by=SYSTEM, agency=centre.other_agency, title_th="ก", at=AT)
    with pytest.raises(Absent):
        cases.deliver(centre, dataset=theirs)


@pytest.mark.parametrize("who", [*WHO, "other-approver"])
def test_delivery_seen_by_its_agency_alone(centre: Centre, who: str) -> None:
    delivery, person = cases.deliver(centre), get_person(centre.people[who])
    if who in ("user", "other-steward", "other-approver"):
        with pytest.raises(Absent):
            queries.get_delivery(delivery.id, person)
        assert queries.list_deliveries(person) == []
    else:
        assert queries.get_delivery(delivery.id, person) == delivery
        assert queries.list_deliveries(person) == [delivery]


def test_delivery_not_for_visitors(centre: Centre) -> None:
    with pytest.raises(Absent):
        queries.get_delivery(cases.deliver(centre).id, None)
    assert queries.list_deliveries(None) == []


@pytest.mark.django_db(transaction=True)
def test_receive_at_once_is_one_delivery() -> None:
    centre, got = build(), []

    def hand_in() -> None:
        try:
            got.append(cases.deliver(centre).id)
        finally:
            connection.close()

    threads = [Thread(target=hand_in) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 8
    assert len(set(got)) == Delivery.objects.count() == 1
    entries = ledger.list_entries(verbs=("delivery.received",))
    assert len(entries) == 1
    assert ledger.verify().is_whole


@pytest.mark.django_db
def test_database_waits_for_the_disk() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL's default is synchronous_commit=on")
    with connection.cursor() as cursor:
        told = [
            cursor.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("synchronous", "journal_mode")
        ]
    assert told == [2, "wal"]  # 2 is FULL
