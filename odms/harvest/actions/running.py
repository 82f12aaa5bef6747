"""Runs: asked for by people or by the clock, cancelled, resumed, ended where nobody works on them."""

from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import Q

from odms.errors import Conflict, Refused
from odms.harvest import kinds
from odms.harvest.actions.ending import end_failed
from odms.harvest.actions.news import enter
from odms.harvest.models import Problem, Run, Source
from odms.harvest.rules import (
    ANNOUNCED_FOR,
    IDLE_RUNS_KEPT,
    OPEN_RUNS,
    OVERLAP,
    PROBLEMS_KEPT_RUNS,
    RUN_DEEDS,
    RUNS_KEPT,
    check_move,
    is_full_due,
)
from odms.harvest.signals import run_waiting
from odms.ledger import actions as ledger
from odms.ledger.rules import SYSTEM, Actor
from odms.people.models import User
from odms.people.queries import check_by


@transaction.atomic
def ask_run(*, by: User | Actor, source: Source, at: datetime, is_full: bool | None = None) -> Run:
    """Have a source read; by itself it reads all, or what changed, as it is due.

    Raises Conflict for a source that is not approved, and while another run of it is under way.
    """
    run = begin_run(by=by, source=source, at=at, is_full=is_full)
    transaction.on_commit(partial(run_waiting.send, Run, run_id=run.id))
    return run


@transaction.atomic
def begin_run(
    *, by: User | Actor, source: Source, at: datetime, is_full: bool | None = None
) -> Run:
    """A run that waits, and is announced to nobody. Raises Conflict as `ask_run` does."""
    check_by(by, "source.run", source.agency_id)
    ledger.take_turn()
    source.refresh_from_db()
    if source.state != "approved":
        raise Conflict("harvest.not_approved", name=source.name)
    if source.runs.filter(state__in=OPEN_RUNS).exists():
        raise Conflict("harvest.run_under_way", name=source.name)
    has_bookmark = kinds.has_bookmark(source.kind)
    if is_full is None:
        has_changes = kinds.load(source.kind).HAS_CHANGES and not source.wants_full
        is_full = is_full_due(has_changes=has_changes, last_full_at=source.last_full_at, at=at)
    if has_bookmark and not source.bookmark:
        is_full = True
    return Run.objects.create(
        source=source,
        by=by if isinstance(by, User) else None,
        is_full=is_full,
        cursor=source.bookmark if has_bookmark and not is_full else {},
        since=None if is_full or source.read_at is None else source.read_at - OVERLAP,
        asked_at=at,
        lease_until=at + ANNOUNCED_FOR,
    )


@transaction.atomic
def cancel(*, by: User | Actor, run: Run, at: datetime) -> Run:
    """End a run: at once where it waits, after its page where it is under way. Raises Conflict."""
    check_by(by, RUN_DEEDS["cancel"].permission, run.source.agency_id)
    run = (
        Run.objects.select_for_update(of=("self",)).select_related("source__agency").get(pk=run.pk)
    )
    move = check_move(RUN_DEEDS, "cancel", state=run.state)
    if run.state == "running":
        run.wants_cancel = True
        run.save(update_fields=["wants_cancel"])
        return run
    run.state, run.finished_at, run.lease_until = move.after, at, None
    run.save(update_fields=["state", "finished_at", "lease_until"])
    enter(by, move.verb, run.source, at, {"run": run.id})
    return run


@transaction.atomic
def resume(*, by: User | Actor, run: Run, at: datetime) -> Run:
    """Have a run that broke off go on after its last page. Raises Conflict where it has an end, where
    a later one began, and while another is under way."""
    check_by(by, RUN_DEEDS["resume"].permission, run.source.agency_id)
    ledger.take_turn()
    run = Run.objects.select_related("source__agency").get(pk=run.pk)
    move = check_move(RUN_DEEDS, "resume", state=run.state)
    if run.source.state != "approved":
        raise Conflict("harvest.not_approved", name=run.source.name)
    if run.source.runs.filter(asked_at__gt=run.asked_at).exists():
        raise Conflict("harvest.later_run", name=run.source.name)
    run.state, run.finished_at, run.failure, run.wants_cancel = move.after, None, {}, False
    run.lease_until = at + ANNOUNCED_FOR
    run.save()
    enter(by, move.verb, run.source, at, {"run": run.id, "n_pages": run.n_pages})
    transaction.on_commit(partial(run_waiting.send, Run, run_id=run.id))
    return run


def ask_due(*, at: datetime) -> int:
    """Have every source read whose turn it is; how many. What broke off lately goes on."""
    due = Source.objects.filter(state="approved", next_at__lte=at).order_by("next_at")
    asked = 0
    for source in due:
        try:
            _ask(source, at)
            asked += 1
        except Refused:  # one is under way
            continue
    return asked


def sweep(*, at: datetime) -> int:
    """End runs whose worker is dead and those past their deadline, announce again those that wait
    and were forgotten; how many."""
    lost = Run.objects.filter(state="running").filter(
        Q(lease_until__lte=at) | Q(deadline_at__lte=at)
    )
    dead = list(lost.select_related("source__agency"))
    for run in dead:
        is_late = run.deadline_at is not None and run.deadline_at <= at
        code = "harvest.deadline" if is_late else "harvest.worker_died"
        end_failed(run, code, {"n_pages": run.n_pages}, at)
    waiting = list(Run.objects.filter(state="waiting", lease_until__lte=at).order_by("asked_at"))
    for run in waiting:
        Run.objects.filter(pk=run.pk, state="waiting").update(lease_until=at + ANNOUNCED_FOR)
        run_waiting.send(Run, run_id=run.id)
    return len(dead) + len(waiting)


def tidy(*, at: datetime) -> int:
    """Forget runs of long ago, and what was wrong in any but the last of each source; how many rows."""
    n, _ = Run.objects.filter(asked_at__lt=at - RUNS_KEPT).exclude(state__in=OPEN_RUNS).delete()
    idle = Run.objects.filter(state="done", is_full=False, asked_at__lt=at - IDLE_RUNS_KEPT)
    n += idle.filter(added=0, updated=0, deleted=0, refused=0, copies=0).delete()[0]
    for source in Source.objects.all():
        older = source.runs.values_list("id", flat=True)[PROBLEMS_KEPT_RUNS:]
        n += Problem.objects.filter(run_id__in=list(older)).delete()[0]
    return n


def _ask(source: Source, at: datetime) -> None:
    last = source.runs.first()
    broke_off = last is not None and last.state == "failed" and bool(last.cursor)
    if last is not None and broke_off and source.n_failed <= 2:
        resume(by=SYSTEM, run=last, at=at)
    else:
        ask_run(by=SYSTEM, source=source, at=at)
