"""Suggestions for the description of a case, from its file."""

from django.utils import timezone

from odms.errors import Absent
from odms.intake import queries as intake
from odms.intake.models import Delivery
from odms.intake.originals import originals
from odms.lake.steps import median_step
from odms.publication import prefill
from odms.publication.models import Case
from odms.publication.suggesting import Step, Suggestion, suggest
from odms.standards.record import Record

_WITH_DAYS = ("date", "datetime", "year")


def list_suggestions(case: Case) -> dict[str, Suggestion]:
    """What the file of a draft suggests for the items that are empty, by item."""
    delivery = case.delivery
    if case.state != "draft" or delivery is None or delivery.state != "read":
        return {}
    record = Record.from_dict(case.record)
    steps = [] if record.frequency_unit else _steps(delivery)
    return suggest(record, source_of(delivery), steps)


def source_of(delivery: Delivery) -> prefill.Source:
    """What is known of a delivered file."""
    tables = intake.list_tables(delivery)
    reported = [column for table in delivery.report["tables"] for column in table["columns"]]
    known = [column for table in tables for column in table.columns]
    return prefill.Source(
        file_name=delivery.name,
        format=delivery.report["format"],
        titles=[title for table in delivery.report["tables"] for title in table["titles"]],
        sheet_names=[table.name for table in tables if table.name],
        columns=[
            column | {"min": told["min"], "max": told["max"]}
            for column, told in zip(known, reported, strict=True)
        ],
        received=timezone.localdate(delivery.received_at),
    )


def _steps(delivery: Delivery) -> list[Step]:
    """The median steps of the columns of days; of a column with personal data none."""
    found = []
    for table in intake.list_chosen(delivery):
        for column in table.columns:
            if column["type"] in _WITH_DAYS and "personal" not in column:
                days = _step(table.table_key, column["name"], is_year=column["type"] == "year")
                found += [Step(column["name"], days)] if days else []
    return found


def _step(table_key: str, column: str, *, is_year: bool) -> float | None:
    try:
        return median_step(originals().table_path(table_key), column, is_year=is_year)
    except Absent:
        return None
