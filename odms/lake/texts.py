"""A table as the texts of its published CSV, for rules that ask how values are written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from odms.definitions import national
from odms.lake.protection.work import Work, text
from odms.lake.rows import IS_TOTAL, ROW, quoted

# by the type of a column, how its values are stored where their text is the standard's own writing
_STORED = {
    "integer": ("BIGINT", "HUGEINT"),
    "number": ("DOUBLE", "BIGINT"),
    "boolean": ("BOOLEAN",),
    "date": ("DATE",),
    "datetime": ("TIMESTAMP",),
    "time": ("TIME",),
}


@dataclass(frozen=True)
class Texts:
    """The query of `r` (source row) and `v0` … (VARCHAR), one a column of the table, and their names.

    The columns `typed` hold nothing but values of their type; of these the query has `x0` … too.
    """

    query: str
    names: tuple[str, ...]
    typed: frozenset[int]


def texts(work: Work, profile: Mapping[str, Any]) -> Texts:
    """The columns of the table on the bench as texts. Rows that sum up others are left out.

    What is not of its column's type stands as its source text; words for no value are NULL.
    """
    columns = [one for one in profile["columns"] if one["name"] in work.columns]
    typed = frozenset(i for i, one in enumerate(columns) if _is_typed(one, work.columns))
    wanted = [f"{_text(one, work.columns)} AS v{i}" for i, one in enumerate(columns)]
    wanted += [f"{quoted(columns[i]['name'])} AS x{i}" for i in sorted(typed)]
    detail = f" WHERE NOT {IS_TOTAL}" if work.has_totals else ""
    query = f"(SELECT {', '.join([f'{ROW} AS r', *wanted])} FROM {work.relation}{detail})"
    return Texts(query, tuple(column["name"] for column in columns), typed)


def named(query: str, names: Sequence[str]) -> str:
    """The query of `texts` with each column under its name."""
    wanted = ", ".join(f"v{i} AS {quoted(name)}" for i, name in enumerate(names))
    return f"SELECT {wanted} FROM {query}"


def _is_typed(column: Mapping[str, Any], kinds: Mapping[str, str]) -> bool:
    """Whether a column has no text beside its values that is not of its type."""
    has_source = column.get("source_column") in kinds and column.get("n_failed", 1) > 0
    return kinds[column["name"]] in _STORED.get(column["type"], ()) and not has_source


def _text(column: Mapping[str, Any], kinds: Mapping[str, str]) -> str:
    name, kind = quoted(column["name"]), kinds[column["name"]]
    shown = f"strftime({name}, '%Y-%m-%dT%H:%M:%S')" if kind == "TIMESTAMP" else f"{name}::VARCHAR"
    source = column.get("source_column")
    if kind == "VARCHAR" or not source or source not in kinds:
        return shown
    held = f"trim({quoted(source)})"
    absent = ", ".join(map(text, _absent(column)))
    return f"coalesce({shown}, CASE WHEN lower({held}) NOT IN ({absent}) THEN {held} END)"


def _absent(column: Mapping[str, Any]) -> Sequence[str]:
    """The words for no value that the column has, or could have, in lower case."""
    told = national("tokens.yaml")
    groups = ("missing", "missing_as_spelt", "missing_in_numbers", "suppressed")
    words = [str(word) for group in groups for word in told[group]]
    return sorted({word.strip().lower() for word in [*words, *column["missing_words"], ""]})
