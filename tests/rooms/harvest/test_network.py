"""A network of centres: what one publishes, changes, withdraws and destroys, another has minutes after.

The first centre, and one between, are served in processes of their own; the one that gathers from
them is that of the tests.
"""

import ipaddress
import json
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.conf import settings as django_settings
from factories.catalogues import NETWORKS, serving
from factories.centre import AT, Centre
from factories.served import Served

from odms.catalogue import queries as catalogue
from odms.catalogue.actions import withdraw
from odms.catalogue.models import Dataset, Distribution, Origin, Release
from odms.catalogue.queries.changes import read_feed
from odms.catalogue.rules import FeedPlace
from odms.harvest import actions
from odms.harvest.models import Remote, Run, Source
from odms.health import actions as health
from odms.health.actions.mirroring import wish
from odms.health.models import Mirror
from odms.intake.queries import lake
from odms.ledger.models import Entry
from odms.ledger.rules import SYSTEM


class Gatherer:
    """This centre, and its source that reads another one."""

    def __init__(self, centre: Centre, url: str, name: str = "First", **options: Any) -> None:
        self.centre, self.n = centre, 0
        self.source: Source = actions.propose(
            by=centre.steward,
            agency=centre.agency,
            name=name,
            url=f"{url}/api/v1/changes",
            kind="odms",
            at=AT,
            **options,
        )
        actions.move(by=centre.admin, source=self.source, deed="approve", at=AT)
        self.source.refresh_from_db()

    @property
    def at(self) -> datetime:
        return AT + timedelta(minutes=5 * self.n)

    def run(self) -> Run:
        self.n += 1
        run = actions.harvest_now(by=SYSTEM, source=self.source, at=self.at)
        self.source.refresh_from_db()
        return run

    def counts(self) -> tuple[int, int, int, int]:
        """Added, updated, unchanged and deleted of a run that came to its end."""
        run = self.run()
        assert run.state == "done", run.failure
        assert run.refused == 0, list(run.problems.values("code", "facts"))
        return run.added, run.updated, run.unchanged, run.deleted

    def dataset(self, slug: str) -> Dataset:
        return Dataset.objects.get(slug=slug)

    def copy(self, *slugs: str) -> None:
        """Have the files of datasets copied, as the queue does when they are found to have changed."""
        self.n += 1
        health.follow(at=self.at)
        links = Distribution.objects.filter(dataset__slug__in=slugs, kind="link")
        wish(addresses=list(links.values_list("dataset_id", "address")), at=self.at)
        health.mirror_due(at=self.at)


def served_at(folder: Path, host: str = "127.0.0.1") -> Served:
    served = Served(folder / "home", host)
    served.env["ODMS_FETCH_NETWORKS"] = NETWORKS
    served.odms("agency", "add", "health", "--name-th", f"กรมสุขภาพ {host}", "--name-en", "Health")
    served.start()
    return served


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    served = served_at(tmp_path_factory.mktemp("first"))
    served.do("publish air a b ; publish beds")
    yield served
    served.stop()


@pytest.fixture(autouse=True)
def _reach(settings: Any) -> None:
    settings.FETCH_NETWORKS = [ipaddress.ip_network(one) for one in NETWORKS.split(",")]
    settings.CENTRE_URL = "https://national.example"


@pytest.fixture
def national(centre: Centre, first: Served) -> Gatherer:
    return Gatherer(centre, first.url)


def test_what_is_published_there_arrives_and_what_changes_alone_is_read_again(
    national: Gatherer, first: Served
) -> None:
    assert national.source.schedule == "5-minutes"
    added, *others = national.counts()
    assert others == [0, 0, 0]
    told = httpx.get(f"{first.url}/api/v1/changes").json()
    assert added == sum(one["is_public"] for one in told["changes"])
    assert national.source.bookmark["sequence"] == told["last"] == national.source.bookmark["last"]
    origin = national.dataset("air").origin
    assert (origin.source_name, origin.source_url, origin.path) == ("First", first.url, [first.url])
    assert origin.uri.startswith(f"{first.url}/id/dataset/")
    first.do("change air อากาศใหม่ ; publish clinics")
    run = national.run()
    assert (run.is_full, run.added, run.updated, run.unchanged) == (False, 1, 1, 0)
    assert national.dataset("air").title_th == "อากาศใหม่"
    assert national.dataset("clinics").state == "published"
    n = Entry.objects.count()
    assert national.counts() == (0, 0, 0, 0)
    assert Entry.objects.count() == n  # where nothing happened there is nothing to tell


def test_what_is_withdrawn_there_is_withdrawn_at_once_with_its_reason(
    national: Gatherer, first: Served
) -> None:
    first.do("publish gone")
    national.run()
    first.do("withdraw gone ตัวเลขผิด")
    assert national.counts() == (0, 0, 0, 1)
    gone = national.dataset("gone")
    assert (gone.state, gone.withdrawal_reason) == ("withdrawn", "ตัวเลขผิด")
    assert not Entry.objects.filter(verb="datasets.destroyed").exists()
    first.do("change gone กลับมา")
    assert national.counts() == (0, 1, 0, 0)
    assert national.dataset("gone").state == "published"


def copies(dataset: Dataset) -> list[Distribution]:
    return list(dataset.distributions.filter(mirror_of__isnull=False).order_by("slug"))


def keys_of(dataset: Dataset) -> list[str]:
    found = Release.objects.filter(distribution__dataset=dataset)
    return list(found.values_list("table_key", flat=True))


def test_copies_of_what_is_destroyed_there_are_destroyed_here(
    centre: Centre, first: Served, committed: Callable[[], Any]
) -> None:
    national = Gatherer(centre, first.url, mirrors_files=True)
    first.do("publish leak only ; publish half kept lost")
    with committed():
        national.run()
        national.copy("leak", "half")
    leak, half = national.dataset("leak"), national.dataset("half")
    assert [copy.mirror_of.source_format for copy in copies(leak)] == ["csv"]
    assert len(copies(half)) == 2  # one of each table, whose five forms are told
    doomed = [*keys_of(leak), *keys_of(half)]
    paths = [lake().table_path(key) for key in doomed]
    assert all(path.exists() for path in paths)
    first.do("destroy leak only ; destroy half lost")
    with committed():
        run = national.run()
    assert (run.state, run.updated, run.deleted) == ("done", 1, 1)
    leak.refresh_from_db()
    assert (leak.state, leak.withdrawal_reason) == ("withdrawn", "พบหมายเลขผู้ป่วย")
    assert half.state == "published"
    assert keys_of(leak) == keys_of(half) == []
    assert not any(path.exists() for path in paths)
    entry = Entry.objects.get(verb="datasets.destroyed")
    assert set(entry.facts["datasets"]) == {leak.id, half.id}
    assert {one["table_key"] for one in entry.facts["tables"]} == set(doomed)
    assert all(one["raw_sha256"] for one in entry.facts["tables"])
    assert "columns" not in json.dumps(Origin.objects.get(dataset=leak).description)
    # what stands there now is copied anew, and what was destroyed is not
    with committed():
        national.copy("leak", "half")
    assert copies(leak) == []
    assert not Mirror.objects.filter(link__dataset=leak).exists()
    assert [copy.mirror_of.title_th for copy in copies(half)] == ["kept"]
    assert not set(keys_of(half)) & set(doomed)
    # and a run over everything does not destroy what is copied by now
    actions.change(by=SYSTEM, source=national.source, name="First centre", at=national.at)
    national.run()
    assert copies(half)
    assert Entry.objects.filter(verb="datasets.destroyed").count() == 1


def test_what_was_destroyed_before_it_was_heard_of_is_no_news(
    feed: tuple["Told", Gatherer],
) -> None:
    told, national = feed
    destroyed = {"sequence": 1, "at": AT.isoformat(), "code": "personal-data"}
    told.pages["0"] = page(change(2, "a", destroyed=destroyed), following="2-x")
    national.run()
    told.pages["2-x"] = page(change(3, "a", destroyed=destroyed), following="3-x")
    national.run()
    assert not Entry.objects.filter(verb="datasets.destroyed").exists()
    told.pages["3-x"] = page(change(5, "a", destroyed=destroyed | {"sequence": 4}), following="5-x")
    national.run()
    assert Entry.objects.filter(verb="datasets.destroyed").count() == 1


def test_a_centre_has_its_own_destroyed_whoever_told_of_it_first(
    centre: Centre, feed: tuple["Told", Gatherer]
) -> None:
    told, national = feed
    with serving() as site:
        host = site.url.replace("127.0.0.1", "localhost")
        site.answers["/api/v1/changes"] = second = Told()
        other = Gatherer(centre, host, name="Second")
    # the same dataset, of the host of the feed, told by another centre first
    own = change(1, "a")
    own["record"]["uri"] = f"{national.source.url.rsplit('/api', 1)[0]}/id/dataset/a"
    told.pages["0"] = page(own, following="1-x")
    national.run()
    dataset = Dataset.objects.get()
    Remote.objects.update(is_copy=True)  # as if somebody else were its origin here
    Remote.objects.create(
        source=other.source, name="b", mark="m", dataset=dataset, title="a",
        first_seen_at=AT, last_seen_at=AT,
    )  # fmt: skip
    destroyed = {"sequence": 2, "at": AT.isoformat(), "code": "personal-data"}
    reason = {"code": "personal-data", "text": "leak"}
    gone = change(3, "a", is_public=False, record=None, reason=reason, destroyed=destroyed)
    told.pages["1-x"] = page(gone, following="3-x")
    assert national.run().deleted == 1
    dataset.refresh_from_db()
    assert (dataset.state, dataset.withdrawal_reason) == ("withdrawn", "leak")
    assert Entry.objects.filter(verb="datasets.destroyed").count() == 1
    assert Remote.objects.get(name="b").gone_since is not None
    assert not second.asked


def test_an_old_destruction_is_no_reason_of_a_later_withdrawal(
    feed: tuple["Told", Gatherer],
) -> None:
    told, national = feed
    destroyed = {"sequence": 1, "at": AT.isoformat(), "code": "personal-data"}
    told.pages["0"] = page(change(2, "a", destroyed=destroyed), following="2-x")
    national.run()
    reason = {"code": "by-publisher", "text": "old"}
    gone = change(3, "a", is_public=False, record=None, reason=reason, destroyed=destroyed)
    told.pages["2-x"] = page(gone, following="3-x")
    national.run()
    [line] = read_feed(FeedPlace(), limit=5).lines
    assert (line.kind, line.reason, line.words) == ("withdrawn", "gone-at-source", "old")


def test_what_a_person_here_withdrew_stays_so_when_its_source_has_it_again(
    feed: tuple["Told", Gatherer],
) -> None:
    told, national = feed
    told.pages["0"] = page(change(1, "a"), following="1-x")
    national.run()
    withdraw(by=SYSTEM, dataset=Dataset.objects.get(), reason="here", at=national.at)
    gone = change(2, "a", is_public=False, record=None, reason={"code": "", "text": "there"})
    told.pages["1-x"] = page(gone, following="2-x")
    national.run()
    told.pages["2-x"] = page(change(3, "a"), following="3-x")
    run = national.run()
    assert Dataset.objects.get().withdrawal_reason == "here"
    assert (Dataset.objects.get().state, run.updated) == ("withdrawn", 0)


# a feed that a test tells


def change(n: int, name: str, *path: str, **more: Any) -> dict[str, Any]:
    """A line of a feed."""
    record = {
        "identifier": name,
        "uri": f"https://first.example/id/dataset/{name}",
        "titles": {"th": f"ชื่อ {name}"},
        "record": {"title_th": f"ชื่อ {name}"},
    }
    told = {"sequence": n, "at": AT.isoformat(), "kind": "published", "id": name, "slug": name}
    told |= {"uri": record["uri"], "is_public": True, "path": list(path), "record": record}
    return told | more


def page(*changes: dict[str, Any], following: str, has_more: bool = False) -> bytes:
    told = {
        "format": "odms-changes/1",
        "centre": {"url": "https://first.example", "name": {"th": "ศูนย์แรก"}},
        "last": 9,
        "next": following,
        "has_more": has_more,
        "changes": list(changes),
    }
    return json.dumps(told).encode()


class Told:
    """A feed whose pages are given by where they begin."""

    takes_query = True

    def __init__(self) -> None:
        self.pages: dict[str, Any] = {}
        self.asked: list[str] = []

    def __call__(self, asked: dict[str, str]) -> Any:
        self.asked.append(asked["after"])
        return self.pages.get(asked["after"], (410, {}, b"{}"))


@pytest.fixture
def feed(centre: Centre) -> Iterator[tuple[Told, Gatherer]]:
    with serving() as site:
        told = Told()
        site.answers["/api/v1/changes"] = told
        yield told, Gatherer(centre, site.url)


def test_a_run_that_is_cut_goes_on_where_it_came_to(feed: tuple[Told, Gatherer]) -> None:
    told, national = feed
    told.pages["0"] = page(change(1, "a"), following="1-x")
    national.run()
    told.pages["1-x"] = page(change(2, "b"), following="2-x", has_more=True)
    told.pages["2-x"] = (404, {}, b"")
    run = national.run()
    assert (run.state, run.added) == ("failed", 1)
    assert national.source.bookmark["after"] == "2-x"
    told.pages["2-x"] = page(change(3, "c"), following="3-x")
    told.asked.clear()
    assert national.counts() == (1, 0, 0, 0)
    assert told.asked == ["2-x"]
    assert national.source.bookmark == {"after": "3-x", "sequence": 3, "last": 9}


def test_runs_that_found_nothing_are_soon_forgotten(feed: tuple[Told, Gatherer]) -> None:
    told, national = feed
    told.pages["0"] = page(change(1, "a"), following="1-x")
    told.pages["1-x"] = page(following="1-x")
    assert national.run().is_full
    assert not national.run().is_full
    told.pages["1-x"] = page(change(2, "b"), following="2-x")
    told.pages["2-x"] = page(following="2-x")
    assert national.run().added == 1
    national.run()
    assert actions.tidy(at=national.at) == 0
    actions.tidy(at=national.at + timedelta(days=3))
    kept = [(run.is_full, run.added) for run in Run.objects.order_by("asked_at")]
    assert kept == [(True, 1), (False, 1)]


def test_a_first_run_that_is_cut_leaves_no_bookmark(feed: tuple[Told, Gatherer]) -> None:
    told, national = feed
    told.pages["0"] = page(change(1, "a"), following="1-x", has_more=True)
    told.pages["1-x"] = (404, {}, b"")
    run = national.run()
    assert (run.state, national.source.bookmark) == ("failed", {})
    told.pages["1-x"] = page(change(2, "b"), following="2-x")
    actions.resume(by=SYSTEM, run=run, at=national.at)
    run = actions.work_on(run_id=run.id, at=national.at) or run
    national.source.refresh_from_db()
    assert (run.state, run.added, national.source.bookmark["after"]) == ("done", 2, "2-x")


def test_a_bookmark_that_is_not_known_has_everything_read(feed: tuple[Told, Gatherer]) -> None:
    told, national = feed
    told.pages["0"] = page(change(1, "a"), change(2, "b"), following="2-x")
    national.run()
    del told.pages["0"]
    assert national.run().state == "failed"  # neither the place nor the beginning
    told.pages["0"] = page(change(1, "a"), following="1-y")
    run = national.run()
    assert (run.state, run.is_full, run.unchanged, run.deleted) == ("done", True, 1, 0)
    assert list(run.causes) == ["harvest.feed_restarted"]
    assert national.source.bookmark["after"] == "1-y"
    assert Remote.objects.get(name="b").gone_since == run.started_at  # its days of grace begin


def test_what_came_through_here_is_not_taken_back(feed: tuple[Told, Gatherer]) -> None:
    told, national = feed
    here = django_settings.CENTRE_URL
    told.pages["0"] = page(
        change(1, "a", "https://zero.example", here),
        change(2, "b", f"{here}/"),
        change(3, "c", record={"identifier": "c", "uri": f"{here}/id/dataset/x", "titles": {"": "c"}}),
        change(4, "d", "https://zero.example"),
        following="4-x",
    )  # fmt: skip
    run = national.run()
    assert (run.added, run.copies) == (1, 3)
    assert Dataset.objects.get().origin.path == ["https://zero.example", "https://first.example"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"record": {"titles": {"th": 3}}},
        {"record": {"resources": 3}},
        {"record": {"identifier": "a"}},
        {"id": 3},
    ],
)
def test_a_line_that_is_none_harms_no_other(feed: tuple[Told, Gatherer], wrong: Any) -> None:
    told, national = feed
    told.pages["0"] = page(change(1, "a") | wrong, change(2, "b"), following="2-x")
    run = national.run()
    assert (run.state, run.added, run.refused) == ("done", 1, 1)


def test_codes_that_are_not_known_here_are_left_out_and_told(feed: tuple[Told, Gatherer]) -> None:
    told, national = feed
    line = change(1, "a")
    line["record"]["record"] |= {"licence": "x" * 60, "period_start": "soon", "theme": "\u0000"}
    told.pages["0"] = page(line, following="1-x")
    run = national.run()
    assert (run.added, run.causes) == (1, {"standards.read.wrong_part": 2})
    assert Dataset.objects.get().licence == ""


@pytest.mark.parametrize(
    "answer", [b"{}", b"[]", b'{"format": "odms-changes/1"}', b"<html>", b'{"format": 3}']
)
def test_what_is_no_feed_ends_the_run(feed: tuple[Told, Gatherer], answer: bytes) -> None:
    told, national = feed
    told.pages["0"] = answer
    run = national.run()
    assert (run.state, run.failure["code"]) == ("failed", "harvest.not_an_answer")


def test_a_feed_that_turns_in_a_circle_ends(feed: tuple[Told, Gatherer]) -> None:
    told, national = feed
    told.pages["0"] = page(change(1, "a"), following="1-x", has_more=True)
    told.pages["1-x"] = page(change(1, "a"), following="1-x", has_more=True)
    run = national.run()
    assert (run.state, run.is_complete, national.source.bookmark) == ("done", False, {})


# three centres


@pytest.fixture(scope="module")
def middle(first: Served, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A centre on another host, which gathers from the first."""
    served = served_at(tmp_path_factory.mktemp("middle"), "localhost")
    yield served
    served.stop()


def gather(served: Served, url: str) -> Any:
    """What one run of a centre that is served came to."""
    return json.loads(served.odms("harvest", url, "--agency", "health", "--json"))


def test_through_a_centre_between_the_first_stays_the_origin(
    centre: Centre, first: Served, middle: Served
) -> None:
    first.do("publish through")
    assert gather(middle, first.url)["added"] > 0
    national = Gatherer(centre, middle.url, name="Middle")
    national.run()
    told = national.dataset("through").origin
    direct = httpx.get(f"{first.url}/api/v1/datasets/through").json()
    assert told.source_url == first.url
    assert told.path == [first.url, middle.url]
    assert told.uri == f"{first.url}/id/dataset/{direct['id']}"
    assert told.landing_page == f"{first.url}/datasets/through"
    # the origin itself comes later, and says from then on what is shown
    n = Dataset.objects.count()
    origin = Gatherer(centre, first.url, name="First")
    run = origin.run()
    assert (run.added, Dataset.objects.count()) == (0, n)
    assert national.dataset("through").origin.source_id == origin.source.id
    assert Remote.objects.get(source=national.source, dataset__slug="through").is_copy
    # what is destroyed at the first goes at the third
    first.do("destroy through t")
    gather(middle, first.url)
    assert national.run().deleted == 0  # a copy says nothing of the origin's
    assert origin.run().deleted == 1


def test_a_destruction_travels_through_a_centre_between(
    centre: Centre, first: Served, middle: Served
) -> None:
    first.do("publish secret")
    gather(middle, first.url)
    national = Gatherer(centre, middle.url, name="Middle")
    national.run()
    first.do("destroy secret t")
    assert gather(middle, first.url)["deleted"] == 1
    assert national.counts() == (0, 0, 0, 1)
    gone = national.dataset("secret")
    assert (gone.state, gone.withdrawal_reason) == ("withdrawn", "พบหมายเลขผู้ป่วย")
    entry = Entry.objects.get(verb="datasets.destroyed")
    assert entry.facts["datasets"] == [gone.id]
    assert Remote.objects.get(dataset=gone).destroyed_seq > 0


def test_two_centres_that_gather_from_each_other_come_to_rest(
    first: Served, middle: Served
) -> None:
    first.do("publish round")
    assert gather(middle, first.url)["added"] >= 1
    n = httpx.get(f"{first.url}/api/v1/datasets").json()["total"]
    told = gather(first, middle.url)
    assert (told["added"], told["updated"]) == (0, 0)
    assert told["copies"] > 0
    assert httpx.get(f"{first.url}/api/v1/datasets").json()["total"] == n
    first.do("withdraw round ถอน")
    assert gather(first, middle.url)["added"] == 0  # the other has not heard of it yet
    assert gather(middle, first.url)["deleted"] == 1
    assert gather(first, middle.url)["added"] == 0
    assert httpx.get(f"{first.url}/api/v1/datasets/round").status_code == 410


def test_a_centre_put_back_from_a_copy_is_noticed_and_read_anew(
    national: Gatherer, first: Served, tmp_path: Path
) -> None:
    home = Path(first.env["ODMS_HOME"])
    first.do("publish before")
    first.stop()
    shutil.copytree(home, tmp_path / "copy")
    first.start()
    first.do("publish after")
    national.run()
    first.stop()
    shutil.rmtree(home)
    shutil.copytree(tmp_path / "copy", home)
    first.start()
    first.do("publish other-1 ; publish other-2 ; publish other-3")
    told = httpx.get(f"{first.url}/api/v1/changes").json()
    assert told["last"] >= national.source.bookmark["sequence"]  # the number alone would not tell
    run = national.run()
    assert (run.state, run.is_full, run.added) == ("done", True, 3)
    assert "harvest.feed_restarted" in run.causes
    assert Remote.objects.get(dataset__slug="after").gone_since is not None
    assert national.counts() == (0, 0, 0, 0)
    assert catalogue.get_dataset("after").state == "published"  # within its days of grace
