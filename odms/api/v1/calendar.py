"""What is due when: promised updates and planned datasets."""

from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router

from odms.api.doors import operation, user_of
from odms.api.paging import absolute
from odms.api.schemas import calendar as schemas
from odms.api.v1.answers import answers
from odms.people import queries as people
from odms.people.rules import check_do
from odms.publication.queries import calendar

router = Router(tags=["calendar"])

_TOKEN = {"security": [{"token": []}]}
_DAYS = 31
_AGENCY = Query(..., description="Slug of the agency")
_SINCE = Query(None, description="The first day; today where none is named")
_UNTIL = Query(None, description=f"The last day; {_DAYS} days after the first")


@router.get(
    "/calendar",
    response=answers(schemas.Calendar, 401, 403, 404),
    summary="The calendar of an agency",
    openapi_extra=_TOKEN,
)
@operation("plan.read")
def get_calendar(
    request: HttpRequest,
    agency: str = _AGENCY,
    since: date | None = _SINCE,
    until: date | None = _UNTIL,
) -> dict[str, Any]:
    """What is overdue, and what is due from one day to another."""
    found = people.get_agency(agency)
    check_do(request.person, "plan.read", found.id)  # type: ignore[attr-defined]
    today = timezone.localdate()
    first = since or today
    last = until or first + timedelta(days=_DAYS)
    token = calendar.feed_token(found, user_of(request))
    return {
        "agency": found.slug,
        "late": [_shown(one) for one in calendar.list_late(found, today=today)],
        "due": [_shown(one) for one in calendar.list_due(found, first, last, today=today)],
        "feed_url": absolute(f"/calendar/{token}.ics"),
    }


def _shown(one: calendar.Due) -> dict[str, Any]:
    told = asdict(one)
    return told | {"page_url": absolute(told.pop("path"))}
