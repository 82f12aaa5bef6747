"""Telling people of updates that were promised: before the day, on it, and when it has passed."""

from datetime import date, datetime, time, timedelta

from django.utils.timezone import get_current_timezone, localdate

from odms.catalogue.models import Dataset
from odms.people import actions as people
from odms.people.models import Agency
from odms.people.queries import open_reminders
from odms.publication.queries import calendar
from odms.standards import promise

# the steward before the day and again on it; a week later the approver, then the centre
CHAIN = ("steward", "steward", "approver", "admin")

_PREFIX = "update:"


def remind_updates(*, at: datetime) -> int:
    """Have every update told that is due soon or overdue, and settle what no longer is; how many
    are open."""
    today, wanted = localdate(at), set()
    for agency in Agency.objects.order_by("id"):
        for dataset, record, released in calendar.promises(agency):
            day = promise.due_date(record, released)
            if day and today >= day - timedelta(days=promise.days_before(record)):
                _remind(agency, dataset, day, at)
                wanted.add(key_of(dataset))
    for key in open_reminders(_PREFIX):
        if key not in wanted:
            people.settle(key=key, at=at)
    return len(wanted)


def settle_update(*, dataset: Dataset, at: datetime) -> None:
    """Note that an update came: nobody else is told."""
    people.settle(key=key_of(dataset), at=at)


def key_of(dataset: Dataset) -> str:
    """By which the reminder of a dataset's next update is known."""
    return f"{_PREFIX}{dataset.id}"


def _remind(agency: Agency, dataset: Dataset, day: date, at: datetime) -> None:
    people.remind(
        key=key_of(dataset),
        agency=agency,
        code="publication.notice.update_due",
        due_at=datetime.combine(day, time(), get_current_timezone()),
        at=at,
        facts={"title": dataset.title_th or dataset.title_en, "due_date": day.isoformat()},
        path=f"/desk/datasets/{dataset.slug}",
        escalates_to=CHAIN,
    )
