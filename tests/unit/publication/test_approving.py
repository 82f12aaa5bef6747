"""Who may approve what, as one table; numbers of orders."""

from datetime import date
from typing import Any

import pytest

from odms.errors import Conflict, Forbidden, Invalid
from odms.people.rules import PERMISSIONS, ROLES
from odms.publication import approving
from odms.publication.risks import Risk

KEPT = Risk("publication.risk.personal_kept", "error", {"column": "ชื่อ", "verdict": "likely"})
KEPT_AS_PROPOSED = Risk("publication.risk.personal_kept", "error", {"verdict": "possible"})
SMALL = Risk("publication.risk.small_groups", "error", {"k": 1})
MASKED = Risk("publication.risk.personal_masked", "warning", {"column": "ชื่อ"})
ITEMS = Risk("publication.risk.items", "warning", {"have": 14, "of": 20})
DRIFT = Risk("schema.drift.column_removed", "warning", {"column": "ปี"})
WORDS = Risk("publication.personal_words", "warning", {})

RISKS: dict[str, list[Risk]] = {
    "nothing": [],
    "passing": [MASKED, ITEMS],
    "drift": [DRIFT],
    "words": [WORDS],
    "groups": [SMALL],
    "kept as proposed": [KEPT_AS_PROPOSED],
    "kept": [KEPT, MASKED],
}

# risk: kind of case: who may approve, and how many must
MATRIX: dict[str, dict[str, str]] = {
    "nothing": {"first": "approver admin 1", "update": "approver admin 1", "words": "approver admin 1"},
    "passing": {"first": "approver admin 1", "update": "approver admin 1", "words": "approver admin 1"},
    "drift": {"first": "approver 1", "update": "approver 1", "words": "approver 1"},
    "words": {"first": "approver 1", "update": "approver 1", "words": "approver 1"},
    "groups": {"first": "approver 1", "update": "approver 1", "words": "approver 1"},
    "kept as proposed": {"first": "approver 1", "update": "approver 1", "words": "approver 1"},
    "kept": {"first": "approver admin 2", "update": "approver admin 2", "words": "approver admin 2"},
}  # fmt: skip


def test_the_table_is_whole() -> None:
    assert set(MATRIX) == set(RISKS)
    assert all(set(row) == set(approving.KINDS) for row in MATRIX.values())


@pytest.mark.parametrize("risk", RISKS)
@pytest.mark.parametrize("kind", approving.KINDS)
def test_who_may_approve_what(risk: str, kind: str) -> None:
    needed = approving.requirement(kind, approving.flags_of(RISKS[risk]))
    parts = [
        part
        for part in (*ROLES, "admin", "centre-auditor")
        if _may(needed, {"anyone", "user", part})
    ]
    assert " ".join([*parts, str(needed.n_approvers)]) == MATRIX[risk][kind]


def _may(needed: approving.Requirement, parts: set[str]) -> bool:
    try:
        approving.check_approver(needed, parts, person_id="a", first_id=None)
    except Forbidden:
        return False
    return True


def test_the_second_is_another() -> None:
    needed = approving.requirement("first", {"any", "personal-kept"})
    with pytest.raises(Forbidden) as refused:
        approving.check_approver(needed, {"approver"}, person_id="a", first_id="a")
    assert refused.value.code == "publication.approved_by_you"
    approving.check_approver(needed, {"approver"}, person_id="b", first_id="a")


@pytest.mark.parametrize(
    ("risks", "code"),
    [
        ([], ""),
        ([MASKED, ITEMS], ""),
        ([DRIFT], "publication.flagged"),
        ([KEPT], "publication.flagged"),
    ],
)
def test_together_with_others(risks: list[Risk], code: str) -> None:
    needed = approving.requirement("update", approving.flags_of(risks))
    try:
        approving.check_at_once(needed, risks)
        found = ""
    except Conflict as refused:
        found = refused.code
    assert found == code


def test_the_rules_name_parts_that_may_decide() -> None:
    parts = {part for rule in approving.rules()["rules"] for part in rule["parts"]}
    assert parts <= set(PERMISSIONS["case.decide"])


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"kinds": ["first", "third"]}, "kinds"),
        ({"parts": ["steward"]}, "parts"),
        ({"flags": ["hearsay"]}, "flags"),
    ],
)
def test_a_rule_that_names_nothing_is_told(
    monkeypatch: pytest.MonkeyPatch, changes: dict[str, Any], word: str
) -> None:
    known = approving.rules()
    first, *rest = known["rules"]
    wrong = known | {"rules": [first | changes, *rest]}
    monkeypatch.setattr(approving, "national", lambda _: wrong)
    with pytest.raises(ValueError, match=word):
        approving.rules.__wrapped__()


# pattern: the number of the twelfth order of the year, or nothing where it cannot be one
PATTERNS = {
    "{n}/{year}": "12/2569",
    "นร 0001/{year}-{n:4}": "นร 0001/2569-0012",
    "ที่ {n:3}": "ที่ 012",
    "{year}": "",
    "{n} {n}": "",
    "{n:04}/{year}": "",
    "{agency}{n}": "",
    "12/2569": "",
}


@pytest.mark.parametrize("pattern", PATTERNS)
def test_numbers_by_their_pattern(pattern: str) -> None:
    try:
        approving.check_pattern(pattern)
        found = approving.number_of(pattern, n=12, year=approving.order_year(date(2026, 11, 23)))
    except Invalid:
        found = ""
    assert found == PATTERNS[pattern]


def test_a_typed_number_is_cleaned_and_bounded() -> None:
    assert approving.order_number("  นร 0001 /  12 ") == "นร 0001 / 12"
    with pytest.raises(Invalid):
        approving.order_number("1" * 101)
