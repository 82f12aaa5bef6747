"""`odms repair`: a file on this machine, mended by a recipe, with a log of every change."""

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from odms.cli import child, speech
from odms.errors import Invalid, Refused, Unreadable

_MOST_BYTES = 1 << 20


def repair(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="The file to mend, or the address of one")
    ],
    recipe: Annotated[
        Path | None,
        typer.Option(metavar="JSON", help="A recipe: a list of steps, as recipe.json has them"),
    ] = None,
    fix: Annotated[
        list[str] | None,
        typer.Option(metavar="CODE", help="Code of a finding to mend, or all; may be repeated"),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("-o", "--out", metavar="FOLDER", help="A new folder for what comes of it"),
    ] = None,
) -> None:
    """Mend a file and log every change; without a folder, print the recipe for its findings.

    The folder receives table-N.parquet and changes-N.parquet for each table, profile-N.json,
    report.json, and recipe.json: what was done. The file itself stays as it is.
    """
    try:
        with child.fetched(file) as (source,):
            is_asked = recipe is None and fix is None and out is None
            steps = _given(recipe) + _for_findings(source, ["all"] if is_asked else fix)
            if out is None:
                speech.give_json(steps)
                return
            if not steps:
                raise Invalid("cli.repair.nothing_to_do")
            _mend(source, steps, out)
    except Refused as refused:
        child.tell(file, refused, 1)
        raise typer.Exit(speech.REFUSED) from None


def _given(recipe: Path | None) -> list[dict[str, Any]]:
    """The steps of a recipe in a file. Raises Invalid for what is none."""
    from odms.engine.repairs import parse

    if recipe is None:
        return []
    child.check(recipe)
    with recipe.open("rb") as source:
        text = source.read(_MOST_BYTES + 1)
    try:
        told = json.loads(text) if len(text) <= _MOST_BYTES else None
    except ValueError:
        told = None
    return [step.to_json() for step in parse(told)]


def _for_findings(source: child.Source, codes: list[str] | None) -> list[dict[str, Any]]:
    """The steps that mend findings of the file: of these codes, of all where none is named."""
    from odms.engine import sandbox
    from odms.engine.repairs import one_click, proposals

    if codes is None:
        return []
    with tempfile.TemporaryDirectory(prefix="odms-") as folder:
        report = sandbox.prepare(
            source.path, Path(folder), name=source.called, limits=sandbox.OF_A_COMMAND
        )
    known = {one.code for one in proposals(report)}
    if unknown := set(codes) - known - {"all"}:
        raise Invalid("cli.repair.no_such_finding", finding=min(unknown))
    return [step.to_json() for step in one_click(report, None if "all" in codes else codes)]


def _mend(source: child.Source, steps: list[dict[str, Any]], out: Path) -> None:
    """Have the file read again in a child, and tell what each step changed."""
    from odms.engine import sandbox

    try:
        out.mkdir()
    except OSError:
        raise Unreadable("reading.cannot_write", name=out) from None
    report = sandbox.prepare(
        source.path, out, name=source.called, limits=sandbox.OF_A_COMMAND, recipe=steps
    )
    (out / "recipe.json").write_text(
        json.dumps(steps, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    for table in report["tables"]:
        for done in table["repairs"]:
            column = f" {done['column']}" if done["column"] else ""
            label = speech.sentence(f"repair.{done['repair']}")
            speech.give(f"{label}{column}: {_counts(done)}")


def _counts(done: Mapping[str, Any]) -> str:
    """What a step changed: cells, rows and columns, as far as there are some."""
    told = [
        speech.sentence(f"cli.repair.{part}", n=done[f"n_{part}"])
        for part in ("cells", "rows", "columns")
        if done[f"n_{part}"]
    ]
    return ", ".join(told) or speech.sentence("cli.repair.unchanged")
