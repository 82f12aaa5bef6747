"""All that the desk shows of a person's agencies, gathered once a page."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from odms.catalogue import queries as catalogue
from odms.intake import queries as intake
from odms.people.rules import Person
from odms.publication import queries as publication
from odms.publication.queries import standings
from odms.publication.rules import OPEN_STATES
from odms.web import formats, strips
from odms.web.told import language
from odms.web.views.desk import badges, progress, shapes, understood

N_DELIVERIES = 20
N_DATASETS = 100


@dataclass(frozen=True)
class Desk:
    """What stands on a desk: deliveries not yet in a case, open cases, their gates, datasets."""

    on_their_way: list[Any]
    failed: list[Any]
    open_cases: list[Any]
    to_decide: list[Any]
    gates: dict[str, progress.Gates]
    datasets: list[Any]
    n_datasets: int

    @property
    def drafts(self) -> list[Any]:
        return [case for case in self.open_cases if case.state == "draft"]


def gather(person: Person, agencies: list[Any]) -> Desk:
    """The desk of a person, in a few queries."""
    open_cases = [
        case for state in OPEN_STATES for case in publication.list_cases(person, state=state)
    ]
    datasets, n_datasets = _datasets(person, agencies)
    return Desk(
        on_their_way=_deliveries(person, "reading", "received"),
        failed=_deliveries(person, "failed"),
        open_cases=open_cases,
        to_decide=publication.list_cases(person, waiting_for=person),
        gates={c.id: progress.gates_of(c, publication.list_gates(c)) for c in open_cases},
        datasets=datasets,
        n_datasets=n_datasets,
    )


def _deliveries(person: Person, *states: str) -> list[Any]:
    found = [one for state in states for one in intake.list_deliveries(person, state=state)]
    return found[:N_DELIVERIES]


def _datasets(person: Person, agencies: list[Any]) -> tuple[list[Any], int]:
    """The datasets last changed, and how many there are; the centre's own people see all."""
    is_of_centre = person.is_centre_admin or person.is_auditor
    asked = [None] if is_of_centre else agencies
    found = [
        dataset
        for agency in asked
        for dataset in catalogue.list_datasets(agency=agency, state=None, limit=N_DATASETS)
    ]
    found.sort(key=lambda dataset: dataset.modified_at, reverse=True)
    n = sum(catalogue.count_datasets(agency=agency, state=None) for agency in asked)
    return found[:N_DATASETS], n


def delivery_lines(desk: Desk, person: Person) -> list[dict[str, Any]]:
    """Files that are being read, and those that could not be and wait for somebody else."""
    others = [d for d in desk.failed if (d.agency_id, "steward") not in person.roles]
    return [
        {
            "name": delivery.name,
            "address": reverse("desk-delivery", kwargs={"id": delivery.id}),
            "words": _delivery_words(delivery),
            "badge": badges.delivery_badge(delivery),
        }
        for delivery in (*desk.on_their_way, *others)
    ]


def dataset_lines(desk: Desk) -> list[dict[str, Any]]:
    """The datasets of the person's agencies: each with the gates of its open case, and the sixteen
    processes of what is published."""
    cases = {case.dataset_id: case for case in desk.open_cases}
    states = standings.states_of_datasets([one for one in desk.datasets if one.published_at])
    return [
        _dataset_line(dataset, cases.get(dataset.id), desk)
        | {"strip": _strip(dataset, states.get(dataset.id))}
        for dataset in desk.datasets
    ]


def _strip(dataset: Any, states: dict[str, str] | None) -> strips.Strip | None:
    address = reverse("desk-dataset-processes", kwargs={"slug": dataset.slug})
    return strips.strip(states, address) if states else None


def _delivery_words(delivery: Any) -> str:
    if delivery.state == "failed":
        return understood.trouble(delivery)["sentence"]
    return (
        f"{formats.size(delivery.size_bytes)} · {formats.moment(delivery.received_at, language())}"
    )


def _dataset_line(dataset: Any, case: Any, desk: Desk) -> dict[str, Any]:
    gates = desk.gates[case.id] if case else None
    step = gates.next if gates else None
    return {
        "title": shapes.title_of(case) if case else shapes.dataset_title(dataset),
        "address": reverse("desk-dataset", kwargs={"slug": dataset.slug}),
        "badge": badges.dataset_badge(dataset),
        "case": badges.case_badge(case) if case and case.state != "draft" else None,
        "next": step.step if step else (_("Review") if case and case.state == "draft" else ""),
        "gates": gates,
        "modified_at": dataset.modified_at,
    }
