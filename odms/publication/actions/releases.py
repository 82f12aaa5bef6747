"""From the tables of an approved delivery to those that the public sees."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from odms.catalogue.rules import NewRelease
from odms.engine.quality.kept import NAME, reading
from odms.engine.schema import follow, table_schema
from odms.intake import queries as intake
from odms.intake.protecting import column_after
from odms.lake import drift
from odms.lake.protection.plan import Protection
from odms.publication import prefill, protecting
from odms.publication.models import Case
from odms.publication.queries import Plan, list_plans, record_of
from odms.publication.queries.held import key_of, proposed_schema
from odms.standards.record import COLUMN_FIELDS, Record


def build(case: Case, at: datetime) -> list[NewRelease]:
    """Build the protected version of every chosen table; the lake keeps them with their records."""
    plans = list_plans(case)
    return [_build(case, plan, at, is_alone=len(plans) == 1) for plan in plans]


def _build(case: Case, plan: Plan, at: datetime, *, is_alone: bool) -> NewRelease:
    record, delivery = Record.from_dict(case.record), case.delivery
    table_key, measures = _protected(case, plan, at)
    labels = record.columns.get(str(plan.table.position), {})
    columns = [_column(c, labels.get(c["name"], {}), plan.protection) for c in plan.columns]
    return NewRelease(
        slug=plan.slug,
        position=plan.table.position,
        title_th=plan.title or (record.title_th if is_alone else _title(case, plan)),
        title_en=record.title_en if is_alone and not plan.title else "",
        source_format=delivery.report["format"],
        table_key=table_key,
        raw_sha256=delivery.sha256,
        raw_name=delivery.name,
        raw_size_bytes=delivery.size_bytes,
        n_rows=measures["n_rows_after"],
        columns=columns,
        changes=_changes(plan, table_key),
        is_protected=bool(plan.protection.steps),
        measures=measures,
        schema=_schema(plan, table_key, columns),
    )


def _protected(case: Case, plan: Plan, at: datetime) -> tuple[str, dict[str, Any]]:
    """The key of the protected version, and the record of what was done to it."""
    lake = intake.lake()
    with lake.new_table() as folder:
        done = protecting.build(case, plan.table.table_key, plan.protection, folder)
        approver = {"id": case.decided_by.id, "name": case.decided_by.name}
        measures = record_of(case, plan.table, done, made_at=at, approved_by=approver)
        (folder / "measures.json").write_text(json.dumps(measures, ensure_ascii=False))
        _keep_reading(case, plan, folder)
        return lake.keep_table(folder), measures


def _keep_reading(case: Case, plan: Plan, folder: Path) -> None:
    """Put beside the released table what its quality is told from."""
    profile = json.loads((folder / "profile.json").read_bytes())
    if (kept := reading(case.delivery.report, plan.table.position, profile)) is not None:
        (folder / NAME).write_text(json.dumps(kept, ensure_ascii=False))


def _changes(plan: Plan, table_key: str) -> dict[str, Any]:
    if plan.former is None:
        return {}
    lake = intake.lake()
    former, made = lake.table_path(plan.former.table_key), lake.table_path(table_key)
    return drift.changes_between(former, made, key_of(plan.schema))


def _schema(plan: Plan, table_key: str, columns: list[dict[str, Any]]) -> dict[str, Any]:
    """The schema of the table to come: proposed for the first, followed where columns changed."""
    proposed = proposed_schema(table_key, columns)
    if plan.schema is None:
        return table_schema.write(proposed)
    return table_schema.write(follow(plan.schema, proposed))


def _title(case: Case, plan: Plan) -> str:
    """What tells a table from its neighbours: its sheet, the title above it, else its number."""
    told = case.delivery.report["tables"][plan.table.position]
    own = [prefill.stem(plan.table.name), *told["titles"]]
    return next(
        (text for text in own if text), f"{case.record['title_th']} {plan.table.position + 1}"
    )


def _column(
    column: dict[str, Any], label: dict[str, str], protection: Protection
) -> dict[str, Any]:
    """A column as the public sees it: the steward's words over the file's, no personal findings."""
    shown = column_after(column, protection)
    return {
        **{part: shown[part] for part in ("name", "type", "meaning", "measure")},
        **{part: label.get(part, column[part]) for part in COLUMN_FIELDS},
    }
