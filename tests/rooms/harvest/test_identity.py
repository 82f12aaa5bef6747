"""One dataset stays one dataset: under another identifier, another title, from another source."""

from django.conf import settings
from factories.cases import published
from factories.feeds import Feed, record
from factories.files import PATIENTS

from odms.catalogue.models import Dataset
from odms.harvest import actions
from odms.harvest.models import Held, Remote

PAGE = "https://city.example/air"


def test_a_changed_identifier_is_known_by_its_page(feed: Feed) -> None:
    feed.tell(record("old", "Air", landingPage=PAGE), record("b"))
    feed.run()
    dataset = feed.remote("old").dataset
    feed.tell(record("new", "Air, measured", landingPage=PAGE), record("b"))
    assert feed.counts() == (0, 1, 1, 0, 0)
    assert feed.remote("new").dataset_id == dataset.id
    assert not Remote.objects.filter(name="old").exists()
    dataset.refresh_from_db()
    assert dataset.title_th == "Air, measured"
    assert not Held.objects.exists()
    assert feed.counts() == (0, 0, 2, 0, 0)


def test_a_changed_identifier_is_known_by_its_title(feed: Feed) -> None:
    feed.tell(record("old", "Air"), record("b"))
    feed.run()
    dataset = feed.remote("old").dataset
    feed.tell(record("new", "AIR "), record("b"))
    assert feed.counts()[0] == 0
    assert feed.remote("new").dataset_id == dataset.id


def test_all_identifiers_may_change_at_once(feed: Feed) -> None:
    feed.tell(*(record(f"old-{n}", f"Title {n}") for n in range(40)))
    feed.run()
    before = {row.title: row.dataset_id for row in Remote.objects.all()}
    feed.tell(*(record(f"new-{n}", f"Title {n}") for n in range(40)))
    run = feed.run()
    assert (run.added, run.updated, run.deleted) == (0, 40, 0)
    assert {row.title: row.dataset_id for row in Remote.objects.all()} == before
    assert Dataset.objects.count() == 40


def test_another_of_the_same_title_is_another(feed: Feed) -> None:
    feed.tell(record("a", "Air"))
    feed.run()
    feed.tell(record("c", "Air"), record("a", "Air"))
    assert feed.counts() == (1, 0, 1, 0, 0)
    assert feed.remote("a").dataset_id != feed.remote("c").dataset_id


def test_titles_that_several_have_name_nobody(feed: Feed) -> None:
    feed.tell(record("a1", "Air"), record("a2", "Air"))
    feed.run()
    feed.tell(record("b1", "Air"), record("b2", "Air"))
    run = feed.run()
    assert (run.added, run.updated) == (2, 0)


def test_a_renamed_title_changes_nothing_else(feed: Feed) -> None:
    feed.tell(record("a", "Air"))
    feed.run()
    dataset = feed.remote("a").dataset
    feed.tell(record("a", "Wind"))
    assert feed.counts() == (0, 1, 0, 0, 0)
    assert feed.remote("a").dataset_id == dataset.id


def test_who_is_whom_is_not_decided_on_half_a_listing(feed: Feed) -> None:
    feed.tell(record("old", "Air"), record("b"))
    feed.run()
    feed.tell(record("new", "Air"), record("b"))
    in_a_circle = {"Link": f'<{feed.url}>; rel="next"'}
    feed.site.answers["/data.json"] = (200, in_a_circle, feed.site.answers["/data.json"])
    run = feed.run()
    assert (run.state, run.is_complete, run.added, run.unchanged) == ("done", False, 0, 1)
    assert set(run.causes) == {"harvest.paging_loops", "harvest.undecided"}
    assert feed.remote("old").gone_since is None


def test_a_second_source_of_the_same_is_linked_and_says_nothing(feed: Feed, other: Feed) -> None:
    feed.tell(record("a", "Air", landingPage=PAGE))
    feed.run()
    other.tell(record("x", "Air, copied", landingPage=f"{PAGE}/"), record("y", "Water"))
    run = other.run()
    assert (run.added, run.copies) == (1, 1)
    copy = other.remote("x")
    assert (copy.is_copy, copy.dataset_id) == (True, feed.remote("a").dataset_id)
    assert feed.remote("a").dataset.title_th == "Air"
    assert other.counts() == (0, 0, 2, 0, 0)


def test_a_front_page_that_all_name_is_no_key(feed: Feed, other: Feed) -> None:
    front = "https://city.example/"
    feed.tell(record("a", "Air", landingPage=front), record("b", "Wind", landingPage=front))
    feed.run()
    other.tell(record("x", "Rain", landingPage=front))
    assert other.counts()[0] == 1


def test_the_origin_wins_though_it_comes_second(feed: Feed, other: Feed) -> None:
    own = "http://127.0.0.1/air"
    feed.source.url = feed.source.url.replace("127.0.0.1", "localhost")
    feed.source.save()
    feed.tell(record("a", "Air, gathered", landingPage=own))
    feed.run()
    dataset = feed.remote("a").dataset
    other.tell(record("x", "Air, first hand", landingPage=own))
    run = other.run()
    assert (run.added, run.updated, run.copies) == (0, 1, 0)
    dataset.refresh_from_db()
    assert dataset.title_th == "Air, first hand"
    assert (feed.remote("a").is_copy, other.remote("x").is_copy) == (True, False)
    feed.tell(record("a", "Air, gathered anew", landingPage=own))
    assert feed.run().copies == 1
    dataset.refresh_from_db()
    assert dataset.title_th == "Air, first hand"


def test_what_the_origin_has_no_more_is_gone_though_a_copy_is_told(feed: Feed, other: Feed) -> None:
    feed.source.grace_days = 0
    feed.source.save()
    feed.tell(record("a", "Air", landingPage=PAGE), record("b"))
    feed.run()
    other.tell(record("x", "Air", landingPage=PAGE))
    other.run()
    feed.tell(record("b"))
    feed.run()
    assert other.remote("x").dataset.state == "withdrawn"
    other.tell(record("x", "Air, changed", landingPage=PAGE))
    assert other.counts()[:2] == (0, 0)
    assert other.remote("x").dataset.state == "withdrawn"


def test_a_copy_lives_on_when_its_origin_is_ended(feed: Feed, other: Feed) -> None:
    feed.tell(record("a", "Air", landingPage=PAGE))
    feed.run()
    dataset = feed.remote("a").dataset
    other.tell(record("x", "Air", landingPage=PAGE))
    other.run()
    actions.move(by=feed.centre.admin, source=feed.source, deed="end", reason="ย้าย", at=feed.at)
    dataset.refresh_from_db()
    assert dataset.state == "withdrawn"
    assert other.counts() == (0, 1, 0, 0, 0)
    dataset.refresh_from_db()
    assert (dataset.state, other.remote("x").dataset_id) == ("published", dataset.id)


def test_what_others_have_from_this_centre_stays_ours(feed: Feed) -> None:
    mine = published(feed.centre, PATIENTS).dataset
    page = f"{settings.CENTRE_URL}/datasets/{mine.slug}"
    feed.tell(record("x", "Copied", landingPage=page), record(mine.id, "By its identifier"))
    run = feed.run()
    assert (run.added, run.copies) == (0, 2)
    title = mine.title_th
    mine.refresh_from_db()
    assert (mine.title_th, mine.is_gathered) == (title, False)
