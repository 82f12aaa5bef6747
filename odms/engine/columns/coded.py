"""Columns of few different values in long tables: typed once a value, not once a row.

The source texts become a DuckDB ENUM, and the typed values a list that its codes point into: no
join, so the rows keep their order and every core works.
"""

from odms.engine.column import Body
from odms.engine.columns.draft import Draft
from odms.engine.grid import Workspace
from odms.engine.types.dictionary import VALUES, own
from odms.engine.types.shapes import quoted

_ROWS_AT_LEAST = 50_000
# DuckDB hands the list on with every 2,048 rows: a longer one costs more than typing row by row.
_VALUES_AT_MOST = 10_000
_CHARACTERS_AT_MOST = 1_000_000
_NAMED_AT_MOST = 10


def encode(
    body: Body, draft: Draft, sql: str, source_sql: str | None, work: Workspace
) -> tuple[str, str | None] | None:
    """The SQL of typed value and source text by code; None where it would not pay."""
    is_plain = sql in _plain(f"b.v{draft.index}")
    if body.n_rows < _ROWS_AT_LEAST or draft.lookup(body)[1] == "r":
        return None
    if (is_plain and source_sql is None) or draft.texts.n_distinct > _VALUES_AT_MOST:
        return None
    i, name, db = draft.index, own(body, f"texts_{draft.index}"), work.db
    db.execute(
        f"CREATE OR REPLACE TEMP TABLE odms_coded AS SELECT b.v{i} AS text, {sql} AS value,"
        f" {source_sql or 'NULL'} AS source FROM (SELECT v AS v{i}, r FROM {VALUES}"
        f" WHERE c = {i} AND v IS NOT NULL) b {draft.join(body)}"
    )
    ((n_characters,),) = db.execute("SELECT sum(length(text)) FROM odms_coded").fetchall()
    if n_characters is None or n_characters > _CHARACTERS_AT_MOST:
        return None
    db.execute(f"DROP TYPE IF EXISTS {name}")
    db.execute(f"CREATE TYPE {name} AS ENUM (SELECT text FROM odms_coded ORDER BY text)")
    for kind in ("value", "source"):
        listed = f"SELECT list({kind} ORDER BY text) FROM odms_coded"
        db.execute(f"SET VARIABLE {name}_{kind} = ({listed})")
    value, source = (
        f"getvariable('{name}_{kind}')[enum_code(CAST(b.v{i} AS {name})) + 1]"
        for kind in ("value", "source")
    )
    if source_sql is None:
        return sql if is_plain else value, None
    return sql if is_plain else value, _named(f"b.v{i}", work) or source


def _plain(v: str) -> set[str]:
    """Expressions that cost less than a look at a list."""
    return {v, *(f"TRY_CAST({v} AS {kind})" for kind in ("BIGINT", "DOUBLE", "DATE"))}


def _named(v: str, work: Workspace) -> str | None:
    """The source text by the few texts that are kept, or that are not; None where both are many."""
    for kept, word in (("IS NOT NULL", "IN"), ("IS NULL", "NOT IN")):
        found = work.db.execute(
            f"SELECT text FROM odms_coded WHERE source {kept} LIMIT {_NAMED_AT_MOST + 1}"
        ).fetchall()
        if len(found) <= _NAMED_AT_MOST:
            texts = ", ".join(quoted(text) for (text,) in found)
            if not texts:
                return "NULL::VARCHAR" if word == "IN" else v
            return f"CASE WHEN {v} {word} ({texts}) THEN {v} END"
    return None
