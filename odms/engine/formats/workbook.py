"""Workbooks (xlsx, xlsm, xlsb, xls, ods): each sheet with cells is one grid.

Cells come through fastexcel as Arrow text: whole numbers without a decimal point, true dates in ISO
form, booleans as true and false. What Arrow text cannot say is put back: errors such as #N/A, times
and durations, and which cells were true dates and not text that looks like one.
"""

import logging
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from odms.engine.errors import Damaged, Encrypted, NotATable
from odms.engine.formats import sheet_xml
from odms.engine.formats.sheet_xml import Marks
from odms.engine.grid import Grid, GridFinding, Merge, Spot, Workspace
from odms.engine.places import PLACES_TOLD

if TYPE_CHECKING:
    import pyarrow as pa

# The reader warns of chart sheets on its own; a file of theirs is no news.
logging.getLogger("calamine").addHandler(logging.NullHandler())

_NUMBERS = count()

_DATE = r"\+?\d{4,6}-\d\d-\d\d(?:[ T]\d\d:\d\d:\d\d(?:\.\d+)?)?"
_LONG_NUMBER = r"-?\d{16,19}"
_ERRORS = {
    "Div0": "#DIV/0!",
    "NA": "#N/A",
    "Name": "#NAME?",
    "Null": "#NULL!",
    "Num": "#NUM!",
    "Ref": "#REF!",
    "Value": "#VALUE!",
    "GettingData": "#GETTING_DATA",
}
_ERROR = re.compile(r"Error\((\w+)\)")
_NOT_A_DATE = re.compile(r"ExcelDateTime \{ value: (-?[\d.e+-]+?)(?:\.0)?,")
_FAR_NUMBER = r"-\d{11,}"  # the reader breaks on such days before our era
_DURATION = re.compile(r'DurationIso\("PT(\d+)H(\d+)M(\d+)(?:\.\d+)?S"\)')


def read(path: Path, work: Workspace) -> list[Grid]:
    """One grid a sheet that holds cells, hidden ones too, in the order of the workbook.

    Raises Encrypted, Damaged, LimitPassed, and NotATable where no sheet holds a cell.
    """
    sheet_xml.check(path)
    with _refusals():
        import fastexcel

        named = _named(path, work)
        marks = sheet_xml.marks(named)  # and with them, whether the sheets fit into memory
        book = fastexcel.read_excel(str(named))
        names = book.sheet_names
        read_sheets = [
            _read_sheet(book, place, marks.get(name, Marks()), work)
            for place, name in enumerate(names)
        ]
    grids = [grid for grid in read_sheets if grid is not None]
    if not grids:
        raise NotATable("engine.workbook_empty")
    return grids


def _named(path: Path, work: Workspace) -> Path:
    """The file under the suffix of its content: the reader trusts names, and hides its reasons
    where it has to guess."""
    named = work.path(f"book-{next(_NUMBERS)}{sheet_xml.suffix(path)}")
    named.symlink_to(path.resolve())
    return named


@contextmanager
def _refusals() -> Iterator[None]:
    """The readers' own errors, a panic of their Rust core among them, as refusals."""
    import fastexcel
    import python_calamine

    try:
        yield
    except (fastexcel.FastExcelError, python_calamine.CalamineError) as error:
        if "password" in str(error).lower():
            raise Encrypted("engine.encrypted") from error
        raise Damaged("engine.damaged", kind="workbook") from error
    except sheet_xml.BROKEN as error:
        raise Damaged("engine.damaged", kind="workbook") from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise Damaged("engine.damaged", kind="workbook") from error


@dataclass(frozen=True)
class _Cells:
    """A sheet's used range: `table` has the columns r (the sheet's row) and c0 … (text)."""

    table: "pa.Table"
    first_column: int  # where c0 stands in the sheet, 0-based
    n_columns: int
    n_found: list[int]  # cells, by column
    n_dates: list[int]  # cells that look like a date
    n_long: list[int]  # cells of 16 digits or more
    errors: dict[tuple[int, int], str]  # by row and column


def _read_sheet(book: Any, place: int, marks: Marks, work: Workspace) -> Grid | None:
    sheet = book.load_sheet(place, header_row=None, skip_rows=0, dtypes="string")
    if sheet.width == 0 or sheet.total_height == 0:
        return None
    cells = _cells(sheet)
    with_errors = {column for _, column in cells.errors}
    used = [at for at in range(cells.n_columns) if cells.n_found[at] or at in with_errors]
    if not used:
        return None
    first, width = used[0], used[-1] + 1 - used[0]
    relation = f"sheet_{next(_NUMBERS)}"
    dates = _create(relation, book, place, cells, (first, width), work)
    last_row = work.db.execute(f"SELECT max(r) FROM {relation}").fetchall()[0][0]
    first_column = cells.first_column + first
    return Grid(
        name=sheet.name,
        relation=relation,
        n_source_rows=last_row + 1,
        n_columns=width,
        native_dates=frozenset(at - first for at in dates),
        merges=tuple(_shifted(merge, first_column, width) for merge in marks.merges),
        is_hidden=sheet.visible != "visible",
        first_column=first_column,
        findings=(
            *_findings(book, place, cells, first),
            *_of_marks(marks, relation, range(first_column, first_column + width), work),
        ),
    )


def _cells(sheet: Any) -> _Cells:
    import pyarrow as pa

    batch, told = sheet.to_arrow_with_errors()
    n_columns, n_rows = batch.num_columns, batch.num_rows
    table = pa.Table.from_arrays(
        [pa.array(range(n_rows), pa.int64()), *batch.columns],
        names=["r", *(f"c{at}" for at in range(n_columns))],
    )
    counted = [_count(table.column(at + 1)) for at in range(n_columns)]
    return _Cells(
        table=table,
        first_column=sheet.selected_columns[0].absolute_index,
        n_columns=n_columns,
        n_found=[found for found, _, _ in counted],
        n_dates=[dates for _, dates, _ in counted],
        n_long=[long for _, _, long in counted],
        errors={error.position: _error_text(error.detail) for error in told.errors} if told else {},
    )


def _count(column: "pa.ChunkedArray") -> tuple[int, int, int]:
    """Cells that hold something, look like a date, have 16 digits or more."""
    import pyarrow.compute as pc

    lengths = pc.min_max(pc.binary_length(column)).as_py()
    shortest, longest = lengths["min"], lengths["max"]
    n_found = len(column) - column.null_count
    if shortest == 0:
        n_found -= pc.sum(pc.equal(pc.binary_length(column), 0)).as_py()
    if longest is None or longest < 10:
        return n_found, 0, 0
    return (
        n_found,
        pc.sum(pc.match_substring_regex(column, f"^(?:{_DATE})$")).as_py() or 0,
        pc.sum(pc.match_substring_regex(column, f"^{_LONG_NUMBER}$")).as_py() or 0,
    )


def _error_text(detail: str) -> str:
    if match := _ERROR.search(detail):
        return _ERRORS.get(match.group(1), f"#{match.group(1).upper()}!")
    if match := _DURATION.search(detail):
        return "{:0>2}:{:0>2}:{:0>2}".format(*match.groups())
    if match := _NOT_A_DATE.search(detail):  # a number too large for the date it is shown as
        return match.group(1)
    return detail


def _create(
    relation: str, book: Any, place: int, cells: _Cells, span: tuple[int, int], work: Workspace
) -> list[int]:
    """Create `relation` from the columns of `span`; the columns that hold true dates."""
    table = _with_errors(cells)
    looks = [at for at, n in enumerate(cells.n_dates) if n and not _has_far_number(table, at)]
    typed = _as_type(book, place, cells, looks, "date")
    for at in looks:
        table = table.append_column(f"d{at}", typed[at])
    work.db.register("sheet_cells", table)
    forms = _date_forms(looks, work)
    first, width = span
    columns = ", ".join(
        f"{_cell_sql(at, forms.get(at))} AS c{at - first}" for at in range(first, first + width)
    )
    anything = ", ".join(f"nullif(c{at}, '')" for at in range(first, first + width))
    work.db.execute(
        f"CREATE TABLE {relation} AS SELECT r, {columns} FROM sheet_cells "
        f"WHERE coalesce({anything}, NULL) IS NOT NULL"
    )
    work.db.unregister("sheet_cells")
    return [at for at, form in forms.items() if form != "time"]


def _has_far_number(table: "pa.Table", at: int) -> bool:
    import pyarrow.compute as pc

    found = pc.any(pc.match_substring_regex(table.column(f"c{at}"), f"^{_FAR_NUMBER}$"))
    return bool(found.as_py())


def _with_errors(cells: _Cells) -> "pa.Table":
    """The table with error cells, which Arrow text leaves out, written into their columns."""
    import pyarrow as pa

    table = cells.table
    by_column: dict[int, dict[int, str]] = {}
    for (row, column), text in cells.errors.items():
        by_column.setdefault(column, {})[row] = text
    for column, texts in by_column.items():
        values = table.column(f"c{column}").to_pylist()
        for row, text in texts.items():
            values[row] = text
        table = table.set_column(column + 1, f"c{column}", pa.array(values, pa.string()))
    return table


def _as_type(
    book: Any, place: int, cells: _Cells, columns: list[int], dtype: str
) -> dict[int, "pa.ChunkedArray"]:
    """The same columns read as `dtype`: NULL where a cell is text, however it looks."""
    import pyarrow as pa

    if not columns:
        return {}
    wanted = [cells.first_column + at for at in columns]
    sheet = book.load_sheet(
        place,
        header_row=None,
        skip_rows=0,
        dtypes=dict.fromkeys(wanted, dtype),
        use_columns=wanted,
    )
    table = pa.Table.from_batches([sheet.to_arrow()])
    return {at: table.column(number) for number, at in enumerate(columns)}


def _date_forms(columns: list[int], work: Workspace) -> dict[int, str]:
    """How the true dates of each column are written: date, datetime or time.

    A workbook keeps times and durations as dates of its first day, 31 December 1899, and after.
    """
    forms = {}
    for at in columns:
        n, n_days, n_timed = work.db.execute(
            f"SELECT count(*), count(*) FILTER (d{at} >= DATE '1900-03-01'), "
            f"count(*) FILTER (d{at} >= DATE '1900-03-01' AND length(c{at}) > 10 "
            f"AND NOT regexp_matches(c{at}, '00:00:00(\\.0+)?$')) "
            f"FROM sheet_cells WHERE d{at} IS NOT NULL AND regexp_full_match(c{at}, '{_DATE}')"
        ).fetchall()[0]
        if n:
            forms[at] = "datetime" if n_timed else "date" if n_days else "time"
    return forms


def _cell_sql(at: int, form: str | None) -> str:
    text = f"nullif(c{at}, '')"
    if form is None:
        return text
    hours = f"date_diff('day', DATE '1899-12-31', d{at}) * 24 + substr(c{at}, 12, 2)::INT"
    time = f"printf('%02d', ({hours})::INT) || substr(c{at}, 14, 6)"
    told = f"replace(regexp_replace(c{at}, '\\.0+$', ''), 'T', ' ')"
    date = f"left(c{at}, length(c{at}) - 9)" if form == "date" else told
    return (
        f"CASE WHEN d{at} IS NULL OR NOT regexp_full_match(c{at}, '{_DATE}') THEN {text} "
        f"WHEN length(c{at}) > 10 AND {'true' if form == 'time' else _is_time_sql(at)} "
        f"THEN {time} WHEN length(c{at}) <= 10 THEN c{at} ELSE {date} END"
    )


def _is_time_sql(at: int) -> str:
    return f"d{at} = DATE '1899-12-31'"


def _shifted(merge: Merge, first_column: int, width: int) -> Merge:
    return Merge(
        first_row=merge.first_row,
        first_column=min(max(merge.first_column - first_column, 0), width - 1),
        last_row=merge.last_row,
        last_column=min(max(merge.last_column - first_column, 0), width - 1),
    )


def _findings(book: Any, place: int, cells: _Cells, first: int) -> Iterator[GridFinding]:
    """What is told of a sheet whose grid begins with column `first` of its cells."""
    errors = sorted(at for at, text in cells.errors.items() if text.startswith("#"))
    if errors:
        yield GridFinding(
            "engine.cell_errors",
            row=errors[0][0],
            n=len(errors),
            facts={"errors": ", ".join(sorted({cells.errors[at] for at in errors}))},
            cells=tuple(Spot(row, column - first) for row, column in errors[:PLACES_TOLD]),
        )
    if long := _long_numbers(book, place, cells):
        yield GridFinding(
            "engine.long_numbers",
            row=long[0][0],
            n=len(long),
            cells=tuple(Spot(row, column - first) for row, column in long[:PLACES_TOLD]),
        )


def _of_marks(
    marks: Marks, relation: str, columns: range, work: Workspace
) -> Iterator[GridFinding]:
    """What is told of rows and columns that are hidden, and of formulas without a value; `columns`
    are those of the sheet that the grid takes."""
    listed = [list(marks.hidden_rows)]
    held = f"SELECT r FROM {relation} WHERE r IN (SELECT unnest(?::BIGINT[])) ORDER BY r"
    if rows := [r for (r,) in work.db.execute(held, listed).fetchall()] if listed[0] else []:
        yield GridFinding.about("reading.rows_hidden", len(rows), _told(map(Spot, rows)))
    hidden = [
        column - columns.start
        for column in columns
        if any(low <= column <= high for low, high in marks.hidden_columns)
    ]
    if hidden:
        spots = _told(Spot(None, column) for column in hidden)
        yield GridFinding.about("reading.columns_hidden", len(hidden), spots)
    empty = sorted(cell for cell in marks.empty_formulas if cell[1] in columns)
    if empty:
        spots = _told(Spot(row, column - columns.start) for row, column in empty)
        yield GridFinding.about("engine.formulas_without_value", len(empty), spots)


def _told(spots: Iterable[Spot]) -> tuple[Spot, ...]:
    return tuple(islice(spots, PLACES_TOLD))


def _long_numbers(book: Any, place: int, cells: _Cells) -> list[tuple[int, int]]:
    """Numbers (not text) of 16 digits or more: a workbook keeps no more than 15 of them. Row and
    column of each, in order."""
    import pyarrow.compute as pc

    columns = [at for at, n in enumerate(cells.n_long) if n]
    found = []
    for at, numbers in _as_type(book, place, cells, columns, "boolean").items():
        text = cells.table.column(f"c{at}")
        is_long = pc.and_(pc.is_valid(numbers), pc.match_substring_regex(text, f"^{_LONG_NUMBER}$"))
        found += [(row, at) for row in pc.indices_nonzero(is_long).to_pylist()]
    return sorted(found)
