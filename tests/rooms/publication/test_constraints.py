"""What the database itself refuses, whatever the code above it does."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from factories.centre import AT, Centre

from odms.catalogue import actions as catalogue
from odms.catalogue.models import Dataset
from odms.ledger.rules import SYSTEM
from odms.publication.models import Case


@pytest.fixture
def dataset(centre: Centre) -> Dataset:
    return catalogue.create_draft(by=SYSTEM, agency=centre.agency, title_th="ก", at=AT)


@pytest.fixture
def make(centre: Centre, dataset: Dataset) -> Callable[..., Case]:
    def make(**changes: Any) -> Case:
        given: dict[str, Any] = {
            "number": Case.objects.count() + 1,
            "dataset": dataset,
            "opened_by": centre.steward,
            "opened_at": AT,
        }
        return Case.objects.create(**given | changes)

    return make


@pytest.mark.parametrize("state", ["approved", "published"])
@pytest.mark.parametrize("decided_by", ["steward", None])
def test_two_people(centre: Centre, make: Any, state: str, decided_by: str | None) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make(
            state=state,
            submitted_by=centre.steward,
            decided_by=centre.people[decided_by] if decided_by else None,
        )
    assert make(state=state, submitted_by=centre.steward, decided_by=centre.approver).pk


def test_nobody_submitted_nobody_approved(centre: Centre, make: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make(state="approved", submitted_by=None, decided_by=centre.approver)


def test_one_open_case_a_dataset(make: Any) -> None:
    make()
    with pytest.raises(IntegrityError), transaction.atomic():
        make()
    Case.objects.update(state="discarded")
    assert make().pk


def test_state_is_known(make: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make(state="lost")


@pytest.mark.parametrize(
    "changes",
    [
        {"state": "published", "classification": "secret", "published_at": AT},
        {"state": "published", "classification": "", "published_at": AT},
        {"state": "published", "published_at": None},
        {"state": "lost"},
    ],
)
def test_published_is_open_and_dated(dataset: Dataset, changes: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Dataset.objects.filter(pk=dataset.pk).update(**changes)
