"""Counts, freshness and checks as `/api/v1` shows them."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Model

from odms.health.rules import Freshness


def counts(told: Mapping[str, int]) -> dict[str, int]:
    """Views, downloads and calls; nought where nothing was counted."""
    return {f"n_{name}": told.get(kind, 0) for name, kind in _COUNTED.items()}


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


_COUNTED = {"views": "view", "downloads": "download", "api": "api"}
