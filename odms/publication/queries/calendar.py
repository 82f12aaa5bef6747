"""What is due when: updates that were promised, and datasets that are planned."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core import signing
from django.db.models import Max
from django.utils.timezone import localdate

from odms.catalogue.models import Dataset, Distribution
from odms.errors import Absent
from odms.ledger.queries import find, in_parts
from odms.people.models import Agency, User
from odms.people.queries import get_person, list_agencies
from odms.people.rules import Person, can_do
from odms.publication.icalendar import Event
from odms.publication.models import PlanItem
from odms.standards import promise
from odms.standards.record import Record

_SALT = "odms.publication.calendar"
_FEED_DAYS = 366
_SHORTEST = 7  # of what is due more often than in so many days, a feed tells the next day alone


@dataclass(frozen=True)
class Due:
    """A thing that is due on a day. `is_expected`: the day follows from another update before it."""

    day: date
    kind: str  # update, plan
    title: str
    path: str
    key: str
    days_late: int = 0
    is_expected: bool = False


def list_due(agency: Agency, first: date, last: date, *, today: date) -> list[Due]:
    """What is due from one day to another, in the order of the days."""
    found = [*_updates(agency, last, today), *_planned(agency, today)]
    return sorted(
        (one for one in found if first <= one.day <= last), key=lambda one: (one.day, one.title)
    )


def list_late(agency: Agency, *, today: date) -> list[Due]:
    """What is overdue, the longest first."""
    found = [*_updates(agency, today, today), *_planned(agency, today)]
    late = [one for one in found if one.days_late and not one.is_expected]
    return sorted(late, key=lambda one: one.day)


def list_events(agency: Agency, *, at: datetime, centre_url: str) -> list[Event]:
    """The days of the next year for a calendar, and those that were missed."""
    today = localdate(at)
    coming = list_due(agency, today, today + timedelta(days=_FEED_DAYS), today=today)
    return [
        Event(f"{one.key}:{one.day:%Y%m%d}@odms", one.day, one.title, f"{centre_url}{one.path}")
        for one in (*list_late(agency, today=today), *coming)
    ]


def promises(agency: Agency) -> Iterator[tuple[Dataset, Record, date | None]]:
    """The public datasets of an agency with the day of their last release."""
    public = Dataset.objects.filter(agency=agency, state="published", is_gathered=False)
    datasets = public.order_by("id")
    listed = list(datasets)
    released = _released([one.id for one in listed])
    for one in listed:
        yield one, Record.from_dict(one.record), released.get(one.id)


def feed_token(agency: Agency, user: User) -> str:
    """What in a feed's address says whose calendar it is and who reads it, signed."""
    return signing.dumps([agency.pk, user.pk], salt=_SALT)


def agency_of_feed(token: str) -> Agency:
    """The agency whose calendar a token opens, while its reader may read the agency's plan.

    Raises Absent.
    """
    try:
        agency_id, user_id = signing.loads(token, salt=_SALT)
    except (signing.BadSignature, ValueError):
        raise Absent("publication.calendar.unknown") from None
    agency = find(Agency.objects.all(), pk=agency_id)
    user = find(User.objects.filter(is_active=True), pk=user_id)
    if agency is None or not can_do(get_person(user), "plan.read", agency.id):
        raise Absent("publication.calendar.unknown")
    return agency


def list_readable_agencies(person: Person | None) -> list[Agency]:
    """The agencies whose calendar the person may read."""
    return [one for one in list_agencies() if can_do(person, "plan.read", one.id)]


def _updates(agency: Agency, last: date, today: date) -> Iterator[Due]:
    for dataset, record, released in promises(agency):
        is_frequent = (promise.period_days(record) or 0) < _SHORTEST
        day = promise.due_date(record, released)
        if day is None:
            continue
        path, key = f"/desk/datasets/{dataset.slug}", f"dataset:{dataset.id}"
        title = dataset.title_th or dataset.title_en
        yield Due(day, "update", title, path, key, max(0, (today - day).days))
        if not is_frequent:
            for later in promise.due_dates(record, max(day, today - timedelta(days=1)), last):
                yield Due(later, "update", title, path, key, is_expected=True)


def _planned(agency: Agency, today: date) -> Iterator[Due]:
    planned = PlanItem.objects.filter(agency=agency, state="planned")
    for item in planned.select_related("entry", "dataset"):
        late = max(0, (today - item.due_date).days)
        yield Due(
            item.due_date, "plan", str(item), f"/desk/plan/{item.id}", f"plan:{item.id}", late
        )


def _released(ids: Collection[str]) -> dict[str, date]:
    found: dict[str, date] = {}
    for some in in_parts(ids):
        rows = Distribution.objects.filter(dataset_id__in=some, current__isnull=False)
        told = rows.order_by().values_list("dataset_id").annotate(Max("current__released_at"))
        found |= {id: localdate(at) for id, at in told}
    return found
