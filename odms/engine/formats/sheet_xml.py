"""What the readers of cells do not tell of a workbook: merged ranges, and signs of a bomb."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from odms.engine.errors import Damaged, Encrypted, LimitPassed
from odms.engine.formats import compound, opendocument
from odms.engine.grid import Merge

MAX_BYTES = 3 << 30  # of all parts together
MAX_RATIO = 400  # sheets of one repeated value reach about 100
MAX_CELLS = 60_000_000  # a sheet is held in memory as a full rectangle, empty cells included

# What the parts of a damaged workbook raise.
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    ElementTree.ParseError,
    EOFError,
    KeyError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)

_FREE_BYTES = 64 << 20  # below this no ratio is a danger
_BLOCK = 1 << 20

Merges = dict[str, tuple[Merge, ...]]


def check(path: Path) -> None:
    """Refuse a workbook that would not fit into memory, and an encrypted OpenDocument.

    Raises Damaged, Encrypted, LimitPassed.
    """
    if not _is_zip(path):
        compound.check(path)
        return
    try:
        with zipfile.ZipFile(path) as parts:
            size = sum(part.file_size for part in parts.infolist())
            packed = sum(part.compress_size for part in parts.infolist())
            names = parts.namelist()
            manifest = "META-INF/manifest.xml"
            is_encrypted = manifest in names and b"encryption-data" in parts.read(manifest)
    except BROKEN as error:
        raise Damaged("engine.damaged", kind="workbook") from error
    if is_encrypted:
        raise Encrypted("engine.encrypted")
    if size > MAX_BYTES or (size > _FREE_BYTES and size > packed * MAX_RATIO):
        raise LimitPassed("engine.workbook_too_large", megabytes=size >> 20)


def suffix(path: Path) -> str:
    """The suffix that the content of a workbook deserves."""
    if not _is_zip(path):
        return ".xls"
    with zipfile.ZipFile(path) as parts:
        names = parts.namelist()
    return (
        ".xlsx" if "xl/workbook.xml" in names else ".xlsb" if "xl/workbook.bin" in names else ".ods"
    )


@dataclass(frozen=True)
class Marks:
    """What a sheet's cells do not tell, in the sheet's own rows and columns: merged ranges, hidden
    rows, ranges of hidden columns (ends included), and formulas that were never worked out."""

    merges: tuple[Merge, ...] = ()
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[tuple[int, int], ...] = ()
    empty_formulas: tuple[tuple[int, int], ...] = ()


def marks(path: Path) -> dict[str, Marks]:
    """The marks by sheet name; of workbooks that are no Office Open XML, merged ranges alone.

    Raises LimitPassed where a sheet spans more cells than can be held.
    """
    if not _is_zip(path):
        return _merged(_of_old_workbook(path))
    with zipfile.ZipFile(path) as parts:
        names = parts.namelist()
        if "xl/workbook.xml" in names:
            return {
                name: _of_sheet(parts, part) for name, part in _sheet_parts(parts) if part in names
            }
        if "content.xml" in names:
            return _merged(opendocument.merged_cells(parts, max_cells=MAX_CELLS))
        return {}


def _merged(found: Merges) -> dict[str, Marks]:
    return {name: Marks(merges) for name, merges in found.items()}


def _is_zip(path: Path) -> bool:
    """By its first bytes: an old workbook may keep a whole zip inside, its theme."""
    with path.open("rb") as source:
        return source.read(2) == b"PK"


def _of_old_workbook(path: Path) -> Merges:
    import python_calamine

    with python_calamine.CalamineWorkbook.from_path(path) as book:
        kinds = {sheet.name: sheet.typ for sheet in book.sheets_metadata}
        return {
            name: tuple(
                Merge(*first, *last)
                for first, last in book.get_sheet_by_name(name).merged_cell_ranges or ()
            )
            for name in book.sheet_names
            if kinds[name] == python_calamine.SheetTypeEnum.WorkSheet
        }


# Office Open XML

_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_MERGED = re.compile(rb'mergeCell [^>]*?ref="([A-Z]{1,3})(\d+):([A-Z]{1,3})(\d+)"')
_WIDE_CELL = re.compile(rb'r="([A-Z]{2,3})\d+"[^>/]*>')
_CELL = re.compile(rb'<(?:\w+:)?c r="([A-Z]{1,3})(\d+)"[^>/]*>')
_ROW = re.compile(rb'row [^>]*?r="(\d+)"')


def _sheet_parts(parts: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Each sheet's name and the part that holds it."""
    relations = ElementTree.fromstring(parts.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    targets = {
        relation.get("Id"): relation.get("Target", "") for relation in relations.iter(_RELATION)
    }
    for sheet in ElementTree.fromstring(parts.read("xl/workbook.xml")).iter():  # noqa: S314
        if sheet.tag.rpartition("}")[2] == "sheet":
            ids = [value for key, value in sheet.attrib.items() if key.endswith("}id")]
            target = targets.get(ids[0] if ids else None, "")
            part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            yield sheet.get("name", ""), part


_HIDDEN_ROW = re.compile(rb'<(?:\w+:)?row [^>]*?r="(\d+)"[^>]*?hidden="(?:1|true)"')
_HIDDEN_COLUMNS = re.compile(rb'<(?:\w+:)?col [^>]*?hidden="(?:1|true)"[^>]*>')
_COLUMN_ENDS = re.compile(rb'(min|max)="(\d+)"')
_EMPTY_FORMULA = re.compile(
    rb'<c r="([A-Z]{1,3})(\d+)"[^>]*><f(?:[^>]*/>|[^>]*>[^<]*</f>)(?:<v */>|<v></v>)?</c>'
)


def _of_sheet(parts: zipfile.ZipFile, part: str) -> Marks:
    merges: dict[Merge, None] = {}  # blocks overlap, so a range may be met twice
    rows_hidden: dict[int, None] = {}
    columns_hidden: dict[tuple[int, int], None] = {}
    formulas: dict[tuple[int, int], None] = {}
    wide: set[bytes] = {b"Z"}
    last_row = 0
    for block in _overlapping_blocks(parts, part):
        wide.update(_WIDE_CELL.findall(block))
        if rows := _ROW.findall(block, max(0, block.rfind(b"<row "))):
            last_row = int(rows[-1])
        if b"mergeCell " in block:
            merges |= {_merge(match): None for match in _MERGED.finditer(block)}
        if b"hidden=" in block:
            rows_hidden |= {int(row) - 1: None for row in _HIDDEN_ROW.findall(block)}
            columns_hidden |= {_ends(tag): None for tag in _HIDDEN_COLUMNS.findall(block)}
        if b"<f" in block:
            found = _EMPTY_FORMULA.findall(block)
            formulas |= {(int(row) - 1, _column(column) - 1): None for column, row in found}
    if last_row * max(map(_column, wide)) > MAX_CELLS:
        _check_extent(parts, part)
    return Marks(tuple(merges), tuple(rows_hidden), tuple(columns_hidden), tuple(formulas))


def _ends(tag: bytes) -> tuple[int, int]:
    """The first and the last column that a `col` is about."""
    ends = {name: int(number) - 1 for name, number in _COLUMN_ENDS.findall(tag)}
    return ends.get(b"min", 0), ends.get(b"max", 0)


def _check_extent(parts: zipfile.ZipFile, part: str) -> None:
    """Count exactly: the last row or column may hold a format and no cell."""
    rows = columns = 1
    for block in _overlapping_blocks(parts, part):
        for column, row in _CELL.findall(block):
            rows, columns = max(rows, int(row)), max(columns, _column(column))
    if rows * columns > MAX_CELLS:
        raise LimitPassed("engine.sheet_too_wide", rows=rows, columns=columns)


def _overlapping_blocks(parts: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    with parts.open(part) as source:
        tail = b""
        while block := source.read(_BLOCK):
            yield tail + block
            tail = block[-200:]


def _merge(match: re.Match[bytes]) -> Merge:
    first_column, first_row, last_column, last_row = match.groups()
    return Merge(
        int(first_row) - 1, _column(first_column) - 1, int(last_row) - 1, _column(last_column) - 1
    )


def _column(letters: bytes) -> int:
    """A is 1, Z is 26, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
