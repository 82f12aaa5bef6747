"""Files that are fetched for announced tables, after whoever announced them was answered."""

from datetime import datetime

from django.db import transaction
from django.db.models import F, Q

from odms.catalogue.models import Distribution
from odms.errors import Refused, Unauthenticated, Unreadable
from odms.intake.actions.receiving import receive_from
from odms.intake.models import Fetch
from odms.intake.queries import last_for_tables, list_forgotten_fetches
from odms.intake.rules import ANNOUNCED_FOR, FETCH_LEASE, MAX_ATTEMPTS, check_source
from odms.intake.signals import fetch_waiting
from odms.ledger.rules import as_fact
from odms.people import actions as people
from odms.people.models import User
from odms.people.queries import check_by


@transaction.atomic
def ask_for(*, by: User, distribution: Distribution, url: str, at: datetime) -> None:
    """Have the file at `url` fetched and taken in for a table, for the person who says so now. Raises
    Invalid for an address that is too long."""
    check_by(by, "delivery.make", distribution.dataset.agency_id)
    check_source(url)
    asked = {"by": by, "token": by.token, "url": url, "asked_at": at, "state": "waiting"}
    asked |= {"lease_until": None, "n_attempts": 0, "trouble": {}}
    Fetch.objects.update_or_create(distribution=distribution, defaults=asked)
    _announce(distribution.id)


def fetch(*, distribution_id: str, at: datetime) -> None:
    """Fetch the file of a table and take it in, once, however often this is called.

    Does nothing where it is done or somebody else is at it, or where a file for the table came
    meanwhile. What cannot be had is told with the table, and to who asked for it.
    """
    if (one := _taken(distribution_id, at)) is None:
        return
    trouble = {}
    came = last_for_tables([distribution_id]).get(distribution_id)
    if came is None or came.received_at < one.asked_at:
        try:
            _receive(one, at)
        except Refused as refused:
            trouble = {"code": refused.code, "facts": as_fact(refused.facts)}
    # another address that was told meanwhile is fetched for itself
    mine = Fetch.objects.filter(pk=one.pk, asked_at=one.asked_at, n_attempts=one.n_attempts)
    with transaction.atomic():
        state = "failed" if trouble else "done"
        if mine.update(state=state, trouble=trouble, lease_until=None) and trouble:
            people.notify(
                user=one.by,
                code="intake.notice.not_fetched",
                facts={"url": one.url, "why": trouble},
                path=f"/desk/datasets/{one.distribution.dataset.slug}",
                at=at,
            )


def sweep_fetches(*, at: datetime) -> int:
    """Announce again every file that waits and was forgotten; how many."""
    waiting = list_forgotten_fetches(at=at)
    for distribution_id in waiting:
        # whoever died while fetching keeps its lease, which has run out
        asked = Fetch.objects.filter(pk=distribution_id, state="waiting")
        asked.update(lease_until=at + ANNOUNCED_FOR)
        _announce(distribution_id)
    return len(waiting)


def _taken(distribution_id: str, at: datetime) -> Fetch | None:
    """The file of a table, held now; None where it is not free."""
    free = Q(state="waiting") | Q(state="fetching", lease_until__lte=at)
    taken = Fetch.objects.filter(free, pk=distribution_id).update(
        state="fetching", lease_until=at + FETCH_LEASE, n_attempts=F("n_attempts") + 1
    )
    known = Fetch.objects.select_related("by", "token", "distribution__dataset__agency")
    return known.get(pk=distribution_id) if taken else None


def _receive(one: Fetch, at: datetime) -> None:
    """Raises what `receive_from` does, and Unauthenticated where the token is good no more."""
    if one.n_attempts > MAX_ATTEMPTS:
        raise Unreadable("intake.gave_up", n=MAX_ATTEMPTS)
    by, token, table = one.by, one.token, one.distribution
    if token is not None and (token.revoked_at is not None or token.expires_at <= at):
        raise Unauthenticated("api.token_wrong")
    by.token = token
    receive_from(
        by=by,
        agency=table.dataset.agency,
        url=one.url,
        way="api",
        at=at,
        dataset=table.dataset,
        distribution=table,
    )


def _announce(distribution_id: str) -> None:
    """Wake the queue once the row is there. Should nobody hear it, the sweep finds the row."""
    transaction.on_commit(
        lambda: fetch_waiting.send_robust(sender=Fetch, distribution_id=distribution_id),
        robust=True,
    )
