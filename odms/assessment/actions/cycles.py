"""A cycle of assessment: opened, declared, reviewed, appealed, closed, published.

Closing freezes what every participant came to, under a hash that stands in the ledger; nothing here
changes a closed cycle, and `queries.cycles.faults` finds what something else changed.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.timezone import localdate

from odms.assessment import chapter, rules
from odms.assessment.actions import news
from odms.assessment.actions.answers import keep_verified
from odms.assessment.actions.importing import check_code
from odms.assessment.frameworks import get_framework
from odms.assessment.models import Appeal, Cycle, Participant
from odms.assessment.queries.answers import CENTRE_SUBJECT, answers_of, last_answer, marks_from
from odms.assessment.queries.cycles import (
    count_open_appeals,
    counts,
    cycle_digest,
    participant_digest,
)
from odms.assessment.queries.users import users_chapter
from odms.catalogue.queries import count_by_agency
from odms.errors import Conflict, Forbidden, Invalid
from odms.ledger import actions as ledger
from odms.ledger.rules import Actor, Subject
from odms.people.models import Agency, User
from odms.people.queries import actor_of, check_by, get_person
from odms.people.rules import can_do


@transaction.atomic
def open_cycle(
    *,
    by: User | Actor,
    code: str,
    title: Mapping[str, str],
    frameworks: Sequence[str],
    agencies: Collection[Agency],
    at: datetime,
    declare_until: date | None = None,
    review_until: date | None = None,
    appeal_until: date | None = None,
) -> Cycle:
    """Open a cycle for these agencies; the centre takes part where a framework is its own.

    Raises Invalid for a code that cannot be one or where nobody takes part, Conflict for one that is
    taken, Absent for an unknown framework.
    """
    check_by(by, "assessment.manage")
    check_code(code)
    known = [get_framework(one) for one in dict.fromkeys(frameworks)]
    asks_agencies = any("agency" in one.subjects for one in known)
    if not known or (asks_agencies and not agencies):
        raise Invalid("assessment.nobody_takes_part")
    cycle = Cycle.objects.create(
        code=code,
        title_th=title["th"] or code,
        title_en=title["en"] or title["th"] or code,
        frameworks=[one.code for one in known],
        surveyed_date=localdate(at),
        declare_until=declare_until,
        review_until=review_until,
        appeal_until=appeal_until,
        opened_at=at,
    )
    told = sorted(agencies, key=lambda one: one.name_th) if asks_agencies else []
    taking_part = [_agency(cycle, one, place) for place, one in enumerate(told, 1)]
    if any("centre" in one.subjects and "agency" not in one.subjects for one in known):
        taking_part.append(_centre(cycle, len(told) + 1))
    Participant.objects.bulk_create(taking_part)
    facts = {"code": code, "frameworks": cycle.frameworks, "n": len(taking_part)}
    _enter(by, "cycle.opened", cycle, at, facts)
    return cycle


@transaction.atomic
def move(*, by: User | Actor, cycle: Cycle, deed: str, at: datetime) -> Cycle:
    """Take a cycle on by one of `rules.MOVES`; closing freezes it. Raises Conflict, Invalid."""
    check_by(by, "assessment.manage")
    cycle = Cycle.objects.select_for_update().get(pk=cycle.pk)
    step = rules.check_move(deed, cycle.state)
    facts: dict[str, Any] = {"code": cycle.code}
    if deed == "close":
        facts |= _freeze(cycle, at)
    if deed == "publish":
        cycle.published_at = at
        facts["hash"] = cycle.hash
    cycle.state = step.after
    cycle.save()
    _enter(by, step.verb, cycle, at, facts)
    news.tell_all(deed, cycle, at)
    return cycle


@transaction.atomic
def assign_reviewer(
    *, by: User | Actor, participant: Participant, reviewer: User, at: datetime
) -> Participant:
    """Say who reviews a participant: somebody with that part, of no agency that is reviewed."""
    check_by(by, "assessment.manage")
    _check_alive(participant.cycle)
    person = get_person(reviewer)
    if not can_do(person, "assessment.verify"):
        raise Forbidden("assessment.not_a_reviewer")
    rules.check_reviewer(
        person_id=reviewer.id,
        reviewer_id=None,
        agency_id=participant.subject_id,
        roles=person.roles if person else (),
    )
    participant.reviewer = reviewer
    participant.save(update_fields=["reviewer"])
    facts = {"code": participant.cycle.code, "reviewer": reviewer.id, "name": participant.name}
    _enter(by, "cycle.reviewer-assigned", participant.cycle, at, facts, participant)
    news.tell_one("assign", reviewer, participant, at, name=participant.name)
    return participant


@transaction.atomic
def submit(*, by: User, participant: Participant, at: datetime) -> Participant:
    """Hand in the self-declaration of an agency; it can be changed and handed in again until its day."""
    if participant.agency_id:
        check_by(by, "assessment.submit", participant.agency_id)
    else:
        check_by(by, "assessment.manage")
    cycle = participant.cycle
    rules.check_open_for("declared", cycle.state, cycle.declare_until, localdate(at))
    participant.submitted_by, participant.submitted_at = by, at
    participant.save(update_fields=["submitted_by", "submitted_at"])
    facts = {"code": cycle.code, "name": participant.name}
    _enter(by, "cycle.submitted", cycle, at, facts, participant)
    return participant


@transaction.atomic
def appeal(
    *, by: User, participant: Participant, framework: str, question: str, reason: str, at: datetime
) -> Appeal:
    """Speak against a verified answer, with the reason. Raises Forbidden, Invalid, Conflict."""
    if participant.agency_id:
        check_by(by, "assessment.submit", participant.agency_id)
    else:
        check_by(by, "assessment.manage")
    cycle = participant.cycle
    rules.check_open_for("appealed", cycle.state, cycle.appeal_until, localdate(at))
    subject = Subject(participant.subject_kind, participant.subject_id)
    answer = last_answer(subject, framework, question, "verified", cycle)
    if answer is None:
        raise Invalid("assessment.nothing_to_verify", question=question)
    if Appeal.objects.filter(answer=answer).exists():
        raise Conflict("assessment.appealed_already")
    told = _reason(reason)
    made = Appeal.objects.create(participant=participant, answer=answer, reason=told, by=by, at=at)
    facts = {"code": cycle.code, "question": question, "framework": framework, "reason": told}
    _enter(by, "cycle.appealed", cycle, at, facts, participant)
    news.tell_centre("appeal", participant, at, name=participant.name, question=question)
    return made


@transaction.atomic
def decide_appeal(
    *, by: User, appeal: Appeal, outcome: str, note: str, at: datetime, value: Any = None
) -> Appeal:
    """Decide an appeal for the centre, by another reviewer than the one who verified and of another
    house; `changed` comes with the value that stands instead. Raises Forbidden, Invalid, Conflict."""
    check_by(by, "assessment.verify", "")
    appeal = Appeal.objects.select_for_update(of=("self",)).get(pk=appeal.pk)
    participant, answer = appeal.participant, appeal.answer
    person = get_person(by)
    rules.check_reviewer(
        person_id=by.id,
        reviewer_id=None,
        agency_id=participant.subject_id,
        roles=person.roles if person else (),
    )
    rules.check_another(by.id, answer.by_id, appeal.by_id)
    _check_alive(participant.cycle)
    if appeal.outcome:
        raise Conflict("assessment.decided_already")
    if outcome not in rules.OUTCOMES:
        raise Invalid("assessment.no_such_outcome", outcome=outcome)
    if outcome == "changed":
        keep_verified(by=by, answer=answer, value=value, note=_reason(note), at=at)
    appeal.outcome, appeal.note = outcome, _reason(note)
    appeal.decided_by, appeal.decided_at = by, at
    appeal.save()
    facts = {
        "code": participant.cycle.code,
        "framework": answer.framework,
        "question": answer.question,
        "outcome": outcome,
        "reason": appeal.note,
    }
    _enter(by, "cycle.appeal-decided", participant.cycle, at, facts, participant)
    news.tell_one("decide", appeal.by, participant, at, question=answer.question)
    return appeal


def _agency(cycle: Cycle, agency: Agency, place: int) -> Participant:
    return Participant(
        cycle=cycle,
        subject_kind="agency",
        subject_id=agency.id,
        agency=agency,
        name=agency.name_th,
        kind=agency.sector,
        position=place,
    )


def _centre(cycle: Cycle, place: int) -> Participant:
    return Participant(
        cycle=cycle,
        subject_kind="centre",
        subject_id=CENTRE_SUBJECT.id,
        name=settings.CENTRE_NAMES["th"],
        kind="centre",
        position=place,
    )


def _freeze(cycle: Cycle, at: datetime) -> dict[str, Any]:
    """Keep what everybody came to, and the chapter of all; the facts for the ledger."""
    if n := count_open_appeals(cycle):
        raise Conflict("assessment.open_appeals", n=n)
    publishing = count_by_agency()
    told = list(Participant.objects.filter(cycle=cycle).order_by("position"))
    for one in told:
        one.results = _results(cycle, one)
        one.is_publishing = bool(publishing.get(one.subject_id)) if one.agency_id else None
        one.hash = participant_digest(one)
    Participant.objects.bulk_update(told, ["results", "is_publishing", "hash"], batch_size=200)
    cycle.figures = _figures(cycle, [one for one in told if one.subject_kind == "agency"])
    cycle.closed_at = at
    cycle.hash = cycle_digest(cycle)
    return {"hash": cycle.hash, "n": len(told)}


def _results(cycle: Cycle, participant: Participant) -> dict[str, Any]:
    subject = Subject(participant.subject_kind, participant.subject_id)
    found: dict[str, Any] = {}
    for code in cycle.frameworks:
        framework = get_framework(code)
        if subject.kind not in framework.subjects:
            continue
        answers = answers_of(subject, code, cycle)
        found[code] = {
            "answers": {one.question.code: one.to_dict() for one in answers},
            "marks": {
                side: told.to_dict() for side, told in marks_from(framework, answers).items()
            },
        }
    return found


def _figures(cycle: Cycle, agencies: list[Participant]) -> dict[str, Any]:
    is_asked = chapter.READINESS in cycle.frameworks
    found = chapter.counted(
        counts(agencies) if is_asked else {},
        is_asked=is_asked,
        n_agencies=len(agencies),
        n_publishing=sum(bool(one.is_publishing) for one in agencies),
    )
    return found | users_chapter()


def _check_alive(cycle: Cycle) -> None:
    if cycle.state in rules.FROZEN:
        raise Conflict("assessment.frozen", cycle=cycle.code)


def _reason(text: str) -> str:
    told = text.replace("\0", "").strip()[: rules.MAX_NOTE]
    if not told:
        raise Invalid("assessment.needs_reason", item="reason")
    return told


def _enter(
    by: User | Actor,
    verb: str,
    cycle: Cycle,
    at: datetime,
    facts: dict[str, Any],
    participant: Participant | None = None,
) -> None:
    ledger.record(
        by=actor_of(by),
        verb=verb,
        subject=Subject("cycle", cycle.id),
        at=at,
        agency_id=(participant.agency_id or "") if participant else "",
        facts=facts,
    )
