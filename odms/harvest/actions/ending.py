"""How a run ends: what that means for its source, and who hears of it."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from odms.harvest import kinds
from odms.harvest.actions.news import enter, tell
from odms.harvest.models import Run, Source
from odms.harvest.rules import RUN_DEEDS, next_run, next_try, told_after
from odms.ledger.rules import SYSTEM


class Stopped(Exception):
    """The run was cancelled, or is no longer in these hands."""


COUNTS = ("added", "updated", "unchanged", "deleted", "refused", "copies")


@transaction.atomic
def end_done(run: Run, at: datetime) -> bool:
    """A run came to its end; whether it still was ours to end."""
    if not _end(run, "finish", at, cursor={}):
        return False
    source = _source(run)
    source.read_at, source.n_failed = run.started_at, 0
    if run.is_full and run.is_complete:
        source.last_full_at, source.wants_full = run.started_at, False
        if kinds.has_bookmark(source.kind):
            source.bookmark = run.cursor
    source.next_at = _planned(source, at)
    source.save(
        update_fields=["read_at", "n_failed", "last_full_at", "wants_full", "next_at", "bookmark"]
    )
    counts = {name: getattr(run, name) for name in COUNTS}
    if run.is_full or any(counts.values()):  # every few minutes nothing happens
        facts = {"run": run.id, "is_full": run.is_full, **counts}
        enter(SYSTEM, RUN_DEEDS["finish"].verb, source, at, facts)
    return True


@transaction.atomic
def end_failed(run: Run, code: str, facts: dict[str, Any], at: datetime) -> bool:
    """A run broke off, for a reason that is kept in words; whether it still was ours to end."""
    told = {"code": code, "facts": _plain(facts)}
    if not _end(run, "fail", at, failure=told):
        return False
    source = _source(run)
    source.n_failed += 1
    source.next_at = next_try(source.n_failed, _planned(source, at), at=at)
    source.save(update_fields=["n_failed", "next_at"])
    enter(SYSTEM, RUN_DEEDS["fail"].verb, source, at, {"run": run.id, "code": code})
    if source.n_failed == told_after(source.schedule):
        tell("fail", source, at, path=f"/desk/harvest/runs/{run.id}", n=source.n_failed)
    return True


@transaction.atomic
def end_cancelled(run: Run, at: datetime) -> bool:
    """A run was told to stop; whether it still was ours to end."""
    if not _end(run, "cancel", at):
        return False
    enter(SYSTEM, RUN_DEEDS["cancel"].verb, run.source, at, {"run": run.id})
    return True


def _end(run: Run, deed: str, at: datetime, **values: Any) -> bool:
    """Move a run to its end, unless it is no longer in the hands that held it."""
    move = RUN_DEEDS[deed]
    mine = Run.objects.filter(pk=run.pk, state__in=move.before, n_attempts=run.n_attempts)
    told = {"state": move.after, "finished_at": at, "lease_until": None, "wants_cancel": False}
    return bool(mine.update(**told, **values))


def _source(run: Run) -> Source:
    return Source.objects.select_related("agency", "proposed_by").get(pk=run.source_id)


def _planned(source: Source, at: datetime) -> datetime | None:
    if source.state != "approved":
        return None
    zone = ZoneInfo(settings.TIME_ZONE)
    return next_run(source.schedule, source_id=source.id, at=at, zone=zone)


def _plain(facts: dict[str, Any]) -> dict[str, Any]:
    """Facts as JSON keeps them in every database."""
    return {
        name: value if isinstance(value, int) else str(value).replace("\x00", "")
        for name, value in facts.items()
    }
