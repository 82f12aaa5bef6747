"""Approving cases: one by one, by two people where the rules ask for it, or many at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from odms.errors import Invalid, Refused
from odms.ledger import actions as ledger
from odms.ledger.rules import Actor, Subject, as_fact
from odms.people.models import Agency, User
from odms.people.queries import actor_of, check_by, check_may_publish
from odms.publication import approving
from odms.publication.actions.numbering import take_number
from odms.publication.actions.saying import verify_approved
from odms.publication.actions.steps import announce, check_gates, checked, move
from odms.publication.answering import digest
from odms.publication.models import Case
from odms.publication.queries import risks
from odms.publication.queries.approval import get_settings, kind_of, parts_of, requirement_of
from odms.publication.risks import Risk


@dataclass(frozen=True)
class Wanted:
    """A case that somebody wants to approve as they saw it: its revision, if that matters."""

    case: Case
    revision: int | None = None


@dataclass(frozen=True)
class Together:
    """What became of many cases: those approved, and those left as they were, each with the reason."""

    approved: tuple[Case, ...]
    left: tuple[tuple[Case, Refused], ...]


@transaction.atomic
def approve(
    *, by: User, case: Case, at: datetime, order_number: str = "", revision: int | None = None
) -> Case:
    """Approve a case that another person submitted; its publication is then queued.

    Where the rules ask for two approvers the first leaves it submitted. The order's number is the
    one given, or the next of the agency. Raises Forbidden, Conflict and Invalid.
    """
    case = checked("approve", by, case, revision=revision)
    check_may_publish(case.dataset.agency)
    check_gates(case, "submit")
    seen = risks(case)
    needed = requirement_of(case, seen)
    approving.check_approver(
        needed, parts_of(by, case), person_id=by.id, first_id=case.first_approved_by_id
    )
    case.risks_seen = [kept(risk) for risk in seen]
    if needed.n_approvers > 1 and case.first_approved_by_id is None:
        case.first_approved_by, case.first_approved_at = by, at
        return move("approve-first", by, case, at, seen_facts(case, needed, seen))
    number = take_number(agency=case.dataset.agency, typed=order_number, at=at)
    verify_approved(by, case, at)
    return grant(by, by, case, at, number, seen_facts(case, needed, seen))


@transaction.atomic
def approve_many(
    *, by: User, wanted: Sequence[Wanted], at: datetime, order_number: str = ""
) -> Together:
    """Approve all of some cases in which nothing is flagged, under one order an agency.

    What changed since it was looked at, is flagged, needs two people or is not this person's to
    approve is left as it is, with the reason. All else is one transaction.
    """
    check_by(by, "case.decide")
    if not wanted:
        raise Invalid("publication.no_case_named", item="cases")
    passed: list[tuple[Case, dict[str, Any]]] = []
    left: list[tuple[Case, Refused]] = []
    # in one order, so that two approvers at once do not wait for each other
    for one in sorted(wanted, key=lambda one: one.case.pk):
        try:
            passed.append(_checked_at_once(by, one))
        except Refused as refused:
            left.append((one.case, refused))
    for agency, cases in _by_agency(passed).items():
        _grant_together(by, agency, cases, at, order_number)
    return Together(tuple(case for case, _ in passed), tuple(left))


def grant(
    by: User | Actor,
    decider: User,
    case: Case,
    at: datetime,
    number: str,
    facts: dict[str, Any],
    *,
    is_told: bool = True,
) -> Case:
    """Write an approval whose conditions were seen to, and have the case published."""
    case.decided_by, case.decided_at, case.reason = decider, at, ""
    check_gates(case, "approve")
    case.order_number = number
    announce(case.id)
    return move("approve", by, case, at, facts | {"order_number": number}, is_told=is_told)


def seen_facts(case: Case, needed: approving.Requirement, seen: Sequence[Risk]) -> dict[str, Any]:
    """What the ledger keeps of an approval: which rule, and the hashes of what was approved and of
    the risks that were shown. No word of either, for both may have to be destroyed."""
    first = case.first_approved_by
    return {
        "kind": kind_of(case),
        "rule": needed.code,
        "record_sha256": digest(case.record),
        "risks": sorted({risk.code for risk in seen}),
        "risks_sha256": digest({"risks": [kept(risk) for risk in seen]}),
        "authority": get_settings(case.dataset.agency).authority,
        "first_approved_by": {"id": first.id, "name": first.name} if first else None,
    }


def kept(risk: Risk) -> dict[str, Any]:
    """A risk as the case keeps it."""
    return {"code": risk.code, "severity": risk.severity, "facts": as_fact(risk.facts)}


def _checked_at_once(by: User, one: Wanted) -> tuple[Case, dict[str, Any]]:
    case = checked("approve", by, one.case, revision=one.revision)
    check_may_publish(case.dataset.agency)
    check_gates(case, "submit")
    seen = risks(case)
    needed = requirement_of(case, seen)
    approving.check_at_once(needed, seen)
    approving.check_approver(needed, parts_of(by, case), person_id=by.id, first_id=None)
    case.risks_seen = [kept(risk) for risk in seen]
    return case, seen_facts(case, needed, seen)


def _by_agency(
    passed: Sequence[tuple[Case, dict[str, Any]]],
) -> dict[Agency, list[tuple[Case, dict[str, Any]]]]:
    found: dict[Agency, list[tuple[Case, dict[str, Any]]]] = {}
    for case, facts in passed:
        found.setdefault(case.dataset.agency, []).append((case, facts))
    return found


def _grant_together(
    by: User, agency: Agency, cases: list[tuple[Case, dict[str, Any]]], at: datetime, typed: str
) -> None:
    """One order and one entry that lists its cases; each case has its own too, for whoever reads
    the history of one."""
    number = take_number(agency=agency, typed=typed, at=at)
    entry = ledger.record(
        by=actor_of(by),
        verb="cases.approved",
        subject=Subject("agency", agency.id),
        at=at,
        agency_id=agency.id,
        facts={
            "order_number": number,
            "n": len(cases),
            "cases": [[c.number, c.id, facts["record_sha256"]] for c, facts in cases],
        },
    )
    for case, facts in cases:
        verify_approved(by, case, at)
        grant(by, by, case, at, number, facts | {"together": entry.seq})
