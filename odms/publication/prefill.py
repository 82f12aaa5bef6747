"""A first proposal of a record, out of what a file itself says. Pure.

Whatever is not certain stays empty: a wrong guess is worse than a gap that a gate will show.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from odms.standards.record import Record

_ENDINGS = re.compile(r"\.(csv|tsv|txt|xlsx?|ods|json|jsonl|ndjson|geojson|parquet|zip|gz)$", re.I)
_NOISE = re.compile(r"^(sheet|table|data|แผ่น|ชีต)\s*\d*$", re.I)
_ERA = 543

# the storage format that a recognised format stands for, as codes of `data_formats`
_FORMATS = {
    "csv": "csv",
    "tsv": "csv",
    "txt": "text",
    "delimited": "csv",
    "xlsx": "xls",
    "xls": "xls",
    "ods": "xls",
    "json": "json",
    "jsonl": "json",
    "geojson": "json",
}

# the finest coverage that a column's meaning shows, finest first
_COVERAGES = (
    ({"latitude", "longitude"}, "11"),
    ({"th-tambon", "th-tambon-code"}, "08"),
    ({"th-amphoe", "th-amphoe-code"}, "07"),
    ({"th-province", "th-province-code"}, "06"),
)


@dataclass(frozen=True)
class Source:
    """What is known of a file: its name and format, its tables with columns, and its title rows.

    `columns` are those of `DeliveredTable.columns`; `ranges` gives `min` and `max` of dates and
    years, by column name, as the report has them.
    """

    file_name: str
    format: str
    titles: Sequence[str] = ()
    sheet_names: Sequence[str] = ()
    columns: Sequence[dict[str, Any]] = ()
    ranges: dict[str, tuple[Any, Any]] = field(default_factory=dict)


def propose(source: Source, *, publisher: str, unit: str = "", email: str = "") -> Record:
    """The record to begin with: the agency's own items, and what the file says."""
    period = _period(source)
    return Record(
        title_th=_title(source),
        publisher=publisher,
        maintainer=unit,
        maintainer_email=email,
        tags=_tags(source),
        data_type=_data_type(source),
        geo_coverage=_coverage(source),
        data_format=[code] if (code := _FORMATS.get(source.format)) else [],
        data_category="public",
        classification="open",
        licence="odc",
        language=["th"],
        period_start=period[0],
        period_end=period[1],
    )


def renew(before: Record, source: Source) -> Record:
    """The record of a dataset whose next file came: as it was, with the period of the new file."""
    start, end = _period(source)
    starts = [day for day in (before.period_start, start) if day]
    ends = [day for day in (before.period_end, end) if day]
    return Record.from_dict(
        before.to_dict()
        | {"period_start": min(starts, default=""), "period_end": max(ends, default="")}
    )


def _title(source: Source) -> str:
    for text in (*source.titles, *source.sheet_names):
        text = " ".join(text.split())
        if len(text) >= 4 and not _NOISE.match(text):
            return text[:300]
    return " ".join(re.split(r"[\s_]+", _stem(source.file_name)))[:300]


def _stem(name: str) -> str:
    while (shorter := _ENDINGS.sub("", name)) != name:
        name = shorter
    return name


def _tags(source: Source) -> list[str]:
    """Words of the file's name and labels of its columns that read like keywords."""
    names = [column["label_th"] or column["name"] for column in source.columns]
    words = [word for name in names for word in re.split(r"[\s_/()\-]+", name)]
    fit = [word for word in words if re.fullmatch(r"[ก-๛]{3,30}", word)]
    return list(dict.fromkeys(fit))[:8]


def _data_type(source: Source) -> str:
    types = {column["type"] for column in source.columns}
    meanings = {column["meaning"] for column in source.columns}
    if "geometry" in types or {"latitude", "longitude"} <= meanings:
        return "geospatial"
    if "year" in types and types & {"integer", "number"}:
        return "statistics"
    return ""


def _coverage(source: Source) -> str:
    meanings = {column["meaning"] for column in source.columns}
    for signs, code in _COVERAGES:
        if meanings & signs:
            return code
    return ""


def _period(source: Source) -> tuple[str, str]:
    """First and last day that columns of dates and years tell, ISO text; empty where none does."""
    days = sorted(_days(source))
    return (days[0], days[-1]) if days else ("", "")


def _days(source: Source) -> Iterator[str]:
    for column in source.columns:
        first, last = source.ranges.get(column["name"], (None, None))
        if first is None or last is None or column.get("personal"):
            continue
        if column["type"] == "year":
            era = _ERA if column["meaning"] == "buddhist-year" else 0
            yield f"{int(first) - era:04}-01-01"
            yield f"{int(last) - era:04}-12-31"
        elif column["type"] in ("date", "datetime"):
            yield str(first)[:10]
            yield str(last)[:10]
