"""Whole files of the kinds that agencies make, with all that an inspection should say of them.

Every figure, name and number is invented; long columns come from a seeded generator. `TEXTS` maps a
file's name to its sample. `columns` gives the table's columns in order, parted by `|`: the type, then
the meaning if there is one (`?` leaves it open), then `!` and the kind of personal data if there is any.
"""

import csv
import io
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from odms.definitions import national_table

Cells = Sequence[Sequence[object]]


@dataclass(frozen=True)
class Hard:
    """A file and the truth about one of its tables."""

    about: str
    make: Callable[[], bytes]
    columns: str
    n_rows: int
    header: tuple[int, ...] = (0,)
    preamble: tuple[int, ...] = ()
    n_footer: int = 0
    n_totals: int = 0
    n_rejected: int = 0
    table: int = 0
    encoding: str | None = "utf-8"
    delimiter: str | None = ","
    findings: tuple[str, ...] = ()  # some of those that the table must have


def plain(content: str, encoding: str = "utf-8", *, before: bytes = b"") -> Callable[[], bytes]:
    """The bytes of a text, line ends as they are written."""
    return lambda: before + content.encode(encoding)


def table(
    rows: Callable[[random.Random], Cells], delimiter: str = ",", encoding: str = "utf-8"
) -> Callable[[], bytes]:
    """The bytes of a delimited text with the cells of `rows`, which is given a seeded generator."""

    def make() -> bytes:
        out = io.StringIO()
        csv.writer(out, delimiter=delimiter).writerows(rows(random.Random(2567)))
        return out.getvalue().encode(encoding)

    return make


GIVEN = [
    "สมชาย",
    "สมหญิง",
    "วิชัย",
    "ประภา",
    "กานดา",
    "ธนพล",
    "อรทัย",
    "นพดล",
    "มาลี",
    "ศิริพร",
    "ณัฐพล",
    "วรรณา",
    "ปิยะ",
    "สุดา",
    "เอกชัย",
]
FAMILY = [
    "ใจดี",
    "ทองคำ",
    "แสงสว่าง",
    "ศรีสุข",
    "บุญมา",
    "วงศ์ไทย",
    "พูลผล",
    "รักไทย",
    "มั่นคง",
    "สายชล",
    "ชื่นบาน",
    "เรืองศรี",
]
PROVINCES = [row["name_th"] for row in national_table("provinces.csv")]


def person(chance: random.Random, prefixes: Sequence[str] = ("นาย", "นาง", "นางสาว")) -> str:
    """A name of a person, its prefix glued to it."""
    return f"{chance.choice(prefixes)}{chance.choice(GIVEN)} {chance.choice(FAMILY)}"


def thai_id(chance: random.Random, first: str = "135") -> str:
    """Thirteen digits that pass the check of a national id."""
    digits = chance.choice(first) + "".join(chance.choice("0123456789") for _ in range(11))
    total = sum(int(digit) * (13 - i) for i, digit in enumerate(digits))
    return digits + str((11 - total % 11) % 10)


def digits(chance: random.Random, n: int) -> str:
    """So many digits, none of them a leading zero."""
    return str(chance.randrange(10 ** (n - 1), 10**n))


def dashed(number: str) -> str:
    """A national id as it is printed: 1-2345-67890-12-3."""
    return "-".join((number[0], number[1:5], number[5:10], number[10:12], number[12]))


def thai(number: object) -> str:
    """A number in Thai digits."""
    return str(number).translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))


MONTHS = [
    "มกราคม",
    "กุมภาพันธ์",
    "มีนาคม",
    "เมษายน",
    "พฤษภาคม",
    "มิถุนายน",
    "กรกฎาคม",
    "สิงหาคม",
    "กันยายน",
    "ตุลาคม",
    "พฤศจิกายน",
    "ธันวาคม",
]
SHORT_MONTHS = [
    "ม.ค.",
    "ก.พ.",
    "มี.ค.",
    "เม.ย.",
    "พ.ค.",
    "มิ.ย.",
    "ก.ค.",
    "ส.ค.",
    "ก.ย.",
    "ต.ค.",
    "พ.ย.",
    "ธ.ค.",
]

TEXTS: dict[str, Hard] = {
    "codes-like-years.csv": Hard(
        "codes of districts run as years do, and are none",
        plain(
            "อำเภอ,รหัสอำเภอ,ครัวเรือน\nเมืองชลบุรี,2001,1200\nบ้านบึง,2002,400\nหนองใหญ่,2003,300\n"
            "บางละมุง,2004,900\nพานทอง,2005,250\nพนัสนิคม,2006,610\nศรีราชา,2007,990\n"
        ),
        "text th-amphoe|text th-amphoe-code|integer",
        7,
    ),
    "legend-below.csv": Hard(
        "what a sign stands for is told below the table",
        plain(
            "สถานี,วันที่,ออกซิเจน\nก1,1/10/2567,4.2\nก2,2/10/2567,5.3\nก3,3/10/2567,5.1\n"
            "ND = ตรวจไม่พบ,,\n"
        ),
        "text|date buddhist-date|number",
        3,
        n_footer=1,
    ),
    "small-integers-under-title.csv": Hard(
        "small counts under a title with พ.ศ. are no years",
        plain(
            "ตารางที่ 1 จำนวนผู้สมัคร พ.ศ. 2566,,\nจังหวัด,จำนวนรุ่น,จำนวนคน\nกระบี่,10,120\nตรัง,20,80\n"
            "พังงา,30,90\nภูเก็ต,12,40\nระนอง,15,33\n"
        ),
        "text th-province|integer|integer",
        5,
        header=(1,),
        preamble=(0,),
    ),
    "two-digit-years.csv": Hard(
        "two-digit years, the header says ปี พ.ศ.",
        plain("ปี พ.ศ.,จำนวน\n60,5\n61,7\n62,9\n63,4\n64,6\n65,8\n"),
        "year buddhist-year|integer",
        6,
    ),
    "ages.csv": Hard(
        "ages and years of service are no years",
        plain(
            "ลำดับที่,อายุ (ปี),อายุราชการ,จำนวนปีที่ศึกษา\n1,45,20,16\n2,38,12,16\n3,59,35,12\n4,25,2,18\n"
        ),
        "integer|integer|integer|integer",
        4,
    ),
    "long-integers.csv": Hard(
        "whole amounts beyond 64 bits are numbers, their digits kept beside",
        table(
            lambda chance: [
                ["รายการ", "มูลค่ารวม"],
                *([f"รายการ {i}", digits(chance, 14 + i % 9)] for i in range(30)),
            ]
        ),
        "text|number",
        30,
    ),
    "long-codes.csv": Hard(
        "identifiers of 20 digits are text",
        table(
            lambda chance: [
                ["รหัสงบประมาณ", "จำนวนเงิน"],
                *([digits(chance, 20), chance.randrange(1000, 99999)] for _ in range(30)),
            ]
        ),
        "text|integer",
        30,
    ),
    "compact-dates.csv": Hard(
        "dates without separators, of both eras, under headers that say so",
        table(
            lambda chance: [
                ["วันที่เริ่ม", "end_date", "เลขที่สัญญา"],
                *(
                    [
                        f"{chance.choice([2566, 2567])}{chance.randrange(1, 13):02}{chance.randrange(1, 29):02}",
                        f"{chance.choice([2023, 2024])}{chance.randrange(1, 13):02}{chance.randrange(1, 29):02}",
                        f"2567{chance.randrange(1, 13):02}{chance.randrange(1, 29):02}",
                    ]
                    for _ in range(40)
                ),
            ]
        ),
        "date buddhist-date|date|integer",
        40,
    ),
    "excel-serials.csv": Hard(
        "serial numbers of a spreadsheet under a header that says date",
        plain("วันที่รับแจ้ง,จำนวน\n45292,5\n45293,7\n45300,9\n45321,4\n45322,6\n45325,2\n"),
        "integer|integer",
        6,
        findings=("engine.excel_serial_dates",),
    ),
    "zoned-times.csv": Hard(
        "moments with a zone",
        plain(
            "updated_at,n\n2024-01-31T08:30:00+07:00,1\n2024-01-31T23:30:00Z,2\n2024-02-01T00:15:00+07:00,3\n"
        ),
        "datetime|integer",
        3,
        findings=("engine.zones_converted",),
    ),
    "titles-and-notes.csv": Hard(
        "titles with dates, a unit, notes, a total and a column of ordinals",
        plain(
            "รายงานสถิติคดี ประจำเดือน มกราคม 2567,,,\nข้อมูล ณ วันที่ 31 มกราคม 2567,,,\nหน่วย : คดี,,,\n"
            "ลำดับที่,สถานีตำรวจ,รับแจ้ง,จับกุม\n1,สภ.เมืองเชียงราย,120,100\n2,สภ.แม่จัน,80,70\n"
            "3,สภ.แม่สาย,95,60\n,รวม,295,230\nหมายเหตุ : ข้อมูลเบื้องต้น,,,\nที่มา : ตำรวจภูธรตัวอย่าง,,,\n"
        ),
        "integer|text|integer|integer",
        4,
        header=(3,),
        preamble=(0, 1, 2),
        n_footer=2,
        n_totals=1,
    ),
    "years-over-sex.csv": Hard(
        "two header rows: years over sexes",
        plain(
            'จังหวัด,2565,,2566,\n,ชาย,หญิง,ชาย,หญิง\nน่าน,"1,200","1,300","1,250","1,310"\n'
            "แพร่,900,950,910,960\nตาก,700,720,705,731\nลำปาง,801,822,805,836\n"
        ),
        "text th-province|integer|integer|integer|integer",
        4,
        header=(0, 1),
    ),
    "regions-and-totals.csv": Hard(
        "totals of the country and of regions among provinces, dashes for zero",
        plain(
            'จังหวัด,ผู้ป่วยใน,ผู้ป่วยนอก\nทั่วราชอาณาจักร,"1,000","5,000"\nภาคเหนือ,600,"3,000"\nเชียงใหม่,400,'
            '"2,000"\nลำพูน,200,"1,000"\nภาคใต้,400,"2,000"\nสงขลา,400,-\nตรัง,-,"2,000"\n'
        ),
        "text th-province|integer|integer",
        7,
        n_totals=3,
    ),
    "thai-digits.csv": Hard(
        "Thai digits everywhere, dates and amounts too",
        table(
            lambda chance: [
                ["ที่", "วันที่", "จำนวนเงิน (บาท)", "ร้อยละ", "ปีงบประมาณ"],
                *(
                    [
                        thai(i + 1),
                        f"{thai(chance.randrange(1, 29))} {chance.choice(SHORT_MONTHS)} {thai(chance.choice([66, 67]))}",
                        thai(f"{chance.randrange(1000, 9999999):,}.{chance.randrange(10, 99)}"),
                        thai(f"{chance.randrange(1, 99)}.{chance.randrange(1, 9)}"),
                        thai(chance.choice([2566, 2567])),
                    ]
                    for i in range(25)
                ),
            ]
        ),
        "integer|date buddhist-date|number|number|year buddhist-year",
        25,
    ),
    "phones-as-numbers.csv": Hard(
        "phones that lost their zero, beside counts that look alike",
        table(
            lambda chance: [
                ["หน่วยงาน", "โทรศัพท์", "จำนวนประชากร"],
                *(
                    [
                        f"อบต.ตัวอย่าง {i}",
                        f"{chance.choice('689')}{digits(chance, 8)}",
                        digits(chance, 9),
                    ]
                    for i in range(30)
                ),
            ]
        ),
        "text|text phone!phone|integer",
        30,
        findings=("engine.zeros_may_be_lost",),
    ),
    "phones.csv": Hard(
        "phones of offices with areas, ranges and extensions",
        plain(
            "โรงพยาบาล,เบอร์โทร,สายด่วน\nรพ.ก,0-2816-9315-6,1669\nรพ.ข,053-711300 ต่อ 12,1669\nรพ.ค,044 235 000,1330\n"
            "รพ.ง,0-7523-8888,1330\nรพ.จ,038-931000,1669\nรพ.ฉ,02 354 8108-9,1422\n"
        ),
        "text|text phone!phone|integer",
        6,
    ),
    "short-province-names.csv": Hard(
        "provinces with จ., districts with อ., sub-districts with ต.",
        plain(
            "ต.,อ.,จ.,จำนวน\nต.ในเวียง,อ.เมืองน่าน,จ.น่าน,5\nต.ปัว,อ.ปัว,จ.น่าน,6\nต.ในเวียง,อ.เมืองแพร่,จ.แพร่,7\n"
            "ต.ร้องกวาง,อ.ร้องกวาง,จ.แพร่,8\nต.สูงเม่น,อ.สูงเม่น,จ.แพร่,9\nต.กลางเวียง,อ.เวียงสา,จ.น่าน,3\n"
        ),
        "text th-tambon|text th-amphoe|text th-province|integer",
        6,
    ),
    "swapped-coordinates.csv": Hard(
        "latitude and longitude stand under each other's name",
        plain(
            "สถานที่,ละติจูด,ลองจิจูด\nจุด ก,100.5018,13.7563\nจุด ข,98.9853,18.7883\nจุด ค,99.9588,8.4304\nจุด ง,102.8236,16.4322\n"
        ),
        "text|number longitude|number latitude",
        4,
        findings=("engine.coordinates_swapped",),
    ),
    "dashed-ids.csv": Hard(
        "national ids with dashes, names with glued prefixes, birthdays",
        table(
            lambda chance: [
                ["ลำดับ", "เลขบัตรประชาชน", "ชื่อ-สกุล", "วันเกิด"],
                *(
                    [
                        i + 1,
                        dashed(thai_id(chance)),
                        person(chance),
                        f"{chance.randrange(1, 29)}/{chance.randrange(1, 13)}/{chance.randrange(2500, 2545)}",
                    ]
                    for i in range(40)
                ),
            ]
        ),
        "integer|text th-national-id!th-national-id|text person-name!person-name|date buddhist-date!birth-date",
        40,
    ),
    "vendors.csv": Hard(
        "tax ids of companies, and of a few sole traders among them",
        table(
            lambda chance: [
                ["ชื่อผู้ขาย", "เลขประจำตัวผู้เสียภาษี", "วงเงิน"],
                *(
                    [
                        person(chance) if i % 8 == 0 else f"บริษัท {chance.choice(GIVEN)} จำกัด",
                        thai_id(chance, "3" if i % 8 == 0 else "0"),
                        f"{chance.randrange(1000, 900000):,}.00",
                    ]
                    for i in range(40)
                ),
            ]
        ),
        "text!person-name|text th-juristic-id!th-national-id|number",
        40,
    ),
    "companies.csv": Hard(
        "juristic ids alone are no personal data",
        table(
            lambda chance: [
                ["ชื่อนิติบุคคล", "เลขทะเบียนนิติบุคคล", "ทุนจดทะเบียน", "อีเมล"],
                *(
                    [
                        f"ห้างหุ้นส่วนจำกัด {chance.choice(FAMILY)} {i}",
                        thai_id(chance, "0"),
                        chance.choice([1000000, 5000000]),
                        f"info@company{i}.co.th",
                    ]
                    for i in range(30)
                ),
            ]
        ),
        "text|text th-juristic-id|integer|text email!email",
        30,
    ),
    "emails.csv": Hard(
        "a list of personal addresses",
        table(
            lambda chance: [
                ["user", "email"],
                *([f"u{i}", f"name{chance.randrange(999)}.x{i}@gmail.com"] for i in range(30)),
            ]
        ),
        "text|text email!email",
        30,
    ),
    "phone-in-text.csv": Hard(
        "free texts with a phone and an id inside",
        table(
            lambda chance: [
                ["เรื่อง", "รายละเอียด"],
                *(
                    [
                        f"เรื่องที่ {i}",
                        f"ผู้ร้องแจ้งว่าไฟถนนดับ ติดต่อกลับ 08{chance.randrange(1, 9)}-{chance.randrange(1000000, 9999999)} ช่วงเย็น"
                        if i % 5 == 0
                        else "ขอให้ซ่อมถนนหน้าหมู่บ้านโดยเร็ว",
                    ]
                    for i in range(30)
                ),
            ]
        ),
        "text|text!phone",
        30,
    ),
    "semicolons.csv": Hard(
        "semicolons, decimal points, commas in cells",
        plain("จังหวัด;รายการ;ค่า\nน่าน;ข้าว, อ้อย;1.5\nแพร่;ยาง, ปาล์ม;2.25\nตาก;ข้าวโพด;3.75\n"),
        "text th-province|text|number",
        3,
        delimiter=";",
    ),
    "pipes.txt": Hard(
        "pipes",
        plain("รหัส|ชื่อหน่วยงาน|จำนวน\n0101|สำนักงาน ก|5\n0102|สำนักงาน ข|6\n0203|สำนักงาน ค|7\n"),
        "text|text|integer",
        3,
        delimiter="|",
    ),
    "tabs-windows-874.txt": Hard(
        "tabs in cp874",
        plain("จังหวัด\tชาย\tหญิง\r\nกระบี่\t100\t120\r\nตรัง\t80\t90\r\nพังงา\t70\t75\r\n", "cp874"),
        "text th-province|integer|integer",
        3,
        delimiter="\t",
        encoding="cp874",
    ),
    "quoted-lines.csv": Hard(
        "line ends and quotes within quoted cells",
        plain(
            'รหัส,ที่ตั้ง,จำนวน\nA1,"อาคาร 1\nชั้น 2 ""ตึกใหม่""",5\nA2,"อาคาร 3\r\nชั้น 1",6\nA3,"อาคาร 4, ปีกซ้าย",7\n'
        ),
        "text|text|integer",
        3,
    ),
    "bom-before-cp874.csv": Hard(
        "a UTF-8 byte order mark before bytes of cp874",
        plain("จังหวัด,จำนวน\nกระบี่,100\nตรัง,80\nพังงา,70\n", "cp874", before=b"\xef\xbb\xbf"),
        "text th-province|integer",
        3,
        encoding="cp874",
    ),
    "unicode-text.txt": Hard(
        "Excel's Unicode text: UTF-16 with a mark, tabs",
        plain("ที่\tจังหวัด\tร้อยละ\r\n1\tกระบี่\t10.5%\r\n2\tตรัง\t20.25%\r\n3\tพังงา\t30%\r\n", "utf-16"),
        "integer|text th-province|number",
        3,
        encoding="utf-16-le",
        delimiter="\t",
    ),
    "no-header.csv": Hard(
        "no header at all",
        plain(
            "กระบี่,100,2566\nตรัง,80,2566\nพังงา,70,2566\nระนอง,60,2567\nสตูล,50,2567\nยะลา,40,2567\n"
        ),
        "text th-province|integer|year buddhist-year",
        6,
        header=(),
    ),
    "one-column.csv": Hard(
        "a list of one column",
        plain("ชื่อจังหวัด\nกระบี่\nตรัง\nพังงา\nระนอง\n"),
        "text th-province",
        4,
        delimiter=None,
    ),
    "years-as-columns.csv": Hard(
        "years of the Buddhist era name columns",
        plain(
            'รายการ,2560,2561,2562,2563\nรายรับ,"1,200.5","1,300.0","1,400.2","1,100.9"\n'
            'รายจ่าย,"1,100.1","1,250.0","1,390.0","1,300.4"\nคงเหลือ,100.4,50,10.2,(199.5)\n'
        ),
        "text|number|number|number|number",
        3,
        findings=("reading.years_as_columns",),
    ),
    "suppressed.csv": Hard(
        "dashes for zero and stars for small cells",
        plain("จังหวัด,ราย,เสียชีวิต\nน่าน,5,*\nแพร่,-,1\nตาก,*,-\nลำปาง,12,3\nลำพูน,30,2\n"),
        "text th-province|integer|integer",
        5,
        findings=("engine.suppressed",),
    ),
    "accounting.csv": Hard(
        "parentheses for negatives, currency signs, percent",
        plain(
            'รายการ,ผลต่าง,วงเงิน,เปลี่ยนแปลง\nก,"(1,200)","฿1,000.00",-5.2%\nข,300,"฿2,500.50",10%\nค,(45),฿900.00,0.5%\n'
        ),
        "text|integer|number|number",
        3,
    ),
    "opening-hours.csv": Hard(
        "spans of time are text, times of day are times",
        plain(
            "แหล่งท่องเที่ยว,เวลาทำการ,เปิด,ปิด\nวัดพระแก้ว,08.00-17.00 น.,08.00 น.,17.00 น.\nสวนสัตว์,09.00-18.00 น.,09.00 น.,18.00 น.\n"
            "น้ำตก,06.30-16.30 น.,06.30 น.,16.30 น.\n"
        ),
        "text|text|time|time",
        3,
    ),
    "month-names.csv": Hard(
        "months alone, months with years, quarters and spans",
        plain(
            "เดือน,เดือน-ปี,ไตรมาส,ช่วง\nมกราคม,ม.ค. 2567,ไตรมาส 1/2567,ม.ค.-มี.ค. 2567\nเมษายน,เม.ย. 2567,ไตรมาส 2/2567,เม.ย.-มิ.ย. 2567\n"
            "กรกฎาคม,ก.ค. 2567,ไตรมาส 3/2567,ก.ค.-ก.ย. 2567\nตุลาคม,ต.ค. 2567,ไตรมาส 4/2567,ต.ค.-ธ.ค. 2567\n"
        ),
        "text th-month|date buddhist-date|text|text ?",
        4,
    ),
    "quarters.csv": Hard(
        "quarters and fiscal years written short stay text; Q1 too",
        plain(
            "งวด,ปีงบ,ไตรมาส,ราย\n1/2567,2566/67,Q1/2567,5\n2/2567,2566/67,Q2/2567,6\n3/2567,2567/68,Q3/2567,7\n4/2567,2567/68,Q4/2567,9\n"
        ),
        "text|text|text|integer",
        4,
    ),
    "english.csv": Hard(
        "English alone: dates of months by name, booleans, missing words",
        plain(
            "Station,Date,PM2.5,Valid,Remark\nBKK-01,12 Jan 2024,35.2,TRUE,\nBKK-02,13 Jan 2024,N/A,FALSE,offline\nBKK-03,14 Jan 2024,41.0,TRUE,\n"
        ),
        "text|date|number|boolean|text",
        3,
    ),
    "latin.csv": Hard(
        "Latin letters of Western Europe",
        plain(
            "Ville,Région,Année\nNîmes,Occitanie,2019\nBesançon,Franche-Comté,2020\nSète,Hérault,2021\n",
            "cp1252",
        ),
        "text|text|year",
        3,
        encoding="cp1252",
    ),
    "empty-columns.csv": Hard(
        "columns without a value, one of them without a name",
        plain("จังหวัด,พิกัด,จำนวน,\nน่าน,,5,\nแพร่,,6,\nตาก,,7,\n"),
        "text th-province|text|integer|text",
        3,
    ),
    "two-hundred-columns.csv": Hard(
        "two hundred columns",
        table(
            lambda chance: [
                ["รหัส", *(f"ตัวชี้วัดที่ {i}" for i in range(199))],
                *(
                    [f"K{row:02}", *(chance.randrange(1000) for _ in range(199))]
                    for row in range(12)
                ),
            ]
        ),
        "text" + "|integer" * 199,
        12,
    ),
    "names-twice.csv": Hard(
        "names that occur twice, and names that differ in case alone",
        plain(
            "ID,จำนวน,จำนวน,Name,name,NAME\nA1,5,6,x1,y1,z1\nA2,7,8,x2,y2,z2\nA3,9,10,x3,y3,z3\n"
        ),
        "text|integer|integer|text|text|text",
        3,
        findings=("reading.name_repeated",),
    ),
    "repeated-headers.csv": Hard(
        "the header again on each page, with the page's number",
        plain(
            "ที่,ชื่อโครงการ,งบ\n1,โครงการ ก,100\n2,โครงการ ข,200\nหน้า ๑,,\nที่,ชื่อโครงการ,งบ\n3,โครงการ ค,300\n4,โครงการ ง,400\nหน้า ๒,,\n"
        ),
        "integer|text|integer",
        4,
        n_rejected=3,
    ),
    "budget-codes.csv": Hard(
        "budget codes of 13 digits, project codes and running numbers are no ids",
        table(
            lambda chance: [
                ["รหัสโครงการ", "เลขที่ใบสั่งซื้อ", "เลขคุมสัญญา", "มูลค่า"],
                *(
                    [
                        f"65{digits(chance, 9)}",
                        f"256700{i:07}",
                        digits(chance, 13),
                        f"{chance.randrange(1, 9)}{chance.randrange(100000, 999999)}",
                    ]
                    for i in range(60)
                ),
            ]
        ),
        "integer|integer|integer|integer",
        60,
    ),
    "coordinates.csv": Hard(
        "thirteen decimals of coordinates are no ids",
        table(
            lambda chance: [
                ["ชื่อจุด", "lat", "lon", "geom"],
                *(
                    [
                        f"จุด {i}",
                        f"{chance.randrange(6, 20)}.{digits(chance, 13)}",
                        f"{chance.randrange(98, 105)}.{digits(chance, 13)}",
                        f"POINT(100.{digits(chance, 13)} 13.{digits(chance, 13)})",
                    ]
                    for i in range(60)
                ),
            ]
        ),
        "text|number latitude|number longitude|geometry",
        60,
    ),
    "places-that-look-like-persons.csv": Hard(
        "names of temples, schools, places and posts that begin like persons",
        plain(
            "ชื่อวัด,ชื่อโรงเรียน,ตำแหน่ง,ชื่อสถานที่,หน่วย\nวัดพระธาตุแช่แห้ง,โรงเรียนนายร้อยตัวอย่าง,นายกองค์การบริหารส่วนตำบล,พระบรมธาตุ,ศ.ศิลปากร\n"
            "วัดพระแก้ว,โรงเรียนนางรอง,นายอำเภอเมือง,พระธาตุดอยสุเทพ,ศ.วิทยา\nวัดพระสิงห์,โรงเรียนคุณหญิงตัวอย่าง,นายกเทศมนตรี,พระปฐมเจดีย์,ศ.เกษตร\n"
            "วัดนางพญา,โรงเรียนพระปริยัติธรรม,นายทะเบียน,พระนครคีรี,ศ.แพทย์\nวัดนางชี,โรงเรียนนายเรือ,นายช่างโยธา,พระราชวังบางปะอิน,ศ.พยาบาล\n"
        ),
        "text|text|text|text|text",
        5,
    ),
    "products.csv": Hard(
        "names of products, species and streets",
        plain(
            "ชื่อผลิตภัณฑ์,ชื่อพันธุ์ไม้,ชื่อถนน,ราคา\nคุณแม่สมศรี น้ำพริก,นางพญาเสือโคร่ง,ถนนพระราม 4,35\nน้ำพริกนายอ้วน,นางแย้ม,ถนนพระอาทิตย์,40\n"
            "กาแฟดอยช้าง,นางกวัก,ถนนนางลิ้นจี่,120\nข้าวซอยป้าดา,พญาไม้,ถนนพระยาสุเรนทร์,50\n"
        ),
        "text|text|text|integer",
        4,
    ),
    "persons.csv": Hard(
        "names of persons with titles and ranks",
        table(
            lambda chance: [
                ["ลำดับ", "ผู้บริหาร", "ตำแหน่ง"],
                *(
                    [
                        i + 1,
                        person(
                            chance, ("นาย", "นาง", "นางสาว", "พล.ต.อ.", "ดร.", "ว่าที่ร้อยตรี", "ผศ.ดร.")
                        ),
                        chance.choice(["ผู้อำนวยการ", "รองผู้อำนวยการ", "หัวหน้าส่วน"]),
                    ]
                    for i in range(30)
                ),
            ]
        ),
        "integer|text person-name!person-name|text",
        30,
    ),
    "given-and-family.csv": Hard(
        "prefix, given name and family name in columns of their own",
        table(
            lambda chance: [
                ["คำนำหน้า", "ชื่อ", "นามสกุล", "เพศ"],
                *(
                    [
                        chance.choice(["นาย", "นาง", "น.ส."]),
                        chance.choice(GIVEN),
                        chance.choice(FAMILY),
                        chance.choice(["ชาย", "หญิง"]),
                    ]
                    for _ in range(30)
                ),
            ]
        ),
        "text name-prefix|text person-name!person-name|text person-name!person-name|text sex",
        30,
    ),
    "addresses.csv": Hard(
        "house addresses",
        table(
            lambda chance: [
                ["ชื่อร้าน", "ที่อยู่"],
                *(
                    [
                        f"ร้านค้า {i}",
                        f"{chance.randrange(1, 300)}/{chance.randrange(1, 40)} หมู่ {chance.randrange(1, 12)} ต.ในเวียง อ.เมือง จ.{chance.choice(PROVINCES)} {digits(chance, 5)}",
                    ]
                    for i in range(25)
                ),
            ]
        ),
        "text|text address!address",
        25,
    ),
    "plates.csv": Hard(
        "vehicle plates",
        table(
            lambda chance: [
                ["ทะเบียนรถ", "ประเภท"],
                *(
                    [
                        f"{chance.choice('กขคฆงจ')}{chance.choice('กขคฆงจ')} {chance.randrange(1, 9999)} {chance.choice(PROVINCES)}",
                        "รถยนต์",
                    ]
                    for _ in range(25)
                ),
            ]
        ),
        "text vehicle-plate!vehicle-plate|text",
        25,
    ),
    "mixed-eras.csv": Hard(
        "both eras in one column of dates",
        plain(
            "วันที่,n\n1/2/2566,1\n13/2/2566,2\n14/3/2023,3\n15/4/2566,4\n16/4/2566,5\n20/4/2023,6\n"
        ),
        "date buddhist-date|integer",
        6,
        findings=("engine.eras_mixed",),
    ),
    "one-bad-cell.csv": Hard(
        "one word and one impossible day among many values",
        table(
            lambda chance: [
                ["วันที่", "จำนวน"],
                *(
                    [
                        "31/2/2566"
                        if i == 30
                        else f"{chance.randrange(13, 29)}/{chance.randrange(1, 13)}/2566",
                        "ปิดปรับปรุง" if i == 17 else i,
                    ]
                    for i in range(40)
                ),
            ]
        ),
        "date buddhist-date|integer",
        40,
        findings=("engine.value_not_of_type",),
    ),
    "units-in-cells.csv": Hard(
        "a unit row under the header",
        plain(
            'จังหวัด,พื้นที่,รายได้\n,(ตร.กม.),(ล้านบาท)\nน่าน,"11,472.07","32,100"\nแพร่,"6,538.60","28,000"\nตาก,"16,406.65","45,500"\n'
        ),
        "text th-province|number|integer",
        3,
        header=(0, 1),
    ),
    "place-codes.csv": Hard(
        "codes of provinces, districts and sub-districts with their names",
        table(
            lambda chance: [
                ["รหัสจังหวัด", "จังหวัด", "รหัสอำเภอ", "รหัสไปรษณีย์"],
                ["55", "น่าน", "5501", "55000"],
                ["55", "น่าน", "5505", "55120"],
                ["54", "แพร่", "5401", "54000"],
                ["54", "แพร่", "5402", "54140"],
                ["10", "กรุงเทพมหานคร", "1001", "10200"],
                ["10", "กรุงเทพมหานคร", "1002", "10300"],
            ]
        ),
        "text th-province-code|text th-province|text th-amphoe-code|text postcode",
        6,
    ),
    "own-province-ids.csv": Hard(
        "province ids of a numbering of their own",
        table(
            lambda chance: [
                ["province_id", "province_name"],
                *([i + 1, name] for i, name in enumerate(PROVINCES)),
            ]
        ),
        "integer|text th-province",
        77,
        findings=("engine.not_the_standard_code",),
    ),
    "damaged-codes.csv": Hard(
        "codes that a spreadsheet turned to floats, and numbers it ruined",
        plain(
            "รหัสไปรษณีย์,หมายเลขมิเตอร์\n47170.0,1.10E+11\n47160.0,1.20E+11\n47110.0,1.30E+11\n47000.0,1.15E+11\n47140.0,1.17E+11\n"
        ),
        "text postcode|number",
        5,
        findings=("engine.digits_lost",),
    ),
    "rai-ngan-wa.csv": Hard(
        "areas in rai, ngan and wa are no dates",
        plain("แปลง,เนื้อที่ (ไร่-งาน-ตร.ว.)\nก1,2-3-21\nก2,10-0-45\nก3,0-1-99\nก4,15-2-05.5\n"),
        "text|text rai-ngan-wa",
        4,
    ),
    "sections-of-labels.csv": Hard(
        "labels of merged cells: one name above blanks",
        plain(
            "จังหวัด,อำเภอ,จำนวน\nน่าน,เมืองน่าน,5\n,ปัว,6\n,เวียงสา,7\nแพร่,เมืองแพร่,8\n,ร้องกวาง,9\n,สูงเม่น,3\n"
        ),
        "text th-province|text th-amphoe|integer",
        6,
    ),
    "quarter-totals.csv": Hard(
        "subtotals at the foot of each group",
        plain(
            "เขต,โรงเรียน,นักเรียน\nเขต 1,ร.ร. ก,100\nเขต 1,ร.ร. ข,200\nรวมเขต 1,,300\nเขต 2,ร.ร. ค,50\nเขต 2,ร.ร. ง,60\nรวมเขต 2,,110\nรวมทั้งสิ้น,,410\n"
        ),
        "text|text|integer",
        7,
        n_totals=3,
    ),
    "yes-no-marks.csv": Hard(
        "answers in Thai, marks and blanks",
        plain("ที่ตั้ง,น้ำประปา,ไฟฟ้า,ผลตรวจ\nก,มี,ไม่มี,ผ่าน\nข,ไม่มี,มี,ไม่ผ่าน\nค,มี,มี,ผ่าน\nง,มี,มี,ผ่าน\n"),
        "text|text|text|text",
        4,
    ),
    "decimal-degrees-dms.csv": Hard(
        "coordinates in degrees, minutes and seconds stay text",
        plain(
            'จุด,ละติจูด,ลองจิจูด\nก,"13°45\'22""N","100°30\'06""E"\nข,"18°47\'18""N","98°59\'07""E"\nค,"7°00\'31""N","100°28\'26""E"\n'
        ),
        "text|text ?|text ?",
        3,
    ),
    "utm.csv": Hard(
        "coordinates in UTM",
        plain("ฝาย,พิกัด X,พิกัด Y\nก,498500,2076500\nข,501200,2081300\nค,612345,1523456\n"),
        "text|integer utm-easting|integer utm-northing",
        3,
    ),
    "school-years.csv": Hard(
        "years with their word in the cell; terms",
        plain(
            "ปีการศึกษา,ภาคเรียน,นักเรียน\nปีการศึกษา 2565,1/2565,100\nปีการศึกษา 2566,2/2565,120\nปีการศึกษา 2567,1/2566,130\n"
        ),
        "year buddhist-year|text|integer",
        3,
    ),
}
