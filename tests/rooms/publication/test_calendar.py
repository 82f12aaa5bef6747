"""What is due when, who is told of it, and the calendar that phones subscribe to."""

from datetime import date, timedelta

import pytest
from factories import cases
from factories.centre import AT, Centre

from odms.errors import Absent
from odms.people import actions as people
from odms.people.models import Membership, Notice, Reminder
from odms.publication import actions as publication
from odms.publication.models import Case
from odms.publication.queries import calendar

pytestmark = pytest.mark.django_db

RELEASED = AT.date()


def monthly(centre: Centre) -> Case:
    """A public dataset that is promised every month."""
    case = cases.draft(centre)
    changes = {"frequency_unit": "M", "frequency_interval": 1}
    case = publication.change_record(by=centre.steward, case=case, changes=changes, at=AT)
    case = publication.submit(by=centre.steward, case=case, at=AT)
    case = publication.approve(by=centre.approver, case=case, at=AT)
    return publication.publish(case=case, at=AT)


def told() -> list[str]:
    return list(
        Notice.objects.filter(path__startswith="/desk/datasets/")
        .order_by("id")
        .values_list("user__name", flat=True)
    )


def test_updates_are_due_and_expected(centre: Centre) -> None:
    monthly(centre)
    found = calendar.list_due(
        centre.agency, RELEASED, RELEASED + timedelta(days=70), today=RELEASED
    )
    assert [(one.day, one.is_expected) for one in found] == [
        (date(2026, 12, 24), False),
        (date(2027, 1, 24), True),
    ]
    assert calendar.list_late(centre.agency, today=RELEASED) == []
    (late,) = calendar.list_late(centre.agency, today=date(2027, 1, 3))
    assert (late.day, late.days_late) == (date(2026, 12, 24), 10)


def test_people_are_told_before_the_day_on_it_and_after(centre: Centre) -> None:
    monthly(centre)
    day = AT + timedelta(days=31)
    assert publication.remind_updates(at=day - timedelta(days=8)) == 0
    assert publication.remind_updates(at=day - timedelta(days=7)) == 1
    publication.remind_updates(at=day - timedelta(days=6))
    stewards = ["Both", "Second-Steward", "Steward"]
    assert sorted(told()) == stewards
    people.escalate(at=day)
    assert sorted(told()) == sorted(stewards * 2)
    people.escalate(at=day + timedelta(days=7))
    assert "Approver" in told() and "Admin" not in told()
    people.escalate(at=day + timedelta(days=14))
    assert "Admin" in told()


def test_an_update_settles_it_and_begins_anew(centre: Centre) -> None:
    case = monthly(centre)
    day = AT + timedelta(days=31)
    publication.remind_updates(at=day)
    renewed = cases.published(centre, dataset=case.dataset)
    assert Reminder.objects.get(key=f"update:{case.dataset_id}").settled_at is not None
    publication.remind_updates(at=day)
    assert renewed.dataset_id == case.dataset_id


def test_what_is_withdrawn_is_due_no_more(centre: Centre) -> None:
    case = monthly(centre)
    late = AT + timedelta(days=40)
    publication.remind_updates(at=late)
    publication.withdraw(by=centre.approver, dataset=case.dataset, reason="ผิด", at=late)
    assert publication.remind_updates(at=late) == 0
    assert Reminder.objects.get(key=f"update:{case.dataset_id}").settled_at == late


def test_a_feed_is_read_as_long_as_its_reader_may(centre: Centre) -> None:
    monthly(centre)
    token = calendar.feed_token(centre.agency, centre.steward)
    assert calendar.agency_of_feed(token) == centre.agency
    events = calendar.list_events(centre.agency, at=AT, centre_url="https://centre.example")
    assert [one.day for one in events][:2] == [date(2026, 12, 24), date(2027, 1, 24)]
    Membership.objects.filter(user=centre.steward).delete()
    for wrong in (token, token[:-1], "x"):
        with pytest.raises(Absent):
            calendar.agency_of_feed(wrong)
