"""Uses are counted once, by day; robots apart; the figures are handed on each night."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from factories.cases import published
from factories.centre import AT, Centre

from odms.catalogue import queries as catalogue
from odms.publication.models import Evidence
from odms.usage import actions, journal, queries
from odms.usage.models import DailyCount, FailedSearch, TakenUp

LATER = AT + timedelta(minutes=5)
BROWSER = "Mozilla/5.0 Firefox/140.0"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A journal of this test alone."""
    monkeypatch.setattr(queries, "journal_folder", lambda: tmp_path)
    return tmp_path


@pytest.fixture
def dataset(centre: Centre) -> Any:
    return catalogue.get_dataset(published(centre).dataset.slug)


def note(kind: str, times: int = 1, **more: Any) -> None:
    given = {"door": "web", "agent": BROWSER, "at": AT} | more
    for _ in range(times):
        actions.note(kind=kind, **given)


def test_uses_become_counts_once(centre: Centre, dataset: Any, folder: Path) -> None:
    note("view", 3, dataset=dataset)
    note("download", 2, dataset=dataset)
    note("view", dataset=dataset, agent="Googlebot/2.1")
    note("api", dataset=dataset, door="api", agent="curl/8")
    assert queries.of_dataset(dataset, at=AT) == {}
    assert actions.take_up(at=LATER) == 7
    assert actions.take_up(at=LATER) == 0
    assert list(folder.iterdir()) == []
    assert queries.of_dataset(dataset, at=AT) == {"view": 3, "download": 2, "api": 1}
    assert queries.of_agency(centre.agency, at=AT) == {"view": 3, "download": 2, "api": 1}
    assert queries.of_agency(centre.other_agency, at=AT) == {}
    assert DailyCount.objects.get(channel="robot").n == 1
    note("view", 4, dataset=dataset, at=AT + timedelta(hours=1))
    actions.take_up(at=AT + timedelta(hours=2))
    assert queries.of_dataset(dataset, at=AT)["view"] == 7


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
    assert DailyCount.objects.get().n == 1


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
    actions.hand_evidence(at=AT + timedelta(days=9))
    assert not TakenUp.objects.exists()
