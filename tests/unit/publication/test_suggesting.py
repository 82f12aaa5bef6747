"""What a file suggests for the empty items of its description, and how that was derived."""

from datetime import date
from typing import Any

import pytest

from odms.publication.prefill import Source
from odms.publication.suggesting import Step, frequency_of, suggest
from odms.standards.record import Record

# days from one to the next | unit, number
FREQUENCIES = [
    (1.0, ("D", 1)),
    (7.0, ("W", 1)),
    (30.0, ("M", 1)),
    (31.0, ("M", 1)),
    (91.0, ("Q", 1)),
    (182.0, ("S", 1)),
    (365.0, ("A", 1)),
    (366.0, ("A", 1)),
    (1826.0, ("A", 5)),
    (14.0, None),
    (50.0, None),
]


@pytest.mark.parametrize(("days", "expected"), FREQUENCIES)
def test_frequency_is_the_nearest_period(days: float, expected: tuple[str, int] | None) -> None:
    assert frequency_of(days) == expected


def _column(name: str, type: str, meaning: str = "", **more: Any) -> dict[str, Any]:
    told = {
        "name": name,
        "type": type,
        "meaning": meaning,
        "label_th": "",
        "min": None,
        "max": None,
    }
    return told | more


SOURCE = Source(
    file_name="ผู้ป่วย 2568.csv",
    format="csv",
    columns=[
        _column("ปี", "year", min=2560, max=2568),
        _column("จังหวัด", "text", "th-province"),
        _column("จำนวน", "integer"),
    ],
    received=date(2026, 11, 23),
)

# item | values, sentence, facts
SUGGESTED = {
    "title_th": ({"title_th": "ผู้ป่วย 2568"}, "title", {"file": "ผู้ป่วย 2568.csv"}),
    "tags": ({"tags": ["จังหวัด", "จำนวน"]}, "tags", {}),
    "data_type": ({"data_type": "statistics"}, "statistics", {"year": "ปี", "number": "จำนวน"}),
    "data_format": ({"data_format": ["csv"]}, "format", {"format": "CSV"}),
    "geo_coverage": (
        {"geo_coverage": "06"},
        "coverage",
        {"column": "จังหวัด", "meaning_th": "ชื่อจังหวัด", "meaning_en": "provinces"},
    ),
    "period_start": ({"period_start": "2017-01-01"}, "period", {"columns": "ปี"}),
    "period_end": ({"period_end": "2025-12-31"}, "period", {"columns": "ปี"}),
    "frequency_unit": (
        {"frequency_unit": "A", "frequency_interval": 1},
        "frequency",
        {"column": "ปี", "days": "365"},
    ),
}


def test_empty_items_are_suggested_from_the_file() -> None:
    found = suggest(Record(), SOURCE, [Step("ปี", 365.0)])
    told = {
        item: (dict(one.values), one.code.removeprefix("publication.suggest."), dict(one.facts))
        for item, one in found.items()
    }
    assert told == SUGGESTED


def test_what_is_there_is_left_alone() -> None:
    record = Record(title_th="ก", tags=["ข"], geo_coverage="01", frequency_unit="M")
    found = suggest(record, SOURCE, [Step("ปี", 365.0)])
    assert {"title_th", "tags", "geo_coverage", "frequency_unit"} & set(found) == set()


def test_a_step_near_no_period_suggests_nothing() -> None:
    assert "frequency_unit" not in suggest(Record(), SOURCE, [Step("วันที่", 50.0)])
