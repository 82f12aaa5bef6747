"""What goes into the balance: counts of supply and demand, wishes, and what could serve them."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Count
from django.utils.timezone import localdate

from odms.assessment.balance import Shelf, Subjects, Wish, rules
from odms.assessment.models import DatasetFacts, Figures
from odms.assessment.places import province_of
from odms.catalogue.models import Dataset, Theme
from odms.inventory.models import Entry
from odms.ledger.queries import in_parts
from odms.people.models import Agency
from odms.publication import planning
from odms.publication.models import EntryDemand, PlanItem
from odms.usage import queries as usage
from odms.voice.models import Request
from odms.voice.rules import OPEN_REQUESTS

Counted = dict[str, dict[str, float]]  # counts by subject

_USES = {"view": "views", "download": "downloads", "api": "api"}
_AT_ONCE = 10_000


class Gathering:
    """The supply and the demand of the days up to yesterday."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self.until = localdate(at) - timedelta(days=1)
        self.days: int = rules()["days"]

    def counts(self) -> dict[str, Counted]:
        """The counts of each part for every theme, agency and province that has any, by kind."""
        found: dict[str, Any] = {
            kind: defaultdict(lambda: defaultdict(float))
            for kind in ("theme", "agency", "province")
        }
        self._add_datasets(found)
        self._add_wishes(found)
        self._add_of_agencies(found["agency"])
        return {
            kind: {id: dict(told) for id, told in counted.items() if id}
            for kind, counted in found.items()
        }

    @cached_property
    def searches(self) -> list[Wish]:
        """What was searched for in vain, the most frequent first."""
        told = usage.list_failed_searches(
            at=self.at, days=self.days, limit=rules()["wishes"]["most"]
        )
        return [Wish(text, n_searches=n) for text, n in told]

    @cached_property
    def requests(self) -> list[Wish]:
        """All requests of the days, each with its votes."""
        since = self.until - timedelta(days=self.days - 1)
        return self._requests(
            Request.objects.filter(asked_at__date__gte=since).exclude(state="merged")
        )

    def wishes(self) -> list[Wish]:
        """What nothing serves yet: searches in vain, and requests that are open."""
        return [*self.searches, *self._requests(Request.objects.filter(state__in=OPEN_REQUESTS))]

    @cached_property
    def entries(self) -> dict[str, Entry]:
        """What agencies hold and have not published, without what is never opened."""
        present = Entry.objects.filter(state="present").exclude(dataset__state="published")
        kept = present.exclude(classification__in=planning.rules()["never"])
        return {one.id: one for one in kept.only("id", "title_th", "title_en", "record")}

    @cached_property
    def shelf(self) -> Shelf:
        """The entries by their words."""
        told = self.entries.values()
        return Shelf((one.id, f"{one.title_th} {one.title_en}") for one in told)

    def planned(self) -> set[str]:
        """The entries that stand in a plan, and those of which demand was told before."""
        items = PlanItem.objects.filter(entry__isnull=False)
        return {
            *items.values_list("entry_id", flat=True),
            *EntryDemand.objects.values_list("entry_id", flat=True),
        }

    def theme_of(self, text: str) -> str:
        """The theme under which words that found nothing would stand, by the words of datasets and
        entries; empty where they share none."""
        return self._subjects.theme_of(text)

    @cached_property
    def _subjects(self) -> Subjects:
        names = Theme.objects.values_list("code", "name_th", "name_en")
        of_datasets = Dataset.objects.filter(state="published", theme__isnull=False)
        told = of_datasets.values_list("theme_id", "title_th", "title_en", "tags")
        return Subjects(
            [
                *((code, f"{th} {en}") for code, th, en in names),
                *(
                    (code, f"{th} {en} {' '.join(tags)}")
                    for code, th, en, tags in told.order_by("id")
                ),
                *(
                    (str(one.record["theme"]), str(one))
                    for one in self.entries.values()
                    if one.record.get("theme")
                ),
            ]
        )

    def _add_datasets(self, found: dict[str, Any]) -> None:
        names = ("dataset_id", "theme", "agency_id", "province", "due_date", "nso")
        rows = list(DatasetFacts.objects.order_by("pk").values_list(*names))
        used: dict[str, Mapping[str, int]] = {}
        for some in in_parts([row[0] for row in rows], _AT_ONCE):
            used |= usage.of_datasets(some, until=self.until, days=self.days)
        for id, theme, agency, province, due, nso in rows:
            told = _of_dataset(due, nso, used.get(id, {}), self.until)
            for kind, subject in (("theme", theme), ("agency", agency), ("province", province)):
                for part, n in told.items():
                    found[kind][subject][part] += n

    def _add_wishes(self, found: dict[str, Any]) -> None:
        for one in (*self.searches, *self.requests):
            part, n = (
                ("failed_searches", one.n_searches)
                if one.n_searches
                else ("requests", one.n_requests + one.n_votes)
            )
            found["theme"][one.theme or self.theme_of(one.text)][part] += n
            found["province"][one.province or province_of([one.text])][part] += n
            if part == "requests" and one.agency:
                found["agency"][one.agency][part] += n

    def _add_of_agencies(self, found: Any) -> None:
        """What is known of agencies alone: searches within one, and answers about one."""
        agencies = list(Agency.objects.all())
        for id, told in usage.figures(agencies, at=self.at, days=self.days).items():
            if n := told.get("search-failed"):
                found[id]["failed_searches"] += n
        rows = Figures.objects.filter(subject_kind="agency").values_list("subject_id", "counts")
        for id, counts in rows:
            if n := counts.get("n_satisfaction"):
                found[id]["answers"] += n

    def _requests(self, rows: Any) -> list[Wish]:
        told = rows.annotate(n_votes=Count("votes")).order_by("id")
        return [
            Wish(
                f"{one.title}",
                n_requests=1,
                n_votes=one.n_votes,
                request=one.id,
                agency=one.agency_id or "",
                theme=one.theme_id or "",
                province=one.province,
                entry=one.entry_id or "",
            )
            for one in told
        ]


def list_unused(*, at: datetime, agency: Agency | None = None, limit: int = 50) -> list[Dataset]:
    """Datasets that nobody used in twelve months, those that are public longest first."""
    return usage.list_unused(agency, at=at, months=12, limit=limit)


def _of_dataset(
    due: date | None, nso: float | None, used: Mapping[str, int], until: date
) -> dict[str, float]:
    uses = {part: used.get(kind, 0) for kind, part in _USES.items()}
    is_fresh = due is not None and due > until
    return {"datasets": 1, "fresh": int(is_fresh), "quality": (nso or 0) / 100, **uses}
