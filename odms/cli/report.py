"""`odms report`: the steward's report on a file of this machine, without a centre; or with `--year` the
executive summary of a year of the centre.

The file is read in a child process with limits; what is drawn is drawn here. Exit status 0: read,
1: the file cannot be read as a table (the report says why), 2: wrong use.
"""

import json
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum
from pathlib import Path
from typing import Annotated, Any

import typer

from odms.cli import child, speech, year_summary
from odms.errors import Refused


class Form(Enum):
    """What a report can be written as."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"
    PDF = "pdf"
    XLSX = "xlsx"


class Language(Enum):
    """The languages of a report."""

    TH = "th"
    EN = "en"


@dataclass(frozen=True)
class _Read:
    """A file that was read into `folder`: its inspection, profiles and report; or its report alone."""

    folder: Path
    report: Mapping[str, Any]
    inspection: Mapping[str, Any] | None = None
    profiles: tuple[Mapping[str, Any], ...] = ()


def report(
    file: Annotated[
        str,
        typer.Argument(metavar="[FILE]", help="The file to report on, or the address of one"),
    ] = "",
    year: Annotated[
        int | None,
        typer.Option(
            help="A year of the Buddhist era: the executive summary of this centre for it, as pdf,"
            " html or json by the name of OUT"
        ),
    ] = None,
    to: Annotated[Form, typer.Option(help="The form to write")] = Form.TEXT,
    as_json: Annotated[bool, typer.Option("--json", help="The same as --to json")] = False,
    language: Annotated[
        Language | None,
        typer.Option(
            "--language", "--lang", help="Its language; that of the terminal unless named"
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("-o", "--out", metavar="OUT", help="A file instead of the screen")
    ] = None,
) -> None:
    """Report on a file, verdict first: rows, problems, columns, personal data, quality; or on a year."""
    spoken = language.value if language else speech.language()
    if bool(file) == (year is not None):
        raise typer.BadParameter(speech.sentence("cli.report.file_or_year"))
    if year is not None:
        year_summary.write(year, _form_of(out, Form.JSON if as_json else to), spoken, out)
        return
    try:
        with (
            child.fetched(file) as (source,),
            child.target(out) as stream,
            tempfile.TemporaryDirectory(prefix="odms-") as folder,
        ):
            read = _read(source, Path(folder))
            stream.write(_WRITERS[Form.JSON if as_json else to](read, spoken))
    except Refused as refused:
        child.tell(file, refused, 1)
        raise typer.Exit(speech.REFUSED) from None
    if read.inspection is None:
        raise typer.Exit(speech.REFUSED)


def _form_of(out: Path | None, to: Form) -> str:
    """The form of a year's summary: what the name of the file says, unless one is named."""
    ending = out.suffix.removeprefix(".").lower() if out else ""
    return ending if to is Form.TEXT and ending else to.value


def _read(source: child.Source, folder: Path) -> _Read:
    """Read a file in a child process and put its report together."""
    from odms import engine
    from odms.engine import sandbox, steward
    from odms.engine.quality import Circumstances

    try:
        with child.faultless():
            inspection = sandbox.prepare(
                source.path, folder, name=source.called, limits=sandbox.OF_A_COMMAND
            )
    except Refused as refused:
        known = engine.refusal(source.path, refused, name=source.called)
        return _Read(folder, steward.unreadable(known))
    profiles = tuple(
        json.loads((folder / f"profile-{i}.json").read_bytes())
        for i in range(len(inspection["tables"]))
    )
    around = Circumstances(at=_today())
    report = steward.compose(inspection, profiles, around=around)
    return _Read(folder, report, inspection, profiles)


def _today() -> date:
    return datetime.now(UTC).astimezone().date()


def _json(read: _Read, language: str) -> bytes:
    return json.dumps(read.report, ensure_ascii=False, indent=2, default=str).encode() + b"\n"


def _text(read: _Read, language: str) -> bytes:
    from odms.pictures import report as drawn

    told = drawn.lines(drawn.worded(read.report, language))
    marks = {"h1": "", "h2": "\n# ", "row": ""}
    lines = [marks[kind] + "  ".join(cell for cell in cells if cell) for kind, cells in told]
    return ("\n".join(lines) + "\n").encode("utf-8", "replace")


def _html(read: _Read, language: str) -> bytes:
    from odms.pictures import report as drawn
    from odms.pictures import typeface

    return drawn.page(drawn.worded(read.report, language), typeface.styles()).encode()


def _pdf(read: _Read, language: str) -> bytes:
    from odms.pictures import report as drawn

    return drawn.pdf(drawn.worded(read.report, language))


def _xlsx(read: _Read, language: str) -> bytes:
    from odms.lake import annotated
    from odms.pictures import report as drawn

    lines = drawn.lines(drawn.worded(read.report, language))
    tables = [
        annotated.Delivered(
            path=read.folder / f"table-{i}.parquet",
            table=table,
            profile=profile,
            title=table["name"] or drawn.table_title(i, language),
        )
        for i, (table, profile) in enumerate(
            zip((read.inspection or {}).get("tables", ()), read.profiles, strict=True)
        )
    ]
    made = read.folder / "annotated.xlsx"
    annotated.write(made, lines, tables, language)
    return made.read_bytes()


_WRITERS: dict[Form, Callable[[_Read, str], bytes]] = {
    Form.TEXT: _text,
    Form.JSON: _json,
    Form.HTML: _html,
    Form.PDF: _pdf,
    Form.XLSX: _xlsx,
}
