"""Writing many rows at once: the same rows as `bulk_create` writes, on either database."""

import gc
from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.forms.models import model_to_dict
from factories.centre import AT

from odms.catalogue.models import Dataset, Origin
from odms.health.models import Check
from odms.ledger import rows
from odms.people.models import Agency

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency() -> Agency:
    return Agency.objects.create(slug="dwr", name_th="กรมทรัพยากรน้ำ", sector="state", created_at=AT)


def dataset(agency: Agency, n: int, **others: object) -> Dataset:
    told = {"title_th": f"น้ำ {n}", "tags": ["น้ำ", "ฝน"], "record": {"title_th": "น้ำ", "n": n}}
    times = {"created_at": AT, "modified_at": AT + timedelta(hours=n)}
    return Dataset(agency=agency, slug=f"water-{n}", **(told | times | others))


def test_rows_are_written_as_django_writes_them(agency: Agency) -> None:
    ours, theirs = dataset(agency, 1), dataset(agency, 2)
    rows.insert([ours])
    Dataset.objects.bulk_create([theirs])
    for made in (ours, theirs):
        assert model_to_dict(Dataset.objects.get(pk=made.pk)) == model_to_dict(made)
    assert Dataset.objects.get(pk=ours.pk).modified_at == AT + timedelta(hours=1)
    assert Dataset.objects.filter(record__n=1).get() == ours


def test_no_rows_are_no_statement(
    agency: Agency, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        rows.insert([])
        rows.put([], unique=["id"], update=["slug"])


def test_a_row_that_breaks_a_rule_is_refused(agency: Agency) -> None:
    rows.insert([dataset(agency, 1)])
    with pytest.raises(IntegrityError):
        rows.insert([dataset(agency, 2), dataset(agency, 1)])


def test_put_writes_over_what_was_named_and_nothing_else(agency: Agency) -> None:
    first = dataset(agency, 1)
    rows.insert([first])
    again = dataset(agency, 7, id=first.id, tags=["ใหม่"])
    rows.put([again, dataset(agency, 8)], unique=["id"], update=["title_th", "tags"])
    kept = Dataset.objects.get(pk=first.pk)
    assert (kept.title_th, kept.tags) == ("น้ำ 7", ["ใหม่"])
    assert (kept.slug, kept.record["n"]) == ("water-1", 1)
    assert Dataset.objects.count() == 2


def test_put_by_a_key_that_is_another_row(agency: Agency) -> None:
    first = dataset(agency, 1)
    rows.insert([first])
    told = {"source_id": "s", "source_name": "s", "source_url": "u", "remote_id": "r"}
    for words in ("ก่อน", "หลัง"):
        origin = Origin(dataset=first, description={"t": words}, gathered_at=AT, **told)
        rows.put([origin], unique=["dataset"], update=["description"])
    assert Origin.objects.get().description == {"t": "หลัง"}


def test_who_was_there_before_stays_and_what_is_not_told_has_its_default(agency: Agency) -> None:
    first = dataset(agency, 1)
    rows.insert([first])
    names = ("kind", "address", "agency_id", "dataset_id", "next_at")
    told = [("link", f"https://a.example/{n}", agency.id, first.id, AT) for n in (1, 2)]
    rows.insert_missing(Check, names, told[:1])
    kept = Check.objects.get()
    rows.insert_missing(Check, names, told)
    assert Check.objects.count() == 2
    assert Check.objects.get(address=kept.address).id == kept.id
    assert (kept.state, kept.trouble, kept.status, kept.n_ok) == ("unknown", {}, None, 0)
    assert len(kept.id) == 26


def test_the_collector_of_cycles_is_back_afterwards_even_after_a_fault() -> None:
    with pytest.raises(ZeroDivisionError), rows.uncollected():
        with rows.uncollected():
            assert not gc.isenabled()
        assert not gc.isenabled()
        _ = 1 // 0
    assert gc.isenabled()
