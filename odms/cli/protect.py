"""`odms protect`: measures upon a file's table and the risk before and after, without a centre.

The file is read in a child process with limits. Standard output carries the report alone; the
protected table goes to the file of `--out`. Exit status 0: done, 1: refused, 2: wrong use.
"""

import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from odms.cli import child, files, speech
from odms.cli.measures import column_measure, table_measure
from odms.errors import Absent, Invalid, Refused

if TYPE_CHECKING:
    from odms.lake.protection.applying import Done
    from odms.lake.protection.plan import Protection
    from odms.lake.protection.risk import Risk


@dataclass(frozen=True)
class _Wanted:
    """What the call asks for; `quasi` and `sensitive` are None where they are to be proposed."""

    measures: Sequence[str]
    whole: Sequence[str]
    quasi: Sequence[str] | None
    sensitive: Sequence[str] | None
    k: int
    key: bytes


def protect(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="The file to protect, or the address of one")
    ],
    measure: Annotated[
        list[str] | None,
        typer.Option(
            "-m", "--measure", metavar="COLUMN=MEASURE[:name=value,…]", help="Measure upon a column"
        ),
    ] = None,
    whole: Annotated[
        list[str] | None,
        typer.Option(metavar="MEASURE[:name=value,…]", help="Measure upon the rows of the table"),
    ] = None,
    quasi: Annotated[
        list[str] | None,
        typer.Option("-q", "--quasi", metavar="COLUMN", help="Quasi-identifier; none: as proposed"),
    ] = None,
    sensitive: Annotated[
        list[str] | None,
        typer.Option(
            "-s", "--sensitive", metavar="COLUMN", help="Sensitive column; none: as proposed"
        ),
    ] = None,
    k: Annotated[int, typer.Option("-k", min=2, help="Least size of a group that is safe")] = 5,
    table: Annotated[int, typer.Option(min=0, help="Which of its tables, from 0")] = 0,
    key_file: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="File with the secret of pseudonyms"),
    ] = None,
    dataset: Annotated[
        str, typer.Option(help="Name of the dataset: one name, one pseudonym for a person")
    ] = "",
    to: Annotated[files.Form, typer.Option(help="The form to write")] = files.Form.CSV,
    out: Annotated[
        Path | None, typer.Option("-o", "--out", metavar="OUT", help="Where the table is written")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write the report as JSON")] = False,
) -> None:
    """Protect a table of a file, and tell how easily somebody could be recognised in it."""
    try:
        wanted = _Wanted(measure or (), whole or (), quasi, sensitive, k, _key(key_file, dataset))
        with (
            child.fetched(file) as (source,),
            tempfile.TemporaryDirectory(prefix="odms-") as folder,
        ):
            report = _protect(source, table, wanted, Path(folder))
            if out is not None:
                with child.target(out) as stream:
                    files.write_made(Path(folder) / "done" / "table.parquet", to, stream)
        _show(report, as_json=as_json)
    except Refused as refused:
        child.tell(file, refused, 1)
        raise typer.Exit(speech.REFUSED) from None


def _key(path: Path | None, dataset: str) -> bytes:
    """The key of pseudonyms: from a file, else from the environment; none without either."""
    from odms.config.options import text
    from odms.lake.protection.pseudonymise import dataset_key

    secret = path.read_bytes().strip() if path else text("ODMS_PSEUDONYM_KEY").encode()
    return dataset_key(secret, dataset) if secret else b""


def _protect(source: child.Source, position: int, wanted: _Wanted, folder: Path) -> dict[str, Any]:
    """Read the file, do the plan, and write the protected version into `folder/done`."""
    from odms.engine import sandbox
    from odms.lake.protection import applying

    with child.faultless():
        read = sandbox.prepare(source.path, folder, name=source.called, limits=sandbox.OF_A_COMMAND)
    if position >= len(read["tables"]):
        raise Absent("reading.no_such_table", table=position, n=len(read["tables"]))
    made = folder / f"table-{position}.parquet"
    profile = json.loads((folder / f"profile-{position}.json").read_bytes())
    protection = _plan(profile["columns"], wanted)
    building = folder / "done"
    building.mkdir()
    done = applying.apply(made, profile, building, protection, key=wanted.key)
    risks = [_risk(path, profile, protection) for path in (made, building / "table.parquet")]
    is_chosen = wanted.quasi is not None
    return _report(
        source.called, read["sha256"], position, protection, done, risks, profile, is_chosen
    )


def _plan(columns: Sequence[Mapping[str, Any]], wanted: _Wanted) -> "Protection":
    from odms.lake.protection import proposing
    from odms.lake.protection.plan import plan, step

    known = {column["name"]: _column(column) for column in columns}
    steps = {}
    for name, code, parameters in map(column_measure, wanted.measures):
        if name not in known:
            raise Invalid("protection.no_such_column", column=name)
        if name in steps:
            raise Invalid("protection.repeated_column", column=name)
        steps[name] = step(code, known[name], parameters)
    whole = [step(code, None, given) for code, given in map(table_measure, wanted.whole)]
    quasi, sensitive = wanted.quasi, wanted.sensitive
    if quasi is None:
        quasi = proposing.quasi_identifiers(columns)
    if sensitive is None:
        sensitive = proposing.sensitive(columns)
    for name in (*quasi, *sensitive):
        if name not in known:
            raise Invalid("protection.no_such_column", column=name)
    return plan([*steps.values(), *whole], quasi=quasi, sensitive=sensitive, k=wanted.k)


def _column(column: Mapping[str, Any]) -> Any:
    from odms.lake.protection.measure import Column

    kind = (column.get("personal") or {}).get("kind", "")
    return Column(column["name"], column["type"], column["meaning"], kind)


def _risk(path: Path, profile: dict[str, Any], protection: "Protection") -> "Risk | None":
    from odms.lake.protection.risk import assess
    from odms.lake.protection.work import Work, bench, parquet

    with bench() as db:
        work = Work(db, parquet(path))
        return assess(work, protection.quasi, protection.sensitive, threshold=protection.k)


def _report(
    file: str,
    sha256: str,
    position: int,
    protection: "Protection",
    done: "Done",
    risks: "Sequence[Risk | None]",
    profile: Mapping[str, Any],
    is_chosen: bool,
) -> dict[str, Any]:
    """The record of measures as a centre keeps it, for a file."""
    from odms.publication.evidence import record

    return record(
        origin={
            "file": file,
            "original_sha256": sha256,
            "n_rows_before": done.n_rows_before,
            "n_rows_after": done.n_rows_after,
        },
        table={
            "position": position,
            "columns": profile["columns"],
            "decisions": {},
            "settings": {"is_chosen": is_chosen},
        },
        protection=protection,
        touched=done.touched,
        before=risks[0],
        after=risks[1],
    )


def _show(report: Mapping[str, Any], *, as_json: bool) -> None:
    """The report: measures and what they touch, then the risk before and after."""
    if as_json:
        speech.give_json(report)
        return
    rows = [
        [one["column"] or "*", one["measure"], one["n_touched"], one["n_values"]]
        for one in report["measures"]
    ]
    if rows:
        speech.give_table(["column", "measure", "touched", "of"], rows)
    if (risk := report["risk"]) is None:
        speech.tell("cli.protect.no_risk")
        return
    before, after = risk["before"], risk["after"] or {}
    names = [name for name in before if name not in ("diversity", "closeness")]
    figures = [[name, before[name], after.get(name, "–")] for name in names]
    figures += [
        [f"{label}({name})", value, after.get(part, {}).get(name, "–")]
        for part, label in (("diversity", "l"), ("closeness", "t"))
        for name, value in before[part].items()
    ]
    speech.give_table(["risk", "before", "after"], figures)
    said = {"names": ", ".join(risk["quasi_identifiers"]), "k": risk["threshold"]}
    speech.tell("cli.protect.compared" if risk["is_chosen"] else "cli.protect.proposed", **said)
