"""Which one picture shows a table best, decided from what is known of its columns.

Time is a line, areas are a map, categories are bars; what is measured is the first column of
figures, or the number of rows where there is none.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Column = Mapping[str, Any]

TIME_TYPES = ("date", "datetime", "year")
TIME_MEANINGS = ("buddhist-year", "buddhist-date")
AREA_MEANINGS = ("th-province", "th-province-code")
FIGURES = ("integer", "number")

# columns of figures that count, code or place something and are not measured
_IDENTITIES = re.compile(
    r"(^|_| )(id|no|code|hour|minute|ลำดับ|ที่|รหัส|เลขที่)($|_| )|ลำดับ|รหัส|เลขที่|^ชั่วโมง(ที่)?$|^เวลา$", re.I
)
_PLACES = re.compile(
    r"(^|_| )(lat|lon|long|lng|latitude|longitude|easting|northing)($|_| )|ละติจูด|ลองจิจูด|พิกัด", re.I
)
_CODES = re.compile(r"รหัส|เลขที่|(^|_| )(id|code)($|_| )", re.I)
_NAMES = re.compile(r"^ชื่อ|(^|_| )name($|_| )", re.I)

# figures of which a sum means nothing, by what they are called and by their unit
_RATES = re.compile(
    r"เฉลี่ย|ราคา(?!กลาง)|อัตรา|ดัชนี|ร้อยละ|เปอร์เซ็นต์|สัดส่วน|(?<!มูล)ค่า(?!ใช้จ่าย|ธรรมเนียม|ปรับ|ตอบแทน)"
    r"|ระดับ|อุณหภูมิ|(?<!สูง)อายุ|ความเร็ว|ความเข้มข้น|ต่อ(เดือน|ปี|วัน|คน|หัว|ไร่|ครัวเรือน|แสน|พัน|หมื่น|ล้าน|ชั่วโมง|ตาราง)|%"
    r"|(?<![a-z])(mean|average|avg|prices?|rates?|index|percent|ratio|share|levels?|temp|temperature|speed|per|age|pm2|pm10)(?![a-z])",
    re.I,
)
_RATE_UNITS = re.compile(r"ต่อ|/|ร้อยละ|%|องศา|ดัชนี|คะแนน|percent|\bper\b|°", re.I)
_PARTS = re.compile(r"ชาย|หญิง|(?<![a-z])(men|women|male|female)(?![a-z])", re.I)
_WHOLES = re.compile(r"รวม|ทั้งหมด|ทั้งสิ้น|(?<![a-z])total(?![a-z])", re.I)
_QUARTERS = re.compile(r"ไตรมาส|(?<![a-z])quarter(?![a-z])", re.I)
_QUARTER = re.compile(r"^(?=.*(?<!\d)\d{4}(?!\d))\D*([1-4]\D+\d{4}|\d{4}\D+[1-4])\D*$")
_BRACKETS = re.compile(r"\s*\([^)]*\)\s*$")
MIN_LETTERS = 4

MIN_TIMES = 6
MIN_AREAS = 8
MAX_CATEGORIES = 60


@dataclass(frozen=True)
class Choice:
    """A picture to draw: `kind` is line, map or bars.

    `by` names the column of groups; `measure` the column of figures, None to count rows; `how` is
    sum, mean or count; `latest` names a column of times of which only the last value is shown.
    """

    kind: str
    by: str
    measure: str | None
    how: str
    latest: str | None = None


def choose(columns: Sequence[Column], n_rows: int, title: str = "") -> Choice | None:
    """The picture for a table of these columns; None where no column can be grouped by.

    A column has `name`, `type`, `meaning`, `n_distinct` and, where known, `label_th`, `unit` and
    `top` (its most frequent values). What the title of the dataset begins with is measured first.
    """
    if n_rows < 2:
        return None
    time = _first(columns, is_time)
    area = _first(columns, lambda column: column.get("meaning") in AREA_MEANINGS)
    measure = _measure(columns, n_rows, title)
    how = _how(measure)
    name = measure["name"] if measure else None
    latest = time["name"] if time and time["n_distinct"] > 1 else None
    category = _category(columns)
    if time and how == "mean" and not area and category and _are_apart(time, category, n_rows):
        return Choice("bars", category["name"], name, how, latest)
    if time and time["n_distinct"] >= MIN_TIMES:
        return Choice("line", time["name"], name, how)
    if area and area["n_distinct"] >= MIN_AREAS:
        return Choice("map", area["name"], name, how, latest)
    if category:
        return Choice("bars", category["name"], name, how, latest)
    return Choice("line", time["name"], name, how) if latest and time else None


def is_time(column: Column) -> bool:
    """Whether a column says when; a code of four digits is no year."""
    if column["type"] == "text":
        return is_quarter(column)
    is_when = column["type"] in TIME_TYPES or column.get("meaning") in TIME_MEANINGS
    return is_when and not _CODES.search(_words(column))


def is_quarter(column: Column) -> bool:
    """Whether a column of text says quarters of years, as `ไตรมาส 4/2568` or `2025Q4`."""
    said = [str(top["value"]) for top in column.get("top") or ()]
    named = column["type"] == "text" and _QUARTERS.search(_words(column))
    return bool(named and said and all(map(says_quarter, said)))


def says_quarter(text: str) -> bool:
    """Whether a text is a quarter of a year; a note below a table is none."""
    return bool(_QUARTER.match(text))


def is_measure(column: Column, n_rows: int) -> bool:
    """Whether a column holds figures that were measured or counted, and no codes or numbers."""
    if column["type"] not in FIGURES or column.get("meaning"):
        return False
    names = _named(column)
    if any(map(_PLACES.search, names)):
        return False
    if column["type"] == "integer" and any(map(_IDENTITIES.search, names)):
        return False
    return column.get("n_distinct", 0) > 1 or n_rows < 5


def is_category(column: Column) -> bool:
    """Whether a column of text has few enough values to stand as bars."""
    n_distinct = column.get("n_distinct", 0)
    is_words = column["type"] in ("text", "boolean") and not is_time(column)
    return is_words and 1 < n_distinct <= MAX_CATEGORIES


def bare(label: str) -> str:
    """A label without the unit that stands in brackets at its end."""
    return _BRACKETS.sub("", label) or label


def _measure(columns: Sequence[Column], n_rows: int, title: str) -> Column | None:
    """What is measured: what the title begins with, else the first; the whole before its parts."""
    measures = [column for column in columns if is_measure(column, n_rows)]
    found = _first(measures, lambda column: _begins(title, column)) or _first(measures, bool)
    if found is None or not _PARTS.search(_words(found)):
        return found
    wholes = (x for x in measures if x.get("unit") == found.get("unit"))
    return next((x for x in wholes if _WHOLES.search(_words(x))), found)


def _begins(title: str, column: Column) -> bool:
    labels = (bare(name) for name in _named(column))
    return any(len(label) >= MIN_LETTERS and title.startswith(label) for label in labels)


def _category(columns: Sequence[Column]) -> Column | None:
    """The column of bars: codes never, names of single things only where there is nothing else."""
    found = [x for x in columns if is_category(x) and not _CODES.search(_words(x))]
    return _first(found, lambda column: not _NAMES.search(_words(column))) or _first(found, bool)


def _are_apart(time: Column, category: Column, n_rows: int) -> bool:
    """Whether each moment has a row for each category: a mean over rice and rubber says nothing."""
    return bool(n_rows >= 0.8 * time["n_distinct"] * category["n_distinct"])


def _how(measure: Column | None) -> str:
    if measure is None:
        return "count"
    is_rate = any(map(_RATES.search, _named(measure)))
    return "mean" if is_rate or _RATE_UNITS.search(str(measure.get("unit") or "")) else "sum"


def _named(column: Column) -> list[str]:
    parts = ("name", "source_name", "label_th", "label_en")
    return [str(column[part]) for part in parts if column.get(part)]


def _words(column: Column) -> str:
    return " ".join(_named(column))


def _first(columns: Sequence[Column], fits: Any) -> Column | None:
    return next((column for column in columns if fits(column)), None)
