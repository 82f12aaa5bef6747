"""What an approver should look at before deciding. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from odms.publication.gates import Standing
from odms.standards import codes, thai


@dataclass(frozen=True)
class Risk:
    """Something flagged: code of the sentence, `error` or `warning`, and its facts."""

    code: str
    severity: str
    facts: dict[str, Any] = field(default_factory=dict)


def list_risks(standing: Standing, changes: list[dict[str, Any]]) -> list[Risk]:
    """Flags in the order of weight; `changes` are those of each table against its last release."""
    return [*_personal(standing), *_licence(standing), *_words(standing), *_shape(changes)]


def _personal(standing: Standing) -> Iterator[Risk]:
    for column in standing.personal:
        facts = {
            "column": column.column,
            "kind": column.kind,
            "n": column.n,
            "reason": column.reason,
            "verdict": column.verdict,
        }
        if column.deed == "keep":
            yield Risk("publication.risk.personal_kept", "error", facts)
        elif column.deed == "mask":
            yield Risk("publication.risk.personal_masked", "warning", facts)


def _licence(standing: Standing) -> Iterator[Risk]:
    licence = codes.find("licences", standing.record.licence)
    if licence is None or not licence.is_open:
        yield Risk("publication.risk.licence", "error")


def _words(standing: Standing) -> Iterator[Risk]:
    have, of = thai.score(standing.record)
    if have < of:
        yield Risk("publication.risk.items", "warning", {"have": have, "of": of})


def _shape(changes: list[dict[str, Any]]) -> Iterator[Risk]:
    for change in changes:
        gone = [*change["columns_removed"], *(c["name"] for c in change["columns_retyped"])]
        if gone:
            yield Risk(
                "publication.risk.columns", "warning", {"columns": ", ".join(gone), "n": len(gone)}
            )
        before, after = change["n_rows_before"], change["n_rows_after"]
        if before and after < before / 2:
            yield Risk("publication.risk.rows", "warning", {"before": before, "after": after})
