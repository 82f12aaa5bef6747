"""What is not kept: letters and calls that went out long ago, marks of yesterday's senders."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from odms.people.models import Application, Call, Letter

# so long one can look up what became of a letter or a call
KEPT = timedelta(days=90)


@transaction.atomic
def forget(*, at: datetime) -> int:
    """Let letters and calls that are done or given up be gone after a while; how many."""
    today = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    Application.objects.filter(made_at__lt=today).exclude(mark="").update(mark="")
    n_letters, _ = Letter.objects.filter(next_at=None, made_at__lt=at - KEPT).delete()
    n_calls, _ = Call.objects.filter(next_at=None, made_at__lt=at - KEPT).delete()
    return n_letters + n_calls
