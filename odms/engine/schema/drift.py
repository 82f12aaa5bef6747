"""What changed from one version of a table to the next, as findings; and whether its shape held.

Reads the record that `odms.lake.drift.changes` makes. Pure: a standing order rests on it.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from odms.engine.grid import GridFinding
from odms.engine.inspection import Finding, told
from odms.errors import Conflict

# Severities that a person must have seen before the next version may go out.
FLAGGED = ("error", "warning")
_ROWS_LEFT_AT_LEAST = 0.5
_TOLD = 5


def findings(changes: Mapping[str, Any]) -> list[Finding]:
    """What changed, columns first; an empty record (a first version) tells nothing."""
    if not changes:
        return []
    met = [*_columns(changes), *_rows(changes), *_values(changes)]
    return [told(finding, column) for column, finding in met]


def together(breaches: Sequence[Finding], changes: Mapping[str, Any]) -> list[Finding]:
    """What breaks the schema, and what changed; a column that is missing is told once."""
    missing = {one.column for one in breaches if one.code == "schema.column_missing"}
    return [
        *breaches,
        *(
            one
            for one in findings(changes)
            if one.code != "schema.drift.column_removed" or one.column not in missing
        ),
    ]


def check_same_shape(found: Sequence[Finding]) -> None:
    """Raise Conflict where something flagged changed; `found` are drift and breaches of the schema."""
    flagged = [finding for finding in found if finding.severity in FLAGGED]
    if flagged:
        codes = sorted({finding.code for finding in flagged})
        raise Conflict("schema.drift.flagged", n=len(flagged), codes=", ".join(codes))


def is_same_shape(found: Sequence[Finding]) -> bool:
    """Whether `check_same_shape` lets it pass."""
    try:
        check_same_shape(found)
    except Conflict:
        return False
    return True


_Met = tuple[str | None, GridFinding]


def _columns(changes: Mapping[str, Any]) -> Iterator[_Met]:
    for name in changes["columns_removed"]:
        yield name, _finding("schema.drift.column_removed", field=name)
    for one in changes.get("columns_renamed", ()):
        facts = {**one, "percent": round(100 * one["share"])}
        yield one["after"], _finding(_RENAMED[one["evidence"]], **facts)
    for one in changes["columns_retyped"]:
        facts = {"field": one["name"], "before": one["before"], "after": one["after"]}
        yield one["name"], _finding("schema.drift.column_retyped", **facts)
    for name in changes["columns_added"]:
        yield name, _finding("schema.drift.column_added", field=name)
    if changes.get("is_reordered"):
        yield None, _finding("schema.drift.columns_reordered")


_RENAMED = {
    "values": "schema.drift.column_renamed_by_values",
    "name": "schema.drift.column_renamed_by_name",
}


def _rows(changes: Mapping[str, Any]) -> Iterator[_Met]:
    before, after = changes["n_rows_before"], changes["n_rows_after"]
    if before and after < _ROWS_LEFT_AT_LEAST * before:
        yield None, _finding("schema.drift.rows_fell", before=before, after=after)
    added, removed = changes["n_rows_added"], changes["n_rows_removed"]
    changed = changes.get("n_rows_changed")
    facts = {
        "added": added,
        "removed": removed,
        "added_percent": _percent(added, after),
        "removed_percent": _percent(removed, before),
    }
    if changed is None:
        if added or removed:
            yield None, _finding("schema.drift.rows", **facts)
        return
    if added or removed or changed:
        key = ", ".join(changes["key"])
        more = {"changed": changed, "changed_percent": _percent(changed, before), "key": key}
        yield None, _finding("schema.drift.rows_by_key", **facts, **more)


def _values(changes: Mapping[str, Any]) -> Iterator[_Met]:
    for one in changes.get("ranges", ()):
        (low, high), (new_low, new_high) = one["before"], one["after"]
        facts = {"low": low, "high": high, "new_low": new_low, "new_high": new_high}
        yield one["name"], _finding("schema.drift.range_grown", field=one["name"], **facts)
    for one in changes.get("choices", ()):
        for code, n, named in (
            ("schema.drift.choices_new", one["n_new"], one["new"]),
            ("schema.drift.choices_gone", one["n_gone"], one["gone"]),
        ):
            if n:
                shown = ", ".join(named[:_TOLD]) + (" …" if n > _TOLD else "")
                yield (
                    one["name"],
                    GridFinding(code, n=n, facts={"field": one["name"], "choices": shown}),
                )


def _percent(n: int, of: int) -> int:
    return round(100 * n / of) if of else 0


def _finding(code: str, **facts: object) -> GridFinding:
    return GridFinding(code, facts=dict(facts))
