"""A table version, or rows of it, as a file that people and programs can open.

CSV, JSON, JSON Lines and Parquet are written by DuckDB in a stream, XLSX row by row, so that memory
stays bounded however big the table is. Dates and times are ISO 8601, numbers are written in full.
"""

import datetime as dt
import hashlib
import math
import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import orjson

from odms.errors import Invalid, TooLarge
from odms.lake import rows
from odms.lake.rows import RowQuery, quoted

if TYPE_CHECKING:
    import pyarrow

TIME_LIMIT_S = 600.0
BOM = b"\xef\xbb\xbf"
VERSION = 2  # of the renderings below; to be raised when one of them changes

XLSX_MAX_ROWS = 1_048_575  # below the header
XLSX_MAX_COLUMNS = 16_384
XLSX_MAX_LETTERS = 32_767  # of a cell
_EXACT_IN_EXCEL = 10**15  # Excel keeps fifteen digits
_BATCH = 10_000
_MADE = dt.datetime(2000, 1, 1)  # the same table is the same bytes, whenever it is written

# A spreadsheet takes text that begins so for a formula, some with wide letters too. Text that begins
# with apostrophes before such a sign gets one more, so that the way back is to take one away.
FORMULA_STARTS = "=+-@\t\r\n＝＋－＠"
# kinds whose texts are safe; numbers are left alone
_NO_FORMULA = (
    *("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER"),
    *("UBIGINT", "UHUGEINT", "DECIMAL", "BOOLEAN", "DATE", "TIME", "UUID"),
)
_IS_FORMULA = "regexp_matches({text}, '^''*[=+\\-@\\t\\r\\n＝＋－＠]')"


@dataclass(frozen=True)
class Format:
    """A format of export: the ending of its files and its media type."""

    code: str
    media_type: str


FORMATS = {
    format_.code: format_
    for format_ in (
        Format("csv", "text/csv; charset=utf-8"),
        Format("json", "application/json"),
        Format("jsonl", "application/x-ndjson"),
        Format("parquet", "application/vnd.apache.parquet"),
        Format("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    )
}


@dataclass(frozen=True)
class Written:
    """A whole table as a file that stays: how large it is, and its SHA-256 in hexadecimal."""

    size_bytes: int
    sha256: str


def name_of(columns: Iterable[str], format_: str, *, has_bom: bool = False) -> str:
    """How the name of a whole table's file begins, by its columns; its hash and ending follow."""
    digest = hashlib.sha256("\0".join(columns).encode()).hexdigest()[:12]
    return f"{format_}-{VERSION}-{digest}{'-bom' if has_bom else ''}"


def list_written(folder: Path, columns: Iterable[str] | None) -> dict[str, Written]:
    """The files of a whole table that are written, by format; `columns` None is whichever it has."""
    names = None if columns is None else tuple(columns)
    found: dict[str, Written] = {}
    for path in folder.iterdir() if folder.is_dir() else ():
        what, _, rest = path.name.partition(".")
        format_ = what.partition("-")[0]
        is_current = what.startswith(f"{format_}-{VERSION}-") and not what.endswith("-bom")
        if format_ in FORMATS and is_current and (not names or what == name_of(names, format_)):
            found[format_] = Written(path.stat().st_size, rest.partition(".")[0])
    return found


def export(path: Path, query: RowQuery, out: Path, format_: str, *, has_bom: bool = False) -> None:
    """Write the rows of `query` from the Parquet file `path` to `out`.

    In CSV a text that a spreadsheet would take for a formula gets an apostrophe before it; in XLSX
    the cell itself is marked as text. `has_bom` puts a byte order mark before a CSV, since Excel
    reads Thai as something else without. Raises Invalid for an unknown format, TooLarge for what a
    workbook cannot hold and for a query that takes too much.
    """
    if format_ not in FORMATS:
        raise Invalid("tables.unknown_format", format=format_, known=", ".join(FORMATS))
    if format_ == "xlsx":
        _write_xlsx(path, query, out)
    else:
        _write(path, query, out, format_)
    if has_bom and format_ == "csv":
        put_before(out, BOM)


def export_answer(answer: "pyarrow.Table", out: Path, format_: str) -> None:
    """Write what a question was answered, as `export` writes the rows of a table version.

    XLSX, which holds fewer rows than an answer may, is not among its formats.
    """
    if format_ == "json" and any(map(_holds_floats, answer.schema.types)):
        out.write_bytes(orjson.dumps(answer.to_pylist(), default=_plain))
        return
    with rows.running(seconds=TIME_LIMIT_S) as db:
        db.register("answer", answer)
        told = db.execute("DESCRIBE answer").fetchall()
        shown = ", ".join(_shown({name: kind for name, kind, *_ in told}, format_))
        _copy(db, f"SELECT {shown} FROM answer", [], out, format_)


def put_before(path: Path, start: bytes) -> None:
    """Let a file begin with these bytes."""
    whole = path.with_name(f"{path.name}.whole")
    with path.open("rb") as source, whole.open("wb") as target:
        target.write(start)
        shutil.copyfileobj(source, target, 1024 * 1024)
    whole.replace(path)


def _holds_floats(kind: "pyarrow.DataType") -> bool:
    """Whether values of a kind hold floating numbers, which may be none that JSON knows."""
    inner = [kind.field(i).type for i in range(kind.num_fields)]
    return any("double" in str(one) or "float" in str(one) for one in inner)


def _plain(value: Any) -> float | str:
    """A value within another as JSON has it, where it has none of its own."""
    return float(value) if isinstance(value, Decimal) else str(value)


def _write_xlsx(path: Path, query: RowQuery, out: Path) -> None:
    n = rows.count(path, query.filters)
    if min(n, query.limit if query.limit is not None else n) > XLSX_MAX_ROWS:
        raise TooLarge("tables.too_many_rows_for_xlsx", n=n, max=XLSX_MAX_ROWS)
    if len(query.columns) > XLSX_MAX_COLUMNS:
        raise TooLarge(
            "tables.too_many_columns_for_xlsx", n=len(query.columns), max=XLSX_MAX_COLUMNS
        )
    sql, values = rows.select_sql(path, query)
    with rows.running(seconds=TIME_LIMIT_S) as db:
        found = db.execute(sql, values)
        _write_workbook(query.columns, lambda: found.fetchmany(_BATCH), out)


def guarded(text: str) -> str:
    """A text that no spreadsheet takes for a formula; `unguarded` is the way back."""
    return f"'{text}" if _looks_like_formula(text) else text


def unguarded(text: str) -> str:
    """The text that `guarded` was given."""
    return text[1:] if text.startswith("'") and _looks_like_formula(text) else text


def guarded_sql(name: str) -> str:
    """The SQL twin of `guarded`, for a column of text."""
    return f"CASE WHEN {_IS_FORMULA.format(text=name)} THEN '''' || {name} ELSE {name} END"


def _looks_like_formula(text: str) -> bool:
    return text.lstrip("'").startswith(tuple(FORMULA_STARTS))


def _write(path: Path, query: RowQuery, out: Path, format_: str) -> None:
    kinds = rows.columns(path)
    shown = _shown({name: kinds[name] for name in query.columns}, format_)
    sql, values = rows.select_sql(path, query, shown)
    with rows.running(seconds=TIME_LIMIT_S) as db:
        _copy(db, sql, values, out, format_)


def _copy(
    db: duckdb.DuckDBPyConnection, sql: str, values: list[Any], out: Path, format_: str
) -> None:
    target = str(out).replace("'", "''")
    db.execute(f"COPY ({sql}) TO '{target}' ({_COPIED[format_].options})", values)


def _shown(kinds: Mapping[str, str], format_: str) -> list[str]:
    """Columns by name and kind as a format has them."""
    copied = _COPIED[format_]
    return [
        f"{copied.value(quoted(name), kind)} AS {quoted(copied.heading(name))}"
        for name, kind in kinds.items()
    ]


def _in_csv(name: str, kind: str) -> str:
    """A column as its text in a CSV."""
    if kind in ("DOUBLE", "FLOAT"):
        return plain_number(name)
    if kind.startswith(_NO_FORMULA):
        return _in_iso(name, kind)
    return guarded_sql(name if kind == "VARCHAR" else f"{name}::VARCHAR")


def _in_json(name: str, kind: str) -> str:
    """A column as JSON has it: JSON knows no infinity and nothing that is no number."""
    if kind in ("DOUBLE", "FLOAT"):
        return f"CASE WHEN isfinite({name}) THEN {name} END"
    return _in_iso(name, kind)


def _in_iso(name: str, kind: str) -> str:
    is_moment = kind.startswith("TIMESTAMP") and not kind.endswith("]")
    return f"replace({name}::VARCHAR, ' ', 'T')" if is_moment else name


def _as_it_is(name: str, kind: str) -> str:
    return name


@dataclass(frozen=True)
class _Copied:
    """A format that DuckDB writes: its options, and how a column and its heading are shown."""

    options: str
    value: Callable[[str, str], str]
    heading: Callable[[str], str] = str


_COPIED = {
    "csv": _Copied("FORMAT csv, HEADER true", _in_csv, guarded),
    "json": _Copied("FORMAT json, ARRAY true", _in_json),
    "jsonl": _Copied("FORMAT json, ARRAY false", _in_json),
    "parquet": _Copied("FORMAT parquet, COMPRESSION zstd", _as_it_is),
}


def plain_number(name: str) -> str:
    """SQL for the shortest text that reads back as the same DOUBLE, without exponent and idle `.0`."""
    text = f"abs({name})::VARCHAR"
    digits = f"replace(split_part({text}, 'e', 1), '.', '')"
    power = f"split_part({text}, 'e', 2)::INTEGER"
    big = (
        f"CASE WHEN length({digits}) <= {power} + 1 THEN rpad({digits}, {power} + 1, '0')"
        f" ELSE {digits}[:{power} + 1] || '.' || {digits}[{power} + 2:] END"
    )
    small = f"'0.' || repeat('0', -{power} - 1) || {digits}"
    plain = (
        f"CASE WHEN NOT contains({text}, 'e') THEN regexp_replace({text}, '\\.0$', '')"
        f" WHEN {power} > 0 THEN {big} ELSE {small} END"
    )
    return (
        f"CASE WHEN isfinite({name}) THEN CASE WHEN {name} < 0 THEN '-' ELSE '' END || {plain} END"
    )


def _write_workbook(
    names: tuple[str, ...], next_rows: Callable[[], list[tuple[Any, ...]]], out: Path
) -> None:
    import xlsxwriter

    book = xlsxwriter.Workbook(
        str(out),
        {"constant_memory": True, "tmpdir": str(out.parent), "default_date_format": "yyyy-mm-dd"},
    )
    book.set_properties({"created": _MADE})
    try:
        sheet = book.add_worksheet("data")
        styles = styles_of(book)
        for at, name in enumerate(names):
            write_cell(sheet, 0, at, name, styles)
        for place, row in enumerate(chain.from_iterable(iter(next_rows, [])), start=1):
            for at, value in enumerate(row):
                write_cell(sheet, place, at, value, styles)
    finally:
        book.close()


def styles_of(book: Any) -> dict[str, Any]:
    """The formats that `write_cell` needs of a workbook."""
    quoted_text = book.add_format()
    quoted_text.set_quote_prefix()
    return {
        "text": quoted_text,
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        "datetime": book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
        "time": book.add_format({"num_format": "hh:mm:ss"}),
    }


def write_cell(sheet: Any, row: int, at: int, value: Any, styles: dict[str, Any]) -> None:
    """One cell by the kind of its value; what Excel cannot keep exactly is written as text."""
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, at, value)
    elif isinstance(value, int | float):
        _write_number(sheet, row, at, value)
    elif isinstance(value, dt.datetime | dt.date | dt.time):
        _write_moment(sheet, row, at, value, styles)
    else:
        _write_text(sheet, row, at, str(value), styles)


def _write_number(sheet: Any, row: int, at: int, value: float) -> None:
    if not math.isfinite(value):
        return
    if isinstance(value, int) and abs(value) >= _EXACT_IN_EXCEL:
        sheet.write_string(row, at, str(value))
    else:
        sheet.write_number(row, at, value)


def _write_moment(sheet: Any, row: int, at: int, value: Any, styles: dict[str, Any]) -> None:
    """A date; Excel's own calendar begins with the year 1900, and before March of it is wrong."""
    if isinstance(value, dt.time):
        sheet.write_datetime(row, at, value, styles["time"])
    elif (value.year == 1900 and value.month < 3) or value.year < 1900:
        sheet.write_string(row, at, value.isoformat())
    else:
        sheet.write_datetime(
            row, at, value, styles["datetime" if isinstance(value, dt.datetime) else "date"]
        )


def _write_text(sheet: Any, row: int, at: int, text: str, styles: dict[str, Any]) -> None:
    if len(text) > XLSX_MAX_LETTERS:
        raise TooLarge("tables.cell_too_long_for_xlsx", row=row, max=XLSX_MAX_LETTERS)
    is_formula = text.startswith(tuple(FORMULA_STARTS))
    sheet.write_string(row, at, text, styles["text"] if is_formula else None)
