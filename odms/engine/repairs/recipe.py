"""Recipes: lists of steps as JSON, checked before anything is read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from types import ModuleType
from typing import Any

from odms.definitions import messages
from odms.errors import Invalid

# Every repair by its code, which is its module's name, and when it takes part: while the text is
# read, while tables are looked for, over all tables, or upon one table.
KINDS = {
    "set_encoding": "reading",
    "set_delimiter": "reading",
    "set_header": "layout",
    "join_sheets": "file",
    "set_type": "table",
    "rename_column": "table",
    "take_out_unit": "table",
    "fill_down": "table",
    "drop_totals": "table",
    "drop_last_rows": "table",
    "drop_repeated_rows": "table",
    "drop_blank_columns": "table",
    "unify_eras": "table",
    "set_date_order": "table",
    "restore_zeros": "table",
    "spell_as_listed": "table",
    "spell_one_way": "table",
    "add_codes": "table",
    "unify_percent": "table",
    "tidy_texts": "table",
    "empty_missing": "table",
    "unpivot_years": "table",
    "swap_coordinates": "table",
    "mend_encoding": "table",
}
MOST_STEPS = 100
_TYPES: dict[str, Any] = {
    "text": str,
    "number": int,
    "rows": list,
    "names": dict,
}


@dataclass(frozen=True)
class Step:
    """One step of a recipe: a repair, the table's place in the file (from 0), the column's name
    (None for the table as a whole), and the repair's own parameters."""

    repair: str
    table: int = 0
    column: str | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """When it takes part, see KINDS."""
        return KINDS[self.repair]

    def to_json(self) -> dict[str, Any]:
        """The step as recipes are kept."""
        return {
            "repair": self.repair,
            "table": self.table,
            "column": self.column,
            "parameters": dict(self.parameters),
        }


def repair_of(code: str) -> ModuleType:
    """The module of a repair."""
    return import_module(f"odms.engine.repairs.{code}")


def words(code: str, language: str) -> tuple[str, str]:
    """What a repair is called, and what it does, in `th` or `en`."""
    named = messages.sentence(f"repair.{code}", language)
    return named, messages.sentence(f"repair.about.{code}", language)


def parse(recipe: Any) -> tuple[Step, ...]:
    """The steps of a recipe as JSON tells it. Raises Invalid for what is no recipe."""
    is_list = isinstance(recipe, list) and len(recipe) <= MOST_STEPS
    if not is_list or not all(isinstance(told, dict) and "repair" in told for told in recipe):
        raise Invalid("repair.not_a_recipe", limit=MOST_STEPS)
    return tuple(_step(told) for told in recipe)


def _step(told: Mapping[str, Any]) -> Step:
    code, column = told["repair"], told.get("column")
    if not isinstance(code, str) or code not in KINDS:
        raise Invalid("repair.unknown", repair=str(code)[:60])
    table, parameters = told.get("table", 0), told.get("parameters") or {}
    if set(told) - {"repair", "table", "column", "parameters"}:
        raise Invalid("repair.parameters_wrong", repair=code)
    is_place = isinstance(table, int) and not isinstance(table, bool) and table >= 0
    if not is_place or not isinstance(column, str | None) or not isinstance(parameters, dict):
        raise Invalid("repair.parameters_wrong", repair=code)
    _check(code, parameters, repair_of(code).PARAMETERS)
    return Step(code, table, column, parameters)


def _check(code: str, given: Mapping[str, Any], wanted: Mapping[str, str]) -> None:
    """Raise Invalid unless the parameters are those of the repair, each of its kind; a name that
    ends in `?` may be missing, a kind of words parted by bars names the only values."""
    known = {name.removesuffix("?"): kind for name, kind in wanted.items()}
    needed = {name for name in wanted if not name.endswith("?")}
    is_right = needed <= set(given) <= set(known) and all(
        _fits(value, known[name]) for name, value in given.items()
    )
    if not is_right:
        raise Invalid("repair.parameters_wrong", repair=code)


def _fits(value: Any, kind: str) -> bool:
    if "|" in kind:
        return value in kind.split("|")
    if isinstance(value, bool) or not isinstance(value, _TYPES[kind]):
        return False
    match kind:
        case "rows":
            return bool(value) and all(type(row) is int and row >= 0 for row in value)
        case "names":
            return all(isinstance(one, str) for pair in value.items() for one in pair)
        case "number":
            return bool(value > 0)
    return len(value) <= 200


def of_kind(steps: Iterable[Step], kind: str) -> list[Step]:
    """The steps of one kind, in their order."""
    return [step for step in steps if step.kind == kind]
