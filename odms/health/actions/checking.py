"""Asking addresses in turn, noting what they answer and whether a file changed, telling what broke."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from odms.health import queries
from odms.health.actions.mirroring import note_originals, wish
from odms.health.actions.scoring import score
from odms.health.asking import Asker, Question, Told, ask_all
from odms.health.changes import Facts, change_of
from odms.health.models import Check, Host, Result
from odms.health.politeness import WINDOW, allowance
from odms.health.rules import LEASE, TOLD_AFTER, next_check
from odms.ledger import actions as ledger
from odms.ledger.rules import SYSTEM, Subject
from odms.people import actions as people
from odms.people.queries import list_users

# of one round: how many addresses at most, and for how long
AT_ONCE = 400
ROUND_S = 25.0


def check_due(*, at: datetime, limit: int = AT_ONCE, seconds: float = ROUND_S) -> int:
    """Ask what is due, several hosts at once and each host politely; how many were asked.

    Two workers never ask the same. Datasets whose links answer otherwise than before are scored anew.
    """
    taken = {check.id: check for check in _take(at, limit)}
    datasets = {check.dataset_id for check in taken.values() if check.dataset_id}
    told_at, of_data = queries.told_changes(datasets), queries.data_links(datasets)
    asker = Asker(tuple(settings.FETCH_NETWORKS), settings.CENTRE_URL)
    news, asked = set[str](), list[tuple[Check, Told]]()
    for id, told in ask_all(_questions(taken.values(), of_data), asker, seconds=seconds):
        check = taken[id]
        if told is None:
            Check.objects.filter(pk=id).update(lease_until=None)
            continue
        asked.append((check, told))
        if note(check, told, told_at.get((check.dataset_id, check.address)), at):
            news.add(check.dataset_id)
    _note_hosts(asked, at)
    _see_to_copies([check for check, _ in asked if check.kind == "link"], at)
    score(dataset_ids=[id for id in news if id], at=at)
    return len(asked)


def _see_to_copies(checks: list[Check], at: datetime) -> None:
    """Have what changed, or may have, copied; mark the copies of what is gone and of what is back."""
    maybe = ("first", "changed", "unknown")
    wish(addresses=[_place(check) for check in checks if check.change in maybe], at=at)
    note_originals(
        gone=[_place(check) for check in checks if check.n_failed == TOLD_AFTER],
        back=[_place(check) for check in checks if check.n_ok == 1],
        at=at,
    )


def _place(check: Check) -> tuple[str, str]:
    return check.dataset_id, check.address


@transaction.atomic
def note(check: Check, told: Told, told_at: datetime | None, at: datetime) -> bool:
    """Keep what an address answered, and when it is asked again; whether its state is another one.

    `told_at` is when its catalogue says that the file changed.
    """
    before, is_first = check.state, check.checked_at is None
    is_news = is_first or _answer_of(check) != (told.status, bool(told.trouble), *_look(told))
    check.n_ok = check.n_ok + 1 if told.is_answering else 0
    check.n_failed = 0 if told.is_answering else check.n_failed + 1
    check.state = "answering" if told.is_answering else "broken"
    check.checked_at, check.status, check.elapsed_ms = at, told.status, told.elapsed_ms
    check.trouble, check.lease_until = dict(told.trouble), None
    check.change = check.decided_by = ""
    if told.is_answering and check.kind == "link":
        is_news = _note_file(check, told, told_at, at) or is_news
    age = at - (told.last_modified_at or told_at or check.changed_at or at)
    wait = next_check(check.kind, n_failed=check.n_failed, is_news=is_news, age=age)
    check.next_at = at + wait
    check.save()
    Result.objects.create(
        check_row=check,
        at=at,
        is_answering=told.is_answering,
        status=told.status,
        elapsed_ms=told.elapsed_ms,
        trouble=told.trouble.get("code", ""),
        change=check.change,
        decided_by=check.decided_by,
    )
    if before != check.state and "broken" in (before, check.state):
        _enter(check, at)
    if check.n_failed == TOLD_AFTER:
        _tell(check, at)
    return before != check.state


def _note_file(check: Check, told: Told, told_at: datetime | None, at: datetime) -> bool:
    """Note whether the file is another one, and who decided; whether it may be."""
    before = Facts(check.told_at, check.last_modified_at, check.length, check.sha256)
    now = Facts(told_at, told.last_modified_at, told.length)
    check.change, check.decided_by = change_of(before if check.changed_at else None, now)
    check.told_at, check.last_modified_at, check.length = told_at, now.last_modified_at, now.length
    check.media_type, check.allows_origins = told.media_type[:100], told.allows_origins
    if check.change in ("first", "changed"):
        check.changed_at = at
        return True
    return False


def _answer_of(check: Check) -> tuple[object, ...]:
    """What makes an answer the same as the last: status, trouble, length, type, who may read it."""
    look = (check.length, check.media_type, check.allows_origins)
    return check.status, bool(check.trouble), *(look if check.state == "answering" else ())


def _look(told: Told) -> tuple[object, ...]:
    if not told.is_answering:
        return ()
    return told.length, told.media_type[:100], told.allows_origins


@transaction.atomic
def _take(at: datetime, limit: int) -> list[Check]:
    """Addresses that are due, now in our hands alone; of each host no more than it may be asked."""
    hosts = {host.name: host for host in Host.objects.filter(window_at__gt=at - WINDOW)}
    left: dict[str, int] = {}
    taken = []
    free = Q(lease_until=None) | Q(lease_until__lte=at)
    for id, host in queries.list_due(at=at, limit=limit):
        if host not in left:
            known = hosts.get(host)
            left[host] = allowance(
                window_at=known.window_at if known else None,
                n_asked=known.n_asked if known else 0,
                at=at,
            )
        if left[host] <= 0:
            continue
        if Check.objects.filter(free, pk=id, next_at__lte=at).update(lease_until=at + LEASE):
            left[host] -= 1
            taken.append(id)
    return list(Check.objects.select_related("agency", "dataset").filter(pk__in=taken))


def _questions(
    checks: Iterable[Check], of_data: Collection[tuple[str, str]]
) -> dict[str, list[Question]]:
    found: dict[str, list[Question]] = {}
    for check in checks:
        is_data = _place(check) in of_data
        question = Question(check.id, check.kind, check.address, is_data)
        found.setdefault(check.host, []).append(question)
    return found


@transaction.atomic
def _note_hosts(asked: list[tuple[Check, Told]], at: datetime) -> None:
    """Count what each host was asked, and until when it wants to be left alone."""
    counts: dict[str, int] = {}
    pauses: dict[str, timedelta] = {}
    for check, told in asked:
        counts[check.host] = counts.get(check.host, 0) + 1
        if told.pause is not None:
            pauses[check.host] = told.pause
    for name, n in counts.items():
        host, _ = Host.objects.get_or_create(name=name)
        if host.window_at is None or at - host.window_at >= WINDOW:
            host.window_at, host.n_asked = at, 0
        host.n_asked += n
        if name in pauses:
            host.paused_until = at + pauses[name]
        host.save()


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
