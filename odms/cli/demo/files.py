"""Tables as agencies really hand them in: encodings, titles, notes, totals, Buddhist dates.

A style names what is odd about a file; what it leaves out is plain.
"""

import csv
import io
import json
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from odms.cli.demo.figures import Table
from odms.cli.demo.world import ABBREVIATIONS, MONTHS, Month, Quarter

Style = dict[str, Any]

_SUMMED = ("count", "amount", "sum")
_THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
_FIXED_TIME = (2026, 1, 1, 0, 0, 0)  # inside archives, so that the same seed gives the same bytes


def write(table: Table, style: Style, path: Path) -> None:
    """Write the table in the style to `path`."""
    _WRITERS[style.get("format", "csv")](table, style, path)


# --- text ---------------------------------------------------------------------------------------


def _write_csv(table: Table, style: Style, path: Path) -> None:
    path.write_bytes(_csv_bytes(table, style))


def _csv_bytes(table: Table, style: Style) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(
        out, delimiter=style.get("delimiter", ","), lineterminator=style.get("line_end", "\r\n")
    )
    writer.writerows([line] for line in style.get("preamble", ()))
    writer.writerow(style.get("heads") or table.names)
    for row in table.rows:
        writer.writerow([cell(value, style) for value in row])
    if "total" in style:
        writer.writerow([cell(value, style) for value in _totals(table, style["total"])])
    writer.writerows([line] for line in style.get("footer", ()))
    return out.getvalue().encode(style.get("encoding", "utf-8"))


def cell(value: Any, style: Style) -> str:
    """A value as text, the way the style writes dates, digits, thousands and what is missing."""
    text = _plain(value, style)
    return text.translate(_THAI_DIGITS) if style.get("digits") == "thai" else text


def _plain(value: Any, style: Style) -> str:
    if value is None:
        return str(style.get("missing", ""))
    if isinstance(value, Month):
        return _MONTH_STYLES[style.get("months", "thai")](value)
    if isinstance(value, Quarter):
        return value.label
    if isinstance(value, date):
        return _DATE_STYLES[style.get("dates", "iso")](value)
    if isinstance(value, int | float) and style.get("thousands") and abs(value) >= 1000:
        return f"{value:,}"
    return str(value)


_DATE_STYLES: dict[str, Callable[[date], str]] = {
    "iso": lambda day: day.isoformat(),
    "be-slash": lambda day: f"{day.day:02d}/{day.month:02d}/{day.year + 543}",
    "thai-short": lambda day: f"{day.day} {ABBREVIATIONS[day.month - 1]} {(day.year + 543) % 100}",
    "thai-long": lambda day: f"{day.day} {MONTHS[day.month - 1]} {day.year + 543}",
}

_MONTH_STYLES: dict[str, Callable[[Month], str]] = {
    "thai": lambda month: f"{MONTHS[month.number]} {month.year}",
    "thai-short": lambda month: f"{ABBREVIATIONS[month.number]} {month.year}",
    "iso": lambda month: f"{month.year - 543}-{month.number + 1:02d}-01",
    "be-slash": lambda month: f"01/{month.number + 1:02d}/{month.year}",
}


def _totals(table: Table, label: str) -> list[Any]:
    """A row of sums below the columns that can be summed, `label` in the first."""
    row: list[Any] = [
        round(sum(values), 2) if column.recipe.keys() & set(_SUMMED) else ""
        for column, values in zip(table.columns, _numbers(table), strict=True)
    ]
    return [label, *row[1:]]


def _numbers(table: Table) -> list[list[Any]]:
    columns = zip(*table.rows, strict=True)
    return [[value for value in values if isinstance(value, int | float)] for values in columns]


# --- workbooks ----------------------------------------------------------------------------------


def _write_xlsx(table: Table, style: Style, path: Path) -> None:
    from xlsxwriter import Workbook

    with Workbook(path, {"in_memory": True}) as book:
        book.set_properties({"created": datetime(*_FIXED_TIME)})
        for name, part in _parts(table, style.get("sheets")).items():
            _write_sheet(book, book.add_worksheet(name), part, style)


def _parts(table: Table, dim: str | None) -> dict[str, Table]:
    """The table cut by a dimension, a part a value; whole where none is named."""
    if not dim:
        return {"Sheet1": table}
    parts: dict[str, Table] = {}
    for row, dims in zip(table.rows, table.dims, strict=True):
        value = dims[dim]
        part = parts.setdefault(str(getattr(value, "name", value)), Table(table.columns, []))
        part.rows.append(row)
    return parts


def _write_sheet(book: Any, sheet: Any, table: Table, style: Style) -> None:
    bold = book.add_format({"bold": True, "align": "center", "border": 1})
    line = 0
    for text in style.get("preamble", ()):
        sheet.merge_range(line, 0, line, len(table.columns) - 1, text, bold)
        line += 1
    line = _write_heads(sheet, table, line, bold)
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    rows = [*table.rows, *([_totals(table, style["total"])] if "total" in style else [])]
    for row in rows:
        for position, value in enumerate(row):
            _write_cell(sheet, line, position, value, style, day)
        line += 1
    for text in style.get("footer", ()):
        line += 1
        sheet.write_string(line, 0, text)
    sheet.set_column(0, len(table.columns) - 1, 16)


def _write_heads(sheet: Any, table: Table, line: int, bold: Any) -> int:
    """One line of heads, or two with merged groups above; the line below them."""
    if not any(column.group for column in table.columns):
        sheet.write_row(line, 0, table.names, bold)
        return line + 1
    spans: list[tuple[str, int, int]] = []
    for position, column in enumerate(table.columns):
        if column.group and spans and spans[-1][0] == column.group:
            spans[-1] = (column.group, spans[-1][1], position)
        else:
            spans.append((column.group, position, position))
    for group, first, last in spans:
        _write_span(sheet, table, line, (group, first, last), bold)
    return line + 2


def _write_span(sheet: Any, table: Table, line: int, span: tuple[str, int, int], bold: Any) -> None:
    group, first, last = span
    if not group:
        sheet.merge_range(line, first, line + 1, first, table.names[first], bold)
        return
    if first == last:
        sheet.write_string(line, first, group, bold)
    else:
        sheet.merge_range(line, first, line, last, group, bold)
    for position in range(first, last + 1):
        column = table.columns[position]
        sheet.write_string(line + 1, position, column.recipe.get("short", column.name), bold)


def _write_cell(sheet: Any, line: int, position: int, value: Any, style: Style, day: Any) -> None:
    if isinstance(value, date) and style.get("dates", "native") == "native":
        sheet.write_datetime(line, position, datetime(value.year, value.month, value.day), day)
    elif isinstance(value, int | float) and style.get("digits") != "thai":
        sheet.write_number(line, position, value)
    elif text := cell(value, style):
        sheet.write_string(line, position, text)


# --- JSON and archives --------------------------------------------------------------------------


def _records(table: Table, style: Style) -> list[dict[str, Any]]:
    return [
        {
            name: value if isinstance(value, int | float | None) else cell(value, style)
            for name, value in zip(table.names, row, strict=True)
        }
        for row in table.rows
    ]


def _write_json(table: Table, style: Style, path: Path) -> None:
    records: Any = _records(table, style)
    if "root" in style:
        records = {"title": style.get("title", ""), style["root"]: records}
    path.write_text(json.dumps(records, ensure_ascii=False, indent=1), encoding="utf-8")


def _write_jsonl(table: Table, style: Style, path: Path) -> None:
    lines = (json.dumps(record, ensure_ascii=False) for record in _records(table, style))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _write_geojson(table: Table, style: Style, path: Path) -> None:
    """Points; latitude and longitude leave the properties for the geometry."""
    features = []
    for record in _records(table, style):
        point = [record.pop(style["longitude"]), record.pop(style["latitude"])]
        geometry = {"type": "Point", "coordinates": point}
        features.append({"type": "Feature", "geometry": geometry, "properties": record})
    collection = {"type": "FeatureCollection", "features": features}
    path.write_text(json.dumps(collection, ensure_ascii=False), encoding="utf-8")


def _write_zip(table: Table, style: Style, path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in _parts(table, style["members"]).items():
            member = zipfile.ZipInfo(f"{path.stem}_{name}.csv", _FIXED_TIME)
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, _csv_bytes(part, style))


def _write_pdf(table: Table, style: Style, path: Path) -> None:
    """A document that somebody named as if it were a table."""
    path.write_bytes(b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n")


_WRITERS: dict[str, Callable[[Table, Style, Path], None]] = {
    "csv": _write_csv,
    "xlsx": _write_xlsx,
    "json": _write_json,
    "jsonl": _write_jsonl,
    "geojson": _write_geojson,
    "zip": _write_zip,
    "pdf": _write_pdf,
}
