"""dBase tables (DBF), alone or as the attributes of a Shapefile.

Read by ourselves: GDAL trusts the code page that the head or a .cpg file claims, and fails on a
Thai column name that was cut in the middle of a letter. Here the bytes decide as in any other text;
what is claimed counts where they leave a choice. Numbers and codes keep their digits.
"""

import codecs
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from odms.engine.errors import Damaged, NotATable
from odms.engine.formats.decoded import codec
from odms.engine.formats.record_table import RecordTable
from odms.engine.grid import Encoding, Grid, GridFinding, Workspace
from odms.engine.text import encoding as encodings
from odms.engine.text.single_byte import TABLES

_HEAD = struct.Struct("<B3xIHH20x")  # version, records, length of the head, length of a record
_FIELD = struct.Struct("<11sc4xBB14x")  # name, type, width, decimals
_FIELDS_END = 0x0D
_DELETED = ord("*")
_FOXPRO = frozenset(b"\x30\x31\x32")
_UNREAD = frozenset("MGPWB")  # kept in another file, or pictures
_CODE_PAGES = {0x57: "cp1252", 0x03: "cp1252", 0x50: "cp874", 0x7C: "cp874"}
_LONGEST_NAME = 10
_RECORDS_AT_ONCE = 4_096
_DAY_ONE = 1_721_425  # the Julian day of 0001-01-01


@dataclass(frozen=True)
class _Field:
    """A column of the file: its place in a record and how its bytes are read."""

    name: bytes
    kind: str
    start: int
    width: int


@dataclass(frozen=True)
class _Head:
    n_records: int
    start: int
    width: int
    fields: tuple[_Field, ...]
    code_page: str | None
    is_foxpro: bool


def read(path: Path, work: Workspace) -> list[Grid]:
    """One grid; row r is record r, deleted ones left out and counted as rejected.

    Raises Damaged for a head that is none, NotATable without records.
    """
    return [read_with(path, None, work)]


def read_with(path: Path, declared: str | None, work: Workspace) -> Grid:
    """The grid of the table at `path`, whose code page a .cpg file beside it declares."""
    head = _head(path)
    encoding = _encoding(path, head, declared, work)
    decode = _decoder(encoding)
    table = RecordTable(work)
    names = _names(head, decode)
    readers = [_reader(field, head, decode) for field in head.fields]
    deleted: list[int] = []
    n_rows = 0
    for r, record in enumerate(_records(path, head)):
        n_rows = r + 1
        if record[0] == _DELETED:
            deleted.append(r)
            continue
        cells = (
            reader(record[field.start : field.start + field.width])
            for reader, field in zip(readers, head.fields, strict=True)
        )
        table.add(r, dict(zip(names, cells, strict=True)))
    if n_rows == len(deleted):
        raise NotATable("engine.dbf_empty")
    table.finish()
    return Grid(
        name=None,
        relation=table.relation,
        n_source_rows=n_rows,
        n_columns=len(names),
        encoding=encoding,
        names=tuple(names),
        n_rejected=len(deleted),
        findings=tuple(_findings(head, names, encoding, n_rows, deleted)),
    )


def _head(path: Path) -> _Head:
    with path.open("rb") as source:
        first = source.read(32)
        if len(first) < 32:
            raise Damaged("engine.damaged", kind="DBF")
        version, n_records, start, width = _HEAD.unpack(first)
        fields = tuple(_fields(source, start))
    if not fields or width < 1 + sum(field.width for field in fields):
        raise Damaged("engine.damaged", kind="DBF")
    page = _CODE_PAGES.get(first[29])
    return _Head(n_records, start, width, fields, page, version in _FOXPRO)


def _fields(source: BinaryIO, end: int) -> Iterator[_Field]:
    at = 1  # a record begins with the mark of its deletion
    while source.tell() + 32 <= end:
        told = source.read(32)
        if len(told) < 32 or told[0] == _FIELDS_END:
            return
        name, kind, width, decimals = _FIELD.unpack(told)
        kind = kind.decode("latin-1")
        if kind == "C":  # wide texts keep the upper byte of their width where decimals stand
            width += decimals << 8
        yield _Field(name.split(b"\0")[0], kind, at, width)
        at += width


def _records(path: Path, head: _Head) -> Iterator[bytes]:
    """The records that are there, however many the head claims."""
    with path.open("rb") as source:
        source.seek(head.start)
        left = head.n_records
        while left and (block := source.read(head.width * min(left, _RECORDS_AT_ONCE))):
            n = len(block) // head.width
            for i in range(n):
                yield block[i * head.width : (i + 1) * head.width]
            left = 0 if not n else left - n


# Text


def _encoding(path: Path, head: _Head, declared: str | None, work: Workspace) -> Encoding:
    """Decided from the names and texts; a declaration counts where they leave a choice."""
    texts = work.path("dbf-texts")
    kept = [field for field in head.fields if field.kind == "C"]
    with texts.open("wb") as out:
        out.writelines(_uncut(field.name, _LONGEST_NAME) + b"\n" for field in head.fields)
        for record in _records(path, head):
            for field in kept:
                if cell := record[field.start : field.start + field.width].strip(b" \0"):
                    out.write(_uncut(cell, field.width) + b"\n")
    found = encodings.detect(texts)
    texts.unlink()
    if found.name == "utf-8":
        return found
    told = codec(declared) if declared else None
    if told or (head.code_page == "cp874" and not found.is_certain):
        return Encoding(told or "cp874", "declared")
    return found


def _decoder(encoding: Encoding) -> Callable[[bytes], str]:
    if encoding.name in TABLES:
        table = TABLES[encoding.name]
        return lambda data: codecs.charmap_decode(data, "replace", table)[0]
    return lambda data: _whole(data).decode(encoding.name, "replace")


def _uncut(data: bytes, width: int) -> bytes:
    """What fills its field may end in the middle of a letter, which would count as damage."""
    return _whole(data) if len(data) == width else data


def _whole(data: bytes) -> bytes:
    """UTF-8 without the letter that the end of a field has cut."""
    for back in range(1, min(4, len(data)) + 1):
        byte = data[-back]
        if byte < 0x80:
            break
        if byte >= 0xC0:
            length = 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4
            return data[:-back] if back < length else data
    return data


def _names(head: _Head, decode: Callable[[bytes], str]) -> list[str]:
    """The columns' names, each once: cut to ten bytes, some end alike."""
    names: list[str] = []
    for place, field in enumerate(head.fields, start=1):
        name = decode(field.name).strip() or f"column_{place}"
        while name in names:
            name = f"{name}_{place}"
        names.append(name)
    return names


# Cells


def _reader(
    field: _Field, head: _Head, decode: Callable[[bytes], str]
) -> Callable[[bytes], str | None]:
    if field.kind == "C":
        return lambda cell: decode(cell.rstrip(b" \0")) or None
    if head.is_foxpro and field.kind in _FOXPRO_KINDS:
        return _FOXPRO_KINDS[field.kind]
    if field.kind in _KINDS:
        return _KINDS[field.kind]
    if field.kind in _UNREAD or field.kind == "0":
        return lambda _cell: None
    return lambda cell: decode(cell).strip(" \0") or None


def _number(cell: bytes) -> str | None:
    text = cell.decode("ascii", "replace").strip(" \0")
    return None if not text or text.strip("*") == "" else text  # stars: it did not fit


def _date(cell: bytes) -> str | None:
    text = cell.decode("ascii", "replace").strip(" \0")
    if len(text) == 8 and text.isdigit():
        return None if text == "00000000" else f"{text[:4]}-{text[4:6]}-{text[6:]}"
    return text or None


def _truth(cell: bytes) -> str | None:
    return {b"T": "true", b"Y": "true", b"F": "false", b"N": "false"}.get(cell.upper())


def _integer(cell: bytes) -> str | None:
    return str(int.from_bytes(cell, "little", signed=True)) if len(cell) == 4 else None


def _double(cell: bytes) -> str | None:
    return repr(struct.unpack("<d", cell)[0]) if len(cell) == 8 else None


def _money(cell: bytes) -> str | None:
    if len(cell) != 8:
        return None
    whole, part = divmod(abs(n := int.from_bytes(cell, "little", signed=True)), 10_000)
    return f"{'-' if n < 0 else ''}{whole}.{part:04}"


def _moment(cell: bytes) -> str | None:
    """A Julian day and milliseconds of it."""
    import datetime as dt

    if len(cell) != 8 or not any(cell):
        return None
    day, milliseconds = struct.unpack("<ii", cell)
    try:
        date = dt.datetime.fromordinal(day - _DAY_ONE + 1)
        return (date + dt.timedelta(milliseconds=milliseconds)).isoformat(" ", "seconds")
    except (ValueError, OverflowError):
        return None


_KINDS = {"N": _number, "F": _number, "D": _date, "L": _truth, "I": _integer, "O": _double}
_FOXPRO_KINDS = {"B": _double, "Y": _money, "T": _moment}


def _findings(
    head: _Head, names: list[str], encoding: Encoding, n_rows: int, deleted: list[int]
) -> Iterator[GridFinding]:
    yield from encodings.findings(encoding, None)
    if deleted:
        yield GridFinding("engine.dbf_deleted", row=deleted[0], n=len(deleted))
    if n_rows < head.n_records:
        yield GridFinding("engine.dbf_cut", n=head.n_records - n_rows)
    unread = [
        name
        for name, field in zip(names, head.fields, strict=True)
        if field.kind in _UNREAD and not (head.is_foxpro and field.kind == "B")
    ]
    if unread:
        yield GridFinding("engine.dbf_memo", n=len(unread), facts={"columns": ", ".join(unread)})
