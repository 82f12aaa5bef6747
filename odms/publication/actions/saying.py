"""What a case says of the processes by the way: who submits declares, who approves verifies, and what
the engine found is evidence."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from odms.catalogue.queries import list_tables
from odms.errors import Absent
from odms.intake import queries as intake
from odms.ledger.rules import SYSTEM, Subject, as_fact
from odms.people.models import User
from odms.publication.actions.answers import Saying, give_answers, record_figures
from odms.publication.actions.quality import accept_below
from odms.publication.models import Case
from odms.publication.queries.answers import list_answers
from odms.publication.queries.quality import release_quality
from odms.standards.record import Record

# processes that a submission declares, with the fields of the record that say so
DECLARED: Mapping[str, tuple[str, ...]] = {
    "classification": ("data_category", "classification", "legal_ground", "legal_ground_other"),
    "rights": ("rights_origin", "rights_holder", "source_licence", "licence"),
    "frequency": ("frequency_unit", "frequency_interval"),
    "protection": (),
    "description": ("title_th",),
}

# of these, what an approval verifies
VERIFIED = ("classification", "rights", "protection")


def declare_submitted(by: User, case: Case, at: datetime) -> None:
    """Keep what the steward stands for by submitting."""
    record = Record.from_dict(case.record)
    said = {
        process: Saying("yes", {"case": case.number, **_fields(record, names)})
        for process, names in DECLARED.items()
    }
    give_answers(by=by, side="declared", subject=_subject(case), said=said, at=at)


def verify_approved(by: User, case: Case, at: datetime) -> None:
    """Keep what the approver stands for by approving: what another person declared, and the approval
    itself."""
    declared = list_answers(_subject(case))
    said = {
        process: Saying("yes", {"case": case.number})
        for process in VERIFIED
        if (one := declared.get((process, "declared"))) is not None and one.by_id != by.id
    }
    give_answers(by=by, side="verified", subject=_subject(case), said=said, at=at)
    accept_below(by, case, at)
    own = {"approval": Saying("yes", {"case": case.number})}
    give_answers(by=by, side="declared", subject=_subject(case), said=own, at=at)


def record_found(case: Case, at: datetime) -> None:
    """Keep what the engine found of the tables that a case published."""
    if case.delivery is None:
        return
    told = {"quality": _quality(case, at), "protection": _protection(case), "format": _format(case)}
    for process, figures in told.items():
        record_figures(
            by=SYSTEM, process=process, source="engine", figures={_subject(case): figures}, at=at
        )


def _subject(case: Case) -> Subject:
    return Subject("dataset", case.dataset_id)


def _fields(record: Record, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: as_fact(value) for name in names if (value := getattr(record, name))}


def _quality(case: Case, at: datetime) -> dict[str, Any]:
    """The points of the table of lowest quality, of 100."""
    points = []
    for table in list_tables(case.dataset):
        try:
            told = release_quality(table.current, at=at)
        except Absent:  # released before quality was measured
            continue
        points.append(told["points"])
    known = [round(one) for one in points if one is not None]
    return {"points": min(known) if known else None, "n_tables": len(points)}


def _protection(case: Case) -> dict[str, Any]:
    """Columns with personal data, what became of them, and the smallest group that is left."""
    from odms.publication.queries import list_measures

    found = intake.list_personal(case.delivery)
    risks = [one["risk"]["after"] for one in list_measures(case) if one.get("risk")]
    after = [risk for risk in risks if risk]
    return {
        "n_personal": len(found),
        "n_kept": sum(one.deed == "keep" for one in found),
        "n_measures": sum(one.deed not in ("", "keep") for one in found),
        "n_below": sum(int(risk["n_below"]) for risk in after),
        "k": min((int(risk["k"]) for risk in after), default=None),
    }


def _format(case: Case) -> dict[str, Any]:
    """The delivered format, and columns of places whose names stand in no list."""
    codes = {"engine.name_not_in_list", "engine.code_not_in_list"}
    tables = case.delivery.report["tables"]
    return {
        "format": case.delivery.report["format"],
        "n_lists_missing": len(
            {
                (position, finding.get("column"))
                for position, table in enumerate(tables)
                for finding in table["findings"]
                if finding["code"] in codes
            }
        ),
    }
