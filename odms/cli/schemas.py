"""`odms schema`, `odms validate`, `odms compare`: a table's schema, whether a file keeps it, and
what changed from one file to the next.

Without a centre and without Django. Exit status 0: done, kept, of one shape; 1: the file cannot be
read, breaks the schema, or something flagged changed; 2: wrong use.
"""

import json
import tempfile
from collections.abc import Sequence
from enum import Enum
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any

import typer

from odms.cli import speech
from odms.cli.child import Source, alone, at_hand, check, fetched, target, tell
from odms.errors import Absent, Conflict, Refused, Unreadable

if TYPE_CHECKING:
    from odms.engine.checking import Verdict
    from odms.engine.inspection import Finding
    from odms.engine.schema import Breach, Schema

_TABLE = typer.Option(min=0, help="Which of its tables, from 0")
_CELLS_SHOWN = 5


class Standard(Enum):
    """The standards in which a schema can be written."""

    TABLE_SCHEMA = "table-schema"
    CSVW = "csvw"


def schema(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="The file to describe, or the address of one")
    ],
    as_: Annotated[
        Standard, typer.Option("--as", help="The standard in which it is written")
    ] = Standard.TABLE_SCHEMA,
    table: Annotated[int, _TABLE] = 0,
    lasting: Annotated[
        bool,
        typer.Option("--lasting", help="Only bounds that later files keep too, such as 0 or 100 %"),
    ] = False,
    out: Annotated[
        Path | None, typer.Option("-o", "--out", metavar="OUT", help="A file instead of the screen")
    ] = None,
) -> None:
    """Write the schema of a table: types, formats, constraints and keys that all its rows prove."""
    try:
        with tempfile.TemporaryDirectory(prefix="odms-") as folder, target(out) as stream:
            source = at_hand(file, Path(folder))
            alone(partial(_write, source, as_, table, stream, is_lasting=lasting))
    except Refused as refused:
        tell(file, refused, 1)
        raise typer.Exit(speech.REFUSED) from None


def validate(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="The file to hold against it, or its address")
    ],
    schema: Annotated[
        Path, typer.Option("--schema", metavar="SCHEMA", help="Table Schema or CSVW, as JSON")
    ],
    table: Annotated[int, _TABLE] = 0,
    as_json: bool = speech.JSON,
) -> None:
    """Hold a table against a schema, over all its rows; exit status 1 where it breaks it."""
    try:
        with tempfile.TemporaryDirectory(prefix="odms-") as folder:
            source, against = at_hand(file, Path(folder)), _read(schema)
            alone(partial(_validate, source, schema, against, table, as_json=as_json))
    except Refused as refused:
        if refused.code != "cli.validate.broken":
            tell(file, refused, 1)
        raise typer.Exit(speech.REFUSED) from None


def compare(
    old: Annotated[str, typer.Argument(metavar="OLD", help="The file as it was, or its address")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The file as it is, or its address")],
    table: Annotated[int, _TABLE] = 0,
    key: Annotated[
        list[str] | None, typer.Option(help="A column of the key; several make one together")
    ] = None,
    as_json: bool = speech.JSON,
) -> None:
    """Say what changed from one file to the next: columns, rows, ranges, choices.

    Exit status 1 where something changed that a person must see before it goes out.
    """
    try:
        with fetched(old, new) as sources:
            alone(partial(_compare, sources, table, tuple(key or ()), as_json=as_json))
    except Refused as refused:
        if refused.code != "schema.drift.flagged":
            tell(new, refused, 1)
        raise typer.Exit(speech.REFUSED) from None


def _write(
    source: Source, as_: Standard, table: int, stream: IO[bytes], *, is_lasting: bool
) -> None:
    from odms.engine import checking
    from odms.engine.schema import csvw, table_schema

    made = checking.infer(source.path, table=table, name=source.name, is_lasting=is_lasting)
    url = source.name or source.path.name
    told = (
        csvw.write(made.schema, url=url, dialect=made.dialect)
        if as_ is Standard.CSVW
        else table_schema.write(made.schema)
    )
    stream.write(json.dumps(told, ensure_ascii=False, indent=2).encode() + b"\n")
    stream.flush()  # a child's buffer goes with it


def _read(path: Path) -> "Schema":
    """A schema from a file of JSON. Raises Unreadable and Invalid."""
    from odms.engine.schema import read

    check(path)
    try:
        document = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        raise Unreadable("schema.not_json", name=path) from None
    return read(document)


def _validate(
    source: Source, schema: Path, against: "Schema", table: int, *, as_json: bool
) -> None:
    from odms.engine import checking

    verdict = checking.validate(source.path, against, table=table, name=source.name)
    if as_json:
        speech.give_json(_told(source.given, schema, table, verdict))
    else:
        _show(verdict)
    if not verdict.is_valid:
        raise Conflict("cli.validate.broken", n=sum(one.n for one in verdict.breaches))


def _told(file: str, schema: Path, table: int, verdict: "Verdict") -> dict[str, Any]:
    return {
        "file": file,
        "schema": str(schema),
        "table": table,
        "is_valid": verdict.is_valid,
        "n_rows": verdict.n_rows,
        "findings": [
            _finding(breach, found)
            for breach, found in zip(verdict.breaches, verdict.findings, strict=True)
        ],
    }


def _finding(breach: "Breach", found: "Finding") -> dict[str, Any]:
    """A finding as reports have it, with the cells' texts, how to mend it, and what other
    validators call it."""
    from odms.definitions import messages

    entry = messages.catalogue()[breach.code]
    values = [cell.value for cell in breach.cells] or [None] * len(found.cells)
    return found.to_json() | {
        "cells": [
            place.to_json() | {"value": value}
            for place, value in zip(found.cells, values, strict=False)
        ],
        "fix": entry.get("fix"),
        **{validator: entry.get(validator, []) for validator in messages.VALIDATORS},
    }


def _show(verdict: "Verdict") -> None:
    """The verdict first, then what is broken, each with its first rows as a spreadsheet counts."""
    code = "cli.validate.kept" if verdict.is_valid else "cli.validate.broken"
    n = sum(breach.n for breach in verdict.breaches)
    speech.give(speech.sentence(code, n=n, n_rows=f"{verdict.n_rows:,}"))
    for found in verdict.findings:
        refs = [cell.ref or str((cell.row or 0) + 1) for cell in found.cells[:_CELLS_SHOWN]]
        more = " …" if found.n_cells > len(refs) else ""
        place = f" [{', '.join(refs)}{more}]" if refs else ""
        mark = "✗" if found.severity == "error" else "!"
        speech.give(f"  {mark} {found.message[speech.language()]}{place}")


def _compare(sources: Sequence[Source], table: int, key: tuple[str, ...], *, as_json: bool) -> None:
    from odms.engine.schema import drift

    changes = _changes(sources, table, key)
    found = drift.findings(changes)
    if as_json:
        is_same = drift.is_same_shape(found)
        told = {"is_same_shape": is_same, "changes": changes}
        speech.give_json(told | {"findings": [one.to_json() for one in found]})
    else:
        for one in found:
            mark = "!" if one.severity in drift.FLAGGED else "·"
            speech.give(f"{mark} {one.message[speech.language()]}")
        if not found:
            speech.give(speech.sentence("cli.compare.same", n_rows=changes["n_rows_after"]))
    drift.check_same_shape(found)


def _changes(sources: Sequence[Source], table: int, key: tuple[str, ...]) -> dict[str, Any]:
    """What changed between a table of each of two files, both typed by the engine."""
    from odms import engine
    from odms.lake.drift import changes_between

    with tempfile.TemporaryDirectory(prefix="odms-") as folder:
        made = []
        for i, source in enumerate(sources):
            out = Path(folder) / str(i)
            out.mkdir()
            tables = engine.prepare(source.path, out, name=source.called).tables
            if table >= len(tables):
                raise Absent("reading.no_such_table", table=table, n=len(tables))
            if unknown := set(key) - {column.name for column in tables[table].columns}:
                raise Absent("cli.compare.no_such_column", file=source.given, column=min(unknown))
            made.append(out / f"table-{table}.parquet")
        return changes_between(*made, key)
