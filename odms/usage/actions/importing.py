"""Counting use outside the portal: logs of an agency's own site, and its CKAN's tracker.

What a line tells becomes an event of that agency's, told apart from this centre's own, with a key of
its day that goes with the events. So the rules are the same, a line that comes in two files counts
once, and nothing of a visitor outlasts the counting.
"""

import fcntl
import hashlib
import logging
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from odms.errors import Conflict, Invalid, Refused
from odms.ledger import actions as ledger
from odms.ledger.rules import SYSTEM, Actor, Subject, new_id
from odms.people.models import Agency, User
from odms.people.queries import actor_of, check_by, on_behalf
from odms.usage import events, journal, keys, logs, queries
from odms.usage.actions.taking import take_in
from odms.usage.journal import Use
from odms.usage.logs import Hit, Total
from odms.usage.models import ClosedDay, Import, TrackerTotal
from odms.usage.queries.imports import file_of
from odms.usage.queries.targets import targets_of
from odms.usage.rules import STATUSES, Visit, access_of, identity_of, normalised
from odms.usage.rules.matching import Targets

logger = logging.getLogger(__name__)

N_TOLD = 20  # addresses that mean no dataset
_N_REMEMBERED = 10_000
_NO_PAGE = (".css", ".js", ".png", ".jpg", ".gif", ".svg", ".ico", ".woff", ".woff2", ".map")


@dataclass
class Tally:
    """What became of the lines of a file."""

    kind: str
    n_lines: int = 0
    n_counted: int = 0
    n_unmatched: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    unmatched: Counter[str] = field(default_factory=Counter)
    by_kind: Counter[str] = field(default_factory=Counter)
    days: set[str] = field(default_factory=set)

    def told(self) -> dict[str, Any]:
        """As the import keeps it."""
        return {
            "kind": self.kind,
            "n_lines": self.n_lines,
            "n_counted": self.n_counted,
            "n_unmatched": self.n_unmatched,
            "refused": dict(self.refused),
            "unmatched": [list(one) for one in self.unmatched.most_common(N_TOLD)],
            "by_kind": dict(self.by_kind),
            "first_day": min(self.days, default=None),
            "last_day": max(self.days, default=None),
        }


def try_log(*, by: User | Actor, agency: Agency, path: Path, at: datetime, kind: str = "") -> Tally:
    """What would be counted of a file, without counting it. Raises Invalid, Unreadable
    and TooLarge."""
    check_by(by, "usage.import", agency.id)
    return _read(agency, path, _kind_of(path, kind), at, lambda *_: None)


def receive_log(
    *, by: User | Actor, agency: Agency, path: Path, name: str, at: datetime, kind: str = ""
) -> Import:
    """Keep a file to be counted, once. Raises Unreadable for what is no log, and Conflict for a file
    that came before."""
    check_by(by, "usage.import", agency.id)
    kind = _kind_of(path, kind)
    with path.open("rb") as source:
        sha256 = hashlib.file_digest(source, "sha256").hexdigest()
    if (
        known := Import.objects.filter(agency=agency, sha256=sha256)
        .exclude(state="refused")
        .first()
    ):
        raise Conflict("usage.imported_before", name=known.name)
    log = Import(
        id=new_id(), agency=agency, name=name[:300], sha256=sha256, kind=kind, received_at=at
    )
    kept = file_of(log)
    kept.parent.mkdir(exist_ok=True)
    shutil.copyfile(path, kept)
    try:
        _enter(log, by, at)
    except BaseException:
        kept.unlink()
        raise
    return log


def _enter(log: Import, by: User | Actor, at: datetime) -> None:
    facts = {"name": log.name, "sha256": log.sha256, "kind": log.kind}
    agency, sha256 = log.agency, log.sha256
    with transaction.atomic():
        Import.objects.filter(agency=agency, sha256=sha256, state="refused").delete()
        log.save(force_insert=True)
        ledger.record(
            by=actor_of(by),
            verb="usage.log-received",
            subject=Subject("log", log.id),
            agency_id=agency.id,
            facts=facts | on_behalf(by, "usage.import", agency.id),
            at=at,
        )


def count_logs(*, at: datetime) -> int:
    """Count every file that waits and that nobody is at; how many there were."""
    n = 0
    for log in queries.list_waiting():
        with suppress(BlockingIOError):
            count_log(log=log, at=at)
            n += 1
    return n


def count_log(*, log: Import, at: datetime) -> Import:
    """Count a file that waits. What broke off is done again, and counts nothing twice. Raises
    BlockingIOError where somebody is at it."""
    path = file_of(log)
    if not path.exists():
        _end(log, _refused("usage.log_lost", {}), at)
        return log
    with path.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        log.refresh_from_db()
        if log.state == "waiting":
            try:
                told = _count(log, path, at) | {"state": "counted"}
            except Refused as refused:
                told = _refused(refused.code, refused.facts)
            except Exception:
                # one file must not keep all others waiting, nor its addresses lying here
                logger.exception("a log could not be counted: %s", log.id)
                told = _refused("usage.log_failed", {})
            _end(log, told, at)
        path.unlink(missing_ok=True)
    return log


def _refused(code: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    return {"state": "refused", "trouble": {"code": code, "facts": dict(facts)}}


def _kind_of(path: Path, given: str) -> str:
    """The kind that is given, else what the file looks like. Raises Invalid and Unreadable."""
    if given and given not in logs.KINDS:
        raise Invalid("usage.wrong_kind", kind=given, known=", ".join(logs.KINDS))
    return given or logs.recognise(path)


def _count(log: Import, path: Path, at: datetime) -> dict[str, Any]:
    """What became of the lines. Reading them takes long, and keeps nobody from counting."""
    folder, zone = queries.journal_folder(), timezone.get_current_timezone()
    own = folder / log.agency_id
    with tempfile.TemporaryDirectory(dir=folder, prefix="stage-") as stage:
        lines = Path(stage) / f"import-{log.sha256[:32]}"
        with lines.open("wb") as out:

            def write(hit: Hit, dataset_id: str, kind: str) -> None:
                local = datetime.fromtimestamp(hit.at, zone)
                out.write(journal.line_of(_use_of(hit, log, dataset_id, kind, local, own)))

            tally = _read(log.agency, path, log.kind, at, write)
        with events.locked(folder), events.staged(folder, [lines]) as days:
            for day, new in days.items():
                take_in(folder, log.agency_id, day, new)
    return tally.told()


def _end(log: Import, told: dict[str, Any], at: datetime) -> None:
    for name, value in told.items():
        setattr(log, name, value)
    log.counted_at = at
    with transaction.atomic():
        if log.kind == "tracking-totals" and log.state == "counted":
            _keep_totals(log, at)
        log.save()
        ledger.record(
            by=SYSTEM,
            verb="usage.log-counted",
            subject=Subject("log", log.id),
            agency_id=log.agency_id,
            facts={"name": log.name, "state": log.state, "n_counted": log.n_counted},
            at=at,
        )
    log.refresh_from_db()


def _read(
    agency: Agency, path: Path, kind: str, at: datetime, write: Callable[[Hit, str, str], None]
) -> Tally:
    """Go through a file: what counts is written, and everything is told."""
    tally, targets = Tally(kind), targets_of(agency)
    closed = {
        day.isoformat()
        for day in ClosedDay.objects.filter(source=agency.id).values_list("day", flat=True)
    }
    zone = timezone.get_current_timezone()
    for hit in _hits(agency, path, kind, at):
        tally.n_lines += 1
        if isinstance(hit, str):
            tally.refused[hit] += 1
            continue
        day = datetime.fromtimestamp(hit.at, zone).date().isoformat()
        if reason := _why_not(hit, day in closed):
            tally.refused[reason] += 1
        elif (found := _meant(hit, targets)) is None:
            _tell_unmatched(tally, hit)
        else:
            n = hit.n or 1
            tally.n_counted += n
            tally.by_kind[found[1]] += n
            tally.days.add(day)
            write(hit, *found)
    return tally


def _hits(agency: Agency, path: Path, kind: str, at: datetime) -> Iterator[logs.Told]:
    if kind != "tracking-totals":
        yield from logs.read(path, kind, timezone.get_current_timezone(), at.timestamp())
        return
    known = dict(TrackerTotal.objects.filter(agency=agency).values_list("name", "total"))
    for one in logs.read_totals(path):
        since = _since(one, known.get(one.name))
        if since:
            way = "resource" if one.is_resource else "dataset"
            yield Hit(
                at=at.timestamp(),
                address=f"{way}:{one.name}:{one.total}",
                package=one.name,
                is_resource=one.is_resource,
                n=since,
            )


def _since(one: Total, before: int | None) -> int:
    """What was counted since the last time: at first, of late alone; all, where it began anew."""
    if before is None:
        return one.recent
    return one.total - before if one.total >= before else one.total


def _keep_totals(log: Import, at: datetime) -> None:
    for one in logs.read_totals(file_of(log)):
        TrackerTotal.objects.update_or_create(
            agency=log.agency, name=one.name[:200], defaults={"total": one.total, "at": at}
        )


def _why_not(hit: Hit, is_closed: bool) -> str:
    """Why a line is no use; empty where it is one."""
    if hit.method != "GET":
        return "method"
    if hit.status not in STATUSES:
        return "status"
    return "closed" if is_closed else ""


def _meant(hit: Hit, targets: Targets) -> tuple[str, str] | None:
    """The dataset, and the kind of use."""
    known = targets.resources if hit.is_resource else targets.names
    if found := targets.find(hit.address, hit.host, is_resource=hit.is_resource):
        return found
    id = known.get(hit.package.lower()) or targets.names.get(hit.package.lower())
    return (id, "download" if hit.is_resource else "view") if id else None


def _tell_unmatched(tally: Tally, hit: Hit) -> None:
    tally.n_unmatched += 1
    place = hit.address.partition("?")[0][:200].encode(errors="replace").decode().replace("\0", "")
    is_told = place in tally.unmatched or len(tally.unmatched) < _N_REMEMBERED
    if is_told and not place.lower().endswith(_NO_PAGE):
        tally.unmatched[place] += 1


def _use_of(
    hit: Hit, log: Import, dataset_id: str, kind: str, local: datetime, folder: Path
) -> Use:
    day = local.date().isoformat()
    visit = Visit(hit.address, agent=hit.agent or "", remote=hit.remote, user_id=hit.user)
    whose = identity_of(visit, day, local.hour)
    return Use(
        at=int(hit.at),
        day=day,
        hour=local.hour,
        kind=kind,
        dataset_id=dataset_id,
        agency_id=log.agency_id,
        channel="tracker" if log.kind.startswith("tracking") else "site",
        access="regular" if hit.agent is None else access_of(hit.agent),
        status=hit.status,
        user=0 if hit.n else keys.hashed(folder, day, whose),
        address=keys.hashed(folder, day, f"{hit.host}{normalised(hit.address)}"),
        words="",
        n=hit.n or 1,
    )
