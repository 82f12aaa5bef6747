"""The profile of a protected version: what a measure touched is measured anew, from what is left.

Its keys are those of the profile it comes from (`odms.engine.columns.profile`). Nothing of an old
profile stays beside a value that was hidden: neither ends nor top values, words for what was
missing nor how the column was read. What was found personal stays in the house.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb

from odms.lake.protection.plan import Protection
from odms.lake.protection.work import describe, parquet
from odms.lake.rows import IS_TOTAL, quoted

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
_N_BINS = 20
_N_TOP = 10
_LONGEST = 200
_SCALED = ("integer", "number", "year", "date", "datetime")
_TABLE_KEYS = ("n_rows", "n_total_rows")

Profile = dict[str, Any]


def renew(
    db: duckdb.DuckDBPyConnection, table: Path, before: Mapping[str, Any], protection: Protection
) -> Profile:
    """The profile of the protected version that stands in `table`, after the profile `before`."""
    stored = describe(db, parquet(table))
    is_total = IS_TOTAL if IS_TOTAL in stored else "false"
    counted = db.execute(f"SELECT count(*), count_if({is_total}) FROM {parquet(table)}").fetchone()
    columns = [
        _column(db, table, column, protection)
        for column in before["columns"]
        if column["name"] in stored
    ]
    whole = {column["name"] for column in columns} - set(protection.by_column)
    keys = [key for key in before.get("keys", ()) if whole.issuperset(key)]
    told = dict(zip(_TABLE_KEYS, counted or (0, 0), strict=True))
    return told | {"keys": keys, "columns": columns}


def _column(
    db: duckdb.DuckDBPyConnection, table: Path, before: Mapping[str, Any], protection: Protection
) -> Profile:
    step = protection.by_column.get(before["name"])
    if step is None and not protection.takes_rows:
        return {**before, "personal": None}
    empty: Profile = {key: [] if isinstance(v, list) else None for key, v in before.items()}
    told = {part: before.get(part) for part in ("name", "source_name", "unit")}
    if step is None:
        told |= {"type": before["type"], "meaning": before.get("meaning")}
        told["source_column"] = before.get("source_column")
    else:
        of = step.of
        told |= {"type": of.type_after or before["type"], "measure": step.measure}
        told["meaning"] = (
            before.get("meaning") if of.meaning_after is None else of.meaning_after or None
        )
    return empty | told | measured(db, table, str(told["name"]), str(told["type"]))


def measured(db: duckdb.DuckDBPyConnection, table: Path, name: str, type_: str) -> Profile:
    """What a column's values tell: counts of all rows; ends, quantiles, histogram, lengths and top
    values of those that sum up no others."""
    relation, column = parquet(table), quoted(name)
    row = db.execute(
        f"SELECT count(*), count({column}), count(DISTINCT {column}) FROM {relation}"
    ).fetchone()
    n, n_there, n_distinct = row or (0, 0, 0)
    told: Profile = {
        "n": n,
        "n_missing": n - n_there,
        "n_suppressed": 0,
        "n_failed": 0,
        "n_distinct": n_distinct,
        "share_parsed": 1.0,
        "is_key_candidate": bool(n) and n_distinct == n,
    }
    if IS_TOTAL in describe(db, relation):
        relation = f"(SELECT * FROM {relation} WHERE NOT {IS_TOTAL})"
    told["top"] = _top(db, relation, column)
    if not n_there:
        return told
    shape = _scaled(db, relation, column, type_) if type_ in _SCALED else {}
    return told | (shape or _lengths(db, relation, column))


def _top(db: duckdb.DuckDBPyConnection, relation: str, column: str) -> list[dict[str, Any]]:
    found = db.execute(
        f"SELECT left(CAST({column} AS VARCHAR), {_LONGEST}) AS v, count(*) AS n FROM {relation} "
        f"WHERE {column} IS NOT NULL GROUP BY 1 ORDER BY n DESC, v LIMIT {_N_TOP}"
    ).fetchall()
    return [{"value": value, "n": n} for value, n in found]


def _lengths(db: duckdb.DuckDBPyConnection, relation: str, column: str) -> Profile:
    length = f"length(CAST({column} AS VARCHAR))"
    row = db.execute(
        f"SELECT min({length}), avg({length}), max({length}) FROM {relation}"
    ).fetchone()
    low, mean, high = row or (None, None, None)
    return {"lengths": {"min": low, "mean": round(mean, 2), "max": high}} if high else {}


def _scaled(db: duckdb.DuckDBPyConnection, relation: str, column: str, type_: str) -> Profile:
    """Ends, mean, quantiles and histogram on the column's own scale."""
    is_time = type_ in ("date", "datetime")
    x = f"epoch(CAST({column} AS TIMESTAMP))" if is_time else f"CAST({column} AS DOUBLE)"
    shares = ", ".join(map(str, QUANTILES))
    row = db.execute(
        f"SELECT min({x}), max({x}), avg({x}), quantile_cont({x}, [{shares}]) FROM {relation} "
        f"WHERE {column} IS NOT NULL AND isfinite({x})"
    ).fetchone()
    if not row or row[0] is None:
        return {}
    low, high, mean, quantiles = row
    edges, counts = _histogram(db, relation, x, low, high)
    point = _moment(type_) if is_time else (lambda value: value)
    whole = int if type_ in ("integer", "year") else (lambda value: value)
    return {
        "min": point(whole(low)),
        "max": point(whole(high)),
        "mean": point(mean),
        "quantiles": {str(q): point(v) for q, v in zip(QUANTILES, quantiles, strict=True)},
        "quantiles_are_exact": True,
        "histogram": {"edges": [point(edge) for edge in edges], "counts": counts},
    }


def _histogram(
    db: duckdb.DuckDBPyConnection, relation: str, x: str, low: float, high: float
) -> tuple[list[float], list[int]]:
    if low == high:
        row = db.execute(f"SELECT count(*) FROM {relation} WHERE {x} = ?", [low]).fetchone()
        return [low, high], [row[0] if row else 0]
    width = (high - low) / _N_BINS
    found = db.execute(
        f"SELECT least(CAST(floor(({x} - ?) / ?) AS INTEGER), {_N_BINS - 1}) AS bin, count(*) "
        f"FROM {relation} WHERE isfinite({x}) GROUP BY bin",
        [low, width],
    ).fetchall()
    counts = dict(found)
    edges = [low + width * place for place in range(_N_BINS)] + [high]
    return edges, [counts.get(place, 0) for place in range(_N_BINS)]


def _moment(type_: str) -> Any:
    from datetime import UTC, datetime, timedelta

    start = datetime(1970, 1, 1, tzinfo=UTC)

    def told(seconds: float) -> str:
        moment = start + timedelta(seconds=seconds)
        if type_ == "date":
            return moment.date().isoformat()
        return moment.replace(tzinfo=None).isoformat(timespec="seconds")

    return told
