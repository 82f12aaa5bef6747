"""Inventories that come and go as files: the government's workbook, and JSON of CKAN."""

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from factories.centre import AT, Centre

from odms.errors import Unreadable
from odms.inventory import actions, exports, queries
from odms.inventory.models import Entry, Survey

LATER = AT.replace(day=24)

# a workbook as an agency keeps it: a title above, headings of its own, a blank row, a note below
MESSY: list[list[Any]] = [
    ["บัญชีข้อมูลของกรมสุขภาพตัวอย่าง ปีงบประมาณ 2569"],
    [],
    ["ลำดับที่", "ชื่อข้อมูล", "หมวดหมู่ข้อมูล", "ชั้นความลับ", "กอง/สำนัก", "ความถี่",
     "มีข้อมูลส่วนบุคคล", "จำนวนระเบียน", "อีเมลผู้รับผิดชอบข้อมูล", "หมายเหตุ"],
    [1, "ทะเบียนผู้ป่วยนอก", "ข้อมูลส่วนบุคคล", "ชั้นเผยแพร่ภายในองค์กร", "กองระบาดวิทยา", "ทุก 3 เดือน",
     "มี", "๑,๒๐๐", "steward@odms.example", "ส่งเขตสุขภาพ"],
    [2, "จำนวนเตียงรายจังหวัด", "ข้อมูลสาธารณะ", "เปิดเผย", "กองแผนงาน", "ปี", "ไม่มี", 77, None, None],
    [3, "แผนเผชิญเหตุ", "ข้อมูลความมั่นคง", "ลับมาก", "กองแผนงาน", "ตามเหตุการณ์", "ไม่มี", None,
     "nobody@odms.example", None],
    [4, "ทะเบียนครุภัณฑ์", "ข้อมูลสาธารณะ", "ลับ", "กองคลัง", "เดือน", "ไม่แน่ใจ", "สามร้อย", None, None],
]  # fmt: skip


def book(path: Path, rows: list[list[Any]], *more: list[list[Any]]) -> Path:
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    for rows_ in more:
        sheet = made.create_sheet()
        for row in rows_:
            sheet.append(row)
    made.save(path)
    return path


def taken(centre: Centre, path: Path, **more: Any) -> Survey:
    about = {"by": centre.steward, "agency": centre.agency, "at": AT} | more
    return actions.import_file(path=path, name=path.name, **about)


def entries(centre: Centre) -> dict[str, Entry]:
    found = queries.list_entries([centre.agency.id], queries.Asked(state="all"), limit=None)
    return {entry.title_th: entry for entry in found}


def said(entry: Entry) -> dict[str, Any]:
    return queries.values_of(entry)


def test_messy_workbook_is_read(centre: Centre, tmp_path: Path) -> None:
    survey = taken(centre, book(tmp_path / "บัญชี.xlsx", MESSY))
    assert (survey.way, survey.n_new, survey.n_changed) == ("workbook", 4, 0)
    found = entries(centre)
    assert said(found["ทะเบียนผู้ป่วยนอก"]) == {
        "title_th": "ทะเบียนผู้ป่วยนอก",
        "data_category": "personal",
        "classification": "internal",
        "maintainer": "กองระบาดวิทยา",
        "frequency_unit": "M",
        "frequency_interval": 3,
        "has_personal_data": True,
        "n_rows": 1200,
        "owner_email": "steward@odms.example",
    }
    assert found["ทะเบียนผู้ป่วยนอก"].extra == {"workbook": {"หมายเหตุ": "ส่งเขตสุขภาพ"}}
    assert found["แผนเผชิญเหตุ"].classification == "secret"
    assert found["แผนเผชิญเหตุ"].extra == {
        "unread": {"frequency_unit": "ตามเหตุการณ์", "owner_email": "nobody@odms.example"}
    }


def test_every_row_says_what_was_not_understood(centre: Centre, tmp_path: Path) -> None:
    survey = taken(centre, book(tmp_path / "a.xlsx", MESSY))
    assert [(one["row"], one["item"], one["value"], one["code"]) for one in survey.troubles] == [
        (None, "หมายเหตุ", "", "inventory.heading_not_known"),
        (6, "frequency_unit", "ตามเหตุการณ์", "standards.unknown_code"),
        (6, "owner_email", "nobody@odms.example", "inventory.unknown_owner"),
        (7, "has_personal_data", "ไม่แน่ใจ", "inventory.wrong_mark"),
        (7, "n_rows", "สามร้อย", "inventory.wrong_count"),
        (7, "classification", "", "inventory.public_not_open"),
    ]
    assert entries(centre)["ทะเบียนครุภัณฑ์"].n_errors == 1


def test_same_workbook_again_changes_nothing(centre: Centre, tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", MESSY)
    taken(centre, path)
    survey = taken(centre, path, at=LATER)
    assert (survey.n_new, survey.n_changed, survey.n_gone, survey.n_unchanged) == (0, 0, 0, 4)
    changed = [*MESSY[:-1], [5, "โรงพยาบาล", "ข้อมูลสาธารณะ", "เปิดเผย"]]
    changed[4] = [*MESSY[4][:7], 78]
    survey = taken(centre, book(tmp_path / "b.xlsx", changed), at=LATER, is_whole=True)
    assert [(one["kind"], one["title"], one["changes"]) for one in survey.changes] == [
        ("changed", "จำนวนเตียงรายจังหวัด", [{"what": "n_rows", "before": 77, "after": 78}]),
        ("new", "โรงพยาบาล", []),
        ("gone", "ทะเบียนครุภัณฑ์", []),
    ]


def test_workbook_goes_round(centre: Centre, tmp_path: Path) -> None:
    taken(centre, book(tmp_path / "a.xlsx", MESSY))
    columns = [{"name": "เตียง", "type": "integer", "description": "จำนวนเตียง"}]
    beds = entries(centre)["จำนวนเตียงรายจังหวัด"]
    actions.change_entry(
        by=centre.steward,
        entry=beds,
        at=AT,
        values={"columns": columns, "tags": "เตียง, โรงพยาบาล", "is_candidate": "เสนอ"},
    )
    before = {title: (said(e), e.extra) for title, e in entries(centre).items()}
    path = tmp_path / "out.xlsx"
    path.write_bytes(exports.as_workbook([centre.agency.id]))
    survey = taken(centre, path, is_whole=True, at=LATER)
    assert (survey.n_new, survey.n_changed, survey.n_gone, survey.n_unchanged) == (0, 0, 0, 4)
    assert {title: (said(e), e.extra) for title, e in entries(centre).items()} == before
    other = {"agency": centre.other_agency, "by": centre.people["other-steward"]}
    survey = taken(centre, path, **other)
    assert (survey.n_new, survey.n_changed) == (4, 0)
    found = queries.list_entries([centre.other_agency.id])
    assert {e.title_th: e.columns for e in found}["จำนวนเตียงรายจังหวัด"] == columns


def test_workbook_opens_as_excel_has_it(centre: Centre, tmp_path: Path) -> None:
    values = {"title_th": "=1+1", "data_category": "public", "n_rows": 5, "is_candidate": True}
    actions.add_entry(by=centre.steward, agency=centre.agency, values=values, at=AT)
    made = openpyxl.load_workbook(BytesIO(exports.as_workbook([centre.agency.id])))
    assert made.sheetnames == ["บัญชีข้อมูล", "พจนานุกรมข้อมูล"]
    heads, row = ([cell.value for cell in row] for row in made["บัญชีข้อมูล"].iter_rows())
    told = dict(zip(heads, row, strict=True))
    assert (told["ชื่อชุดข้อมูล"], told["จำนวนแถว"], told["เสนอเป็นข้อมูลเปิด"]) == ("=1+1", 5, "ใช่")
    assert told["หมวดหมู่ข้อมูลตามธรรมาภิบาลข้อมูลภาครัฐ"] == "ข้อมูลสาธารณะ"
    assert made["บัญชีข้อมูล"]["B2"].data_type == "s"


@pytest.mark.parametrize("rows", [[["จังหวัด", "ปี"], ["ตาก", 2569]], [["ก"]]])
def test_file_that_is_no_inventory_is_refused(
    centre: Centre, tmp_path: Path, rows: list[list[Any]]
) -> None:
    with pytest.raises(Unreadable):
        taken(centre, book(tmp_path / "a.xlsx", rows))


PACKAGE: dict[str, Any] = {
    "id": "8b3c1d4e-0000-4000-8000-000000000001",
    "name": "moph-beds",
    "title": "จำนวนเตียงโรงพยาบาล",
    "notes": "จำนวนเตียงรายจังหวัด",
    "maintainer": "กองแผนงาน",
    "maintainer_email": "plan@health.example",
    "tags": [{"name": "เตียง", "display_name": "เตียง"}, {"name": "โรงพยาบาล"}],
    "data_type": "ข้อมูลสถิติ",
    "objective": ["พันธกิจหน่วยงาน", "อื่นๆ"],
    "objective_other": "เพื่อวางแผน",
    "update_frequency_unit": "เดือน",
    "update_frequency_interval": "6",
    "geo_coverage": "จังหวัด",
    "data_format": '["XLS", "CSV"]',
    "data_category": "ข้อมูลสาธารณะ",
    "data_classification": "เปิดเผย",
    "license_id": "Open Data Common",
    "high_value_dataset": "1",
    "disaggregate": ["เพศ"],
    "organization": {"name": "moph"},
    "resources": [{"id": "r1", "url": "https://health.example/beds.csv", "format": "CSV"}],
    "extras": [{"key": "ของเดิม", "value": "x"}, {"key": "held_in", "value": "ระบบ HDC"}],
}
FORMS = {
    "list": json.dumps([PACKAGE], ensure_ascii=False),
    "search": json.dumps({"success": True, "result": {"count": 1, "results": [PACKAGE]}}),
    "show": json.dumps({"success": True, "result": PACKAGE}),
    "lines": json.dumps(PACKAGE) + "\n" + json.dumps(PACKAGE | {"id": "2", "title": "อื่น"}) + "\n",
}


@pytest.mark.parametrize(("form", "n"), [("list", 1), ("search", 1), ("show", 1), ("lines", 2)])
def test_ckan_json_is_read(centre: Centre, tmp_path: Path, form: str, n: int) -> None:
    path = tmp_path / "packages.json"
    path.write_text("\ufeff" + FORMS[form], encoding="utf-8")
    survey = taken(centre, path)
    assert (survey.way, survey.n_new, survey.troubles) == ("ckan", n, [])
    assert said(entries(centre)["จำนวนเตียงโรงพยาบาล"]) == {
        "title_th": "จำนวนเตียงโรงพยาบาล",
        "description_th": "จำนวนเตียงรายจังหวัด",
        "maintainer": "กองแผนงาน",
        "maintainer_email": "plan@health.example",
        "tags": ["เตียง", "โรงพยาบาล"],
        "data_type": "statistics",
        "objective": ["mission", "other"],
        "objective_other": "เพื่อวางแผน",
        "frequency_unit": "M",
        "frequency_interval": 6,
        "geo_coverage": "06",
        "data_format": ["xls", "csv"],
        "data_category": "public",
        "classification": "open",
        "licence": "odc",
        "held_in": "ระบบ HDC",
    }


def test_ckan_goes_round(centre: Centre, tmp_path: Path) -> None:
    strange = PACKAGE | {"id": "2", "title": "แปลก", "data_category": "ข้อมูลลี้ลับ"}
    path = tmp_path / "packages.json"
    path.write_text(json.dumps([PACKAGE, strange]), encoding="utf-8")
    survey = taken(centre, path)
    assert [(one["row"], one["item"], one["value"]) for one in survey.troubles] == [
        (2, "data_category", "ข้อมูลลี้ลับ")
    ]
    entry = entries(centre)["จำนวนเตียงโรงพยาบาล"]
    values = {"has_personal_data": "ไม่มี", "n_rows": 77, "columns": [{"name": "เตียง"}]}
    actions.change_entry(by=centre.steward, entry=entry, values=values, at=AT)
    before = {title: (said(e), e.extra) for title, e in entries(centre).items()}
    packages = exports.as_packages([centre.agency.id])
    told = next(one for one in packages if one["id"] == PACKAGE["id"])
    same = {name: value for name, value in PACKAGE.items() if name in told and name not in (
        "organization", "extras", "tags", "data_format"
    )}  # fmt: skip
    assert {name: told[name] for name in same} == same
    assert set(PACKAGE) <= set(told)
    assert next(one for one in packages if one["id"] == "2")["data_category"] == "ข้อมูลลี้ลับ"
    path.write_text(json.dumps(packages), encoding="utf-8")
    survey = taken(centre, path, at=LATER, is_whole=True)
    assert (survey.n_new, survey.n_changed, survey.n_gone, survey.n_unchanged) == (0, 0, 0, 2)
    assert {title: (said(e), e.extra) for title, e in entries(centre).items()} == before


@pytest.mark.parametrize("text", ["{", "[]", '{"result": {"results": []}}', "[1]"])
def test_json_that_is_no_catalogue_is_refused(centre: Centre, tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(text)
    with pytest.raises(Unreadable):
        taken(centre, path)
