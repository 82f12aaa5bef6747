"""The ledger's chain: what was tampered with is found, and the database refuses it first."""

from datetime import timedelta, timezone
from threading import Thread

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.transaction import TransactionManagementError
from factories.centre import AT

from odms.ledger import actions, append_only, queries
from odms.ledger.rules import SYSTEM, Actor, Subject, Verdict

BANGKOK = timezone(timedelta(hours=7))


def write(n: int) -> None:
    for i in range(n):
        with transaction.atomic():
            actions.record(
                by=SYSTEM,
                verb="dataset.changed",
                subject=Subject("dataset", f"d{i}"),
                at=AT + timedelta(seconds=i),
                agency_id="a1",
                facts={"slug": "น้ำ", "n": i, "parts": [1, None, True, {"a": "b"}]},
            )


def tamper(sql: str) -> None:
    append_only.remove(connection)
    with connection.cursor() as cursor:
        for statement in sql.split(";"):
            cursor.execute(statement)


@pytest.mark.django_db
def test_chain_whole() -> None:
    write(5)
    assert queries.verify() == Verdict(n=5)
    assert queries.last_seq() == 5


@pytest.mark.django_db
def test_chain_empty() -> None:
    assert queries.verify() == Verdict(n=0)
    assert queries.last_seq() == 0


TAMPERINGS = {
    "verb": ("UPDATE ledger_entry SET verb = 'dataset.withdrawn' WHERE seq = 3", 3, "altered"),
    "actor": ("UPDATE ledger_entry SET actor_name = 'นาย ก' WHERE seq = 2", 2, "altered"),
    "time": (
        "UPDATE ledger_entry SET at = '2020-01-01 00:00:00+00:00' WHERE seq = 1",
        1,
        "altered",
    ),
    "facts": ("""UPDATE ledger_entry SET facts = '{"slug": "x"}' WHERE seq = 4""", 4, "altered"),
    "agency": ("UPDATE ledger_entry SET agency_id = 'a2' WHERE seq = 5", 5, "altered"),
    "removed-first": ("DELETE FROM ledger_entry WHERE seq = 1", 1, "missing"),
    "removed-middle": ("DELETE FROM ledger_entry WHERE seq = 3", 3, "missing"),
    "removed-last": ("DELETE FROM ledger_entry WHERE seq = 5", 5, "missing"),
    "removed-all": ("DELETE FROM ledger_entry", 1, "missing"),
    "reordered": (
        "UPDATE ledger_entry SET seq = 99 WHERE seq = 2; UPDATE ledger_entry SET seq = 2"
        " WHERE seq = 3; UPDATE ledger_entry SET seq = 3 WHERE seq = 99",
        2,
        "out_of_order",
    ),
    "renumbered": (
        "DELETE FROM ledger_entry WHERE seq = 3; UPDATE ledger_entry SET seq = 3 WHERE seq = 4;"
        " UPDATE ledger_entry SET seq = 4 WHERE seq = 5",
        3,
        "out_of_order",
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize("case", TAMPERINGS)
def test_chain_tampered(case: str) -> None:
    sql, seq, why = TAMPERINGS[case]
    write(5)
    tamper(sql)
    verdict = queries.verify()
    assert (verdict.first_broken, verdict.why) == (seq, f"ledger.entry_{why}")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "sql", ["UPDATE ledger_entry SET verb = 'x'", "DELETE FROM ledger_entry WHERE seq = 1"]
)
def test_database_refuses_change(sql: str) -> None:
    write(2)
    refused = pytest.raises(DatabaseError, match="append-only")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert queries.verify() == Verdict(n=2)


@pytest.mark.django_db
def test_record_time_zone_makes_no_difference() -> None:
    with transaction.atomic():
        actions.record(
            by=Actor("p1", "สมหญิง", "person"),
            verb="agency.created",
            subject=Subject("agency", "a1"),
            at=AT.astimezone(BANGKOK),
        )
    assert queries.verify() == Verdict(n=1)


@pytest.mark.django_db(transaction=True)
def test_record_outside_transaction() -> None:
    with pytest.raises(TransactionManagementError):
        actions.record(by=SYSTEM, verb="agency.created", subject=Subject("agency", "a"), at=AT)
    assert queries.last_seq() == 0


@pytest.mark.django_db
def test_record_unknown_verb() -> None:
    with pytest.raises(KeyError):
        actions.record(by=SYSTEM, verb="dataset.eaten", subject=Subject("dataset", "d"), at=AT)


@pytest.mark.django_db
@pytest.mark.parametrize("fact", [1.5, AT, {1: "a"}, {"a", "b"}])
def test_record_fact_that_json_would_change(fact: object) -> None:
    with pytest.raises(TypeError):
        actions.record(
            by=SYSTEM, verb="dataset.changed", subject=Subject("d", "1"), at=AT, facts={"f": fact}
        )


@pytest.mark.django_db(transaction=True)
def test_concurrent_writers_make_one_chain() -> None:
    faults: list[BaseException] = []

    def work(name: str) -> None:
        try:
            for i in range(10):
                with transaction.atomic():
                    subject = Subject("case", f"{name}-{i}")
                    actions.record(by=SYSTEM, verb="case.opened", subject=subject, at=AT)
        except BaseException as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [Thread(target=work, args=(f"w{i}",)) for i in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert queries.verify() == Verdict(n=60)


@pytest.mark.django_db
def test_entries_listed_by_subject_and_place() -> None:
    write(5)
    assert [e.seq for e in queries.list_entries(after=2, limit=2)] == [3, 4]
    assert [e.seq for e in queries.list_entries(subject=Subject("dataset", "d1"))] == [2]
    assert queries.list_entries(agency_id="nobody") == []
