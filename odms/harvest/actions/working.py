"""Working on a run: a child reads the source, each page is kept in a transaction with its cursor."""

import gc
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from time import monotonic
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import F

from odms.catalogue import actions as catalogue
from odms.engine import sandbox
from odms.errors import Refused
from odms.harvest.actions.deciding import decide
from odms.harvest.actions.ending import Stopped, end_cancelled, end_done, end_failed
from odms.harvest.actions.running import begin_run
from odms.harvest.actions.taking import Taking
from odms.harvest.models import Remote, Run, Source
from odms.harvest.rules import DEADLINE, LEASE, RENEWED_EVERY_S
from odms.harvest.supervising import reading
from odms.harvest.told import Job
from odms.inventory.sealing import unseal
from odms.ledger.rows import uncollected
from odms.ledger.rules import Actor
from odms.people.models import User

log = logging.getLogger(__name__)

Look = Callable[[Run], None]


class _Clock:
    """The time that was handed in, running on from there."""

    def __init__(self, at: datetime) -> None:
        self._at, self._begun = at, monotonic()

    def now(self) -> datetime:
        """The time it is by this clock."""
        return self._at + timedelta(seconds=monotonic() - self._begun)


def work_on(
    *, run_id: str, at: datetime, path: str = "", look: Look = lambda _: None
) -> Run | None:
    """Read a source for a run that waits; None where another worker has it, or too many are at it.

    Whatever happens, the run ends, with its cause in words: `path` is a file that stands for the
    address, `look` is shown the run after each page.
    """
    clock = _Clock(at)
    if (run := _take(run_id, at)) is None:
        return None
    try:
        _read(run, path, clock, look)
        end_done(run, clock.now())
    except Stopped:
        end_cancelled(run, clock.now())
    except Refused as refused:
        end_failed(run, refused.code, refused.facts, clock.now())
    except Exception as fault:
        log.exception("run %s over %s broke off", run.id, run.source.url)
        end_failed(run, "harvest.fault", {"kind": type(fault).__name__}, clock.now())
    run.refresh_from_db()
    return run


def harvest_now(
    *,
    by: User | Actor,
    source: Source,
    at: datetime,
    path: str = "",
    look: Look = lambda _: None,
) -> Run:
    """Read a source here and now, without the queue. Raises Conflict as `ask_run` does."""
    run = begin_run(by=by, source=source, at=at)
    return work_on(run_id=run.id, at=at, path=path, look=look) or run


def _take(run_id: str, at: datetime) -> Run | None:
    with transaction.atomic():
        most = max(settings.WORKERS // 2, 1)
        if Run.objects.filter(state="running").count() >= most:
            return None
        waiting = Run.objects.filter(pk=run_id, state="waiting")
        taken = waiting.update(
            state="running",
            lease_until=at + LEASE,
            deadline_at=at + DEADLINE,
            n_attempts=F("n_attempts") + 1,
        )
    if not taken:
        return None
    run = Run.objects.select_related("source__agency").get(pk=run_id)
    if run.started_at is None:
        run.started_at = at
        run.save(update_fields=["started_at"])
    return run


def _read(run: Run, path: str, clock: _Clock, look: Look) -> None:
    """Read all pages. Raises Stopped, and what the source refuses."""
    job = _job(run, path, clock.now())
    limits = sandbox.Limits(memory_mb=settings.READ_MEMORY_MB, seconds=job.deadline_s)
    taking = Taking(run)
    try:
        _take_all(taking, job, limits, clock, look)
    finally:
        if taking.has_destroyed:
            catalogue.compact()


def _take_all(taking: Taking, job: Job, limits: sandbox.Limits, clock: _Clock, look: Look) -> None:
    run = taking.run
    with reading(job, limits=limits, tick=_Hold(run, clock)) as reader, uncollected():
        for part in reader.parts():
            if part.lists_all and not run.is_full:
                run.is_full = True
                run.save(update_fields=["is_full"])
            taking.take(part, at=clock.now())
            gc.collect(0)  # rows of a page that name each other, and nothing older
            look(run)
            if Run.objects.filter(pk=run.pk, wants_cancel=True).exists():
                raise Stopped
    decide(taking, at=clock.now())


def _job(run: Run, path: str, now: datetime) -> Job:
    source = run.source
    known = Remote.objects.filter(source=source).exclude(mark="").values_list("name", "mark")
    left = (run.deadline_at or now + DEADLINE) - now
    key = {source.key_header: unseal(source.sealed_key)} if source.sealed_key else {}
    since = run.since.astimezone(ZoneInfo("UTC")) if run.since else None
    return Job(
        url=source.url,
        path=path,
        kind=source.kind,
        options=source.options,
        since=since.strftime("%Y-%m-%dT%H:%M:%SZ") if since else "",
        cursor=run.cursor,
        known=dict(known.iterator(chunk_size=5_000)),
        networks=[str(network) for network in settings.FETCH_NETWORKS],
        headers={name or "Authorization": value for name, value in key.items()},
        deadline_s=max(left.total_seconds(), 1.0),
    )


class _Hold:
    """The hold on a run: renewed while its worker lives; it ends the work where it was lost."""

    def __init__(self, run: Run, clock: _Clock) -> None:
        self._run, self._clock, self._renewed_at = run, clock, monotonic()

    def __call__(self) -> None:
        if monotonic() - self._renewed_at < RENEWED_EVERY_S:
            return
        self._renewed_at = monotonic()
        mine = Run.objects.filter(
            pk=self._run.pk,
            state="running",
            n_attempts=self._run.n_attempts,
            wants_cancel=False,
        )
        if not mine.update(lease_until=self._clock.now() + LEASE):
            raise Stopped
