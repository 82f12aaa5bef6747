"""Who may do what: the whole matrix, part by deed, for things of one's own agency."""

import pytest

from odms.errors import Forbidden, Unauthenticated
from odms.people.rules import IN_PERSON, PERMISSIONS, Person, can_do, check_do

MINE, OTHERS = "agency-1", "agency-2"

PERSONS: dict[str, Person | None] = {
    "visitor": None,
    "user": Person("u"),
    "steward": Person("s", roles=frozenset({(MINE, "steward")})),
    "approver": Person("a", roles=frozenset({(MINE, "approver")})),
    "auditor": Person("r", roles=frozenset({(MINE, "auditor")})),
    "admin": Person("c", is_centre_admin=True),
    "centre-auditor": Person("x", is_auditor=True),
}

# deed: who may, of a thing of one's own agency | of another agency
MATRIX: dict[str, tuple[str, str]] = {
    "catalogue.read": (
        "visitor user steward approver auditor admin centre-auditor",
        "visitor user steward approver auditor admin centre-auditor",
    ),
    "account.manage": (
        "user steward approver auditor admin centre-auditor",
        "user steward approver auditor admin centre-auditor",
    ),
    "token.manage": (
        "user steward approver auditor admin centre-auditor",
        "user steward approver auditor admin centre-auditor",
    ),
    "desk.see": ("steward approver auditor admin centre-auditor", "admin centre-auditor"),
    "delivery.make": ("steward admin", "admin"),
    "delivery.read": ("steward approver auditor admin centre-auditor", "admin centre-auditor"),
    "case.read": ("steward approver auditor admin centre-auditor", "admin centre-auditor"),
    "case.edit": ("steward admin", "admin"),
    "case.submit": ("steward admin", "admin"),
    "case.decide": ("approver admin", "admin"),
    "case.publish": ("steward approver admin", "admin"),
    "inventory.read": ("steward approver auditor admin centre-auditor", "admin centre-auditor"),
    "inventory.edit": ("steward admin", "admin"),
    "quality.set": ("approver admin", "admin"),
    "plan.read": ("steward approver auditor admin centre-auditor", "admin centre-auditor"),
    "plan.edit": ("steward admin", "admin"),
    "plan.agree": ("approver admin", "admin"),
    "order.give": ("approver admin", "admin"),
    "order.revoke": ("steward approver admin", "admin"),
    "destruction.order": ("steward approver admin", "admin"),
    "destruction.confirm": ("approver admin", "admin"),
    "dataset.withdraw": ("steward approver admin", "admin"),
    "dossier.make": ("approver auditor admin centre-auditor", "admin centre-auditor"),
    "process.read": ("steward approver auditor admin centre-auditor", "admin centre-auditor"),
    "process.declare": ("steward approver admin", "admin"),
    "process.verify": ("approver auditor admin centre-auditor", "admin centre-auditor"),
    "request.make": (
        "visitor user steward approver auditor admin centre-auditor",
        "visitor user steward approver auditor admin centre-auditor",
    ),
    "request.vote": (
        "visitor user steward approver auditor admin centre-auditor",
        "visitor user steward approver auditor admin centre-auditor",
    ),
    "feedback.give": (
        "visitor user steward approver auditor admin centre-auditor",
        "visitor user steward approver auditor admin centre-auditor",
    ),
    "survey.answer": (
        "visitor user steward approver auditor admin centre-auditor",
        "visitor user steward approver auditor admin centre-auditor",
    ),
    "question.ask": (
        "visitor user steward approver auditor admin centre-auditor",
        "visitor user steward approver auditor admin centre-auditor",
    ),
    "question.answer": (
        "user steward approver auditor admin centre-auditor",
        "user steward approver auditor admin centre-auditor",
    ),
    "question.accept": (
        "user steward approver auditor admin centre-auditor",
        "user steward approver auditor admin centre-auditor",
    ),
    "showcase.submit": (
        "visitor user steward approver auditor admin centre-auditor",
        "visitor user steward approver auditor admin centre-auditor",
    ),
    "showcase.review": ("admin", "admin"),
    "survey.edit": ("steward admin", "admin"),
    "request.answer": ("steward admin", "admin"),
    "request.assign": ("admin", "admin"),
    "request.appeal": (
        "visitor user steward approver auditor admin centre-auditor",
        "visitor user steward approver auditor admin centre-auditor",
    ),
    "request.review": ("admin", "admin"),
    "feedback.answer": ("steward admin", "admin"),
    "usage.import": ("steward admin", "admin"),
    "usage.read": ("steward approver auditor admin centre-auditor", "admin centre-auditor"),
    "health.read": ("steward approver auditor admin centre-auditor", "admin centre-auditor"),
    "source.read": ("steward approver auditor admin centre-auditor", "admin centre-auditor"),
    "source.propose": ("steward admin", "admin"),
    "source.edit": ("steward admin", "admin"),
    "source.run": ("steward admin", "admin"),
    "source.approve": ("admin", "admin"),
    "outlet.read": ("steward approver auditor admin centre-auditor", "admin centre-auditor"),
    "outlet.edit": ("approver admin", "admin"),
    "outlet.push": ("steward approver admin", "admin"),
    "outlet.decide": ("steward approver admin", "admin"),
    "voice.read": ("steward approver auditor admin centre-auditor", "admin centre-auditor"),
    "assessment.read": ("steward approver auditor admin centre-auditor", "admin centre-auditor"),
    "assessment.declare": ("steward approver admin", "admin"),
    "assessment.submit": ("approver admin", "admin"),
    "assessment.verify": ("auditor admin centre-auditor", "admin centre-auditor"),
    "assessment.manage": ("admin", "admin"),
    "figures.inside": ("admin centre-auditor", "admin centre-auditor"),
    "programme.edit": ("admin", "admin"),
    "network.propose": (
        "user steward approver auditor admin centre-auditor",
        "user steward approver auditor admin centre-auditor",
    ),
    "network.join": (
        "user steward approver auditor admin centre-auditor",
        "user steward approver auditor admin centre-auditor",
    ),
    "network.edit": (
        "user steward approver auditor admin centre-auditor",
        "user steward approver auditor admin centre-auditor",
    ),
    "training.join": (
        "user steward approver auditor admin centre-auditor",
        "user steward approver auditor admin centre-auditor",
    ),
    "network.approve": ("admin", "admin"),
    "training.offer": ("admin", "admin"),
    "ledger.read": ("auditor admin centre-auditor", "admin centre-auditor"),
    "agency.manage": ("admin", "admin"),
    "person.manage": ("admin", "admin"),
    "application.make": (
        "visitor user steward approver auditor admin centre-auditor",
        "visitor user steward approver auditor admin centre-auditor",
    ),
    "application.read": ("admin centre-auditor", "admin centre-auditor"),
    "application.decide": ("admin", "admin"),
    "role.delegate": ("approver admin", "admin"),
    "webhook.manage": ("approver admin", "admin"),
}


def test_matrix_is_whole() -> None:
    assert set(MATRIX) == set(PERMISSIONS)


@pytest.mark.parametrize("deed", MATRIX)
@pytest.mark.parametrize("who", PERSONS)
def test_deed(who: str, deed: str) -> None:
    person, (mine, others) = PERSONS[who], MATRIX[deed]
    assert can_do(person, deed, MINE) == (who in mine.split())
    assert can_do(person, deed, OTHERS) == (who in others.split())


@pytest.mark.parametrize("deed", MATRIX)
@pytest.mark.parametrize("who", PERSONS)
def test_check_agrees_with_can(who: str, deed: str) -> None:
    person = PERSONS[who]
    try:
        check_do(person, deed, MINE)
    except (Forbidden, Unauthenticated) as refused:
        assert not can_do(person, deed, MINE)
        assert isinstance(refused, Unauthenticated) == (person is None)
    else:
        assert can_do(person, deed, MINE)


@pytest.mark.parametrize("deed", MATRIX)
def test_token_does_what_its_owner_may_but_not_in_person(deed: str) -> None:
    person = Person("c", is_centre_admin=True, is_token=True)
    assert can_do(person, deed, MINE) == (deed not in IN_PERSON)


def test_token_is_told_so() -> None:
    person = Person("a", roles=frozenset({(MINE, "approver")}), is_token=True)
    with pytest.raises(Forbidden) as refused:
        check_do(person, "case.decide", MINE)
    assert refused.value.code == "people.not_by_token"


def test_agency_left_open_means_any() -> None:
    assert can_do(PERSONS["steward"], "delivery.make")
    assert not can_do(PERSONS["user"], "delivery.make")
