"""What every deed upon a case is made of: the locked case, its new state, the entry, the news."""

from datetime import datetime
from typing import Any

from django.db import transaction

from odms.intake import actions as intake
from odms.ledger import actions as ledger
from odms.ledger.rules import Actor, Subject
from odms.people import actions as people
from odms.people.models import User
from odms.people.queries import actor_of, check_by, list_holders, on_behalf
from odms.publication.models import Case
from odms.publication.rules import NOTICES, TRANSITIONS, check_transition
from odms.publication.signals import case_waiting


def locked(case: Case) -> Case:
    """The case as it stands now, ours until the transaction ends."""
    return (
        Case.objects.select_related("dataset__agency", "delivery", "opened_by", "submitted_by")
        .defer("delivery__report")
        .select_for_update(no_key=True, of=("self",))
        .get(pk=case.pk)
    )


def checked(deed: str, by: User, case: Case, reason: str | None = None) -> Case:
    """The case, locked, if this person may do this deed to it now."""
    case = locked(case)
    check_by(by, TRANSITIONS[deed].permission, case.dataset.agency_id)
    check_transition(
        deed,
        state=case.state,
        person_id=by.id,
        submitted_by_id=case.submitted_by_id,
        reason=reason,
    )
    return case


def reopen(deed: str, by: User, case: Case, at: datetime, facts: dict[str, Any]) -> Case:
    """Put a case back into the steward's hands."""
    if case.delivery is not None:
        intake.seal(delivery=case.delivery, is_sealed=False)
    case.lease_until = None
    return move(deed, by, case, at, facts)


def move(
    deed: str,
    by: User | Actor,
    case: Case,
    at: datetime,
    facts: dict[str, Any],
    *,
    is_told: bool = True,
) -> Case:
    """Put a case into the state that a deed leads to, write it down, and tell people."""
    transition = TRANSITIONS[deed]
    case.state = transition.after
    case.save()
    enter(
        by,
        transition.verb,
        case,
        at,
        facts | on_behalf(by, transition.permission, case.dataset.agency_id),
    )
    if is_told:
        tell(deed, by, case, at)
    return case


def enter(by: User | Actor, verb: str, case: Case, at: datetime, facts: dict[str, Any]) -> None:
    """Write what was done to a case."""
    ledger.record(
        by=actor_of(by),
        verb=verb,
        subject=Subject("case", case.id),
        at=at,
        agency_id=case.dataset.agency_id,
        facts=facts,
    )


def announce(case_id: str) -> None:
    """Wake a worker once the approval is there. If that fails, the sweep finds the case."""
    transaction.on_commit(
        lambda: case_waiting.send_robust(sender=Case, case_id=case_id), robust=True
    )


def tell(deed: str, by: User | Actor, case: Case, at: datetime) -> None:
    """Leave notices to those whom a deed concerns, but not to the one who did it."""
    news = NOTICES[deed]
    facts = {
        "number": case.number,
        "title": case.record.get("title_th") or case.dataset.title_th,
        "by": actor_of(by).name,
        "reason": case.reason,
    }
    path = f"/desk/{news.page}/{case.id}"
    for user in _hearers(news.to, case, at):
        if user.id != actor_of(by).id:
            people.notify(user=user, code=news.code, facts=facts, path=path, at=at)


def _hearers(parts: tuple[str, ...], case: Case, at: datetime) -> list[User]:
    """Who plays these parts towards a case; each once."""
    found: dict[str, User] = {}
    if "steward" in parts:
        found[case.opened_by_id] = case.opened_by
    if "submitter" in parts and case.submitted_by is not None:
        found[case.submitted_by_id] = case.submitted_by
    if "approver" in parts:
        found |= {u.id: u for u in list_holders(case.dataset.agency, "approver", at=at)}
    return list(found.values())
