"""A first proposal of a record, out of what a file itself says. Pure.

Whatever is not certain stays empty: a wrong guess is worse than a gap that a gate will show. What
is national about it stands in `odms/definitions/<country>/prefill.yaml`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from odms.definitions import national
from odms.standards.record import Record

_ENDING = re.compile(r"\.(csv|tsv|txt|xlsx?|ods|json|jsonl|ndjson|geojson|parquet|zip|gz)$", re.I)
_BLANKS = re.compile(r"[\s_]+")
_MOST_TAGS = 8


@dataclass(frozen=True)
class Source:
    """What is known of a file: its name and format, title rows, sheets, all its columns, and the day
    on which it was received.

    Columns are those of `DeliveredTable.columns` with the `min` and `max` of the report.
    """

    file_name: str
    format: str
    titles: Sequence[str] = ()
    sheet_names: Sequence[str] = ()
    columns: Sequence[dict[str, Any]] = ()
    received: date = date.max


def propose(source: Source, *, publisher: str, unit: str = "", email: str = "") -> Record:
    """The record to begin with: the agency's own items, the defaults, and what the file says."""
    start, end = _period(source)
    return begin(publisher=publisher, unit=unit, email=email).changed(
        {
            "title_th": title(source),
            "tags": _tags(source),
            "data_type": _data_type(source),
            "geo_coverage": _coverage(source),
            "data_format": [rules()["formats"].get(source.format, "")],
            "period_start": start,
            "period_end": end,
        }
    )


def begin(*, publisher: str, unit: str = "", email: str = "") -> Record:
    """The record to begin with where there is no file yet: the agency's own items, the defaults."""
    own = {"publisher": publisher, "maintainer": unit, "maintainer_email": email}
    return Record().changed(rules()["defaults"] | own)


def renew(before: Record, source: Source) -> Record:
    """The record of a dataset whose next file came: as it was, the period as far as both go."""
    start, end = _period(source)
    starts = [day for day in (before.period_start, start) if day]
    ends = [day for day in (before.period_end, end) if day]
    period = {"period_start": min(starts, default=""), "period_end": max(ends, default="")}
    return before.changed(period)


def title(source: Source) -> str:
    """The first title row that is one, else a sheet's name that says something, else the file's."""
    told = rules()
    numbered = re.compile(told["table_number"], re.I)
    rows = (numbered.sub("", row, count=1).strip() for row in source.titles)
    found = [row for row in rows if len(row) >= 4 and not re.match(told["not_titles"], row, re.I)]
    names = (stem(name) for name in source.sheet_names)
    found += [name for name in names if not re.fullmatch(told["empty_names"], name, re.I)]
    return _BLANKS.sub(" ", (found or [stem(source.file_name)])[0]).strip()[:300]


def stem(name: str) -> str:
    """The name of a file, or of a member of an archive, without its endings."""
    while (shorter := _ENDING.sub("", name)) != name:
        name = shorter
    return name


def _tags(source: Source) -> list[str]:
    """Names of columns that read like keywords; a column of personal data gives none."""
    names = (c["label_th"] or c["name"] for c in source.columns if "personal" not in c)
    words = (word for name in names for word in re.split(r"[\s_/()\-.]+", name))
    fit = (word for word in words if re.fullmatch(rules()["keyword"], word))
    return list(dict.fromkeys(fit))[:_MOST_TAGS]


def _data_type(source: Source) -> str:
    types = {column["type"] for column in source.columns}
    meanings = {column["meaning"] for column in source.columns}
    if "geometry" in types or {"latitude", "longitude"} <= meanings:
        return "geospatial"
    return "statistics" if "year" in types and types & {"integer", "number"} else ""


def _coverage(source: Source) -> str:
    meanings = {column["meaning"] for column in source.columns}
    coverages = rules()["coverages"].items()
    return next((code for code, signs in coverages if meanings & set(signs)), "")


def _period(source: Source) -> tuple[str, str]:
    """First and last day that columns of dates and years tell, else the years in the titles.

    No file has figures of days after its delivery: the last day is that of the delivery at most,
    and where the first comes after it (a plan, a forecast) none is proposed.
    """
    days = sorted(_days(source)) or sorted(_years(source))
    received = source.received.isoformat()
    return (days[0], min(days[-1], received)) if days and days[0] <= received else ("", "")


def _days(source: Source) -> Iterator[str]:
    for column in source.columns:
        first, last = column["min"], column["max"]
        if first is None or last is None or "personal" in column:
            continue
        if column["type"] == "year":
            yield from (f"{_common(first):04}-01-01", f"{_common(last):04}-12-31")
        elif column["type"] in ("date", "datetime"):
            yield from (str(first)[:10], str(last)[:10])


def _years(source: Source) -> Iterator[str]:
    for text in (*source.titles, source.file_name):
        for year in re.findall(rules()["year"], text):
            yield from (f"{_common(year):04}-01-01", f"{_common(year):04}-12-31")


def _common(year: int | str) -> int:
    """A year of the common era."""
    told = rules()
    return int(year) - (told["era_years"] if int(year) > told["era_from"] else 0)


def rules() -> dict[str, Any]:
    """What is national about reading a file's own words."""
    found: dict[str, Any] = national("prefill.yaml")
    return found
