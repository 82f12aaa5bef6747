"""Webhooks: what of an agency's ledger is told to its own machines, and how they know it is true."""

import hashlib
import hmac
from collections.abc import Sequence
from urllib.parse import urlsplit

from odms.errors import Invalid

# verbs of the ledger that a webhook may be told
EVENTS = (
    "delivery.received",
    "delivery.read",
    "delivery.failed",
    "case.opened",
    "case.submitted",
    "case.returned",
    "case.approved",
    "case.published",
    "case.withdrawn",
    "dataset.published",
    "dataset.changed",
    "dataset.withdrawn",
)

SIGNATURE_HEADER = "X-ODMS-Signature"
EVENT_HEADER = "X-ODMS-Event"
DELIVERY_HEADER = "X-ODMS-Delivery"

# an answer other than one of success is a failed try; this much of it is waited for
TIMEOUT_S = 10


def webhook_secret(key: str, webhook_id: str, salt: str) -> str:
    """The secret of a webhook, made from the centre's own key: the database does not hold it."""
    made = hmac.new(key.encode(), f"webhook:{webhook_id}:{salt}".encode(), hashlib.sha256)
    return f"odmswh_{made.hexdigest()}"


def signature(secret: str, body: bytes, sent_s: int) -> str:
    """The value of the signature header: the second of sending, and HMAC-SHA256 of it, a dot and
    the body. A receiver computes it anew and turns away what is older than a few minutes."""
    made = hmac.new(secret.encode(), f"{sent_s}.".encode() + body, hashlib.sha256)
    return f"t={sent_s},v1={made.hexdigest()}"


def check_webhook(url: str, events: Sequence[str], *, is_debug: bool) -> None:
    """Raise Invalid for an address without TLS (but while debugging) and for events not known."""
    if urlsplit(url).scheme != "https" and not is_debug:
        raise Invalid("people.webhook_needs_https", item="url")
    if not events:
        raise Invalid("people.webhook_needs_events", item="events")
    if unknown := sorted(set(events) - set(EVENTS)):
        raise Invalid("people.webhook_unknown_event", event=unknown[0], item="events")
