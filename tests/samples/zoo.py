"""Files of every format, each with one difficulty, written by code with their truth beside them.

Figures and names are invented. `ZOO` maps the file's name to its sample.
"""

import gzip
import io
import json
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time

from odms.engine.grid import Merge

Rows = dict[int, tuple[str | None, ...]]


@dataclass(frozen=True)
class Sheet:
    """What stands in one grid: cells by source row, and what the format itself tells."""

    rows: Rows
    name: str | None = None
    names: tuple[str, ...] | None = None
    merges: tuple[Merge, ...] = ()
    dates: frozenset[int] = frozenset()
    is_hidden: bool = False
    findings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sample:
    """A file: what is hard about it, its bytes, its format, and its grids or why it is refused."""

    about: str
    make: Callable[[], bytes]
    format: str | None = None
    sheets: tuple[Sheet, ...] = ()
    refused: tuple[str, str] | None = None  # class and code
    encoding: tuple[str, str] | None = None  # name and how
    findings: tuple[str, ...] = field(default=())


PROVINCES = "รหัส,จังหวัด,จำนวน\r\n10,กรุงเทพมหานคร,5\r\n55,น่าน,3\r\n"
PROVINCE_ROWS: Rows = {
    0: ("รหัส", "จังหวัด", "จำนวน"),
    1: ("10", "กรุงเทพมหานคร", "5"),
    2: ("55", "น่าน", "3"),
}


def text(content: str, encoding: str, *, before: bytes = b"") -> Callable[[], bytes]:
    return lambda: before + content.encode(encoding)


# Workbooks


def titled_workbook() -> bytes:
    """Title rows, a blank first row and column, a group header merged over two columns."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("ข้อมูล")
    sheet.merge_range(1, 1, 1, 4, "สถิติประชากร พ.ศ. 2566")
    sheet.merge_range(2, 1, 3, 1, "จังหวัด")
    sheet.merge_range(2, 2, 2, 3, "เพศ")
    sheet.write_row(3, 2, ["ชาย", "หญิง"])
    sheet.write_row(4, 1, ["น่าน", 10, 11.5])
    sheet.write_row(6, 1, ["ตาก", 20, 21])
    hidden = book.add_worksheet("ร่าง")
    hidden.hide()
    hidden.write_row(0, 0, ["ก", 1])
    book.add_worksheet("ว่าง")
    book.close()
    return out.getvalue()


def typed_workbook() -> bytes:
    """True dates, text that looks like a date, times, durations, booleans, errors, long numbers."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("ชนิด")
    day = book.add_format({"num_format": "[$-D07041E]d mmmm yyyy;@"})
    clock = book.add_format({"num_format": "hh:mm"})
    hours = book.add_format({"num_format": "[h]:mm"})
    sheet.write_row(0, 0, ["วันที่", "ข้อความ", "เวลา", "ชั่วโมง", "จริง", "ค่า", "รหัส"])
    for row, when in enumerate([date(2023, 1, 2), date(2566, 5, 6)], start=1):
        sheet.write_datetime(row, 0, datetime.combine(when, time()), day)
        sheet.write_string(row, 1, "2023-01-02 00:00:00")
        sheet.write_datetime(row, 2, time(8, 30), clock)
        sheet.write_number(row, 3, 1.5, hours)
        sheet.write_boolean(row, 4, row == 1)
    sheet.write_formula(1, 5, "=NA()", None, "#N/A")
    sheet.write_number(2, 5, 0.1)
    sheet.write_number(1, 6, 1234567890123456)
    sheet.write_string(2, 6, "0012")
    book.close()
    return out.getvalue()


def old_workbook() -> bytes:
    """BIFF8 with a merged title, a true date, a code with leading zeros and a hidden sheet."""
    import xlwt

    book = xlwt.Workbook()
    sheet = book.add_sheet("แผ่นที่ 1")
    sheet.write_merge(0, 0, 0, 2, "ทะเบียน")
    for column, text_of in enumerate(["รหัส", "วันที่", "จำนวน"]):
        sheet.write(2, column, text_of)
    sheet.write(3, 0, "007")
    sheet.write(3, 1, date(2023, 1, 2), xlwt.easyxf(num_format_str="YYYY-MM-DD"))
    sheet.write(3, 2, 12)
    hidden = book.add_sheet("ซ่อน")
    hidden.visibility = 1
    hidden.write(0, 0, "x")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def open_document() -> bytes:
    """OpenDocument with a spanned header, ISO dates, a duration and repeated blank rows."""
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import CoveredTableCell, Table, TableCell, TableRow
    from odf.text import P

    def cell(shown: str, **kinds: object) -> TableCell:
        made = TableCell(**(kinds or {"valuetype": "string"}))
        made.addElement(P(text=shown))
        return made

    document = OpenDocumentSpreadsheet()
    table = Table(name="แผ่น1")
    wide = TableCell(valuetype="string", numbercolumnsspanned=2, numberrowsspanned=1)
    wide.addElement(P(text="กลุ่ม"))
    blank = TableRow(numberrowsrepeated=3)
    blank.addElement(TableCell(numbercolumnsrepeated=3))
    for cells in (
        [wide, CoveredTableCell(), cell("ค")],
        [
            cell("1", valuetype="float", value=1),
            cell("2 ม.ค. 66", valuetype="date", datevalue="2023-01-02"),
            cell("3:04", valuetype="time", timevalue="PT03H04M05S"),
        ],
        None,
        [cell("ท้าย")],
    ):
        if cells is None:
            table.addElement(blank)
            continue
        row = TableRow()
        for one in cells:
            row.addElement(one)
        table.addElement(row)
    document.spreadsheet.addElement(table)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def repeated_cells() -> bytes:
    """One cell that says it stands in every place of the sheet."""
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    content = (
        f"<office:document-content {spaces}><office:body><office:spreadsheet>"
        '<table:table table:name="a"><table:table-row table:number-rows-repeated="1048576">'
        '<table:table-cell table:number-columns-repeated="16384" office:value-type="string">'
        "<text:p>x</text:p></table:table-cell></table:table-row></table:table>"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    mimetype = b"application/vnd.oasis.opendocument.spreadsheet"
    return zipped(("mimetype", mimetype), ("content.xml", content.encode()))


def far_cell_workbook() -> bytes:
    """A single cell in the last corner of the sheet: a rectangle of 17 billion cells."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write(0, 0, "ก")
    sheet.write(1_048_575, 16_383, "ข")
    book.close()
    return out.getvalue()


def compound_file(streams: dict[str, bytes]) -> bytes:
    """A compound file (MS-CFB, version 3) of a few streams, each filled up to 4,096 bytes."""
    end, free, table = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
    filled = {name: data + bytes(-len(data) % 512) for name, data in streams.items()}
    filled = {name: data + bytes(max(0, 4096 - len(data))) for name, data in filled.items()}
    fat, entries, body, sector = [table, end], [_entry("Root Entry", 5, 1, end, 0)], b"", 2
    names = list(filled)
    for place, name in enumerate(names):
        n_sectors = len(filled[name]) // 512
        right = place + 2 if place + 1 < len(names) else free
        entries.append(_entry(name, 2, free, sector, len(filled[name]), right))
        fat += [*range(sector + 1, sector + n_sectors), end]
        body += filled[name]
        sector += n_sectors
    fat += [free] * (128 - len(fat))
    directory = b"".join(entries).ljust(512, b"\0")
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack(
        "<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, end, 0, end, 0
    )
    head += struct.pack("<I", 0) + struct.pack("<I", free) * 108
    return head.ljust(512, b"\0") + struct.pack("<128I", *fat) + directory + body


def _entry(
    name: str, kind: int, child: int, start: int, size: int, right: int = 0xFFFFFFFF
) -> bytes:
    encoded = (name + "\0").encode("utf-16-le")
    return (
        encoded.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(encoded), kind, 1, 0xFFFFFFFF, right, child)
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )


def encrypted_workbook() -> bytes:
    return compound_file({"EncryptionInfo": b"\4\0\4\0", "EncryptedPackage": bytes(5_000)})


def encrypted_old_workbook() -> bytes:
    """BIFF8 that says by its FILEPASS record that the rest is enciphered."""
    import xlwt

    book = xlwt.Workbook()
    book.add_sheet("a").write(0, 0, 1)
    data = book.get_biff_data()
    after_first = 4 + int.from_bytes(data[2:4], "little")
    filepass = struct.pack("<HHHHH", 0x2F, 54, 1, 1, 1) + bytes(48)  # RC4
    return compound_file({"Workbook": data[:after_first] + filepass + data[after_first:]})


# JSON


def json_of(value: object, encoding: str = "utf-8") -> Callable[[], bytes]:
    return lambda: json.dumps(value, ensure_ascii=False).encode(encoding)


TEMPLES = [
    {"วัด": "วัดพระแก้ว", "ที่ตั้ง": {"จังหวัด": "กรุงเทพมหานคร", "lat": 13.75}, "n": 1},
    {"วัด": "วัดภูมินทร์", "ที่ตั้ง": {"จังหวัด": "น่าน"}, "n": None, "ป้าย": ["ก", "ข"]},
]
TEMPLE_SHEET = Sheet(
    {
        0: ("วัดพระแก้ว", "กรุงเทพมหานคร", "13.75", "1", None),
        1: ("วัดภูมินทร์", "น่าน", None, None, '["ก","ข"]'),
    },
    names=("วัด", "ที่ตั้ง.จังหวัด", "ที่ตั้ง.lat", "n", "ป้าย"),
    findings=("engine.json_nested",),
)
POINT = {"type": "Point", "coordinates": [100.5, 13.75]}
FEATURES = [
    {"type": "Feature", "id": 7, "properties": {"ชื่อ": "ก", "ปี": 2566}, "geometry": POINT},
    {"type": "Feature", "id": 8, "properties": {"ชื่อ": "ข"}, "geometry": None},
]


# Web pages

PAGE = """<html><head><meta charset="tis-620"><style>td {}</style></head><body>
<table><tr><td><table><caption>ตารางที่ 1</caption>
<tr><th rowspan=2>จังหวัด<th colspan="2">เพศ &amp; อายุ</tr>
<tr><th>ชาย</th><th>หญิง</th></tr>
<tr><td><span style="display: none">00<span>1</span></span>น่าน<td>1<br>2</td><td> 3  4 <script>x()</script></td></tr>
<tr></tr><tr><td>ตาก</td></tr>
</table></td></tr></table></body></html>"""


# Parquet and archives


def parquet() -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.table(
        {
            "จังหวัด": ["น่าน", None],
            "n": pa.array([1, 2], pa.int32()),
            "วัน": pa.array([date(2023, 1, 2), None], pa.date32()),
            "list": pa.array([[1, 2], None], pa.list_(pa.int64())),
        }
    )
    out = io.BytesIO()
    pq.write_table(table, out)
    return out.getvalue()


class ThaiWindowsName(zipfile.ZipInfo):
    """A member's name written in cp874 without a sign, as Windows in Thailand does."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802
        return self.filename.encode("cp874"), self.flag_bits & ~0x800


def zipped(*members: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return out.getvalue()


def many_members() -> bytes:
    """A folder of two tables in a zip, with the litter of a Macintosh and a PDF beside them."""
    return zipped(
        ("data/จังหวัด.csv", PROVINCES.encode("cp874")),
        ("__MACOSX/data/._จังหวัด.csv", b"\0\5\x16\7"),
        ("data/Thumbs.db", b"\xd0\xcf\x11\xe0"),
        ("คู่มือ.pdf", b"%PDF-1.7\n%\xe2\xe3\0"),
        ("วัด.json", json_of(TEMPLES)()),
    )


def linked_member() -> bytes:
    link = zipfile.ZipInfo("data.csv")
    link.external_attr = 0o120777 << 16
    return zipped((link, b"/etc/passwd"))


def encrypted_zip() -> bytes:
    data = bytearray(zipped(("a.csv", b"a,b\n1,2\n")))
    data[6] |= 1  # the flag in the member's own head
    data[data.rindex(b"PK\1\2") + 8] |= 1  # and in the directory
    return bytes(data)


def zip_of_zeros(n_megabytes: int = 3_072) -> bytes:
    """Zeros in a zip: the same packed megabyte again and again, so that it is quickly written."""
    packer = zlib.compressobj(9, wbits=-15)
    once = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    packed = once * n_megabytes + packer.flush()
    size, name = n_megabytes << 20, b"zeros.csv"
    sizes = struct.pack("<III", 0, len(packed), size)
    head = struct.pack("<IHHHHH", 0x04034B50, 20, 0, 8, 0, 0) + sizes
    head += struct.pack("<HH", len(name), 0) + name
    entry = struct.pack("<IHHHHHH", 0x02014B50, 20, 20, 0, 8, 0, 0) + sizes
    entry += struct.pack("<HHHHHII", len(name), 0, 0, 0, 0, 0, 0) + name
    start = len(head) + len(packed)
    end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 1, 1, len(entry), start, 0)
    return head + packed + entry + end


def gzip_of_zeros() -> bytes:
    return gzip.compress(bytes(100 << 20))


def nested_zips() -> bytes:
    data = zipped(("a.csv", b"a,b\n1,2\n"))
    for depth in range(3):
        data = zipped((f"{depth}.zip", data))
    return data


ZOO: dict[str, Sample] = {
    "cp874.csv": Sample(
        "Thai in one byte a letter",
        text(PROVINCES, "cp874"),
        "csv",
        (Sheet(PROVINCE_ROWS),),
        encoding=("cp874", "thai-clusters"),
    ),
    "bom.csv": Sample(
        "a byte-order mark before the first name",
        text(PROVINCES, "utf-8-sig"),
        "csv",
        (Sheet(PROVINCE_ROWS),),
        encoding=("utf-8", "bom"),
    ),
    "utf16.csv": Sample(
        "UTF-16 with a mark",
        text(PROVINCES, "utf-16-le", before=b"\xff\xfe"),
        "csv",
        (Sheet(PROVINCE_ROWS),),
        encoding=("utf-16-le", "bom"),
    ),
    "utf16-no-mark.csv": Sample(
        "UTF-16, big end first, without a mark",
        text(PROVINCES, "utf-16-be"),
        "csv",
        (Sheet(PROVINCE_ROWS),),
        encoding=("utf-16-be", "nul-pattern"),
    ),
    "abbreviations.csv": Sample(
        "the only Thai are abbreviations of provinces and months",
        text("code,m,n\nกจ,ม.ค.,1\nนม,ก.พ.,2\n", "cp874"),
        "csv",
        (Sheet({0: ("code", "m", "n"), 1: ("กจ", "ม.ค.", "1"), 2: ("นม", "ก.พ.", "2")}),),
        encoding=("cp874", "thai-words"),
    ),
    "latin.csv": Sample(
        "Latin whose high bytes all lie in the Thai range",
        text("player,team\nJosé Núñez,Malmö\nÉric Béla,Zürich\n", "cp1252"),
        "csv",
        (Sheet({0: ("player", "team"), 1: ("José Núñez", "Malmö"), 2: ("Éric Béla", "Zürich")}),),
        encoding=("cp1252", "latin"),
    ),
    "broken-utf8.csv": Sample(
        "UTF-8 with one line of cp874 and one broken byte",
        lambda: (PROVINCES * 3).encode() + "67,เพชรบูรณ์,8\n".encode("cp874") + b"99,\xe0\xb8,1\n",
        "csv",
        (
            Sheet(
                {
                    **{
                        row + 3 * part: cells
                        for part in range(3)
                        for row, cells in PROVINCE_ROWS.items()
                    },
                    9: ("67", "เพชรบูรณ์", "8"),
                    10: ("99", "�", "1"),
                }
            ),
        ),
        encoding=("utf-8", "utf-8-damaged"),
        findings=("engine.encoding_damage", "engine.encoding_mixed"),
    ),
    "titles.xlsx": Sample(
        "a workbook with merged titles, a merged group header, a hidden and an empty sheet",
        titled_workbook,
        "xlsx",
        (
            Sheet(
                {
                    1: ("สถิติประชากร พ.ศ. 2566", None, None),
                    2: ("จังหวัด", "เพศ", None),
                    3: (None, "ชาย", "หญิง"),
                    4: ("น่าน", "10", "11.5"),
                    6: ("ตาก", "20", "21"),
                },
                name="ข้อมูล",
                merges=(Merge(1, 0, 1, 2), Merge(2, 0, 3, 0), Merge(2, 1, 2, 2)),
            ),
            Sheet({0: ("ก", "1")}, name="ร่าง", is_hidden=True),
        ),
    ),
    "types.xlsx": Sample(
        "true dates and their look-alikes, times, truth values, an error, a number too long",
        typed_workbook,
        "xlsx",
        (
            Sheet(
                {
                    0: ("วันที่", "ข้อความ", "เวลา", "ชั่วโมง", "จริง", "ค่า", "รหัส"),
                    1: (
                        "2023-01-02",
                        "2023-01-02 00:00:00",
                        "08:30:00",
                        "36:00:00",
                        "true",
                        "#N/A",
                        "1234567890123456",
                    ),
                    2: (
                        "2566-05-06",
                        "2023-01-02 00:00:00",
                        "08:30:00",
                        "36:00:00",
                        "false",
                        "0.1",
                        "0012",
                    ),
                },
                name="ชนิด",
                dates=frozenset({0}),
                findings=("engine.cell_errors", "engine.long_numbers"),
            ),
        ),
    ),
    "old.xls": Sample(
        "an old workbook: merged title, true date, code with leading zeros, hidden sheet",
        old_workbook,
        "xls",
        (
            Sheet(
                {
                    0: ("ทะเบียน", None, None),
                    2: ("รหัส", "วันที่", "จำนวน"),
                    3: ("007", "2023-01-02", "12"),
                },
                name="แผ่นที่ 1",
                merges=(Merge(0, 0, 0, 2),),
                dates=frozenset({1}),
            ),
            Sheet({0: ("x",)}, name="ซ่อน", is_hidden=True),
        ),
    ),
    "open.ods": Sample(
        "an OpenDocument sheet: spanned header, dates, a duration, repeated blank rows",
        open_document,
        "ods",
        (
            Sheet(
                {
                    0: ("กลุ่ม", None, "ค"),
                    1: ("1", "2023-01-02", "03:04:05"),
                    5: ("ท้าย", None, None),
                },
                name="แผ่น1",
                merges=(Merge(0, 0, 0, 1),),
                dates=frozenset({1}),
            ),
        ),
    ),
    "workbook.xls": Sample(
        "a new workbook under an old name",
        titled_workbook,
        "xlsx",
        (
            Sheet(
                {
                    1: ("สถิติประชากร พ.ศ. 2566", None, None),
                    2: ("จังหวัด", "เพศ", None),
                    3: (None, "ชาย", "หญิง"),
                    4: ("น่าน", "10", "11.5"),
                    6: ("ตาก", "20", "21"),
                },
                name="ข้อมูล",
                merges=(Merge(1, 0, 1, 2), Merge(2, 0, 3, 0), Merge(2, 1, 2, 2)),
            ),
            Sheet({0: ("ก", "1")}, name="ร่าง", is_hidden=True),
        ),
    ),
    "text.xls": Sample(
        "a delimited text under the name of a workbook",
        text(PROVINCES, "cp874"),
        "csv",
        (Sheet(PROVINCE_ROWS),),
    ),
    "page.xls": Sample(
        "a web page under the name of a workbook: nested tables, spans, open tags",
        text(PAGE, "cp874"),
        "html",
        (
            Sheet(
                {
                    0: ("จังหวัด", "เพศ & อายุ", None),
                    1: (None, "ชาย", "หญิง"),
                    2: ("น่าน", "1\n2", "3 4"),
                    4: ("ตาก", None, None),
                },
                name="ตารางที่ 1",
                merges=(Merge(0, 0, 1, 0), Merge(0, 1, 0, 2)),
            ),
        ),
        encoding=("cp874", "thai-clusters"),
    ),
    "records.json": Sample(
        "records with differing fields, nested once and deeper",
        json_of(TEMPLES),
        "json",
        (TEMPLE_SHEET,),
    ),
    "cp874.json": Sample(
        "JSON in cp874, against its standard",
        json_of(TEMPLES, "cp874"),
        "json",
        (TEMPLE_SHEET,),
        encoding=("cp874", "thai-clusters"),
    ),
    "ckan.json": Sample(
        "an answer of CKAN: the records stand two objects deep, beside their fields",
        json_of(
            {
                "success": True,
                "result": {
                    "fields": [{"id": "a", "type": "int"}],
                    "records": [{"a": 1, "b": "001"}, {"a": 22222222222222222222, "b": None}],
                },
            }
        ),
        "json",
        (Sheet({0: ("1", "001"), 1: ("22222222222222222222", None)}, names=("a", "b")),),
    ),
    "names.json": Sample(
        "a list of single values inside an object",
        json_of({"help": "x", "result": ["ก", "ข"]}),
        "json",
        (Sheet({0: ("ก",), 1: ("ข",)}, names=("result",)),),
    ),
    "rows.json": Sample(
        "rows without names",
        json_of([["ปี", "n"], [2566, 1.50], [2567, None]]),
        "json",
        (Sheet({0: ("ปี", "n"), 1: ("2566", "1.5"), 2: ("2567", None)}),),
    ),
    "by-key.json": Sample(
        "objects whose keys are the first column",
        json_of({"10": {"name": "กรุงเทพมหานคร"}, "55": {"name": "น่าน", "n": 1}}),
        "json",
        (
            Sheet(
                {0: ("10", "กรุงเทพมหานคร", None), 1: ("55", "น่าน", "1")},
                names=("key", "name", "n"),
            ),
        ),
    ),
    "by-column.json": Sample(
        "lists of the same length side by side",
        json_of({"ปี": [2566, 2567], "n": [1, 2]}),
        "json",
        (Sheet({0: ("2566", "1"), 1: ("2567", "2")}, names=("ปี", "n")),),
    ),
    "two-lists.json": Sample(
        "two lists of records in one document",
        json_of({"ภาค": [{"a": 1}, {"a": 2}], "จังหวัด": [{"b": 3}]}),
        "json",
        (
            Sheet({0: ("1",), 1: ("2",)}, name="ภาค", names=("a",)),
            Sheet({0: ("3",)}, name="จังหวัด", names=("b",)),
        ),
    ),
    "lines.jsonl": Sample(
        "one record a line, with a blank line and a broken one",
        text('{"a":1}\n{"a":"๒","b":true}\n\n{"a":\n', "utf-8"),
        "jsonl",
        (
            Sheet(
                {0: ("1", None), 1: ("๒", "true")},
                names=("a", "b"),
                findings=("engine.json_rejected",),
            ),
        ),
    ),
    "one.jsonl": Sample(
        "a single record on a single line",
        text('{"a":1,"b":"ก"}\n', "utf-8"),
        "jsonl",
        (Sheet({0: ("1", "ก")}, names=("a", "b")),),
    ),
    "map.geojson": Sample(
        "features with an identifier, one without a place",
        json_of({"type": "FeatureCollection", "bbox": [1, 2, 3, 4], "features": FEATURES}),
        "geojson",
        (
            Sheet(
                {
                    0: ("ก", "2566", "7", '{"type":"Point","coordinates":[100.5,13.75]}'),
                    1: ("ข", None, "8", None),
                },
                names=("ชื่อ", "ปี", "id", "geometry"),
            ),
        ),
    ),
    "table.parquet": Sample(
        "types of its own, a nested value",
        parquet,
        "parquet",
        (
            Sheet(
                {0: ("น่าน", "1", "2023-01-02", "[1,2]"), 1: (None, "2", None, None)},
                names=("จังหวัด", "n", "วัน", "list"),
                dates=frozenset({2}),
            ),
        ),
    ),
    "folder.zip": Sample(
        "two tables among litter in a zip",
        many_members,
        "zip",
        (
            Sheet(PROVINCE_ROWS, name="data/จังหวัด.csv", findings=("engine.member_unread",)),
            Sheet(
                TEMPLE_SHEET.rows,
                name="วัด.json",
                names=TEMPLE_SHEET.names,
                findings=TEMPLE_SHEET.findings,
            ),
        ),
    ),
    "thai-name.zip": Sample(
        "a member's name in cp874",
        lambda: zipped((ThaiWindowsName("จังหวัด.csv"), PROVINCES.encode())),
        "zip",
        (Sheet(PROVINCE_ROWS, name="จังหวัด.csv"),),
    ),
    "one.csv.gz": Sample(
        "a text in gzip",
        lambda: gzip.compress(PROVINCES.encode("cp874"), mtime=0),
        "gz",
        (Sheet(PROVINCE_ROWS),),
        encoding=("cp874", "thai-clusters"),
    ),
    # What is refused
    "empty.csv": Sample("no byte", lambda: b"", refused=("NotATable", "engine.file_empty")),
    "blank.csv": Sample(
        "nothing but blanks", lambda: b" \r\n\n ", refused=("NotATable", "engine.file_empty")
    ),
    "report.csv": Sample(
        "a PDF that is named .csv",
        lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n",
        refused=("UnknownFormat", "engine.format_unread"),
    ),
    "error.csv": Sample(
        "the error page of a server under the name of a text",
        lambda: b"<!DOCTYPE html>\n<html><body><h1>404 Not Found</h1></body></html>\n",
        "html",
        refused=("NotATable", "engine.html_no_table"),
    ),
    "noise.csv": Sample(
        "bytes without sense",
        lambda: bytes(range(256)) * 20,
        refused=("UnknownFormat", "engine.format_unknown"),
    ),
    "locked.xlsx": Sample(
        "an encrypted workbook", encrypted_workbook, refused=("Encrypted", "engine.encrypted")
    ),
    "locked.xls": Sample(
        "an encrypted old workbook",
        encrypted_old_workbook,
        "xls",
        refused=("Encrypted", "engine.encrypted"),
    ),
    "cut.xlsx": Sample(
        "the first half of a workbook",
        lambda: titled_workbook()[:3_000],
        refused=("Damaged", "engine.damaged"),
    ),
    "cut.xls": Sample(
        "the first half of an old workbook",
        lambda: old_workbook()[:2_500],
        refused=("Damaged", "engine.damaged"),
    ),
    "far.xlsx": Sample(
        "a cell in the last corner of the sheet",
        far_cell_workbook,
        "xlsx",
        refused=("LimitPassed", "engine.sheet_too_wide"),
    ),
    "repeated.ods": Sample(
        "a cell that is repeated over 17 billion places",
        repeated_cells,
        "ods",
        refused=("LimitPassed", "engine.sheet_too_wide"),
    ),
    "cut.json": Sample(
        "the first half of a list",
        lambda: b'[{"a": 1}, {"a": ',
        "json",
        refused=("Damaged", "engine.json_damaged"),
    ),
    "options.json": Sample(
        "an object that holds no table",
        json_of({"debug": True, "level": {"name": "x"}}),
        "json",
        refused=("NotATable", "engine.json_no_table"),
    ),
    "none.geojson": Sample(
        "a collection without features",
        json_of({"type": "FeatureCollection", "features": []}),
        "geojson",
        refused=("NotATable", "engine.geojson_no_features"),
    ),
    "cut.parquet": Sample(
        "the first half of a Parquet file",
        lambda: parquet()[:200],
        "parquet",
        refused=("Damaged", "engine.damaged"),
    ),
    "zeros.zip": Sample(
        "3 GB of zeros in a zip",
        zip_of_zeros,
        "zip",
        refused=("LimitPassed", "engine.archive_ratio"),
    ),
    "zeros.gz": Sample(
        "zeros in gzip", gzip_of_zeros, "gz", refused=("LimitPassed", "engine.archive_ratio")
    ),
    "nested.zip": Sample(
        "a zip in a zip in a zip in a zip",
        nested_zips,
        "zip",
        refused=("LimitPassed", "engine.archive_depth"),
    ),
    "climbing.zip": Sample(
        "a member that points outside",
        lambda: zipped(("../../etc/cron.d/x.csv", b"a,b\n1,2\n")),
        "zip",
        refused=("Damaged", "engine.archive_path"),
    ),
    "link.zip": Sample(
        "a member that is a link", linked_member, "zip", refused=("Damaged", "engine.archive_path")
    ),
    "locked.zip": Sample(
        "an encrypted member", encrypted_zip, "zip", refused=("Encrypted", "engine.encrypted")
    ),
    "only-pdf.zip": Sample(
        "a zip that holds a PDF alone",
        lambda: zipped(("a.pdf", b"%PDF-1.7\n\0")),
        "zip",
        refused=("UnknownFormat", "engine.format_unread"),
    ),
    "cut.zip": Sample(
        "the first half of a zip",
        lambda: many_members()[:300],
        refused=("Damaged", "engine.damaged"),
    ),
    "cut.gz": Sample(
        "the first half of a gzip",
        lambda: gzip.compress(PROVINCES.encode())[:-12],
        "gz",
        refused=("Damaged", "engine.damaged"),
    ),
}
