"""A run always ends, and its end is told: by a deadline, by people, by a death, by the source."""

import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from factories.centre import AT, Centre
from factories.feeds import Feed, record

from odms.catalogue.models import Dataset
from odms.errors import Conflict
from odms.harvest import actions, queries
from odms.harvest.actions import working
from odms.harvest.models import Problem, Run
from odms.harvest.rules import ANNOUNCED_FOR, DEADLINE, LEASE, PROBLEMS_KEPT_RUNS
from odms.ledger.rules import SYSTEM

TTL = """@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> .
<http://a.example/c> a dcat:Catalog ; dcat:dataset <http://a.example/{n}> .
<http://a.example/{n}> a dcat:Dataset ; dct:identifier "d{n}" ; dct:title "Title {n}" ."""


def turtle(n: int, following: str = "") -> tuple[int, dict[str, str], bytes]:
    head = {"Content-Type": "text/turtle"}
    link = {"Link": f'<{following}>; rel="next"'} if following else {}
    return 200, head | link, TTL.format(n=n).encode()


@pytest.fixture
def paged(feed: Feed) -> Iterator[Feed]:
    """A catalogue of three pages, the last of which fails while `is_broken` is true."""
    feed.source.kind, feed.source.url = "dcat", f"{feed.site.url}/1"
    feed.source.save()
    feed.site.answers |= {
        "/1": turtle(1, f"{feed.site.url}/2"),
        "/2": turtle(2, f"{feed.site.url}/3"),
        "/3": (404, {}, b""),
    }
    return feed


def mend(paged: Feed) -> None:
    paged.site.answers["/3"] = turtle(3)


def test_a_run_that_broke_off_goes_on_after_its_last_page(paged: Feed) -> None:
    run = paged.run()
    assert (run.state, run.added, run.n_pages) == ("failed", 2, 2)
    assert (run.failure["code"], run.failure["facts"]["status"]) == ("outward.status", 404)
    assert paged.source.n_failed == 1
    mend(paged)
    paged.site.asked.clear()
    run = actions.resume(by=SYSTEM, run=run, at=paged.at)
    done = actions.work_on(run_id=run.id, at=paged.at)
    assert done is not None
    assert (done.state, done.added, done.n_pages) == ("done", 3, 3)
    assert paged.site.asked == ["/3"]
    assert done.started_at == AT
    paged.day += 1
    assert paged.counts() == (0, 0, 3, 0, 0)


def test_a_run_is_not_resumed_after_a_later_one(paged: Feed) -> None:
    first = paged.run()
    paged.run()
    with pytest.raises(Conflict) as refused:
        actions.resume(by=SYSTEM, run=first, at=paged.at)
    assert refused.value.code == "harvest.later_run"


def test_a_source_is_read_by_one_run_at_a_time(feed: Feed) -> None:
    actions.ask_run(by=feed.centre.steward, source=feed.source, at=AT)
    with pytest.raises(Conflict) as refused:
        actions.ask_run(by=feed.centre.steward, source=feed.source, at=AT)
    assert refused.value.code == "harvest.run_under_way"


def test_a_run_that_waits_is_cancelled_at_once(feed: Feed) -> None:
    run = actions.ask_run(by=feed.centre.steward, source=feed.source, at=AT)
    assert actions.cancel(by=feed.centre.steward, run=run, at=AT).state == "cancelled"
    assert actions.work_on(run_id=run.id, at=AT) is None


def test_a_run_under_way_is_cancelled_after_its_page(paged: Feed) -> None:
    mend(paged)
    seen: list[int] = []

    def look(run: Run) -> None:
        seen.append(run.n_pages)
        if run.n_pages == 2:
            actions.cancel(by=paged.centre.steward, run=run, at=AT)

    run = actions.harvest_now(by=SYSTEM, source=paged.source, at=AT, look=look)
    assert (run.state, run.added, seen) == ("cancelled", 2, [1, 2])
    assert Dataset.objects.filter(state="published").count() == 2
    done = actions.work_on(run_id=actions.resume(by=SYSTEM, run=run, at=AT).id, at=AT)
    assert done is not None and (done.state, done.added) == ("done", 3)


def test_a_source_that_hangs_is_cancelled_too(feed: Feed, monkeypatch: Any) -> None:
    monkeypatch.setattr(working, "RENEWED_EVERY_S", 0.1)
    run = actions.ask_run(by=SYSTEM, source=feed.source, at=AT)

    def hang(handler: BaseHTTPRequestHandler) -> None:
        threading.Event().wait(20)

    feed.site.answers["/data.json"] = hang
    monkeypatch.setattr(working, "_Hold", _cancelling(working._Hold))
    began = time.monotonic()
    done = actions.work_on(run_id=run.id, at=AT)
    assert done is not None and done.state == "cancelled"
    assert time.monotonic() - began < 20


def _cancelling(hold: Any) -> Any:
    """A hold whose run is cancelled by somebody else when it is looked at first."""

    class Cancelled(hold):  # type: ignore[misc]
        def __call__(self) -> None:
            Run.objects.filter(pk=self._run.pk).update(wants_cancel=True)
            super().__call__()

    return Cancelled


def test_a_run_ends_at_its_deadline(feed: Feed, monkeypatch: Any) -> None:
    monkeypatch.setattr(working, "DEADLINE", timedelta(seconds=1))
    monkeypatch.setattr("odms.harvest.supervising._GRACE_S", 1.0)

    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        while True:
            handler.wfile.write(b" ")
            time.sleep(0.2)

    feed.site.answers["/data.json"] = drip
    began = time.monotonic()
    run = feed.run()
    assert (run.state, run.failure["code"]) == ("failed", "harvest.deadline")
    assert time.monotonic() - began < 15


def test_a_run_whose_worker_died_is_told_as_failed(feed: Feed) -> None:
    run = actions.ask_run(by=SYSTEM, source=feed.source, at=AT)
    assert working._take(run.id, AT) is not None
    assert actions.sweep(at=AT + LEASE / 2) == 0
    assert actions.sweep(at=AT + LEASE) == 1
    run.refresh_from_db()
    assert (run.state, run.failure["code"]) == ("failed", "harvest.worker_died")
    feed.source.refresh_from_db()
    assert feed.source.n_failed == 1


def test_a_run_past_its_deadline_is_never_under_way(feed: Feed) -> None:
    run = actions.ask_run(by=SYSTEM, source=feed.source, at=AT)
    working._take(run.id, AT)
    Run.objects.filter(pk=run.pk).update(lease_until=AT + DEADLINE * 2)
    actions.sweep(at=AT + DEADLINE)
    run.refresh_from_db()
    assert (run.state, run.failure["code"]) == ("failed", "harvest.deadline")


def test_whoever_lost_a_run_keeps_nothing_more(paged: Feed) -> None:
    mend(paged)

    def look(run: Run) -> None:
        if run.n_pages == 1:
            actions.sweep(at=AT + DEADLINE)

    run = actions.harvest_now(by=SYSTEM, source=paged.source, at=AT, look=look)
    assert (run.state, run.failure["code"]) == ("failed", "harvest.deadline")
    assert Dataset.objects.filter(state="published").count() == 1


def test_a_forgotten_run_is_announced_again(feed: Feed, monkeypatch: Any) -> None:
    told: list[str] = []
    monkeypatch.setattr("odms.harvest.tasks.read_source", told.append)
    run = actions.ask_run(by=SYSTEM, source=feed.source, at=AT)
    assert actions.sweep(at=AT) == 0
    assert actions.sweep(at=AT + ANNOUNCED_FOR) == 1
    assert actions.sweep(at=AT + ANNOUNCED_FOR) == 0
    assert told == [run.id]


def test_two_workers_read_one_source_once(feed: Feed) -> None:
    feed.tell(record("a"))
    run = actions.ask_run(by=SYSTEM, source=feed.source, at=AT)
    assert working._take(run.id, AT) is not None
    assert actions.work_on(run_id=run.id, at=AT) is None


def test_a_fault_of_ours_ends_the_run_in_words(feed: Feed, monkeypatch: Any) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(working, "decide", broken)
    feed.tell(record("a"))
    run = feed.run()
    assert (run.state, run.failure["code"]) == ("failed", "harvest.fault")
    assert run.failure["facts"] == {"kind": "ZeroDivisionError"}


def test_people_are_told_at_the_second_failure_and_not_at_each(feed: Feed) -> None:
    feed.site.answers["/data.json"] = (404, {}, b"")
    for _ in range(4):
        feed.run()
    news = feed.centre.steward.notices.filter(code="harvest.notice.failed")
    assert [one.facts["n"] for one in news] == [2]
    feed.tell(record("a"))
    feed.run()
    assert feed.source.n_failed == 0


@pytest.mark.parametrize(
    ("schedule", "hours"),
    [("hourly", [1, 1]), ("weekly", [1, 4]), ("by-hand", [None, None])],
)
def test_what_failed_is_tried_again_soon(
    feed: Feed, schedule: str, hours: list[int | None]
) -> None:
    feed.source.schedule = schedule
    feed.source.save()
    feed.site.answers["/data.json"] = (404, {}, b"")
    waits = []
    for _ in range(2):
        at = feed.at
        feed.run()
        next_at = feed.source.next_at
        waits.append(next_at and round((next_at - at).total_seconds() / 3_600))
    assert waits == hours


def test_due_sources_are_read(feed: Feed, centre: Centre) -> None:
    actions.change(by=centre.steward, source=feed.source, schedule="hourly", at=AT)
    assert actions.ask_due(at=AT) == 0
    assert actions.ask_due(at=AT + timedelta(hours=1)) == 1
    assert actions.ask_due(at=AT + timedelta(hours=1)) == 0
    assert [run.state for run in queries.list_runs(feed.source)] == ["waiting"]


def test_what_broke_off_is_resumed_when_its_turn_comes(paged: Feed) -> None:
    actions.change(by=paged.centre.steward, source=paged.source, schedule="hourly", at=AT)
    run = paged.run()
    assert actions.ask_due(at=AT + timedelta(hours=2)) == 1
    run.refresh_from_db()
    assert (run.state, Run.objects.count()) == ("waiting", 1)


def test_old_problems_are_forgotten_and_counts_stay(feed: Feed) -> None:
    feed.tell(record("a", description="โทร 0812345678"))
    for _ in range(PROBLEMS_KEPT_RUNS + 3):
        feed.run()
        feed.source.remotes.update(mark="")
    assert Problem.objects.count() == PROBLEMS_KEPT_RUNS + 3
    actions.tidy(at=feed.at)
    assert Problem.objects.count() == PROBLEMS_KEPT_RUNS
    oldest = Run.objects.order_by("asked_at").first()
    assert oldest is not None and oldest.causes == {"harvest.personal_masked": 1}
    actions.tidy(at=feed.at + timedelta(days=500))
    assert not Run.objects.exists()


def test_a_child_that_is_killed_is_told(feed: Feed, monkeypatch: Any) -> None:
    import subprocess

    born: list[subprocess.Popen[bytes]] = []
    popen = subprocess.Popen

    def noted(*args: Any, **kwargs: Any) -> Any:
        born.append(popen(*args, **kwargs))
        return born[-1]

    def kill(handler: BaseHTTPRequestHandler) -> None:
        born[-1].kill()
        time.sleep(1)

    monkeypatch.setattr("odms.harvest.supervising.subprocess.Popen", noted)
    feed.site.answers["/data.json"] = kill
    run = feed.run()
    assert (run.state, run.failure["code"]) == ("failed", "engine.memory_limit")
    assert threading.active_count() < 20
