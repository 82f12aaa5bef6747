"""Facts of the world that invented figures stand on: provinces, districts, months; and words."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from odms.definitions import table

FOLDER = Path(__file__).parent

MONTHS = (
    "มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน",
    "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม",
)  # fmt: skip
ABBREVIATIONS = (
    "ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.",
    "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.",
)  # fmt: skip

# the first digit of a province's code tells its region (National Statistical Office, four regions)
_REGIONS = {
    "1": "ภาคกลาง", "2": "ภาคกลาง", "7": "ภาคกลาง", "3": "ภาคตะวันออกเฉียงเหนือ",
    "4": "ภาคตะวันออกเฉียงเหนือ", "5": "ภาคเหนือ", "6": "ภาคเหนือ", "8": "ภาคใต้", "9": "ภาคใต้",
}  # fmt: skip


@dataclass(frozen=True)
class Month:
    """A month of a Buddhist year; `number` from 0."""

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> "Month":
        """From `2566-01`."""
        year, month = text.split("-")
        return cls(int(year), int(month) - 1)

    @property
    def index(self) -> int:
        """Months since year 0."""
        return self.year * 12 + self.number

    @property
    def first_month(self) -> int:
        """From 1 to 12."""
        return self.number + 1

    @property
    def first_day(self) -> date:
        """The day on which it begins."""
        return date(self.year - 543, self.first_month, 1)

    @property
    def last_day(self) -> date:
        """The day on which it ends."""
        return Month(*divmod(self.index + 1, 12)).first_day - timedelta(days=1)


@dataclass(frozen=True)
class Quarter:
    """A quarter of a Buddhist year; `number` from 0."""

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> "Quarter":
        """From `2566-1`."""
        year, quarter = text.split("-")
        return cls(int(year), int(quarter) - 1)

    @property
    def index(self) -> int:
        """Quarters since year 0."""
        return self.year * 4 + self.number

    @property
    def first_month(self) -> int:
        """The quarter's first month, from 1 to 12."""
        return self.number * 3 + 1

    @property
    def first_day(self) -> date:
        """The day on which it begins."""
        return date(self.year - 543, self.first_month, 1)

    @property
    def last_day(self) -> date:
        """The day on which it ends."""
        return Month(self.year, self.number * 3 + 2).last_day

    @property
    def label(self) -> str:
        """As agencies write it: `ไตรมาส 1/2566`."""
        return f"ไตรมาส {self.number + 1}/{self.year}"


@dataclass(frozen=True)
class Place:
    """A province, district or sub-district; `weight` is its province's size against the mean."""

    code: str
    name: str
    en: str
    weight: float
    latitude: float
    longitude: float
    province: str
    district: str

    def __str__(self) -> str:
        return self.code

    @property
    def region(self) -> str:
        """One of the four regions."""
        return _REGIONS[self.code[0]]


@cache
def places() -> list[Place]:
    """Every province, district and sub-district, in order of codes."""
    rows = {row["code"]: row for row in table("th/areas.csv")}
    points, weights = _points(), _weights(list(rows))
    return [
        Place(
            code=code,
            name=row["name_th"],
            en=row["name_en"],
            weight=weights[code[:2]],
            latitude=points[code[:2]][0],
            longitude=points[code[:2]][1],
            province=rows[code[:2]]["name_th"],
            district=rows[code[:4]]["name_th"] if code[:4] in rows else "",
        )
        for code, row in sorted(rows.items())
    ]


@cache
def provinces() -> list[Place]:
    """The 77 provinces, in order of codes."""
    return [place for place in places() if len(place.code) == 2]


@cache
def words() -> dict[str, list[str]]:
    """Lists of words from which names are put together."""
    return definition("words.yaml")


@cache
def definition(name: str) -> Any:
    """One of the YAML files beside this module."""
    return yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))


def _points() -> dict[str, tuple[float, float]]:
    """Latitude and longitude of each provincial capital, to a tenth of a degree."""
    return {str(code): (lat, lon) for code, (lat, lon) in definition("capitals.yaml").items()}


def _weights(codes: list[str]) -> dict[str, float]:
    """The size of a province by its sub-districts and how crowded they are, the mean being 1."""
    crowding = {str(code): factor for code, factor in definition("crowding.yaml").items()}
    numbers: dict[str, float] = {}
    for code in codes:
        if len(code) == 6:
            province = code[:2]
            numbers[province] = numbers.get(province, 0) + crowding.get(province, 1)
    mean = sum(numbers.values()) / len(numbers)
    return {code: n / mean for code, n in numbers.items()}
