"""Counts, freshness and checks as `/api/v1` shows them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Model

from odms.health.rules import Freshness
from odms.usage import queries as usage
from odms.usage.rules import OUTSIDE


def counts(told: Mapping[str, int]) -> dict[str, int]:
    """Views, downloads and calls; nought where nothing was counted."""
    return {f"n_{name}": told.get(kind, 0) for name, kind in _COUNTED.items()}


def counted(told: Mapping[Any, Mapping[str, int]], name: str) -> list[dict[str, Any]]:
    """Counts of each of several, with what they are of under `name`."""
    return [{name: key} | counts(of) for key, of in told.items()]


def parts(agency: Any, *, at: datetime, days: int) -> dict[str, Any]:
    """The use of an agency, or of all, by day, access method and channel."""
    return {
        "by_day": counted(dict(usage.by_day(agency, at=at, days=days)), "day"),
        "by_access": counted(usage.by_access(agency, at=at, days=days), "access"),
        "by_channel": [
            {"channel": channel, "is_outside": channel in OUTSIDE} | counts(of)
            for channel, of in usage.by_channel(agency, at=at, days=days).items()
        ],
    }


def log(log: Model) -> dict[str, Any]:
    """A log that was brought, and what became of it."""
    names = ("id", "name", "sha256", "state", "received_at", "counted_at", *_TALLIED)
    told = {name: getattr(log, name) for name in names}
    return told | {"agency": log.agency.slug, "trouble": log.trouble.get("code", "")}


def trial(told: dict[str, Any], agency: Any, name: str) -> dict[str, Any]:
    """What would become of a log."""
    return told | {"agency": agency.slug, "name": name, "state": "trial"}


def freshness(told: Freshness) -> dict[str, Any]:
    """A promise of renewal and how it is kept."""
    return {"due_date": told.due_date, "is_late": told.is_late, "days_late": told.days_late}


def check(check: Model) -> dict[str, Any]:
    """An address and what it answered last."""
    return {
        "kind": check.kind,
        "address": check.address,
        "dataset": check.dataset.slug if check.dataset else None,
        "state": check.state,
        "checked_at": check.checked_at,
        "status": check.status,
        "elapsed_ms": check.elapsed_ms,
        "trouble": check.trouble.get("code", ""),
        "next_at": check.next_at,
        "media_type": check.media_type,
        "size_bytes": check.length,
        "allows_origins": check.allows_origins,
        "change": check.change,
        "decided_by": check.decided_by,
        "changed_at": check.changed_at,
    }


def copy(mirror: Model) -> dict[str, Any]:
    """What is kept of a file elsewhere, or why nothing is."""
    names = ("state", "sha256", "size_bytes", "n_tables", "fetched_at", "changed_at")
    return {
        "distribution": mirror.link_id,
        "address": mirror.link.address,
        "trouble": mirror.trouble.get("code", ""),
        **{name: getattr(mirror, name) for name in names},
    }


_TALLIED = (
    *("kind", "n_lines", "n_counted", "n_unmatched", "refused", "unmatched", "by_kind"),
    *("first_day", "last_day"),
)
_COUNTED = {"views": "view", "downloads": "download", "api": "api"}
