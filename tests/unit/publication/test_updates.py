"""What changed with an update that a person must see, and what a standing order covers: tables."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from odms.definitions.messages import sentences
from odms.errors import Invalid
from odms.publication.risks import Risk
from odms.publication.updates import (
    Offer,
    Terms,
    Update,
    check_terms,
    list_changes,
    list_mismatches,
)

TODAY = date(2026, 11, 23)
SHAPE = {"patients": [["จังหวัด", "text"], ["ปี", "year"]]}
ROWS = {"n_rows_before": 100, "n_rows_after": 110, "n_rows_removed": 0, "n_rows_changed": 5}
SAME = Update(
    is_public=True,
    before=SHAPE,
    after=SHAPE,
    classification=("open", "open"),
    licence=("odc", "odc"),
    points=80,
    rows=[ROWS],
)
KEPT = Risk("publication.risk.personal_kept", "error", {"column": "ชื่อ", "n": 3, "reason": "ก"})
WORDS = Risk("publication.personal_words", "warning", {"kind_th": "ชื่อ", "kind_en": "a name"})
MASKED = Risk("publication.risk.personal_masked", "warning", {"column": "ชื่อ", "n": 3})
SMALL = Risk("publication.risk.small_groups", "error", {"k": 1, "n": 2, "threshold": 5})
DRIFT = Risk("schema.drift.column_removed", "warning", {"column": "ปี", "field": "ปี"})
NEW_CHOICES = Risk("schema.drift.choices_new", "warning", {"field": "ก", "n": 1, "choices": "ข"})

# what is different: the codes of why a person is needed
CHANGES: dict[str, tuple[dict[str, Any], list[str]]] = {
    "nothing": ({}, []),
    "columns in another order": ({"after": {"patients": SHAPE["patients"][::-1]}}, []),
    "withdrawn": ({"is_public": False}, ["person.not_public"]),
    "a column gone": ({"after": {"patients": [["ปี", "year"]]}}, ["person.columns"]),
    "a column new": (
        {"after": {"patients": [*SHAPE["patients"], ["เตียง", "integer"]]}},
        ["person.columns"],
    ),
    "another type": (
        {"after": {"patients": [["จังหวัด", "text"], ["ปี", "integer"]]}},
        ["person.columns"],
    ),
    "a table new": ({"after": {**SHAPE, "beds": []}}, ["person.tables_new"]),
    "a table gone": ({"before": {**SHAPE, "beds": []}}, ["person.tables_gone"]),
    "personal data": ({"undecided": ["ชื่อ"]}, ["person.personal"]),
    "class": ({"classification": ("open", "secret")}, ["person.classification"]),
    "licence": ({"licence": ("odc", "")}, ["person.licence"]),
    "quality at the threshold": ({"points": 60}, []),
    "quality below": ({"points": 59}, ["person.quality"]),
    "quality unknown": ({"points": None}, []),
    "gates": ({"n_lacking": 2}, ["person.lacking"]),
    "masked as before": ({"risks": [MASKED]}, []),
    "kept as before": (
        {"risks": [KEPT], "known": frozenset({(KEPT.code, "ชื่อ")})},
        [],
    ),
    "kept anew": ({"risks": [KEPT]}, ["risk.personal_kept"]),
    "words as before": (
        {"risks": [WORDS], "known": frozenset({(WORDS.code, "a name")})},
        [],
    ),
    "words anew": ({"risks": [WORDS]}, ["personal_words"]),
    "recognition": (
        {"risks": [SMALL], "known": frozenset({(SMALL.code, "")})},
        ["risk.small_groups"],
    ),
    "drift told once": (
        {"after": {"patients": [["จังหวัด", "text"]]}, "risks": [DRIFT]},
        ["person.columns"],
    ),
    "new choices": ({"risks": [NEW_CHOICES]}, ["schema.drift.choices_new"]),
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_changed(name: str) -> None:
    changes, expected = CHANGES[name]
    found = list_changes(replace(SAME, **changes))
    assert [reason.code.removeprefix("publication.") for reason in found] == expected
    for reason in found:
        assert all(sentences(reason.code, dict(reason.facts)).values())


TERMS = Terms(
    expires_date=TODAY + timedelta(days=30),
    shape=SHAPE,
    most_changed=10,
    most_shrunk=20,
    stewards=["steward"],
    tokens=["token"],
    giver_id="approver",
)
OFFER = Offer(person_id="steward", way="web", file_name="patients_2569.csv")

# terms, offer, update that differ from those above: the codes of what does not fit
FITS: dict[str, tuple[dict[str, Any], dict[str, Any], dict[str, Any], list[str]]] = {
    "all": ({}, {}, {}, []),
    "on the last day": ({"expires_date": TODAY}, {}, {}, []),
    "expired": ({"expires_date": TODAY - timedelta(days=1)}, {}, {}, ["expired"]),
    "revoked": ({"is_revoked": True}, {}, {}, ["revoked"]),
    "giver left": ({"giver_may_decide": False}, {}, {}, ["giver_left"]),
    "giver delivers": (
        {"giver_id": "steward", "stewards": ["steward"]}, {}, {}, ["giver_submits"],
    ),
    "another steward": ({}, {"person_id": "other"}, {}, ["steward"]),
    "token": ({}, {"token_id": "token", "person_id": "machine"}, {}, []),
    "another token": ({}, {"token_id": "other"}, {}, ["token"]),
    "way": ({"way": "web"}, {}, {}, []),
    "another way": ({"way": "api"}, {}, {}, ["way"]),
    "name": ({"file_name": "patients_*.csv"}, {}, {}, []),
    "another name": ({"file_name": "beds_????.csv"}, {}, {}, ["file_name"]),
    "case of a name": ({"file_name": "Patients_*.csv"}, {}, {}, ["file_name"]),
    "address": ({"url": "https://a.example/p.csv"}, {"url": "https://a.example/p.csv"}, {}, []),
    "beginning of an address": ({"url": "https://a.example/*"}, {"url": "https://a.example/p"}, {}, []),
    "another address": ({"url": "https://a.example/*"}, {"url": "https://b.example/"}, {}, ["url"]),
    "no address": ({"url": "https://a.example/*"}, {}, {}, ["url"]),
    "another schema": ({"shape": {"patients": [["ปี", "year"]]}}, {}, {}, ["other_schema"]),
    "columns changed, as is told elsewhere": (
        {}, {}, {"after": {"patients": [["ปี", "year"]]}}, [],
    ),
    "order of columns": ({"shape": {"patients": SHAPE["patients"][::-1]}}, {}, {}, []),
    "as many changed as may": (
        {}, {}, {"rows": [ROWS | {"n_rows_removed": 5, "n_rows_changed": 5}]}, [],
    ),
    "more changed": (
        {}, {}, {"rows": [ROWS | {"n_rows_removed": 5, "n_rows_changed": 6}]}, ["rows_changed"],
    ),
    "more gone, no key": (
        {}, {}, {"rows": [ROWS | {"n_rows_removed": 11, "n_rows_changed": None}]}, ["rows_changed"],
    ),
    "as few rows as may": ({"most_changed": 100}, {}, {"rows": [ROWS | {"n_rows_after": 80}]}, []),
    "fewer rows": (
        {"most_changed": 100}, {}, {"rows": [ROWS | {"n_rows_after": 79}]}, ["rows_fell"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FITS)
def test_what_an_order_covers(name: str) -> None:
    terms, offer, update, expected = FITS[name]
    found = list_mismatches(
        replace(TERMS, **terms), replace(OFFER, **offer), replace(SAME, **update), today=TODAY
    )
    assert [reason.code.removeprefix("publication.person.") for reason in found] == expected
    for reason in found:
        assert all(sentences(reason.code, dict(reason.facts)).values())


# terms that cannot be: the item that is wrong
WRONG: dict[str, dict[str, Any]] = {
    "expires_date": {"expires_date": TODAY},
    "expires_date ": {"expires_date": TODAY + timedelta(days=367)},
    "stewards": {"stewards": [], "tokens": []},
    "stewards ": {"giver_id": "steward"},
    "most_changed": {"most_changed": 101},
    "most_shrunk": {"most_shrunk": -1},
    "way": {"way": "post"},
}


@pytest.mark.parametrize("item", WRONG)
def test_terms_that_cannot_be(item: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_terms(replace(TERMS, **WRONG[item]), today=TODAY)
    assert refused.value.facts["item"] == item.strip()


def test_terms_that_can_be() -> None:
    check_terms(TERMS, today=TODAY)
