"""How much one person may send on a day; nobody is known by more than the mark of a day."""

from datetime import datetime

from django.db.models import F
from django.utils import timezone

from odms.ledger.rules import SYSTEM, Actor
from odms.people.models import User
from odms.voice.models import Sending
from odms.voice.rules import check_limit


def sender(by: User | Actor, mark: str) -> str:
    """Whose sending it is: a user's id, or a visitor's mark of the day."""
    return by.id if isinstance(by, User) else mark


def count_sending(*, by: User | Actor, mark: str, kind: str, at: datetime) -> None:
    """Count one sending, within the transaction of the deed. Raises TooMany past the limit."""
    if by == SYSTEM:
        return
    row, _ = Sending.objects.get_or_create(
        day=timezone.localdate(at), mark=sender(by, mark), kind=kind
    )
    Sending.objects.filter(pk=row.pk).update(n=F("n") + 1)
    row.refresh_from_db()
    check_limit(kind, row.n)


def forget_senders(*, at: datetime) -> int:
    """Forget who sent how much before today; how many counts that were."""
    n, _ = Sending.objects.filter(day__lt=timezone.localdate(at)).delete()
    return n
