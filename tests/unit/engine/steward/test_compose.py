"""The steward's report of real files: verdict, rows and problems that add up, nothing personal shown."""

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from odms import engine
from odms.engine import steward
from odms.engine.quality import Circumstances
from odms.engine.steward import Decided

REFERENCE = Path(__file__).resolve().parents[4] / "docs" / "reference"
REPORT = json.loads((REFERENCE / "report.schema.json").read_text())
PROFILE = json.loads((REFERENCE / "profile.schema.json").read_text())

CLEAN = "รหัส,จังหวัด,ปี,จำนวน\n001,ตรัง,2565,10\n002,ยะลา,2566,20\n003,สตูล,2567,30\n"
NOTED = """ตารางที่ 1 จำนวนนักเรียน,,,
จังหวัด,วันที่,จำนวน,หมายเหตุ
นครนายกก,1/2/2565,"1,200",
ยะลาก,2022-02-01,"1,300",ก
สตูล,3/2/2565,1.10E+11,ข
ตรัง,4/2/2565,"1,400",ค
น่าน,5/2/2565,"1,500",ง
แพร่,6/2/2565,"1,600",จ
กระบี่,7/2/2565,"1,700",ฉ
รวม,,"2,500",
,,,
ที่มา : สำนักงานสถิติแห่งชาติ,,,
"""
PHONES = "ชื่อหน่วย,โทรศัพท์\n" + "".join(f"หน่วย {i},08{i:08}\n" for i in range(10, 40))


def read(text: str, tmp_path: Path) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """A file's inspection and the profiles of its tables."""
    source, out = tmp_path / "file.csv", tmp_path / "out"
    source.write_text(text, encoding="utf-8")
    out.mkdir()
    found = engine.prepare(source, out, name="file.csv")
    profiles = [
        json.loads((out / f"profile-{i}.json").read_bytes()) for i in range(len(found.tables))
    ]
    return json.loads((out / "report.json").read_bytes()), profiles


def composed(text: str, tmp_path: Path, **options: Any) -> dict[str, Any]:
    report, profiles = read(text, tmp_path)
    for profile in profiles:
        jsonschema.validate(profile, PROFILE)
    told = steward.compose(report, profiles, **options)
    jsonschema.validate(told, REPORT)
    return told


def test_clean_file_is_publishable(tmp_path: Path) -> None:
    told = composed(CLEAN, tmp_path, around=Circumstances(at=date(2026, 1, 1)))
    assert told["verdict"] == {
        "code": "publishable",
        "words": {
            "th": "เผยแพร่ได้ อ่านได้ครบ 3 แถว และไม่พบสิ่งที่ต้องแก้",
            "en": "Publishable: all 3 rows were read and nothing needs mending.",
        },
        "reasons": [],
    }
    assert told["problems"]["list"] == []
    assert told["keys"] == [[["รหัส"], ["จังหวัด"], ["ปี"], ["จำนวน"]]]
    assert (told["at"], told["change"], told["personal"]) == ("2026-01-01", [], [])


def test_rows_add_up_to_the_source(tmp_path: Path) -> None:
    (table,) = composed(NOTED, tmp_path)["tables"]
    assert table["rows"] == {
        "preamble": 1, "header": 1, "data": 8, "rejected": 0, "footer": 1, "blank": 1, "source": 12,
    }  # fmt: skip
    assert (table["adds_up"], table["n_totals"]) == (True, 1)


def test_problems_add_up_and_stand_in_the_coordinates_of_the_source(tmp_path: Path) -> None:
    report, profiles = read(NOTED, tmp_path)
    told = steward.compose(report, profiles)["problems"]
    found = [f for table in report["tables"] for f in table["findings"]] + report["findings"]
    counted = Counter[str]()
    for finding in found:
        counted[finding["severity"]] += finding["n"]
    assert {kind: of["n"] for kind, of in told["counts"].items()} == {
        kind: counted[kind] for kind in ("error", "warning", "info")
    }
    names = next(one for one in told["list"] if one["code"] == "engine.name_not_in_list")
    assert (names["column"], names["n"], names["n_cells"], names["n_sentences"]) == (
        "จังหวัด",
        2,
        2,
        2,
    )
    assert [cell["ref"] for cell in names["cells"]] == ["A3", "A4"]
    severities = [one["severity"] for one in told["list"]]
    assert severities == sorted(severities, key=("error", "warning", "info").index)


def test_personal_data_must_be_decided_first_and_its_values_are_not_shown(tmp_path: Path) -> None:
    report, profiles = read(PHONES, tmp_path)
    told = steward.compose(report, profiles)
    assert told["verdict"]["code"] == "after"
    assert [reason["code"] for reason in told["verdict"]["reasons"]] == ["report.decide_personal"]
    phone = told["columns"][1]
    assert phone["personal"]["kind"] == "phone"
    hidden = ("min", "max", "mean", "quantiles", "histogram", "top")
    assert [phone[part] for part in hidden] == [None] * len(hidden)
    assert "0800000010" not in json.dumps(told)
    decided = steward.compose(report, profiles, decided=[Decided(0, "โทรศัพท์", "mask")])
    assert decided["verdict"]["code"].startswith("publishable")
    assert [(one["deed"], one["must_decide"]) for one in decided["personal"]] == [("mask", False)]


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"", "reading.empty"), (b"<html><body>no</body></html>", "reading.web_page")],
)
def test_file_that_cannot_be_read_gets_a_report_too(data: bytes, code: str, tmp_path: Path) -> None:
    from odms.errors import Refused

    source = tmp_path / "x.csv"
    source.write_bytes(data)
    with pytest.raises(Refused) as refused:
        engine.inspect(source)
    told = steward.unreadable(engine.refusal(source, refused.value, name="x.csv"))
    jsonschema.validate(told, REPORT)
    assert (told["verdict"]["code"], told["file"]["size_bytes"]) == ("unreadable", len(data))
    assert told["verdict"]["reasons"][0]["code"] == refused.value.code
