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


PLAIN = {"name": "c", "type": "integer", "meaning": None}


def found(kind: str, verdict: str, **column: Any) -> dict[str, Any]:
    return PLAIN | {"type": "text", "personal": {"kind": kind, "verdict": verdict}} | column


@pytest.mark.parametrize("deed", ["keep", "drop", "mask", "pseudonymise", "band", "small-cells"])
def test_column_without_finding_may_be_anything_that_fits(deed: str) -> None:
    rules.check_decision(PLAIN, deed, "", {})


@pytest.mark.parametrize("deed", ["burn", "place", "age", "grid", "postcode"])
def test_unknown_or_unfit_deed(deed: str) -> None:
    with pytest.raises(Invalid):
        rules.check_decision(PLAIN, deed, "", {})


def test_parameters_are_filled_in() -> None:
    assert rules.check_decision(PLAIN, "band", "", {"width": 5}) == {"width": 5.0}
    assert rules.check_decision(PLAIN, "small-cells", "", {"total": "t"}, ["c", "t"]) == {
        "below": 5,
        "total": "t",
    }
    with pytest.raises(Invalid, match="no_such_column"):
        rules.check_decision(PLAIN, "small-cells", "", {"total": "t"}, ["c"])
    with pytest.raises(Invalid, match="unknown_parameter"):
        rules.check_decision(PLAIN, "keep", "", {"width": 5})


# kind, type, verdict: what may be decided, the proposed deed first
MAY: dict[tuple[str, str, str], tuple[str, ...]] = {
    ("th-national-id", "text", "certain"): ("drop", "mask", "pseudonymise"),
    ("th-national-id", "text", "likely"): ("drop", "mask", "pseudonymise"),
    ("th-national-id", "text", "possible"): ("keep", "drop", "mask", "pseudonymise"),
    ("phone", "integer", "certain"): ("drop", "mask", "pseudonymise"),
    ("birth-date", "date", "likely"): ("drop", "mask", "age", "period", "keep"),
    ("birth-date", "text", "likely"): ("drop", "mask", "keep"),
    ("address", "text", "likely"): ("drop", "mask", "place", "keep"),
    ("blood-group", "text", "certain"): ("drop", "mask"),
}


@pytest.mark.parametrize("case", MAY)
def test_what_hides_a_kind(case: tuple[str, str, str]) -> None:
    kind, type_, verdict = case
    assert rules.allowed(found(kind, verdict, type=type_)) == MAY[case]


def test_a_measure_that_hides_nothing_personal_is_refused() -> None:
    with pytest.raises(Invalid, match="does_not_hide"):
        rules.check_decision(found("phone", "certain", type="integer"), "band", "", {})


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
        verdict=verdict, allowed=rules.allowed(found("email", verdict)), deed=deed, reason=reason,
    )  # fmt: skip
    assert column.is_decided == DECIDED[case]
