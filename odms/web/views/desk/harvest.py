"""Sources elsewhere: how each was read lately, looking at a new one, deciding about one."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from odms.errors import Invalid, Refused
from odms.harvest import actions, queries
from odms.harvest.kinds import has_bookmark, schedule_of
from odms.harvest.rules import N_STRIP, SOURCE_DEEDS, can_move
from odms.health.queries.scores import get_source_marks
from odms.people import queries as people
from odms.people.rules import can_do
from odms.web import formats, scores
from odms.web.doors import door, form, page, person_of, refusal_page
from odms.web.forms.base import DeskForm
from odms.web.forms.harvest import AddressForm, ProposalForm, ReasonForm, SettingsForm
from odms.web.told import language, words
from odms.web.views.desk import badges, choosing, shapes
from odms.web.views.desk.harvest_runs import run_line

Act = Callable[[], object]


@page("source.read")
def index(request: HttpRequest) -> HttpResponse:
    """Every source with its last runs; `agency` is the slug of one."""
    agencies = queries.list_readable_agencies(person_of(request))
    slug = request.GET.get("agency", "")
    chosen = [choosing.asked(request, agencies)] if slug else agencies
    sources = queries.list_sources([one.id for one in chosen])
    figures = queries.figures(sources)
    lines = [_line(source, figures[source.id]) for source in sources]
    shown = {
        "over": shapes.agency_name(chosen[0]) if len(chosen) == 1 else _("All agencies"),
        "lines": lines,
        "n_datasets": sum(line["figures"]["n"] for line in lines),
        "n_failing": sum(source.n_failed > 0 and source.state == "approved" for source in sources),
        "n_waiting": sum(source.state == "proposed" for source in sources),
        "n_strip": N_STRIP,
        "may_propose": bool(queries.list_editable_agencies(person_of(request))),
    }
    return render(request, "desk/harvest.html", shown)


@page("source.propose")
def _ask_address(request: HttpRequest) -> HttpResponse:
    return _new_page(request, _address_form(request))


@form("source.propose")
def _look(request: HttpRequest) -> HttpResponse:
    """What stands at an address, before anything is kept."""
    typed = _address_form(request)
    if not typed.is_valid():
        return _new_page(request, typed, 422)
    told = typed.cleaned_data
    try:
        seen = actions.preview(
            by=request.user,
            agency=people.get_agency(told["agency"]),
            url=told["url"],
            kind=told["kind"],
            key=typed.header,
        )
    except Refused as refused:
        typed.refuse(refused, field="url")
        return _new_page(request, typed, shapes.status(refused))
    initial = told | {
        "url": seen.url,
        "kind": seen.kind,
        "name": seen.title[:300],
        "schedule": schedule_of(seen.kind),
    }
    proposal = ProposalForm(agencies=_editable(request), initial=initial)
    shown = {
        "form": proposal,
        "seen": seen,
        "shown": [one | {"changed": _day(one["modified"])} for one in seen.shown],
        "kind": words(f"harvest.kind.{seen.kind}"),
        "troubles": [_trouble(one) for one in seen.troubles[:20]],
        "same": [_same(source) for source in queries.list_same(seen.url)],
    }
    return render(request, "desk/harvest_preview.html", shown)


new = door(get=_ask_address, post=_look)


def _day(told: str) -> str:
    """A moment as its source tells it, as a day; what is none stays as it was told."""
    try:
        return formats.day(date.fromisoformat(told[:10]), language())
    except ValueError:
        return told[:40]


@form("source.propose")
def propose(request: HttpRequest) -> HttpResponse:
    """Put a source that was looked at before the centre's admins."""
    typed = ProposalForm(request.POST, agencies=_editable(request))
    if not typed.is_valid():
        return render(request, "desk/harvest_preview.html", {"form": typed}, status=422)
    told = dict(typed.cleaned_data)
    try:
        agency = people.get_agency(told.pop("agency"))
        source = actions.propose(by=request.user, agency=agency, at=timezone.now(), **told)
    except Refused as refused:
        typed.refuse(refused)
        status = shapes.status(refused)
        return render(request, "desk/harvest_preview.html", {"form": typed}, status=status)
    return redirect("desk-harvest-source", id=source.id)


@page("source.read")
def _show_source(request: HttpRequest, id: str) -> HttpResponse:
    return _source_page(request, queries.get_source(id, person_of(request)))


@form("source.edit")
def _take_source(request: HttpRequest, id: str) -> HttpResponse:
    source, deed = queries.get_source(id, person_of(request)), request.POST.get("deed", "")
    typed = _form_of(deed, source, request.POST)
    if not typed.is_valid():
        return _source_page(request, source, {deed: typed}, 422)
    try:
        _OF_SOURCE.get(deed, _moved(deed))(request.user, source, typed.cleaned_data)
    except Refused as refused:
        if not typed.fields:
            return refusal_page(request, refused)
        typed.refuse(refused)
        return _source_page(request, source, {deed: typed}, shapes.status(refused))
    messages.success(request, _("Saved"))
    return redirect("desk-harvest-source", id=source.id)


source = door(get=_show_source, post=_take_source)


_OF_SOURCE: dict[str, Callable[[Any, Any, dict[str, Any]], object]] = {
    "change": lambda by, source, typed: actions.change(
        by=by, source=source, at=timezone.now(), **typed
    ),
    "run": lambda by, source, typed: actions.ask_run(by=by, source=source, at=timezone.now()),
    "run-full": lambda by, source, typed: actions.ask_run(
        by=by, source=source, is_full=True, at=timezone.now()
    ),
}


def _moved(deed: str) -> Callable[[Any, Any, dict[str, Any]], object]:
    """The deed that moves a source. Raises Invalid for one that there is not."""

    def moved(by: Any, source: Any, typed: dict[str, Any]) -> object:
        if deed not in SOURCE_DEEDS:
            raise Invalid("web.unknown_deed", deed=deed)
        reason = typed.get("reason", "")
        return actions.move(by=by, source=source, deed=deed, reason=reason, at=timezone.now())

    return moved


def _form_of(deed: str, source: Any, data: Any) -> DeskForm:
    if deed == "change":
        return SettingsForm(data)
    needs_reason = deed in SOURCE_DEEDS and SOURCE_DEEDS[deed].needs_reason
    return ReasonForm(data) if needs_reason else DeskForm(data)


def _source_page(
    request: HttpRequest, source: Any, typed: dict[str, DeskForm] | None = None, status: int = 200
) -> HttpResponse:
    person, bound = person_of(request), typed or {}
    runs = queries.list_runs(source)
    named = ("name", "schedule", "grace_days", "mirrors_files")
    initial = {name: getattr(source, name) for name in named}
    shown = {
        "source": source,
        "form": next(iter(bound.values()), None),
        "over": shapes.agency_name(source.agency),
        "kind": words(f"harvest.kind.{source.kind}"),
        "schedule": words(f"harvest.schedule.{source.schedule}"),
        "bookmark": _bookmark(source, runs[:1]),
        "badge": badges.source_badge(source),
        "figures": queries.figures([source])[source.id],
        "scores": scores.block(get_source_marks(source.id)),
        "strip": [_cell(run) for run in runs[:N_STRIP][::-1]],
        "runs": [run_line(run) for run in runs],
        "is_open": bool(runs) and runs[0].state in ("waiting", "running"),
        "settings_form": bound.get("change") or SettingsForm(initial=initial),
        "reason_forms": _reason_forms(person, source, bound),
        "moves": _moves(person, source),
        "may_edit": can_do(person, "source.edit", source.agency_id),
        "may_run": source.state == "approved" and can_do(person, "source.run", source.agency_id),
    }
    return render(request, "desk/harvest_source.html", shown, status=status)


def _moves(person: Any, source: Any) -> list[tuple[str, str]]:
    """The deeds without a reason that this person may do now, with their words."""
    return [
        (deed, words(f"harvest.deed.{deed}"))
        for deed, move in SOURCE_DEEDS.items()
        if not move.needs_reason
        and can_move(SOURCE_DEEDS, deed, state=source.state)
        and can_do(person, move.permission, source.agency_id)
    ]


def _reason_forms(person: Any, source: Any, bound: dict[str, DeskForm]) -> list[dict[str, Any]]:
    """The deeds that need a reason and that this person may do now."""
    return [
        {
            "deed": deed,
            "words": words(f"harvest.deed.{deed}"),
            "form": bound.get(deed, ReasonForm()),
        }
        for deed, move in SOURCE_DEEDS.items()
        if move.needs_reason
        and can_move(SOURCE_DEEDS, deed, state=source.state)
        and can_do(person, move.permission, source.agency_id)
    ]


def _line(source: Any, figures: dict[str, Any]) -> dict[str, Any]:
    """A source in the list."""
    ended = [run for run in source.strip if run.state not in ("waiting", "running")]
    return {
        "source": source,
        "agency": shapes.agency_name(source.agency),
        "kind": words(f"harvest.kind.{source.kind}"),
        "badge": badges.source_badge(source),
        "bookmark": _bookmark(source, source.strip),
        "strip": [_cell(run) for run in source.strip],
        "last": ended[-1] if ended else None,
        "figures": figures,
    }


def _bookmark(source: Any, runs: Sequence[Any]) -> str:
    """How far a centre's changes are read, in words; empty for other kinds and before the first."""
    is_open = bool(runs) and runs[-1].state in ("waiting", "running")
    place = (runs[-1].cursor if is_open else {}) or source.bookmark
    if not place or not has_bookmark(source.kind):
        return ""
    told = {name: formats.number(place[name]) for name in ("sequence", "last")}
    if source.read_at is None:
        return (
            _("Got to change %(sequence)s of %(last)s; the first reading is not whole yet") % told
        )
    told["behind"] = _behind(timezone.now() - source.read_at)
    return _("Got to change %(sequence)s of %(last)s, %(behind)s") % told


def _behind(age: timedelta) -> str:
    """How far behind a centre is that was last read so long ago."""
    minutes = int(age.total_seconds()) // 60
    if minutes < 1:
        return _("less than a minute behind")
    if minutes < 120:
        told, n = ngettext("%(n)s minute behind", "%(n)s minutes behind", minutes), minutes
    elif minutes < 48 * 60:
        n = minutes // 60
        told = ngettext("%(n)s hour behind", "%(n)s hours behind", n)
    else:
        n = minutes // (24 * 60)
        told = ngettext("%(n)s day behind", "%(n)s days behind", n)
    return told % {"n": formats.number(n)}


def _cell(run: Any) -> dict[str, str]:
    """A run as a cell of the strip: its sign, and what it was in words."""
    badge = badges.run_badge(run)
    day = formats.moment(run.started_at or run.asked_at, language())
    told = ngettext("%(n)s changed", "%(n)s changed", run.added + run.updated + run.deleted)
    n = formats.number(run.added + run.updated + run.deleted)
    return {"sign": badge.state, "words": f"{day}: {badge.words}, {told % {'n': n}}", "id": run.id}


def _trouble(one: Any) -> dict[str, str]:
    return {"record": one.record, "words": words(one.code, one.facts)}


def _same(source: Any) -> dict[str, str]:
    """Another source of the same address or host."""
    return {"name": source.name, "agency": shapes.agency_name(source.agency), "url": source.url}


def _editable(request: HttpRequest) -> list[Any]:
    return queries.list_editable_agencies(person_of(request))


def _address_form(request: HttpRequest) -> AddressForm:
    slug = request.GET.get("agency", "")
    initial = {"agency": slug} if slug else {}  # who works for one agency has it filled in
    return AddressForm(request.POST or None, agencies=_editable(request), initial=initial)


def _new_page(request: HttpRequest, typed: AddressForm, status: int = 200) -> HttpResponse:
    return render(request, "desk/harvest_new.html", {"form": typed}, status=status)
