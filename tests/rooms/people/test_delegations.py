"""Acting for another: it holds for its days, is told as such, and ends when taken back."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from factories import cases
from factories.centre import AT, Centre

from odms.errors import Forbidden, Refused
from odms.ledger import queries as ledger
from odms.ledger.rules import SYSTEM, Subject
from odms.people import actions, queries
from odms.people.models import Delegation
from odms.publication import actions as publication

TODAY = timezone.localdate(AT)


def delegated(centre: Centre, **changes: Any) -> Delegation:
    given: dict[str, Any] = {
        "by": centre.approver, "giver": centre.approver, "taker": centre.people["second-steward"],
        "agency": centre.agency, "from_date": TODAY, "until_date": TODAY + timedelta(days=6),
        "reason": "ลาพักผ่อน", "at": AT,
    }  # fmt: skip
    return actions.delegate(**(given | changes))


def parts(centre: Centre, who: str, days: int = 0) -> set[str]:
    person = queries.get_person(centre.people[who], at=AT + timedelta(days=days))
    assert person
    return person.parts(centre.agency.id)


@pytest.mark.parametrize(("days", "holds"), [(-1, False), (0, True), (6, True), (7, False)])
def test_it_holds_for_its_days(centre: Centre, days: int, holds: bool) -> None:
    delegated(centre)
    assert ("approver" in parts(centre, "second-steward", days)) == holds
    assert "approver" in parts(centre, "approver", days)


def test_taker_hears_and_the_ledger_knows(centre: Centre) -> None:
    made = delegated(centre)
    assert [n.code for n in made.taker.notices.all()] == ["people.notice.delegated"]
    entry = ledger.list_entries(subject=Subject("person", made.taker_id))[-1]
    assert (entry.verb, entry.facts["on_behalf_of"]) == ("role.delegated", "Approver")
    actions.take_back(by=centre.approver, delegation=made, at=AT)
    actions.take_back(by=centre.approver, delegation=made, at=AT)
    verbs = [e.verb for e in ledger.list_entries(subject=Subject("person", made.taker_id))]
    assert verbs.count("role.taken-back") == 1
    assert "approver" not in parts(centre, "second-steward")
    assert queries.list_delegations(agencies=[centre.agency], at=AT) == []


def test_it_ends_with_the_givers_role_and_the_takers(centre: Centre) -> None:
    made = delegated(centre)
    for user, role in ((made.giver, "approver"), (made.taker, "steward")):
        actions.revoke(by=SYSTEM, user=user, agency=centre.agency, role=role, at=AT)
        assert "approver" not in parts(centre, "second-steward")
        actions.grant(by=SYSTEM, user=user, agency=centre.agency, role=role, at=AT)
        assert "approver" in parts(centre, "second-steward")


@pytest.mark.parametrize(
    ("by", "changes", "kind", "code"),
    [
        ("steward", {}, Forbidden, "people.may_not"),
        ("other-approver", {}, Forbidden, "people.may_not"),
        ("admin", {}, Forbidden, "people.only_own_role"),
        ("both", {}, Forbidden, "people.only_own_role"),
        ("approver", {"giver": "both"}, Forbidden, "people.only_own_role"),
        ("approver", {"taker": "approver"}, Refused, "people.delegate_another_member"),
        ("approver", {"taker": "other-steward"}, Refused, "people.delegate_another_member"),
        ("approver", {"reason": ""}, Refused, "people.delegation_needs_reason"),
        ("approver", {"until_date": date(2026, 1, 1)}, Refused, "people.delegation_ends_in_past"),
    ],
)
def test_refused(
    centre: Centre, by: str, changes: dict[str, Any], kind: type[Refused], code: str
) -> None:
    named = {
        name: centre.people.get(value, value) if isinstance(value, str) else value
        for name, value in changes.items()
    }
    with pytest.raises(kind) as refused:
        delegated(centre, by=centre.people[by], **named)
    assert refused.value.code == code


def test_who_acts_for_another_hands_nothing_on(centre: Centre) -> None:
    made = delegated(centre, from_date=timezone.localdate(), until_date=timezone.localdate())
    with pytest.raises(Forbidden) as refused:
        delegated(centre, by=made.taker, giver=made.taker, taker=centre.steward)
    assert refused.value.code == "people.only_own_role"


@pytest.mark.parametrize(
    ("who", "may"),
    [("approver", True), ("admin", True), ("second-steward", False), ("both", False)],
)
def test_who_takes_back(centre: Centre, who: str, may: bool) -> None:
    made = delegated(centre)
    if may:
        actions.take_back(by=centre.people[who], delegation=made, at=AT)
        return
    with pytest.raises(Forbidden):
        actions.take_back(by=centre.people[who], delegation=made, at=AT)


def test_what_is_approved_for_another_is_written_so(centre: Centre) -> None:
    case = cases.submitted(centre)
    taker = centre.people["second-steward"]
    today = timezone.localdate()
    delegated(centre, from_date=today, until_date=today, at=timezone.now())
    publication.approve(by=taker, case=case, at=AT)
    entry = ledger.list_entries(verbs=("case.approved",))[-1]
    assert (entry.actor_name, entry.facts["on_behalf_of"]) == ("Second-Steward", "Approver")


def test_own_role_is_not_written_as_anothers(centre: Centre) -> None:
    case = cases.submitted(centre)
    today = timezone.localdate()
    delegated(centre, taker=centre.people["both"], from_date=today, until_date=today)
    publication.approve(by=centre.people["both"], case=case, at=AT)
    assert "on_behalf_of" not in ledger.list_entries(verbs=("case.approved",))[-1].facts


def test_second_pair_of_eyes_holds_for_delegates(centre: Centre) -> None:
    case = cases.submitted(centre)
    today = timezone.localdate()
    delegated(centre, taker=centre.steward, from_date=today, until_date=today)
    with pytest.raises(Forbidden) as refused:
        publication.approve(by=centre.steward, case=case, at=AT)
    assert refused.value.code == "publication.second_pair_of_eyes"


def test_delegate_is_told_what_the_approver_is(centre: Centre) -> None:
    delegated(centre)
    told = queries.list_holders(centre.agency, "approver", at=AT)
    assert {user.name for user in told} == {"Approver", "Both", "Second-Steward"}
