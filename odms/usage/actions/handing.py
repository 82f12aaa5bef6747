"""Handing publication what was counted: of datasets as evidence of monitoring, of agencies of demand."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from odms.catalogue.models import Dataset
from odms.ledger.queries import in_parts
from odms.ledger.rules import SYSTEM, Subject
from odms.people.models import Agency
from odms.publication import actions as publication
from odms.usage import queries
from odms.usage.rules import DAYS

_AT_ONCE = 1_000


def hand_evidence(*, at: datetime) -> None:
    """Hand publication the use of the last DAYS days, up to yesterday."""
    until = timezone.localdate(at) - timedelta(days=1)
    own = Dataset.objects.filter(state="published", is_gathered=False)
    published = own.values_list("id", flat=True)
    ids = list(published.order_by("id"))
    for some in in_parts(ids, _AT_ONCE):
        _hand("monitoring", "dataset", _monitoring(some, until), at)
    yesterday = at - timedelta(days=1)
    counts = queries.figures(Agency.objects.all(), at=yesterday, days=DAYS)
    agencies = {id: _demand(told) for id, told in counts.items()}
    _hand("demand-survey", "agency", agencies, at)


def _monitoring(ids: list[str], until: date) -> dict[str, dict[str, Any]]:
    counts = queries.of_datasets(ids, until=until)
    return {
        id: {
            "n_views": counts.get(id, {}).get("view", 0),
            "n_downloads": counts.get(id, {}).get("download", 0),
            "n_api": counts.get(id, {}).get("api", 0),
        }
        for id in ids
    }


def _demand(counts: Mapping[str, int]) -> dict[str, int]:
    return {
        "n_failed_searches": counts.get("search-failed", 0),
        "n_downloads": counts.get("download", 0),
    }


def _hand(process: str, kind: str, figures: Mapping[str, dict[str, Any]], at: datetime) -> None:
    publication.record_figures(
        by=SYSTEM,
        process=process,
        source="usage",
        figures={Subject(kind, id): told for id, told in figures.items()},
        at=at,
    )
