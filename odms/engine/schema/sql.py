"""The SQL that a schema's rules are asked in: a table's texts, missing marks and values."""

from collections.abc import Sequence

from odms.engine.schema import cells
from odms.engine.schema.model import Field
from odms.engine.types.shapes import quoted


def column_sql(column: int, one: Field, missing: Sequence[str]) -> list[str]:
    """Of the column `v<column>` its text `t`, whether that is missing `m`, and its value `x`."""
    text = f"coalesce(v{column}, '')"
    absent = is_missing(text, missing)
    return [
        f"{text} AS t{column}",
        f"{absent} AS m{column}",
        f"CASE WHEN NOT {absent} THEN {cells.value_sql(one, text)} END AS x{column}",
    ]


def named(relation: str, wanted: Sequence[str]) -> str:
    """A relation of what is wanted of another."""
    return f"(SELECT {', '.join(wanted)} FROM {relation})"


def is_missing(text: str, missing: Sequence[str]) -> str:
    """Whether a text says "no value"."""
    listed = ", ".join(map(quoted, missing))
    return f"({text} IN ({listed}))" if listed else "false"


def name(text: str) -> str:
    """A name in SQL."""
    return '"' + text.replace('"', '""') + '"'
