from datetime import timedelta
from typing import Any

import pytest
from factories.centre import AT, PEOPLE, Centre
from factories.records import DESCRIPTION

from odms.catalogue import actions, queries
from odms.catalogue.models import Dataset, Theme
from odms.catalogue.queries.documents import list_search_documents
from odms.catalogue.queries.slugs import list_slugs
from odms.catalogue.rules import NewRelease
from odms.errors import Absent, Conflict, Forbidden, Gone, Invalid
from odms.ledger.rules import SYSTEM
from odms.people.queries import get_person
from odms.standards import ckan, codes
from odms.standards.record import Record

RECORD = Record(publisher="กรมสุขภาพตัวอย่าง").changed(DESCRIPTION)
COLUMN = {"name": "n", "label_th": "จำนวนเตียง", "label_en": "Beds", "type": "integer",
          "meaning": None, "unit": "เตียง", "description_th": "", "description_en": ""}  # fmt: skip


def release(**changes: Any) -> NewRelease:
    given: dict[str, Any] = {
        "slug": "table-1", "position": 0, "title_th": "ตาราง", "title_en": "", "source_format": "xlsx",
        "table_key": "0" * 26, "raw_sha256": "0" * 64, "raw_name": "a.xlsx", "raw_size_bytes": 9,
        "n_rows": 7, "columns": [COLUMN],
    }  # fmt: skip
    return NewRelease(**given | changes)


def draft(centre: Centre, slug: str = "beds") -> Dataset:
    return actions.create_draft(by=SYSTEM, agency=centre.agency, title_th="เตียง", slug=slug, at=AT)


def published(centre: Centre, slug: str = "beds", **changes: Any) -> Dataset:
    dataset = draft(centre, slug)
    actions.publish(
        by=SYSTEM, dataset=dataset, record=RECORD.changed(changes), releases=[release()], at=AT
    )
    dataset.refresh_from_db()
    return dataset


def withdrawn(centre: Centre, slug: str = "beds") -> Dataset:
    return actions.withdraw(by=SYSTEM, dataset=published(centre, slug), reason="ผิด", at=AT)


STAFF = "steward second-steward approver both auditor admin centre-auditor"
# state: who sees the dataset | what others are told
SEEN: dict[str, tuple[Any, str, type[Exception]]] = {
    "draft": (draft, STAFF, Absent),
    "published": (published, " ".join(PEOPLE), Absent),
    "withdrawn": (withdrawn, STAFF, Gone),
}


@pytest.mark.parametrize("state", SEEN)
def test_dataset_seen(centre: Centre, state: str) -> None:
    make, who, refusal = SEEN[state]
    make(centre)
    for name in PEOPLE:
        person = get_person(centre.people[name])
        if name in who.split():
            assert queries.get_dataset("beds", person).state == state
        else:
            with pytest.raises(refusal):
                queries.get_dataset("beds", person)


@pytest.mark.parametrize(("state", "refusal"), [("draft", Absent), ("withdrawn", Gone)])
def test_dataset_not_for_visitors(centre: Centre, state: str, refusal: type[Exception]) -> None:
    dataset = SEEN[state][0](centre)
    with pytest.raises(refusal):
        queries.get_dataset("beds")
    with pytest.raises(refusal):
        queries.get_dataset_by_id(dataset.id)


def test_dataset_unknown(db: None) -> None:
    with pytest.raises(Absent):
        queries.get_dataset("nothing")


@pytest.mark.parametrize("slug", ["a", "Beds", "เตียง", "new", "a b", "-a", "x" * 101])
def test_slug_that_cannot_be(centre: Centre, slug: str) -> None:
    with pytest.raises(Invalid):
        draft(centre, slug)


def test_slug_taken(centre: Centre) -> None:
    draft(centre)
    with pytest.raises(Conflict):
        draft(centre)


def test_secret_record_is_not_published(centre: Centre) -> None:
    with pytest.raises(Invalid):
        actions.publish(
            by=SYSTEM,
            dataset=draft(centre),
            record=RECORD.changed({"classification": "secret"}),
            at=AT,
        )


@pytest.mark.parametrize("who", ["user", "auditor", "other-steward", "centre-auditor"])
def test_withdraw_forbidden(centre: Centre, who: str) -> None:
    dataset = published(centre)
    with pytest.raises(Forbidden):
        actions.withdraw(by=centre.people[who], dataset=dataset, reason="x", at=AT)


def test_list_filters_orders_and_counts(centre: Centre) -> None:
    for n, theme in enumerate(["health", "energy", "health"]):
        dataset = published(centre, f"d{n}", theme=theme, title_th=f"ชุดที่ {3 - n}")
        Dataset.objects.filter(pk=dataset.pk).update(modified_at=AT + timedelta(days=n))
    draft(centre, "hidden")

    def slugs(**wanted: Any) -> list[str]:
        return [dataset.slug for dataset in queries.list_datasets(**wanted)]

    assert slugs() == ["d2", "d1", "d0"]
    assert slugs(order="title_th") == ["d2", "d1", "d0"]
    assert slugs(theme="health", limit=1, offset=1) == ["d0"]
    assert slugs(agency=centre.other_agency) == []
    assert slugs(state="draft") == ["hidden"]
    assert (queries.count_datasets(), queries.count_datasets(theme="energy")) == (3, 1)
    assert list_slugs(offset=1) == ["d1", "d2"]
    with pytest.raises(Invalid):
        queries.list_datasets(order="password")


def test_slugs_are_told_as_they_are_by_now(centre: Centre) -> None:
    dataset = published(centre, "bb")
    assert list_slugs() == ["bb"]
    published(centre, "aa")
    assert (list_slugs(), list_slugs(limit=1)) == (["aa", "bb"], ["aa"])
    actions.withdraw(by=SYSTEM, dataset=dataset, reason="ผิดไฟล์", at=AT)
    assert list_slugs() == ["aa"]


def test_releases_are_numbered_and_the_last_is_read(centre: Centre) -> None:
    dataset = published(centre)
    actions.publish(by=SYSTEM, dataset=dataset, record=RECORD, releases=[release(n_rows=8)], at=AT)
    (distribution,) = queries.list_distributions(dataset)
    assert [r.number for r in queries.list_releases(distribution)] == [2, 1]
    assert (distribution.current.number, distribution.current.n_rows) == (2, 8)
    assert queries.list_table_keys() == {"0" * 26}


def test_search_document(centre: Centre) -> None:
    [document] = list_search_documents([published(centre).id]).values()
    assert document is not None
    wanted = {"slug", "column_names", "column_labels", "formats", "sector", "theme", "agency"}
    assert {name: document[name] for name in wanted} == {
        "slug": "beds",
        "column_names": ["n"],
        "column_labels": ["จำนวนเตียง", "Beds"],
        "formats": ["csv", "json", "parquet", "xlsx"],
        "sector": "state",
        "theme": "health",
        "agency": "health",
    }


def test_search_document_of_a_draft(centre: Centre) -> None:
    assert list_search_documents([draft(centre).id]) == {}


def test_described_alone_and_among_others(centre: Centre) -> None:
    datasets = [published(centre, slug) for slug in ("one", "two")]
    views = queries.describe_all(datasets)
    assert views == [queries.describe(dataset) for dataset in datasets]
    package = ckan.to_package(views[1], base_url="https://x")
    assert [r["url"] for r in package["resources"]] == ["https://x/datasets/two/table-1.csv"]


def test_themes_follow_the_definitions(db: None) -> None:
    expected = [theme.code for theme in codes.options("themes")]
    assert [theme.code for theme in queries.list_themes()] == expected
    Theme.objects.filter(code="health").update(name_th="x")
    actions.create_themes()
    assert Theme.objects.get(code="health").name_th == "สาธารณสุข"
    assert Theme.objects.count() == len(expected)
