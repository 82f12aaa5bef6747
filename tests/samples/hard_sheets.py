"""Workbooks, JSON and other files that are no plain text, in the manner of `hard`."""

import io
import json
import random
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from tests.samples.hard import PROVINCES, Hard, person, thai_id


def workbook(fill: Callable[[Any], None]) -> Callable[[], bytes]:
    """The bytes of an XLSX whose book `fill` is given."""

    def make() -> bytes:
        import xlsxwriter

        out = io.BytesIO()
        book = xlsxwriter.Workbook(out, {"in_memory": True})
        fill(book)
        book.close()
        return out.getvalue()

    return make


def merged_groups(book: Any) -> None:
    """A title, groups merged over columns, labels merged downwards, a total, a note."""
    sheet = book.add_worksheet("ตาราง 1")
    sheet.merge_range(0, 0, 0, 5, "ตารางที่ 1 จำนวนนักเรียน ปีการศึกษา 2566")
    sheet.merge_range(2, 0, 3, 0, "จังหวัด")
    sheet.merge_range(2, 1, 3, 1, "ระดับ")
    sheet.merge_range(2, 2, 2, 3, "รัฐ")
    sheet.merge_range(2, 4, 2, 5, "เอกชน")
    sheet.write_row(3, 2, ["ชาย", "หญิง", "ชาย", "หญิง"])
    for i, province in enumerate(["น่าน", "แพร่", "ตาก"]):
        at = 4 + 3 * i
        sheet.merge_range(at, 0, at + 2, 0, province)
        for j, level in enumerate(["ประถม", "มัธยมต้น", "มัธยมปลาย"]):
            sheet.write_row(at + j, 1, [level, 100 + j, 110 + i, 50 + i * j, 60 + j])
    sheet.write_row(13, 0, ["รวม", "", 909, 1000, 400, 500])
    sheet.write(15, 0, "ที่มา: สำนักงานศึกษาธิการตัวอย่าง")


def buddhist_cells(book: Any) -> None:
    """True dates whose year was typed as BE, true dates shown as BE, sums, a hidden sheet."""
    sheet = book.add_worksheet("รับแจ้ง")
    iso = book.add_format({"num_format": "dd/mm/yyyy"})
    thai = book.add_format({"num_format": "[$-107041E]d mmm yyyy;@"})
    sheet.write_row(0, 0, ["วันที่แจ้ง", "วันที่เสร็จ", "ก", "ข", "รวม"])
    for i in range(1, 8):
        sheet.write_datetime(i, 0, datetime(2566, 5, i), iso)
        sheet.write_datetime(i, 1, datetime(2023, 6, i), thai)
        sheet.write_row(i, 2, [i, i + 1])
        sheet.write_formula(i, 4, f"=C{i + 1}+D{i + 1}", None, 2 * i + 1)
    hidden = book.add_worksheet("รายการ")
    hidden.hide()
    hidden.write_column(0, 0, ["รหัส", "A", "B", "C"])


def side_by_side(book: Any) -> None:
    """Two tables beside each other."""
    sheet = book.add_worksheet("สองตาราง")
    sheet.write_row(0, 0, ["จังหวัด", "ราย", None, "โรค", "จำนวน"])
    for i, province in enumerate(PROVINCES[:6], start=1):
        sheet.write_row(i, 0, [province, 10 * i])
    for i, disease in enumerate(["ไข้เลือดออก", "มือเท้าปาก", "ไข้หวัดใหญ่", "ตาแดง"], start=1):
        sheet.write_row(i, 3, [disease, 7 * i])


def stacked(book: Any) -> None:
    """Two tables below each other, each with its title."""
    sheet = book.add_worksheet("ซ้อน")
    sheet.write(0, 0, "ตารางที่ 1 รายรับ")
    sheet.write_row(1, 0, ["รายการ", "2565", "2566"])
    for i, name in enumerate(["ภาษี", "ค่าธรรมเนียม", "อื่น ๆ"], start=2):
        sheet.write_row(i, 0, [name, 100 * i, 110 * i])
    sheet.write(7, 0, "ตารางที่ 2 รายจ่าย")
    sheet.write_row(8, 0, ["หมวด", "วงเงิน", "เบิกจ่าย", "ร้อยละ"])
    for i, name in enumerate(["บุคลากร", "ดำเนินงาน", "ลงทุน"], start=9):
        sheet.write_row(i, 0, [name, 1000 * i, 900 * i, 90.5])


def months_of_sheets(book: Any) -> None:
    """A sheet a month with one header."""
    for month in ["ม.ค.", "ก.พ.", "มี.ค."]:
        sheet = book.add_worksheet(month)
        sheet.write_row(0, 0, ["สายการบิน", "เที่ยวบิน"])
        for i, name in enumerate(["ก", "ข", "ค", "ง"], start=1):
            sheet.write_row(i, 0, [name, i * 3])


def text_numbers(book: Any) -> None:
    """Numbers and codes kept as text, errors of formulas, and blanks around words."""
    sheet = book.add_worksheet("Sheet1")
    sheet.write_row(0, 0, ["รหัส 5 หลัก", "ค่า", "อัตรา", "จังหวัด "])
    for i in range(1, 9):
        sheet.write_string(i, 0, f"{i:05}")
        sheet.write_string(i, 1, f"{i * 1234:,}")
        sheet.write_string(i, 3, f" {PROVINCES[i]} ")
        sheet.write_number(i, 2, i / 8)
    sheet.write_formula(5, 2, "=1/0", None, "#DIV/0!")


def people(book: Any) -> None:
    """Ids stored as numbers, names, and phones of a register."""
    chance = random.Random(7)
    sheet = book.add_worksheet("ทะเบียน")
    sheet.write_row(0, 0, ["บัตร ปชช.", "ชื่อ - นามสกุล", "มือถือ"])
    for i in range(1, 30):
        sheet.write_number(i, 0, int(thai_id(chance)))
        sheet.write_string(i, 1, person(chance))
        sheet.write_string(
            i,
            2,
            f"08{chance.randrange(1, 9)}-{chance.randrange(100, 999)}-{chance.randrange(1000, 9999)}",
        )


def percents(book: Any) -> None:
    """Percent and currency formats, a date in a title cell, a sum at the foot."""
    sheet = book.add_worksheet("ร้อยละ")
    percent = book.add_format({"num_format": "0.0%"})
    baht = book.add_format({"num_format": '#,##0.00 "บาท"'})
    sheet.write(0, 0, "ณ วันที่ 30 กันยายน 2566")
    sheet.write_row(1, 0, ["หน่วยงาน", "งบประมาณ", "เบิกจ่าย"])
    for i, name in enumerate(["กอง ก", "กอง ข", "กอง ค", "กอง ง"], start=2):
        sheet.write(i, 0, name)
        sheet.write_number(i, 1, 1500000.5 * i, baht)
        sheet.write_number(i, 2, 0.915, percent)
    sheet.write_row(6, 0, ["รวมทั้งสิ้น", 21000007.0, 0.915])


def old_merged() -> bytes:
    """BIFF8 with merged labels and true dates."""
    import xlwt

    book = xlwt.Workbook()
    sheet = book.add_sheet("ข้อมูล")
    sheet.write_merge(0, 0, 0, 3, "ปริมาณฝน ปี 2566")
    for column, name in enumerate(["ลุ่มน้ำ", "สถานี", "วันที่", "ฝน (มม.)"]):
        sheet.write(1, column, name)
    day = xlwt.easyxf(num_format_str="D/M/YYYY")
    for i in range(3):
        sheet.write_merge(2 + 2 * i, 3 + 2 * i, 0, 0, f"ลุ่มน้ำ {i}")
        for j in range(2):
            row = 2 + 2 * i + j
            sheet.write(row, 1, f"สถานี {i}.{j}")
            sheet.write(row, 2, date(2023, 5, 1 + row), day)
            sheet.write(row, 3, 12.5 * row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_json(value: object) -> Callable[[], bytes]:
    return lambda: json.dumps(value, ensure_ascii=False).encode()


SHEETS: dict[str, Hard] = {
    "merged-groups.xlsx": Hard(
        "groups merged over columns, labels merged downwards",
        workbook(merged_groups),
        "text th-province|text|integer|integer|integer|integer",
        10,
        header=(2, 3),
        preamble=(0,),
        n_footer=1,
        n_totals=1,
        encoding=None,
        delimiter=None,
    ),
    "buddhist-cells.xlsx": Hard(
        "true dates typed as BE, true dates shown as BE, formulas, a hidden sheet",
        workbook(buddhist_cells),
        "date buddhist-date|date|integer|integer|integer",
        7,
        encoding=None,
        delimiter=None,
    ),
    "side-by-side.xlsx": Hard(
        "the second of two tables beside each other",
        workbook(side_by_side),
        "text|integer",
        4,
        table=1,
        encoding=None,
        delimiter=None,
    ),
    "stacked.xlsx": Hard(
        "the second of two tables below each other",
        workbook(stacked),
        "text|integer|integer|number",
        3,
        header=(8,),
        preamble=(7,),
        table=1,
        encoding=None,
        delimiter=None,
    ),
    "sheet-a-month.xlsx": Hard(
        "the third of the sheets of months",
        workbook(months_of_sheets),
        "text|integer",
        4,
        table=2,
        encoding=None,
        delimiter=None,
    ),
    "text-numbers.xlsx": Hard(
        "codes and numbers kept as text, an error of a formula, blanks around names",
        workbook(text_numbers),
        "text|integer|number|text th-province",
        8,
        encoding=None,
        delimiter=None,
    ),
    "register.xlsx": Hard(
        "ids stored as numbers, names and phones",
        workbook(people),
        "text th-national-id!th-national-id|text person-name!person-name|text phone!phone",
        29,
        encoding=None,
        delimiter=None,
    ),
    "formats.xlsx": Hard(
        "percent and currency by number format, a date in the title",
        workbook(percents),
        "text|number|number",
        5,
        header=(1,),
        preamble=(0,),
        n_totals=1,
        encoding=None,
        delimiter=None,
    ),
    "old-merged.xls": Hard(
        "an old workbook with merged labels and true dates",
        old_merged,
        "text|text|date|number",
        6,
        header=(1,),
        preamble=(0,),
        encoding=None,
        delimiter=None,
    ),
    "records.json": Hard(
        "records with an object, an array and a null",
        as_json(
            [
                {
                    "id": i,
                    "จังหวัด": name,
                    "ที่ตั้ง": {"lat": 13.5 + i / 10, "lng": 100.5},
                    "tags": ["ก", "ข"],
                    "จำนวน": None if i == 3 else i * 5,
                }
                for i, name in enumerate(PROVINCES[:8])
            ]
        ),
        "integer|text th-province|number latitude|number longitude|text|integer",
        8,
        header=(),
        delimiter=None,
    ),
    "datastore.json": Hard(
        "an answer of CKAN's datastore",
        as_json(
            {
                "help": "https://example.org/api/3/action/help_show?name=datastore_search",
                "success": True,
                "result": {
                    "resource_id": "1b2c",
                    "fields": [
                        {"id": "_id", "type": "int"},
                        {"id": "ปี", "type": "text"},
                        {"id": "จังหวัด", "type": "text"},
                        {"id": "จำนวน", "type": "text"},
                    ],
                    "records": [
                        {"_id": i + 1, "ปี": "2566", "จังหวัด": name, "จำนวน": f"{i * 1200:,}"}
                        for i, name in enumerate(PROVINCES[:9])
                    ],
                    "total": 9,
                },
            }
        ),
        "integer|year buddhist-year|text th-province|integer",
        9,
        header=(),
        delimiter=None,
    ),
    "columns.json": Hard(
        "arrays of arrays, the first of them the header",
        as_json([["จังหวัด", "จำนวน"], ["น่าน", 5], ["แพร่", 6], ["ตาก", 7]]),
        "text th-province|integer",
        3,
        delimiter=None,
    ),
    "weirs.geojson": Hard(
        "points with UTM coordinates and a year among the attributes",
        as_json(
            {
                "type": "FeatureCollection",
                "features": [
                    {
                        "type": "Feature",
                        "geometry": {"type": "Point", "coordinates": [100.1 + i / 100, 18.2]},
                        "properties": {
                            "ชื่อฝาย": f"ฝายบ้าน {i}",
                            "utm_x": 498000 + i * 31.5,
                            "utm_y": 2076000 + i * 17.25,
                            "ปีที่สร้าง": 2550 + i,
                        },
                    }
                    for i in range(9)
                ],
            }
        ),
        "text|number utm-easting|number utm-northing|year buddhist-year|geometry",
        9,
        header=(),
        delimiter=None,
    ),
    "lines.jsonl": Hard(
        "a record a line, not all with the same keys",
        lambda: "".join(
            json.dumps(
                {"วันที่": f"2024-01-{i + 1:02}", "ค่า": i / 4}
                | ({"หมายเหตุ": "ซ่อม"} if i == 4 else {}),
                ensure_ascii=False,
            )
            + "\n"
            for i in range(8)
        ).encode(),
        "date|number|text",
        8,
        header=(),
        delimiter=None,
    ),
}
