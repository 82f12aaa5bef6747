from typing import Any

import pytest

from odms.errors import Conflict, Invalid
from odms.intake import rules

REPORT: dict[str, Any] = {
    "tables": [
        {"columns": [
            {"name": "share", "source_name": "Share", "type": "number", "meaning": None, "unit": "percent"},
            {"name": "อีเมล", "source_name": " อีเมล", "type": "text", "meaning": "email", "unit": None},
        ]},
    ],
    "personal_data": [
        {"table": 0, "column": "อีเมล", "kind": "email", "n": 3, "share": 1.0, "verdict": "certain"},
        {"table": 1, "column": "share", "kind": "phone", "n": 1, "share": 0.1, "verdict": "possible"},
    ],
}  # fmt: skip


def test_columns_of_a_report() -> None:
    empty = {"label_en": "", "description_th": "", "description_en": ""}
    assert rules.columns_of(REPORT, 0) == [
        {"name": "share", "type": "number", "meaning": None, "label_th": "", "unit": "ร้อยละ"} | empty,
        {"name": "อีเมล", "type": "text", "meaning": "email", "label_th": "อีเมล", "unit": ""}
        | empty
        | {"personal": {"kind": "email", "n": 3, "share": 1.0, "verdict": "certain"}},
    ]  # fmt: skip


@pytest.mark.parametrize("state", rules.DELIVERY_STATES)
@pytest.mark.parametrize("is_sealed", [True, False])
def test_only_read_and_open_deliveries_are_decided(state: str, is_sealed: bool) -> None:
    if state == "read" and not is_sealed:
        rules.check_editable(state=state, is_sealed=is_sealed)
        return
    with pytest.raises(Conflict):
        rules.check_editable(state=state, is_sealed=is_sealed)


@pytest.mark.parametrize("deed", rules.DEEDS)
def test_column_without_finding_may_be_anything(deed: str) -> None:
    rules.check_decision(None, deed, "")


def test_unknown_deed() -> None:
    with pytest.raises(Invalid):
        rules.check_decision(None, "burn", "")


DECIDED = {
    ("certain", "drop", ""): True,
    ("certain", "keep", "เหตุผล"): False,
    ("likely", "keep", "เหตุผล"): True,
    ("likely", "keep", ""): False,
    ("possible", "keep", ""): False,
    ("possible", "mask", ""): True,
    ("possible", "", ""): False,
}


@pytest.mark.parametrize("case", DECIDED)
def test_personal_column_is_decided(case: tuple[str, str, str]) -> None:
    verdict, deed, reason = case
    column = rules.PersonalColumn(
        table_id="", position=0, table_name="", column="c", kind="email", n=1, share=1.0,
        verdict=verdict, allowed=rules.allowed("email", verdict), deed=deed, reason=reason,
    )  # fmt: skip
    assert column.is_decided == DECIDED[case]
