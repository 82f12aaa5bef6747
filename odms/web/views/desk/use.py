"""What became of an agency's data: how it is used, what was sought in vain, what does not answer."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import mark_safe

from odms.errors import Forbidden
from odms.health import queries as health
from odms.people import queries as people
from odms.people.rules import can_do
from odms.pictures import marks
from odms.usage import queries as usage
from odms.usage.rules import DAYS
from odms.web import formats, use_parts
from odms.web.doors import page, person_of
from odms.web.told import language, words
from odms.web.views.desk.badges import Badge, log_badge

N_UNUSED, N_LOGS = 50, 10

# the sign of each state of an address
ADDRESS_SIGNS = {"unknown": "", "answering": "ok", "broken": "up"}


@page("usage.read")
def show_usage(request: HttpRequest) -> HttpResponse:
    """How the datasets of an agency were used in the last days."""
    chosen, now = _choice(request, "usage.read"), timezone.now()
    agency = chosen["agency"]
    days = usage.by_day(agency, at=now)
    used = [sum(_used(counts).values()) for _, counts in days]
    shown = chosen | {
        "n_days": DAYS,
        "total": usage.of_agency(agency, at=now),
        "days": days[::-1],
        "line": _line(used),
        "most": max(used),
        "first": days[0][0],
        "last": days[-1][0],
        "datasets": usage.by_dataset(agency, at=now),
        "failed": usage.list_failed_searches(agency, at=now),
        "accesses": use_parts.accesses(agency, at=now, days=DAYS),
        "channels": use_parts.channels(agency, at=now, days=DAYS),
        "unused": usage.list_unused(agency, at=now, limit=N_UNUSED),
        "logs": [
            (log, log_badge(log))
            for log in usage.list_imports(
                [agency] if agency else None, person=person_of(request), limit=N_LOGS
            )
        ],
        "may_import": can_do(person_of(request), "usage.import", agency.id if agency else None),
    }
    return render(request, "desk/usage.html", shown)


@page("health.read")
def show_health(request: HttpRequest) -> HttpResponse:
    """What of an agency is late, broken, or does not answer."""
    chosen, now = _choice(request, "health.read"), timezone.now()
    agency = chosen["agency"]
    shown = chosen | {
        "late": health.list_late(agency, at=now),
        "links": [_line_of(check) for check in health.list_checks(agency=agency, kind="link")],
        "endpoints": [
            _line_of(check) for check in health.list_checks(agency=agency, kind="endpoint")
        ],
    }
    shown["n_broken"] = sum(
        line["check"].state == "broken" for line in (*shown["links"], *shown["endpoints"])
    )
    return render(request, "desk/health.html", shown)


def _choice(request: HttpRequest, deed: str) -> dict[str, Any]:
    """The agency that the address names, else the person's first; None is all of a centre's people.

    Raises Forbidden for an agency in which this person has no part.
    """
    person = person_of(request)
    is_of_centre = person.is_centre_admin or person.is_auditor
    mine = people.list_agencies() if is_of_centre else people.agencies_of(request.user)
    slug = request.GET.get("agency", "")
    agency = people.get_agency(slug) if slug else (None if is_of_centre else mine[0])
    if agency is not None and not can_do(person, deed, agency.id):
        raise Forbidden("people.may_not", deed=deed)
    return {
        "agency": agency,
        "agencies": [(one.slug, formats.in_language(one, "name", language())[0]) for one in mine],
        "has_all": is_of_centre,
    }


def _used(counts: Any) -> dict[str, int]:
    return {kind: counts.get(kind, 0) for kind in ("view", "download", "api")}


def _line(values: list[int]) -> Any:
    return mark_safe(marks.line(values, base=0)) if any(values) else ""  # noqa: S308


def _line_of(check: Any) -> dict[str, Any]:
    trouble = check.trouble
    return {
        "check": check,
        "badge": Badge(ADDRESS_SIGNS[check.state], words(f"health.state.{check.state}")),
        "why": words(trouble["code"], trouble["facts"]) if trouble else "",
        "change": words(f"health.change.{check.change}") if check.change else "",
        "decided_by": words(f"health.method.{check.decided_by}") if check.decided_by else "",
    }
