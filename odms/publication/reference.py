"""How open the formats of a dataset are, and where its places lack the standard codes. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from odms.definitions import national

# columns that name places, and the column of codes that belongs beside them
CODE_OF = {name: f"{name}-code" for name in ("th-province", "th-amphoe", "th-tambon")}
_ABOVE = {"th-amphoe": "th-province", "th-tambon": "th-amphoe"}


@dataclass(frozen=True)
class Used:
    """A column whose values belong to a code list."""

    table: int
    column: str
    list_code: str
    meaning: str


@dataclass(frozen=True)
class Uncoded:
    """A column that names places without their codes beside; `within` names the column above it."""

    table: int
    column: str
    meaning: str
    within: str = ""

    @property
    def step(self) -> dict[str, Any]:
        """The step of a recipe that adds the codes."""
        told = {"list": self.meaning} | ({"within": self.within} if self.within else {})
        return {
            "repair": "add_codes",
            "table": self.table,
            "column": self.column,
            "parameters": told,
        }


@dataclass(frozen=True)
class Reference:
    """The level of openness, 0 to 5, the lists used, and the places without codes."""

    level: int
    used: tuple[Used, ...]
    uncoded: tuple[Uncoded, ...]


def look_at(tables: Sequence[Sequence[Mapping[str, Any]]], formats: Sequence[str]) -> Reference:
    """What the columns of tables, and formats, come to."""
    return Reference(
        openness(has_tables=any(tables), formats=formats),
        tuple(one for i, columns in enumerate(tables) for one in _used(i, columns)),
        tuple(one for i, columns in enumerate(tables) for one in _uncoded(i, columns)),
    )


def openness(*, has_tables: bool, formats: Sequence[str]) -> int:
    """Stars of the five: a table kept here is offered as CSV, JSON and rows by address."""
    if has_tables:
        return 4
    stars = national("openness.yaml")["formats"]
    return max((stars.get(form, 1) for form in formats), default=0)


def _used(table: int, columns: Sequence[Mapping[str, Any]]) -> Iterator[Used]:
    lists = national("code_lists.yaml")
    for column in columns:
        meaning = column.get("meaning") or ""
        code = next((code for code, one in lists.items() if meaning in one["meanings"]), None)
        if code is not None:
            yield Used(table, column["name"], code, meaning)


def _uncoded(table: int, columns: Sequence[Mapping[str, Any]]) -> Iterator[Uncoded]:
    by_meaning = {column.get("meaning"): column["name"] for column in columns}
    for column in columns:
        meaning = column.get("meaning") or ""
        if meaning in CODE_OF and CODE_OF[meaning] not in by_meaning:
            within = by_meaning.get(_ABOVE.get(meaning, ""), "")
            yield Uncoded(table, column["name"], meaning, within)
