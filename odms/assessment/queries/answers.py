"""Reading answers: what is declared, computed and verified of each question, and what it comes to.

`answers_of` and `marks_of` are stable names for other rooms. A subject is a `ledger.rules.Subject` of
kind `centre` (`CENTRE_SUBJECT`), `users` (`USERS_SUBJECT`), `agency` or `dataset`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from odms.assessment.frameworks import Framework, Mark, Question, get_framework, mark
from odms.assessment.models import Answer, Computed, Cycle
from odms.assessment.rules import CENTRE, SAID, SIDES, USERS, differs, value_in_force
from odms.catalogue.models import Dataset
from odms.health.queries import scores
from odms.ledger.rules import Subject
from odms.people.models import Agency
from odms.publication.answering import share
from odms.publication.queries.answers import count_said_of_datasets
from odms.publication.queries.standings import Cell, cells_of_agency
from odms.standards.scoring import Mark as DatasetMark

CENTRE_SUBJECT = Subject("centre", CENTRE)
USERS_SUBJECT = Subject("users", USERS)

Told = dict[str, Any]


@dataclass(frozen=True)
class Sides:
    """The three answers to one question, each {value, at, hash, …} or None, kept apart."""

    question: Question
    declared: Told | None = None
    computed: Told | None = None
    verified: Told | None = None

    def to_dict(self) -> dict[str, Told | None]:
        """The three for JSON."""
        return {side: getattr(self, side) for side in SIDES}

    @property
    def value(self) -> Any:
        """The value that counts, see `rules.FORCE`."""
        return value_in_force(self.to_dict())

    @property
    def is_apart(self) -> bool:
        """Whether what is declared and what the system sees are not the same."""
        told = [one and one.get("value") for one in (self.declared, self.computed)]
        return differs(*told)

    @property
    def is_outdated(self) -> bool:
        """Whether what was verified judges another answer than the one that stands now."""
        if self.verified is None or "about_hash" not in self.verified:
            return False
        return self.verified["about_hash"] not in self._hashes

    @property
    def _hashes(self) -> set[str]:
        return {one["hash"] for one in (self.declared, self.computed) if one}


@dataclass
class _Kept:
    """Answers as they are kept, by question."""

    said: Mapping[tuple[str, str], Answer] = field(default_factory=dict)
    computed: Mapping[str, Told] = field(default_factory=dict)


def answers_of(subject: Subject, framework: str, cycle: Cycle | None = None) -> list[Sides]:
    """Every question of a framework with its three answers, in order; of a cycle those given in it.

    A framework that marks datasets has what `health` computed; the sixteen processes have the answers
    of `publication`.
    """
    found = get_framework(framework)
    if found.scoring == "datasets":
        return _of_health(found, subject)
    kept = _Kept(_said(subject, framework, cycle), computed_of(subject, framework))
    told = {one.code: _sides(one, kept) for one in found.questions()}
    if subject.kind == "agency" and any(one.process for one in found.questions()):
        told |= _of_processes(found, subject)
    return list(told.values())


def sides_of(subject: Subject, framework: str, question: str, cycle: Cycle | None = None) -> Sides:
    """The three answers to one question. Raises Absent."""
    get_framework(framework).question(question)
    found = answers_of(subject, framework, cycle)
    return next(one for one in found if one.question.code == question)


def marks_of(subject: Subject, framework: str, cycle: Cycle | None = None) -> dict[str, Mark]:
    """What a subject comes to by each side (`declared`, `computed`, `verified`) and by what counts of
    them (`in_force`); each with its coverage."""
    return marks_from(get_framework(framework), answers_of(subject, framework, cycle))


def marks_from(framework: Framework, answers: list[Sides]) -> dict[str, Mark]:
    """The marks of answers at hand."""
    told = {one.question.code: one.to_dict() for one in answers}
    found = {
        side: mark(
            framework, {code: (sides[side] or {}).get("value") for code, sides in told.items()}
        )
        for side in SIDES
    }
    return found | {"in_force": mark(framework, {one.question.code: one.value for one in answers})}


def computed_of(subject: Subject, framework: str) -> dict[str, Told]:
    """What the system computed last, by question."""
    rows = Computed.objects.filter(
        framework=framework, subject_kind=subject.kind, subject_id=subject.id
    )
    return rows.values_list("answers", flat=True).first() or {}


def count_said(cycle: Cycle) -> dict[tuple[str, str, str], int]:
    """How many questions were answered in a cycle, by subject, framework and side."""
    rows = Answer.objects.filter(cycle_id=cycle.pk).values_list(
        "subject_id", "framework", "side", "question"
    )
    found: dict[tuple[str, str, str], int] = {}
    for subject, framework, side, _ in set(rows):
        found[subject, framework, side] = found.get((subject, framework, side), 0) + 1
    return found


def last_answer(
    subject: Subject, framework: str, question: str, side: str, cycle: Cycle | None
) -> Answer | None:
    """The answer of a side that is in force."""
    return _said(subject, framework, cycle).get((question, side))


def _said(subject: Subject, framework: str, cycle: Cycle | None) -> dict[tuple[str, str], Answer]:
    rows = Answer.objects.filter(
        subject_kind=subject.kind, subject_id=subject.id, framework=framework
    )
    if cycle is not None:
        rows = rows.filter(cycle_id=cycle.pk)
    return {(one.question, one.side): one for one in rows.select_related("by").order_by("at", "id")}


def _sides(question: Question, kept: _Kept) -> Sides:
    said = {side: kept.said.get((question.code, side)) for side in SAID}
    return Sides(
        question,
        computed=kept.computed.get(question.code),
        **{side: _told(one) if one else None for side, one in said.items()},
    )


def _told(answer: Answer) -> Told:
    told = {
        "value": answer.value,
        "note": answer.note,
        "url": answer.url,
        "file_name": answer.file_name,
        "file_sha256": answer.file_sha256,
        "by": answer.by.name,
        "by_id": answer.by_id,
        "at": answer.at.isoformat(),
        "hash": answer.hash,
    }
    return told | ({"about_hash": answer.about_hash} if answer.about_hash else {})


def _of_processes(framework: Framework, subject: Subject) -> dict[str, Sides]:
    """The sixteen, as `publication` has them: those of datasets by how many of them it is said."""
    agency = Agency.objects.get(id=subject.id)
    cells = {cell.process.code: cell for cell in cells_of_agency(agency)}
    counts = count_said_of_datasets(agency)
    n = Dataset.objects.filter(agency=agency, state="published", is_gathered=False).count()
    return {
        one.code: Sides(
            one,
            computed=_process_computed(cells[one.process]),
            **{side: _process_said(cells[one.process], side, counts, n) for side in SAID},
        )
        for one in framework.questions()
        if one.process
    }


def _process_computed(cell: Cell) -> Told | None:
    if cell.computed is None:
        return None
    facts = {"have": cell.computed["have"], "of": cell.computed["of"], **cell.computed["facts"]}
    told = {part: cell.computed[part] for part in ("code", "at", "hash")}
    return {**told, "value": cell.computed["answer"], "facts": facts, "function": "publication"}


def _process_said(cell: Cell, side: str, counts: Mapping[Any, Any], n: int) -> Told | None:
    if cell.process.level == "agency":
        said = getattr(cell, side)
        return said and {
            "value": said.answer,
            "note": said.note,
            "url": said.url,
            "by": said.by.name,
            "by_id": said.by_id,
            "at": said.at.isoformat(),
            "hash": said.hash,
        }
    found = counts.get((cell.process.code, side))
    # what was verified of some datasets says nothing of the others, and would outweigh what is computed
    if not found or (side == "verified" and sum(found.values()) < n):
        return None
    facts = {"have": found["yes"], "of": n}
    value = "partly" if found["partly"] and not found["yes"] else share(found["yes"], n)
    return {"value": value, "code": "evidence.of_datasets_said", "facts": facts, "hash": ""}


def _of_health(framework: Framework, subject: Subject) -> list[Sides]:
    """What `health` scored: of each metric the part of its points that is there."""
    found = _health_mark(framework.code, subject)
    if found is None:
        return [Sides(one) for one in framework.questions()]
    lacking = {one.code: one.points for one in found.lacking}
    told = {"code": "", "facts": {}, "function": "health", "hash": "", "at": None}
    return [
        Sides(one, computed={**told, "value": _metric_share(framework, one, found, lacking)})
        for one in framework.questions()
    ]


def _metric_share(
    framework: Framework, question: Question, found: DatasetMark, lacking: Mapping[str, float]
) -> float:
    if any(question.code == group.code for group in framework.groups):
        of = found.of if len(framework.groups) == 1 else 100
        return round(found.dimensions.get(question.code, found.points) / of, 4)
    return round(1 - lacking.get(question.code, 0) / question.points, 4)


def _health_mark(framework: str, subject: Subject) -> DatasetMark | None:
    row: Any = None
    if subject.kind == "centre":
        row = scores.get_centre_marks()
    elif subject.kind == "agency":
        row = scores.get_agency_marks(Agency.objects.get(id=subject.id))
    elif subject.kind == "dataset":
        row = scores.get_marks(Dataset.objects.get(id=subject.id))
    return scores.marks_of(row).get(framework) if row is not None else None
