"""Computing how the sixteen processes stand, again whenever something changed.

The ledger is the feed of changes: its follower computes the datasets and agencies that entries name;
every night all is computed anew, for time passes too. What came out differently is told in one entry
of the ledger an agency.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from odms.catalogue.queries import agencies_of
from odms.ledger import actions as ledger
from odms.ledger import queries as entries
from odms.ledger.models import Entry
from odms.ledger.rows import uncollected
from odms.ledger.rules import SYSTEM, Subject
from odms.people.models import Agency
from odms.publication import answering, processes
from odms.publication.answering import Found
from odms.publication.models import Case, Follower, Standing
from odms.publication.queries import gathering

_ENTRIES_AT_ONCE = 500
_ROWS_AT_ONCE = 500
_LISTED = 200  # changes that one entry of the ledger names
_OWN = "evidence.computed"


def compute_all(*, at: datetime) -> int:
    """Compute every dataset and agency; how many of them changed."""
    with uncollected():
        return sum(compute_agency(agency=agency, at=at) for agency in Agency.objects.order_by("id"))


def follow(*, at: datetime) -> int:
    """Compute what the entries of the ledger since the last time are about; how many changed."""
    n = 0
    place = Follower.objects.filter(pk=Follower.ONLY).values_list("seq", flat=True).first() or 0
    while told := entries.list_entries(after=place, limit=_ENTRIES_AT_ONCE):
        for agency, ids in _touched(told):
            n += compute_agency(agency=agency, at=at, dataset_ids=ids)
        place = told[-1].seq
        _note_place(told[-1])
    return n


@transaction.atomic
def compute_agency(
    *, agency: Agency, at: datetime, dataset_ids: Collection[str] | None = None
) -> int:
    """Compute an agency and all its datasets, or these alone; how many subjects changed."""
    today = localdate(at)
    facts = gathering.dataset_facts(agency, dataset_ids)
    found = {one.id: processes.of_dataset(one, today) for one in facts}
    answers, changes = _keep(agency, "dataset", found, at)
    if dataset_ids is not None:
        answers += gathering.answers_of_others(agency, found)
    own = gathering.agency_facts(agency, answers, today)
    _, own_changes = _keep(agency, "agency", {agency.id: processes.of_agency(own, today)}, at)
    changes += own_changes
    if changes:
        _enter(agency, changes, at)
    return len({(kind, id) for kind, id, *_ in changes})


# subject kind, its id, process, answer, hash
_Change = tuple[str, str, str, str, str]


def _keep(
    agency: Agency, kind: str, found: Mapping[str, Mapping[str, Found]], at: datetime
) -> tuple[list[dict[str, Any]], list[_Change]]:
    """Keep the answers of subjects: all of them, and those that are not as they were."""
    known = gathering.kept_answers(kind, found)
    kept, rows, changes = [], [], []
    for id, answers in found.items():
        after, changed = _merged((kind, id), known.get(id, {}), answers, at)
        kept.append(after)
        if changed or id not in known:
            rows.append(_row(agency, kind, id, after, at))
            changes += [
                (kind, id, process, after[process]["answer"], after[process]["hash"])
                for process in changed
            ]
    Standing.objects.bulk_create(
        rows,
        batch_size=_ROWS_AT_ONCE,
        update_conflicts=True,
        unique_fields=["subject_kind", "subject_id"],
        update_fields=["agency", "answers", "computed_at", "changed_at"],
    )
    return kept, changes


def _merged(
    subject: tuple[str, str],
    before: Mapping[str, Any],
    answers: Mapping[str, Found],
    at: datetime,
) -> tuple[dict[str, Any], list[str]]:
    """The answers as they are kept, and the processes whose answer is another one now."""
    kept, changed, told_at = {}, [], at.isoformat()
    for process, found in answers.items():
        told, former = found.to_dict(), before.get(process)
        if former is not None and all(former[part] == value for part, value in told.items()):
            kept[process] = former
            continue
        digest = answering.answer_digest(
            process=process,
            subject=subject,
            side="computed",
            answer=found.answer,
            facts={"code": found.code, "have": found.have, "of": found.of, **found.facts},
            by=SYSTEM.id,
            at=at,
        )
        kept[process] = {**told, "at": told_at, "hash": digest}
        changed.append(process)
    return kept, changed


def _row(agency: Agency, kind: str, id: str, answers: dict[str, Any], at: datetime) -> Standing:
    return Standing(
        subject_kind=kind,
        subject_id=id,
        agency=agency,
        answers=answers,
        computed_at=at,
        changed_at=at,
    )


def _enter(agency: Agency, changes: list[_Change], at: datetime) -> None:
    told = [list(change) for change in changes]
    ledger.record(
        by=SYSTEM,
        verb=_OWN,
        subject=Subject("agency", agency.id),
        at=at,
        agency_id=agency.id,
        facts={
            "n": len(told),
            "digest": answering.digest({"changes": told}),
            "changes": told[:_LISTED],
        },
    )


def _touched(told: Iterable[Entry]) -> list[tuple[Agency, set[str]]]:
    """The agencies that entries are about, each with its datasets among their subjects."""
    others = [entry for entry in told if entry.verb != _OWN]
    cases = [entry.subject_id for entry in others if entry.subject_kind == "case"]
    datasets = {entry.subject_id for entry in others if entry.subject_kind == "dataset"}
    for some in entries.in_parts(cases):
        datasets |= set(Case.objects.filter(id__in=some).values_list("dataset_id", flat=True))
    for entry in others:
        datasets |= {one[1] for one in entry.facts.get("evidence", ()) if one[0] == "dataset"}
    owners = agencies_of(datasets)
    of_agency: dict[str, set[str]] = {entry.agency_id: set() for entry in others if entry.agency_id}
    for id, agency_id in owners.items():
        of_agency.setdefault(agency_id, set()).add(id)
    known = Agency.objects.in_bulk(list(of_agency))
    return [(known[id], ids) for id, ids in of_agency.items() if id in known]


def _note_place(last: Entry) -> None:
    Follower.objects.update_or_create(
        pk=Follower.ONLY, defaults={"seq": last.seq, "hash": last.hash}
    )
