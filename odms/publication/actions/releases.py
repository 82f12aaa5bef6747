"""From the tables of an approved delivery to those that the public sees."""

from typing import Any

from odms.catalogue.rules import NewRelease
from odms.intake import queries as intake
from odms.intake.originals import originals
from odms.lake import versions
from odms.publication import prefill
from odms.publication.models import Case
from odms.publication.queries import Plan, list_plans
from odms.standards.record import COLUMN_FIELDS, Record


def build(case: Case) -> list[NewRelease]:
    """Build the final table version of every chosen table; the lake keeps them.

    Columns that were dropped are gone, masked ones hold masked text.
    """
    plans = list_plans(case)
    return [_build(case, plan, is_alone=len(plans) == 1) for plan in plans]


def _build(case: Case, plan: Plan, *, is_alone: bool) -> NewRelease:
    record, delivery = Record.from_dict(case.record), case.delivery
    table_key = _reduced(plan)
    labels = record.columns.get(str(plan.table.position), {})
    return NewRelease(
        slug=plan.slug,
        position=plan.table.position,
        title_th=record.title_th if is_alone else _title(case, plan),
        title_en=record.title_en if is_alone else "",
        source_format=delivery.report["format"],
        table_key=table_key,
        raw_sha256=delivery.sha256,
        raw_name=delivery.name,
        raw_size_bytes=delivery.size_bytes,
        n_rows=plan.table.n_rows,
        columns=[_column(c, labels.get(c["name"], {}), plan.seen) for c in plan.columns],
        changes=_changes(plan, table_key),
    )


def _reduced(plan: Plan) -> str:
    lake, source = intake.lake(), plan.table.table_key
    with lake.new_table() as folder:
        before = originals()
        versions.reduce(before.table_path(source), before.profile(source), folder, plan.seen)
        return lake.keep_table(folder)


def _changes(plan: Plan, table_key: str) -> dict[str, Any]:
    if plan.former is None:
        return {}
    lake = intake.lake()
    return versions.changes(lake.table_path(plan.former.table_key), lake.table_path(table_key))


def _title(case: Case, plan: Plan) -> str:
    """What tells a table from its neighbours: its sheet, the title above it, else its number."""
    told = case.delivery.report["tables"][plan.table.position]
    own = [prefill.stem(plan.table.name), *told["titles"]]
    return next(
        (text for text in own if text), f"{case.record['title_th']} {plan.table.position + 1}"
    )


def _column(column: dict[str, Any], label: dict[str, str], seen: versions.Seen) -> dict[str, Any]:
    """A column as the public sees it: the steward's words over the file's, no personal findings."""
    is_masked = column["name"] in dict(seen.masked)
    return {
        "name": column["name"],
        "type": "text" if is_masked else column["type"],
        "meaning": None if is_masked else column["meaning"],
        **{part: label.get(part, column[part]) for part in COLUMN_FIELDS},
    }
