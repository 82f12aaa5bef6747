"""Ways in which Thai files are hard, each a small function on a paper.

`of` names the part of the file that a quirk claims: two that claim one part cannot be combined.
`on` tells the kinds of file that can have it, `columns` the columns that it writes on. Sources: the
sections of the project's rules for Thai data files.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from tests.samples.hard import dashed, thai
from tests.samples.thai.paper import ERA_GAP, Paper

TEXTS = frozenset({"csv"})
SHEETS = frozenset({"xlsx", "xls", "ods"})
RECORDS = frozenset({"json", "jsonl"})
TABLES = TEXTS | SHEETS
ALL = TABLES | RECORDS

MONTHS = (
    ("มกราคม", "ม.ค."),
    ("กุมภาพันธ์", "ก.พ."),
    ("มีนาคม", "มี.ค."),
    ("เมษายน", "เม.ย."),
    ("พฤษภาคม", "พ.ค."),
    ("มิถุนายน", "มิ.ย."),
    ("กรกฎาคม", "ก.ค."),
    ("สิงหาคม", "ส.ค."),
    ("กันยายน", "ก.ย."),
    ("ตุลาคม", "ต.ค."),
    ("พฤศจิกายน", "พ.ย."),
    ("ธันวาคม", "ธ.ค."),
)
_PROJECTS, _BUDGET, _RATE = "จำนวนโครงการ", "งบประมาณ", "อัตราเบิกจ่าย"
_DAY, _YEAR, _PROVINCE, _CODE = "วันที่เริ่มสัญญา", "ปี พ.ศ.", "จังหวัด", "รหัสจังหวัด"
_ID, _PHONE, _TIME = "เลขประจำตัวประชาชน", "โทรศัพท์", "เวลาเปิดซอง"
_AREA, _REGION = "เนื้อที่", "ภาค"
_KIND, _DETAIL, _CHECKED = "ประเภท", "รายละเอียด", "ผลการตรวจ"


@dataclass(frozen=True)
class Quirk:
    """One way of being hard."""

    name: str
    about: str
    write: Callable[[Paper], None]
    of: frozenset[str]
    on: frozenset[str]
    columns: tuple[str, ...]


QUIRKS: dict[str, Quirk] = {}


def quirk(
    *of: str, on: frozenset[str] = ALL, columns: tuple[str, ...] = ()
) -> Callable[[Callable[[Paper], None]], Callable[[Paper], None]]:
    """Register a function as a quirk; its name and its first line tell what it is."""

    def keep(write: Callable[[Paper], None]) -> Callable[[Paper], None]:
        name = write.__name__.replace("_", "-")
        about = (write.__doc__ or "").strip().splitlines()[0]
        QUIRKS[name] = Quirk(name, about, write, frozenset(of), on, columns)
        return write

    return keep


# Digits and numbers (§3)


@quirk(_PROJECTS, columns=(_PROJECTS,))
def thai_digits(paper: Paper) -> None:
    """Whole numbers in Thai digits."""
    paper.respell(_PROJECTS, thai)


@quirk(_BUDGET, columns=(_BUDGET,))
def thousands(paper: Paper) -> None:
    """Commas between thousands."""
    paper.respell(_BUDGET, lambda value: f"{value:,}")


@quirk(_BUDGET, columns=(_BUDGET,))
def thousands_in_thai_digits(paper: Paper) -> None:
    """Thai digits with commas between thousands."""
    paper.respell(_BUDGET, lambda value: thai(f"{value:,}"))


@quirk(_BUDGET, columns=(_BUDGET,))
def padded_numbers(paper: Paper) -> None:
    """Blanks around numbers."""
    paper.respell(_BUDGET, lambda value: f" {value:,} ")


@quirk(_BUDGET, columns=(_BUDGET,))
def negatives_in_brackets(paper: Paper) -> None:
    """Losses in round brackets, as accountants write them."""
    i = paper.at(_BUDGET)
    values = tuple(-v if n % 3 == 0 else v for n, v in enumerate(paper.fields[i].values))
    paper.respell(_BUDGET, str, values=values)
    paper.respell(_BUDGET, lambda value: f"({-value:,})" if value < 0 else f"{value:,}")


@quirk(_RATE, columns=(_RATE,))
def percent_signs(paper: Paper) -> None:
    """A percent sign after every number."""
    paper.respell(_RATE, lambda value: f"{value:.3f}%")


def _some_missing(paper: Paper, name: str, words: tuple[str, ...]) -> None:
    i = paper.at(name)
    one = paper.fields[i]
    values = tuple(None if n % 5 == 2 else value for n, value in enumerate(one.values))
    paper.respell(name, one.plain, values=values)
    for n, value in enumerate(values):
        if value is None:
            paper.cells[i][n] = words[n % len(words)]


@quirk(_PROJECTS, columns=(_PROJECTS,))
def dashes_for_nothing(paper: Paper) -> None:
    """Dashes of three lengths where there is no number."""
    _some_missing(paper, _PROJECTS, ("-", "–", "—"))


@quirk(_RATE, columns=(_RATE,))
def words_for_nothing(paper: Paper) -> None:
    """Words and signs for no value."""
    _some_missing(paper, _RATE, ("ไม่มีข้อมูล", "n.a.", "N/A", "...", "ไม่ระบุ", ""))


@quirk(_PROJECTS, columns=(_PROJECTS,))
def suppressed_cells(paper: Paper) -> None:
    """Small counts kept back behind a star."""
    _some_missing(paper, _PROJECTS, ("*",))
    paper.findings.add("engine.suppressed")


@quirk(_CODE, columns=(_CODE,))
def codes_as_decimals(paper: Paper) -> None:
    """Codes that pandas made floats: 47.0."""
    paper.respell(_CODE, lambda value: f"{value}.0")
    paper.findings.add("engine.codes_as_decimals")


@quirk(_BUDGET, columns=(_BUDGET,))
def digits_lost(paper: Paper) -> None:
    """One amount that Excel shortened to a power of ten."""
    i = paper.at(_BUDGET)
    values = (110_000_000_000, *paper.fields[i].values[1:])
    paper.respell(_BUDGET, str, values=values, type="number")
    paper.cells[i][0] = "1.10E+11"
    paper.findings.add("engine.digits_lost")


# Years and dates (§4)


def _buddhist(day: date) -> int:
    return day.year + ERA_GAP


def _dates(paper: Paper, write: Callable[[date], str], *, is_buddhist: bool = True) -> None:
    paper.respell(_DAY, write, meaning="buddhist-date" if is_buddhist else None)


@quirk(_DAY, columns=(_DAY,))
def day_month_buddhist(paper: Paper) -> None:
    """31/1/2567."""
    _dates(paper, lambda d: f"{d.day}/{d.month}/{_buddhist(d)}")


@quirk(_DAY, columns=(_DAY,))
def day_month_common(paper: Paper) -> None:
    """31/01/2024, day before month."""
    _dates(paper, lambda d: f"{d.day:02}/{d.month:02}/{d.year}", is_buddhist=False)


@quirk(_DAY, columns=(_DAY,))
def dashed_buddhist(paper: Paper) -> None:
    """31-01-2567."""
    _dates(paper, lambda d: f"{d.day:02}-{d.month:02}-{_buddhist(d)}")


@quirk(_DAY, columns=(_DAY,))
def iso_buddhist(paper: Paper) -> None:
    """2567-01-31: the form of ISO 8601 with a Buddhist year."""
    _dates(paper, lambda d: f"{_buddhist(d)}-{d.month:02}-{d.day:02}")


@quirk(_DAY, columns=(_DAY,))
def full_months(paper: Paper) -> None:
    """31 มกราคม 2567."""
    _dates(paper, lambda d: f"{d.day} {MONTHS[d.month - 1][0]} {_buddhist(d)}")


@quirk(_DAY, columns=(_DAY,))
def full_months_with_era(paper: Paper) -> None:
    """31 มกราคม พ.ศ. 2567."""
    _dates(paper, lambda d: f"{d.day} {MONTHS[d.month - 1][0]} พ.ศ. {_buddhist(d)}")


@quirk(_DAY, columns=(_DAY,))
def short_months(paper: Paper) -> None:
    """31 ม.ค. 2567."""
    _dates(paper, lambda d: f"{d.day} {MONTHS[d.month - 1][1]} {_buddhist(d)}")


@quirk(_DAY, columns=(_DAY,))
def short_months_short_years(paper: Paper) -> None:
    """31 ม.ค. 67."""
    _dates(paper, lambda d: f"{d.day} {MONTHS[d.month - 1][1]} {_buddhist(d) % 100:02}")


@quirk(_DAY, columns=(_DAY,))
def months_without_dots(paper: Paper) -> None:
    """31 มค 2567."""
    _dates(paper, lambda d: f"{d.day} {MONTHS[d.month - 1][1].replace('.', '')} {_buddhist(d)}")


@quirk(_DAY, columns=(_DAY,))
def months_glued(paper: Paper) -> None:
    """31ม.ค.2567."""
    _dates(paper, lambda d: f"{d.day}{MONTHS[d.month - 1][1]}{_buddhist(d)}")


@quirk(_DAY, columns=(_DAY,))
def dates_in_thai_digits(paper: Paper) -> None:
    """๓๑ มกราคม ๒๕๖๗."""
    _dates(paper, lambda d: thai(f"{d.day} {MONTHS[d.month - 1][0]} {_buddhist(d)}"))


@quirk(_DAY, columns=(_DAY,))
def slashed_dates_in_thai_digits(paper: Paper) -> None:
    """๓๑/๐๑/๒๕๖๗."""
    _dates(paper, lambda d: thai(f"{d.day:02}/{d.month:02}/{_buddhist(d)}"))


@quirk(_DAY, columns=(_DAY,))
def months_alone(paper: Paper) -> None:
    """มกราคม 2567: no day."""
    values = tuple(day.replace(day=1) for day in paper.fields[paper.at(_DAY)].values)
    paper.respell(
        _DAY,
        lambda d: f"{MONTHS[d.month - 1][0]} {_buddhist(d)}",
        values=values,
        meaning="buddhist-date",
    )
    paper.findings.add("engine.day_missing")


@quirk(_DAY, columns=(_DAY,))
def one_day_that_never_was(paper: Paper) -> None:
    """29/2/2566 among dates: it does not exist."""
    i = paper.at(_DAY)
    values = (None, *paper.fields[i].values[1:])
    write = lambda d: f"{d.day}/{d.month}/{_buddhist(d)}"  # noqa: E731
    paper.respell(_DAY, write, values=values, meaning="buddhist-date")
    paper.cells[i][0] = "29/2/2566"


@quirk(_YEAR, columns=(_YEAR,))
def years_in_thai_digits(paper: Paper) -> None:
    """๒๕๖๗."""
    paper.respell(_YEAR, thai)


@quirk(_YEAR, columns=(_YEAR,))
def years_with_their_era(paper: Paper) -> None:
    """พ.ศ. 2567."""
    paper.respell(_YEAR, lambda year: f"พ.ศ. {year}")


@quirk(_YEAR, columns=(_YEAR,))
def common_years(paper: Paper) -> None:
    """Years of the common era under ปี ค.ศ."""
    i = paper.at(_YEAR)
    values = tuple(year - ERA_GAP for year in paper.fields[i].values)
    paper.respell(_YEAR, str, values=values, meaning=None, name="ปี ค.ศ.")
    paper.headers[-1][i] = "ปี ค.ศ."


@quirk(_YEAR, columns=(_YEAR,))
def mixed_eras(paper: Paper) -> None:
    """A few years of the common era among Buddhist ones."""
    i = paper.at(_YEAR)
    years = paper.fields[i].values
    values = tuple(year - ERA_GAP if n in (3, 9) else year for n, year in enumerate(years))
    paper.respell(_YEAR, str, values=values, meaning=None)
    paper.findings.add("engine.eras_mixed")


# Words (§2)

_DIRT: dict[str, tuple[str, Callable[[str], str]]] = {
    "zero_width": ("zero-width blanks inside words", lambda text: text[:3] + "\u200b" + text[3:]),
    "no_break": ("no-break blanks", lambda text: text.replace(" ", "\u00a0")),
    "soft_hyphen": ("soft hyphens", lambda text: text[:2] + "\u00ad" + text[2:]),
    "byte_order_inside": (
        "a byte-order mark inside a text",
        lambda text: text[:4] + "\ufeff" + text[4:],
    ),
    "doubled_e": ("เ twice for แ", lambda text: text.replace("แ", "เเ")),
    "split_am": ("sara am in two parts", lambda text: text.replace("ำ", "\u0e4d\u0e32")),
    "tone_first": ("tone mark before vowel", lambda text: text.replace("ื้", "้ื").replace("ี่", "่ี")),
    "tone_twice": ("a tone mark twice", lambda text: text.replace("้", "้้").replace("่", "่่")),
    "old_font": (
        "tone marks as old fonts kept them",
        lambda text: text.replace("้", "\uf70b").replace("่", "\uf70a"),
    ),
    "read_as_latin": (
        "Thai that was read as Latin",
        lambda text: _misread(text, "cp874", "cp1252"),
    ),
    "utf8_read_as_thai": (
        "UTF-8 that was read as cp874",
        lambda text: _misread(text, "utf-8", "cp874"),
    ),
}


def _misread(text: str, coding: str, read_as: str) -> str:
    """The text after its bytes were taken for another coding, control characters where undefined."""
    out = []
    for byte in text.encode(coding):
        try:
            out.append(bytes([byte]).decode(read_as))
        except UnicodeDecodeError:
            out.append(chr(byte))
    return "".join(out)


_NAMES = ("แม่น้ำปิง", "เชื่อมถนนใหญ่", "ที่ดินข้างคลอง", "บ้านใหม่แหลมทอง", "น้ำพุร้อนที่ตำบลแม่ลื่น", "เรื่องทั่วไป")


def _dirty(kind: str) -> None:
    about, spoil = _DIRT[kind]

    def write(paper: Paper) -> None:
        n = len(paper.fields[0].values)
        values = tuple(f"{_NAMES[i % len(_NAMES)]} แปลงที่ {i + 1}" for i in range(n))
        paper.respell(_DETAIL, spoil, values=values)
        paper.findings.add("engine.text_repaired")

    write.__name__, write.__doc__ = kind, f"Texts with {about}."
    # a workbook of OpenDocument has no place for the control characters that are left
    on = ALL - {"ods"} if kind == "utf8_read_as_thai" else ALL
    quirk(_DETAIL, "words", columns=(_DETAIL,), on=on)(write)


for _kind in _DIRT:
    _dirty(_kind)


# Places and answers (§6)


@quirk(_PROVINCE, columns=(_PROVINCE,))
def provinces_prefixed(paper: Paper) -> None:
    """จังหวัด before every name."""
    values = tuple(f"จังหวัด{name}" for name in paper.fields[paper.at(_PROVINCE)].values)
    paper.respell(_PROVINCE, str, values=values)


@quirk(_PROVINCE, columns=(_PROVINCE,))
def provinces_abbreviated(paper: Paper) -> None:
    """จ. before every name."""
    values = tuple(f"จ.{name}" for name in paper.fields[paper.at(_PROVINCE)].values)
    paper.respell(_PROVINCE, str, values=values)


@quirk(_PROVINCE, columns=(_PROVINCE,))
def provinces_padded(paper: Paper) -> None:
    """Blanks around names."""
    paper.respell(_PROVINCE, lambda name: f" {name} ")


@quirk(_PROVINCE, columns=(_PROVINCE,))
def one_province_misspelt(paper: Paper) -> None:
    """One name that the list does not know."""
    i = paper.at(_PROVINCE)
    values = ("เชียงหใม่", *paper.fields[i].values[1:])
    paper.respell(_PROVINCE, str, values=values)
    paper.findings.add("engine.name_not_in_list")


def _answers(paper: Paper, yes: str, no: str) -> None:
    paper.respell(_CHECKED, lambda value: yes if value else no)


@quirk(_CHECKED, columns=(_CHECKED,))
def answers_true_false(paper: Paper) -> None:
    """จริง and เท็จ."""
    _answers(paper, "จริง", "เท็จ")


@quirk(_CHECKED, columns=(_CHECKED,))
def answers_in_english(paper: Paper) -> None:
    """TRUE and FALSE."""
    _answers(paper, "TRUE", "FALSE")


@quirk(_CHECKED, columns=(_CHECKED,))
def answers_by_letters(paper: Paper) -> None:
    """Y and N."""
    _answers(paper, "Y", "N")


# Identifiers, times and areas (§4, §7, §8)


def _as_written(paper: Paper, name: str, write: Callable[[str], str]) -> None:
    """Texts whose spelling is kept."""
    values = tuple(write(value) for value in paper.fields[paper.at(name)].values)
    paper.respell(name, str, values=values)


@quirk(_ID, columns=(_ID,))
def ids_dashed(paper: Paper) -> None:
    """1-2345-67890-12-3."""
    _as_written(paper, _ID, dashed)


@quirk(_ID, columns=(_ID,))
def ids_spaced(paper: Paper) -> None:
    """1 2345 67890 12 3."""
    _as_written(paper, _ID, lambda number: dashed(number).replace("-", " "))


@quirk(_ID, columns=(_ID,))
def ids_in_thai_digits(paper: Paper) -> None:
    """๑๒๓๔๕๖๗๘๙๐๑๒๓: codes are read in Arabic digits."""
    paper.respell(_ID, thai)


@quirk(_PHONE, columns=(_PHONE,))
def phones_dashed(paper: Paper) -> None:
    """081-234-5678."""
    _as_written(paper, _PHONE, lambda number: f"{number[:3]}-{number[3:6]}-{number[6:]}")


@quirk(_PHONE, columns=(_PHONE,))
def phones_abroad(paper: Paper) -> None:
    """+66 (0) 81 234 5678."""
    _as_written(paper, _PHONE, lambda number: f"+66 (0) {number[1:3]} {number[3:6]} {number[6:]}")


@quirk(_PHONE, columns=(_PHONE,))
def phones_without_zero(paper: Paper) -> None:
    """812345678: a spreadsheet took the zero."""
    _as_written(paper, _PHONE, lambda number: number[1:])
    paper.findings.add("engine.zeros_may_be_lost")


@quirk(_TIME, columns=(_TIME,))
def times_with_dots(paper: Paper) -> None:
    """08.30 น."""
    paper.respell(_TIME, lambda clock: f"{clock:%H.%M} น.")


@quirk(_TIME, columns=(_TIME,))
def times_in_thai_digits(paper: Paper) -> None:
    """๐๘.๓๐ น."""
    paper.respell(_TIME, lambda clock: thai(f"{clock:%H.%M} น."))


@quirk(_AREA, columns=(_AREA,))
def areas_with_blanks(paper: Paper) -> None:
    """2 - 3 - 21: rai, ngan and wa, no date."""
    _as_written(paper, _AREA, lambda area: area.replace("-", " - "))


@quirk(_DAY, columns=(_DAY,))
def two_orders_in_one_column(paper: Paper) -> None:
    """Day before month in the upper half, month before day in the lower."""
    i = paper.at(_DAY)
    half = len(paper.fields[i].values) // 2
    days = [date(2023, 1 + n % 12, 13 + n % 15) for n in range(2 * half)]
    paper.respell(_DAY, lambda d: f"{d.day}/{d.month}/{d.year}", values=tuple(days), meaning=None)
    paper.cells[i][half:] = [f"{d.month}/{d.day}/{d.year}" for d in days[half:]]
    paper.findings.add("engine.date_order_mixed")


# Layout (§5)


@quirk("above", on=TABLES)
def title_row(paper: Paper) -> None:
    """A title above the table."""
    paper.above.append(paper.row("ตารางที่ 1 โครงการก่อสร้างของหน่วยงานตัวอย่าง"))


@quirk("above", on=TABLES)
def titles_and_unit(paper: Paper) -> None:
    """Two titles, a date and the unit above the table."""
    for text in (
        "รายงานผลการดำเนินงาน ประจำปีงบประมาณ พ.ศ. 2567",
        "สำนักงานตัวอย่างแห่งชาติ",
        "ข้อมูล ณ วันที่ 30 กันยายน 2567",
        "หน่วย : บาท",
    ):
        paper.above.append(paper.row(text))


@quirk("above", on=TABLES)
def titles_and_blank_rows(paper: Paper) -> None:
    """A title between blank rows."""
    paper.above += [paper.row(""), paper.row("สรุปโครงการรายจังหวัด"), paper.row("")]


@quirk("below", on=TABLES)
def notes_below(paper: Paper) -> None:
    """A note and a source below the table."""
    paper.below += [
        paper.row("หมายเหตุ : ข้อมูลเบื้องต้น"),
        paper.row("ที่มา : สำนักงานตัวอย่างแห่งชาติ"),
    ]
    paper.n_footer += 2


@quirk("below", on=TABLES)
def blank_row_and_source(paper: Paper) -> None:
    """The source after a blank row."""
    paper.below += [paper.row(""), paper.row("ที่มา: ระบบรายงานตัวอย่าง")]
    paper.n_footer += 1


@quirk("totals", on=TABLES, columns=(_PROJECTS, _BUDGET))
def total_at_the_end(paper: Paper) -> None:
    """A row of sums at the end."""
    row = [""] * paper.width
    row[0] = "รวม"
    for name in (_PROJECTS, _BUDGET):
        row[paper.at(name)] = str(sum(v for v in paper.fields[paper.at(name)].values if v))
    paper.between.append((len(paper.cells[0]), row))
    paper.n_totals += 1
    paper.findings.add("reading.totals_inside")


@quirk("totals", on=TABLES, columns=(_PROJECTS, _BUDGET))
def country_at_the_head(paper: Paper) -> None:
    """A row of the whole country before its provinces."""
    row = [""] * paper.width
    row[0] = "ทั่วราชอาณาจักร"
    for name in (_PROJECTS, _BUDGET):
        row[paper.at(name)] = str(sum(v for v in paper.fields[paper.at(name)].values if v))
    paper.between.append((0, row))
    paper.n_totals += 1
    paper.findings.add("reading.totals_inside")


@quirk("repeats", on=TABLES)
def header_repeated(paper: Paper) -> None:
    """The header again in the middle, as pages of a report have it."""
    paper.between.append((12, list(paper.headers[-1])))
    paper.n_rejected += 1
    paper.findings.add("reading.repeated_header")


@quirk("pages", on=TABLES)
def page_numbers(paper: Paper) -> None:
    """หน้า ๑ among the rows."""
    for place, page in ((10, "หน้า ๑"), (20, "หน้า ๒")):
        paper.between.append((place, paper.row(page)))
        paper.n_rejected += 1
    paper.findings.add("reading.page_number")


@quirk("blanks", on=TABLES)
def blank_rows_inside(paper: Paper) -> None:
    """Blank rows between the rows of the body."""
    for place in (6, 18):
        paper.between.append((place, paper.row("")))


@quirk("columns-numbered", on=TABLES)
def columns_numbered(paper: Paper) -> None:
    """(1) (2) (3) below the header."""
    paper.headers.append([f"({i + 1})" for i in range(paper.width)])


@quirk("header", on=frozenset({"csv"}))
def header_with_line_ends(paper: Paper) -> None:
    """Line ends inside the names of columns."""
    i = paper.width - 1
    one = paper.fields[i]
    paper.headers[0][i] = f"{one.name}\n(ตามรายงาน)"
    paper.fields[i] = replace(one, name=f"{one.name} (ตามรายงาน)")


# cp874 has no place for the invisible characters and old fonts of `words`
@quirk("bytes", "words", on=TEXTS)
def thai_bytes(paper: Paper) -> None:
    """cp874."""
    paper.encoding = "cp874"


@quirk("bytes", on=TEXTS)
def byte_order_mark(paper: Paper) -> None:
    """UTF-8 with a byte-order mark."""
    paper.has_bom = True


@quirk("bytes", on=TEXTS)
def wide_bytes(paper: Paper) -> None:
    """UTF-16, little end first, with its mark."""
    paper.encoding, paper.has_bom = "utf-16-le", True


@quirk("bytes", on=TEXTS)
def wide_bytes_big_end(paper: Paper) -> None:
    """UTF-16, big end first, with its mark."""
    paper.encoding, paper.has_bom = "utf-16-be", True


@quirk("bytes", "words", _KIND, on=TEXTS, columns=(_KIND,))
def thai_bytes_with_quotes(paper: Paper) -> None:
    """cp874 with curly quotes, dashes, a bullet and an ellipsis from its upper half."""
    paper.encoding = "cp874"
    i = paper.at(_KIND)
    values = tuple(
        f"\u2022 \u201c{kind}\u201d \u2013 ระยะที่ 1\u2026" for kind in paper.fields[i].values
    )
    paper.respell(_KIND, str, values=values)


@quirk("delimiter", on=TEXTS)
def tabs(paper: Paper) -> None:
    """Tabs between cells."""
    paper.delimiter = "\t"


@quirk("delimiter", on=TEXTS)
def semicolons(paper: Paper) -> None:
    """Semicolons between cells."""
    paper.delimiter = ";"


@quirk("delimiter", on=TEXTS)
def pipes(paper: Paper) -> None:
    """Upright strokes between cells."""
    paper.delimiter = "|"


@quirk("line-ends", on=TEXTS)
def windows_lines(paper: Paper) -> None:
    """CR LF at the ends of lines."""
    paper.line_end = "\r\n"


@quirk("line-ends", on=TEXTS)
def old_mac_lines(paper: Paper) -> None:
    """CR alone at the ends of lines."""
    paper.line_end = "\r"


@quirk("quotes", on=TEXTS)
def quotes_everywhere(paper: Paper) -> None:
    """Every cell in quotes."""
    paper.quote_all = True


# Workbooks


@quirk(_BUDGET, _PROJECTS, on=frozenset({"xlsx", "xls", "ods"}), columns=(_BUDGET, _PROJECTS))
def true_numbers(paper: Paper) -> None:
    """Numbers kept as numbers."""
    for name in (_BUDGET, _PROJECTS):
        paper.respell(name, lambda value: value)


@quirk(_DAY, on=frozenset({"xlsx", "xls"}), columns=(_DAY,))
def true_dates(paper: Paper) -> None:
    """Dates kept as dates."""
    paper.respell(_DAY, lambda day: day)
    paper.formats[paper.at(_DAY)] = "dd/mm/yyyy"


@quirk(_DAY, on=frozenset({"xlsx"}), columns=(_DAY,))
def true_dates_shown_as_buddhist(paper: Paper) -> None:
    """Dates whose number format shows the Buddhist year: nothing is to be subtracted."""
    paper.respell(_DAY, lambda day: day)
    paper.formats[paper.at(_DAY)] = "[$-107041E]d mmm yyyy;@"


@quirk(_DAY, on=frozenset({"xlsx"}), columns=(_DAY,))
def true_dates_typed_as_buddhist(paper: Paper) -> None:
    """Dates that somebody typed with a Buddhist year."""
    values = tuple(
        day if (day.month, day.day) != (2, 29) else day.replace(day=28)
        for day in paper.fields[paper.at(_DAY)].values
    )
    paper.respell(
        _DAY,
        lambda day: day.replace(year=_buddhist(day)),
        values=values,
        meaning="buddhist-date",
    )
    paper.formats[paper.at(_DAY)] = "dd/mm/yyyy"


@quirk("hidden", on=frozenset({"xlsx"}))
def hidden_sheet(paper: Paper) -> None:
    """A hidden sheet of choices behind the table."""
    paper.hidden_sheet = "ตัวเลือก"


@quirk("above", on=frozenset({"xlsx"}))
def merged_title(paper: Paper) -> None:
    """A title merged over all columns."""
    paper.above.append(paper.row("บัญชีโครงการ ประจำปี 2567"))
    paper.merges.append((0, 0, 0, paper.width - 1))


@quirk("header", on=frozenset({"xlsx"}), columns=(_PROJECTS, _BUDGET))
def merged_group(paper: Paper) -> None:
    """Two columns under one merged name of their group."""
    first, second = paper.at(_PROJECTS), paper.at(_BUDGET)
    if second != first + 1:
        return
    upper = list(paper.headers[0])
    upper[first], upper[second] = "แผนงาน", ""
    lower = ["" if i not in (first, second) else paper.fields[i].name for i in range(paper.width)]
    paper.headers[:1] = [upper, lower]
    top = len(paper.above)
    paper.merges.append((top, first, top, second))
    for i in (first, second):
        one = paper.fields[i]
        paper.fields[i] = replace(one, name=f"แผนงาน {one.name}")


@quirk("labels", on=frozenset({"xlsx"}), columns=(_REGION,))
def labels_merged_downwards(paper: Paper) -> None:
    """A region's name merged over the rows of its provinces, below all titles and headers."""
    if paper.between:  # a merge would swallow the rows among those of the body
        return
    i, first = paper.at(_REGION), len(paper.above) + len(paper.headers)
    values = paper.fields[i].values
    for n in range(1, len(values)):
        if values[n] == values[n - 1]:
            paper.cells[i][n] = ""
    for name in dict.fromkeys(values):
        top = values.index(name)
        bottom = top + values.count(name) - 1
        paper.merges.append((first + top, i, first + bottom, i))
    paper.findings.add("reading.labels_merged")


@quirk("bytes", "words", on=RECORDS)
def records_in_thai_bytes(paper: Paper) -> None:
    """JSON in cp874, against its standard."""
    paper.encoding = "cp874"
