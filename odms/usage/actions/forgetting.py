"""Forgetting: what told single visitors apart goes, and only counts stay."""

import shutil
from datetime import date, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from odms.usage import events, keys, queries
from odms.usage.models import ClosedDay

_A_DAY_S = 86_400


def forget(*, at: datetime) -> None:
    """Destroy the keys of days that are over, and the events that were kept long enough: days of
    theirs are closed."""
    folder, today = queries.journal_folder(), timezone.localdate(at)
    oldest = today - timedelta(days=settings.USAGE_DAYS)
    with events.locked(folder):
        for source, day, changed in events.list_days(folder):
            last = timezone.localdate(datetime.fromtimestamp(changed, tz=at.tzinfo))
            if date.fromisoformat(day) < oldest and last < oldest:
                ClosedDay.objects.get_or_create(day=day, source=source, defaults={"at": at})
                events.path_of(folder, source, day).unlink()
                keys.destroy(folder / source, day)
        keys.destroy_before(folder / events.HERE, today.isoformat())
        _sweep(folder, at.timestamp() - _A_DAY_S)


def _sweep(folder: Path, before: float) -> None:
    """Remove what work left that was killed: nothing of it is needed to do it again."""
    for path in (*folder.glob("stage-*"), *folder.glob("*/*.new"), *folder.glob("spill/*")):
        if path.stat().st_mtime < before:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
