"""Forgetting: what told single visitors apart goes, and only counts stay."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils import timezone

from odms.usage import events, keys, queries
from odms.usage.models import ClosedDay


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
