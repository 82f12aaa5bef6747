"""A table on its way to a file, and what must be read from that file."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta
from typing import Any

from odms.definitions import national_table
from tests.samples.hard import digits, thai_id

N_ROWS = 24
ERA_GAP = 543
PROVINCES = [(row["code"], row["name_th"]) for row in national_table("provinces.csv")]

REGIONS = ("ภาคเหนือ", "ภาคกลาง", "ภาคตะวันออกเฉียงเหนือ", "ภาคใต้")
# Invented words of offices, kinds and remarks; some remarks hold what delimited texts stumble over.
KINDS = ("ถนนลูกรัง", "ถนนลาดยาง", "สะพานคอนกรีต", "ท่อระบายน้ำ", "ไฟฟ้าสาธารณะ", "ลานกีฬา")
REMARKS = (
    "ดำเนินการแล้วเสร็จ",
    "อยู่ระหว่างก่อสร้าง, รอเบิกจ่าย",
    'เรียกกันว่า "ทางใหม่"',
    "น้ำท่วมซ้ำทุกปี; ต้องยกระดับ",
    "ผู้รับจ้างขอขยายเวลา",
    "ตรวจรับงานงวดที่ 2",
    "ขาดเอกสารแนบ",
)


@dataclass(frozen=True)
class Field:
    """A column: its name, the type and meaning that must be found, the values that must be read.

    `plain` writes a value the way nobody could misread it. A value of None is no value.
    """

    name: str
    type: str
    meaning: str | None
    values: tuple[Any, ...]
    plain: Callable[[Any], str] = str


@dataclass
class Paper:
    """The table as it will be written, and the truth about it.

    `cells` holds what is written, column by column and row by row: texts, or for workbooks numbers,
    dates and truth values too. Rows above, in the header and below are lists of texts.
    """

    chance: random.Random
    fields: list[Field]
    cells: list[list[Any]]
    above: list[list[str]] = field(default_factory=list)
    headers: list[list[str]] = field(default_factory=list)
    below: list[list[str]] = field(default_factory=list)
    # extra rows among those of the body: (place before which it stands, cells)
    between: list[tuple[int, list[str]]] = field(default_factory=list)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    formats: dict[int, str] = field(default_factory=dict)
    hidden_sheet: str | None = None
    name: str = "ตาราง"
    encoding: str = "utf-8"
    has_bom: bool = False
    delimiter: str = ","
    header_delimiter: str | None = None
    quote_all: bool = False
    line_end: str = "\n"
    n_rejected: int = 0
    n_totals: int = 0
    n_footer: int = 0
    findings: set[str] = field(default_factory=set)

    @property
    def n_rows(self) -> int:
        """The rows that must be read: those of the body and the totals among them."""
        return len(self.fields[0].values) + self.n_totals

    @property
    def width(self) -> int:
        """How many columns it has."""
        return len(self.fields)

    def at(self, name: str) -> int:
        """The place of a column."""
        return next(i for i, one in enumerate(self.fields) if one.name == name)

    def has(self, name: str) -> bool:
        """Whether it has such a column."""
        return any(one.name == name for one in self.fields)

    def respell(self, column: str, write: Callable[[Any], Any], **truth: Any) -> None:
        """Write the values of a column another way; `truth` tells what of the field changes."""
        i = self.at(column)
        self.fields[i] = replace(self.fields[i], **truth)
        values = self.fields[i].values
        self.cells[i] = ["" if value is None else write(value) for value in values]

    def row(self, label: str, figure: str = "") -> list[str]:
        """A row with a label in its first column and, if given, a figure in every other."""
        return [label, *[figure] * (self.width - 1)]

    def body(self) -> list[list[Any]]:
        """The rows of the body, with what stands between them."""
        rows = [list(row) for row in zip(*self.cells, strict=True)]
        for place, row in sorted(self.between, key=lambda one: one[0], reverse=True):
            rows.insert(place, row)
        return rows


def paper(seed: int, wanted: tuple[str, ...], n_others: int = 2) -> Paper:
    """A paper with the columns of these names and some others, its values from the seed."""
    chance = random.Random(seed)
    known = fields(chance)
    others = [name for name in known if name not in wanted]
    chosen = {"จังหวัด", *wanted, *chance.sample(others, min(n_others, len(others)))}
    kept = [one for name, one in known.items() if name in chosen]
    cells = [["" if v is None else one.plain(v) for v in one.values] for one in kept]
    return Paper(chance, kept, cells, headers=[[one.name for one in kept]])


def fields(chance: random.Random, n: int = N_ROWS) -> dict[str, Field]:
    """Columns of every type, with the values that must be read from them."""
    places = chance.sample(PROVINCES, n)
    days = [date(2022, 1, 13) + timedelta(days=chance.randrange(900)) for _ in range(n - 2)]
    days += [date(2023, 5, 28), date(2024, 2, 29)]  # neither can be month first
    return {
        "จังหวัด": _field("จังหวัด", "text", "th-province", [name for _, name in places]),
        "รหัสจังหวัด": _field("รหัสจังหวัด", "text", "th-province-code", [code for code, _ in places]),
        "ประเภท": _field("ประเภท", "text", None, [chance.choice(KINDS) for _ in range(n)]),
        "วันที่เริ่มสัญญา": _field("วันที่เริ่มสัญญา", "date", None, days),
        "ปี พ.ศ.": _field(
            "ปี พ.ศ.", "year", "buddhist-year", [chance.randrange(2560, 2568) for _ in range(n)]
        ),
        "จำนวนโครงการ": _field(
            "จำนวนโครงการ", "integer", None, [chance.randrange(1, 90) for _ in range(n)]
        ),
        "งบประมาณ": _field(
            "งบประมาณ", "integer", None, [chance.randrange(1_200, 90_000_000) for _ in range(n)]
        ),
        "อัตราเบิกจ่าย": _field(
            "อัตราเบิกจ่าย",
            "number",
            None,
            [round(chance.randrange(1, 9_990) / 100 + 0.001, 3) for _ in range(n)],
            lambda value: f"{value:.3f}",
        ),
        "ผลการตรวจ": _field(
            "ผลการตรวจ",
            "boolean",
            None,
            [True, False, *(chance.random() < 0.5 for _ in range(n - 2))],
            lambda value: "ใช่" if value else "ไม่ใช่",
        ),
        "รายละเอียด": _field(
            "รายละเอียด",
            "text",
            None,
            [f"{chance.choice(REMARKS)} สายที่ {i + 1}" for i in range(n)],
        ),
        "ภาค": _field("ภาค", "text", "th-region", [REGIONS[i * 4 // n] for i in range(n)]),
        "เวลาเปิดซอง": _field(
            "เวลาเปิดซอง",
            "time",
            None,
            [time(chance.randrange(8, 17), chance.choice((0, 15, 30, 45))) for _ in range(n)],
            lambda value: f"{value:%H:%M}",
        ),
        "เนื้อที่": _field(
            "เนื้อที่",
            "text",
            "rai-ngan-wa",
            [
                f"{chance.randrange(1, 90)}-{chance.randrange(4)}-{chance.randrange(10, 100)}"
                for _ in range(n)
            ],
        ),
        "โทรศัพท์": _field("โทรศัพท์", "text", "phone", [f"08{digits(chance, 8)}" for _ in range(n)]),
        "เลขประจำตัวประชาชน": _field(
            "เลขประจำตัวประชาชน", "text", "th-national-id", [thai_id(chance) for _ in range(n)]
        ),
        "รหัสหน่วยงาน": _field(
            "รหัสหน่วยงาน", "text", None, [f"00{digits(chance, 3)}" for _ in range(n)]
        ),
        "ละติจูด": _field(
            "ละติจูด",
            "number",
            "latitude",
            [round(5.7 + chance.random() * 14.6, 4) for _ in range(n)],
            lambda value: f"{value:.4f}",
        ),
    }


def _field(
    name: str,
    type_: str,
    meaning: str | None,
    values: list[Any],
    plain: Callable[[Any], str] = str,
) -> Field:
    return Field(name, type_, meaning, tuple(values), plain)
