"""A gathered dataset whose one file stands on a host of this machine, and the rounds of the queue."""

from datetime import timedelta
from typing import Any

from factories.catalogues import Site
from factories.centre import AT, Centre
from factories.feeds import Feed, record

from odms.catalogue import queries as catalogue
from odms.catalogue.models import Distribution
from odms.harvest.models import Source
from odms.health import actions
from odms.health.models import Check, Mirror

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ODC = "https://creativecommons.org/licenses/by/4.0/"
RAIN = "จังหวัด,ปี,ปริมาณฝน\nลำพูน,2566,1200\nกระบี่,2567,990\nตรัง,2568,40\n".encode()


class Elsewhere:
    """A gathered dataset with one file, and what its host answers."""

    def __init__(self, centre: Centre, site: Site, settings: Any) -> None:
        self.site, self.feed = site, Feed(centre, site, settings)
        Source.objects.update(mirrors_files=True)
        self.address = f"{site.url}/rain.csv"
        self.serve(RAIN)
        self.tell()
        self.feed.run()
        self.at = AT + DAY

    def tell(self, *, modified: str = "", name: str = "rain.csv", **more: Any) -> None:
        file = {"downloadURL": f"{self.site.url}/{name}", "mediaType": "text/csv", "title": "ฝน"}
        told = {"license": ODC, "modified": "2026-01-31"} | more
        self.feed.tell(
            record(
                "rain", distribution=[file | ({"modified": modified} if modified else {})], **told
            )
        )

    def serve(self, body: bytes, **headers: str) -> None:
        told = {"Content-Type": "text/csv"} | {k.replace("_", "-"): v for k, v in headers.items()}
        self.site.answers["/rain.csv"] = (200, told, body)

    @property
    def dataset(self) -> Any:
        found = self.feed.remote("rain").dataset
        found.refresh_from_db()
        return found

    @property
    def check(self) -> Check:
        return Check.objects.get(address=self.address)

    @property
    def link(self) -> Distribution:
        return Distribution.objects.get(dataset=self.dataset, kind="link")

    @property
    def mirror(self) -> Mirror:
        return Mirror.objects.get(link=self.link)

    def copies(self) -> list[Distribution]:
        return catalogue.list_copies([self.link]).get(self.link.id, [])

    def look(self, after: timedelta = DAY) -> None:
        """Everything that the queue does in a round, so long after the last."""
        self.at += after
        actions.follow(at=self.at)
        Check.objects.update(next_at=self.at)
        actions.check_due(at=self.at)
        actions.mirror_due(at=self.at)

    def gets(self) -> int:
        return sum(how == ("GET", "/rain.csv") for how in self.site.methods)
