"""The feed of changes while several write at once: on PostgreSQL too, where they do."""

from datetime import timedelta
from importlib import import_module
from threading import Event, Thread

import pytest
from django.apps import apps
from django.db import connection, transaction
from factories.centre import AT, build
from factories.released import Table, released

from odms.catalogue import actions as catalogue
from odms.catalogue.models import Change, Dataset, Release
from odms.catalogue.queries.changes import read_feed
from odms.catalogue.rules import FeedPlace, Gathered, Source
from odms.ledger.queries import last_seq
from odms.ledger.rules import SYSTEM
from odms.standards.description import Description, to_dict
from odms.standards.record import Record

TABLE = Table({"a": "integer"}, [[1], [2]])


@pytest.mark.django_db(transaction=True)
def test_a_reader_at_the_end_misses_nothing_of_writers_at_once() -> None:
    centre = build()
    names = [f"set-{n}" for n in range(6)]
    for name in names:
        released(centre.agency, name, t=TABLE)
    over, faults = Event(), list[BaseException]()
    noted: list[tuple[str, int]] = []

    def write(name: str) -> None:
        try:
            for n in range(12):
                with transaction.atomic():
                    catalogue.publish(
                        by=SYSTEM,
                        dataset=Dataset.objects.get(slug=name),
                        record=Record(title_th=f"{name} {n}", classification="open"),
                        at=AT,
                    )
                    # the commit comes late, and others have a number by then if they could
                    over.wait(0.003 * (hash(name) % 5))
                    noted.append((name, Change.objects.get(dataset__slug=name).seq))
        except BaseException as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [Thread(target=write, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    place, seen = FeedPlace(), dict[str, int]()
    while any(thread.is_alive() for thread in threads) or place.seq < last_seq():
        feed = read_feed(place, limit=2)
        assert all(line.seq >= place.seq for line in feed.lines)
        seen |= {line.slug: line.seq for line in feed.lines}
        place = feed.following
    for thread in threads:
        thread.join()
    assert faults == []
    assert len(noted) == 72
    # the last that each writer wrote was seen by who only ever went on after the last line
    assert seen == dict(sorted(noted, key=lambda one: one[1]))


@pytest.mark.django_db
def test_a_centre_that_is_older_than_the_feed_has_its_changes_made_from_the_ledger() -> None:
    centre = build()
    for name in ("kept", "withdrawn", "destroyed", "half"):
        released(centre.agency, name, a=TABLE, b=TABLE)
    catalogue.create_draft(by=SYSTEM, agency=centre.agency, title_th="d", slug="draft", at=AT)
    dataset = Dataset.objects.get(slug="withdrawn")
    catalogue.withdraw(by=SYSTEM, dataset=dataset, reason="x", at=AT + timedelta(days=1))
    for name, n in (("destroyed", 2), ("half", 1)):
        releases = Release.objects.filter(distribution__dataset__slug=name)[:n]
        catalogue.destroy_releases(
            by=SYSTEM, releases=list(releases), order_id="o", reason="r", at=AT + timedelta(days=2)
        )
    told = Description(identifier="g", titles={"th": "g"}, record=Record(title_th="g"))
    source = Source("s", "S", "https://s.example")
    gathered = Gathered("g", told, to_dict(told))
    by = {"by": SYSTEM, "agency": centre.agency, "source": source, "at": AT}
    ids = catalogue.gather(records=[gathered], **by).added
    catalogue.vanish(dataset_ids=ids, reason="gone", **by)
    half = Dataset.objects.get(slug="half")
    catalogue.publish(
        by=SYSTEM, dataset=half, record=Record(title_th="h", classification="open"), at=AT
    )
    before = list(Change.objects.order_by("pk").values())
    assert len(before) == 5
    Change.objects.all().delete()
    import_module("odms.catalogue.migrations.0009_changes_so_far").fill(apps, None)
    assert list(Change.objects.order_by("pk").values()) == before
