"""A table as the texts of its published CSV, for rules that ask how values are written."""

from collections.abc import Mapping, Sequence
from typing import Any

from odms.definitions import national
from odms.lake.protection.work import Work, text
from odms.lake.rows import IS_TOTAL, ROW, quoted


def texts(work: Work, profile: Mapping[str, Any]) -> tuple[str, list[str]]:
    """The query of `r` (source row) and `v0` … (VARCHAR), one a column of the table on the bench,
    and their names. Rows that sum up others are left out.

    What is not of its column's type stands as its source text; words for no value are NULL.
    """
    columns = [one for one in profile["columns"] if one["name"] in work.columns]
    wanted = [f"{_text(one, work.columns)} AS v{i}" for i, one in enumerate(columns)]
    detail = f" WHERE NOT {IS_TOTAL}" if work.has_totals else ""
    query = f"(SELECT {', '.join([f'{ROW} AS r', *wanted])} FROM {work.relation}{detail})"
    return query, [column["name"] for column in columns]


def named(query: str, names: Sequence[str]) -> str:
    """The query of `texts` with each column under its name."""
    wanted = ", ".join(f"v{i} AS {quoted(name)}" for i, name in enumerate(names))
    return f"SELECT {wanted} FROM {query}"


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
