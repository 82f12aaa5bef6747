"""By what a visitor is told from another for a day, and no longer."""

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac


def address_of(request: HttpRequest) -> str:
    """The caller's address: the one that the outermost trusted proxy saw."""
    n_proxies = settings.PROXIES
    passed = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    if n_proxies and len(passed) >= n_proxies:
        return passed[-n_proxies]
    return str(request.META.get("REMOTE_ADDR", ""))


def mark_of(address: str, *, at: datetime) -> str:
    """The mark of a visitor: a hash, keyed with the centre's secret, of the day and the address."""
    day = timezone.localdate(at).isoformat()
    return salted_hmac("odms.voice", f"{day}|{address}", algorithm="sha256").hexdigest()[:40]
