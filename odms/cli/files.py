"""`odms inspect` and `odms read`: files on this machine, without a centre and without Django.

Standard output carries results alone; sentences go to standard error. Exit status 0: read, 1: a
file cannot be read as a table, 2: wrong use.
"""

import csv
import json
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from enum import Enum
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any

import typer

from odms.cli import speech
from odms.cli.child import Source, alone, at_hand, target, tell
from odms.errors import Refused

if TYPE_CHECKING:
    from odms.engine import Inspection

Raw = tuple[tuple[str, ...] | None, Iterator[tuple[str | None, ...]]]


class Form(Enum):
    """What `odms read` can write."""

    CSV = "csv"
    JSONL = "jsonl"
    PARQUET = "parquet"


def inspect(
    files: Annotated[
        list[str], typer.Argument(metavar="FILE...", help="Files to look at, or addresses of files")
    ],
    as_json: Annotated[
        bool, typer.Option("--json", help="One line of JSON for each file, in their order")
    ] = False,
) -> None:
    """Say what a file holds: encoding, tables, columns, findings, personal data."""
    has_failed = False
    for given in files:
        with tempfile.TemporaryDirectory(prefix="odms-") as folder:
            source = Source(given, Path(given))
            try:
                source = at_hand(given, Path(folder))
                alone(partial(_inspect, source, as_json=as_json))
            except Refused as refused:
                has_failed = True
                if as_json:
                    _line(_refusal(source, refused))
                tell(given, refused, len(files))
    if has_failed:
        raise typer.Exit(speech.REFUSED)


def read(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="The file to read, or the address of one")
    ],
    table: Annotated[int, typer.Option(min=0, help="Which of its tables, from 0")] = 0,
    raw: Annotated[
        bool, typer.Option("--raw", help="Every cell as the source's text, nothing converted")
    ] = False,
    to: Annotated[Form, typer.Option(help="The form to write")] = Form.CSV,
    out: Annotated[
        Path | None, typer.Option("-o", "--out", metavar="OUT", help="A file instead of the screen")
    ] = None,
) -> None:
    """Write a table of a file: typed and clean, or with --raw as it stands."""
    try:
        with tempfile.TemporaryDirectory(prefix="odms-") as folder, target(out) as stream:
            source = at_hand(file, Path(folder))
            alone(partial(_write, source, table, to, stream, is_raw=raw))
    except Refused as refused:
        tell(file, refused, 1)
        raise typer.Exit(speech.REFUSED) from None


def _inspect(source: Source, *, as_json: bool) -> None:
    from odms import engine

    report = replace(engine.inspect(source.path, name=source.name), file=source.given)
    _line(report.to_json()) if as_json else _show(report)


def _refusal(source: Source, refused: Refused) -> dict[str, Any]:
    from odms import engine

    return engine.refusal(source.path, refused, name=source.given)


def _line(data: dict[str, Any]) -> None:
    """One line of JSON in UTF-8, whatever the terminal's encoding."""
    line = json.dumps(data, ensure_ascii=False, default=str)
    sys.stdout.flush()
    sys.stdout.buffer.write(line.encode("utf-8", "replace") + b"\n")
    sys.stdout.buffer.flush()


def _show(report: "Inspection") -> None:
    from odms.cli.summary import show

    show(report, speech.language())


# Writing a table


def _write(source: Source, table: int, to: Form, target: IO[bytes], *, is_raw: bool) -> None:
    (_write_raw if is_raw else _write_typed)(source, table, to, target)
    target.flush()  # a child's buffer goes with it


def _write_raw(source: Source, table: int, to: Form, target: IO[bytes]) -> None:
    from odms import engine

    with engine.raw_rows(source.path, table=table, name=source.name) as (header, rows):
        _RAW[to](header, rows, target)


def _raw_csv(
    header: tuple[str, ...] | None, rows: Iterable[Sequence[str | None]], target: IO[bytes]
) -> None:
    """RFC 4180: commas, CRLF, quotes doubled."""
    text = _Text(target)
    writer = csv.writer(text, lineterminator="\r\n")
    if header is not None:
        writer.writerow(header)
    for row in rows:
        writer.writerow(row)


def _raw_jsonl(
    header: tuple[str, ...] | None, rows: Iterable[Sequence[str | None]], target: IO[bytes]
) -> None:
    """An object for each row, an array where the table has no header."""
    names = _names(header) if header is not None else None
    for row in rows:
        data = dict(zip(names, row, strict=False)) if names else row
        target.write(json.dumps(data, ensure_ascii=False).encode() + b"\n")


def _raw_parquet(
    header: tuple[str, ...] | None, rows: Iterator[Sequence[str | None]], target: IO[bytes]
) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    first = next(rows, None)
    n_columns = len(header or first or ())
    names = _names(header or ("",) * n_columns)
    schema = pa.schema([(name, pa.string()) for name in names])
    with pq.ParquetWriter(target, schema, compression="zstd") as writer:
        batch = [first] if first is not None else []
        for row in rows:
            batch.append(row)
            if len(batch) == 20_000:
                writer.write_table(_arrow(batch, schema))
                batch.clear()
        writer.write_table(_arrow(batch, schema))


def _arrow(batch: Sequence[Sequence[str | None]], schema: Any) -> Any:
    import pyarrow as pa

    columns = [pa.array(cells, pa.string()) for cells in zip(*batch, strict=True)]
    return pa.table(columns, schema=schema) if batch else schema.empty_table()


def _names(header: Sequence[str]) -> tuple[str, ...]:
    from odms.engine.layout.names import unique

    return unique([name or None for name in header])


_RAW: dict[Form, Callable[..., None]] = {
    Form.CSV: _raw_csv,
    Form.JSONL: _raw_jsonl,
    Form.PARQUET: _raw_parquet,
}


def _write_typed(source: Source, table: int, to: Form, target: IO[bytes]) -> None:
    """The typed table. Parquet keeps what the engine notes of each row, and the source's text
    where it says more than the value; CSV and JSON Lines have the columns alone. In CSV a text that
    a spreadsheet would take for a formula is guarded, as in downloads."""
    from odms import engine
    from odms.errors import Absent

    with tempfile.TemporaryDirectory(prefix="odms-") as folder:
        name = source.name or source.path.name
        report = engine.prepare(source.path, Path(folder), name=name)
        if table >= len(report.tables):
            raise Absent("reading.no_such_table", table=table, n=len(report.tables))
        made = Path(folder) / f"table-{table}.parquet"
        write_made(made, to, target)


def write_made(made: Path, to: Form, target: IO[bytes]) -> None:
    """Write a typed table that stands in a Parquet file."""
    _TYPED[to](made, target)


def _shown(made: Path) -> list[str]:
    """The columns of the table itself."""
    import pyarrow.parquet as pq

    from odms.lake.rows import public

    return list(public(dict.fromkeys(pq.read_schema(made).names, "")))


def _typed_parquet(made: Path, target: IO[bytes]) -> None:
    with made.open("rb") as source:
        shutil.copyfileobj(source, target)


def _typed_csv(made: Path, target: IO[bytes]) -> None:
    import duckdb

    from odms.lake import exports, rows

    kinds = rows.columns(made)
    shown = ", ".join(
        f"{exports.guarded_sql(rows.quoted(name)) if kinds[name] == 'VARCHAR' else rows.quoted(name)}"
        f" AS {rows.quoted(exports.guarded(name))}"
        for name in _shown(made)
    )
    text = made.with_suffix(".csv")
    with duckdb.connect(config={"autoinstall_known_extensions": False}) as db:
        db.read_parquet(str(made)).project(shown).write_csv(str(text))
    with text.open("rb") as source:
        shutil.copyfileobj(source, target)


def _typed_jsonl(made: Path, target: IO[bytes]) -> None:
    import orjson
    import pyarrow.parquet as pq

    for batch in pq.ParquetFile(made).iter_batches(columns=_shown(made)):
        for row in batch.to_pylist():
            target.write(orjson.dumps(row, default=str) + b"\n")


_TYPED: dict[Form, Callable[[Path, IO[bytes]], None]] = {
    Form.CSV: _typed_csv,
    Form.JSONL: _typed_jsonl,
    Form.PARQUET: _typed_parquet,
}


class _Text:
    """Text written as UTF-8 to a stream of bytes, for csv.writer."""

    def __init__(self, target: IO[bytes]) -> None:
        self._target = target

    def write(self, text: str) -> int:
        return self._target.write(text.encode("utf-8", "replace"))
