"""One run over a source: what it did, what went wrong by cause, and how it is put right."""

import csv
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from odms.definitions.messages import catalogue
from odms.errors import Invalid
from odms.harvest import actions, queries
from odms.harvest.rules import RUN_DEEDS, can_move
from odms.people.rules import can_do
from odms.web.doors import door, form, page, person_of
from odms.web.told import language, words
from odms.web.views.desk import badges, shapes

REFRESH_S = 5
_AT_ONCE = 1_000
_SIGNS = {"error": "no", "warning": "up", "info": ""}


@page("source.read")
def _show(request: HttpRequest, id: str) -> HttpResponse:
    run, person = queries.get_run(id, person_of(request)), person_of(request)
    causes = queries.list_causes(run)
    named = {one.record for cause in causes for one in cause.examples}
    remotes = queries.remotes_by_name(run.source, named)
    may_run = can_do(person, "source.run", run.source.agency_id)
    shown = {
        "run": run,
        "source": run.source,
        "over": shapes.agency_name(run.source.agency),
        "badge": badges.run_badge(run),
        "counts": _counts(run),
        "failure": words(run.failure["code"], run.failure["facts"]) if run.failure else "",
        "causes": [_cause(one, remotes) for one in causes],
        "took": _took(run),
        "may_cancel": may_run and can_move(RUN_DEEDS, "cancel", state=run.state),
        "may_resume": may_run and can_move(RUN_DEEDS, "resume", state=run.state),
        "refresh": REFRESH_S if run.state in ("waiting", "running") else 0,
    }
    return render(request, "desk/harvest_run.html", shown)


@form("source.run")
def _take(request: HttpRequest, id: str) -> HttpResponse:
    run, deed = queries.get_run(id, person_of(request)), request.POST.get("deed", "")
    if deed not in _DEEDS:
        raise Invalid("web.unknown_deed", deed=deed)
    _DEEDS[deed](by=request.user, run=run, at=timezone.now())
    messages.success(request, _("Saved"))
    return redirect("desk-harvest-run", id=run.id)


show = door(get=_show, post=_take)

_DEEDS: dict[str, Any] = {"cancel": actions.cancel, "resume": actions.resume}


@page("source.read")
def problems(request: HttpRequest, id: str) -> StreamingHttpResponse:
    """All that is kept of what went wrong, as CSV."""
    run = queries.get_run(id, person_of(request))
    response = StreamingHttpResponse(_lines(run), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="harvest-{run.id}.csv"'
    return response


def run_line(run: Any) -> dict[str, Any]:
    """A run in a list."""
    return {
        "run": run,
        "address": reverse("desk-harvest-run", kwargs={"id": run.id}),
        "badge": badges.run_badge(run),
        "way": _("everything") if run.is_full else _("what changed"),
        "by": run.by.name if run.by else _by(run.source),
    }


def _by(source: Any) -> str:
    """Why a run began that no person asked for on a page."""
    return _("by command") if source.schedule == "by-hand" else _("by schedule")


def _counts(run: Any) -> list[tuple[str, int]]:
    names = ("added", "updated", "unchanged", "deleted", "refused", "copies")
    return [(words(f"harvest.count.{name}"), getattr(run, name)) for name in names]


def _cause(cause: Any, remotes: dict[str, Any]) -> dict[str, Any]:
    """A cause in plain words: how often, how it is put right, and the first records."""
    entry, first = catalogue().get(cause.code, {}), cause.examples[0] if cause.examples else None
    told = {words(one.code, one.facts) for one in cause.examples}
    facts = dict(first.facts) if first else {}
    if len(told) > 1 and "kind_th" in facts:  # what each record holds stands beside it
        facts |= {f"kind_{language()}": _("personal data")}
    severity = "error" if cause.n_left_out else entry.get("severity", "warning")
    return {
        "code": cause.code,
        "words": words(cause.code, facts) if first else cause.code,
        "is_mixed": len(told) > 1,
        "n": cause.n,
        "badge": badges.Badge(_SIGNS[severity], badges.LACK_BADGES[severity].words),
        "is_left_out": bool(cause.n_left_out),
        "fix": (entry.get("fix") or {}).get(language(), ""),
        "examples": [
            _example(one, remotes.get(one.record)) for one in cause.examples if one.record
        ],
    }


def _example(problem: Any, remote: Any) -> dict[str, str]:
    """A record in which a cause was met, with the page of its dataset if it has one."""
    dataset = remote.dataset if remote else None
    is_shown = dataset is not None and dataset.state == "published"
    return {
        "title": remote.title if remote else problem.record,
        "words": words(problem.code, problem.facts),
        "address": reverse("dataset", kwargs={"slug": dataset.slug}) if is_shown else "",
    }


def _took(run: Any) -> str:
    if run.started_at is None or run.finished_at is None:
        return ""
    seconds = round((run.finished_at - run.started_at).total_seconds())
    minutes, rest = divmod(seconds, 60)
    return _("%(minutes)s min %(seconds)s s") % {"minutes": minutes, "seconds": rest}


class _Line:
    """A file to which a writer of CSV writes, that gives each line back."""

    def write(self, text: str) -> str:
        return text


def _lines(run: Any) -> Iterator[str]:
    writer = csv.writer(_Line())
    yield "\ufeff" + writer.writerow(["record", "code", "cause", "left_out"])
    offset = 0
    while found := queries.list_problems(run, offset=offset, limit=_AT_ONCE):
        offset += len(found)
        for one in found:
            cells = [one.record, one.code, words(one.code, one.facts), int(one.is_left_out)]
            yield writer.writerow([_plain(cell) for cell in cells])


def _plain(cell: Any) -> Any:
    """A cell that no spreadsheet takes for a formula."""
    is_formula = isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    return f"'{cell}" if is_formula else cell
