"""A leak: ordered by one, confirmed by another, and nothing of it is found afterwards."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from factories import cases
from factories.centre import AT, Centre, build
from factories.files import PATIENTS, YEARS

from odms.catalogue import queries as catalogue
from odms.catalogue.models import Dataset, Release
from odms.errors import Absent, Conflict, Forbidden, Gone, Invalid
from odms.intake import queries as intake_queries
from odms.intake.models import DeliveredTable, Delivery
from odms.intake.originals import originals
from odms.ledger import queries as ledger
from odms.ledger.rules import SYSTEM
from odms.people import queries as people
from odms.publication import actions, queries
from odms.publication.actions import destroying
from odms.publication.models import Case, Destruction
from odms.publication.queries.decision import get_decision
from odms.publication.queries.destruction import list_sharing
from odms.publication.queries.updates import list_uncompared
from odms.search import actions as search
from odms.search import queries as search_queries
from odms.tables import actions as tables

LATER = AT + timedelta(days=1)


def leak(word: str) -> str:
    """A further version of the table of years, with what must not be seen in a column and its name."""
    lines = enumerate(YEARS.splitlines())
    return "\n".join(
        f"{line},{word}column" if n == 0 else f"{line},{word}{n % 2}" for n, line in lines
    )


LEAK = leak("zqleaked")


def order(centre: Centre, **options: Any) -> Destruction:
    asked: dict[str, Any] = {
        "by": centre.steward,
        "agency": centre.agency,
        "reason": "พบหมายเลขผู้ป่วยในคอลัมน์",
        "leaked": "หมายเลขผู้ป่วย",
        "at": LATER,
    }
    return actions.order_destruction(**asked | options)


def confirm(centre: Centre, destruction: Destruction, who: str = "approver") -> Destruction:
    return actions.confirm_destruction(by=centre.people[who], destruction=destruction, at=LATER)


def release_of(case: Case) -> Release:
    """What a case published."""
    return Release.objects.get(released_at=case.published_at, raw_sha256=case.delivery.sha256)


def second(centre: Centre, first: Case, text: str, days: int = 1) -> Case:
    """A further version of a published dataset."""
    dataset = Dataset.objects.get(pk=first.dataset_id)
    case = cases.submitted(centre, text, name="patients.csv", dataset=dataset)
    case = actions.approve(by=centre.approver, case=case, at=AT + timedelta(days=days))
    return actions.publish(case=case, at=AT + timedelta(days=days))


# looking into the folder of the centre


def holding(word: str) -> list[str]:
    """The files of the centre that hold a word, as text or as JSON writes it."""
    return sorted(
        str(path.relative_to(settings.HOME))
        for path in Path(settings.HOME).rglob("*")
        if path.is_file() and word.encode() in path.read_bytes()
    )


@pytest.fixture
def unremembered(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every file is read anew: what tests remember of one lies in the centre's folder too."""
    from contextlib import nullcontext

    monkeypatch.setattr(cases, "remembered", nullcontext)
    yield


@pytest.mark.django_db(transaction=True)
def test_no_file_of_the_centre_holds_what_was_destroyed(unremembered: None) -> None:
    centre = build()
    first = cases.published(centre, YEARS, name="patients.csv")
    leaked = second(centre, first, leak("zqfound"))
    better = second(centre, first, YEARS + "ขอนแก่น,2568,140\n", days=2)
    search.follow()
    tables.write_downloads(dataset_id=first.dataset_id)
    assert {path.split("/")[0] for path in holding("zqfound")} >= {"lake"}
    done = confirm(centre, order(centre, deliveries=[leaked.delivery]))
    search.follow()
    assert holding("zqfound") == []
    assert done.done_at == LATER
    # nothing else is lost
    for case in (first, better):
        assert originals().has(case.delivery.sha256)
        assert intake_queries.lake().table_path(release_of(case).table_key).exists()
    [table] = catalogue.list_tables(catalogue.get_dataset(first.dataset.slug))
    assert [release.number for release in catalogue.list_releases(table)] == [3, 1]
    assert ledger.verify().is_whole


@pytest.mark.django_db(transaction=True)
def test_the_index_forgets_the_words(unremembered: None) -> None:
    centre = build()
    first = cases.published(centre, YEARS, name="patients.csv")
    leaked = second(centre, first, leak("zqsought"))
    search.follow()
    assert search_queries.search("zqsoughtcolumn").total == 1
    before = segments()
    confirm(centre, order(centre, deliveries=[leaked.delivery]))
    search.follow()
    assert search_queries.search("zqsoughtcolumn").total == 0
    # words lie in a segment as no text that could be found: none of the old ones is left
    assert before
    assert segments() & before == set()


def segments() -> set[str]:
    """The files of the index, but for those that list them."""
    files = search_queries.get_index().folder.iterdir()
    return {
        path.name
        for path in files
        if "-" not in path.name and path.suffix not in (".json", ".lock")
    }


# what is left in the database


def test_readers_see_the_version_before(centre: Centre) -> None:
    first = cases.published(centre, YEARS, name="patients.csv")
    leaked = second(centre, first, LEAK)
    release = release_of(leaked)
    confirm(centre, order(centre, deliveries=[leaked.delivery]))
    dataset = catalogue.get_dataset(first.dataset.slug)
    [table] = catalogue.list_tables(dataset)
    assert (table.current.number, [r.number for r in catalogue.list_releases(table)]) == (1, [1])
    assert [r.number for r in catalogue.list_destroyed(table)] == [2]
    with pytest.raises(Gone) as gone:
        catalogue.get_release(table, 2)
    assert gone.value.facts == {"number": 2, "day": "2026-11-24"}
    release.refresh_from_db()
    assert (release.destroyed_at, release.columns, release.changes) == (LATER, [], {})
    delivery = Delivery.objects.get(pk=leaked.delivery_id)
    assert (delivery.state, delivery.report) == ("destroyed", {})
    assert delivery.sha256 == leaked.delivery.sha256
    assert not originals().has(delivery.sha256)
    assert not DeliveredTable.objects.filter(delivery=delivery).exists()


def test_a_dataset_without_any_version_left_is_withdrawn(centre: Centre) -> None:
    case = cases.published(centre, YEARS)
    confirm(centre, order(centre, deliveries=[case.delivery]))
    with pytest.raises(Gone) as gone:
        catalogue.get_dataset(case.dataset.slug)
    assert gone.value.facts["destroyed_at"] == LATER
    assert gone.value.facts["reason"] == "พบหมายเลขผู้ป่วยในคอลัมน์"


def test_a_release_alone_leaves_its_original(centre: Centre) -> None:
    case = cases.published(centre, YEARS)
    release = release_of(case)
    done = confirm(centre, order(centre, releases=[release]))
    assert (done.gone["released"], done.gone["blobs"]) == ([release.table_key], [])
    assert originals().has(case.delivery.sha256)
    assert not intake_queries.lake().table_path(release.table_key).exists()


def test_hash_size_reason_and_both_people_stay(centre: Centre) -> None:
    case = cases.published(centre, YEARS)
    confirm(centre, order(centre, deliveries=[case.delivery]))
    told = {entry.verb: entry for entry in ledger.list_entries() if "destr" in entry.verb}
    assert list(told) == [
        "destruction.ordered",
        "delivery.destroyed",
        "dataset.destroyed",
        "destruction.confirmed",
        "destruction.done",
    ]
    confirmed = told["destruction.confirmed"]
    assert (confirmed.actor_name, confirmed.facts["ordered_by"]["name"]) == ("Approver", "Steward")
    assert confirmed.facts["blobs"] == [
        {"sha256": case.delivery.sha256, "size_bytes": case.delivery.size_bytes}
    ]
    assert confirmed.facts["reason"] == "พบหมายเลขผู้ป่วยในคอลัมน์"
    assert ledger.verify().is_whole
    assert get_decision(queries.get_case_by_id(case.pk))


def test_shared_bytes_stay_unless_they_are_named(centre: Centre) -> None:
    one = cases.published(centre, YEARS, name="a.csv")
    other = cases.draft(centre, YEARS, name="a.csv", key="another", slug="other")
    destruction = order(centre, deliveries=[one.delivery])
    assert [d.id for d in list_sharing(destruction)] == [other.delivery_id]
    done = confirm(centre, destruction)
    sha256 = one.delivery.sha256
    assert (done.gone["blobs"], [b["n"] for b in done.gone["shared"]]) == ([], [1])
    assert originals().has(sha256)
    [table] = intake_queries.list_tables(other.delivery)
    assert originals().table_path(table.table_key).exists()
    done = confirm(centre, order(centre, deliveries=[other.delivery]))
    assert [blob["sha256"] for blob in done.gone["blobs"]] == [sha256]
    assert not originals().has(sha256)


@pytest.mark.parametrize("state", ["draft", "submitted", "approved"])
def test_a_case_on_its_way_ends(centre: Centre, state: str) -> None:
    case = getattr(cases, state)(centre)
    confirm(centre, order(centre, deliveries=[case.delivery]))
    case = queries.get_case_by_id(case.pk)
    assert (case.state, case.delivery.state) == ("discarded", "destroyed")
    assert actions.publish(case=case, at=LATER).state == "discarded"


def test_the_same_bytes_are_not_taken_again(centre: Centre) -> None:
    case = cases.draft(centre)
    confirm(centre, order(centre, deliveries=[case.delivery]))
    with pytest.raises(Conflict) as refused:
        cases.deliver(centre)
    assert refused.value.code == "intake.destroyed"
    assert not originals().has(case.delivery.sha256)


def test_what_was_cut_off_is_ended_by_the_sweep(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = cases.published(centre, YEARS)
    destruction = order(centre, deliveries=[case.delivery])
    with monkeypatch.context() as cut:
        cut.setattr(destroying, "finish_destruction", lambda **_: None)
        confirm(centre, destruction)
    assert originals().has(case.delivery.sha256)
    actions.sweep(at=LATER)
    assert not originals().has(case.delivery.sha256)
    destruction.refresh_from_db()
    assert destruction.done_at == LATER


def test_later_updates_are_compared_with_what_is_left(centre: Centre) -> None:
    first = cases.published(centre, YEARS, name="patients.csv")
    leaked = second(centre, first, LEAK)
    confirm(centre, order(centre, deliveries=[leaked.delivery]))
    dataset = Dataset.objects.get(pk=first.dataset_id)
    delivery = cases.read(centre, YEARS + "เลย,2568,9\n", name="patients.csv", dataset=dataset)
    case = actions.open_case(by=SYSTEM, delivery=delivery, at=LATER)
    assert list_uncompared() == [case.id]
    case = actions.proceed(case_id=case.id, at=LATER)
    [change] = [changes for _, changes in queries.list_changes(case)]
    assert (change["n_rows_before"], change["n_rows_after"]) == (10, 11)


# who may, and when


def test_two_people(centre: Centre) -> None:
    destruction = order(centre, by=centre.people["both"], deliveries=[cases.draft(centre).delivery])
    heard = [n.code for n in people.list_notices(centre.approver)]
    assert heard[0] == "publication.notice.destruction-ordered"
    for who in ("steward", "auditor", "other-approver"):
        with pytest.raises(Forbidden):
            confirm(centre, destruction, who)
    with pytest.raises(Forbidden) as refused:
        confirm(centre, destruction, "both")
    assert refused.value.code == "publication.destruction_by_another"
    with pytest.raises(IntegrityError), transaction.atomic():
        Destruction.objects.update(confirmed_by=centre.people["both"])
    assert confirm(centre, destruction, "admin").confirmed_by == centre.admin
    with pytest.raises(Conflict) as late:
        confirm(centre, destruction)
    assert late.value.facts == {"by": "Admin"}


def test_an_order_is_taken_back(centre: Centre) -> None:
    case = cases.draft(centre)
    destruction = order(centre, deliveries=[case.delivery])
    actions.cancel_destruction(by=centre.steward, destruction=destruction, at=LATER)
    with pytest.raises(Conflict):
        confirm(centre, destruction)
    assert originals().has(case.delivery.sha256)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"deliveries": []}, Invalid),
        ({"reason": " "}, Invalid),
        ({"leaked": ""}, Invalid),
        ({"by": "auditor"}, Forbidden),
        ({"by": "other-steward"}, Forbidden),
        ({"agency": "water", "by": "other-steward"}, Absent),
    ],
)
def test_orders_that_cannot_be_given(
    centre: Centre, changes: dict[str, Any], error: type[Exception]
) -> None:
    case = cases.draft(centre, PATIENTS)
    if by := changes.get("by"):
        changes = changes | {"by": centre.people[by]}
    if agency := changes.get("agency"):
        changes = changes | {"agency": centre.agencies[agency]}
    with pytest.raises(error):
        order(centre, **{"deliveries": [case.delivery]} | changes)
    assert not Destruction.objects.exists()
