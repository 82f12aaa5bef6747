"""Addresses: knowing what to ask, asking it in turn, telling what broke, handing evidence."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from odms import outward
from odms.catalogue.models import Dataset
from odms.errors import Refused
from odms.health import queries
from odms.health.actions.scoring import score
from odms.health.models import Check, Result
from odms.health.rules import LEASE, TOLD_AFTER, is_answer, next_check
from odms.ledger import actions as ledger
from odms.ledger.queries import in_parts
from odms.ledger.rules import SYSTEM, Subject
from odms.people import actions as people
from odms.people.queries import list_users
from odms.publication import actions as publication

LIMITS = outward.Limits(max_bytes=1, connect_timeout_s=5, read_timeout_s=15, deadline_s=20)

_AT_ONCE = 1_000
_KEPT = timedelta(days=400)


@transaction.atomic
def list_up(*, at: datetime) -> int:
    """Bring the list of addresses up to the catalogue: new ones are due at once, others go."""
    wanted = {(kind, agency, dataset, address[:2000]) for address, kind, agency, dataset in _all()}
    known = {
        (check.kind, check.agency_id, check.dataset_id, check.address): check.pk
        for check in Check.objects.all()
    }
    Check.objects.filter(pk__in=[known[key] for key in known.keys() - wanted]).delete()
    new = [
        Check(kind=kind, agency_id=agency, dataset_id=dataset, address=address, next_at=at)
        for kind, agency, dataset, address in sorted(wanted - known.keys(), key=str)
    ]
    Check.objects.bulk_create(new, batch_size=_AT_ONCE, ignore_conflicts=True)
    return len(new)


def check_due(*, at: datetime, limit: int = 200) -> int:
    """Ask what is due, one after the other; how many were asked. Two workers never ask the same.

    Datasets whose links answer otherwise than before are scored anew.
    """
    told = [_check(id, at) for id in queries.list_due(at=at, limit=limit)]
    asked = [one for one in told if one is not None]
    score(dataset_ids=[one.dataset_id for one in asked if one.is_news and one.dataset_id], at=at)
    return len(asked)


def hand_evidence(*, at: datetime) -> None:
    """Hand publication how links answer, how promises of renewal are kept, which endpoints answer.

    Results of more than a year ago are forgotten.
    """
    ids = list(
        Dataset.objects.filter(state="published").order_by("id").values_list("id", flat=True)
    )
    for some in in_parts(ids, _AT_ONCE):
        _hand("monitoring", "health.links", "dataset", queries.link_figures(some), at)
        _hand("frequency", "health.freshness", "dataset", _freshness(some, at), at)
    _hand("channels", "health.endpoints", "agency", queries.endpoint_figures(), at)
    Result.objects.filter(at__lt=at - _KEPT).delete()


def _freshness(ids: list[str], at: datetime) -> dict[str, dict[str, Any]]:
    datasets = list(Dataset.objects.filter(id__in=ids))
    return {
        id: {
            "is_late": one.is_late,
            "days_late": one.days_late,
            "due_at": one.due_date.isoformat() if one.due_date else "",
        }
        for id, one in queries.list_freshness(datasets, at=at).items()
    }


def _all() -> list[queries.Wanted]:
    return list(dict.fromkeys(queries.list_wanted()))


@dataclass(frozen=True)
class _Asked:
    """An address that was asked, and whether its state is another one now."""

    dataset_id: str | None
    is_news: bool


def _check(id: str, at: datetime) -> _Asked | None:
    """Ask one address; None where it is in other hands."""
    free = Q(lease_until=None) | Q(lease_until__lte=at)
    if not Check.objects.filter(free, pk=id, next_at__lte=at).update(lease_until=at + LEASE):
        return None
    check = Check.objects.select_related("agency", "dataset").get(pk=id)
    before = check.state
    status, elapsed_ms, trouble = _ask(check)
    with transaction.atomic():
        _keep(check, status, elapsed_ms, trouble, at)
    return _Asked(check.dataset_id, is_news=before != check.state)


def _ask(check: Check) -> tuple[int | None, int | None, dict[str, Any]]:
    """The status, the time it took, and the refusal if there was no answer at all."""
    try:
        told = outward.probe(check.address, limits=LIMITS, allowed=settings.FETCH_NETWORKS)
    except Refused as refused:
        return None, None, {"code": refused.code, "facts": _plain(refused.facts)}
    if is_answer(check.kind, told.status):
        return told.status, told.elapsed_ms, {}
    facts = {"url": told.url, "status": told.status}
    return told.status, told.elapsed_ms, {"code": "outward.status", "facts": facts}


def _keep(
    check: Check,
    status: int | None,
    elapsed_ms: int | None,
    trouble: dict[str, Any],
    at: datetime,
) -> None:
    before, is_answering = check.state, not trouble
    check.n_ok = check.n_ok + 1 if is_answering else 0
    check.n_failed = 0 if is_answering else check.n_failed + 1
    check.state = "answering" if is_answering else "broken"
    check.checked_at, check.status, check.elapsed_ms = at, status, elapsed_ms
    check.trouble, check.lease_until = trouble, None
    check.next_at = at + next_check(check.kind, n_ok=check.n_ok, n_failed=check.n_failed)
    check.save()
    Result.objects.create(
        check_row=check,
        at=at,
        is_answering=is_answering,
        status=status,
        elapsed_ms=elapsed_ms,
        trouble=trouble.get("code", ""),
    )
    if before != check.state and "broken" in (before, check.state):
        _enter(check, at)
    if check.n_failed == TOLD_AFTER:
        _tell(check, at)


def _enter(check: Check, at: datetime) -> None:
    """Write down that an address broke, or answers again."""
    of = Subject("dataset", check.dataset_id) if check.dataset_id else None
    ledger.record(
        by=SYSTEM,
        verb="address.broke" if check.state == "broken" else "address.answers",
        subject=of or Subject("agency", check.agency_id),
        at=at,
        agency_id=check.agency_id,
        facts={"address": check.address, "trouble": check.trouble.get("code", "")},
    )


def _tell(check: Check, at: datetime) -> None:
    for user in list_users(check.agency, "steward"):
        facts = {"address": check.address, "n": check.n_failed}
        people.notify(
            user=user, code="health.notice.broken", facts=facts, path="/desk/health", at=at
        )


def _hand(
    process: str, source: str, kind: str, figures: Mapping[str, Mapping[str, Any]], at: datetime
) -> None:
    publication.record_figures(
        by=SYSTEM,
        process=process,
        source=source,
        figures={Subject(kind, id): told for id, told in figures.items()},
        at=at,
    )


def _plain(facts: Mapping[str, object]) -> dict[str, Any]:
    """Facts as JSON keeps them."""
    return {name: value if isinstance(value, int) else str(value) for name, value in facts.items()}
