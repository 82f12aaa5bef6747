"""What every deed upon a case is made of: the locked case, its new state, the entry, the news."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localtime

from odms.definitions.messages import LANGUAGES, sentence
from odms.errors import Conflict, Invalid
from odms.intake import actions as intake
from odms.ledger import actions as ledger
from odms.ledger.models import Entry
from odms.ledger.rules import Actor, Subject
from odms.people import actions as people
from odms.people.models import User
from odms.people.queries import actor_of, check_by, list_holders, on_behalf
from odms.publication.models import Case
from odms.publication.queries import last_entry, list_gates
from odms.publication.rules import GATES, NOTICES, TRANSITIONS, check_transition
from odms.publication.signals import case_waiting


def locked(case: Case) -> Case:
    """The case as it stands now, ours until the transaction ends."""
    return (
        Case.objects.select_related("dataset__agency", "delivery", "opened_by", "submitted_by")
        .defer("delivery__report")
        .select_for_update(no_key=True, of=("self",))
        .get(pk=case.pk)
    )


def checked(
    deed: str, by: User, case: Case, reason: str | None = None, revision: int | None = None
) -> Case:
    """The case, locked, if this person may do this deed to it now.

    Where a `revision` is given, only if nothing happened to the case since; Conflict says what.
    """
    case = locked(case)
    check_by(by, TRANSITIONS[deed].permission, case.dataset.agency_id)
    try:
        check_transition(
            deed,
            state=case.state,
            person_id=by.id,
            submitted_by_id=case.submitted_by_id,
            reason=reason,
        )
    except Conflict as refused:
        raise _told_who(refused, case) from None
    check_revision(case, revision)
    return case


def check_revision(case: Case, revision: int | None) -> None:
    """Raise Conflict where somebody did something to the case after `revision`: who, what and when."""
    last = last_entry(case)
    if revision is not None and last is not None and last.seq != revision:
        raise changed_meanwhile(last)


def changed_meanwhile(last: Entry) -> Conflict:
    """The refusal of what was meant for an earlier state, with who did what since, and when."""
    return Conflict("publication.changed_meanwhile", **_by_whom(last))


def check_gates(case: Case, moment: str) -> None:
    """Raise Invalid, with all that is lacking, unless the gates of this moment are passed."""
    lacking = [
        gate for gate in list_gates(case) if GATES[gate.code] == moment and not gate.is_passed
    ]
    if not lacking:
        return
    lacks = [
        {
            "gate": gate.code,
            "code": lack.code,
            "item": lack.item,
            "severity": lack.severity,
            "facts": lack.facts,
        }
        for gate in lacking
        for lack in gate.lacks
        if lack.severity == "error"
    ]
    raise Invalid("publication.gates_closed", n=len(lacks), lacks=lacks)


def _told_who(refused: Conflict, case: Case) -> Conflict:
    """The refusal of a state, with who brought the case into it and when."""
    if (last := last_entry(case)) is None or refused.code != "publication.wrong_state":
        return refused
    return Conflict("publication.wrong_state_since", **refused.facts, **_by_whom(last))


def _by_whom(entry: Entry) -> dict[str, Any]:
    what = {f"what_{lang}": sentence(f"ledger.verb.{entry.verb}", lang) for lang in LANGUAGES}
    when = localtime(entry.at).strftime("%Y-%m-%d %H:%M")
    return {"by": entry.actor_name, "when": when, **what}


def reopen(deed: str, by: User, case: Case, at: datetime, facts: dict[str, Any]) -> Case:
    """Put a case back into the steward's hands."""
    if case.delivery is not None:
        intake.seal(delivery=case.delivery, is_sealed=False)
    case.lease_until = None
    case.first_approved_by = case.first_approved_at = case.standing_order = None
    case.order_number = ""
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
    if "decider" in parts and case.decided_by is not None:
        found[case.decided_by_id] = case.decided_by
    if "approver" in parts:
        found |= {u.id: u for u in list_holders(case.dataset.agency, "approver", at=at)}
    return list(found.values())
