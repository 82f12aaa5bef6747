"""An inventory as the government's workbook: Thai headings, opened rightly by Excel.

What no field takes comes back under its own heading, and a text that was not understood stands in
the cell where it was found.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import xlsxwriter

from odms.definitions import national
from odms.inventory.form import headings
from odms.lake.exports import styles_of, write_cell
from odms.standards import codes
from odms.standards.record import FIELDS

_WIDE = {"title_th", "description_th", "candidate_reason", "objective"}


@dataclass(frozen=True)
class Line:
    """An entry as it is written out: identity, agency, values, columns, what no field takes."""

    key: str
    agency: str
    values: dict[str, Any]
    extra: dict[str, Any]


def write(lines: Iterable[Line]) -> bytes:
    """The workbook: the form on its first sheet, the columns of the tables on its second."""
    lines = list(lines)
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    try:
        styles = styles_of(book) | {
            "head": book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        }
        form = national("inventory.yaml")
        _write_form(book.add_worksheet(form["sheet"]), lines, styles)
        _write_dictionary(book.add_worksheet(form["dictionary"]["sheet"]), lines, styles)
    finally:
        book.close()
    return out.getvalue()


def _write_form(sheet: Any, lines: list[Line], styles: dict[str, Any]) -> None:
    columns = headings()
    more = list(dict.fromkeys(name for line in lines for name in line.extra.get("workbook", {})))
    for at, heading in enumerate([*(one.th for one in columns), *more]):
        sheet.write_string(0, at, heading, styles["head"])
    for at, one in enumerate(columns):
        sheet.set_column(at, at, 40 if one.field in _WIDE else 20)
    sheet.freeze_panes(1, 2)
    for row, line in enumerate(lines, start=1):
        for at, one in enumerate(columns):
            write_cell(sheet, row, at, _cell(line, one.field), styles)
        for at, name in enumerate(more, start=len(columns)):
            write_cell(sheet, row, at, line.extra.get("workbook", {}).get(name), styles)


def _cell(line: Line, field: str) -> Any:
    if field in ("key", "publisher"):
        return line.key if field == "key" else line.agency
    value = line.values.get(field)
    if value is None:
        return line.extra.get("unread", {}).get(field)
    if isinstance(value, bool):
        return "ใช่" if value else "ไม่ใช่"
    if field in FIELDS and (listed := FIELDS[field].list):
        chosen = value if isinstance(value, list) else [value]
        return ", ".join(_label(listed, code) for code in chosen)
    return ", ".join(value) if isinstance(value, list) else value


def _label(listed: str, code: str) -> str:
    found = codes.find(listed, code)
    return (found.ckan or found.th) if found else code


def _write_dictionary(sheet: Any, lines: list[Line], styles: dict[str, Any]) -> None:
    columns = headings("dictionary")
    for at, one in enumerate(columns):
        sheet.write_string(0, at, one.th, styles["head"])
        sheet.set_column(at, at, 24)
    sheet.freeze_panes(1, 0)
    row = 1
    for line in lines:
        for column in line.values.get("columns", []):
            told = column | {"key": line.key, "title_th": line.values.get("title_th", "")}
            for at, one in enumerate(columns):
                write_cell(sheet, row, at, told.get(one.field) or None, styles)
            row += 1
