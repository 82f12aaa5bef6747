"""Handing a role to another member of the agency for a time, and taking it back."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from odms.definitions.days import said_day
from odms.definitions.messages import LANGUAGES
from odms.errors import Forbidden
from odms.ledger import actions as ledger
from odms.ledger.rules import Actor, Subject
from odms.people.actions.notices import notify
from odms.people.models import Agency, Delegation, Membership, User
from odms.people.queries import actor_of, check_by
from odms.people.rules.delegations import check_delegation


@transaction.atomic
def delegate(
    *,
    by: User | Actor,
    giver: User,
    taker: User,
    agency: Agency,
    from_date: date,
    until_date: date,
    reason: str,
    at: datetime,
    role: str = "approver",
) -> Delegation:
    """Have another member act in the place of one who holds a role, from day to day.

    Only the one who holds it hands it over (or the system for them). Raises Forbidden, Invalid.
    """
    check_by(by, "role.delegate", agency.id)
    holds = Membership.objects.filter(user=giver, agency=agency, role=role).exists()
    if not holds or (isinstance(by, User) and by.pk != giver.pk):
        raise Forbidden("people.only_own_role")
    check_delegation(
        role=role,
        giver_id=giver.id,
        taker_id=taker.id,
        is_member=taker.memberships.filter(agency=agency).exists(),
        from_date=from_date,
        until_date=until_date,
        reason=reason,
        today=timezone.localdate(at),
    )
    made = Delegation.objects.create(
        agency=agency,
        role=role,
        giver=giver,
        taker=taker,
        from_date=from_date,
        until_date=until_date,
        reason=reason.strip()[:300],
        made_at=at,
    )
    _record(by, "role.delegated", made, at)
    _tell("people.notice.delegated", made, at)
    return made


@transaction.atomic
def take_back(*, by: User | Actor, delegation: Delegation, at: datetime) -> None:
    """End a delegation at once; ending it twice changes nothing.

    The giver may, and the centre's admin. Raises Forbidden.
    """
    check_by(by, "role.delegate", delegation.agency_id)
    if isinstance(by, User) and by.pk != delegation.giver_id and not by.is_centre_admin:
        raise Forbidden("people.only_own_role")
    if Delegation.objects.filter(pk=delegation.pk, ended_at=None).update(ended_at=at):
        _record(by, "role.taken-back", delegation, at)
        _tell("people.notice.taken_back", delegation, at)


def _record(by: User | Actor, verb: str, delegation: Delegation, at: datetime) -> None:
    ledger.record(
        by=actor_of(by),
        verb=verb,
        subject=Subject("person", delegation.taker_id),
        at=at,
        agency_id=delegation.agency_id,
        facts={
            "name": delegation.taker.name,
            "on_behalf_of": delegation.giver.name,
            "role": delegation.role,
            "from_date": delegation.from_date.isoformat(),
            "until_date": delegation.until_date.isoformat(),
            "reason": delegation.reason,
        },
    )


def _tell(code: str, delegation: Delegation, at: datetime) -> None:
    facts = {
        "giver": delegation.giver.name,
        "agency_th": delegation.agency.name_th,
        "agency_en": delegation.agency.name_en,
    }
    for language in LANGUAGES:
        facts[f"first_{language}"] = said_day(delegation.from_date, language)
        facts[f"last_{language}"] = said_day(delegation.until_date, language)
    notify(user=delegation.taker, code=code, facts=facts, path="/desk", at=at)
