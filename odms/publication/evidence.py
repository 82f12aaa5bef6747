"""The record of the measures that protect a released table: evidence of process 12. Pure.

It is kept beside the version as `measures.json`, stands in the ledger's entry `table.protected`,
and is described in `docs/reference/measures-of-protection.md`. No value of any row is in it, and no
secret: parameters and figures alone.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from odms.lake.protection.applying import Touched
from odms.lake.protection.plan import Protection
from odms.lake.protection.risk import Risk

VERSION = 1
PROCESS = 12

# every field of the record, and of each measure and risk in it, with what it means
FIELDS: dict[str, str] = {
    "version": "version of this shape, now 1",
    "process": "number of the governed process that it is evidence of: 12, protective measures",
    "dataset_id": "the dataset",
    "case": "number of the case",
    "delivery_id": "the delivery that held the original",
    "original_sha256": "SHA-256 of the original file",
    "table": "position of the table in the file, from 0",
    "made_at": "when the protected version was built (null in a preview)",
    "approved_by": "who approved the case: id and name (null in a preview)",
    "n_rows_before": "rows of the original",
    "n_rows_after": "rows of the protected version",
    "measures": "the measures in the order in which they were done",
    "measures[].measure": "code of the measure",
    "measures[].column": "its column; empty for the whole table",
    "measures[].kind": "kind of personal data found in the column, if any",
    "measures[].type": "type of the column in the original",
    "measures[].parameters": "parameters, defaults filled in; never a secret",
    "measures[].reason": "reason that was given",
    "measures[].decided_by": "who decided: id and name",
    "measures[].decided_at": "when",
    "measures[].n_values": "values that there were; of a measure of the table, rows",
    "measures[].n_touched": "of these, how many were changed or taken away",
    "measures[].n_emptied": "of these, how many are empty now",
    "measures[].n_distinct_before": "different values before (null for a table)",
    "measures[].n_distinct_after": "different values after (null for a table)",
    "kept": "columns with personal data that were kept as they are: column, kind, verdict, reason, decided_by, decided_at",
    "risk": "null where no quasi-identifiers are there",
    "risk.quasi_identifiers": "columns by which records were compared",
    "risk.sensitive": "columns whose values must not be learned",
    "risk.is_chosen": "whether a person chose these columns, or they were proposed and left",
    "risk.chosen_by": "who chose (null where nobody did)",
    "risk.threshold": "k that was asked for",
    "risk.before, risk.after": "figures of the original and of the protected version, null where no quasi-identifier is left",
    "risk.*.n_records": "records",
    "risk.*.n_groups": "groups of records that are alike",
    "risk.*.k": "size of the smallest group",
    "risk.*.n_unique": "records alone in their group",
    "risk.*.n_below": "records in groups below the threshold",
    "risk.*.share_below": "their part of all, 0 to 1",
    "risk.*.diversity": "distinct l by sensitive column",
    "risk.*.closeness": "t by sensitive column",
}


def record(
    *,
    origin: Mapping[str, Any],
    table: Mapping[str, Any],
    protection: Protection,
    touched: tuple[Touched, ...],
    before: Risk | None,
    after: Risk | None,
    made_at: datetime | None = None,
    approved_by: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """The record of one table. `origin` has `dataset_id`, `case`, `delivery_id`, `original_sha256`,
    `n_rows_before` and `n_rows_after`; `table` has `position`, `columns`, `decisions`, `settings`."""
    columns = {column["name"]: column for column in table["columns"]}
    return {
        "version": VERSION,
        "process": PROCESS,
        **origin,
        "table": table["position"],
        "made_at": made_at.isoformat() if made_at else None,
        "approved_by": approved_by,
        "measures": [_measure(one, columns, table) for one in touched],
        "kept": [
            _kept(column, table["decisions"][name])
            for name, column in columns.items()
            if "personal" in column and table["decisions"].get(name, {}).get("deed") == "keep"
        ],
        "risk": _risks(protection, table["settings"], before, after),
    }


def _measure(one: Touched, columns: Mapping[str, Any], table: Mapping[str, Any]) -> dict[str, Any]:
    column = columns.get(one.step.column, {})
    decided = table["decisions"].get(one.step.column) or table["settings"]
    return {
        "measure": one.step.measure,
        "column": one.step.column,
        "kind": (column.get("personal") or {}).get("kind", ""),
        "type": column.get("type"),
        "parameters": dict(one.step.values),
        "reason": decided.get("reason", ""),
        "decided_by": decided.get("by"),
        "decided_at": decided.get("at"),
        "n_values": one.n_values,
        "n_touched": one.n_touched,
        "n_emptied": one.n_emptied,
        "n_distinct_before": one.n_distinct_before,
        "n_distinct_after": one.n_distinct_after,
    }


def _kept(column: Mapping[str, Any], decided: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "column": column["name"],
        "kind": column["personal"]["kind"],
        "verdict": column["personal"]["verdict"],
        "reason": decided.get("reason", ""),
        "decided_by": decided.get("by"),
        "decided_at": decided.get("at"),
    }


def _risks(
    protection: Protection, settings: Mapping[str, Any], before: Risk | None, after: Risk | None
) -> dict[str, Any] | None:
    if before is None:
        return None
    return {
        "quasi_identifiers": list(protection.quasi),
        "sensitive": list(protection.sensitive),
        "is_chosen": settings["is_chosen"],
        "chosen_by": settings.get("by"),
        "threshold": protection.k,
        "before": _figures(before),
        "after": _figures(after) if after else None,
    }


def _figures(risk: Risk) -> dict[str, Any]:
    told = risk.figures()
    return {part: value for part, value in told.items() if part not in ("quasi", "threshold")}
