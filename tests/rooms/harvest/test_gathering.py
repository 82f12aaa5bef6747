"""What a catalogue elsewhere says is in this one: new, changed, the same, gone, back."""

from email.utils import parsedate_to_datetime
from typing import Any

import orjson
import pytest
from factories.catalogues import Site
from factories.centre import AT
from factories.feeds import Feed, record

from odms.catalogue import queries as catalogue
from odms.catalogue.models import Dataset, Distribution, Origin
from odms.catalogue.queries import packages
from odms.errors import Gone
from odms.harvest.models import Problem, Remote
from odms.harvest.rules import OVERLAP
from odms.ledger import queries as ledger
from odms.search.actions import follow
from odms.search.queries import search


def test_records_become_datasets_with_links_and_their_origin(feed: Feed) -> None:
    feed.tell(record("a", "Air quality", landingPage="https://city.example/air"), record("b"))
    assert feed.counts() == (2, 0, 0, 0, 0)
    dataset = catalogue.get_dataset("air")
    assert (dataset.title_th, dataset.title_en) == ("Air quality", "Air quality")
    assert (dataset.agency, dataset.is_gathered) == (feed.centre.agency, True)
    [link] = catalogue.list_links(dataset)
    assert (link.kind, link.address) == ("link", "https://files.example/a.csv")
    assert (link.source_format, link.media_type, link.title_th) == ("csv", "text/csv", "File of a")
    origin = catalogue.get_origin(dataset)
    assert origin is not None
    assert (origin.source_name, origin.remote_id) == ("Feed", "a")
    assert origin.landing_page == "https://city.example/air"
    assert set(origin.description["titles"].values()) == {"Air quality"}


def test_a_page_is_one_entry_of_the_ledger(feed: Feed) -> None:
    feed.tell(record("a"), record("b"), record("c"))
    before = ledger.last_seq()
    feed.run()
    entries = ledger.list_entries(after=before)
    assert [entry.verb for entry in entries] == ["datasets.gathered", "run.done"]
    told = entries[0].facts
    assert (told["n_added"], len(told["datasets"]), told["source"]) == (3, 3, "Feed")


def test_what_is_the_same_writes_nothing(feed: Feed) -> None:
    feed.tell(record("a"), record("b"))
    feed.run()
    rows = [
        list(model.objects.order_by("pk").values()) for model in (Dataset, Distribution, Origin)
    ]
    before = ledger.last_seq()
    assert feed.counts() == (0, 0, 2, 0, 0)
    after = [
        list(model.objects.order_by("pk").values()) for model in (Dataset, Distribution, Origin)
    ]
    assert after == rows
    assert [entry.verb for entry in ledger.list_entries(after=before)] == ["run.done"]


def test_what_changed_keeps_its_identity(feed: Feed) -> None:
    feed.tell(record("a"), record("b"))
    feed.run()
    first = feed.remote("a").dataset
    link = catalogue.list_links(first)[0]
    feed.tell(record("a", "Another title", modified="2026-02-01"), record("b"))
    assert feed.counts() == (0, 1, 1, 0, 0)
    dataset = Dataset.objects.get(pk=first.pk)
    assert (dataset.slug, dataset.title_th) == (first.slug, "Another title")
    assert catalogue.list_links(dataset)[0].pk == link.pk
    assert dataset.modified_at > first.modified_at


def test_files_come_and_go_and_keep_their_identifiers(feed: Feed) -> None:
    def files(*names: str) -> Any:
        return [{"downloadURL": f"https://files.example/{name}"} for name in names]

    feed.tell(record("a", distribution=files("x.csv", "y.csv")))
    feed.run()
    dataset = feed.remote("a").dataset
    ids = {link.address.rpartition("/")[2]: link.id for link in catalogue.list_links(dataset)}
    feed.tell(record("a", distribution=files("z.json", "y.csv")))
    feed.run()
    links = catalogue.list_links(dataset)
    assert [(link.address.rpartition("/")[2], link.source_format) for link in links] == [
        ("z.json", "json"),
        ("y.csv", "csv"),
    ]
    assert links[1].id == ids["y.csv"]


def test_what_is_gone_is_withdrawn_after_its_days_of_grace(feed: Feed) -> None:
    feed.tell(record("a"), record("b"))
    feed.run()
    feed.tell(record("a"))
    deleted = [feed.counts()[3] for _ in range(9)]
    assert deleted == [0, 0, 0, 0, 0, 0, 0, 1, 0]
    with pytest.raises(Gone) as tombstone:
        catalogue.get_dataset(feed.remote("b").dataset.slug)
    assert "Feed" in tombstone.value.facts["reason"]
    assert packages.list_packages([feed.remote("b").dataset_id]) == {}


def test_what_is_back_is_back_under_its_address(feed: Feed) -> None:
    feed.source.grace_days = 0
    feed.source.save()
    feed.tell(record("a"), record("b"))
    feed.run()
    slug = feed.remote("b").dataset.slug
    feed.tell(record("a"))
    assert feed.counts()[3] == 1
    feed.tell(record("a"), record("b"))
    assert feed.counts() == (0, 1, 1, 0, 0)
    assert catalogue.get_dataset(slug).id == feed.remote("b").dataset_id
    assert feed.remote("b").gone_since is None


def test_what_a_person_withdrew_stays_withdrawn(feed: Feed, centre: Any) -> None:
    from odms.catalogue import actions

    feed.tell(record("a"))
    feed.run()
    dataset = feed.remote("a").dataset
    actions.withdraw(by=centre.admin, dataset=dataset, reason="ละเมิดสิทธิ", at=feed.at)
    feed.tell(record("a", "Changed"))
    assert feed.counts()[:2] == (0, 0)
    dataset.refresh_from_db()
    assert (dataset.state, dataset.withdrawal_reason) == ("withdrawn", "ละเมิดสิทธิ")
    assert Problem.objects.get().code == "harvest.withdrawn_here"


def test_what_is_open_no_more_goes_at_once(feed: Feed) -> None:
    feed.tell(record("a"), record("b"))
    feed.run()
    feed.tell(record("a", accessLevel="non-public"), record("b"))
    assert feed.counts() == (0, 0, 1, 1, 1)
    assert feed.remote("a").dataset.state == "withdrawn"


def test_nothing_is_withdrawn_where_the_listing_broke(feed: Feed) -> None:
    feed.source.grace_days = 0
    feed.source.save()
    feed.tell(record("a"), record("b"))
    feed.run()
    site: Site = feed.site
    for broken in ((500, {}, b""), (200, {}, b"{"), (404, {}, b"")):
        site.answers["/data.json"] = broken
        run = feed.run()
        assert (run.state, run.deleted) == ("failed", 0)
    feed.tell()
    assert feed.run().failure["code"] == "harvest.empty_listing"
    assert Dataset.objects.filter(state="published").count() == 2


def test_many_gone_at_once_are_told(feed: Feed) -> None:
    feed.tell(*(record(f"d{n}") for n in range(30)))
    feed.run()
    feed.tell(*(record(f"d{n}") for n in range(15)))
    run = feed.run()
    assert (run.deleted, run.causes) == (0, {"harvest.many_gone": 1})
    codes = feed.centre.admin.notices.values_list("code", flat=True)
    assert "harvest.notice.vanished" in codes


def test_records_of_one_name_are_told_apart(feed: Feed) -> None:
    feed.tell(record("a", "First"), record("a", "Second"), record("b"))
    assert feed.counts() == (2, 0, 0, 0, 1)
    assert feed.remote("a").title == "First"


def test_a_thousand_records_come_in_parts(feed: Feed) -> None:
    feed.tell(*(record(f"d{n}") for n in range(1_201)))
    run = feed.run()
    assert (run.state, run.added, run.n_pages) == ("done", 1_201, 3)
    assert feed.counts() == (0, 0, 1_201, 0, 0)


def test_gathered_datasets_are_found_and_given_to_ckans_clients(feed: Feed, tmp_path: Any) -> None:
    feed.tell(record("a", "Wastewater treatment"))
    feed.run()
    follow()
    results = search("wastewater")
    assert [hit.title for hit in results.hits] == ["Wastewater treatment"]
    assert results.facets["format"] == [("csv", 1)]
    package = orjson.loads(packages.get_package(feed.remote("a").dataset_id)[1])
    [resource] = package["resources"]
    assert (resource["url"], resource["format"]) == ("https://files.example/a.csv", "CSV")
    extras = {one["key"]: one["value"] for one in package["extras"]}
    assert (extras["harvest_source_title"], extras["guid"]) == ("Feed", "a")
    feed.source.grace_days = 0
    feed.source.save()
    feed.tell(record("b"))
    feed.run()
    follow()
    assert [hit.title for hit in search("wastewater").hits] == ["Title of b"]  # loosely met


def test_troubles_are_kept_by_cause(feed: Feed) -> None:
    feed.tell(record("a", ""), record("b", description="โทร 0812345678"), {"identifier": "c"})
    run = feed.run()
    assert run.refused == 1
    told = {one.code: one.record for one in Problem.objects.all()}
    assert told["standards.read.no_title"] == "c"
    assert told["harvest.personal_masked"] == "b"
    assert "█" in feed.remote("b").dataset.description_th
    assert Remote.objects.count() == 2


def test_what_did_not_change_is_not_sent_again(feed: Feed) -> None:
    feed.tell(record("a"), record("b"))
    assert feed.counts() == (2, 0, 0, 0, 0)
    whole = feed.site.answers["/data.json"]
    feed.site.answers["/data.json"] = (304, {}, b"")
    run = feed.run()
    assert (run.state, run.is_full, run.deleted) == ("done", False, 0)
    asked = feed.site.headers[-1]["if-modified-since"]
    assert parsedate_to_datetime(asked) == AT - OVERLAP
    feed.site.answers["/data.json"] = whole
    # what was sent after all is everything, so that what is missing is seen
    feed.tell(record("a", "Another"))
    run = feed.run()
    assert (run.is_full, run.updated) == (True, 1)
    assert feed.remote("b").gone_since is not None
