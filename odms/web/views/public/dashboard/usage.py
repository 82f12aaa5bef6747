"""Use for everybody: by day, by who reads, by the way to the data, by theme; each picture alone."""

from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.timezone import localdate

from odms.errors import Absent
from odms.pictures import marks
from odms.pictures.drawn import MEDIA_TYPES, drawn
from odms.usage import queries
from odms.usage.rules import DAYS
from odms.web import use_parts
from odms.web.doors import page
from odms.web.told import language
from odms.web.use_parts import PERIODS

# what fewer have searched for is told to nobody outside
LEAST_SEARCHES = 5

MOST_USED_S = 300
_CSV = "text/csv; charset=utf-8"


@page("catalogue.read")
def show(request: HttpRequest) -> HttpResponse:
    """The use of all agencies' datasets in a period; `days` is how long."""
    at, days = timezone.now(), _days(request)
    by_day = queries.by_day(None, at=at, days=days)
    context = {
        "days": days,
        "periods": PERIODS,
        "total": queries.of_nation(at=at, days=days),
        "lines": [line for kind in use_parts.KINDS if (line := _line(kind, by_day))],
        "by_day": by_day[::-1],
        "first": by_day[0][0],
        "last": by_day[-1][0],
        "charts": [
            (
                use_parts.chart_of(code, parts, at=at, days=days),
                parts,
                use_parts.APART.get(code, ""),
            )
            for code, parts in use_parts.list_parts(at=at, days=days).items()
            if code != "days"  # which is drawn as lines
        ],
        "datasets": _most_used(at, days),
        "failed": [
            one
            for one in queries.list_failed_searches(at=at, days=days, limit=20)
            if one[1] >= LEAST_SEARCHES
        ],
    }
    return render(request, "public/dashboard/usage.html", context)


@page("catalogue.read")
def picture(request: HttpRequest, name: str, form: str) -> HttpResponse:
    """One picture as SVG, PNG or CSV. Raises Absent for one that there is not."""
    charts = use_parts.list_charts(at=timezone.now(), days=_days(request))
    if name not in charts:
        raise Absent("assessment.no_such_picture", name=name, known=", ".join(charts))
    chart = charts[name]
    if form == "csv":
        answer = HttpResponse("\ufeff" + chart.csv(), content_type=_CSV)
    elif form in MEDIA_TYPES:
        answer = HttpResponse(drawn(chart, form, language()), content_type=MEDIA_TYPES[form])
    else:
        known = ", ".join(["csv", *MEDIA_TYPES])
        raise Absent("assessment.no_such_form", form=form, known=known)
    disposition = "inline" if form == "svg" else "attachment"
    answer["Content-Disposition"] = f'{disposition}; filename="use-{name}-{language()}.{form}"'
    return answer


def _most_used(at: datetime, days: int) -> Any:
    """The datasets that were used most; for some minutes as they were found, for all are gone through."""
    return cache.get_or_set(
        f"most-used-{days}-{localdate(at)}",
        lambda: queries.by_dataset(None, at=at, days=days, limit=20),
        MOST_USED_S,
    )


def _days(request: HttpRequest) -> int:
    """The period that the address names, else the usual one."""
    asked = request.GET.get("days", "")
    return int(asked) if asked in map(str, PERIODS) else DAYS


def _line(kind: str, by_day: Any) -> dict[str, Any] | None:
    """A kind of use over the days; None where there was none."""
    values = [counts.get(kind, 0) for _, counts in by_day]
    if not any(values):
        return None
    drawn_line = mark_safe(marks.line(values, base=0))  # noqa: S308 - of our own making
    return {"kind": kind, "n": sum(values), "most": max(values), "line": drawn_line}
