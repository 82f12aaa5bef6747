"""Answering frameworks: people declare and verify, the system computes each night and when asked."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from odms.assessment import evidence, rules
from odms.assessment.evidence.found import Found
from odms.assessment.frameworks import Framework, Question, get_framework, list_frameworks
from odms.assessment.frameworks.values import checked
from odms.assessment.models import Answer, Computed, Cycle, Participant
from odms.assessment.queries.answers import CENTRE_SUBJECT, USERS_SUBJECT, Sides, sides_of
from odms.assessment.queries.facts import AgencyFacts, CentreFacts
from odms.errors import Conflict, Invalid
from odms.ledger import actions as ledger
from odms.ledger.rules import SYSTEM, Subject
from odms.people.models import Agency, User
from odms.people.queries import actor_of, check_by, get_person
from odms.publication.answering import digest

_SHA256 = re.compile(r"[0-9a-f]{64}")
_LISTED = 200
_AT_ONCE = 500


@dataclass(frozen=True)
class Saying:
    """What somebody answers to a question, and where it can be seen: a link, or a file by its hash."""

    value: Any
    note: str = ""
    url: str = ""
    file_name: str = ""
    file_sha256: str = ""


@transaction.atomic
def declare(
    *,
    by: User,
    framework: str,
    subject: Subject,
    said: Mapping[str, Saying],
    at: datetime,
    cycle: Cycle | None = None,
) -> list[Answer]:
    """Say how things stand, question by question, under one entry of the ledger.

    Raises Forbidden, Invalid for an answer of another kind and for a question that the sixteen
    processes answer, Conflict where the cycle takes no declarations now.
    """
    known = get_framework(framework)
    _check_answered_by_people(known, subject)
    if subject.kind == "agency":
        check_by(by, "assessment.declare", subject.id)
    else:
        check_by(by, "assessment.manage")
    _check_cycle(cycle, known, "declared", at)
    kept = [
        _keep(by, known.question(code), known, subject, "declared", told, "", cycle, at)
        for code, told in said.items()
    ]
    _enter(by, "declared", subject, kept, at)
    return kept


@transaction.atomic
def verify(
    *,
    by: User,
    framework: str,
    subject: Subject,
    said: Mapping[str, Saying],
    at: datetime,
    cycle: Cycle | None = None,
) -> list[Answer]:
    """Judge what is declared or computed, by somebody who did not declare it and plays no part in the
    agency; in a cycle by its reviewer. Raises Forbidden, Invalid, Conflict."""
    known = get_framework(framework)
    _check_answered_by_people(known, subject)
    check_by(by, "assessment.verify")
    _check_review(by, subject, cycle)
    _check_cycle(cycle, known, "verified", at)
    kept = []
    for code, told in said.items():
        about = _about(by, sides_of(subject, framework, code, cycle))
        question = known.question(code)
        kept.append(_keep(by, question, known, subject, "verified", told, about, cycle, at))
    _enter(by, "verified", subject, kept, at)
    return kept


def keep_verified(*, by: User, answer: Answer, value: Any, note: str, at: datetime) -> Answer:
    """A verified answer anew, as an appeal decided; inside the transaction of that deed."""
    known, subject = (
        get_framework(answer.framework),
        Subject(answer.subject_kind, answer.subject_id),
    )
    question, told = known.question(answer.question), Saying(value, note)
    return _keep(
        by, question, known, subject, "verified", told, answer.about_hash, answer.cycle, at
    )


def answer_all(*, at: datetime) -> int:
    """Compute every answer of the centre, of its users and of every agency; how many changed."""
    facts = CentreFacts(at)
    changes = _compute(CENTRE_SUBJECT, None, facts, at)
    changes += _compute(USERS_SUBJECT, None, facts, at)
    for agency in Agency.objects.order_by("id"):
        changes += compute_of(agency, at)
    _enter_computed(changes, at)
    return len(changes)


def answer_for_centre(*, at: datetime) -> int:
    """Compute the answers of the centre and of its users; how many changed."""
    facts = CentreFacts(at)
    changes = _compute(CENTRE_SUBJECT, None, facts, at) + _compute(USERS_SUBJECT, None, facts, at)
    _enter_computed(changes, at)
    return len(changes)


def answer_for_agency(*, agency: Agency, at: datetime) -> int:
    """Compute the answers of one agency; how many changed."""
    changes = compute_of(agency, at)
    _enter_computed(changes, at)
    return len(changes)


# framework, subject kind, its id, question, hash
_Change = tuple[str, str, str, str, str]


def compute_of(agency: Agency, at: datetime) -> list[_Change]:
    """What changed of an agency's computed answers, kept and not yet entered in the ledger."""
    return _compute(Subject("agency", agency.id), agency, AgencyFacts(agency, at), at)


@transaction.atomic
def _compute(
    subject: Subject, agency: Agency | None, facts: CentreFacts | AgencyFacts, at: datetime
) -> list[_Change]:
    changes: list[_Change] = []
    for framework in list_frameworks(subject.kind):
        found = dict(_found(framework, subject.kind, facts))
        if not found:
            continue
        row, _ = Computed.objects.get_or_create(
            framework=framework.code,
            subject_kind=subject.kind,
            subject_id=subject.id,
            defaults={"agency": agency, "computed_at": at},
        )
        kept, changed = _merged(framework.code, subject, row.answers, found, at)
        Computed.objects.filter(pk=row.pk).update(answers=kept, computed_at=at)
        changes += changed
    return changes


def _found(framework: Framework, kind: str, facts: Any) -> Iterator[tuple[str, tuple[str, Found]]]:
    """What the functions of a framework find for this kind of subject, by question."""
    for question in framework.questions():
        name = question.computed
        if name and evidence.subject_of(name) == kind:
            found = evidence.functions()[name](facts)
            if found is not None and found.value is not None:
                yield question.code, (name, found)


def _merged(
    framework: str,
    subject: Subject,
    before: Mapping[str, Any],
    found: Mapping[str, tuple[str, Found]],
    at: datetime,
) -> tuple[dict[str, Any], list[_Change]]:
    """The answers as they are kept; what is as it was keeps its day and hash."""
    kept: dict[str, Any] = {}
    changes: list[_Change] = []
    for question, (name, one) in found.items():
        told = {
            "value": one.value,
            "code": one.code,
            "facts": dict(one.facts),
            "link": one.link,
            "function": name,
        }
        former = before.get(question)
        if former and all(former.get(part) == value for part, value in told.items()):
            kept[question] = former
            continue
        hash = digest(
            {"framework": framework, "question": question, "side": "computed", **told}
            | {"subject": [subject.kind, subject.id], "at": at.isoformat(), "by": SYSTEM.id}
        )
        kept[question] = {**told, "at": at.isoformat(), "hash": hash}
        changes.append((framework, subject.kind, subject.id, question, hash))
    return kept, changes


@transaction.atomic
def _enter_computed(changes: list[_Change], at: datetime) -> None:
    """One entry for all that one computing changed."""
    if not changes:
        return
    told = [list(one) for one in changes]
    ledger.record(
        by=SYSTEM,
        verb="framework.computed",
        subject=Subject("assessment", rules.CENTRE),
        at=at,
        facts={
            "n": len(told),
            "digest": digest({"changes": told}),
            "changes": told[:_LISTED],
        },
    )


def _check_answered_by_people(framework: Framework, subject: Subject) -> None:
    rules.check_subject(subject.kind, framework.subjects)
    if framework.scoring == "datasets" or subject.kind == "users":
        raise Invalid("assessment.answered_by_the_system")


def _check_cycle(cycle: Cycle | None, framework: Framework, side: str, at: datetime) -> None:
    if cycle is None:
        return
    if cycle.state in rules.FROZEN:
        raise Conflict("assessment.frozen", cycle=cycle.code)
    if framework.code not in cycle.frameworks:
        raise Invalid("assessment.not_in_cycle", framework=framework.code)
    until = cycle.declare_until if side == "declared" else cycle.review_until
    rules.check_open_for(side, cycle.state, until, localdate(at))


def _check_review(by: User, subject: Subject, cycle: Cycle | None) -> None:
    person = get_person(by)
    assigned = None
    if cycle is not None:
        told = Participant.objects.filter(
            cycle_id=cycle.pk, subject_kind=subject.kind, subject_id=subject.id
        )
        assigned = told.values_list("reviewer_id", flat=True).first()
    rules.check_reviewer(
        person_id=by.id,
        reviewer_id=assigned,
        agency_id=subject.id,
        roles=person.roles if person else (),
    )


def _about(by: User, sides: Sides) -> str:
    """The hash of what is judged: what is declared, else what is computed."""
    question = sides.question
    told = sides.declared or sides.computed
    if told is None:
        raise Invalid("assessment.nothing_to_verify", question=question.code)
    rules.check_another(by.id, (sides.declared or {}).get("by_id"))
    return str(told["hash"])


def _keep(
    by: User,
    question: Question,
    framework: Framework,
    subject: Subject,
    side: str,
    told: Saying,
    about: str,
    cycle: Cycle | None,
    at: datetime,
) -> Answer:
    if question.process:
        raise Invalid("assessment.answered_in_publication", question=question.code)
    if told.file_sha256 and not _SHA256.fullmatch(told.file_sha256):
        raise Invalid("assessment.wrong_hash")
    content = {
        "framework": framework.code,
        "question": question.code,
        "subject_kind": subject.kind,
        "subject_id": subject.id,
        "side": side,
        "value": checked(question, told.value),
        "about_hash": about,
        "note": rules.checked_note(told.note),
        "url": rules.checked_url(told.url),
        "file_name": told.file_name[:255],
        "file_sha256": told.file_sha256,
    }
    more = {"by": by.id, "at": at.isoformat(), "cycle": cycle.code if cycle else ""}
    return Answer.objects.create(
        **content,
        agency_id=subject.id if subject.kind == "agency" else None,
        cycle=cycle,
        by=by,
        at=at,
        hash=digest(content | more),
    )


def _enter(by: User, side: str, subject: Subject, kept: list[Answer], at: datetime) -> None:
    if not kept:
        return
    cycle = kept[0].cycle
    ledger.record(
        by=actor_of(by),
        verb=f"framework.{side}",
        subject=subject,
        at=at,
        agency_id=subject.id if subject.kind == "agency" else "",
        facts={
            "framework": kept[0].framework,
            "cycle": cycle.code if cycle else "",
            "answers": [[one.question, one.hash] for one in kept],
        },
    )
