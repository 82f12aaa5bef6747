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
_VALUES_AT_MOST = 4_000
_CHARACTERS_AT_MOST = 400_000
_DUCKDB = {
    "integer": "BIGINT",
    "number": "DOUBLE",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "datetime": "TIMESTAMP",
    "time": "TIME",
    "year": "INTEGER",
    "geometry": "VARCHAR",
    "text": "VARCHAR",
}


def encode(
    body: Body, draft: Draft, sql: str, source_sql: str | None, work: Workspace
) -> tuple[str, str | None] | None:
    """The SQL of typed value and source text by code; None where it would not pay."""
    is_plain = sql in {f"b.v{draft.index}", f"TRY_CAST(b.v{draft.index} AS BIGINT)"}
    if body.n_rows < _ROWS_AT_LEAST or draft.lookup(body)[1] == "r":
        return None
    if (is_plain and source_sql is None) or draft.texts.n_distinct > _VALUES_AT_MOST:
        return None
    i, name = draft.index, own(body, f"texts_{draft.index}")
    rows = work.db.execute(
        f"SELECT b.v{i}, CAST({sql} AS VARCHAR), {source_sql or 'NULL'} FROM (SELECT v AS v{i}, r"
        f" FROM {VALUES} WHERE c = {i} AND v IS NOT NULL) b {draft.join(body)} ORDER BY b.v{i}"
    ).fetchall()
    if not rows or sum(len(text) for text, _, _ in rows) > _CHARACTERS_AT_MOST:
        return None
    texts, typed, sources = zip(*rows, strict=True)
    work.db.execute(f"DROP TYPE IF EXISTS {name}")
    work.db.execute(f"CREATE TYPE {name} AS ENUM ({', '.join(map(quoted, texts))})")
    code = f"enum_code(CAST(b.v{i} AS {name})) + 1"
    value = f"(CAST({_list(typed)} AS {_DUCKDB[draft.type]}[]))[{code}]"
    return value, f"({_list(sources)})[{code}]" if source_sql else None


def _list(texts: tuple[str | None, ...]) -> str:
    return f"[{', '.join('NULL' if text is None else quoted(text) for text in texts)}]"
