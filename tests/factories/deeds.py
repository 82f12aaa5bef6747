"""Deeds at a centre that is served elsewhere: `python -m factories.deeds DEED SLUG …` in its home."""

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import django


def publish(slug: str, *tables: str) -> None:
    """A dataset of the first agency with these tables."""
    from factories.released import Table, released

    from odms.people.models import Agency

    rows = Table({"จังหวัด": "text", "n": "integer"}, [["ลำพูน", 1], ["ตรัง", 2]])
    released(Agency.objects.get(slug="health"), slug, **dict.fromkeys(tables or ("t",), rows))


def change(slug: str, title: str) -> None:
    """Another title."""
    _publish(slug, title_th=title)


def withdraw(slug: str, reason: str) -> None:
    """No more for the public."""
    from odms.catalogue.actions import withdraw
    from odms.ledger.rules import SYSTEM

    withdraw(by=SYSTEM, dataset=_dataset(slug), reason=reason, at=datetime.now(UTC))


def destroy(slug: str, table: str) -> None:
    """One of its tables, with all versions, under an order."""
    from odms.catalogue.actions import destroy_releases
    from odms.catalogue.models import Release
    from odms.ledger.rules import SYSTEM

    releases = Release.objects.filter(distribution__dataset__slug=slug, distribution__slug=table)
    destroy_releases(
        by=SYSTEM,
        releases=list(releases),
        order_id="order",
        reason="พบหมายเลขผู้ป่วย",
        at=datetime.now(UTC),
    )


def _publish(slug: str, **values: Any) -> None:
    from dataclasses import replace

    from odms.catalogue.actions import publish
    from odms.catalogue.queries import get_record
    from odms.ledger.rules import SYSTEM

    dataset = _dataset(slug)
    record = replace(get_record(dataset), **values)
    publish(by=SYSTEM, dataset=dataset, record=record, at=datetime.now(UTC))


def _dataset(slug: str) -> Any:
    from odms.catalogue.models import Dataset

    return Dataset.objects.get(slug=slug)


DEEDS: dict[str, Callable[..., None]] = {
    one.__name__: one for one in (publish, change, withdraw, destroy)
}

if __name__ == "__main__":
    django.setup()
    for words in " ".join(sys.argv[1:]).split(" ; "):
        name, *arguments = words.split()
        DEEDS[name](*arguments)
