"""By what a visitor is told from another for a day, and no longer."""

from datetime import datetime

from django.utils import timezone
from django.utils.crypto import salted_hmac


def mark_of(address: str, *, at: datetime) -> str:
    """The mark of a visitor: a hash, keyed with the centre's secret, of the day and the address."""
    day = timezone.localdate(at).isoformat()
    return salted_hmac("odms.voice", f"{day}|{address}", algorithm="sha256").hexdigest()[:40]
