"""How the sixteen processes stand for a dataset or an agency: computed, declared, verified."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from odms.catalogue.models import Dataset
from odms.ledger.queries import in_parts
from odms.ledger.rules import Subject
from odms.people.models import Agency
from odms.publication import answering
from odms.publication.answering import Process, processes
from odms.publication.models import Answer, Evidence, Standing
from odms.publication.queries.answers import list_answers, list_evidence
from odms.publication.queries.gathering import kept_answers


@dataclass(frozen=True)
class Cell:
    """One process of one subject. `computed` has the shape of `models.Standing.answers`; `subject` is
    whose answer it is: a dataset inherits what its agency answers."""

    process: Process
    subject: Subject
    computed: Mapping[str, Any] | None
    declared: Answer | None
    verified: Answer | None
    evidence: tuple[Evidence, ...] = ()
    is_inherited: bool = False

    @property
    def state(self) -> str:
        """One of `answering.STATES`."""
        return answering.state(
            self.computed["answer"] if self.computed else "no",
            self.declared.answer if self.declared else "",
            self.verified.answer if self.verified else "",
        )


def cells_of_agency(agency: Agency) -> list[Cell]:
    """The sixteen of an agency; those of datasets tell how many of its datasets hold."""
    return _cells(Subject("agency", agency.id))


def cells_of_dataset(dataset: Dataset) -> list[Cell]:
    """The sixteen of a dataset, those of its agency inherited."""
    own = {cell.process.code: cell for cell in _cells(Subject("dataset", dataset.id), "dataset")}
    above = _cells(Subject("agency", dataset.agency_id), "agency", is_inherited=True)
    inherited = {cell.process.code: cell for cell in above}
    return [own.get(code) or inherited[code] for code in processes()]


def cell_of(cells: Sequence[Cell], process: str) -> Cell:
    """The cell of a process. Raises Absent."""
    known = answering.get_process(process)
    return next(cell for cell in cells if cell.process.code == known.code)


def list_datasets_of(agency: Agency) -> list[tuple[Dataset, dict[str, str]]]:
    """Each published dataset of an agency, with the state of each of its own processes."""
    datasets = list(Dataset.objects.filter(agency=agency, state="published", is_gathered=False))
    ids = [dataset.id for dataset in datasets]
    told = kept_answers("dataset", ids)
    said = _said(ids)
    return [(dataset, _states(dataset.id, told.get(dataset.id, {}), said)) for dataset in datasets]


def states_of_datasets(datasets: Sequence[Dataset]) -> dict[str, dict[str, str]]:
    """The state of each of the sixteen for these datasets, by the dataset's id: its own, and those
    that its agency answers."""
    ids = [dataset.id for dataset in datasets]
    told, said = kept_answers("dataset", ids), _said(ids)
    above = states_of_agencies(sorted({dataset.agency_id for dataset in datasets}))
    found = {}
    for dataset in datasets:
        inherited = above.get(dataset.agency_id, {})
        own = _states(dataset.id, told.get(dataset.id, {}), said)
        found[dataset.id] = {
            code: own.get(code) or inherited.get(code, "missing") for code in processes()
        }
    return found


def states_of_agencies(ids: Sequence[str]) -> dict[str, dict[str, str]]:
    """The computed state of each process of these agencies, by the agency's id."""
    return {
        id: {code: answering.state(told["answer"]) for code, told in answers.items()}
        for id, answers in kept_answers("agency", ids).items()
    }


def last_computed(subject: Subject) -> Any:
    """When the answers of a subject were computed last; None before the first time."""
    rows = Standing.objects.filter(subject_kind=subject.kind, subject_id=subject.id)
    return rows.values_list("computed_at", flat=True).first()


def _cells(subject: Subject, level: str = "", *, is_inherited: bool = False) -> list[Cell]:
    computed = kept_answers(subject.kind, [subject.id]).get(subject.id, {})
    said, evidence = list_answers(subject), list_evidence(subject)
    return [
        Cell(
            process=process,
            subject=subject,
            computed=computed.get(code),
            declared=said.get((code, "declared")),
            verified=said.get((code, "verified")),
            evidence=tuple(one for (of, _), one in evidence.items() if of == code),
            is_inherited=is_inherited,
        )
        for code, process in processes().items()
        if level in ("", process.level)
    ]


def _said(ids: Sequence[str]) -> dict[tuple[str, str, str], str]:
    found: dict[tuple[str, str, str], str] = {}
    for some in in_parts(ids):
        rows = Answer.objects.filter(subject_kind="dataset", subject_id__in=some)
        told = rows.order_by("at", "id").values_list("subject_id", "process", "side", "answer")
        found |= {(id, process, side): answer for id, process, side, answer in told}
    return found


def _states(
    id: str, computed: Mapping[str, Any], said: Mapping[tuple[str, str, str], str]
) -> dict[str, str]:
    return {
        code: answering.state(
            computed[code]["answer"] if code in computed else "no",
            said.get((id, code, "declared"), ""),
            said.get((id, code, "verified"), ""),
        )
        for code, process in processes().items()
        if process.level == "dataset"
    }
