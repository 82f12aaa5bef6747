from datetime import date
from typing import Any

import pytest

from odms.publication import prefill
from odms.publication.prefill import Source
from odms.standards.record import Record


def column(
    name: str, type: str = "text", meaning: str | None = None, **more: Any
) -> dict[str, Any]:
    return {"name": name, "label_th": name, "type": type, "meaning": meaning} | {
        "min": None,
        "max": None,
        **more,
    }


TITLES: dict[str, tuple[Source, str]] = {
    "title-row": (Source("a.csv", "csv", ["สถิติ  ผู้ป่วย"], ["ปี 67"]), "สถิติ ผู้ป่วย"),
    "unit-is-no-title": (Source("a.csv", "csv", ["(หน่วย: คน)", "จำนวนเตียง"]), "จำนวนเตียง"),
    "source-is-no-title": (Source("a.csv", "csv", ["ที่มา: กรม"], ["เตียง"]), "เตียง"),
    "number-of-the-table": (Source("a.csv", "csv", ["ตารางที่ 1.2 : จำนวนเตียง"]), "จำนวนเตียง"),
    "thai-number": (Source("a.csv", "csv", ["ตารางที่ ๓ รายได้"]), "รายได้"),
    "sheet": (Source("a.xlsx", "xlsx", [], ["เตียง ปี 2567"]), "เตียง ปี 2567"),
    "sheet-says-nothing": (Source("เตียง.xlsx", "xlsx", [], ["Sheet1", "ชีต 2"]), "เตียง"),
    "member": (Source("a.zip", "zip", [], ["ส่งออก_เกษตร.csv"]), "ส่งออก เกษตร"),
    "file": (Source("จำนวน_เตียง__2567.csv.gz", "csv"), "จำนวน เตียง 2567"),
    "short-row": (Source("เตียง.csv", "csv", ["1"]), "เตียง"),
}


@pytest.mark.parametrize("case", TITLES)
def test_title(case: str) -> None:
    source, expected = TITLES[case]
    assert prefill.title(source) == expected


FILE: dict[str, tuple[Source, dict[str, Any]]] = {
    "province-statistics": (
        Source("a.csv", "csv", columns=[
            column("จังหวัด", meaning="th-province"),
            column("ปี", "year", "buddhist-year", min=2560, max=2567),
            column("จำนวน", "integer", min=1, max=9),
        ]),
        {"data_type": "statistics", "geo_coverage": "06", "data_format": ["csv"],
         "period_start": "2017-01-01", "period_end": "2024-12-31", "tags": ["จังหวัด", "จำนวน"]},
    ),
    "points": (
        Source("a.geojson", "geojson", columns=[
            column("lat", "number", "latitude"), column("lon", "number", "longitude"),
            column("อำเภอ", meaning="th-amphoe"),
        ]),
        {"data_type": "geospatial", "geo_coverage": "11", "data_format": ["json"],
         "tags": ["อำเภอ"]},
    ),
    "dates": (
        Source("a.xlsx", "xlsx", columns=[
            column("date", "date", min="2024-03-01", max="2024-09-30"),
            column("at", "datetime", min="2024-02-28T08:00:00", max="2024-09-30T10:00:00"),
        ]),
        {"period_start": "2024-02-28", "period_end": "2024-09-30", "data_format": ["xls"]},
    ),
    "years-of-the-title": (
        Source("งบ_2566.csv", "csv", ["งบประมาณ ปี 2565 ถึง 2566"]),
        {"period_start": "2022-01-01", "period_end": "2023-12-31", "data_format": ["csv"]},
    ),
    "no-day-after-the-delivery": (
        Source("a.csv", "csv", received=date(2026, 11, 23), columns=[
            column("ปี", "year", "buddhist-year", min=2560, max=2569),
        ]),
        {"period_start": "2017-01-01", "period_end": "2026-11-23", "data_format": ["csv"]},
    ),
    "nor-of-the-title": (
        Source("งบ_2569.csv", "csv", received=date(2026, 11, 23)),
        {"period_start": "2026-01-01", "period_end": "2026-11-23", "data_format": ["csv"]},
    ),
    "a-plan-has-no-figures": (
        Source("แผน_2570.csv", "csv", received=date(2026, 11, 23)), {"data_format": ["csv"]},
    ),
    "numbers-are-no-years": (
        Source("a.csv", "csv", ["โทร 0256712345 ห้อง 25"]), {"data_format": ["csv"]},
    ),
    "personal-columns-say-nothing": (
        Source("a.csv", "csv", columns=[
            column("วันเกิด", "date", min="1950-01-01", max="2001-01-01", personal={}),
        ]),
        {"data_format": ["csv"]},
    ),
    "unknown-format": (Source("a.xyz", "xyz"), {}),
    "empty-column": (Source("a.csv", "csv", columns=[column("ปี", "year")]), {"data_format": ["csv"]}),
}  # fmt: skip

GIVEN = {
    "publisher": "กรมตัวอย่าง",
    "maintainer": "กลุ่มงานข้อมูล",
    "maintainer_email": "data@odms.example",
    "data_category": "public",
    "classification": "open",
    "licence": "odc",
    "language": ["th"],
}


@pytest.mark.parametrize("case", FILE)
def test_proposal(case: str) -> None:
    source, expected = FILE[case]
    record = prefill.propose(
        source, publisher="กรมตัวอย่าง", unit="กลุ่มงานข้อมูล", email="data@odms.example"
    )
    said = {name: value for name, value in record.to_dict().items() if value}
    del said["title_th"]
    assert said == GIVEN | expected


def test_renewed_record_keeps_its_words() -> None:
    before = Record(
        title_th="เตียง", tags=["เตียง"], period_start="2020-01-01", period_end="2022-12-31"
    )
    source = Source("x.csv", "csv", columns=[column("ปี", "year", min=2566, max=2566)])
    after = prefill.renew(before, source)
    assert (after.title_th, after.tags) == ("เตียง", ["เตียง"])
    assert (after.period_start, after.period_end) == ("2020-01-01", "2023-12-31")
