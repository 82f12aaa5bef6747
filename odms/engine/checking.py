"""A file's schema, and a file held against one: what `odms schema` and `odms validate` do.

Rows that sum up others are left out of both, as they are of every judgement.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from odms.engine import pipeline, schema
from odms.engine.column import Column
from odms.engine.grid import Spot
from odms.engine.inspection import Finding
from odms.engine.pipeline import FoundTable
from odms.engine.places import placed
from odms.engine.schema import Breach, Held, Hint, Schema, Words, code_lists, csvw
from odms.engine.schema.code_lists import Reference
from odms.engine.schema.sql import name as identifier
from odms.engine.text.cleaning import has_thai


@dataclass(frozen=True)
class FileSchema:
    """The schema of a table in a file, with the file's dialect in CSVW's terms."""

    schema: Schema
    dialect: dict[str, Any]


@dataclass(frozen=True)
class Verdict:
    """What a table breaks of a schema, each breach with its finding; `n_rows` were held against it."""

    n_rows: int
    breaches: tuple[Breach, ...]
    findings: tuple[Finding, ...]

    @property
    def is_valid(self) -> bool:
        """Whether nothing that the schema asks is broken; what could not be asked is no breach."""
        return all(found.severity != "error" for found in self.findings)


def infer(
    path: Path, *, table: int = 0, name: str | None = None, is_lasting: bool = False
) -> FileSchema:
    """The schema of a table of the file at `path`, as its cells are written there.

    Raises as `inspect` does, and Absent where the file has fewer tables.
    """
    from odms.engine import columns as typed

    with pipeline.tables(path, name or path.name) as (found, work):
        one = pipeline.nth(found, table)
        columns = typed.describe(one.body(name or path.name), work)
        hints = [hint(column) for column in columns]
        made = schema.infer(_held(one), hints, work.db, is_lasting=is_lasting)
        return FileSchema(made, _dialect(one))


def validate(
    path: Path,
    against: Schema,
    *,
    table: int = 0,
    name: str | None = None,
    told: int | None = schema.CELLS_TOLD,
) -> Verdict:
    """A table of the file at `path` held against a schema; foreign keys may name other tables of
    the file (by sheet, or `table-N`) and code lists.

    Raises as `infer` does, and Invalid for a schema that asks what cannot be checked.
    """
    with pipeline.tables(path, name or path.name) as (found, work):
        one = pipeline.nth(found, table)
        siblings = {f"table-{i}": _reference(other) for i, other in enumerate(found)}
        siblings |= {other.grid.name: _reference(other) for other in found if other.grid.name}
        breaches = schema.validate(
            _held(one),
            against,
            work.db,
            find=lambda resource: siblings.get(resource) or code_lists.find(resource),
            told=told,
        )
        n_rows = one.layout.n_rows - len(one.layout.total_rows)
        places = placed(one.grid, [_spots(breach, one) for breach in breaches], work)
        findings = [
            schema.as_finding(breach, cells) for breach, cells in zip(breaches, places, strict=True)
        ]
        return Verdict(n_rows, tuple(breaches), tuple(findings))


def hint(column: Column) -> Hint:
    """What the engine knows of a column; a header in Thai is its title."""
    source = (column.source_name or "").strip()
    title = Words(th=source) if has_thai(source) else Words()
    return Hint(column.name, column.type, column.meaning, column.unit or "", title)


def _spots(breach: Breach, one: FoundTable) -> tuple[Spot, ...]:
    """Where a breach stands in its grid: cells, rows of a key, or the header's cell."""
    columns, plan = one.layout.columns, one.layout
    column = None
    if breach.column is not None and breach.column < len(columns):
        column = columns[breach.column]
    if breach.cells:
        return tuple(Spot(cell.row, column) for cell in breach.cells)
    if column is None:
        return ()
    return (Spot(max(plan.header_rows, default=None), column),)


def _held(one: FoundTable) -> Held:
    """A table's rows as the source has them, under its own header."""
    plan = one.layout
    return Held(_detail(one), plan.source_names if one.has_header else None, len(plan.names))


def _reference(one: FoundTable) -> Reference:
    """A table of the file as keys of another refer to it."""
    plan = one.layout
    names = tuple(
        source or name for source, name in zip(plan.source_names, plan.names, strict=True)
    )
    wanted = ", ".join(f"v{i} AS {identifier(name)}" for i, name in enumerate(names))
    return Reference(f"SELECT {wanted} FROM {_detail(one)}", names)


def _detail(one: FoundTable) -> str:
    """The rows of a table without those that sum up others."""
    plan = one.layout
    if not plan.total_rows:
        return plan.relation
    totals = ", ".join(map(str, sorted(plan.total_rows)))
    return f"(SELECT * FROM {plan.relation} WHERE r NOT IN ({totals}))"


def _dialect(one: FoundTable) -> dict[str, Any]:
    """How the file is written; of a workbook, how its table would be as CSV."""
    dialect, encoding, plan = one.grid.dialect, one.grid.encoding, one.layout
    is_text = dialect is not None
    return csvw.dialect_of(
        delimiter=dialect.delimiter if dialect else None,
        quote_char=dialect.quote if dialect else None,
        encoding=encoding.name if encoding else None,
        skip_rows=min(plan.header_rows, default=0) if is_text else 0,
        header_rows=len(plan.header_rows) if is_text else 1,
    )
