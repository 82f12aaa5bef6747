"""Supply and demand in balance: by subject, agency and province; what is wanted most, served least."""

import csv
import io
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from odms.assessment.balance import rules
from odms.assessment.queries import balance as queries
from odms.assessment.queries import balancing
from odms.errors import Absent
from odms.pictures.drawn import MEDIA_TYPES, drawn
from odms.usage import queries as usage
from odms.web import balance, told
from odms.web.doors import page, person_of

N_WANTED, N_UNUSED, N_WORDS = 30, 20, 20


@page("catalogue.read")
def show(request: HttpRequest) -> HttpResponse:
    """The balance on a day, the last if none is named."""
    kind, day = _asked(request)
    rows, at = queries.list_balance(kind, day=day), timezone.now()
    shown = {
        "kind": kind,
        "kinds": balance.KINDS.items(),
        "day": day,
        "days": queries.list_days(),
        "chart": balance.chart(kind, rows, day) if day else None,
        "lines": balance.lines(rows),
        "parts": balance.parts(),
        "days_counted": rules()["days"],
        "n_under": sum(one.band == "under" for one in rows),
        "wanted": queries.list_wanted(person_of(request), limit=N_WANTED),
        "n_wanted": queries.count_wanted(),
        "failed": _failed(at),
        "unused": balancing.list_unused(at=at, limit=N_UNUSED),
    }
    return render(request, "public/dashboard/balance.html", shown)


@page("catalogue.read")
def as_file(request: HttpRequest, form: str) -> HttpResponse:
    """The table as CSV, the picture as SVG or PNG."""
    kind, day = _asked(request)
    rows = queries.list_balance(kind, day=day)
    name = f"balance-{kind}-{day.isoformat() if day else 'none'}"
    if form == "csv":
        return _file(_csv(rows), "text/csv; charset=utf-8", f"{name}.csv")
    chart = balance.chart(kind, rows, day) if day else None
    if form not in MEDIA_TYPES or chart is None:
        raise Absent("assessment.no_such_form", form=form, known=", ".join(["csv", *MEDIA_TYPES]))
    return _file(drawn(chart, form, told.language()), MEDIA_TYPES[form], f"{name}.{form}")


@page("catalogue.read")
def wanted_csv(request: HttpRequest) -> HttpResponse:
    """What is wanted most and served least, as CSV."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["words", "theme", "weight", "searches", "requests", "votes", "entries"])
    for one in queries.list_wanted(person_of(request), limit=1_000):
        row = one.row
        names = "; ".join(str(entry) for entry, _ in one.entries)
        counts = [row.weight, row.n_searches, row.n_requests, row.n_votes]
        writer.writerow([row.text, row.theme, *counts, names])
    return _file("\ufeff" + out.getvalue(), "text/csv; charset=utf-8", "most-wanted.csv")


def _asked(request: HttpRequest) -> tuple[str, Any]:
    kind = request.GET.get("by", "theme")
    queries.check_kind(kind)
    return kind, queries.check_day(request.GET.get("day", "")) or queries.last_day()


def _failed(at: Any) -> list[tuple[str, int]]:
    told = usage.list_failed_searches(at=at, days=rules()["days"], limit=N_WORDS)
    return [(words, n) for words, n in told if n >= rules()["wishes"]["least"]]


def _csv(rows: list[queries.Standing]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    codes = [one["code"] for one in rules()["parts"]]
    writer.writerow(["code", "name", "supply", "demand", "gap", "band", *codes])
    for one in rows:
        shares = [f"{n:.6g}" for n in (one.supply, one.demand, one.gap)]
        counts = [f"{one.counts.get(code, 0):.10g}" for code in codes]
        writer.writerow([one.subject.slug, balance.name_of(one), *shares, one.band, *counts])
    return "\ufeff" + out.getvalue()


def _file(content: str | bytes, media_type: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=media_type)
    disposition = "inline" if name.endswith("svg") else "attachment"
    answer["Content-Disposition"] = f'{disposition}; filename="{name}"'
    return answer
