"""The steward's report on a delivery, with what the house knows beside the file.

What is costly to draw is made once and kept beside the delivered table, under the hash of what it
says: while nothing changes, nobody waits for it twice.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.timezone import localdate

from odms.definitions import messages
from odms.engine import steward
from odms.engine.quality import Circumstances
from odms.engine.steward import Decided
from odms.errors import Absent, Conflict
from odms.intake import queries as intake
from odms.intake.models import DeliveredTable, Delivery
from odms.intake.originals import originals
from odms.lake import annotated
from odms.people.rules import Person
from odms.pictures import report as drawn
from odms.publication.models import Case
from odms.publication.queries import get_case_of, list_changes, list_plans
from odms.publication.queries.quality import circumstances
from odms.standards.record import Record

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

# what a report needs of an inspection and older ones lack
_NEEDED = ("n_blank", "n_source_rows")


@dataclass(frozen=True)
class Drawn:
    """A report as a file: where it stands, its name and media type."""

    path: Path
    name: str
    media_type: str


def steward_report(delivery: Delivery, person: Person | None, *, at: datetime) -> dict[str, Any]:
    """The report on a delivery, shape `docs/reference/report.schema.json`.

    Raises Conflict for one that is not read yet, was taken back, or was read by an older version.
    """
    case = get_case_of(delivery, person)
    if delivery.state == "failed":
        return steward.unreadable(_refusal(delivery))
    if delivery.state != "read":
        raise Conflict("intake.not_read", state=delivery.state)
    if any(name not in table for table in delivery.report["tables"] for name in _NEEDED):
        raise Conflict("publication.report_too_old")
    tables = intake.list_tables(delivery)
    changes = _changes(case)
    return steward.compose(
        delivery.report,
        [intake.get_profile(table) for table in tables],
        around=_circumstances(delivery, case, tables, changes, at),
        changes=changes,
        decided=[
            Decided(table.position, name, decision["deed"])
            for table in tables
            for name, decision in table.decisions.items()
        ],
    )


def drawn_report(delivery: Delivery, report: dict[str, Any], form: str, language: str) -> Drawn:
    """The report as a file of `MEDIA_TYPES`, drawn when it is asked for first. Raises Absent."""
    tables = intake.list_tables(delivery)
    if form not in MEDIA_TYPES or not tables:
        raise Absent("publication.no_such_form", form=form, known=", ".join(MEDIA_TYPES))
    said = json.dumps([drawn.VERSION, report], sort_keys=True, default=str)
    digest = hashlib.sha256(said.encode()).hexdigest()[:16]
    stem, key = f"report-{language}-", tables[0].table_key
    path = originals().derived_path(key, f"{stem}{digest}.{form}")
    if not path.exists():
        with originals().derive(key, path.name) as building:
            _DRAW[form](building, delivery, tables, report, language)
        for older in path.parent.glob(f"{stem}*.{form}"):
            if older != path:
                older.unlink(missing_ok=True)
    return Drawn(path, f"{Path(delivery.name).stem}-{stem[:-1]}.{form}", MEDIA_TYPES[form])


def _draw_pdf(
    out: Path, delivery: Delivery, tables: list[DeliveredTable], report: Any, language: str
) -> None:
    out.write_bytes(drawn.pdf(drawn.worded(report, language)))


def _draw_workbook(
    out: Path, delivery: Delivery, tables: list[DeliveredTable], report: Any, language: str
) -> None:
    delivered = [
        annotated.Delivered(
            path=originals().table_path(table.table_key),
            table=delivery.report["tables"][table.position],
            profile=intake.get_profile(table),
            title=table.name or drawn.table_title(table.position, language),
        )
        for table in tables
    ]
    annotated.write(out, drawn.lines(drawn.worded(report, language)), delivered, language)


_DRAW: dict[str, Callable[..., None]] = {"pdf": _draw_pdf, "xlsx": _draw_workbook}


def _refusal(delivery: Delivery) -> dict[str, Any]:
    """A delivery that could not be read, as the engine tells of such a file."""
    code, facts = delivery.trouble["code"], delivery.trouble.get("facts", {})
    return {
        "file": delivery.name,
        "size_bytes": delivery.size_bytes,
        "sha256": delivery.sha256,
        "error": {"code": code, "message": messages.sentences(code, facts)},
    }


def _changes(case: Case | None) -> list[dict[str, Any]]:
    """What changes with each table that renews one, by its place in the file."""
    if case is None:
        return []
    former = {plan.table.id: plan.former for plan in list_plans(case)}
    return [
        {
            "table": table.position,
            "n_columns_before": len(release.columns) if (release := former[table.id]) else 0,
        }
        | told
        for table, told in list_changes(case)
    ]


def _circumstances(
    delivery: Delivery,
    case: Case | None,
    tables: list[DeliveredTable],
    changes: list[dict[str, Any]],
    at: datetime,
) -> Circumstances:
    """What the file of a delivery does not show and the house knows."""
    if case is None:
        return Circumstances(at=localdate(at), delivered_at=localdate(delivery.received_at))
    record = Record.from_dict(case.record)
    labels = [
        column | record.columns.get(str(table.position), {}).get(column["name"], {})
        for table in tables
        for column in table.columns
    ]
    return circumstances(
        record, labels, change=_together(changes), delivered_at=delivery.received_at, at=at
    )


def _together(changes: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The columns of all tables that renew one, as one change."""
    if not changes:
        return None
    return {
        "n_columns_before": sum(change["n_columns_before"] for change in changes),
        "columns_removed": [name for change in changes for name in change["columns_removed"]],
        "columns_retyped": [one for change in changes for one in change["columns_retyped"]],
    }
