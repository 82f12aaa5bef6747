"""From the tables of an approved delivery to those that the public sees."""

from dataclasses import dataclass
from typing import Any

from odms.catalogue.rules import NewRelease
from odms.intake import queries as intake
from odms.intake.models import DeliveredTable
from odms.lake import versions
from odms.publication.models import Case
from odms.publication.queries import match, slug_of
from odms.standards.record import COLUMN_FIELDS, Record


@dataclass(frozen=True)
class _Decided:
    """A table's columns after the steward's decisions: those that stay, and kinds of masked ones."""

    kept: list[dict[str, Any]]
    masked: dict[str, str]


def build(case: Case) -> list[NewRelease]:
    """Build the final table version of every chosen table; the lake keeps them.

    Columns that were dropped are gone, masked ones hold masked text.
    """
    if case.delivery is None:
        return []
    tables = intake.list_chosen(case.delivery)
    renewed = match(case.dataset, tables)
    record = Record.from_dict(case.record)
    return [_build(case, record, table, renewed.get(table.id)) for table in tables]


def _build(case: Case, record: Record, table: DeliveredTable, renewed: Any) -> NewRelease:
    lake, decided = intake.lake(), _decided(table)
    with lake.new_table() as folder:
        versions.reduce(
            lake.table_path(table.table_key),
            lake.profile(table.table_key),
            folder,
            kept=[column["name"] for column in decided.kept],
            masked=decided.masked,
        )
        table_key = lake.keep_table(folder)
    labels = record.columns.get(str(table.position), {})
    former = renewed.current if renewed else None
    return NewRelease(
        slug=renewed.slug if renewed else slug_of(table),
        position=renewed.position if renewed else table.position,
        title_th=table.name or record.title_th,
        title_en=record.title_en if not table.name else "",
        source_format=case.delivery.report["format"],
        table_key=table_key,
        raw_sha256=case.delivery.sha256,
        raw_name=case.delivery.name,
        raw_size_bytes=case.delivery.size_bytes,
        n_rows=table.n_rows,
        columns=[_column(c, labels.get(c["name"], {}), decided) for c in decided.kept],
        changes=versions.changes(lake.table_path(former.table_key), lake.table_path(table_key))
        if former
        else {},
    )


def _decided(table: DeliveredTable) -> _Decided:
    deeds = {name: decision["deed"] for name, decision in table.decisions.items()}
    kept = [column for column in table.columns if deeds.get(column["name"]) != "drop"]
    masked = {
        column["name"]: column.get("personal", {}).get("kind", "")
        for column in kept
        if deeds.get(column["name"]) == "mask"
    }
    return _Decided(kept, masked)


def _column(column: dict[str, Any], label: dict[str, str], decided: _Decided) -> dict[str, Any]:
    """A column as the public sees it: the steward's words over the file's, no personal findings."""
    is_masked = column["name"] in decided.masked
    return {
        "name": column["name"],
        "type": "text" if is_masked else column["type"],
        "meaning": None if is_masked else column["meaning"],
        **{part: label.get(part, column[part]) for part in COLUMN_FIELDS},
    }
