"""Datasets are scored in bulk; groups are their sums; history grows where figures changed."""

from datetime import date, timedelta
from typing import Any

import pytest
from factories.cases import published
from factories.centre import AT, Centre

from odms.catalogue import actions as catalogue_actions
from odms.catalogue import queries as catalogue
from odms.catalogue.models import Dataset
from odms.health import actions
from odms.health.models import Check, DatasetMarks, GroupMarks, PastMark, ScoreFollower
from odms.health.queries import scores
from odms.intake.queries import lake
from odms.standards.scoring import FRAMEWORKS, declared, together

DAY = timedelta(days=1)


@pytest.fixture
def dataset(centre: Centre) -> Any:
    return catalogue.get_dataset(published(centre).dataset.slug)


def twin(dataset: Any, slug: str, **changes: Any) -> Any:
    """A further public dataset of the same agency, with another record and no table."""
    return Dataset.objects.create(
        agency=dataset.agency,
        slug=slug,
        state="published",
        title_th=dataset.title_th,
        record=dataset.record | changes,
        created_at=AT,
        published_at=AT,
        modified_at=AT,
    )


def points(dataset: Any) -> dict[str, float]:
    row = scores.get_marks(dataset)
    assert row is not None
    return {code: mark.points for code, mark in scores.marks_of(row).items()}


def test_a_published_dataset_has_marks_in_every_framework(dataset: Any) -> None:
    assert actions.follow(at=AT) == 1
    row = DatasetMarks.objects.get()
    assert set(row.marks) == set(FRAMEWORKS)
    assert (row.agency_id, row.source_id) == (dataset.agency_id, "")
    assert row.described_as == dataset.modified_at.isoformat()
    told = scores.marks_of(row)
    assert {code: mark.grade for code, mark in told.items()} == {
        "mqa": "excellent",
        "nso": "A",
        "stars": "3",
        "items": "14/14",
    }
    assert [one.code for one in told["mqa"].lacking] == ["byteSizeAvailability"]
    assert list(row.faults.values()) == [0]


def test_a_table_that_the_lake_lost_cannot_be_had(dataset: Any) -> None:
    actions.follow(at=AT)
    before = points(dataset)
    [table] = catalogue.list_tables(dataset)
    lake().destroy_table(table.current.table_key)
    actions.score_all(at=AT + DAY)
    after = points(dataset)
    assert before["mqa"] - after["mqa"] == 30
    assert after["nso"] < before["nso"]


def test_history_grows_only_where_figures_changed(dataset: Any) -> None:
    actions.follow(at=AT)
    assert actions.score_all(at=AT + DAY) == 0
    assert PastMark.objects.filter(subject_kind="dataset").count() == len(FRAMEWORKS)
    record = catalogue.get_record(dataset).changed({"tags": []})
    catalogue_actions.publish(by=_system(), dataset=dataset, record=record, at=AT + 2 * DAY)
    assert actions.follow(at=AT + 2 * DAY) == 1
    rows = scores.list_history("dataset", dataset.id, "mqa")
    first = rows[0].points
    assert [(row.day - date(2026, 11, 23), row.points - first) for row in rows] == [
        (timedelta(0), 0),
        (2 * DAY, -30),
    ]
    assert scores.history_csv(rows).splitlines()[:2] == [
        "day,framework,points,grade",
        f"2026-11-23,mqa,{first:g},excellent",
    ]
    catalogue_actions.publish(
        by=_system(), dataset=dataset, record=record.changed({"tags": ["ฝน"]}), at=AT + 2 * DAY
    )
    actions.follow(at=AT + 2 * DAY)
    assert [row.points for row in scores.list_history("dataset", dataset.id, "mqa")] == [first] * 2


def test_groups_are_what_their_datasets_come_to(centre: Centre, dataset: Any) -> None:
    others = [twin(dataset, "bare", tags=[], theme=""), twin(dataset, "bare-2", licence="")]
    actions.score_all(at=AT)
    for kind, id in (("agency", centre.agency.id), ("centre", "centre")):
        row = GroupMarks.objects.get(subject_kind=kind, subject_id=id)
        for code, mark in scores.marks_of(row).items():
            all_ = [scores.marks_of(one) for one in DatasetMarks.objects.all()]
            told = [one[code] for one in all_ if code in one]
            expected = together(told, declared(code)["bands"])
            assert expected is not None
            assert (mark.points, mark.grade, set(mark.lacking)) == (
                expected.points,
                expected.grade,
                set(expected.lacking),
            )
    assert not GroupMarks.objects.filter(subject_kind="source").exists()
    catalogue_actions.withdraw(by=_system(), dataset=others[0], reason="ปิด", at=AT + DAY)
    Dataset.objects.filter(pk=others[1].pk).update(state="withdrawn")
    assert actions.score_all(at=AT + DAY) == 2
    row = GroupMarks.objects.get(subject_kind="agency")
    assert scores.marks_of(row)["mqa"].points == points(dataset)["mqa"]
    assert row.tallies["mqa"]["n"] == 1
    assert [one.points for one in scores.list_history("agency", centre.agency.id, "stars")] == [
        1,
        3,
    ]


def test_the_first_answer_of_a_link_counts_at_once(dataset: Any, settings: Any) -> None:
    Dataset.objects.filter(pk=dataset.pk).update(
        record=dataset.record | {"url": "http://127.0.0.1:9/page"}
    )
    actions.follow(at=AT)
    actions.list_up(at=AT)
    scored_at = DatasetMarks.objects.get().scored_at
    assert actions.check_due(at=AT + DAY) == 1
    assert Check.objects.get().state == "broken"
    assert scored_at == AT  # a page about the dataset is no file of it


@pytest.mark.django_db
def test_an_empty_ledger_is_followed_to_its_end() -> None:
    assert actions.follow(at=AT) == 0
    assert not ScoreFollower.objects.exists()


def test_one_process_follows_at_a_time_and_one_that_died_holds_nobody_up(dataset: Any) -> None:
    ScoreFollower.objects.create(lease_until=AT + timedelta(minutes=5))
    assert actions.follow(at=AT) == 0
    assert actions.follow(at=AT + timedelta(minutes=6)) == 1
    assert ScoreFollower.objects.get().lease_until is None


def test_a_ledger_that_was_put_back_is_followed_from_its_beginning(dataset: Any) -> None:
    actions.follow(at=AT)
    ScoreFollower.objects.update(hash="0" * 64, seq=10**6)
    DatasetMarks.objects.all().delete()
    GroupMarks.objects.all().delete()
    assert actions.follow(at=AT) == 1


def _system() -> Any:
    from odms.ledger.rules import SYSTEM

    return SYSTEM
