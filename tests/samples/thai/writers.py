"""A paper as the bytes of a file, one function a kind of file."""

import csv
import io
import json
from datetime import date, datetime, time
from typing import Any

from tests.samples.thai.paper import Paper

_BOMS = {"utf-8": b"\xef\xbb\xbf", "utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}


def as_csv(paper: Paper) -> bytes:
    """A delimited text."""
    out = io.StringIO(newline="")
    writer = csv.writer(
        out,
        delimiter=paper.delimiter,
        lineterminator=paper.line_end,
        quoting=csv.QUOTE_ALL if paper.quote_all else csv.QUOTE_MINIMAL,
    )
    writer.writerows([*paper.above, *paper.headers, *paper.body(), *paper.below])
    before = _BOMS[paper.encoding] if paper.has_bom else b""
    return before + out.getvalue().encode(paper.encoding)


def as_xlsx(paper: Paper) -> bytes:
    """A workbook of today."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet(paper.name)
    formats = {i: book.add_format({"num_format": told}) for i, told in paper.formats.items()}
    for r, row in enumerate([*paper.above, *paper.headers, *paper.body(), *paper.below]):
        for c, cell in enumerate(row):
            if isinstance(cell, date):
                sheet.write_datetime(r, c, datetime.combine(cell, time()), formats[c])
            elif isinstance(cell, str):
                sheet.write_string(r, c, cell) if cell else None
            else:
                sheet.write(r, c, cell)
    for first_row, first, last_row, last in paper.merges:
        text = [*paper.above, *paper.headers, *paper.body()][first_row][first]
        sheet.merge_range(first_row, first, last_row, last, text)
    if paper.hidden_sheet:
        choices = book.add_worksheet(paper.hidden_sheet)
        choices.write_column(0, 0, ["สถานะ", "ร่าง", "อนุมัติ"])
        choices.hide()
    book.close()
    return out.getvalue()


def as_xls(paper: Paper) -> bytes:
    """A workbook of 1997."""
    import xlwt

    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet(paper.name)
    for r, row in enumerate([*paper.above, *paper.headers, *paper.body(), *paper.below]):
        for c, cell in enumerate(row):
            if isinstance(cell, date):
                style = xlwt.easyxf(num_format_str=paper.formats[c])
                sheet.write(r, c, datetime.combine(cell, time()), style)
            elif cell != "":
                sheet.write(r, c, cell)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_ods(paper: Paper) -> bytes:
    """An OpenDocument sheet."""
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import Table, TableCell, TableRow
    from odf.text import P

    book = OpenDocumentSpreadsheet()
    sheet = Table(name=paper.name)
    for row in [*paper.above, *paper.headers, *paper.body(), *paper.below]:
        line = TableRow()
        for cell in row:
            if isinstance(cell, str):
                told = TableCell(valuetype="string") if cell else TableCell()
            else:
                told = TableCell(valuetype="float", value=cell)
            if cell != "":
                told.addElement(P(text=str(cell)))
            line.addElement(told)
        sheet.addElement(line)
    book.spreadsheet.addElement(sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _records(paper: Paper) -> list[dict[str, Any]]:
    names = [one.name for one in paper.fields]
    return [dict(zip(names, row, strict=True)) for row in paper.body()]


def as_json(paper: Paper) -> bytes:
    """A list of records."""
    return json.dumps(_records(paper), ensure_ascii=False, indent=1).encode(paper.encoding)


def as_jsonl(paper: Paper) -> bytes:
    """A record a line."""
    lines = [json.dumps(record, ensure_ascii=False) for record in _records(paper)]
    return "\n".join(lines).encode(paper.encoding)


WRITERS = {
    "csv": as_csv,
    "xlsx": as_xlsx,
    "xls": as_xls,
    "ods": as_ods,
    "json": as_json,
    "jsonl": as_jsonl,
}
