"""The delivered tables as a workbook in which the findings' cells are coloured and have notes.

Every cell stands where it stands in the source: row 14 of the sheet is row 14 of the file, and so
are its columns. A cell that could not be read has the text of the source. Tables that are too big
are shown in part, the other rows hidden, and the summary says what is left out.
"""

import datetime as dt
import heapq
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from odms.definitions import messages
from odms.lake.exports import XLSX_MAX_LETTERS, XLSX_MAX_ROWS, styles_of, write_cell
from odms.lake.rows import ROW, quoted, running

CELLS_AT_MOST = 400_000  # of a table that is shown whole
ROWS_OF_A_PART = 1_000  # first rows that are shown of any other
COLUMNS_AT_MOST = 500
MARKS_AT_MOST = 5_000  # of a table
_TIME_LIMIT_S = 120.0
_BATCH = 5_000
_LONG = 1_000  # letters of a note
_MADE = dt.datetime(2000, 1, 1)  # the same table is the same bytes, whenever it is written
_COLOURS = {"error": "#FBC9BD", "warning": "#FFE3A3", "info": "#CFE7EA"}  # the gravest first
_GRAVE = list(_COLOURS)

# A line of the summary: `h1`, `h2` or `row`, and its cells.
Line = tuple[str, tuple[str, ...]]


@dataclass(frozen=True)
class Delivered:
    """A delivered table: its Parquet file, its part of the inspection, its profile, its title."""

    path: Path
    table: Mapping[str, Any]
    profile: Mapping[str, Any]
    title: str


@dataclass(frozen=True)
class Mark:
    """A cell of the source to be marked, from 0, with the gravest severity and all that is said."""

    row: int
    column: int
    severity: str
    note: str


def write(out: Path, lines: Sequence[Line], tables: Sequence[Delivered], language: str) -> None:
    """Write the summary `lines` and a sheet for each table to `out`, words in `language`."""
    import xlsxwriter

    options = {"constant_memory": True, "tmpdir": str(out.parent)}
    book = xlsxwriter.Workbook(str(out), options)
    book.set_properties({"created": _MADE})
    try:
        summary, *names = _sheet_names(
            [_say("summary_sheet", language), *(t.title for t in tables)]
        )
        sheets = [_Sheet(one, name, language) for one, name in zip(tables, names, strict=True)]
        left_out = [("row", (said,)) for sheet in sheets for said in sheet.left_out()]
        _write_summary(book, summary, [*lines[:2], *left_out, *lines[2:]])
        for sheet in sheets:
            sheet.write(book)
    finally:
        book.close()


def marks_of(table: Mapping[str, Any], language: str) -> list[Mark]:
    """What is to be marked in a table of an inspection, in the order of the source.

    What is about a whole row is marked at its first column, what is about a column at its header.
    """
    first = min((column["column_index"] for column in table["columns"]), default=0)
    header = max(table["header_rows"], default=0)
    notes: dict[tuple[int, int], list[tuple[int, str]]] = {}
    for finding in table["findings"]:
        grave = _GRAVE.index(finding["severity"])
        for cell in finding["cells"]:
            row = header if cell["row"] is None else cell["row"]
            column = first if cell["column_index"] is None else cell["column_index"]
            notes.setdefault((row, column), []).append((grave, finding["message"][language]))
    kept = heapq.nsmallest(MARKS_AT_MOST, notes, key=lambda at: (min(notes[at]), at))
    return [_mark(at, notes[at]) for at in sorted(kept)]


def _mark(at: tuple[int, int], notes: list[tuple[int, str]]) -> Mark:
    said = dict.fromkeys(note for _, note in sorted(notes))
    return Mark(*at, _GRAVE[min(notes)[0]], "\n".join(said)[:_LONG])


class _Sheet:
    """One table's sheet."""

    def __init__(self, told: Delivered, name: str, language: str) -> None:
        self.told, self.name, self.language = told, name, language
        columns = zip(told.table["columns"], told.profile["columns"], strict=True)
        self.columns = list(columns)[:COLUMNS_AT_MOST]
        self.marks = marks_of(told.table, language)
        n_rows = told.table["n_rows"]
        self.is_whole = n_rows * len(self.columns) <= CELLS_AT_MOST and n_rows < XLSX_MAX_ROWS

    def left_out(self) -> Iterator[str]:
        """What the sheet does not show."""
        table = self.told.table
        if not self.is_whole:
            shown, n = f"{self._count():,}", f"{table['n_rows']:,}"
            yield f"{self.name}: {_say('shown_rows', self.language, shown=shown, n=n)}"
        if (more := len(table["columns"]) - len(self.columns)) > 0:
            yield f"{self.name}: {_say('shown_columns', self.language, n=f'{more:,}')}"
        n_places = sum(finding["n_cells"] for finding in table["findings"])
        if n_places > len(self.marks):
            shown, n = f"{len(self.marks):,}", f"{n_places:,}"
            yield f"{self.name}: {_say('shown_marks', self.language, shown=shown, n=n)}"

    def write(self, book: Any) -> None:
        """Write header, rows and marks, row after row."""
        sheet = book.add_worksheet(self.name)
        if not self.is_whole:
            sheet.set_default_row(hide_unused_rows=True)
        formats = {severity: book.add_format({"bg_color": c}) for severity, c in _COLOURS.items()}
        head = book.add_format({"bold": True, "bottom": 1})
        styles = styles_of(book)
        marked = {
            row: {mark.column: mark for mark in marks}
            for row, marks in groupby(self.marks, key=lambda mark: mark.row)
        }
        none: dict[int, Any] = {}  # marks may stand where no row is kept
        blank = ((row, none) for row in sorted(marked))
        for row, cells in _in_order(self._header(), self._rows(), blank):
            if row < XLSX_MAX_ROWS:
                is_header = row in self.told.table["header_rows"]
                for column in sorted({*cells, *marked.get(row, {})}):
                    value = cells.get(column)
                    if (mark := marked.get(row, {}).get(column)) is not None:
                        _write_text(sheet, row, column, value, formats[mark.severity])
                        sheet.write_comment(row, column, mark.note, {"x_scale": 2, "y_scale": 1.5})
                    elif is_header:
                        _write_text(sheet, row, column, value, head)
                    else:
                        write_cell(sheet, row, column, value, styles)

    def _header(self) -> Iterator[tuple[int, dict[int, Any]]]:
        if rows := self.told.table["header_rows"]:
            names = {
                c["column_index"]: _fitting(c["source_name"] or c["name"]) for c, _ in self.columns
            }
            yield rows[-1], names

    def _rows(self) -> Iterator[tuple[int, dict[int, Any]]]:
        """The rows to show, each cell as it was delivered, by its place in the source."""
        cells = [cell for _, column in self.columns for cell in _cell(column)]
        places = [column["column_index"] for column, _ in self.columns]
        query = (
            f"SELECT {', '.join([ROW, *cells])} FROM read_parquet(?){self._where()} ORDER BY {ROW}"
        )
        with running(seconds=_TIME_LIMIT_S) as db:
            found = db.execute(query, [str(self.told.path)])
            for row, *values in chain.from_iterable(iter(lambda: found.fetchmany(_BATCH), [])):
                pairs = zip(places, values[::2], values[1::2], strict=True)
                told = {at: typed if text is None else text for at, text, typed in pairs}
                yield row, {at: _fitting(v) for at, v in told.items() if v is not None}

    def _count(self) -> int:
        query = f"SELECT count(*) FROM read_parquet(?){self._where()}"
        with running(seconds=_TIME_LIMIT_S) as db:
            return int(db.execute(query, [str(self.told.path)]).fetchall()[0][0])

    def _where(self) -> str:
        if self.is_whole:
            return ""
        query = f"SELECT {ROW} FROM read_parquet(?) ORDER BY 1 LIMIT 1 OFFSET {ROWS_OF_A_PART - 1}"
        with running(seconds=_TIME_LIMIT_S) as db:
            last = db.execute(query, [str(self.told.path)]).fetchone()
        listed = ", ".join(str(row) for row in sorted({mark.row for mark in self.marks}))
        bound = f"{ROW} <= {last[0]}" if last else "true"
        return f" WHERE ({bound} OR {ROW} IN ({listed or 'NULL'})) AND {ROW} < {XLSX_MAX_ROWS}"


def _in_order(
    *sources: Iterator[tuple[int, dict[int, Any]]],
) -> Iterator[tuple[int, dict[int, Any]]]:
    """Rows of several sources in the order of the source file; one row's cells are put together."""
    merged = heapq.merge(*sources, key=itemgetter(0))
    for row, parts in groupby(merged, key=itemgetter(0)):
        yield row, {at: value for _, cells in parts for at, value in cells.items()}


def _cell(column: Mapping[str, Any]) -> tuple[str, str]:
    """The source's text of a column where it says more than the value, and the value."""
    source = column["source_column"]
    return (quoted(source) if source else "NULL", quoted(column["name"]))


def _fitting(value: Any) -> Any:
    """A value that a cell takes: shapes on a map and the like are cut, and say so."""
    if isinstance(value, str) and len(value) > XLSX_MAX_LETTERS:
        return f"{value[: XLSX_MAX_LETTERS - 1]}…"
    return value


def _write_text(sheet: Any, row: int, column: int, value: Any, format_: Any) -> None:
    """A cell with a look of its own: numbers stay numbers, all else is text and no formula."""
    if value is None:
        sheet.write_blank(row, column, None, format_)
    elif isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e15:
        sheet.write_number(row, column, value, format_)
    else:
        sheet.write_string(row, column, str(value), format_)


def _write_summary(book: Any, name: str, lines: Sequence[Line]) -> None:
    sheet = book.add_worksheet(name)
    sheet.set_column(0, 0, 48)
    sheet.set_column(1, 6, 28)
    looks = {
        "h1": book.add_format({"bold": True, "font_size": 15}),
        "h2": book.add_format({"bold": True, "font_size": 12, "top": 1}),
        "row": book.add_format({"text_wrap": True, "valign": "top"}),
    }
    for row, (kind, cells) in enumerate(lines):
        for column, text in enumerate(cells):
            sheet.write_string(row, column, _fitting(text), looks[kind])


def _sheet_names(titles: Sequence[str]) -> list[str]:
    """Names that a workbook takes: at most 31 characters, none of []:*?/\\, none twice."""
    names: list[str] = []
    for title in titles:
        plain = re.sub(r"[\[\]:*?/\\]", " ", title).strip("' ")[:31] or "-"
        name, n = plain, 1
        while name.casefold() in {known.casefold() for known in names}:
            n += 1
            name = f"{plain[: 30 - len(str(n))]} {n}"
        names.append(name)
    return names


def _say(word: str, language: str, **facts: Any) -> str:
    return messages.sentence(f"report.{word}", language, facts)
