"""A delivered file, read by the engine and published, as search finds it and tables hand it out."""

import csv
import io
from datetime import date
from typing import Any

import openpyxl
import pytest
from factories import cases
from factories.centre import Centre

from odms.catalogue import queries as catalogue
from odms.catalogue.models import Release
from odms.intake.queries import lake
from odms.lake.groups import grouped
from odms.search import actions as search
from odms.search import queries as found
from odms.tables import queries
from odms.tables.rules import parse_query

WATER = (
    "สถานี,วันที่ตรวจ,ค่า BOD,ผ่านเกณฑ์,รหัส,ปี\n"
    "บางปะกง,12/01/2565,1.5,ใช่,0012,2565\n"
    "ท่าจีน,13/01/2565,n.a.,ไม่ใช่,0007,2565\n"
    '"=cmd, ""แม่กลอง""",14/01/2565,12.25,ใช่,0100,2566\n'
)

TOTALS = "จังหวัด,ชาย,หญิง\nกระบี่,100,120\nตรัง,80,90\nพังงา,60,70\nรวม,240,280\n"


@pytest.fixture
def release(centre: Centre) -> Release:
    case = cases.published(centre, WATER.encode("cp874"), name="คุณภาพน้ำผิวดิน.csv")
    table = catalogue.list_distributions(case.dataset)[0].current
    assert table is not None
    return table


def test_rows_are_typed_and_can_be_asked_for(release: Release) -> None:
    page = queries.get_rows(release)
    assert page.names == [column["name"] for column in release.columns]
    assert page.rows[0] == ("บางปะกง", date(2022, 1, 12), 1.5, True, "0012", 2565)
    assert page.rows[1][2] is None
    asked = {page.names[2] + "__gte": ["2"], "sort": ["-" + page.names[1]]}
    assert queries.get_rows(release, parse_query(asked, release.columns)).rows[0][4] == "0100"


def test_every_download_opens(release: Release) -> None:
    paths = {form: queries.download(release, form).path for form in ("csv", "xlsx")}
    assert paths["csv"] and paths["xlsx"]
    lines = list(csv.reader(io.StringIO(paths["csv"].read_text(encoding="utf-8"))))
    assert lines[1] == ["บางปะกง", "2022-01-12", "1.5", "true", "0012", "2565"]
    assert lines[3][0] == '\'=cmd, "แม่กลอง"'
    sheet: Any = openpyxl.load_workbook(paths["xlsx"]).active
    assert sheet["E2"].value == "0012"


def test_search_finds_it_by_its_columns(release: Release) -> None:
    search.follow()
    slug = release.distribution.dataset.slug
    for typed in ("BOD", "สถานี", "ผ่านเกณฑ์"):
        assert slug in [hit.slug for hit in found.search(typed).hits], typed


@pytest.mark.parametrize("form", ["csv", "json", "jsonl", "parquet", "xlsx"])
def test_marks_of_totals_stay_in_the_house(form: str, centre: Centre) -> None:
    case = cases.published(centre, TOTALS.encode(), name="ประชากร.csv")
    table = catalogue.list_distributions(case.dataset)[0].current
    assert table is not None
    assert queries.get_rows(table).names == ["จังหวัด", "ชาย", "หญิง"]
    assert queries.get_rows(table).total == 4
    for query in (None, parse_query({"ชาย__gt": ["1"]}, table.columns)):
        download = queries.download(table, form, query=query)
        data = download.path.read_bytes() if download.path else b"".join(download.chunks or ())
        assert b"_is_total" not in data
    found = grouped(lake().table_path(table.table_key), "จังหวัด", measure="ชาย", how="sum")
    assert {name: figure for name, figure, _ in found} == {"กระบี่": 100, "ตรัง": 80, "พังงา": 60}
