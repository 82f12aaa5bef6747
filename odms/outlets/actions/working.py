"""Pushes: asked for, worked off by the queue, ended whatever happens."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction

from odms.errors import Conflict, Refused
from odms.ledger import actions as ledger
from odms.ledger.rules import SYSTEM, Actor, Subject
from odms.outlets.actions.keeping import remote_of
from odms.outlets.actions.pushing import Pushing
from odms.outlets.models import Outlet, Push
from odms.outlets.rules import DEAD_AFTER
from odms.outlets.signals import push_waiting
from odms.people import actions as people
from odms.people.models import User
from odms.people.queries import check_by, list_users


def ask_push(*, by: User | Actor, outlet: Outlet, at: datetime, is_rehearsal: bool = False) -> Push:
    """Have an agency's records pushed by the queue. Raises Conflict while another push is under way."""
    return _begin(by, outlet, at, is_rehearsal=is_rehearsal, is_announced=True)


def push_now(*, by: User | Actor, outlet: Outlet, at: datetime, is_rehearsal: bool = False) -> Push:
    """Push here and now, without the queue. Raises Conflict as `ask_push` does."""
    push = _begin(by, outlet, at, is_rehearsal=is_rehearsal, is_announced=False)
    return work_on(push_id=push.id, at=at) or push


def work_on(*, push_id: str, at: datetime) -> Push | None:
    """Work off a push that waits; None where another worker took it.

    What the other side refuses of a record is kept with it; what hinders everything ends the push.
    """
    if not Push.objects.filter(id=push_id, state="waiting").update(state="running"):
        return None
    push = Push.objects.select_related("outlet__agency").get(id=push_id)
    pushing = Pushing(push, at)
    try:
        with remote_of(push.outlet) as remote:
            pushing.run(remote)
    except Refused as refused:
        return _end(pushing, "failed", refused.code, refused.facts, at)
    except Exception:
        _end(pushing, "failed", "outlets.broke", {}, at)
        raise
    return _end(pushing, "done", "", {}, at)


def push_by_night(*, at: datetime) -> int:
    """Ask for a push to every outlet for which it is wanted each night; how many."""
    asked = 0
    for outlet in Outlet.objects.filter(is_nightly=True).select_related("agency"):
        try:
            ask_push(by=SYSTEM, outlet=outlet, at=at)
            asked += 1
        except Conflict:  # one is under way
            continue
    return asked


def sweep(*, at: datetime) -> int:
    """End the pushes whose worker is dead; how many."""
    dead = Push.objects.filter(state__in=("waiting", "running"), asked_at__lt=at - DEAD_AFTER)
    pushes = list(dead.select_related("outlet__agency"))
    for push in pushes:
        _end(Pushing(push, at), "failed", "outlets.interrupted", {}, at)
    return len(pushes)


@transaction.atomic
def _begin(
    by: User | Actor, outlet: Outlet, at: datetime, *, is_rehearsal: bool, is_announced: bool
) -> Push:
    check_by(by, "outlet.push", outlet.agency_id)
    try:
        with transaction.atomic():
            push = Push.objects.create(
                outlet=outlet,
                by=by if isinstance(by, User) else None,
                is_rehearsal=is_rehearsal,
                asked_at=at,
            )
    except IntegrityError:
        raise Conflict("outlets.push_under_way", name=outlet.name) from None
    if is_announced:
        transaction.on_commit(partial(push_waiting.send_robust, Push, push_id=push.id), robust=True)
    return push


@transaction.atomic
def _end(
    pushing: Pushing, state: str, code: str, facts: Mapping[str, object], at: datetime
) -> Push:
    push = pushing.push
    push.state, push.finished_at = state, at
    told: dict[str, Any] = {name: str(value) for name, value in facts.items()}
    push.failure = {"code": code, "facts": told} if code else {}
    pushing.save_counts()
    push.save()
    if push.is_rehearsal:
        return push
    ledger.record(
        by=SYSTEM,
        verb="outlet.pushed" if state == "done" else "outlet.push-failed",
        subject=Subject("outlet", push.outlet_id),
        at=at,
        agency_id=push.outlet.agency_id,
        facts={"name": push.outlet.name, "push": push.id, "code": code} | pushing.told(),
    )
    _tell(push, at)
    return push


def _tell(push: Push, at: datetime) -> None:
    """Tell the stewards of what waits for a person, or of a push that failed."""
    news = "outlets.notice.failed" if push.failure else "outlets.notice.conflicts"
    if not push.failure and not push.conflicts and not push.refused:
        return
    facts = {"name": push.outlet.name, "n": push.conflicts, "refused": push.refused}
    for user in list_users(push.outlet.agency, "steward"):
        people.notify(
            user=user, code=news, facts=facts, path=f"/desk/outlets/{push.outlet_id}", at=at
        )
