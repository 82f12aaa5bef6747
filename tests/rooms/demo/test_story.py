"""A delivery of each fate of the demonstration centre, told on a real database."""

import copy
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from odms.catalogue.models import Dataset
from odms.cli.demo import build, reader, script
from odms.cli.demo.script import Arrival
from odms.intake.models import Delivery
from odms.publication.models import Case

AT = datetime(2026, 11, 16, 2, 0, tzinfo=UTC)


class Readers:
    """Reads at once, in this process: the one of the tests has the database of the tests."""

    def submit(self, read: Callable[..., None], *words: Any) -> Any:
        return SimpleNamespace(result=lambda: read(*words))


@pytest.fixture
def founded(db: None) -> None:
    build.found(AT)


def tell(told: list[tuple[str, int]], folder: Path) -> None:
    by_slug = {entry["slug"]: entry for entry in script.datasets()}
    batch = [
        Arrival(copy.deepcopy(by_slug[slug]), number, place, AT)
        for place, (slug, number) in enumerate(told)
    ]
    build.tell(batch, "seed", folder, Readers())


# fate: the states of delivery, case and dataset at the end; None where there is none
ENDS = {
    "published": ("read", "published", "published"),
    "withdrawn": ("read", "withdrawn", "withdrawn"),
    "approved": ("read", "approved", "draft"),
    "submitted": ("read", "submitted", "draft"),
    "returned": ("read", "draft", "draft"),
    "draft": ("read", "draft", "draft"),
    "stopped": ("read", "draft", "draft"),
    "failed": ("failed", None, None),
}


def test_story_ends_as_its_fate_says(founded: None, tmp_path: Path) -> None:
    slugs = {entry.get("fate", "published"): entry["slug"] for entry in script.datasets()}
    slugs["published"] = "temples-and-monks"
    assert set(ENDS) == set(script.FATES)
    for fate, (delivery_state, case_state, dataset_state) in ENDS.items():
        tell([(slugs[fate], 1)], tmp_path)
        delivery = Delivery.objects.order_by("-received_at", "-id")[0]
        case = Case.objects.filter(delivery=delivery).first()
        dataset = Dataset.objects.filter(slug=slugs[fate]).first()
        assert delivery.state == delivery_state, fate
        assert (case and case.state) == case_state, fate
        assert (dataset and dataset.state) == dataset_state, fate


def test_story_of_a_second_release(founded: None, tmp_path: Path) -> None:
    tell([("budget-by-ministry", 1)], tmp_path)
    tell([("budget-by-ministry", 2)], tmp_path)
    from odms.catalogue import queries as catalogue

    [table] = catalogue.list_distributions(catalogue.get_dataset("budget-by-ministry"))
    assert [release.number for release in catalogue.list_releases(table)] == [2, 1]


def test_story_of_pseudonyms_bands_and_small_groups(founded: None, tmp_path: Path) -> None:
    """The real pipeline protects the health checks; every group that is left has five records."""
    tell([("health-checks", 1)], tmp_path)
    from odms.catalogue import queries as catalogue
    from odms.publication import queries as publication
    from odms.tables import queries as tables

    case = Case.objects.get()
    (record,) = publication.list_measures(case)
    assert [one["measure"] for one in record["measures"]] == ["pseudonymise", "age", "small-groups"]
    before, after = record["risk"]["before"], record["risk"]["after"]
    assert (before["k"] < 5 <= after["k"], before["n_records"], after["n_below"]) == (True, 960, 0)
    assert 700 < record["n_rows_after"] < 960
    assert record["approved_by"]["name"] != record["measures"][0]["decided_by"]["name"]
    [table] = catalogue.list_distributions(case.dataset)
    page = tables.get_rows(table.current)
    assert page.total == record["n_rows_after"]
    assert {len(row[0]) for row in page.rows} == {16}
    assert {row[1] for row in page.rows} <= {"<30", "30–44", "45–59", "60–74", "75+"}


def test_silence_lets_no_news_wake_a_worker() -> None:
    from odms.intake.signals import delivery_read, delivery_waiting
    from odms.publication.signals import case_waiting

    signals = (delivery_read, delivery_waiting, case_waiting)
    kept = [list(signal.receivers) for signal in signals]
    try:
        reader.silence()
        assert not any(signal.receivers for signal in signals)
    finally:
        for signal, receivers in zip(signals, kept, strict=True):
            signal.receivers[:] = receivers
