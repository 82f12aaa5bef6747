"""Sources: proposed by an agency, approved by the centre, paused, ended with all that came from them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from odms.catalogue import actions as catalogue
from odms.catalogue.rules import slug_from
from odms.errors import Conflict
from odms.harvest import kinds
from odms.harvest.actions.news import enter, tell
from odms.harvest.models import Remote, Run, Source
from odms.harvest.queries import catalogue_source, list_dataset_ids
from odms.harvest.rehearsal import N_SHOWN, Rehearsal, rehearse
from odms.harvest.rules import (
    DEFAULT_GRACE_DAYS,
    OPEN_RUNS,
    SOURCE_DEEDS,
    check_move,
    check_source,
    host_of,
    next_run,
)
from odms.harvest.told import Job
from odms.inventory.sealing import seal
from odms.ledger import actions as ledger
from odms.ledger.queries import in_parts
from odms.ledger.rules import SYSTEM, Actor
from odms.outward import check_url
from odms.people import actions as people
from odms.people.models import Agency, User
from odms.people.queries import check_by, list_agencies

PREVIEW_S = 25.0


def preview(
    *,
    by: User | Actor,
    agency: Agency,
    url: str,
    kind: str = "",
    key: Mapping[str, str] | None = None,
) -> Rehearsal:
    """The first records of a catalogue, before it is a source; nothing is kept.

    Raises what the address, or what stands there, refuses.
    """
    check_by(by, "source.propose", agency.id)
    check_url(url)
    if kind:
        kinds.load(kind)
    job = Job(
        url=url,
        kind=kind,
        networks=[str(network) for network in settings.FETCH_NETWORKS],
        headers=dict(key or {}),
        limit=N_SHOWN,
        deadline_s=PREVIEW_S,
    )
    return rehearse(job)


@transaction.atomic
def propose(
    *,
    by: User | Actor,
    agency: Agency,
    name: str,
    url: str,
    kind: str,
    at: datetime,
    schedule: str = "",
    options: Mapping[str, Any] | None = None,
    mirrors_files: bool = False,
    grace_days: int = DEFAULT_GRACE_DAYS,
    key_header: str = "",
    key: str = "",
) -> Source:
    """Propose a catalogue elsewhere as a source of an agency; an admin of the centre decides. Without a
    schedule it is read as its kind is.

    Raises Invalid for what a source cannot have, Conflict where the agency has it already.
    """
    check_by(by, "source.propose", agency.id)
    check_url(url)
    kinds.load(kind)
    source = _kept(
        by,
        agency=agency,
        name=name,
        url=url,
        kind=kind,
        schedule=schedule or kinds.schedule_of(kind),
        options=dict(options or {}),
        mirrors_files=mirrors_files,
        grace_days=grace_days,
        key_header=key_header.strip()[:100],
        sealed_key=seal(key),
        at=at,
    )
    enter(by, "source.proposed", source, at, {"url": url, "kind": kind})
    tell("propose", source, at)
    return source


@transaction.atomic
def agency_for(*, by: Actor, name: str, host: str, at: datetime) -> Agency:
    """The agency that a catalogue stands for: the one of this website or name, else one that is made
    for it, which publishes nothing of its own until the centre has verified it."""
    for agency in list_agencies():
        names = (agency.name_th, agency.name_en, agency.short_name)
        if (host and host_of(agency.website) == host_of(f"//{host}")) or name in names:
            return agency
    slug = slug_from(host.removeprefix("www."), name) or "elsewhere"
    taken = {agency.slug for agency in list_agencies()}
    free = (f"{slug}-{n}" if n > 1 else slug for n in range(1, len(taken) + 2))
    return people.create_agency(
        by=by,
        slug=next(one for one in free if one not in taken),
        name_th=name,
        name_en="",
        sector="state",
        website=f"https://{host}" if "." in host else "",
        is_verified=False,
        at=at,
    )


@transaction.atomic
def keep_by_hand(
    *, by: Actor, agency: Agency, name: str, url: str, kind: str, at: datetime
) -> Source:
    """The source that a command at the centre's own machine reads: approved by whoever runs it, and
    read by hand alone. Once known it stays what it is."""
    found = Source.objects.filter(agency=agency, url=url).exclude(state__in=("declined", "ended"))
    if (source := found.first()) is not None:
        return source
    source = _kept(by, agency=agency, name=name, url=url, kind=kind, schedule="by-hand", at=at)
    source.state = "approved"
    source.save(update_fields=["state"])
    enter(by, "source.approved", source, at, {"url": url, "kind": kind})
    return source


@transaction.atomic
def change(*, by: User | Actor, source: Source, at: datetime, **values: Any) -> Source:
    """Change the name, schedule, days of grace, options or mirroring of a source. Raises Invalid."""
    check_by(by, "source.edit", source.agency_id)
    known = ("name", "schedule", "grace_days", "options", "mirrors_files")
    told = {name: value for name, value in values.items() if name in known and value is not None}
    changed = {name: value for name, value in told.items() if getattr(source, name) != value}
    if not changed:
        return source
    for name, value in changed.items():
        setattr(source, name, value)
    check_source(schedule=source.schedule, grace_days=source.grace_days, name=source.name)
    if "schedule" in changed and source.state == "approved":
        source.next_at = _next(source, at)
    if {"name", "options"} & set(changed):
        source.remotes.update(mark="")  # each dataset says where it comes from
        source.wants_full = True
    source.save()
    enter(by, "source.changed", source, at, {name: str(value) for name, value in changed.items()})
    return source


@transaction.atomic
def move(*, by: User | Actor, source: Source, deed: str, at: datetime, reason: str = "") -> Source:
    """Approve, decline, pause, resume or end a source. Raises Conflict, and Invalid without a reason.

    Ending withdraws all that came from it, with the reason on each tombstone.
    """
    source = (
        Source.objects.select_for_update(of=("self",)).select_related("agency").get(pk=source.pk)
    )
    move = check_move(SOURCE_DEEDS, deed, state=source.state, reason=reason)
    check_by(by, move.permission, source.agency_id)
    source.state, source.reason = move.after, reason.strip()
    source.next_at = at if deed in ("approve", "resume") and source.schedule != "by-hand" else None
    source.save(update_fields=["state", "reason", "next_at"])
    if move.after != "approved":
        Run.objects.filter(source=source, state__in=OPEN_RUNS).update(wants_cancel=True)
    facts: dict[str, Any] = {"reason": reason.strip()} if reason.strip() else {}
    if deed == "end":
        facts["n_withdrawn"] = _withdraw_all(source, reason.strip(), at)
    enter(by, move.verb, source, at, facts)
    tell(deed, source, at)
    return source


def _withdraw_all(source: Source, reason: str, at: datetime) -> int:
    gone = catalogue.vanish(
        by=SYSTEM,
        agency=source.agency,
        source=catalogue_source(source),
        dataset_ids=list_dataset_ids(source),
        reason=reason,
        at=at,
    )
    source.remotes.update(mark="")
    # who had them from there is now asked anew
    for some in in_parts(gone):
        copies = Remote.objects.filter(dataset_id__in=some, is_copy=True).exclude(source=source)
        copies.update(mark="", dataset=None, is_copy=False)
    return len(gone)


def _kept(by: User | Actor, *, at: datetime, **told: Any) -> Source:
    source = Source(**told, created_at=at, proposed_by=by if isinstance(by, User) else None)
    check_source(schedule=source.schedule, grace_days=source.grace_days, name=source.name)
    source.name, source.url = source.name.strip()[:300], source.url.strip()
    ledger.take_turn()
    same = Source.objects.filter(agency=source.agency, url=source.url)
    if same.exclude(state__in=("declined", "ended")).exists():
        raise Conflict("harvest.source_known", url=source.url)
    source.save(force_insert=True)
    return source


def _next(source: Source, at: datetime) -> datetime | None:
    zone = ZoneInfo(settings.TIME_ZONE)
    return next_run(source.schedule, source_id=source.id, at=at, zone=zone)
