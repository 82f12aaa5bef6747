"""Which columns tell who somebody is when they are put together: a proposal for the steward.

Quasi-identifiers and sensitive columns are proposed by meaning, by the kind of personal data and by
the header, as `protection.yaml` of the country says, and only where a table is of persons: some
column identifies them, or says when they were born or how old they are.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from odms.definitions import national


def quasi_identifiers(columns: Sequence[Mapping[str, Any]]) -> list[str]:
    """The names of the columns to propose; of those that identify by themselves, none.

    Columns are those of a profile or of `DeliveredTable.columns`.
    """
    if not any(_is_of_persons(column) for column in columns):
        return []
    return [column["name"] for column in columns if _is_listed(column, "quasi_identifiers")]


def sensitive(columns: Sequence[Mapping[str, Any]]) -> list[str]:
    """The names of the columns that hold what nobody should learn of a person."""
    if not any(_is_of_persons(column) for column in columns):
        return []
    quasi = set(quasi_identifiers(columns))
    listed = [column["name"] for column in columns if _is_listed(column, "sensitive")]
    return [name for name in listed if name not in quasi]


def measures_of(kind: str) -> tuple[str, ...]:
    """The measures that hide a kind of personal data, besides dropping and masking it."""
    return tuple(national("protection.yaml")["kinds"].get(kind, ()))


def _is_of_persons(column: Mapping[str, Any]) -> bool:
    return _is_listed(column, "persons")


def _is_listed(column: Mapping[str, Any], part: str) -> bool:
    rules = national("protection.yaml")[part]
    kind = (column.get("personal") or {}).get("kind", "")
    if kind in rules["kinds"] or column.get("meaning") in rules["meanings"]:
        return True
    names = (column["name"], column.get("source_name") or column.get("label_th") or "")
    return any(_headers(part).search(name) for name in names)


@cache
def _headers(part: str) -> re.Pattern[str]:
    return re.compile(national("protection.yaml")[part]["headers"], re.IGNORECASE)
