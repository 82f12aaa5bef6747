"""Uses are counted once, by day; robots apart; the figures are handed on each night."""

import os
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from factories import uses
from factories.cases import published
from factories.centre import AT, Centre

from odms.catalogue import queries as catalogue
from odms.publication.models import Evidence
from odms.usage import actions, events, journal, queries
from odms.usage.models import ClosedDay, DatasetDay, FailedSearch

LATER = AT + timedelta(minutes=5)
VISITORS = count(1)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A journal of this test alone."""
    monkeypatch.setattr(queries, "journal_folder", lambda: tmp_path)
    return tmp_path


@pytest.fixture
def dataset(centre: Centre) -> Any:
    return catalogue.get_dataset(published(centre).dataset.slug)


def note(kind: str, times: int = 1, agent: str = uses.BROWSER, **more: Any) -> None:
    """Uses of so many visitors."""
    given = {"channel": "portal", "at": AT} | more
    for _ in range(times):
        actions.note(kind=kind, visit=uses.visit(next(VISITORS), agent), **given)


def test_uses_become_counts_once(centre: Centre, dataset: Any, folder: Path) -> None:
    note("view", 3, dataset=dataset)
    note("download", 2, dataset=dataset)
    note("view", dataset=dataset, agent="Googlebot/2.1")
    note("view", dataset=dataset, agent="GPTBot/1.2")
    note("rows", dataset=dataset, channel="api", agent="curl/8.5")
    note("sql", dataset=dataset, channel="sql")
    note("record", dataset=dataset, channel="ckan", status=404)
    assert queries.of_dataset(dataset, at=AT) == {}
    assert actions.take_up(at=LATER) == 10
    assert actions.take_up(at=LATER) == 0
    assert list(folder.glob("*.sealed")) == []
    told = {"view": 3, "download": 2, "api": 2}
    assert queries.of_dataset(dataset, at=AT) == told
    assert queries.of_agency(centre.agency, at=AT) == told
    assert queries.of_nation(at=AT) == told
    assert queries.of_agency(centre.other_agency, at=AT) == {}
    assert queries.figures([centre.agency, centre.other_agency], at=AT) == {
        centre.agency.id: told,
        centre.other_agency.id: {},
    }
    assert queries.by_access(None, at=AT) == {
        "regular": {"view": 3, "download": 2, "api": 1},
        "machine": {"api": 1},
        "agent": {"view": 1},
        "robot": {"view": 1},
    }
    assert queries.by_channel(centre.agency, at=AT) == {
        "portal": {"view": 3, "download": 2},
        "api": {"api": 1},
        "sql": {"api": 1},
    }
    assert queries.by_theme(at=AT) == {"health": told}
    note("view", 4, dataset=dataset, at=AT + timedelta(hours=1))
    actions.take_up(at=AT + timedelta(hours=2))
    assert queries.of_dataset(dataset, at=AT)["view"] == 7


def test_metrics_of_the_code(dataset: Any) -> None:
    """One visitor looks, looks again at once, takes a file, comes back an hour later; a program."""
    for minute, kind in ((0, "view"), (0.3, "view"), (2, "download"), (70, "view")):
        at = AT + timedelta(minutes=minute)
        actions.note(
            kind=kind, channel="portal", visit=uses.visit(0, address=kind, user_id="7"), at=at,
            dataset=dataset,
        )  # fmt: skip
    note("rows", 2, dataset=dataset, agent="curl/8.5")
    actions.take_up(at=LATER)
    assert queries.metrics([dataset.id], queries.Span.last_days(AT)) == {
        dataset.id: {
            "Regular": {
                "Total_Dataset_Investigations": 3,
                "Unique_Dataset_Investigations": 2,
                "Total_Dataset_Requests": 1,
                "Unique_Dataset_Requests": 1,
            },
            "Machine": {
                "Total_Dataset_Investigations": 2,
                "Unique_Dataset_Investigations": 2,
                "Total_Dataset_Requests": 2,
                "Unique_Dataset_Requests": 2,
            },
        }
    }


def test_file_that_was_counted_and_not_removed_is_not_counted_again(
    dataset: Any, folder: Path
) -> None:
    note("view", dataset=dataset)
    [sealed] = journal.seal(folder)
    kept = sealed.read_bytes()
    actions.take_up(at=LATER)
    sealed.write_bytes(kept)
    assert actions.take_up(at=LATER) == 0
    assert not sealed.exists()
    assert DatasetDay.objects.get().n_views == 1


def test_events_without_counts_are_counted_when_the_work_is_done_again(
    dataset: Any, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process dies between the two."""
    note("view", dataset=dataset)
    with monkeypatch.context() as patched:
        patched.setattr(events, "counted", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            actions.take_up(at=LATER)
    assert not DatasetDay.objects.exists()
    assert actions.take_up(at=LATER) == 0
    assert queries.of_dataset(dataset, at=AT) == {"view": 1}


def test_nothing_of_a_visitor_is_kept(dataset: Any, folder: Path) -> None:
    note("view", dataset=dataset, agent="Firefox of somebody")
    day = AT.date().isoformat()
    key = (folder / "here" / f"{day}.key").read_bytes()
    assert len(key) == 32
    [sealed] = journal.seal(folder)
    written = sealed.read_text()
    assert "192.0.2" not in written and "Firefox" not in written and "/datasets" not in written
    note("view", dataset=dataset)
    actions.take_up(at=LATER)
    actions.forget(at=AT)
    assert (folder / "here" / f"{day}.key").exists()
    actions.forget(at=AT + timedelta(days=1))
    assert not (folder / "here" / f"{day}.key").exists()
    assert events.path_of(folder, "here", day).exists()


def test_day_is_closed_when_its_events_are_forgotten(dataset: Any, folder: Path) -> None:
    note("view", 2, dataset=dataset)
    actions.take_up(at=LATER)
    path = events.path_of(folder, "here", AT.date().isoformat())
    os.utime(path, (AT.timestamp(), AT.timestamp()))
    actions.forget(at=AT + timedelta(days=35))
    assert path.exists()
    actions.forget(at=AT + timedelta(days=36))
    assert not path.exists()
    assert ClosedDay.objects.get().day == AT.date()
    note("view", dataset=dataset)
    assert actions.take_up(at=AT + timedelta(days=36)) == 0
    assert queries.of_dataset(dataset, at=AT) == {"view": 2}


def test_what_killed_work_left_is_swept(dataset: Any, folder: Path) -> None:
    left = [folder / "stage-x" / "day=1", folder / "here"]
    for path in left:
        path.mkdir(parents=True)
    (folder / "here" / "x.new").touch()
    actions.forget(at=AT)
    assert (folder / "stage-x").exists()
    for path in (folder / "stage-x", folder / "here" / "x.new"):
        os.utime(path, (AT.timestamp(), AT.timestamp()))
    actions.forget(at=AT + timedelta(days=2))
    assert sorted(path.name for path in folder.iterdir()) == ["here", "lock"]
    assert list((folder / "here").iterdir()) == []


def test_only_one_counts_at_a_time(dataset: Any, folder: Path) -> None:
    note("view", dataset=dataset)
    with events.locked(folder), pytest.raises(BlockingIOError):
        actions.take_up(at=LATER, wait=False)
    assert actions.take_up(at=LATER, wait=False) == 1


def test_unused_are_those_that_were_public_and_not_used(centre: Centre, dataset: Any) -> None:
    year = AT + timedelta(days=400)
    assert queries.list_unused(at=AT) == []
    assert queries.list_unused(at=year) == [dataset]
    assert queries.list_unused(centre.other_agency, at=year) == []
    note("view", dataset=dataset, agent="Googlebot/2.1", at=year)
    actions.take_up(at=year)
    assert queries.list_unused(at=year) == [dataset]
    note("view", dataset=dataset, at=year)
    actions.take_up(at=year)
    assert queries.list_unused(at=year) == []


def test_search_that_met_nothing_keeps_its_words(centre: Centre) -> None:
    note("search-failed", 2, words="ราคา  ยาง")
    note("search-failed", words="โทร 081-234-5678")
    note("search-failed", words="ราคา ยาง", agency_id=centre.agency.id)
    note("search")
    actions.take_up(at=LATER)
    assert queries.list_failed_searches(at=AT) == [("ราคา ยาง", 3), ("โทร █████", 1)]
    assert queries.list_failed_searches(centre.agency, at=AT) == [("ราคา ยาง", 1)]
    assert queries.list_failed_searches(at=AT + timedelta(days=60)) == []
    assert sum(FailedSearch.objects.values_list("n", flat=True)) == 4


def test_days_and_datasets_are_told_apart(centre: Centre, dataset: Any) -> None:
    note("view", 2, dataset=dataset, at=AT - timedelta(days=1))
    note("view", 5, dataset=dataset)
    note("view", 9, dataset=dataset, at=AT - timedelta(days=40))
    actions.take_up(at=LATER)
    days = queries.by_day(centre.agency, at=AT, days=3)
    assert days == [
        (date(2026, 11, 21), {}),
        (date(2026, 11, 22), {"view": 2}),
        (date(2026, 11, 23), {"view": 5}),
    ]
    assert queries.by_dataset(None, at=AT) == [(dataset, {"view": 7})]


def test_evidence_is_of_the_days_until_yesterday(centre: Centre, dataset: Any) -> None:
    note("view", 2, dataset=dataset)
    note("download", dataset=dataset)
    note("search-failed", words="ยาง", agency_id=centre.agency.id)
    note("view", 8, dataset=dataset, at=AT + timedelta(days=1))
    actions.take_up(at=AT + timedelta(days=2))
    actions.hand_evidence(at=AT + timedelta(days=1))
    told = {e.process: e.figures for e in Evidence.objects.filter(source="usage")
            if e.subject_id in (dataset.id, centre.agency.id)}  # fmt: skip
    assert told == {
        "monitoring": {"n_views": 2, "n_downloads": 1, "n_api": 0},
        "demand-survey": {"n_failed_searches": 1, "n_downloads": 1},
    }
