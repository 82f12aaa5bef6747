"""Mending a delivery: a new version of its tables, the old one until then, and every change told."""

from datetime import timedelta
from typing import Any

import pytest
from factories import cases
from factories.centre import AT, Centre
from factories.engine import remembered
from factories.files import VISITORS

from odms.errors import Absent, Conflict, Forbidden, Invalid
from odms.intake import actions, queries
from odms.intake.actions import lease
from odms.intake.models import DeliveredTable, Delivery
from odms.intake.originals import originals
from odms.intake.rules import LEASE, MAX_ATTEMPTS
from odms.ledger import queries as ledger
from odms.ledger.rules import Subject
from odms.publication import actions as publication

BUDGET = "ภาค,จังหวัด,งบ (ล้านบาท),อัตรา\nใต้,กระบี่,1,5%\nใต้,กทม.,2,6\nรวม,,3,7%\n"
DROP = {"repair": "drop_totals"}
SPELL = {"repair": "spell_as_listed", "column": "จังหวัด", "parameters": {"list": "th-province"}}
LATER = AT + LEASE + timedelta(seconds=1)


@pytest.fixture
def delivery(centre: Centre) -> Delivery:
    return cases.read(centre, BUDGET, name="งบ.csv")


def mend(centre: Centre, delivery: Delivery, *steps: dict[str, Any], at: Any = AT) -> Delivery:
    actions.repair(by=centre.steward, delivery=delivery, steps=steps, at=at)
    return work(delivery, at)


def work(delivery: Delivery, at: Any = AT) -> Delivery:
    with remembered():
        actions.work_on(delivery_id=delivery.id, at=at)
    delivery.refresh_from_db()
    return delivery


def names(delivery: Delivery) -> list[str]:
    (table,) = queries.list_tables(delivery)
    return [str(row["จังหวัด"]) for row in queries.preview(table)]


def entries(delivery: Delivery) -> list[tuple[str, dict[str, Any]]]:
    found = ledger.list_entries(subject=Subject("delivery", delivery.id))
    return [(entry.verb, entry.facts) for entry in found]


def test_repair_makes_a_new_version_and_keeps_the_old_until_then(
    centre: Centre, delivery: Delivery
) -> None:
    (before,) = queries.list_tables(delivery)
    actions.repair(by=centre.steward, delivery=delivery, steps=[DROP, SPELL], at=AT)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.recipe) == ("received", [])
    assert [table.id for table in queries.list_tables(delivery)] == [before.id]
    work(delivery)
    (after,) = queries.list_tables(delivery)
    assert (delivery.state, delivery.wanted_recipe) == ("read", None)
    assert [step["repair"] for step in delivery.recipe] == ["drop_totals", "spell_as_listed"]
    assert after.table_key != before.table_key
    assert names(delivery) == ["กระบี่", "กรุงเทพมหานคร"]
    assert originals().table_path(before.table_key).exists()  # the night's tidying takes it


def test_repair_stands_in_the_ledger_with_its_counts(centre: Centre, delivery: Delivery) -> None:
    mend(centre, delivery, DROP, SPELL)
    told = entries(delivery)
    assert [verb for verb, _ in told] == [
        "delivery.received", "delivery.read", "delivery.repair-asked", "delivery.repair-asked",
        "delivery.read", "delivery.mended",
    ]  # fmt: skip
    assert told[2][1] == {"repair": "drop_totals", "table": 0, "column": ""}
    assert told[-1][1]["steps"] == [
        {"table": 0, "repair": "drop_totals", "column": None, "n_cells": 0, "n_rows": 1, "n_columns": 0},
        {"table": 0, "repair": "spell_as_listed", "column": "จังหวัด", "n_cells": 1, "n_rows": 0, "n_columns": 0},
    ]  # fmt: skip


def test_log_of_changes_stands_beside_the_table(centre: Centre, delivery: Delivery) -> None:
    mend(centre, delivery, DROP, SPELL)
    (table,) = queries.list_tables(delivery)
    assert [(one["repair"], one["ref"], one["before"], one["after"]) for one in queries.list_changes(table)] == [
        ("drop_totals", "4:4", '["รวม","","3","7%"]', None),
        ("spell_as_listed", "B3", "กทม.", "กรุงเทพมหานคร"),
    ]  # fmt: skip


def test_step_is_undone(centre: Centre, delivery: Delivery) -> None:
    mend(centre, delivery, DROP, SPELL)
    actions.undo_repair(by=centre.steward, delivery=delivery, place=0, at=AT)
    work(delivery)
    assert [step["repair"] for step in delivery.recipe] == ["spell_as_listed"]
    assert names(delivery) == ["กระบี่", "กรุงเทพมหานคร", "None"]
    with pytest.raises(Absent, match="no_such_repair"):
        actions.undo_repair(by=centre.steward, delivery=delivery, place=1, at=AT)


def test_decisions_and_choices_stand_where_the_column_is_the_same(centre: Centre) -> None:
    delivery = cases.read(centre, VISITORS)
    (table,) = queries.list_tables(delivery)
    actions.decide_column(
        by=centre.steward, table=table, column="เลขบัตรประชาชน", deed="drop", at=AT
    )
    rename = {"repair": "rename_column", "column": "อายุ", "parameters": {"to": "อายุ (ปี)"}}
    mend(centre, delivery, rename)
    (table,) = queries.list_tables(delivery)
    assert table.decisions["เลขบัตรประชาชน"]["deed"] == "drop"
    assert "อายุ (ปี)" in [column["name"] for column in table.columns]


def test_log_hides_what_may_point_at_a_person(centre: Centre) -> None:
    delivery = cases.read(centre, VISITORS.replace("somchai@", " somchai@"))
    mend(
        centre,
        delivery,
        {"repair": "tidy_texts"},
        {"repair": "drop_last_rows", "parameters": {"n": 1}},
    )
    (table,) = queries.list_tables(delivery)
    told = queries.list_changes(table)
    assert {(one["column"], one["before"], one["after"]) for one in told} <= {
        ("อีเมล", None, None),
        (None, None, None),
    }
    assert len(told) == 2


def test_repair_that_fails_leaves_the_tables_as_they_were(
    centre: Centre, delivery: Delivery
) -> None:
    (before,) = queries.list_tables(delivery)
    mend(centre, delivery, {"repair": "unpivot_years"})
    assert (delivery.state, delivery.recipe, delivery.wanted_recipe) == ("read", [], None)
    assert delivery.trouble["code"] == "repair.no_years"
    assert [table.id for table in queries.list_tables(delivery)] == [before.id]
    mend(centre, delivery, DROP)
    assert (delivery.trouble, len(delivery.recipe)) == ({}, 1)


def test_worker_that_died_while_mending_is_followed_by_another(
    centre: Centre, delivery: Delivery
) -> None:
    actions.repair(by=centre.steward, delivery=delivery, steps=[DROP], at=AT)
    assert lease.take(delivery.id, at=AT) == 2  # and its process is killed
    work(delivery, AT)
    assert (delivery.state, delivery.recipe) == ("reading", [])
    work(delivery, LATER)
    assert (delivery.state, [step["repair"] for step in delivery.recipe]) == (
        "read",
        ["drop_totals"],
    )
    assert DeliveredTable.objects.filter(delivery=delivery).count() == 1


def test_attempts_are_counted_anew_for_each_repair(centre: Centre, delivery: Delivery) -> None:
    for _ in range(MAX_ATTEMPTS + 1):
        mend(centre, delivery, DROP)
    assert (delivery.state, len(delivery.recipe)) == ("read", MAX_ATTEMPTS + 1)


REFUSED = [
    ([], Invalid, "not_a_recipe"),
    ([{"repair": "mend_all"}], Invalid, "unknown"),
    ([{"repair": "drop_totals", "table": 4}], Absent, "no_such_position"),
    ([{"repair": "tidy_texts", "column": "ไม่มี"}], Invalid, "no_such_column"),
]


@pytest.mark.parametrize(("steps", "error", "code"), REFUSED)
def test_step_that_does_not_fit_is_refused_at_once(
    centre: Centre,
    delivery: Delivery,
    steps: list[dict[str, Any]],
    error: type[Exception],
    code: str,
) -> None:
    with pytest.raises(error, match=code):
        actions.repair(by=centre.steward, delivery=delivery, steps=steps, at=AT)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.wanted_recipe) == ("read", None)


def test_nobody_else_repairs_nor_what_is_submitted(centre: Centre) -> None:
    case = cases.draft(centre)
    with pytest.raises(Forbidden):
        actions.repair(by=centre.approver, delivery=case.delivery, steps=[DROP], at=AT)
    publication.submit(by=centre.steward, case=case, at=AT)
    with pytest.raises(Conflict, match="sealed"):
        actions.repair(by=centre.steward, delivery=case.delivery, steps=[DROP], at=AT)


def test_recipe_is_proposed_for_the_next_file_of_the_dataset(centre: Centre) -> None:
    first = cases.draft(centre, BUDGET)
    mend(centre, first.delivery, DROP, SPELL)
    second = cases.read(centre, BUDGET + "เหนือ,แพร่,4,8%\n", dataset=first.dataset)
    publication.open_case(by=centre.steward, delivery=second, at=AT)
    second.refresh_from_db()
    assert [step["repair"] for step in queries.proposed_recipe(second)] == [
        "drop_totals",
        "spell_as_listed",
    ]
    mend(centre, second, *queries.proposed_recipe(second))
    assert queries.proposed_recipe(second) == []
    assert names(second) == ["กระบี่", "กรุงเทพมหานคร", "แพร่"]
