"""Handing publication what health knows: links, promises of renewal, endpoints."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from odms.catalogue.models import Dataset
from odms.health import queries
from odms.health.models import Result
from odms.ledger.queries import in_parts
from odms.ledger.rules import SYSTEM, Subject
from odms.publication import actions as publication

_AT_ONCE = 1_000
_KEPT = timedelta(days=400)


def hand_evidence(*, at: datetime) -> None:
    """Hand publication how links answer, how promises of renewal are kept, which endpoints answer.

    Results of more than a year ago are forgotten.
    """
    ids = list(
        Dataset.objects.filter(state="published", is_gathered=False)
        .order_by("id")
        .values_list("id", flat=True)
    )
    for some in in_parts(ids, _AT_ONCE):
        _hand("monitoring", "health.links", "dataset", queries.link_figures(some), at)
        _hand("frequency", "health.freshness", "dataset", _freshness(some, at), at)
    _hand("channels", "health.endpoints", "agency", queries.endpoint_figures(), at)
    Result.objects.filter(at__lt=at - _KEPT).delete()


def _freshness(ids: list[str], at: datetime) -> dict[str, dict[str, Any]]:
    datasets = list(Dataset.objects.filter(id__in=ids))
    return {
        id: {
            "is_late": one.is_late,
            "days_late": one.days_late,
            "due_at": one.due_date.isoformat() if one.due_date else "",
        }
        for id, one in queries.list_freshness(datasets, at=at).items()
    }


def _hand(
    process: str, source: str, kind: str, figures: Mapping[str, Mapping[str, Any]], at: datetime
) -> None:
    publication.record_figures(
        by=SYSTEM,
        process=process,
        source=source,
        figures={Subject(kind, id): told for id, told in figures.items()},
        at=at,
    )
