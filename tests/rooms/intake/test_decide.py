"""What a steward decides about tables and columns."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from factories import cases
from factories.centre import AT, Centre
from factories.files import VISITORS

from odms.errors import Absent, Conflict, Forbidden, Invalid
from odms.intake import actions, queries
from odms.intake.models import DeliveredTable, Delivery
from odms.lake.protection.measure import Needed
from odms.ledger import queries as ledger
from odms.ledger.rules import Subject

ID, MAIL, AGE = "เลขบัตรประชาชน", "อีเมล", "อายุ"


@pytest.fixture
def delivery(centre: Centre) -> Delivery:
    return cases.read(centre, VISITORS)


@pytest.fixture
def table(delivery: Delivery) -> DeliveredTable:
    return queries.list_tables(delivery)[0]


def found_as(table: DeliveredTable, column: str, kind: str, verdict: str) -> None:
    """Let the engine have been of another opinion."""
    for known in table.columns:
        if known["name"] == column:
            known["personal"] = {"kind": kind, "n": 3, "share": 1.0, "verdict": verdict}
    table.save()


def decided(table: DeliveredTable) -> dict[str, tuple[str, dict[str, Any], str]]:
    """Deed, parameters and reason by column; who and when stand beside them."""
    return {
        name: (one["deed"], one["parameters"], one["reason"])
        for name, one in table.decisions.items()
    }


# kind, verdict: deed -> refusal
ALLOWED = {
    ("email", "certain"): {"drop": None, "mask": None, "keep": "intake.must_not_keep"},
    ("email", "likely"): {"drop": None, "mask": None, "keep": None},
    ("email", "possible"): {"drop": None, "mask": None, "keep": None},
    ("th-national-id", "certain"): {"drop": None, "mask": None, "keep": "intake.must_not_keep"},
    ("th-national-id", "likely"): {"drop": None, "mask": None, "keep": "intake.must_not_keep"},
    ("th-national-id", "possible"): {"drop": None, "mask": None, "keep": None},
}


@pytest.mark.parametrize("found", ALLOWED)
@pytest.mark.parametrize("deed", ["drop", "mask", "keep"])
def test_decide(centre: Centre, table: DeliveredTable, found: tuple[str, str], deed: str) -> None:
    found_as(table, MAIL, *found)
    given = {"by": centre.steward, "table": table, "column": MAIL, "deed": deed, "at": AT}
    if code := ALLOWED[found][deed]:
        with pytest.raises(Invalid) as refused:
            actions.decide_column(**given, reason="เป็นอีเมลกลาง")
        assert refused.value.code == code
        return
    actions.decide_column(**given, reason="เป็นอีเมลกลาง")
    personal = {c.column: c for c in queries.list_personal(table.delivery)}[MAIL]
    assert (personal.deed, personal.reason, personal.is_decided) == (deed, "เป็นอีเมลกลาง", True)


def test_keep_needs_a_reason(centre: Centre, table: DeliveredTable) -> None:
    found_as(table, MAIL, "email", "likely")
    with pytest.raises(Invalid) as refused:
        actions.decide_column(
            by=centre.steward, table=table, column=MAIL, deed="keep", reason=" ", at=AT
        )
    assert refused.value.code == "intake.keep_needs_reason"


def test_any_column_may_be_dropped(centre: Centre, table: DeliveredTable) -> None:
    actions.decide_column(by=centre.steward, table=table, column=AGE, deed="drop", at=AT)
    table.refresh_from_db()
    assert decided(table) == {AGE: ("drop", {}, "")}


def test_last_column_stays(centre: Centre, table: DeliveredTable) -> None:
    names = [column["name"] for column in table.columns]
    for name in names[1:]:
        actions.decide_column(by=centre.steward, table=table, column=name, deed="drop", at=AT)
    with pytest.raises(Invalid) as refused:
        actions.decide_column(by=centre.steward, table=table, column=names[0], deed="drop", at=AT)
    assert refused.value.code == "intake.last_column"


def test_decision_stands_in_the_ledger(centre: Centre, table: DeliveredTable) -> None:
    actions.decide_column(by=centre.steward, table=table, column=ID, deed="mask", at=AT)
    entry = ledger.list_entries(subject=Subject("delivery", table.delivery_id))[-1]
    assert (entry.verb, entry.facts) == (
        "table.column-decided",
        {
            "table": 0,
            "column": ID,
            "kind": "th-national-id",
            "deed": "mask",
            "parameters": {},
            "reason": "",
        },
    )


@dataclass(frozen=True)
class Decision:
    table: DeliveredTable
    column: str
    deed: str
    reason: str = ""
    parameters: dict[str, Any] = field(default_factory=dict)


def test_decide_several_all_or_none(
    centre: Centre, delivery: Delivery, table: DeliveredTable
) -> None:
    decisions = [Decision(table, ID, "drop"), Decision(table, MAIL, "keep", "ขอเก็บ")]
    with pytest.raises(Invalid):
        actions.decide_columns(by=centre.steward, delivery=delivery, decisions=decisions, at=AT)
    table.refresh_from_db()
    actions.decide_columns(by=centre.steward, delivery=delivery, decisions=decisions[:1], at=AT)
    table.refresh_from_db()
    assert decided(table) == {ID: ("drop", {}, "")}


def test_decide_about_another_deliverys_table(centre: Centre, delivery: Delivery) -> None:
    other = cases.read(centre)
    one = Decision(queries.list_tables(delivery)[0], ID, "drop")
    with pytest.raises(Absent):
        actions.decide_columns(by=centre.steward, delivery=other, decisions=[one], at=AT)


@pytest.mark.parametrize(
    ("column", "deed", "kind", "code"),
    [
        ("สี", "drop", Absent, "intake.no_such_column"),
        (ID, "burn", Invalid, "intake.unknown_deed"),
    ],
)
def test_decide_refused(
    centre: Centre,
    table: DeliveredTable,
    column: str,
    deed: str,
    kind: type[Exception],
    code: str,
) -> None:
    with pytest.raises(kind) as refused:
        actions.decide_column(by=centre.steward, table=table, column=column, deed=deed, at=AT)
    assert refused.value.code == code


@pytest.mark.parametrize("who", ["approver", "auditor", "other-steward", "user", "centre-auditor"])
def test_decide_forbidden(centre: Centre, table: DeliveredTable, who: str) -> None:
    with pytest.raises(Forbidden):
        actions.decide_column(by=centre.people[who], table=table, column=ID, deed="drop", at=AT)


def test_sealed_delivery_is_left_alone(
    centre: Centre, delivery: Delivery, table: DeliveredTable
) -> None:
    actions.seal(delivery=delivery, is_sealed=True)
    for deed in (
        lambda: actions.decide_column(
            by=centre.steward, table=table, column=ID, deed="drop", at=AT
        ),
        lambda: actions.choose_tables(by=centre.steward, delivery=delivery, positions=[0], at=AT),
        lambda: actions.discard(by=centre.steward, delivery=delivery, at=AT),
    ):
        with pytest.raises(Conflict) as refused:
            deed()
        assert refused.value.code == "intake.sealed"


def test_unread_delivery_is_not_decided(centre: Centre) -> None:
    with pytest.raises(Conflict) as refused:
        actions.choose_tables(
            by=centre.steward, delivery=cases.deliver(centre), positions=[0], at=AT
        )
    assert refused.value.code == "intake.not_read"


@pytest.mark.parametrize(
    ("positions", "code"), [([], "intake.no_table_chosen"), ([0, 7], "intake.no_such_position")]
)
def test_choose_refused(
    centre: Centre, delivery: Delivery, positions: list[int], code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        actions.choose_tables(by=centre.steward, delivery=delivery, positions=positions, at=AT)
    assert refused.value.code == code


def test_choose_leaves_the_rest(centre: Centre) -> None:
    two = b"a,b\n1,2\n3,4\n5,6\n\n\n\nc,d\n7,8\n9,1\n2,3\n"
    delivery = cases.read(centre, two, name="two.csv")
    actions.choose_tables(by=centre.steward, delivery=delivery, positions=[1], at=AT)
    assert [table.position for table in queries.list_chosen(delivery)] == [1]


def test_discard_twice(centre: Centre, delivery: Delivery) -> None:
    for _ in range(2):
        assert actions.discard(by=centre.steward, delivery=delivery, at=AT).state == "discarded"
    entries = ledger.list_entries(verbs=("delivery.discarded",))
    assert len(entries) == 1


def test_a_measure_is_kept_with_its_parameters_who_and_when(
    centre: Centre, table: DeliveredTable
) -> None:
    actions.decide_column(
        by=centre.steward, table=table, column=AGE, deed="band", parameters={"width": 5}, at=AT
    )
    table.refresh_from_db()
    assert table.decisions[AGE] == {
        "deed": "band",
        "parameters": {"width": 5.0},
        "reason": "",
        "by": {"id": centre.steward.id, "name": "Steward"},
        "at": AT.isoformat(),
    }
    (step,) = queries.get_protection(table).steps
    assert (step.measure, step.column, dict(step.values)) == ("band", AGE, {"width": 5.0})


def test_noise_without_its_extra_is_refused_at_once(
    centre: Centre, table: DeliveredTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Needed, "is_there", lambda self: False)
    with pytest.raises(Conflict, match="needs_extra"):
        actions.decide_column(by=centre.steward, table=table, column=AGE, deed="noise", at=AT)


SETTINGS = {
    "quasi_identifiers": [AGE],
    "sensitive": [],
    "k": 3,
    "measures": [{"measure": "small-groups", "parameters": {}}],
}


def test_choose_protection(centre: Centre, table: DeliveredTable) -> None:
    assert queries.get_protection_settings(table)["quasi_identifiers"] == [AGE]
    assert not queries.get_protection_settings(table)["is_chosen"]
    for _ in range(2):  # the second time nothing is new
        actions.choose_protection(by=centre.steward, table=table, settings=SETTINGS, at=AT)
    table.refresh_from_db()
    assert queries.get_protection_settings(table) == SETTINGS | {"is_chosen": True}
    entries = ledger.list_entries(subject=Subject("delivery", table.delivery_id))
    assert [e.facts for e in entries if e.verb == "table.protection-chosen"] == [
        {"table": 0} | SETTINGS
    ]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"quasi_identifiers": ["สี"]}, "protection.no_such_column"),
        ({"sensitive": ["สี"]}, "protection.no_such_column"),
        ({"k": 4}, "protection.wrong_threshold"),
        ({"quasi_identifiers": []}, "protection.no_quasi_identifiers"),
        ({"measures": [{"measure": "sample"}]}, "protection.parameter_missing"),
        ({"measures": [{"measure": "band"}]}, "protection.wrong_place"),
    ],
)
def test_choose_protection_refused(
    centre: Centre, table: DeliveredTable, wrong: dict[str, Any], code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        actions.choose_protection(by=centre.steward, table=table, settings=SETTINGS | wrong, at=AT)
    assert refused.value.code == code


@pytest.mark.parametrize("who", ["approver", "auditor", "other-steward", "user"])
def test_choose_protection_forbidden(centre: Centre, table: DeliveredTable, who: str) -> None:
    with pytest.raises(Forbidden):
        actions.choose_protection(by=centre.people[who], table=table, settings=SETTINGS, at=AT)
