"""Copies of files elsewhere: which are wished for, fetched one after the other, let go.

What a check finds to have changed, or cannot tell of, is fetched; an equal hash says that nothing
changed. A copy that is kept stays when its original vanishes, and says so.
"""

import tempfile
import time
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from odms import outward
from odms.catalogue import actions as catalogue
from odms.catalogue.models import Distribution
from odms.errors import Conflict, Fault, Refused, TooLarge, Unreadable
from odms.health.actions.scoring import score
from odms.health.asking import moment, plain
from odms.health.mirroring import (
    MAX_ATTEMPTS,
    File,
    format_of,
    max_bytes,
    other_forms,
    reason_against,
    versions,
)
from odms.health.models import Check, Host, Mirror, Result
from odms.health.queries.mirrors import (
    list_due,
    list_links,
    list_origin_names,
    open_datasets,
    wanting_sources,
)
from odms.health.rules import host_of
from odms.intake import actions as intake
from odms.ledger.rules import SYSTEM
from odms.people import actions as people
from odms.people.queries import list_holders

LEASE = timedelta(minutes=30)
_PAUSES = (timedelta(hours=1), timedelta(hours=6), timedelta(hours=24))

# of one round: files are large, and whoever delivers one waits for the same workers
ROUND_S = 40.0


@transaction.atomic
def wish(*, addresses: Collection[tuple[str, str]], at: datetime) -> int:
    """Have the files at these addresses of datasets (identifier, address) copied, or copied anew, where
    the policy lets them be; how many are due. Copies that it forbids now are let go."""
    links = list_links(addresses)
    wanted, are_open = wanting_sources(links), open_datasets(links)
    others = _other_forms(links)
    n = 0
    for link in links:
        reason = reason_against(
            replace(_file(link), is_other_form=link.id in others),
            is_wanted=link.id in wanted,
            is_open=link.dataset_id in are_open,
        )
        mirror = Mirror.objects.filter(pk=link.pk).first() or Mirror(link=link, due_at=at)
        if reason is None:
            mirror.is_due, mirror.due_at, mirror.n_attempts = True, at, 0
            mirror.state = "kept" if mirror.sha256 else "waiting"
            n += 1
        else:
            _let_go([link], reason.code, at)
            mirror = Mirror(link=link, due_at=at, is_due=False, state="refused")
            mirror.trouble = reason.to_dict()
        mirror.save()
    return n


def mirror_due(*, at: datetime, seconds: float = ROUND_S) -> int:
    """Fetch files that are due, one after the other, for about so long; how many were looked at."""
    ends_at, n = time.monotonic() + seconds, 0
    tried: set[str] = set()
    while time.monotonic() < ends_at:
        due = [id for id in list_due(at=at) if id not in tried]
        if not due:
            break
        tried.add(due[0])
        n += mirror(link_id=due[0], at=at)
    return n


def mirror(*, link_id: str, at: datetime) -> bool:
    """Fetch one file and keep its tables, if it is another one than before; whether it was free."""
    free = Q(lease_until=None) | Q(lease_until__lte=at)
    taken = Mirror.objects.filter(free, pk=link_id, is_due=True)
    if not taken.update(lease_until=at + LEASE, n_attempts=F("n_attempts") + 1):
        return False
    row = Mirror.objects.select_related("link__dataset__agency").get(pk=link_id)
    if row.n_attempts > MAX_ATTEMPTS:  # whoever had it died more than once
        _fail(row, Fault("health.fault"), at)
        return True
    try:
        _fetch(row, at)
    except Conflict as refused:
        _refuse(row, refused, at)
    except Unreadable as refused:
        is_of_file = not refused.code.startswith("outward.")
        _refuse(row, refused, at) if is_of_file else _fail(row, refused, at)
    except TooLarge as refused:
        _refuse(row, refused, at)
    except (Refused, Fault) as trouble:
        _fail(row, trouble, at)
    return True


def note_originals(
    *, gone: Iterable[tuple[str, str]], back: Iterable[tuple[str, str]], at: datetime
) -> None:
    """Mark the copies of files (dataset, address) that do not answer any more, or do again."""
    for addresses, gone_at in ((list(gone), at), (list(back), None)):
        for link in list_links(addresses):
            catalogue.mark_original(by=SYSTEM, link=link, gone_at=gone_at, at=at)


def drop_withdrawn(*, dataset_ids: Collection[str], at: datetime) -> int:
    """Let the copies of datasets be no more that are not public any more; how many links had one."""
    rows = Mirror.objects.filter(link__dataset_id__in=dataset_ids)
    gone = rows.exclude(link__dataset__state="published").select_related("link__dataset")
    links = [row.link for row in gone]
    with transaction.atomic():
        _let_go(links, "health.mirror.withdrawn", at)
        Mirror.objects.filter(pk__in=[link.pk for link in links]).delete()
    return len(links)


def forget_destroyed(*, dataset_ids: Collection[str], at: datetime) -> int:
    """Know nothing any more of copies that were destroyed, and fetch anew what stands there now; how
    many."""
    rows = Mirror.objects.filter(link__dataset_id__in=dataset_ids, link__mirrors=None)
    kept = Mirror.objects.filter(pk__in=rows.exclude(sha256="").values("pk"))
    return kept.update(
        state="waiting",
        is_due=True,
        due_at=at,
        n_attempts=0,
        lease_until=None,
        sha256="",
        refused_sha256="",
        size_bytes=None,
        n_tables=0,
    )


def _fetch(row: Mirror, at: datetime) -> None:
    link = row.link
    form = format_of(_file(link)) or ""
    limits = outward.Limits(max_bytes=max_bytes(form), deadline_s=settings.FETCH_TIMEOUT_S)
    with tempfile.TemporaryDirectory(prefix="odms-mirror-") as folder:
        path = Path(folder) / "file"
        fetched = outward.fetch(link.address, path, limits=limits, allowed=settings.FETCH_NETWORKS)
        _note_file(link, fetched, at)
        if fetched.sha256 == row.refused_sha256:
            state = "kept" if row.sha256 else "refused"
            _end(row, state, row.trouble["code"], row.trouble["facts"])
            return
        if fetched.sha256 == row.sha256 and link.mirrors.exists():
            _keep(row, fetched_at=at)
            return
        row.refused_sha256 = fetched.sha256  # unless it is taken
        origin = intake.Origin(
            name=_named(fetched.name, form),
            size_bytes=fetched.size_bytes,
            sha256=fetched.sha256,
            title_th=link.title_th,
            title_en=link.title_en,
        )
        mirrored = intake.take_in_mirrored(path=path, origin=origin)
    try:
        forgotten = catalogue.keep_mirror(
            by=SYSTEM, link=link, tables=mirrored.releases, versions=versions(), at=at
        )
    except BaseException:
        mirrored.let_go()
        raise
    intake.destroy_mirrored(forgotten)
    _keep(
        row,
        fetched_at=at,
        changed_at=at,
        sha256=fetched.sha256,
        size_bytes=fetched.size_bytes,
        n_tables=len(mirrored.releases),
    )
    score(dataset_ids=[link.dataset_id], at=at)


@transaction.atomic
def _note_file(link: Distribution, fetched: outward.Fetched, at: datetime) -> None:
    """Let the check of the link know the hash; where nothing else told, it tells whether it changed."""
    check = Check.objects.filter(
        kind="link", dataset_id=link.dataset_id, address=link.address
    ).first()
    if check is None:
        return
    if check.change == "unknown" and check.sha256:
        is_same = check.sha256 == fetched.sha256
        check.change, check.decided_by = "unchanged" if is_same else "changed", "hash"
        if not is_same:
            check.changed_at = at
        last = check.results.first()
        Result.objects.filter(pk=last.pk if last else None).update(
            change=check.change, decided_by="hash"
        )
    told = moment(fetched.headers.get("last-modified", ""))
    check.sha256 = fetched.sha256
    check.last_modified_at = told or check.last_modified_at
    check.save(update_fields=["sha256", "change", "decided_by", "changed_at", "last_modified_at"])
    Host.objects.filter(name=host_of(link.address)).update(n_asked=F("n_asked") + 1)


def _keep(row: Mirror, **values: object) -> None:
    done = {"state": "kept", "is_due": False, "lease_until": None, "n_attempts": 0}
    Mirror.objects.filter(pk=row.pk).update(**done | values, trouble={}, refused_sha256="")


def _refuse(row: Mirror, refused: Refused, at: datetime) -> None:
    """No copy of what stands there now; one that is kept stays as it was."""
    _end(row, "kept" if row.sha256 else "refused", refused.code, refused.facts)
    Mirror.objects.filter(pk=row.pk).update(refused_sha256=row.refused_sha256)
    if refused.code == "intake.personal_in_mirror":
        facts = {"address": row.link.address, "title_th": row.link.dataset.title_th}
        path = f"/datasets/{row.link.dataset.slug}"
        told = {
            user.pk: user
            for part in ("steward", "admin")
            for user in list_holders(row.link.dataset.agency, part, at=at)
        }
        for user in told.values():
            people.notify(user=user, code="health.notice.personal", facts=facts, path=path, at=at)


def _fail(row: Mirror, trouble: Refused | Fault, at: datetime) -> None:
    """It is tried again after a pause; after the last, when the file is found to have changed."""
    code = trouble.code if isinstance(trouble, Refused) else "health.fault"
    facts = trouble.facts if isinstance(trouble, Refused) else {"why": str(trouble)}
    state = "kept" if row.sha256 else "failed"
    if row.n_attempts < MAX_ATTEMPTS:
        pause = _PAUSES[min(row.n_attempts, len(_PAUSES)) - 1]
        told = {"trouble": {"code": code, "facts": plain(facts)}, "state": state}
        Mirror.objects.filter(pk=row.pk).update(lease_until=None, due_at=at + pause, **told)
    else:
        _end(row, state, code, facts)


def _end(row: Mirror, state: str, code: str, facts: dict[str, object]) -> None:
    Mirror.objects.filter(pk=row.pk).update(
        state=state,
        is_due=False,
        lease_until=None,
        trouble={"code": code, "facts": plain(facts)},
    )


def _let_go(links: Iterable[Distribution], reason: str, at: datetime) -> None:
    keys = catalogue.drop_mirrors(by=SYSTEM, links=links, reason=reason, at=at)
    transaction.on_commit(lambda: intake.destroy_mirrored(keys), robust=True)


def _other_forms(links: Collection[Distribution]) -> set[str]:
    """The links among these that lead to a table which is copied in another form."""
    names = list_origin_names({link.dataset_id for link in links})
    return {
        link.id for link in links if link.origin_id in other_forms(names.get(link.dataset_id, ()))
    }


def _file(link: Distribution) -> File:
    return File(link.address, link.title_th, link.source_format, link.media_type, link.size_bytes)


def _named(name: str, form: str) -> str:
    """The file's name, with an ending by which its form is known where it has none."""
    return name if "." in name or not form else f"{name}.{form}"
