"""`odms report`: the steward's report on a file of this machine, without a centre.

The file is read in a child process with limits; what is drawn is drawn here. Exit status 0: read,
1: the file cannot be read as a table (the report says why), 2: wrong use.
"""

import base64
import json
import re
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum
from importlib import resources
from pathlib import Path
from typing import Annotated, Any

import typer

from odms.cli import child, speech
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
        str, typer.Argument(metavar="FILE", help="The file to report on, or the address of one")
    ],
    to: Annotated[Form, typer.Option(help="The form to write")] = Form.TEXT,
    as_json: Annotated[bool, typer.Option("--json", help="The same as --to json")] = False,
    language: Annotated[
        Language | None, typer.Option(help="Its language; that of the terminal unless named")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("-o", "--out", metavar="OUT", help="A file instead of the screen")
    ] = None,
) -> None:
    """Report on a file, verdict first: rows, problems, columns, personal data, quality."""
    spoken = language.value if language else speech.language()
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

    return drawn.page(drawn.worded(read.report, language), _styles()).encode()


def _styles() -> str:
    """The house's style sheet with its fonts inside, so that the page stands alone."""
    static = resources.files("odms").joinpath("web", "static", "odms")

    def inside(found: re.Match[str]) -> str:
        font = base64.b64encode(static.joinpath(*found[1].split("/")).read_bytes()).decode()
        return f"url(data:font/woff2;base64,{font})"

    return re.sub(r"url\((fonts/[^)]+)\)", inside, static.joinpath("odms.css").read_text("utf-8"))


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
