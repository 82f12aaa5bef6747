"""Mending a delivery: its bytes are read again with a recipe, its tables replaced when that is done."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from odms.errors import Absent, Invalid
from odms.intake.actions.news import enter, tell
from odms.intake.models import Delivery
from odms.intake.rules import check_editable
from odms.intake.signals import delivery_waiting
from odms.people.models import User
from odms.people.queries import check_by

_Steps = Sequence[Mapping[str, Any]]


@transaction.atomic
def repair(*, by: User, delivery: Delivery, steps: _Steps, at: datetime) -> Delivery:
    """Have a delivery read again with these steps after those of its recipe.

    The tables of before stand until the new ones are there. Raises Invalid for what is no step or
    names a column that no table has, and Conflict unless the delivery can be decided upon.
    """
    from odms.engine.repairs import parse

    delivery = _editable(by, delivery)
    if not steps:
        raise Invalid("repair.not_a_recipe", limit=0)
    wanted = [step.to_json() for step in parse([*delivery.recipe, *steps])]
    for step in wanted[len(delivery.recipe) :]:
        _check_place(delivery, step)
        facts = {"repair": step["repair"], "table": step["table"], "column": step["column"] or ""}
        enter(by, "delivery.repair-asked", delivery, at, facts)
    return _read_again(delivery, wanted)


@transaction.atomic
def undo_repair(*, by: User, delivery: Delivery, place: int, at: datetime) -> Delivery:
    """Have a delivery read again without one step of its recipe, its place counted from 0.

    Raises Absent where there is none, and Conflict unless the delivery can be decided upon.
    """
    delivery = _editable(by, delivery)
    if not 0 <= place < len(delivery.recipe):
        raise Absent("intake.no_such_repair", place=place)
    step = delivery.recipe[place]
    facts = {"repair": step["repair"], "table": step["table"], "column": step["column"] or ""}
    enter(by, "delivery.repair-undone", delivery, at, facts)
    return _read_again(delivery, [*delivery.recipe[:place], *delivery.recipe[place + 1 :]])


def _editable(by: User, delivery: Delivery) -> Delivery:
    """The delivery, locked; unless `by` may not decide upon it or it cannot be decided upon."""
    delivery = Delivery.objects.select_for_update(no_key=True).get(pk=delivery.pk)
    check_by(by, "case.edit", delivery.agency_id)
    check_editable(state=delivery.state, is_sealed=delivery.is_sealed)
    return delivery


def _check_place(delivery: Delivery, step: Mapping[str, Any]) -> None:
    """Raise Absent for a table, and Invalid for a column, that the delivery does not have."""
    table = delivery.tables.filter(position=step["table"]).first()
    if table is None:
        raise Absent("intake.no_such_position", position=step["table"])
    if step["column"] and step["column"] not in {column["name"] for column in table.columns}:
        raise Invalid("repair.no_such_column", repair=step["repair"], column=step["column"])


def _read_again(delivery: Delivery, recipe: list[dict[str, Any]]) -> Delivery:
    delivery.wanted_recipe, delivery.trouble = recipe, {}
    delivery.n_attempts_before = delivery.n_attempts
    delivery.state, delivery.lease_until = "received", None
    delivery.save()
    tell(delivery_waiting, delivery.id)
    return delivery
