"""Webhooks: an agency's machines hear of events in the agency's ledger, signed, with pauses."""

import json
import logging
import secrets
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F

from odms.errors import Refused
from odms.ledger import actions as ledger
from odms.ledger import queries as ledger_queries
from odms.ledger.models import Entry
from odms.ledger.rules import Actor, Subject
from odms.outward import check_url, post
from odms.people.models import Agency, Call, User, Webhook
from odms.people.queries import actor_of, check_by, secret_of
from odms.people.rules.notices import LEASE, pause_after
from odms.people.rules.webhooks import (
    DELIVERY_HEADER,
    EVENT_HEADER,
    SIGNATURE_HEADER,
    TIMEOUT_S,
    check_webhook,
    signature,
)

log = logging.getLogger(__name__)

# so many entries of the ledger are looked at for one webhook at a time
_MOST_ENTRIES = 500


@transaction.atomic
def make_webhook(
    *, by: User | Actor, agency: Agency, url: str, events: Sequence[str], at: datetime
) -> tuple[Webhook, str]:
    """Have an address told of events from now on: the webhook, and its secret this once.

    Raises Invalid for an address or an event that cannot be.
    """
    check_by(by, "webhook.manage", agency.id)
    check_url(url)
    check_webhook(url, events, is_debug=settings.DEBUG)
    webhook = Webhook.objects.create(
        agency=agency,
        url=url,
        events=sorted(set(events)),
        salt=secrets.token_hex(16),
        after_seq=ledger_queries.last_seq(),
        made_at=at,
    )
    _record(by, "webhook.made", webhook, at)
    return webhook, secret_of(webhook)


@transaction.atomic
def remove_webhook(*, by: User | Actor, webhook: Webhook, at: datetime) -> None:
    """Tell an address nothing more; doing it twice changes nothing."""
    check_by(by, "webhook.manage", webhook.agency_id)
    if Webhook.objects.filter(pk=webhook.pk, removed_at=None).update(removed_at=at):
        Call.objects.filter(webhook=webhook).update(next_at=None)
        _record(by, "webhook.removed", webhook, at)


def call(*, at: datetime) -> int:
    """Write down what webhooks are to be told, and tell what waits; how many calls were answered."""
    for pk in list(Webhook.objects.filter(removed_at=None).values_list("pk", flat=True)):
        _feed(pk, at)
    waiting = Call.objects.filter(next_at__lte=at).order_by("seq").values_list("pk", flat=True)
    return sum(_send(pk, at) for pk in list(waiting))


@transaction.atomic
def _feed(pk: str, at: datetime) -> None:
    """One call for each entry of the agency since the last that this webhook was asked about."""
    webhook = Webhook.objects.select_for_update(no_key=True).get(pk=pk)
    last = ledger_queries.last_seq()
    entries = ledger_queries.list_entries(
        after=webhook.after_seq,
        limit=_MOST_ENTRIES,
        agency_id=webhook.agency_id,
        verbs=tuple(webhook.events),
    )
    calls = [_call_for(webhook, entry, at) for entry in entries]
    Call.objects.bulk_create(calls, ignore_conflicts=True)
    webhook.after_seq = entries[-1].seq if len(entries) == _MOST_ENTRIES else last
    webhook.save(update_fields=["after_seq"])


def _call_for(webhook: Webhook, entry: Entry, at: datetime) -> Call:
    """What is told of an entry: that it happened and to what, and not who did it or why."""
    body = {
        "event": entry.verb,
        "seq": entry.seq,
        "at": entry.at.isoformat(),
        "agency": webhook.agency.slug,
        "subject": {"kind": entry.subject_kind, "id": entry.subject_id},
        "hash": entry.hash,
        "centre": settings.CENTRE_URL,
    }
    return Call(webhook=webhook, seq=entry.seq, event=entry.verb, body=body, made_at=at, next_at=at)


def _send(pk: str, at: datetime) -> bool:
    taken = Call.objects.filter(pk=pk, next_at__lte=at)
    if not taken.update(next_at=at + LEASE, n_attempts=F("n_attempts") + 1):
        return False
    told = Call.objects.select_related("webhook").get(pk=pk)
    told.status, told.trouble = _answer(told, at)
    is_done = told.status is not None and 200 <= told.status < 300
    pause = None if is_done else pause_after(told.n_attempts)
    told.sent_at = at if is_done else None
    told.next_at = at + pause if pause else None
    told.save(update_fields=["status", "trouble", "sent_at", "next_at"])
    return is_done


def _answer(told: Call, at: datetime) -> tuple[int | None, str]:
    """The status of the answer, or the code of what came in between."""
    body = json.dumps(told.body, ensure_ascii=False, sort_keys=True).encode()
    headers = {
        "Content-Type": "application/json",
        EVENT_HEADER: told.event,
        DELIVERY_HEADER: told.id,
        SIGNATURE_HEADER: signature(secret_of(told.webhook), body, int(at.timestamp())),
    }
    try:
        status = post(
            told.webhook.url,
            body,
            headers=headers,
            timeout_s=TIMEOUT_S,
            allowed=settings.FETCH_NETWORKS,
        )
    except Refused as refused:
        log.warning("webhook %s was not reached: %s", told.webhook_id, refused)
        return None, refused.code
    return status, ""


def _record(by: User | Actor, verb: str, webhook: Webhook, at: datetime) -> None:
    ledger.record(
        by=actor_of(by),
        verb=verb,
        subject=Subject("agency", webhook.agency_id),
        at=at,
        agency_id=webhook.agency_id,
        facts={"url": webhook.url.partition("?")[0], "events": webhook.events},
    )
