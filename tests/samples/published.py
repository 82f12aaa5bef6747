"""The datasets that the demonstration centre publishes, as plain values and without a centre."""

from datetime import UTC, datetime
from typing import Any

from odms.cli.demo import script
from odms.standards.record import FIELDS, Record
from odms.standards.view import DatasetView, DistributionView, PublisherView

BASE = "https://data.example"
AT = datetime(2026, 11, 27, tzinfo=UTC)


def demonstration() -> list[DatasetView]:
    """The datasets that the demonstration centre publishes, with one table each."""
    agencies = {one["slug"]: one for one in script.agencies()}
    published = (one for one in script.datasets() if one.get("fate", "published") == "published")
    return [_view(entry, agencies[entry["agency"]]) for entry in published]


def _view(entry: dict[str, Any], agency: dict[str, Any]) -> DatasetView:
    changes = script.record_changes(entry, agency, is_shortened=False, day=AT.date())
    publisher = PublisherView(
        agency["slug"], agency["slug"], agency["th"], agency["en"], agency["sector"], AT
    )
    columns = [
        {"name": one["name"], "label_th": one["name"], "label_en": one["en"], "type": "text"}
        for one in entry["file"]["columns"]
    ]
    titles = (entry["title"], entry["title_en"])
    table = DistributionView(
        f"t-{entry['slug']}", "table-1", 0, *titles, 1, 10, AT, AT, columns=columns
    )
    return DatasetView(
        id=f"d-{entry['slug']}",
        slug=entry["slug"],
        created_at=AT,
        published_at=AT,
        modified_at=AT,
        publisher=publisher,
        record=Record().changed({name: v for name, v in changes.items() if name in FIELDS}),
        distributions=(table,),
    )
