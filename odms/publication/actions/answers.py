"""Evidence that other rooms hand in, and answers that people give."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from odms.catalogue.queries import agencies_of
from odms.errors import Absent
from odms.ledger import actions as ledger
from odms.ledger.rules import Actor, Subject, check_facts, new_id
from odms.people.models import Agency, User
from odms.people.queries import actor_of, check_by
from odms.publication import answering
from odms.publication.models import Answer, Evidence
from odms.publication.queries.answers import latest_evidence, list_answers

_AT_ONCE = 2_000
_LISTED = 200  # subjects that one entry of the ledger names


@transaction.atomic
def record_evidence(
    *,
    by: User | Actor,
    process: str,
    subject: Subject,
    source: str,
    figures: Mapping[str, Any],
    at: datetime,
) -> None:
    """Keep figures that a room knows about a process of a dataset or an agency.

    Saying the same again changes nothing. Raises Absent for a process or subject that is not there.
    """
    record_figures(by=by, process=process, source=source, figures={subject: figures}, at=at)


@transaction.atomic
def record_figures(
    *,
    by: User | Actor,
    process: str,
    source: str,
    figures: Mapping[Subject, Mapping[str, Any]],
    at: datetime,
) -> int:
    """Keep figures about many subjects, as `record_evidence` does, under one entry of the ledger an
    agency; how many were new."""
    answering.get_process(process)
    owners = _owners(figures)
    known, recording = latest_evidence(process, source, figures), new_id()
    rows = [
        _evidence(by, process, source, recording, subject, owners[subject], dict(told), at)
        for subject, told in figures.items()
        if known.get(subject) != dict(told)
    ]
    Evidence.objects.bulk_create(rows, batch_size=_AT_ONCE)
    _enter_evidence(by, process, source, rows, at)
    return len(rows)


@transaction.atomic
def declare(
    *,
    by: User,
    process: str,
    subject: Subject,
    answer: str,
    at: datetime,
    facts: Mapping[str, Any] | None = None,
    note: str = "",
    url: str = "",
) -> Answer:
    """Say how a process stands. Raises Invalid for an answer that cannot be given, Forbidden."""
    said = {process: Saying(answer, facts or {}, note, url)}
    return give_answers(by=by, side="declared", subject=subject, said=said, at=at)[0]


@transaction.atomic
def verify(
    *,
    by: User,
    process: str,
    subject: Subject,
    answer: str,
    at: datetime,
    note: str = "",
    url: str = "",
) -> Answer:
    """Confirm or contradict what another person declared. Raises Invalid where nobody did, Forbidden
    for the one who declared."""
    said = {process: Saying(answer, {}, note, url)}
    return give_answers(by=by, side="verified", subject=subject, said=said, at=at)[0]


@dataclass(frozen=True)
class Saying:
    """What somebody says of a process."""

    answer: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""
    url: str = ""


@transaction.atomic
def give_answers(
    *, by: User, side: str, subject: Subject, said: Mapping[str, Saying], at: datetime
) -> list[Answer]:
    """Declare or verify several processes of one subject, under one entry of the ledger."""
    if not said:
        return []
    agency_id = _owners([subject])[subject]
    check_by(by, f"process.{_DEEDS[side]}", agency_id)
    if side == "verified":
        said = {process: _verifying(by, process, subject, told) for process, told in said.items()}
    kept = [
        _kept(by, side, process, subject, agency_id, told, at) for process, told in said.items()
    ]
    ledger.record(
        by=actor_of(by),
        verb=f"process.{side}",
        subject=subject,
        at=at,
        agency_id=agency_id,
        facts={"answers": [[one.process, one.answer, one.hash] for one in kept]},
    )
    return kept


def _verifying(by: User, process: str, subject: Subject, told: Saying) -> Saying:
    """What is verified, with the hash of what another person declared."""
    declared = list_answers(subject).get((process, "declared"))
    answering.check_by_another(person_id=by.id, declared_by_id=declared.by_id if declared else None)
    return replace(told, facts={**told.facts, "declared": declared.hash if declared else ""})


def _kept(
    by: User,
    side: str,
    process: str,
    subject: Subject,
    agency_id: str,
    told: Saying,
    at: datetime,
) -> Answer:
    known = answering.get_process(process)
    answering.check_answer(known, level=subject.kind, side=side, answer=told.answer)
    check_facts(dict(told.facts))
    note = told.note.strip()
    return Answer.objects.create(
        process=process,
        subject_kind=subject.kind,
        subject_id=subject.id,
        agency_id=agency_id,
        side=side,
        answer=told.answer,
        facts=dict(told.facts),
        note=note,
        url=told.url,
        by=by,
        at=at,
        review_date=answering.review_date(localdate(at), known.review_months),
        hash=answering.answer_digest(
            process=process,
            subject=(subject.kind, subject.id),
            side=side,
            answer=told.answer,
            facts={**told.facts, "note": note, "url": told.url},
            by=by.id,
            at=at,
        ),
    )


_DEEDS = {"declared": "declare", "verified": "verify"}


def _owners(subjects: Iterable[Subject]) -> dict[Subject, str]:
    """The agency of each subject. Raises Absent for one that is not there."""
    found: dict[Subject, str] = {}
    listed = list(subjects)
    by_dataset = agencies_of([one.id for one in listed if one.kind == "dataset"])
    agencies = {one.id for one in listed if one.kind == "agency"}
    known = set(Agency.objects.filter(id__in=agencies).values_list("id", flat=True))
    for one in listed:
        owner = one.id if one.id in known else None
        owner = by_dataset.get(one.id) if one.kind == "dataset" else owner
        if owner is None:
            raise Absent("publication.no_such_subject", kind=one.kind, id=one.id)
        found[one] = owner
    return found


def _evidence(
    by: User | Actor,
    process: str,
    source: str,
    recording: str,
    subject: Subject,
    agency_id: str,
    figures: dict[str, Any],
    at: datetime,
) -> Evidence:
    check_facts(figures)
    actor = actor_of(by)
    return Evidence(
        process=process,
        subject_kind=subject.kind,
        subject_id=subject.id,
        agency_id=agency_id,
        source=source,
        recording=recording,
        figures=figures,
        by_id=actor.id,
        by_name=actor.name,
        at=at,
        hash=answering.answer_digest(
            process=process,
            subject=(subject.kind, subject.id),
            side=source,
            answer="",
            facts=figures,
            by=actor.id,
            at=at,
        ),
    )


def _enter_evidence(
    by: User | Actor, process: str, source: str, rows: list[Evidence], at: datetime
) -> None:
    """One entry an agency, that names the evidence of its subjects by hash."""
    of_agency: dict[str, list[Evidence]] = {}
    for row in rows:
        of_agency.setdefault(row.agency_id, []).append(row)
    for agency_id, some in sorted(of_agency.items()):
        one = some[0]
        alone = len(some) == 1
        subject = (
            Subject(one.subject_kind, one.subject_id) if alone else Subject("agency", agency_id)
        )
        told = sorted([row.subject_kind, row.subject_id, row.hash] for row in some)
        ledger.record(
            by=actor_of(by),
            verb="evidence.recorded",
            subject=subject,
            at=at,
            agency_id=agency_id,
            facts={
                "process": process,
                "source": source,
                "recording": one.recording,
                "n": len(some),
                "digest": answering.digest({"evidence": told}),
                "evidence": told[:_LISTED],
            },
        )
