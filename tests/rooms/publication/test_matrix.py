"""Role x state x deed: the whole matrix of a case, as one table.

The case was submitted by `both`, who is steward and approver at once. The table is held against
`can` (which draws the buttons) and against the deeds themselves.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from factories.centre import AT, PEOPLE, Centre
from factories.records import DESCRIPTION

from odms.catalogue import actions as catalogue
from odms.catalogue.rules import NewRelease
from odms.errors import Conflict, Forbidden
from odms.ledger.rules import SYSTEM
from odms.publication import actions, queries
from odms.publication.models import Case
from odms.publication.rules import CASE_STATES, EDITS, TRANSITIONS
from odms.standards.record import Record

STEWARDS = "steward second-steward both admin"
APPROVERS = "approver admin"  # `both` submitted, and so does not decide
EITHER = "steward second-steward both approver admin"

# deed: state: who may
MATRIX: dict[str, dict[str, str]] = {
    "edit": {"draft": STEWARDS},
    "submit": {"draft": STEWARDS},
    "discard": {"draft": STEWARDS},
    "recall": {"submitted": STEWARDS},
    "return": {"submitted": APPROVERS},
    "approve-first": {"submitted": APPROVERS},
    "approve": {"submitted": APPROVERS},
    "publish": {"approved": EITHER},
    "withdraw": {"published": EITHER},
    "halt": {"submitted": EITHER, "approved": EITHER},
}

# who may do the deed in some state; in the others they are told of the state and not of their part
MAY: dict[str, str] = {
    "edit": STEWARDS,
    "submit": STEWARDS,
    "discard": STEWARDS,
    "recall": STEWARDS,
    "return": "approver both admin",
    "approve": "approver both admin",
}

DEEDS: dict[str, Callable[[Any, Case], object]] = {
    "edit": lambda by, case: actions.change_record(
        by=by, case=case, changes={"title_en": "Another"}, at=AT
    ),
    "submit": lambda by, case: actions.submit(by=by, case=case, at=AT),
    "discard": lambda by, case: actions.discard(by=by, case=case, at=AT),
    "recall": lambda by, case: actions.recall(by=by, case=case, at=AT),
    "return": lambda by, case: actions.return_(by=by, case=case, reason="ขาดหน่วย", at=AT),
    "approve": lambda by, case: actions.approve(by=by, case=case, at=AT),
}

AFTER = {"edit": "draft"} | {deed: found.after for deed, found in TRANSITIONS.items()}


def case_in(centre: Centre, state: str) -> Case:
    """A case about the words of a published dataset, put into a state."""
    record = Record(publisher=centre.agency.name_th).changed(DESCRIPTION)
    dataset = catalogue.create_draft(by=SYSTEM, agency=centre.agency, title_th="ก", at=AT)
    release = NewRelease(
        slug="table-1", position=0, title_th="ก", title_en="", source_format="csv",
        table_key="0" * 26, raw_sha256="0" * 64, raw_name="a.csv", raw_size_bytes=1, n_rows=1,
        columns=[],
    )  # fmt: skip
    catalogue.publish(by=SYSTEM, dataset=dataset, record=record, releases=[release], at=AT)
    dataset.refresh_from_db()
    is_before = state in ("draft", "discarded")
    is_decided = state in ("approved", "published", "withdrawn")
    return Case.objects.create(
        number=1,
        dataset=dataset,
        state=state,
        record=record.to_dict(),
        opened_by=centre.steward,
        opened_at=AT,
        submitted_by=None if is_before else centre.people["both"],
        decided_by=centre.approver if is_decided else None,
    )


def test_matrix_is_whole() -> None:
    assert set(MATRIX) == set(TRANSITIONS) | set(EDITS)
    for deed, transition in TRANSITIONS.items():
        assert set(MATRIX[deed]) == set(transition.before)


@pytest.mark.parametrize("state", CASE_STATES)
def test_can(centre: Centre, state: str) -> None:
    case = case_in(centre, state)
    found = {
        deed: {who for who in PEOPLE if queries.can(deed, case, centre.people[who])}
        for deed in MATRIX
    }
    assert found == {deed: set(MATRIX[deed].get(state, "").split()) for deed in MATRIX}


@pytest.mark.parametrize("state", CASE_STATES)
@pytest.mark.parametrize("deed", DEEDS)
def test_deed(centre: Centre, deed: str, state: str) -> None:
    case = case_in(centre, state)
    for who in PEOPLE:
        expected: object = AFTER[deed]
        if who not in MAY[deed].split():
            expected = Forbidden
        elif state not in MATRIX[deed]:
            expected = Conflict
        elif who not in MATRIX[deed][state].split():
            expected = Forbidden
        assert outcome(deed, centre.people[who], case) == expected, who


def outcome(deed: str, by: Any, case: Case) -> object:
    """The state that a deed leads to, or the class of its refusal; nothing of it stays."""
    try:
        with transaction.atomic():
            DEEDS[deed](by, case)
            reached = Case.objects.get(pk=case.pk).state
            transaction.set_rollback(True)
    except (Forbidden, Conflict) as refused:
        return type(refused)
    return reached
