"""Which repairs a report calls for."""

from pathlib import Path
from typing import Any

import pytest

from odms.engine import inspect
from odms.engine.repairs import one_click, proposals

TEXT = (
    "ภาค,จังหวัด,งบ (ล้านบาท),อัตรา\n"
    + "ใต้,กระบี่,1,5%\nใต้,ตรัง,2,6\n" * 6
    + "เหนือ,เชียงไหม่,4,7\nรวม,,3,7%\n"
)


@pytest.fixture
def report(tmp_path: Path) -> dict[str, Any]:
    path = tmp_path / "a.csv"
    path.write_text(TEXT, encoding="utf-8")
    return inspect(path).to_json()


def test_findings_call_for_their_repairs(report: dict[str, Any]) -> None:
    told = {(one.code, one.step.repair, one.step.column) for one in proposals(report)}
    assert told == {
        ("reading.totals_inside", "drop_totals", None),
        ("engine.row_repeated", "drop_repeated_rows", None),
        ("engine.name_not_in_list", "spell_as_listed", "จังหวัด"),
        ("engine.unit_in_header", "take_out_unit", "งบ (ล้านบาท)"),
        ("engine.percent_mixed", "unify_percent", "อัตรา"),
    }


def test_what_renames_comes_last(report: dict[str, Any]) -> None:
    assert [step.repair for step in one_click(report)][-1] == "take_out_unit"


def test_report_without_facts_calls_for_no_repair_that_needs_them(report: dict[str, Any]) -> None:
    for finding in report["tables"][0]["findings"]:
        del finding["facts"]  # as reports of before had none
    assert "spell_as_listed" not in {one.step.repair for one in proposals(report)}
