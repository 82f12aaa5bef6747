"""Updates: what goes out under a standing order, and what needs a person, with the reason."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from factories import cases
from factories.centre import AT, Centre
from factories.files import VISITORS, YEARS

from odms.catalogue import queries as catalogue
from odms.catalogue.models import Dataset
from odms.errors import Conflict, Forbidden, Invalid
from odms.intake import actions as intake
from odms.intake import queries as intake_queries
from odms.ledger import queries as ledger
from odms.ledger.rules import SYSTEM, Subject
from odms.people import actions as people_actions
from odms.people import queries as people
from odms.people.models import Token, User
from odms.publication import actions, queries
from odms.publication.models import Case, StandingOrder
from odms.publication.queries.updates import get_order, list_orders

LATER = AT + timedelta(days=1)
# one row more
MORE = YEARS + "ขอนแก่น,2568,140\n"
LESS = "\n".join(YEARS.splitlines()[:5]) + "\n"
OTHER = YEARS.replace("ผู้ป่วย", "คนไข้")


@pytest.fixture
def dataset(centre: Centre) -> Dataset:
    """A published dataset of one table."""
    found = cases.published(centre, YEARS, name="patients.csv").dataset
    found.refresh_from_db()
    return found


def give(centre: Centre, dataset: Dataset, **changes: Any) -> StandingOrder:
    terms: dict[str, Any] = {
        "by": centre.approver,
        "stewards": [centre.steward],
        "reason": "ข้อมูลรายเดือนจากระบบ",
        "expires_date": (AT + timedelta(days=90)).date(),
        "most_changed": 20,
        "most_shrunk": 10,
        "at": AT,
    }
    return actions.give_order(dataset=dataset, **terms | changes)


def update(centre: Centre, dataset: Dataset, text: str = MORE, **options: Any) -> Case:
    """A new file of the dataset, on its way as far as it goes by itself."""
    options = {"name": "patients.csv"} | options
    delivery = cases.read(centre, text, dataset=dataset, **options)
    return proceed(actions.open_case(by=SYSTEM, delivery=delivery, at=LATER))


def proceed(case: Case) -> Case:
    return actions.proceed(case_id=case.id, at=LATER)


def reasons(case: Case) -> list[str]:
    return [one["code"].removeprefix("publication.person.") for one in case.reasons]


def verbs(case: Case) -> list[str]:
    return [e.verb for e in ledger.list_entries(subject=Subject("case", case.id))]


# with an order


def test_an_update_goes_out_under_the_order(centre: Centre, dataset: Dataset) -> None:
    order = give(centre, dataset)
    case = update(centre, dataset)
    assert (case.state, case.reasons) == ("approved", [])
    assert (case.submitted_by, case.decided_by, case.standing_order) == (
        centre.steward,
        centre.approver,
        order,
    )
    assert case.order_number == "2/2569"
    case = actions.publish(case=case, at=LATER)
    assert case.state == "published"
    [table] = catalogue.list_tables(dataset)
    assert (table.current.number, table.current.n_rows) == (2, 11)
    entries = ledger.list_entries(subject=Subject("case", case.id))
    assert [(e.verb, e.actor_kind) for e in entries] == [
        ("case.opened", "system"),
        ("case.submitted", "system"),
        ("case.approved", "system"),
        ("table.protected", "system"),
        ("case.published", "system"),
    ]
    assert entries[2].facts["standing_order"] == order.id
    assert entries[2].facts["given_by"]["name"] == "Approver"
    heard = [n.code for n in people.list_notices(centre.approver)]
    assert heard[0] == "publication.notice.by-order"


def test_it_all_goes_by_itself(
    centre: Centre, dataset: Dataset, committed: Callable[[], Any], monkeypatch: Any
) -> None:
    woken: list[str] = []
    monkeypatch.setattr("odms.publication.tasks.proceed_with_update", woken.append)
    give(centre, dataset)
    with committed():
        delivery = cases.read(centre, MORE, name="patients.csv", dataset=dataset)
    case = Case.objects.get(delivery=delivery)
    assert set(woken) == {case.id}
    woken.clear()
    with committed():
        actions.sweep(at=LATER)
    assert woken == [case.id]
    assert proceed(case).state == "approved"
    with committed():
        actions.sweep(at=LATER)
    assert woken == [case.id]


# what comes otherwise: terms of the order, how the file comes, its text, and why a person is needed
NEEDS: dict[str, tuple[dict[str, Any], dict[str, Any], str, list[str]]] = {
    "expired": ({"expires_date": (AT + timedelta(days=1)).date()}, {}, MORE, ["expired"]),
    "name": ({"file_name": "beds*.csv"}, {}, MORE, ["file_name"]),
    "way": ({"way": "api"}, {}, MORE, ["way"]),
    "another steward": ({}, {"by": "second-steward"}, MORE, ["steward"]),
    "columns": ({}, {}, OTHER, ["columns", "lacking"]),
    "rows": ({}, {}, LESS, ["rows_changed", "rows_fell"]),
}


@pytest.mark.parametrize("name", NEEDS)
def test_else_it_waits_for_a_person(centre: Centre, dataset: Dataset, name: str) -> None:
    terms, options, text, expected = NEEDS[name]
    give(centre, dataset, **terms)
    if by := options.get("by"):
        options = {"by": centre.people[by]}
    late = AT + timedelta(days=2) if name == "expired" else LATER
    delivery = cases.read(centre, text, dataset=dataset, **{"name": "patients.csv"} | options)
    case = actions.open_case(by=SYSTEM, delivery=delivery, at=late)
    case = actions.proceed(case_id=case.id, at=late)
    assert case.state == "draft"
    found = [code for code in reasons(case) if not code.startswith("schema.")]
    assert set(found) <= {*expected, "publication.risk.items"}
    assert set(expected) - {"lacking", "rows_changed"} <= set(found)
    heard = [n.code for n in people.list_notices(case.opened_by)]
    assert heard[0] == "publication.notice.needs-person"
    assert verbs(case) == ["case.opened"]
    # asked once
    assert actions.proceed(case_id=case.id, at=late).compared_at == case.compared_at


def test_personal_data_found_anew_needs_a_person(centre: Centre, dataset: Dataset) -> None:
    give(centre, dataset, most_changed=100, most_shrunk=100)
    case = proceed(cases.worked_out(update(centre, dataset, VISITORS)))
    assert {"personal", "columns"} <= set(reasons(case))
    assert case.state == "draft"


def test_what_a_person_began_is_left_to_them(centre: Centre, dataset: Dataset) -> None:
    give(centre, dataset)
    delivery = cases.read(centre, MORE, name="patients.csv", dataset=dataset)
    case = actions.open_case(by=SYSTEM, delivery=delivery, at=LATER)
    changes = {"title_en": "Patients by year"}
    actions.change_record(by=centre.steward, case=case, changes=changes, at=LATER)
    assert reasons(proceed(case)) == ["touched"]


def test_a_revoked_order_covers_nothing(centre: Centre, dataset: Dataset) -> None:
    order = give(centre, dataset)
    with pytest.raises(Invalid):
        actions.revoke_order(by=centre.steward, order=order, reason=" ", at=AT)
    with pytest.raises(Forbidden):
        actions.revoke_order(by=centre.people["auditor"], order=order, reason="ก", at=AT)
    order = actions.revoke_order(by=centre.steward, order=order, reason="เปลี่ยนระบบ", at=AT)
    again = actions.revoke_order(by=centre.approver, order=order, reason="อีกครั้ง", at=AT)
    assert again.revoked_by == centre.steward
    assert len(ledger.list_entries(verbs=("order.revoked",))) == 1
    case = update(centre, dataset)
    assert (case.state, case.reasons) == ("draft", [])
    assert case.compared_at == LATER


def test_the_giver_must_still_be_an_approver(centre: Centre, dataset: Dataset) -> None:
    give(centre, dataset)
    people_actions.revoke(
        by=SYSTEM, user=centre.approver, agency=centre.agency, role="approver", at=AT
    )
    assert "giver_left" in reasons(update(centre, dataset))


def test_a_new_order_takes_the_place_of_the_former(centre: Centre, dataset: Dataset) -> None:
    former, order = give(centre, dataset), give(centre, dataset, by=centre.people["both"])
    former.refresh_from_db()
    assert former.revoked_at == AT
    assert [one.id for one in list_orders(queries.get_person(centre.steward))] == [
        order.id,
        former.id,
    ]
    with pytest.raises(Exception, match="no_such_order"):
        get_order(order.id, queries.get_person(centre.people["other-approver"]))


# tokens


def token_of(centre: Centre, user: User) -> Token:
    made, secret = people_actions.make_token(
        by=user, user=user, name="ระบบ", expires_at=AT + timedelta(days=300), at=AT
    )
    acting = people.get_user_by_token(secret, at=AT)
    assert acting is not None
    centre.people["machine"] = acting
    return made


def test_a_token_alone_never_publishes(centre: Centre, dataset: Dataset) -> None:
    token_of(centre, centre.steward)
    case = update(centre, dataset, by=centre.people["machine"])
    assert (case.state, case.reasons, case.compared_at) == ("draft", [], LATER)


def test_a_token_that_the_order_names(centre: Centre, dataset: Dataset) -> None:
    token = token_of(centre, centre.steward)
    give(centre, dataset, stewards=[], tokens=[token])
    case = update(centre, dataset, by=centre.people["machine"])
    assert (case.state, case.submitted_by, case.delivery.token) == (
        "approved",
        centre.steward,
        token,
    )


def test_a_token_that_the_order_does_not_name(centre: Centre, dataset: Dataset) -> None:
    token_of(centre, centre.steward)
    give(centre, dataset)
    assert reasons(update(centre, dataset, by=centre.people["machine"])) == ["token"]


def test_no_order_is_given_by_a_token(centre: Centre, dataset: Dataset) -> None:
    token_of(centre, centre.approver)
    with pytest.raises(Forbidden) as refused:
        give(centre, dataset, by=centre.people["machine"])
    assert refused.value.code == "people.not_by_token"


# giving


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"reason": " "}, Invalid),
        ({"stewards": []}, Invalid),
        ({"expires_date": AT.date()}, Invalid),
        ({"by": "both", "stewards": "both"}, Invalid),
        ({"stewards": "other-steward"}, Forbidden),
        ({"by": "steward"}, Forbidden),
        ({"by": "other-approver"}, Forbidden),
    ],
)
def test_orders_that_cannot_be_given(
    centre: Centre, dataset: Dataset, changes: dict[str, Any], error: type[Exception]
) -> None:
    if by := changes.get("by"):
        changes = changes | {"by": centre.people[by]}
    if isinstance(who := changes.get("stewards"), str):
        changes = changes | {"stewards": [centre.people[who]]}
    with pytest.raises(error):
        give(centre, dataset, **changes)
    assert not StandingOrder.objects.exists()


def test_no_order_for_what_is_not_published(centre: Centre) -> None:
    with pytest.raises((Invalid, Conflict)):
        give(centre, cases.draft(centre, YEARS).dataset)


# without an order


def test_an_update_carries_over_what_was_decided(centre: Centre) -> None:
    case = cases.draft(centre, VISITORS, name="visitors.csv")
    [table] = intake_queries.list_tables(case.delivery)
    for column in ("เลขบัตรประชาชน", "ชื่อ", "อีเมล", "อายุ"):
        intake.decide_column(by=centre.steward, table=table, column=column, deed="drop", at=AT)
    case = actions.submit(by=centre.steward, case=cases.worked_out(case), at=AT)
    case = actions.publish(case=actions.approve(by=centre.approver, case=case, at=AT), at=AT)
    text = VISITORS + "4,1234567890121,นายเอก ดี,ek@odms.example,20\n"
    delivery = cases.read(centre, text, name="visitors.csv", dataset=case.dataset)
    again = actions.open_case(by=SYSTEM, delivery=delivery, at=LATER)
    [table] = intake_queries.list_tables(delivery)
    assert {name: one["deed"] for name, one in table.decisions.items()} == dict.fromkeys(
        ("เลขบัตรประชาชน", "ชื่อ", "อีเมล", "อายุ"), "drop"
    )
    again = proceed(cases.worked_out(again))
    assert (again.state, reasons(again)) == ("draft", [])
    actions.submit(by=centre.steward, case=again, at=LATER)


def test_a_steward_is_told_what_changed(centre: Centre, dataset: Dataset) -> None:
    case = update(centre, dataset, OTHER)
    told = [one for one in case.reasons if one["code"] == "publication.person.columns"]
    assert told[0]["facts"] == {"table": "table-1", "columns": "−ผู้ป่วย, +คนไข้"}


def test_a_better_file_is_compared_anew(centre: Centre, dataset: Dataset) -> None:
    give(centre, dataset)
    case = update(centre, dataset, OTHER)
    better = update(centre, dataset, MORE)
    assert better.id == case.id
    assert reasons(better) == ["touched"]


def test_the_first_file_of_a_dataset_is_no_update(centre: Centre) -> None:
    case = cases.draft(centre)
    assert proceed(case).compared_at is None
