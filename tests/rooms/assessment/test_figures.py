"""Figures follow the ledger: sums of agencies, ministries, themes, provinces and the nation, by day."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from factories.cases import published
from factories.centre import AT, Centre
from factories.released import Table, released

from odms.assessment import actions, chapter, sums
from odms.assessment.models import Cycle, DatasetFacts, Figures, FiguresFollower, PastFigures
from odms.assessment.queries import figures
from odms.assessment.queries.report import get_report
from odms.catalogue import actions as catalogue
from odms.catalogue.queries import get_dataset
from odms.health import actions as health
from odms.ledger.rules import SYSTEM
from odms.people.models import Agency
from odms.standards.record import Record

ROWS = Table({"n": "integer"}, [[1]])
LATER = AT + timedelta(hours=1)


def value(code: str, kind: str = sums.NATION, slug: str = "") -> Any:
    return figures.get_told(figures.get_subject(kind, slug)).figure(code).value


def publish(agency: Agency, slug: str, at: Any = AT, **record: Any) -> None:
    released(agency, slug, t=ROWS)
    dataset = get_dataset(slug)
    told = Record(title_th=slug, classification="open", licence="cc-by", **record)
    catalogue.publish(by=SYSTEM, dataset=dataset, record=told, releases=[], at=at)


def test_an_empty_centre_has_figures_of_nought(db: None) -> None:
    actions.follow(at=AT)
    assert value("datasets") == 0
    assert value("publishing") is None
    assert figures.looked_at() == AT


def test_a_fact_reaches_all_that_stand_above_it(centre: Centre) -> None:
    actions.follow(at=AT)
    assert (value("datasets"), value("publishing")) == (0, 0.0)
    Agency.objects.filter(slug="health").update(listed_as="moph")
    publish(centre.agency, "data-a", theme="health", frequency_unit="D", frequency_interval=1)
    publish(centre.agency, "data-b", theme="health", tags=["ลำพูน"])
    actions.follow(at=LATER)
    assert (value("datasets"), value("publishing")) == (2, 0.5)
    assert value("datasets", "agency", "health") == 2
    assert value("datasets", "agency", "water") == 0
    assert value("datasets", "theme", "health") == 2
    assert value("datasets", "province", "51") == 1
    assert value("datasets", "ministry", "moph") == 2
    assert value("fresh") == 1.0


def test_a_withdrawal_is_taken_out_again(centre: Centre) -> None:
    publish(centre.agency, "data-a", theme="health")
    actions.follow(at=AT)
    catalogue.withdraw(by=SYSTEM, dataset=get_dataset("data-a"), reason="ผิด", at=LATER)
    actions.follow(at=LATER)
    assert (value("datasets"), value("publishing"), value("datasets", "theme", "health")) == (
        0,
        0,
        0,
    )
    assert not DatasetFacts.objects.exists()


def test_time_passes_and_what_was_fresh_is_late(centre: Centre) -> None:
    publish(centre.agency, "data-a", frequency_unit="D", frequency_interval=1)
    actions.follow(at=AT)
    assert value("fresh") == 1.0
    assert actions.follow(at=AT + timedelta(days=10)) == 0
    actions.compute_all(at=AT + timedelta(days=10))
    assert value("fresh") == 0.0


def test_a_past_day_is_told_as_it_was(centre: Centre) -> None:
    for days in range(3):
        publish(centre.agency, f"d{days}", at=AT + timedelta(days=days))
        actions.follow(at=AT + timedelta(days=days))
    nation = figures.nation()
    told = [
        figures.get_told(nation, day=date(2026, 11, day)).figure("datasets").value
        for day in (22, 23, 24, 25, 26)
    ]
    assert told == [0, 1, 2, 3, 3]
    assert [n for _, n in figures.trend(nation, "datasets")] == [1, 2, 3]
    (health, water) = figures.list_standings(day=date(2026, 11, 24))
    assert (health.slug, health.told.counts["datasets"]) == ("health", 2)
    assert (water.slug, water.told.counts.get("datasets", 0)) == ("water", 0)


def test_the_nation_is_the_sum_of_its_agencies(centre: Centre) -> None:
    publish(centre.agency, "data-a")
    publish(centre.other_agency, "data-b")
    actions.follow(at=AT)
    agencies = Figures.objects.filter(subject_kind="agency").values_list("counts", flat=True)
    whole = Figures.objects.get(subject_kind=sums.NATION).counts
    assert {name: whole[name] for name in sums.total(agencies)} == sums.total(agencies)


def test_figures_taken_up_one_by_one_are_those_computed_anew(centre: Centre) -> None:
    for n, agency in enumerate([centre.agency, centre.other_agency, centre.agency]):
        publish(agency, f"d{n}", theme="health" if n else "labour")
        actions.follow(at=AT)
    step_by_step = list(
        Figures.objects.values_list("subject_kind", "subject_id", "counts", "states")
    )
    Figures.objects.all().delete()
    DatasetFacts.objects.all().delete()
    actions.compute_all(at=AT)
    anew = list(Figures.objects.values_list("subject_kind", "subject_id", "counts", "states"))
    assert anew == step_by_step


def test_an_agency_that_nobody_verified_is_in_no_share(centre: Centre) -> None:
    Agency.objects.filter(slug="water").update(verified_at=None)
    publish(centre.agency, "data-a")
    actions.follow(at=AT)
    assert value("publishing") == 1.0
    assert [one.slug for one in figures.list_standings()] == ["health"]


def test_nothing_is_computed_where_somebody_else_is_at_it(centre: Centre) -> None:
    actions.follow(at=AT)
    FiguresFollower.objects.update(lease_until=AT + timedelta(minutes=5))
    publish(centre.agency, "data-a")
    assert actions.follow(at=AT) == 0
    assert value("datasets") == 0
    assert actions.follow(at=AT + timedelta(minutes=6)) > 0
    assert value("datasets") == 1


def test_another_ledger_has_all_computed_anew(centre: Centre) -> None:
    publish(centre.agency, "data-a")
    actions.follow(at=AT)
    Figures.objects.all().delete()
    FiguresFollower.objects.update(hash="0" * 63 + "1")
    actions.follow(at=AT)
    assert value("datasets") == 1


def test_marks_are_taken_up_though_no_ledger_tells_them(centre: Centre) -> None:
    actions.follow(at=AT)
    published(centre)
    actions.follow(at=AT)
    assert value("mqa") is None
    health.follow(at=AT)
    actions.follow(at=AT)
    assert (value("mqa"), value("items", "agency", "health")) == (400.0, 14.0)


def test_a_year_of_a_published_cycle_is_reported_by_it(centre: Centre) -> None:
    publish(centre.agency, "data-a")
    actions.follow(at=AT)
    Cycle.objects.create(
        code="round",
        title_th="รอบ",
        title_en="Round",
        frameworks=[chapter.READINESS],
        state="published",
        origin="own",
        surveyed_date=date(2026, 10, 1),
        opened_at=AT,
        closed_at=AT,
        published_at=AT,
        hash="0" * 64,
        figures=chapter.counted({"strategy": 100, "1": 200}, n_agencies=200, n_publishing=200),
    )
    told = get_report(2569, at=AT)
    values = {one["code"]: one["value"] for one in told["figures"]}
    assert (values["publishing"], values["enabler-strategy"], values["datasets"]) == (
        100.0,
        50.0,
        1,
    )
    assert values["process-data-survey"] == 100.0
    assert told["publishers"]["names"] == ["กรมสุขภาพตัวอย่าง"]
    assert (told["as_of"], told["is_live"]) == ("2026-10-01", False)


def test_a_day_keeps_one_row_however_often_it_changes(centre: Centre) -> None:
    for n in range(3):
        publish(centre.agency, f"d{n}")
        actions.follow(at=AT + timedelta(minutes=n))
    rows = PastFigures.objects.filter(subject_kind=sums.NATION)
    assert [row.counts["datasets"] for row in rows] == [3]


@pytest.mark.django_db(transaction=True)
def test_a_change_of_the_catalogue_wakes_the_follower(
    committed: Callable[[], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from factories.centre import build

    from odms.assessment import tasks

    woken: list[int] = []
    monkeypatch.setattr(tasks, "follow", lambda: woken.append(1))
    publish(build().agency, "data-a")
    assert woken
