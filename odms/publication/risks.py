"""What an approver should look at before deciding. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from odms.engine.inspection import Finding
from odms.engine.schema import drift
from odms.lake.protection.risk import Risk as Recognised
from odms.publication.gates import Standing
from odms.publication.wording import list_mentions
from odms.standards import codes, thai


@dataclass(frozen=True)
class Risk:
    """Something flagged: code of the sentence, `error` or `warning`, and its facts."""

    code: str
    severity: str
    facts: dict[str, Any] = field(default_factory=dict)


def list_risks(
    standing: Standing,
    found: Sequence[Finding],
    recognised: Sequence[Recognised] = (),
    n_pending: int = 0,
) -> list[Risk]:
    """Flags in the order of weight; `found` is what the tables change against their last release
    and break of their schema, `recognised` how easily records can be told to be a person's once all
    measures are done; of `n_pending` tables none of this is known yet."""
    return [
        *_personal(standing),
        *_pending(n_pending),
        *_groups(recognised),
        *_licence(standing),
        *_words(standing),
        *_flagged(found),
    ]


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
        elif column.deed not in ("", "drop"):
            code = "masked" if column.deed == "mask" else "protected"
            measure = {"measure": column.deed}
            yield Risk(f"publication.risk.personal_{code}", "warning", facts | measure)


def _pending(n: int) -> Iterator[Risk]:
    if n:
        yield Risk("publication.risk.outlook_pending", "error", {"n": n})


def _groups(recognised: Sequence[Recognised]) -> Iterator[Risk]:
    for risk in recognised:
        if risk.n_below:
            facts = {"k": risk.k, "n": risk.n_below, "threshold": risk.threshold}
            yield Risk("publication.risk.small_groups", "error", facts)


def _licence(standing: Standing) -> Iterator[Risk]:
    licence = codes.find("licences", standing.record.licence)
    if licence is None or not licence.is_open:
        yield Risk("publication.risk.licence", "error")


def _words(standing: Standing) -> Iterator[Risk]:
    for lack in list_mentions(standing.record):
        yield Risk(lack.code, lack.severity, lack.facts)
    have, of = thai.score(standing.record)
    if have < of:
        yield Risk("publication.risk.items", "warning", {"have": have, "of": of})


def _flagged(found: Sequence[Finding]) -> Iterator[Risk]:
    """What breaks the schema, or changed against the last release, that a person must see."""
    for one in found:
        if one.severity in drift.FLAGGED:
            facts = {"column": one.column, "row": one.row, "n": one.n} | one.facts
            yield Risk(one.code, one.severity, facts)
