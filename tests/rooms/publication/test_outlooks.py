"""What decisions do to a table is worked out by the queue: once, and again after what went wrong."""

from datetime import timedelta
from typing import Any

import pytest
from factories import cases
from factories.centre import AT, Centre
from factories.files import VISITORS

from odms.errors import Conflict
from odms.intake import actions as intake
from odms.intake import queries as intake_queries
from odms.intake.models import DeliveredTable
from odms.publication import actions, protecting, queries, signals
from odms.publication.models import Case

AGE = "อายุ"
LATER = AT + timedelta(minutes=11)


@pytest.fixture
def case(centre: Centre) -> Case:
    return cases.draft(centre, VISITORS)


def table_of(case: Case) -> DeliveredTable:
    found: DeliveredTable = case.delivery.tables.get()
    return found


def decide(centre: Centre, case: Case, k: int = 3) -> None:
    settings = {"quasi_identifiers": [AGE], "k": k}
    intake.choose_protection(by=centre.steward, table=table_of(case), settings=settings, at=AT)


def broken(*_: Any) -> None:
    raise OSError("the disk is full")


def test_nothing_is_known_until_it_was_worked_out(centre: Centre, case: Case) -> None:
    decide(centre, case)
    assert queries.get_outlook(case, table_of(case)) is None
    with pytest.raises(Conflict) as refused:
        queries.list_measures(case)
    assert refused.value.code == "publication.outlook_pending"
    assert "publication.risk.outlook_pending" in [risk.code for risk in queries.risks(case)]
    actions.work_out(table_id=table_of(case).id, at=AT)
    seen = queries.get_outlook(case, table_of(case))
    assert seen is not None and seen.before is not None
    assert (seen.before.quasi, seen.before.k) == ((AGE,), 1)
    assert "publication.risk.outlook_pending" not in [risk.code for risk in queries.risks(case)]


def test_each_decision_makes_it_due_and_wakes_a_worker(
    centre: Centre, case: Case, django_capture_on_commit_callbacks: Any
) -> None:
    cases.worked_out(case)
    assert not table_of(case).is_outlook_due
    heard: list[str] = []

    def hear(table_id: str, **_: Any) -> None:
        heard.append(table_id)

    signals.table_waiting.connect(hear)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            decide(centre, case)
    finally:
        signals.table_waiting.disconnect(hear)
    assert heard == [table_of(case).id]
    assert table_of(case).is_outlook_due


def test_one_worker_at_a_time(centre: Centre, case: Case) -> None:
    decide(centre, case)
    assert intake.take_outlook(table_id=table_of(case).id, at=AT) is not None
    assert intake.take_outlook(table_id=table_of(case).id, at=AT) is None
    assert actions.announce_due(at=AT) == 0


def test_dead_worker_is_followed_by_another(centre: Centre, case: Case) -> None:
    decide(centre, case)
    intake.take_outlook(table_id=table_of(case).id, at=AT)  # and is killed
    assert actions.announce_due(at=LATER) == 1
    actions.work_out(table_id=table_of(case).id, at=LATER)
    assert queries.get_outlook(case, table_of(case)) is not None


def test_decision_while_it_is_worked_out_stays_due(centre: Centre, case: Case) -> None:
    decide(centre, case)
    taken = intake.take_outlook(table_id=table_of(case).id, at=AT)
    assert taken is not None
    decide(centre, case, k=10)
    intake.finish_outlook(table=taken, is_done=True)
    assert table_of(case).is_outlook_due
    assert queries.get_outlook(case, table_of(case)) is None


def test_what_fails_is_tried_three_times_and_then_told(
    centre: Centre, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    decide(centre, case)
    monkeypatch.setattr(protecting, "_outlook", broken)
    for _ in range(3):
        assert actions.announce_due(at=AT) == 1
        with pytest.raises(OSError, match="disk"):
            actions.work_out(table_id=table_of(case).id, at=AT)
    assert actions.announce_due(at=LATER) == 0
    assert intake_queries.has_failed_outlook(table_of(case))
    monkeypatch.undo()
    decide(centre, case)  # saved once more as it is
    cases.worked_out(case)
    assert queries.get_outlook(case, table_of(case)) is not None
