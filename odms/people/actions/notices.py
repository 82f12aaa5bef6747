"""News to people: told once, and once more to the next one where nothing happens."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from odms.errors import Invalid
from odms.people.models import Agency, Notice, Preference, Reminder, User
from odms.people.queries import check_by, list_holders
from odms.people.rules.notices import (
    CHAIN,
    KINDS,
    OVERDUE,
    PACES,
    days_overdue,
    kind_of,
    steps_due,
)


def notify(
    *,
    user: User,
    code: str,
    at: datetime,
    facts: dict[str, Any] | None = None,
    path: str = "",
    reminder: Reminder | None = None,
) -> Notice:
    """Leave news for a person; the sentence of `code` stands in `definitions/messages`."""
    kind_of(code, facts)
    return Notice.objects.create(
        user=user, code=code, facts=facts or {}, path=path, at=at, reminder=reminder
    )


def mark_notices_read(*, user: User, at: datetime, ids: Iterable[int] | None = None) -> int:
    """Note that a person has seen their news (these, or all); how many were new."""
    notices = user.notices.filter(read_at=None)
    if ids is not None:
        notices = notices.filter(id__in=list(ids))
    seen = set(notices.exclude(reminder=None).values_list("reminder_id", flat=True))
    n = notices.update(read_at=at)
    by_reading = Reminder.objects.filter(id__in=seen, is_settled_by_reading=True, settled_at=None)
    by_reading.update(settled_at=at)
    return n


@transaction.atomic
def remind(
    *,
    key: str,
    agency: Agency,
    code: str,
    due_at: datetime,
    at: datetime,
    facts: dict[str, Any] | None = None,
    path: str = "",
    escalates_to: Sequence[str] = CHAIN,
    is_settled_by_reading: bool = False,
) -> Reminder:
    """Have a thing that is due told to the roles of an agency, one after the other, until it is
    settled: the first at once, the next at the due time, each further one a week later.

    The same `key` (such as `case:ID:submit`) is the same thing and tells nobody twice; a settled
    one begins anew only with another due time.
    """
    found, _ = Reminder.objects.select_for_update(no_key=True).get_or_create(
        key=key,
        defaults={
            "agency": agency,
            "code": code,
            "due_at": due_at,
            "made_at": at,
            "is_settled_by_reading": is_settled_by_reading,
        },
    )
    if found.settled_at is not None and found.due_at == due_at:
        return found
    if found.due_at != due_at:
        found.n_told, found.settled_at = 0, None
    found.code, found.facts, found.path = code, facts or {}, path
    found.due_at, found.escalates_to = due_at, list(escalates_to)
    found.save()
    _tell_due(found, at)
    return found


def settle(*, key: str, at: datetime) -> bool:
    """Note that a thing is done: nobody else hears of it; whether it was open."""
    if not Reminder.objects.filter(key=key, settled_at=None).update(settled_at=at):
        return False
    Notice.objects.filter(reminder__key=key, read_at=None).update(read_at=at)
    return True


def escalate(*, at: datetime) -> int:
    """Tell the next one of each thing that is due and not settled; how many things there were."""
    due = Reminder.objects.filter(settled_at=None, due_at__lte=at)
    keys = [one.pk for one in due if one.n_told < steps_due(one.due_at, at, one.escalates_to)]
    for key in keys:
        with transaction.atomic():
            _tell_due(Reminder.objects.select_for_update(no_key=True).get(pk=key), at)
    return len(keys)


@transaction.atomic
def set_paces(*, by: User, paces: Mapping[str, str], at: datetime) -> None:
    """Keep how letters about each kind of news come to a person. Raises Invalid."""
    check_by(by, "account.manage")
    keep_paces(user=by, paces=paces)


@transaction.atomic
def keep_paces(*, user: User, paces: Mapping[str, str]) -> None:
    """Keep the paces of somebody who is known by the address in a letter. Raises Invalid."""
    for kind, pace in paces.items():
        if kind not in KINDS:
            raise Invalid("people.unknown_kind", kind=kind)
        if pace not in PACES:
            raise Invalid("people.unknown_pace", pace=pace)
        Preference.objects.update_or_create(user=user, kind=kind, defaults={"pace": pace})


def _tell_due(reminder: Reminder, at: datetime) -> None:
    """Tell a thing to each step of its chain that should know by now and does not."""
    if reminder.settled_at is not None:
        return
    n_due = steps_due(reminder.due_at, at, reminder.escalates_to)
    # who holds several of the roles that hear of it now is told once
    hearers = {
        user.pk: user
        for role in reminder.escalates_to[reminder.n_told : n_due]
        for user in list_holders(reminder.agency, role, at=at)
    }
    for user in hearers.values():
        _tell(reminder, user, at)
    if n_due > reminder.n_told:
        reminder.n_told = n_due
        reminder.save(update_fields=["n_told"])


def _tell(reminder: Reminder, user: User, at: datetime) -> None:
    """The sentence itself before the due time; from then on with the days that it is overdue."""
    code, facts = reminder.code, dict(reminder.facts)
    if at >= reminder.due_at:
        days = days_overdue(reminder.due_at, at)
        code = OVERDUE
        facts = {"what": {"code": reminder.code, "facts": reminder.facts}, "n": days}
    notify(user=user, code=code, facts=facts, path=reminder.path, at=at, reminder=reminder)
