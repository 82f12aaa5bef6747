"""Delimited text: one file, one grid.

Two paths give the same grid. A regular text (every record as wide as the next, no blank line, no
stray carriage return) goes straight into DuckDB with everything explicit; what DuckDB loaded is
then counted against the text's own lines, so that a record's number is known for certain. Every
other text goes through Python's csv.reader, batch by batch, broken quotes mended. Either way
records are numbered as csv.reader yields them.
"""

import csv
from collections.abc import Iterable, Iterator
from itertools import count, islice
from pathlib import Path

from odms.engine.errors import Damaged, LimitPassed
from odms.engine.formats import regular
from odms.engine.formats.cells import Cells
from odms.engine.formats.records import Mended, records, usual_width
from odms.engine.formats.regular import Loaded, check_width, lines
from odms.engine.formats.survey import LONGEST_LINE, Survey
from odms.engine.grid import Encoding, Grid, GridFinding, Spot, Workspace
from odms.engine.text import encoding as encodings
from odms.engine.text.dialect import Writing, decide

_SAMPLE = 1 << 19
_BATCH_CELLS = 500_000
_NUMBERS = count()


def read(path: Path, work: Workspace, *, encoding: Encoding | None = None) -> list[Grid]:
    """Read the delimited text at `path`. Raises LimitPassed for a line, cell or record too long,
    Damaged for a text that holds nothing."""
    if work.chosen.encoding:
        encoding = Encoding(work.chosen.encoding, "chosen", bom=encodings.has_bom(path))
    encoding = encoding or encodings.detect(path)
    text, findings = _in_utf8(path, encoding, work)
    head = _head_text(text)
    if not head.strip():
        raise Damaged("reading.nothing_but_blanks")
    writing = decide(head, chosen=work.chosen.delimiter)
    relation = f"text_{next(_NUMBERS)}"
    survey, loaded = regular.load(text, writing, relation, work)
    if loaded is None:
        loaded, mended = _load_exactly(text, writing, relation, work)
        findings += _irregularities(survey, mended)
    is_plain = survey.n_cr == survey.n_crlf
    return [
        Grid(
            name=None,
            relation=loaded.cells.view(),
            n_source_rows=loaded.n_records,
            n_columns=loaded.width,
            dialect=writing.dialect,
            encoding=encoding,
            has_a_line_each=survey.n_lines == loaded.n_records and is_plain,
            findings=tuple(findings),
        )
    ]


def _irregularities(survey: Survey, mended: Mended) -> list[GridFinding]:
    found = []
    if survey.n_nul:
        found.append(GridFinding("reading.nul_bytes", n=survey.n_nul))
    if survey.n_cr != survey.n_crlf and survey.n_lf:
        found.append(GridFinding("reading.mixed_line_ends"))
    for code, rows in (
        ("reading.broken_quotes", mended.quotes),
        ("reading.other_delimiter", mended.delimiters),
    ):
        if rows.n:
            found.append(GridFinding.about(code, rows.n, tuple(map(Spot, rows.told))))
    return found


def _in_utf8(path: Path, encoding: Encoding, work: Workspace) -> tuple[Path, list[GridFinding]]:
    """The text as strict UTF-8 without BOM: the file itself where it is that already."""
    if encoding.name == "utf-8" and encoding.how in ("ascii", "strict"):
        return path, []
    out = work.path(f"text-{next(_NUMBERS)}.csv")
    damage = encodings.to_utf8(path, encoding, out)
    return out, encodings.findings(encoding, damage)


def _head_text(path: Path) -> str:
    """Whole lines from the start, and some from the end, to judge the dialect by."""
    with path.open("rb") as source:
        data = source.read(_SAMPLE)
    cut = max(data.rfind(b"\n"), data.rfind(b"\r")) + 1
    if len(data) == _SAMPLE and cut:
        data = data[:cut]
    return data.decode("utf-8", "replace")


# The exact path


def _load_exactly(
    path: Path, writing: Writing, relation: str, work: Workspace
) -> tuple[Loaded, Mended]:
    """Load any text through csv.reader, as wide as its widest record, and tell what was mended."""
    usual, mended = usual_width(lines(path), writing), Mended()
    try:
        n_records, widest = _extent(records(lines(path), writing, usual, mended))
        cells = Cells(relation, widest, work)
        cells.create()
        for batch in _batches(records(lines(path), writing, usual), widest):
            cells.append(batch)
    except csv.Error as error:
        raise LimitPassed("reading.cell_too_long", limit_mb=LONGEST_LINE >> 20) from error
    return Loaded(n_records, widest, cells), mended


def _extent(found: Iterable[list[str]]) -> tuple[int, int]:
    """How many records there are, and how many cells the widest has."""
    n_records = widest = 0
    for n_records, record in enumerate(found, 1):  # noqa: B007 - the last number is their count
        widest = max(widest, len(record))
    check_width(widest)
    return n_records, widest


def _batches(found: Iterator[list[str]], width: int) -> Iterator[list[list[str]]]:
    size = max(1, _BATCH_CELLS // width)
    while batch := list(islice(found, size)):
        yield batch
