"""Mending a delivery: the repairs that its findings call for, what was done, and undoing it."""

import json
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from odms.engine.repairs import Proposal, proposals, words
from odms.errors import Invalid, Refused
from odms.intake import actions as intake_actions
from odms.intake import queries as intake
from odms.pictures.report import reading
from odms.web import formats
from odms.web.doors import form, person_of
from odms.web.told import language
from odms.web.views.desk import deliver, shapes

N_CHANGES = 20

# what a person is asked for, by the parameter's name
ASKED = {
    "rows": gettext_lazy("Row of the header, as the source numbers it"),
    "length": gettext_lazy("Digits of a code"),
    "encoding": gettext_lazy("Encoding"),
    "n": gettext_lazy("How many rows"),
}
ORDERS = {"d/m/y": gettext_lazy("day first"), "m/d/y": gettext_lazy("month first")}
_MOST_STEP = 20_000


@form("case.edit")
def add(request: HttpRequest, id: str) -> HttpResponse:
    """Have the delivery read again with one more step, or with the recipe of the last file."""
    delivery = intake.get_delivery(id, person_of(request))
    try:
        steps = _typed(request)
        intake_actions.repair(by=request.user, delivery=delivery, steps=steps, at=timezone.now())
    except Refused as refused:
        return deliver.delivery_page(
            request, delivery, refused=refused, status=shapes.status(refused)
        )
    return redirect("desk-delivery", id=id)


@form("case.edit")
def undo(request: HttpRequest, id: str, place: int) -> HttpResponse:
    """Have the delivery read again without one of its steps."""
    delivery = intake.get_delivery(id, person_of(request))
    try:
        intake_actions.undo_repair(
            by=request.user, delivery=delivery, place=place, at=timezone.now()
        )
    except Refused as refused:
        return deliver.delivery_page(
            request, delivery, refused=refused, status=shapes.status(refused)
        )
    return redirect("desk-delivery", id=id)


def buttons(report: dict[str, Any]) -> dict[tuple[int, str, str | None], list[dict[str, Any]]]:
    """The repairs that findings call for, by table, code and column."""
    found: dict[tuple[int, str, str | None], list[dict[str, Any]]] = {}
    for i, one in enumerate(proposals(report)):
        key = (one.step.table, one.code, one.step.column)
        found.setdefault(key, []).append(_button(i, one))
    return found


def done(delivery: Any) -> list[dict[str, Any]]:
    """The steps of a delivery's recipe, with what each changed."""
    counts = [iter(table.get("repairs", ())) for table in delivery.report["tables"]]
    return [
        _step(
            place, step, next(counts[step["table"]], None) if step["table"] < len(counts) else None
        )
        for place, step in enumerate(delivery.recipe)
    ]


def changes(delivery: Any) -> list[dict[str, Any]]:
    """The first changes of each table, as its log has them."""
    return list(_changes(delivery))


def proposed(delivery: Any) -> dict[str, Any] | None:
    """The recipe of the dataset's last file, as one button; None where there is none."""
    steps = intake.proposed_recipe(delivery)
    if not steps:
        return None
    return {
        "value": json.dumps(steps, ensure_ascii=False),
        "steps": [_named(step) for step in steps],
    }


def _typed(request: HttpRequest) -> list[dict[str, Any]]:
    """The steps of the button that was pressed, with what was typed beside it."""
    text = request.POST.get("step", "")
    try:
        told = json.loads(text) if len(text) <= _MOST_STEP else None
    except ValueError:
        told = None
    if isinstance(told, list):
        return told
    if not isinstance(told, dict):
        raise Invalid("repair.unknown", repair="")
    for name, field in told.pop("asks", {}).items():
        text = request.POST.get(str(field), "").strip()
        if not text:
            raise Invalid("repair.not_filled")
        told.setdefault("parameters", {})[name] = _value(name, text)
    return [told]


def _value(name: str, text: str) -> Any:
    """What was typed for a parameter. Rows count from 1 for people, and from 0 in recipes."""
    parts = [part.strip() for part in text.split(",")]
    if name == "rows":
        return [int(part) - 1 for part in parts if part.isdecimal() and len(part) < 9]
    if name in ("length", "n"):
        return int(text) if text.strip().isdecimal() and len(text) < 9 else text
    return text


def _button(i: int, one: Proposal) -> dict[str, Any]:
    named, about = words(one.step.repair, language())
    fields = {name: f"ask-{i}-{name}" for name in one.asks}
    value = one.step.to_json() | ({"asks": fields} if fields else {})
    if order := one.step.parameters.get("order"):
        named = f"{named}: {ORDERS[order]}"
    return {
        "value": json.dumps(value, ensure_ascii=False),
        "label": named,
        "about": about,
        "asks": [
            {
                "name": fields[name],
                "label": ASKED[name],
                "choices": [(c, reading.ENCODINGS.get(c, c)) for c in kind.split("|")]
                if "|" in kind
                else [],
            }
            for name, kind in one.asks.items()
        ],
    }


def _named(step: dict[str, Any]) -> str:
    label = words(step["repair"], language())[0]
    parts = [label]
    if step["column"]:
        parts.append(_("column %(name)s") % {"name": step["column"]})
    if order := step["parameters"].get("order"):
        parts.append(str(ORDERS[order]))
    return " · ".join(parts)


def _step(place: int, step: dict[str, Any], counts: dict[str, Any] | None) -> dict[str, Any]:
    return {"place": place, "label": _named(step), "counts": _counts(counts or {})}


def _counts(counts: dict[str, Any]) -> str:
    """What a step changed: cells, rows and columns, as far as there are some."""
    cells, rows, columns = (counts.get(part, 0) for part in ("n_cells", "n_rows", "n_columns"))
    parts = [
        (cells, ngettext("%(n)s cell", "%(n)s cells", cells)),
        (rows, ngettext("%(n)s row", "%(n)s rows", rows)),
        (columns, ngettext("%(n)s column", "%(n)s columns", columns)),
    ]
    told = [words % {"n": formats.number(n)} for n, words in parts if n]
    return ", ".join(told) or _("nothing changed")


def _changes(delivery: Any) -> Iterator[dict[str, Any]]:
    for table in intake.list_tables(delivery):
        for one in intake.list_changes(table, N_CHANGES):
            row = None if one["row"] is None else formats.number(one["row"] + 1)
            yield {
                "repair": words(one["repair"], language())[0],
                "where": one["ref"] or (_("row %(n)s") % {"n": row} if row else ""),
                "column": one["column"] or "",
                "before": _short(_cells(one["before"]) if one["column"] is None else one["before"]),
                "after": _short(one["after"]),
            }


def _cells(text: str | None) -> str:
    """A row that was taken out, its cells side by side."""
    cells = json.loads(text) if text else []
    return " · ".join(cell for cell in cells if cell)


def _short(text: str | None) -> str:
    text = text or ""
    return text if len(text) <= 60 else text[:59] + "…"
