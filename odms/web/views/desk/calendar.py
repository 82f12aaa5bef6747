"""The calendar of an agency: promised updates and planned datasets, month by month."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from odms.definitions.days import said_month
from odms.errors import Invalid
from odms.publication import icalendar
from odms.publication.queries import calendar
from odms.web.doors import page, person_of
from odms.web.told import language, words
from odms.web.views.desk import choosing, shapes


@page("plan.read")
def show(request: HttpRequest) -> HttpResponse:
    """What is overdue, and what is due in a month."""
    readable = calendar.list_readable_agencies(person_of(request))
    agency, today = choosing.asked(request, readable), timezone.localdate()
    first = month_of(request.GET.get("month", ""), today)
    last = _next(first) - timedelta(days=1)
    due = calendar.list_due(agency, first, last, today=today)
    token = calendar.feed_token(agency, request.user)
    shown = {
        "agency": choosing.choice(agency, readable),
        "late": calendar.list_late(agency, today=today),
        "days": _days([one for one in due if not one.days_late]),
        "month": _named(first),
        "before": _link(agency, first - timedelta(days=1)),
        "after": _link(agency, last + timedelta(days=1)),
        "feed": settings.CENTRE_URL + reverse("calendar-feed", kwargs={"token": token}),
    }
    return render(request, "desk/calendar.html", shown)


@page("catalogue.read")
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The days of an agency for a calendar program, by an address that is signed."""
    agency, now = calendar.agency_of_feed(token), timezone.now()
    name = words("publication.calendar.feed", {"agency": shapes.agency_name(agency)})
    events = calendar.list_events(agency, at=now, centre_url=settings.CENTRE_URL)
    text = icalendar.feed(name, events, at=now)
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "private, max-age=3600"
    return response


def month_of(text: str, today: date) -> date:
    """The first day of a month such as 2026-12; of this month where none is named. Raises Invalid."""
    try:
        return date.fromisoformat(f"{text}-01") if text else today.replace(day=1)
    except ValueError:
        raise Invalid("publication.calendar.wrong_month", month=text) from None


def _next(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)


def _days(due: list[calendar.Due]) -> list[dict[str, Any]]:
    """The things by their day."""
    found: dict[date, list[calendar.Due]] = {}
    for one in due:
        found.setdefault(one.day, []).append(one)
    return [{"day": day, "things": things} for day, things in found.items()]


def _named(first: date) -> str:
    """A month in words, its year in the era of the page's language."""
    return said_month(first, language())


def _link(agency: Any, day: date) -> dict[str, str]:
    first = day.replace(day=1)
    return {"name": _named(first), "address": f"?agency={agency.slug}&month={first:%Y-%m}"}
