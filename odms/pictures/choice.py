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

# columns of figures that count or code something and are not measured
_IDENTITIES = re.compile(r"(^|_| )(id|no|code|ลำดับ|ที่|รหัส|เลขที่)($|_| )|ลำดับ|รหัส|เลขที่", re.I)

# figures of which a sum means nothing
_RATES = re.compile(
    r"เฉลี่ย|ราคา|อัตรา|ดัชนี|ร้อยละ|เปอร์เซ็นต์|สัดส่วน|ค่า|ระดับ|อุณหภูมิ|อายุ|%"
    r"|mean|average|avg|price|rate|index|percent|ratio|share|level|temp|per_|age$|pm2|pm10",
    re.I,
)

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


def choose(columns: Sequence[Column], n_rows: int) -> Choice | None:
    """The picture for a table of these columns; None where no column can be grouped by.

    A column has `name`, `type`, `meaning`, `n_distinct` and, where known, `label_th`, `unit`.
    """
    if n_rows < 2:
        return None
    time = _first(columns, is_time)
    area = _first(columns, lambda column: column.get("meaning") in AREA_MEANINGS)
    measure = _first(columns, lambda column: is_measure(column, n_rows))
    how = _how(measure)
    name = measure["name"] if measure else None
    latest = time["name"] if time and time["n_distinct"] > 1 else None
    category = _first(columns, is_category)
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
    """Whether a column says when."""
    return column["type"] in TIME_TYPES or column.get("meaning") in TIME_MEANINGS


def is_measure(column: Column, n_rows: int) -> bool:
    """Whether a column holds figures that were measured or counted, and no codes or numbers."""
    if column["type"] not in FIGURES or column.get("meaning"):
        return False
    if column["type"] == "integer" and _IDENTITIES.search(_words(column)):
        return False
    return column.get("n_distinct", 0) > 1 or n_rows < 5


def is_category(column: Column) -> bool:
    """Whether a column of text has few enough values to stand as bars."""
    n_distinct = column.get("n_distinct", 0)
    return column["type"] in ("text", "boolean") and 1 < n_distinct <= MAX_CATEGORIES


def _are_apart(time: Column, category: Column, n_rows: int) -> bool:
    """Whether each moment has a row for each category: a mean over rice and rubber says nothing."""
    return bool(n_rows >= 0.8 * time["n_distinct"] * category["n_distinct"])


def _how(measure: Column | None) -> str:
    if measure is None:
        return "count"
    return "mean" if _RATES.search(_words(measure)) else "sum"


def _words(column: Column) -> str:
    parts = ("name", "source_name", "label_th", "label_en", "unit")
    return " ".join(str(column.get(part) or "") for part in parts)


def _first(columns: Sequence[Column], fits: Any) -> Column | None:
    return next((column for column in columns if fits(column)), None)
