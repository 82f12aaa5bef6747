"""News of cycles: `rules.NOTICES` says who hears of which deed."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from odms.assessment.models import Cycle, Participant
from odms.assessment.rules import NOTICES
from odms.people import actions as people
from odms.people.models import User
from odms.people.queries import list_holders


def tell_all(deed: str, cycle: Cycle, at: datetime) -> None:
    """Tell the agencies that take part in a cycle what was done to it."""
    if deed not in NOTICES:
        return
    taking_part = Participant.objects.filter(cycle_id=cycle.pk, agency__isnull=False)
    for one in taking_part.select_related("agency"):
        holders = {
            user.id: user
            for role in NOTICES[deed].to
            for user in list_holders(one.agency, role, at=at)
        }
        _tell(deed, holders.values(), cycle, _path(cycle, one), at, {})


def tell_one(deed: str, user: User, participant: Participant, at: datetime, **facts: Any) -> None:
    """Tell the one person whom a deed is about."""
    cycle = participant.cycle
    _tell(deed, [user], cycle, _path(cycle, participant), at, facts)


def tell_centre(deed: str, participant: Participant, at: datetime, **facts: Any) -> None:
    """Tell the centre's admins of what waits for a decision."""
    cycle = participant.cycle
    admins = User.objects.filter(is_active=True, is_centre_admin=True)
    _tell(deed, admins, cycle, f"/desk/assessments/{cycle.code}", at, facts)


def _tell(
    deed: str,
    users: Iterable[User],
    cycle: Cycle,
    path: str,
    at: datetime,
    facts: dict[str, Any],
) -> None:
    told = {"cycle_th": cycle.title_th, "cycle_en": cycle.title_en, **facts}
    for user in users:
        people.notify(user=user, code=NOTICES[deed].code, facts=told, path=path, at=at)


def _path(cycle: Cycle, participant: Participant) -> str:
    slug = participant.agency.slug if participant.agency else participant.subject_kind
    return f"/desk/assessments/{cycle.code}/{slug}"
