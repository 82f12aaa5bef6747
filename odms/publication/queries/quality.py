"""The quality of what was released, told for today from what was kept when it was read."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.timezone import localdate

from odms.catalogue.models import Release
from odms.catalogue.queries import get_record
from odms.engine import quality
from odms.engine.quality import Circumstances
from odms.engine.quality.kept import NAME
from odms.errors import Absent
from odms.intake.queries import lake
from odms.standards import codes, promise, thai
from odms.standards.record import COLUMN_FIELDS, Record

_WORDS = [part for part in COLUMN_FIELDS if part != "unit"]


def release_quality(release: Release, *, at: datetime) -> dict[str, Any]:
    """The quality of a released table on the day of `at`, see `docs/reference/quality.md`.

    Raises Absent where it was destroyed, or was released before quality was measured.
    """
    try:
        reading = lake().read_json(release.table_key, NAME)
    except Absent:
        raise Absent("publication.no_quality") from None
    around = circumstances(
        get_record(release.distribution.dataset),
        release.columns,
        change=_change(release),
        delivered_at=release.released_at,
        at=at,
    )
    profile = lake().profile(release.table_key)
    return quality.assess(reading, [profile], around).to_json()


def circumstances(
    record: Record,
    columns: Sequence[dict[str, Any]],
    *,
    change: dict[str, Any] | None,
    delivered_at: datetime,
    at: datetime,
) -> Circumstances:
    """What record and dates tell; use and links are not counted by any room yet."""
    licence = codes.find("licences", record.licence)
    have, of = thai.score(record)
    return Circumstances(
        at=localdate(at),
        promised_days=promise.period_days(record),
        data_to=datetime.fromisoformat(record.period_end).date() if record.period_end else None,
        delivered_at=localdate(delivered_at),
        n_items=of,
        n_items_stated=have,
        n_columns_described=sum(any(c.get(part) for part in _WORDS) for c in columns),
        licence_is_open=licence.is_open if licence else None,
        change=change,
    )


def _change(release: Release) -> dict[str, Any] | None:
    """What changed against the release before, None for a first one."""
    told = release.changes
    if not told:
        return None
    before = len(release.columns) - len(told["columns_added"]) + len(told["columns_removed"])
    return told | {"n_columns_before": before}
