"""The demonstration centre as a script: who delivers what when, read from the definitions. Pure."""

import random
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from odms.cli.demo import figures
from odms.cli.demo.world import FOLDER, definition

SEED = "2565"
BATCH = 4  # deliveries whose stories are told side by side
DAYS = 300  # how far back the centre begins
LAST_DAYS = 8  # how long before today the last deliveries came

_ZONE = ZoneInfo("Asia/Bangkok")
_EXAMPLE = (
    "ตัวเลขทั้งหมดในชุดข้อมูลนี้เป็นตัวอย่างที่สร้างขึ้นเพื่อการสาธิตระบบ ไม่ใช่ข้อมูลจริงของหน่วยงาน",
    "All figures of this dataset are invented examples for a demonstration, not the agency's data.",
)
_FORMATS = {"xlsx": "xls", "json": "json", "jsonl": "json", "geojson": "json"}
_NO_INTERVAL = ("R", "O", "U", "X")

_SUBMITTED = ("open", "describe", "submit")

# how far a delivery gets: the steps of `build.Story` after it was read
FATES: dict[str, tuple[str, ...]] = {
    "published": (*_SUBMITTED, "approve", "publish"),
    "withdrawn": (*_SUBMITTED, "approve", "publish", "withdraw"),
    "approved": (*_SUBMITTED, "approve"),
    "submitted": _SUBMITTED,
    "returned": (*_SUBMITTED, "return"),
    "draft": ("open", "describe"),
    "stopped": ("open", "describe", "try"),
    "failed": (),
}


@dataclass(frozen=True)
class Arrival:
    """A file that comes to the centre: for which dataset, which release of it, when."""

    dataset: dict[str, Any]
    number: int  # of the release
    place: int  # among the deliveries of its batch, from 0
    at: datetime

    @property
    def fate(self) -> str:
        """How far it gets; a key of FATES."""
        return str(self.dataset.get("fate", "published"))

    @property
    def is_shortened(self) -> bool:
        """Whether the file ends before the last step of time, which the next release brings."""
        return self.number < int(self.dataset.get("releases", 1))


@cache
def agencies() -> list[dict[str, Any]]:
    """Publishers, those above first."""
    told = definition("agencies.yaml")
    ministries = [{"sector": "state", **entry} for entry in told["ministries"]]
    return [*ministries, *told["agencies"]]


def people() -> dict[str, Any]:
    """People of the centre and of the agencies."""
    return definition("people.yaml")  # type: ignore[no-any-return]


@cache
def datasets() -> list[dict[str, Any]]:
    """All datasets, of every fate, by the names of their files."""
    paths = sorted((FOLDER / "datasets").glob("*.yaml"))
    return [entry for path in paths for entry in yaml.safe_load(path.read_text(encoding="utf-8"))]


def arrivals(seed: str, today: date) -> list[Arrival]:
    """Every delivery in the order of time: first releases, later ones, then what is unfinished."""
    chance = random.Random(f"{seed}|arrivals")  # noqa: S311
    finished = [entry for entry in datasets() if entry.get("fate", "published") == "published"]
    later = [entry for entry in finished if entry.get("releases", 1) > 1]
    rest = [entry for entry in datasets() if entry not in finished]
    chance.shuffle(finished)
    chance.shuffle(later)
    told = [(e, 1) for e in finished] + [(e, 2) for e in later] + [(e, 1) for e in rest]
    return [_arrival(told, place, today) for place in range(len(told))]


def _arrival(told: list[tuple[dict[str, Any], int]], place: int, today: date) -> Arrival:
    entry, number = told[place]
    batch, within = divmod(place, BATCH)
    n_gaps = max((len(told) - 1) // BATCH, 1)
    days = (DAYS - LAST_DAYS) * batch / n_gaps - DAYS
    morning = datetime.combine(today, time(9, 0), _ZONE) + timedelta(days=int(days))
    return Arrival(entry, number, within, morning + timedelta(seconds=10 * within))


def record_changes(
    entry: dict[str, Any], agency: dict[str, Any], *, is_shortened: bool, day: date
) -> dict[str, Any]:
    """What the steward writes into the record on a day, besides the labels of columns."""
    first, last = _period(entry, is_shortened=is_shortened)
    unit = entry.get("frequency", "A")
    return {
        "title_th": entry["title"],
        "title_en": entry["title_en"],
        "description_th": _with_example(entry["about"], 0),
        "description_en": _with_example(entry["about_en"], 1),
        "tags": [*entry["tags"], "ข้อมูลตัวอย่าง"] if entry["tags"] else [],
        "data_type": entry.get("type", "statistics"),
        "objective": entry.get("objective", ["mission"]),
        "maintainer": agency["unit"],
        "maintainer_email": f"data.{agency['slug']}@odms.example",
        "frequency_unit": unit,
        "frequency_interval": None if unit in _NO_INTERVAL else 1,
        "geo_coverage": entry.get("geo", "06"),
        "data_source": f"{agency['th']} (ข้อมูลตัวอย่าง)",
        "data_format": [_FORMATS.get(entry["file"]["style"].get("format", ""), "csv")],
        "data_category": "public",
        "classification": "open",
        "licence": entry.get("licence", "odc"),
        "legal_ground": "digital-act" if agency["sector"] == "state" else "owner",
        "rights_origin": "own",
        "theme": entry["theme"],
        "period_start": first.isoformat(),
        "period_end": min(last, day).isoformat(),
        "language": ["th"],
    }


def _period(entry: dict[str, Any], *, is_shortened: bool) -> tuple[date, date]:
    """First and last day of the figures: as the table has them, else the years that are named."""
    if found := figures.period(entry["file"], without_last=is_shortened):
        return found
    first, last = (int(year) - 543 for year in str(entry["period"]).split(".."))
    return date(first, 1, 1), date(last, 12, 31)


def deed(entry: dict[str, Any], column: str) -> dict[str, Any]:
    """What becomes of a column with personal data: dropped unless the definitions say otherwise, by
    a code, or by a code with its reason or parameters."""
    told = entry.get("personal", {}).get(column, "drop")
    if isinstance(told, str):
        return {"deed": told}
    [(code, rest)] = told.items()
    return {"deed": code, "reason" if isinstance(rest, str) else "parameters": rest}


def column_labels(entry: dict[str, Any], names: list[str]) -> dict[str, dict[str, str]]:
    """English labels and units for the columns that were read under these names."""
    known = {}
    for column in entry["file"]["columns"]:
        label = {"label_en": column.get("en", ""), "unit": column.get("unit", "")}
        grouped = f"{column.get('group', '')} {column.get('short', column['name'])}"
        known[column["name"]] = known[grouped] = label
    return {name: known[name] for name in names if name in known}


def _with_example(text: str, language: int) -> str:
    return f"{text}\n\n{_EXAMPLE[language]}" if text else ""
