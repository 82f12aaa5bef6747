"""Conditions on the rows of a table version, and their SQL, in which every value is bound."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

OPERATORS = ("eq", "ne", "lt", "lte", "gt", "gte", "contains", "startswith", "in", "isnull")

_COMPARISONS = {"lt": "<", "lte": "<=", "gt": ">", "gte": ">="}


@dataclass(frozen=True)
class Filter:
    """A condition on a column. Missing values meet `ne` and `isnull` alone.

    `eq` and `in` want any of `values`, `ne` none of them; comparisons want the one there is;
    `contains` and `startswith` look at texts without regard to Latin capitals; `isnull` is asked
    with True or False.
    """

    column: str
    operator: str
    values: tuple[Any, ...]


@dataclass(frozen=True)
class Holds:
    """The text stands in one of the columns, as part of a word too, without regard to capitals."""

    columns: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class AnyOf:
    """At least one of the conditions is met; never, where there is none."""

    conditions: tuple["Condition", ...]


@dataclass(frozen=True)
class AllOf:
    """Each of the conditions is met."""

    conditions: tuple["Condition", ...]


@dataclass(frozen=True)
class Not:
    """The condition is not met."""

    condition: "Condition"


Condition = Filter | Holds | AnyOf | AllOf | Not
Sql = tuple[str, list[Any]]


def where(conditions: Sequence[Condition], name: Callable[[str], str]) -> Sql:
    """The WHERE of a query with the values to bind; `name` gives a column as SQL has it."""
    if not conditions:
        return "", []
    sql, values = _joined(conditions, " AND ", name)
    return f" WHERE {sql}", values


def _sql(condition: Condition, name: Callable[[str], str]) -> Sql:
    match condition:
        case Filter():
            return _of_filter(name(condition.column), condition)
        case Holds(columns, text):
            cells = [f"contains(lower({name(column)}::VARCHAR), lower(?))" for column in columns]
            return f"({' OR '.join(cells)})", [text] * len(cells)
        case AnyOf(conditions):
            return _joined(conditions, " OR ", name) if conditions else ("false", [])
        case AllOf(conditions):
            return _joined(conditions, " AND ", name) if conditions else ("true", [])
        case Not(inner):
            sql, values = _sql(inner, name)
            return f"NOT coalesce({sql}, false)", values


def _joined(conditions: Sequence[Condition], word: str, name: Callable[[str], str]) -> Sql:
    parts = [_sql(condition, name) for condition in conditions]
    text = word.join(sql for sql, _ in parts)
    values = [value for _, bound in parts for value in bound]
    return (f"({text})" if len(parts) > 1 else text), values


def _of_filter(name: str, wanted: Filter) -> Sql:
    operator, values = wanted.operator, list(wanted.values)
    marks = ", ".join("?" for _ in values)
    if operator in ("eq", "in"):
        return (f"coalesce({name} IN ({marks}), false)" if values else "false"), values
    if operator == "ne":
        return f"coalesce({name} NOT IN ({marks}), true)", values
    if operator in _COMPARISONS:
        return f"{name} {_COMPARISONS[operator]} ?", values
    if operator == "contains":
        return f"contains(lower({name}), lower(?))", values
    if operator == "startswith":
        return f"starts_with(lower({name}), lower(?))", values
    if operator == "isnull":
        return f"({name} IS NULL) = ?", values
    raise ValueError(f"no such operator: {operator}")
