"""Delimited text: one file, one grid.

Two paths give the same grid. A regular text (every record as wide as the next, no blank line, no
stray carriage return) goes straight into DuckDB with everything explicit; what DuckDB loaded is
then counted against the text's own lines, so that a record's number is known for certain. Every
other text goes through Python's csv.reader, batch by batch, broken quotes mended. Either way
records are numbered as csv.reader yields them.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path

import duckdb

from odms.engine.errors import Damaged, LimitPassed
from odms.engine.formats.records import Mended, records, usual_width
from odms.engine.grid import Encoding, Grid, GridFinding, Workspace
from odms.engine.text import encoding as encodings
from odms.engine.text.dialect import Writing, decide

LONGEST_LINE = 16 << 20  # bytes
MOST_COLUMNS = 20_000

_BLOCK = 4 << 20
_SAMPLE = 1 << 19
_HEAD_RECORDS = 200
_BATCH_CELLS = 500_000
_BLANK = ord(" ")
_NUMBERS = count()
# The cells of smaller texts are kept as they are: packing them costs more than the disk is worth.
_COMPRESSED_FROM = 1 << 30


@dataclass
class _Survey:
    """What one pass over the bytes of a UTF-8 text counts."""

    n_lf: int = 0
    n_cr: int = 0
    n_crlf: int = 0
    n_nul: int = 0
    n_last_ends: int = 0  # line ends (LF) that close the text, the last record's own included
    is_closed: bool = True

    @property
    def n_lines(self) -> int:
        return self.n_lf + (not self.is_closed)

    @property
    def n_trailing_blank(self) -> int:
        return max(0, self.n_last_ends - 1)


def read(path: Path, work: Workspace, *, encoding: Encoding | None = None) -> list[Grid]:
    """Read the delimited text at `path`. Raises LimitPassed for a line, cell or record too long,
    Damaged for a text that holds nothing."""
    if work.chosen.encoding:
        encoding = Encoding(work.chosen.encoding, "chosen", bom=encodings.has_bom(path))
    encoding = encoding or encodings.detect(path)
    text, findings = _in_utf8(path, encoding, work)
    survey = _survey(text)
    head = _head_text(text)
    if not head.strip():
        raise Damaged("reading.nothing_but_blanks")
    writing = decide(head, chosen=work.chosen.delimiter)
    relation = f"text_{next(_NUMBERS)}"
    loaded = _load_regular(text, writing, survey, relation, work)
    if loaded is None:
        n_records, n_columns, mended = _load_exactly(text, writing, relation, work)
        findings += _irregularities(survey, mended)
    else:
        n_records, n_columns = loaded
    names = ", ".join(f"c{i}" for i in range(n_columns))
    work.db.execute(f"CREATE VIEW {relation}_v AS SELECT rowid AS r, {names} FROM {relation}")
    return [
        Grid(
            name=None,
            relation=f"{relation}_v",
            n_source_rows=n_records,
            n_columns=n_columns,
            dialect=writing.dialect,
            encoding=encoding,
            has_a_line_each=survey.n_lines == n_records and survey.n_cr == survey.n_crlf,
            findings=tuple(findings),
        )
    ]


def _irregularities(survey: _Survey, mended: Mended) -> list[GridFinding]:
    found = []
    if survey.n_nul:
        found.append(GridFinding("reading.nul_bytes", n=survey.n_nul))
    if survey.n_cr != survey.n_crlf and survey.n_lf:
        found.append(GridFinding("reading.mixed_line_ends"))
    if mended.n:
        found.append(GridFinding("reading.broken_quotes", row=mended.first, n=mended.n))
    return found


def _in_utf8(path: Path, encoding: Encoding, work: Workspace) -> tuple[Path, list[GridFinding]]:
    """The text as strict UTF-8 without BOM: the file itself where it is that already."""
    if encoding.name == "utf-8" and encoding.how in ("ascii", "strict"):
        return path, []
    out = work.path(f"text-{next(_NUMBERS)}.csv")
    damage = encodings.to_utf8(path, encoding, out)
    return out, encodings.findings(encoding, damage)


def _survey(path: Path) -> _Survey:
    """Count line ends and NULs. Raises LimitPassed for a line too long."""
    found = _Survey()
    run, last = 0, b""
    with path.open("rb") as source:
        while block := source.read(_BLOCK):
            _count_block(found, last[-1:], block)
            if (first := _first_end(block)) < 0:
                run += len(block)
            else:
                run = len(block) - 1 - max(block.rfind(b"\n"), block.rfind(b"\r"))
            if max(run, first) > LONGEST_LINE:
                raise LimitPassed("reading.line_too_long", limit_mb=LONGEST_LINE >> 20)
            last = (last + block)[-65_536:]
    tail = last[len(last.rstrip(b"\r\n")) :]
    found.n_last_ends = tail.count(b"\n")
    found.is_closed = last.endswith(b"\n")
    return found


def _first_end(block: bytes) -> int:
    ends = [at for at in (block.find(b"\n"), block.find(b"\r")) if at >= 0]
    return min(ends, default=-1)


def _count_block(found: _Survey, before: bytes, block: bytes) -> None:
    found.n_lf += block.count(b"\n")
    found.n_nul += block.count(b"\0")
    if n_cr := block.count(b"\r"):
        found.n_cr += n_cr
        found.n_crlf += block.count(b"\r\n")
    found.n_crlf += before == b"\r" and block.startswith(b"\n")


def _head_text(path: Path) -> str:
    """Whole lines from the start, and some from the end, to judge the dialect by."""
    with path.open("rb") as source:
        data = source.read(_SAMPLE)
    cut = max(data.rfind(b"\n"), data.rfind(b"\r")) + 1
    if len(data) == _SAMPLE and cut:
        data = data[:cut]
    return data.decode("utf-8", "replace")


def _lines(path: Path) -> Iterator[str]:
    csv.field_size_limit(LONGEST_LINE)
    with path.open(encoding="utf-8", errors="replace", newline="") as lines:
        yield from lines


# The straight path


def _load_regular(
    path: Path, writing: Writing, survey: _Survey, relation: str, work: Workspace
) -> tuple[int, int] | None:
    """Load a regular text through DuckDB: records and columns, or None where it is not regular."""
    dialect = writing.dialect
    is_plain = survey.n_nul == 0 and survey.n_cr in (0, survey.n_crlf)
    if not is_plain or dialect.escape == "\\" or writing.has_blank_after:
        return None
    head = _irregular_head(path, writing)
    if head is None or _has_blank_beside_quote(path, writing):
        return None
    odd, n_odd_lines, width = head
    n_loaded = _load_rest(path, writing, n_odd_lines, width, odd, relation, work)
    if n_loaded is None:
        return None
    n_rest = survey.n_lines - survey.n_trailing_blank - n_odd_lines
    if n_loaded != n_rest and n_loaded != _quoted_records(path, writing, survey, n_odd_lines):
        work.db.execute(f"DROP TABLE {relation}")
        return None
    return len(odd) + n_loaded + survey.n_trailing_blank, width


def _has_blank_beside_quote(path: Path, writing: Writing) -> bool:
    """Whether blanks stand between a quote and the cell's bound: csv.reader keeps them, and DuckDB
    does not."""
    quote = (writing.dialect.quote or '"').encode()
    bounds = writing.delimiter.encode() + b"\r\n"
    rest = b"\n"
    with path.open("rb") as source:
        while block := source.read(_BLOCK):
            text = rest + block
            if _blank_before(text, quote, bounds) or _blank_after(text, quote, bounds):
                return True
            rest = block[-64:]
    return False


def _blank_before(text: bytes, quote: bytes, bounds: bytes) -> bool:
    """Whether a cell begins with blanks and a quote. A doubled quote stands inside a quoted cell,
    unless it is the whole of it."""
    for found in re.finditer(b" " + quote, text):
        begin, after = found.start(), text[found.end() : found.end() + 2]
        while text[begin] == _BLANK:
            begin -= 1
        is_doubled = after[:1] == quote and after[1:] != b"" and after[1] not in bounds
        if text[begin] in bounds and not is_doubled:
            return True
    return False


def _blank_after(text: bytes, quote: bytes, bounds: bytes) -> bool:
    """Whether a cell ends with a quote and blanks, the quote not doubled."""
    for found in re.finditer(quote + b" ", text):
        end, before = found.end(), text[max(0, found.start() - 2) : found.start()]
        while end < len(text) and text[end] == _BLANK:
            end += 1
        is_doubled = before.endswith(quote) and before[0] not in bounds
        if (end == len(text) or text[end] in bounds) and not is_doubled:
            return True
    return False


def _irregular_head(path: Path, writing: Writing) -> tuple[list[list[str]], int, int] | None:
    """The first records that are not as wide as those after them, the lines they take, and the
    width of the rest; None where there are too many of them or a quote runs too far."""
    reader = writing.reader(_lines(path), is_strict=True)
    head, ends = [], []
    try:
        for record in islice(reader, _HEAD_RECORDS):
            head.append(record)
            ends.append(reader.line_num)
    except csv.Error:
        return None
    while head and not head[-1]:
        head.pop()
    width = len(head[-1])
    odd = max((i + 1 for i, record in enumerate(head) if len(record) != width), default=0)
    _check_width(max(map(len, head)))
    if max(map(len, head)) > width or odd > min(100, 0.5 * len(head)):
        return None
    return head[:odd], (ends[odd - 1] if odd else 0), width


def _load_rest(
    path: Path,
    writing: Writing,
    n_skipped: int,
    width: int,
    odd: list[list[str]],
    relation: str,
    work: Workspace,
) -> int | None:
    """Create `relation` from the odd records and DuckDB's reading of the rest, in their order;
    the number of records that DuckDB read, None where it found one that is not regular."""
    quote = literal(writing.dialect.quote or '"')
    kinds = ", ".join(f"'c{i}': 'VARCHAR'" for i in range(width))
    never_null = ", ".join(f"'c{i}'" for i in range(width))
    source = f"""read_csv({literal(str(path))}, auto_detect = false, header = false,
        skip = {n_skipped}, delim = {literal(writing.delimiter)}, quote = {quote},
        escape = {quote}, columns = {{{kinds}}}, force_not_null = [{never_null}],
        null_padding = false)"""
    _create(relation, width, work)
    _insert(relation, odd, width, work)
    is_small = path.stat().st_size < _COMPRESSED_FROM
    work.db.execute(f"SET force_compression = '{'uncompressed' if is_small else 'auto'}'")
    try:
        work.db.execute(f"INSERT INTO {relation} SELECT * FROM {source}")
    except duckdb.InvalidInputException:  # its way to say that a record is not like the others
        work.db.execute(f"DROP TABLE {relation}")
        return None
    finally:
        work.db.execute("SET force_compression = 'auto'")
    ((n,),) = work.db.execute(f"SELECT count(*) FROM {relation}").fetchall()
    return int(n) - len(odd)


def _quoted_records(path: Path, writing: Writing, survey: _Survey, n_skipped: int) -> int | None:
    """The records of a text whose quotes hold line ends: a line end parts records where an even
    number of quotes stands before it. None where quotes are not in pairs or not '"'."""
    if writing.dialect.quote != '"':
        return None
    n_records, is_quoted = 0, False
    with path.open("rb") as source:
        for _ in range(n_skipped):
            source.readline()
        while block := source.read(_BLOCK):
            for part, piece in enumerate(block.split(b'"')):
                is_quoted = is_quoted if part == 0 else not is_quoted
                if not is_quoted:
                    n_records += piece.count(b"\n")
    return None if is_quoted else n_records - survey.n_trailing_blank + (not survey.is_closed)


# The exact path


def _load_exactly(
    path: Path, writing: Writing, relation: str, work: Workspace
) -> tuple[int, int, Mended]:
    """Load any text through csv.reader: records, columns (the widest record's), and what was
    mended."""
    usual, mended = usual_width(_lines(path), writing), Mended()
    try:
        n_records, widest = _extent(records(_lines(path), writing, usual, mended))
        _create(relation, widest, work)
        for batch in _batches(records(_lines(path), writing, usual), widest):
            _insert(relation, batch, widest, work)
    except csv.Error as error:
        raise LimitPassed("reading.cell_too_long", limit_mb=LONGEST_LINE >> 20) from error
    return n_records, widest, mended


def _extent(found: Iterable[list[str]]) -> tuple[int, int]:
    """How many records there are, and how many cells the widest has."""
    n_records = widest = 0
    for n_records, record in enumerate(found, 1):  # noqa: B007 - the last number is their count
        widest = max(widest, len(record))
    _check_width(widest)
    return n_records, widest


def _check_width(width: int) -> None:
    if width > MOST_COLUMNS:
        raise LimitPassed("reading.too_many_columns", limit=MOST_COLUMNS, n=width)


def _batches(found: Iterator[list[str]], width: int) -> Iterator[list[list[str]]]:
    size = max(1, _BATCH_CELLS // width)
    while batch := list(islice(found, size)):
        yield batch


# Into DuckDB


def literal(text: str) -> str:
    """`text` as an SQL string."""
    return "'" + text.replace("'", "''") + "'"


def _create(relation: str, width: int, work: Workspace) -> None:
    columns = ", ".join(f"c{i} VARCHAR" for i in range(width))
    work.db.execute(f"CREATE TABLE {relation} ({columns})")


def _insert(relation: str, rows: list[list[str]], width: int, work: Workspace) -> None:
    """Append records; where a record ends early there is no cell (NULL)."""
    if not rows:
        return
    import pyarrow as pa

    padded = [
        record if len(record) == width else [*record, *[None] * (width - len(record))]
        for record in rows
    ]
    columns = [pa.array(cells, pa.string()) for cells in zip(*padded, strict=True)]
    batch = pa.table(columns, names=[f"c{i}" for i in range(width)])
    work.db.register("batch", batch)
    work.db.execute(f"INSERT INTO {relation} SELECT * FROM batch")
    work.db.unregister("batch")
