"""Evidence and answers, as they are in force."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from odms.catalogue.models import Dataset
from odms.ledger.queries import in_parts
from odms.ledger.rules import Subject
from odms.people.models import Agency
from odms.publication.models import Answer, Case, Evidence


def latest_evidence(
    process: str, source: str, subjects: Iterable[Subject]
) -> dict[Subject, dict[str, Any]]:
    """The figures of each subject that a source gave last."""
    found: dict[Subject, dict[str, Any]] = {}
    ids: dict[str, list[str]] = {}
    for subject in subjects:
        ids.setdefault(subject.kind, []).append(subject.id)
    for kind, listed in ids.items():
        for some in in_parts(listed):
            rows = Evidence.objects.filter(
                process=process, source=source, subject_kind=kind, subject_id__in=some
            )
            for id, figures in rows.order_by("at", "id").values_list("subject_id", "figures"):
                found[Subject(kind, id)] = figures
    return found


def list_evidence(subject: Subject) -> dict[tuple[str, str], Evidence]:
    """The evidence in force about a subject, by process and source."""
    rows = Evidence.objects.filter(subject_kind=subject.kind, subject_id=subject.id)
    return {(row.process, row.source): row for row in rows.order_by("at", "id")}


def list_answers(subject: Subject) -> dict[tuple[str, str], Answer]:
    """The answers in force about a subject, by process and side."""
    rows = Answer.objects.filter(subject_kind=subject.kind, subject_id=subject.id)
    return {(row.process, row.side): row for row in rows.select_related("by").order_by("at", "id")}


def count_said_of_datasets(agency: Agency) -> dict[tuple[str, str], Counter[str]]:
    """How many of an agency's own published datasets have which answer in force, by process and side."""
    own = Dataset.objects.filter(agency=agency, state="published", is_gathered=False)
    rows = Answer.objects.filter(
        agency=agency, subject_kind="dataset", subject_id__in=own.values("id")
    )
    told = rows.order_by("at", "id").values_list("process", "side", "subject_id", "answer")
    last = {(process, side, id): answer for process, side, id, answer in told}
    found: dict[tuple[str, str], Counter[str]] = {}
    for (process, side, _), answer in last.items():
        found.setdefault((process, side), Counter())[answer] += 1
    return found


def declared_with(process: str, case: Case) -> Answer | None:
    """What the submission of a case declared of a process; None where another case did, or none."""
    said = list_answers(Subject("dataset", case.dataset_id)).get((process, "declared"))
    return said if said is not None and said.facts.get("case") == case.number else None
