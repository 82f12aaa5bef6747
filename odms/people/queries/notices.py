"""Reading news, and how they come to a person."""

from django.conf import settings
from django.core import signing

from odms.errors import Absent
from odms.ledger.queries import find
from odms.people.models import Agency, Call, Notice, Reminder, User, Webhook
from odms.people.rules.notices import KINDS
from odms.people.rules.webhooks import webhook_secret

_SALT = "odms.people.letters"


def list_notices(user: User, unread: bool = False) -> list[Notice]:
    """News to a user, newest first; only what was not read yet, if asked."""
    notices = user.notices.filter(read_at=None) if unread else user.notices.all()
    return list(notices)


def open_reminders(prefix: str) -> list[str]:
    """The keys that begin so, of things that are due and not settled."""
    found = Reminder.objects.filter(key__startswith=prefix, settled_at=None)
    return list(found.values_list("key", flat=True))


def paces_of(user: User) -> dict[str, str]:
    """How letters about each kind of news come to a user: as chosen, else as usual."""
    return KINDS | dict(user.preferences.filter(kind__in=KINDS).values_list("kind", "pace"))


def letter_token(user: User) -> str:
    """What in a letter's address says who reads it, signed: it opens the choice of letters alone."""
    return signing.dumps(user.pk, salt=_SALT)


def get_user_by_letter(token: str) -> User:
    """The user to whom a letter with this token was written. Raises Absent."""
    try:
        pk = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        raise Absent("people.letter_unknown") from None
    if (user := find(User.objects.filter(is_active=True), pk=pk)) is None:
        raise Absent("people.letter_unknown")
    return user


def list_webhooks(agency: Agency) -> list[Webhook]:
    """An agency's webhooks that are told, newest first."""
    return list(agency.webhooks.filter(removed_at=None))


def get_webhook(webhook_id: str) -> Webhook:
    """The webhook with this id. Raises Absent."""
    webhooks = Webhook.objects.filter(removed_at=None).select_related("agency")
    if (webhook := find(webhooks, id=webhook_id)) is None:
        raise Absent("people.no_such_webhook")
    return webhook


def list_calls(webhook: Webhook, limit: int = 20) -> list[Call]:
    """What a webhook was told last, newest first."""
    return list(webhook.calls.all()[:limit])


def secret_of(webhook: Webhook) -> str:
    """The secret with which calls of a webhook are signed."""
    return webhook_secret(settings.SECRET_KEY, webhook.id, webhook.salt)
