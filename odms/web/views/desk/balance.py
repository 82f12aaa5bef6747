"""Supply and demand as an agency sees it: what it holds that others look for, what nobody uses."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from odms.assessment.queries import balance as queries
from odms.assessment.queries import balancing
from odms.inventory import queries as inventory
from odms.web import balance
from odms.web.doors import page, person_of
from odms.web.views.desk import choosing

N_LISTED = 50


@page("inventory.read")
def show(request: HttpRequest) -> HttpResponse:
    """What an agency could serve, entries of every class among it, and what of its data is unused."""
    person = person_of(request)
    readable = inventory.list_readable_agencies(person)
    agency = choosing.asked(request, readable)
    standing = [one for one in queries.list_balance("agency") if one.subject.id == agency.id]
    shown = {
        "agency": choosing.choice(agency, readable),
        "line": balance.lines(standing)[0] if standing else None,
        "parts": balance.parts(),
        "wanted": queries.list_wanted(person, agency=agency, limit=N_LISTED),
        "inside": True,
        "unused": balancing.list_unused(at=timezone.now(), agency=agency, limit=N_LISTED),
        "day": queries.last_day(),
    }
    return render(request, "desk/balance.html", shown)
