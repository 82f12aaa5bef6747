"""A foreign catalogue whose records a test tells, and a source of this centre that reads it."""

import ipaddress
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from factories.catalogues import NETWORKS, Site
from factories.centre import AT, Centre

from odms.harvest import actions
from odms.harvest.models import Remote, Run, Source
from odms.ledger.rules import SYSTEM


class Feed:
    """A data.json on this machine. `day` is the day of the next run, from the first on."""

    def __init__(self, centre: Centre, site: Site, settings: Any, *, name: str = "Feed") -> None:
        settings.FETCH_NETWORKS = [ipaddress.ip_network(one) for one in NETWORKS.split(",")]
        self.centre, self.site, self.day = centre, site, 0
        self.url = f"{site.url}/data.json"
        self.source: Source = actions.propose(
            by=centre.steward,
            agency=centre.agency,
            name=name,
            url=self.url,
            kind="data-json",
            schedule="by-hand",
            at=AT,
        )
        actions.move(by=centre.admin, source=self.source, deed="approve", at=AT)
        self.source.refresh_from_db()

    @property
    def at(self) -> datetime:
        """The moment of the next run."""
        return AT + timedelta(days=self.day)

    def tell(self, *records: Mapping[str, Any]) -> None:
        """What the catalogue holds from now on."""
        self.site.answers["/data.json"] = json.dumps(
            {
                "conformsTo": "https://project-open-data.cio.gov/v1.1/schema",
                "title": "Feed",
                "dataset": list(records),
            }
        ).encode()

    def run(self) -> Run:
        """Read it, a day after the last time; the run as it ended."""
        run = actions.harvest_now(by=SYSTEM, source=self.source, at=self.at)
        self.day += 1
        self.source.refresh_from_db()
        return run

    def counts(self) -> tuple[int, int, int, int, int]:
        """Added, updated, unchanged, deleted and refused of a run."""
        run = self.run()
        assert run.state == "done", run.failure
        return run.added, run.updated, run.unchanged, run.deleted, run.refused

    def remote(self, name: str) -> Remote:
        """A record by what the catalogue calls it."""
        return Remote.objects.select_related("dataset").get(source=self.source, name=name)


def record(name: str, title: str = "", **more: Any) -> dict[str, Any]:
    """A record of a data.json, with one file."""
    told = {
        "identifier": name,
        "title": title or f"Title of {name}",
        "description": f"What {name} is about",
        "keyword": ["water", "air"],
        "modified": "2026-01-31",
        "distribution": [
            {
                "downloadURL": f"https://files.example/{name}.csv",
                "mediaType": "text/csv",
                "title": f"File of {name}",
            }
        ],
    }
    return told | more
