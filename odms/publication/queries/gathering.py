"""The facts that the processes are computed from, gathered for all subjects of an agency at once."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

import orjson
from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils.timezone import localdate

from odms.catalogue.models import Dataset, Distribution
from odms.inventory import queries as inventory
from odms.ledger.queries import in_parts
from odms.people.models import Agency
from odms.publication.facts import AgencyFacts, Approval, DatasetFacts, Figures, Held, Said
from odms.publication.models import Answer, Case, Evidence, Standing
from odms.publication.queries.plan import plan_figures
from odms.publication.queries.thresholds import threshold_of
from odms.standards.record import Record

Evidences = Mapping[tuple[str, str], Figures]


def dataset_facts(agency: Agency, ids: Collection[str] | None = None) -> list[DatasetFacts]:
    """The facts of an agency's datasets that were ever published, or of these alone."""
    wanted = Dataset.objects.filter(agency=agency, is_gathered=False).exclude(state="draft")
    rows = [
        row
        for some in ([None] if ids is None else in_parts(ids))
        for row in (wanted if some is None else wanted.filter(id__in=some)).values_list(
            "id", "state", _text("record")
        )
    ]
    listed = [id for id, _, _ in rows]
    tables, approvals = _tables(listed), _approvals(listed)
    said, evidence = _said("dataset", listed), _evidence("dataset", listed)
    threshold = threshold_of(agency)
    return [
        DatasetFacts(
            id=id,
            agency_id=agency.id,
            sector=agency.sector,
            evidence=evidence.get(id, {}),
            declared=said.get((id, "declared"), {}),
            verified=said.get((id, "verified"), {}),
            record=Record.from_dict(orjson.loads(record)),
            is_published=state == "published",
            released_on=tables[id].released_on if id in tables else None,
            formats=tuple(tables[id].formats) if id in tables else (),
            columns=tuple(tables[id].columns) if id in tables else (),
            approval=approvals.get(id),
            threshold=threshold,
        )
        for id, state, record in rows
    ]


def agency_facts(
    agency: Agency, standings: Iterable[Mapping[str, Any]], today: date
) -> AgencyFacts:
    """The facts of an agency; `standings` are the computed answers of its datasets."""
    counts: dict[str, Counter[str]] = {}
    for answers in standings:
        for process, told in answers.items():
            counts.setdefault(process, Counter())[told["answer"]] += 1
    said, evidence = _said("agency", [agency.id]), _evidence("agency", [agency.id])
    return AgencyFacts(
        id=agency.id,
        agency_id=agency.id,
        sector=agency.sector,
        evidence=evidence.get(agency.id, {}),
        declared=said.get((agency.id, "declared"), {}),
        verified=said.get((agency.id, "verified"), {}),
        inventory=_held(agency),
        plan=plan_figures(agency, today),
        n_published=Dataset.objects.filter(
            agency=agency, state="published", is_gathered=False
        ).count(),
        datasets=counts,
    )


def kept_answers(kind: str, ids: Collection[str]) -> dict[str, dict[str, Any]]:
    """The computed answers of these subjects, as they are kept."""
    found: dict[str, dict[str, Any]] = {}
    for some in in_parts(ids):
        rows = Standing.objects.filter(subject_kind=kind, subject_id__in=some)
        told = rows.values_list("subject_id", _text("answers"))
        found |= {id: orjson.loads(answers) for id, answers in told}
    return found


def answers_of_others(agency: Agency, ids: Collection[str]) -> list[dict[str, Any]]:
    """The computed answers of the datasets of an agency but for these, as they are kept."""
    rows = Standing.objects.filter(agency=agency, subject_kind="dataset")
    told = rows.values_list("subject_id", _text("answers"))
    return [orjson.loads(answers) for id, answers in told if id not in ids]


def _held(agency: Agency) -> Held:
    told = inventory.summary(agency)
    return Held(**{part.name: getattr(told, part.name) for part in fields(Held)})


@dataclass
class _Tables:
    """What the tables and links of a dataset tell together."""

    released_on: Any = None
    formats: list[str] = field(default_factory=list)
    columns: list[dict[str, Any]] = field(default_factory=list)


def _tables(ids: Collection[str]) -> dict[str, _Tables]:
    found: dict[str, _Tables] = {}
    for some in in_parts(ids):
        rows = Distribution.objects.filter(dataset_id__in=some, is_declared=False).values_list(
            "dataset_id", "source_format", "current__released_at", _text("current__columns")
        )
        for id, form, released_at, columns in rows:
            told = found.setdefault(id, _Tables())
            told.formats.append(form)
            if released_at is not None:
                told.columns += orjson.loads(columns)
                day = localdate(released_at)
                told.released_on = max(told.released_on or day, day)
    return found


def _approvals(ids: Collection[str]) -> dict[str, Approval]:
    found: dict[str, Approval] = {}
    for some in in_parts(ids):
        cases = Case.objects.filter(dataset_id__in=some, state__in=("published", "withdrawn"))
        rows = cases.order_by("number").values_list(
            "dataset_id", "number", "submitted_by_id", "decided_by_id", "decided_at", "order_number"
        )
        for id, *told in rows:
            if all(told[:4]):
                found[id] = Approval(*told)
    return found


def _said(kind: str, ids: Collection[str]) -> dict[tuple[str, str], dict[str, Said]]:
    """By subject and side: the answer in force of each process."""
    found: dict[tuple[str, str], dict[str, Said]] = {}
    for some in in_parts(ids):
        rows = Answer.objects.filter(subject_kind=kind, subject_id__in=some)
        told = rows.order_by("at", "id").values_list(
            "subject_id", "side", "process", "answer", "by_id", "at", "review_date"
        )
        for id, side, process, *said in told:
            found.setdefault((id, side), {})[process] = Said(*said)
    return found


def _evidence(kind: str, ids: Collection[str]) -> dict[str, dict[tuple[str, str], Figures]]:
    """By subject: the figures in force of each process and source."""
    found: dict[str, dict[tuple[str, str], Figures]] = {}
    for some in in_parts(ids):
        rows = Evidence.objects.filter(subject_kind=kind, subject_id__in=some)
        told = rows.order_by("at", "id").values_list(
            "subject_id", "process", "source", _text("figures")
        )
        for id, process, source, figures in told:
            found.setdefault(id, {})[(process, source)] = orjson.loads(figures)
    return found


def _text(name: str) -> Cast:
    """A JSON field as its text: orjson reads it in a fifth of the time, and there are a million."""
    return Cast(name, TextField())
