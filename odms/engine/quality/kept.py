"""What is kept of a file's reading beside a released table, so that its quality can be told later.

Counts and codes alone: no value, no sentence, and nothing of columns that were dropped
or on which a protective measure worked.
"""

from collections.abc import Mapping
from typing import Any

from odms.definitions.messages import catalogue

NAME = "as_read.json"

_OF_A_TABLE = (
    "dialect",
    "preamble_rows",
    "header_rows",
    "n_rows",
    "n_rejected",
    "n_footer_rows",
    "n_total_rows",
    "n_blank",
)


def reading(
    report: Mapping[str, Any], place: int, profile: Mapping[str, Any]
) -> dict[str, Any] | None:
    """The part of an inspection that `assess` needs of the table at `place`, as it was released.

    `profile` is the released one. None where the file was read by an older version of the engine.
    """
    table = report["tables"][place]
    if any(part not in table for part in _OF_A_TABLE):
        return None
    shown = {c["name"] for c in profile["columns"] if not c.get("measure")} | {None}
    findings = [_counts(f) for f in table["findings"] if f["column"] in shown]
    return {
        "format": report["format"],
        "encoding": report["encoding"],
        "findings": [_counts(finding) for finding in report["findings"]],
        "tables": [{part: table[part] for part in _OF_A_TABLE} | {"findings": findings}],
    }


def n_errors(kept: Mapping[str, Any]) -> int:
    """How many faults stand in a file and its table, by what `reading` kept of it."""
    findings = [*kept["findings"], *(f for table in kept["tables"] for f in table["findings"])]
    known = catalogue()
    return sum(f["n"] for f in findings if known.get(f["code"], {}).get("severity") == "error")


def _counts(finding: Mapping[str, Any]) -> dict[str, Any]:
    return {part: finding[part] for part in ("code", "column", "n")}
