"""The record of measures: complete, described field by field, and without a value of anybody."""

from datetime import UTC, datetime
from typing import Any

from odms.lake.protection.applying import Touched
from odms.lake.protection.plan import Step, plan
from odms.lake.protection.risk import Group, Risk
from odms.ledger.rules import as_fact, check_facts
from odms.publication.evidence import FIELDS, record

BY = {"id": "1", "name": "Steward"}
COLUMNS = [
    {"name": "id", "type": "text", "personal": {"kind": "th-national-id", "verdict": "certain"}},
    {"name": "ill", "type": "text", "personal": {"kind": "health", "verdict": "likely"}},
    {"name": "sex", "type": "text"},
]
DECISIONS = {
    "id": {"deed": "drop", "reason": "", "by": BY, "at": "2026-01-01"},
    "ill": {"deed": "keep", "reason": "ไม่ชี้ตัว", "by": BY, "at": "2026-01-02"},
}


def told() -> dict[str, Any]:
    step = Step("drop", "id", (), "th-national-id")
    risk = Risk(
        ("sex",), 5, 9, 2, 4, 0, 4, 0.444444, {"ill": 2}, {"ill": 0.25}, (Group({"sex": "ลับ"}, 4),)
    )
    return record(
        origin={
            "dataset_id": "d",
            "case": 1,
            "delivery_id": "x",
            "original_sha256": "0" * 64,
            "n_rows_before": 9,
            "n_rows_after": 9,
        },
        table={
            "position": 0,
            "columns": COLUMNS,
            "decisions": DECISIONS,
            "settings": {"is_chosen": True, "by": BY},
        },
        protection=plan([step], quasi=["sex"], sensitive=["ill"]),
        touched=(Touched(step, 9, 9, 9, 0),),
        before=risk,
        after=risk,
        made_at=datetime(2026, 1, 3, tzinfo=UTC),
        approved_by={"id": "2", "name": "Approver"},
    )


def paths(value: Any, at: str = "") -> set[str]:
    """The fields of a record as `FIELDS` writes them; what hangs on names of columns is one field."""
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return {at} | paths(value[0], f"{at}[]")
    if not isinstance(value, dict) or at.endswith(("parameters", "diversity", "closeness", "_by")):
        return {at}
    return {at} | {path for name, part in value.items() for path in paths(part, f"{at}.{name}")}


def test_every_field_is_described() -> None:
    known = {name for names in FIELDS for name in names.split(", ")}
    found = {path.lstrip(".") for path in paths(told())} - {"", "measures[]"}
    found = {path.replace("before.", "*.").replace("after.", "*.") for path in found}
    found = {path for path in found if not path.startswith("kept[]")}
    assert found == known


def test_what_was_kept_is_told_with_its_reason() -> None:
    assert told()["kept"] == [
        {
            "column": "ill",
            "kind": "health",
            "verdict": "likely",
            "reason": "ไม่ชี้ตัว",
            "decided_by": BY,
            "decided_at": "2026-01-02",
        }
    ]


def test_no_value_is_in_it_and_the_ledger_takes_it() -> None:
    assert "ลับ" not in str(told())
    check_facts(as_fact(told()))
