"""What changed from one table version to the next: columns, rows, ranges and choices.

Columns of the same name are the same; of those that are gone and new, some are guessed to be
renamed, with the evidence stated. Rows are told apart by a key where there is one, by all they
hold otherwise.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import duckdb

from odms.lake.protection.work import Work, bench, describe, parquet
from odms.lake.rows import public, quoted

_TYPES: Mapping[str, str] = {
    "BIGINT": "integer",
    "DOUBLE": "number",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "TIMESTAMP": "datetime",
    "TIME": "time",
    "INTEGER": "year",
    "VARCHAR": "text",
}
_ORDERED = ("integer", "number", "date", "datetime", "time", "year")
# A list of choices has at most so many; so many of those that came or went are named.
_CHOICES_AT_MOST = 200
_CHOICES_TOLD = 10
_PAIRS_AT_MOST = 64
# A column is taken for renamed where so large a part of its different values stand under the new
# name, or where the names themselves are so alike.
_SHARE_OF_VALUES = 0.8
_VALUES_AT_LEAST = 3
_LIKENESS = 0.75


@dataclass(frozen=True)
class _Side:
    """A table version as much of it as may be seen: in SQL, and its columns with our types."""

    sql: str
    columns: Mapping[str, str]
    n_rows: int


def changes_between(before: Path, after: Path, key: Sequence[str] = ()) -> dict[str, Any]:
    """What changed from one table version to the next, see `changes`."""
    with bench() as db:
        return changes(before, Work(db, parquet(after)), key)


def changes(before: Path, after: Work, key: Sequence[str] = ()) -> dict[str, Any]:
    """What changed from a table version to the table on the bench.

    {"n_rows_before", "n_rows_after", "n_rows_added", "n_rows_removed",
     "n_rows_changed": null without a key, "key": names of its columns, empty where rows are told
     apart by all they hold (a changed row is then one removed and one added),
     "columns_added", "columns_removed": names,
     "columns_renamed": [{"before", "after", "evidence": "values" | "name", "share": 0 to 1}],
     "columns_retyped": [{"name", "before", "after"}], types as the engine names them,
     "is_reordered": whether the columns that both have stand in another order,
     "ranges": [{"name", "before": [least, greatest], "after": …}], where the new values go beyond,
     "choices": [{"name", "n_new", "new": the first, "n_gone", "gone": the first}]}

    A renamed column is neither added nor removed. Raises nothing of its own: both versions are ours.
    """
    db, old, new = after.db, _side(after.db, parquet(before)), _side(after.db, after.relation)
    renamed = _renamed(db, old, new)
    names = {one["before"]: one["after"] for one in renamed}
    common = {name: names.get(name, name) for name in old.columns}
    common = {name: to for name, to in common.items() if to in new.columns}
    same = {name: to for name, to in common.items() if old.columns[name] == new.columns[to]}
    return {
        "n_rows_before": old.n_rows,
        "n_rows_after": new.n_rows,
        **_rows(db, old, new, same, key),
        "columns_added": [name for name in new.columns if name not in common.values()],
        "columns_removed": [name for name in old.columns if name not in common],
        "columns_renamed": renamed,
        "columns_retyped": [
            {"name": to, "before": old.columns[name], "after": new.columns[to]}
            for name, to in common.items()
            if name not in same
        ],
        "is_reordered": list(common.values())
        != [name for name in new.columns if name in set(common.values())],
        "ranges": _ranges(db, old, new, same),
        "choices": _choices(db, old, new, same),
    }


def _side(db: duckdb.DuckDBPyConnection, sql: str) -> _Side:
    columns = {name: _TYPES.get(kind, kind) for name, kind in public(describe(db, sql)).items()}
    n = db.execute(f"SELECT count(*) FROM {sql}").fetchall()[0][0]
    return _Side(sql, columns, int(n))


# Columns


def _renamed(db: duckdb.DuckDBPyConnection, old: _Side, new: _Side) -> list[dict[str, Any]]:
    """The best guesses first, each column in one of them at most."""
    gone = [name for name in old.columns if name not in new.columns]
    come = [name for name in new.columns if name not in old.columns]
    pairs = [(a, b) for a in gone for b in come if old.columns[a] == new.columns[b]]
    guesses = [_guess(db, old, new, a, b) for a, b in pairs[:_PAIRS_AT_MOST]]
    found: list[dict[str, Any]] = []
    taken: set[str] = set()
    for guess in sorted((one for one in guesses if one), key=lambda one: -one["share"]):
        if not {f"-{guess['before']}", f"+{guess['after']}"} & taken:
            taken |= {f"-{guess['before']}", f"+{guess['after']}"}
            found.append(guess)
    return found


def _guess(
    db: duckdb.DuckDBPyConnection, old: _Side, new: _Side, before: str, after: str
) -> dict[str, Any] | None:
    """Whether two columns are one: the values of the old stand in the new, or the names are alike."""
    told = {"before": before, "after": after}
    n, n_kept = db.execute(
        f"SELECT count(*), count(b.v) FROM (SELECT DISTINCT {quoted(before)} AS v FROM {old.sql}"
        f" WHERE {quoted(before)} IS NOT NULL) a LEFT JOIN (SELECT DISTINCT {quoted(after)} AS v"
        f" FROM {new.sql}) b ON a.v = b.v"
    ).fetchall()[0]
    if n >= _VALUES_AT_LEAST and n_kept >= _SHARE_OF_VALUES * n:
        return told | {"evidence": "values", "share": round(n_kept / n, 4)}
    likeness = SequenceMatcher(None, before.casefold(), after.casefold()).ratio()
    if likeness >= _LIKENESS:
        return told | {"evidence": "name", "share": round(likeness, 4)}
    return None


# Rows


def _rows(
    db: duckdb.DuckDBPyConnection,
    old: _Side,
    new: _Side,
    same: Mapping[str, str],
    key: Sequence[str],
) -> dict[str, Any]:
    if not same:
        counts = {"n_rows_added": new.n_rows, "n_rows_removed": old.n_rows}
        return counts | {"n_rows_changed": None, "key": []}
    back = {to: name for name, to in same.items()}
    if key and all(name in back for name in key):
        parts = {back[name]: name for name in key}
        if _is_key(db, old, list(parts)) and _is_key(db, new, list(parts.values())):
            return _by_key(db, old, new, same, parts)
    theirs, ours = _hashes(old, list(same)), _hashes(new, list(same.values()))
    return {
        "n_rows_added": _surplus(db, ours, theirs),
        "n_rows_removed": _surplus(db, theirs, ours),
        "n_rows_changed": None,
        "key": [],
    }


def _is_key(db: duckdb.DuckDBPyConnection, side: _Side, key: Sequence[str]) -> bool:
    names = ", ".join(map(quoted, key))
    whole = " AND ".join(f"{quoted(name)} IS NOT NULL" for name in key)
    n = db.execute(
        f"SELECT count(*) FROM (SELECT DISTINCT {names} FROM {side.sql} WHERE {whole})"
    ).fetchall()[0][0]
    return bool(n == side.n_rows)


def _by_key(
    db: duckdb.DuckDBPyConnection,
    old: _Side,
    new: _Side,
    same: Mapping[str, str],
    key: Mapping[str, str],
) -> dict[str, Any]:
    def keyed(side: _Side, parts: Sequence[str], names: Sequence[str]) -> str:
        listed = ", ".join(f"{quoted(part)} AS k{i}" for i, part in enumerate(parts))
        return f"(SELECT {listed}, hash({', '.join(map(quoted, names))}) AS h FROM {side.sql})"

    met = " AND ".join(f"a.k{i} = b.k{i}" for i in range(len(key)))
    n_both, n_same = db.execute(
        f"SELECT count(*), count(*) FILTER (a.h = b.h) FROM {keyed(old, list(key), list(same))} a"
        f" JOIN {keyed(new, list(key.values()), list(same.values()))} b ON {met}"
    ).fetchall()[0]
    return {
        "n_rows_added": new.n_rows - n_both,
        "n_rows_removed": old.n_rows - n_both,
        "n_rows_changed": n_both - n_same,
        "key": list(key.values()),
    }


def _hashes(side: _Side, columns: Sequence[str]) -> str:
    """How often rows stand in a version, seen through some columns."""
    row_hash = f"hash({', '.join(map(quoted, columns))}) AS h"
    return f"(SELECT {row_hash}, count(*) AS n FROM {side.sql} GROUP BY h)"


def _surplus(db: duckdb.DuckDBPyConnection, these: str, those: str) -> int:
    """How many rows of `these` have no counterpart in `those`."""
    row = db.execute(
        "SELECT coalesce(sum(greatest(a.n - coalesce(b.n, 0), 0)), 0)"
        f" FROM {these} a LEFT JOIN {those} b USING (h)"
    ).fetchall()
    return int(row[0][0])


# Values


def _ranges(
    db: duckdb.DuckDBPyConnection, old: _Side, new: _Side, same: Mapping[str, str]
) -> list[dict[str, Any]]:
    ordered = {name: to for name, to in same.items() if old.columns[name] in _ORDERED}
    if not ordered:
        return []
    before, after = _ends(db, old, list(ordered)), _ends(db, new, list(ordered.values()))
    return [
        {
            "name": name,
            "before": [_plain(end) for end in was],
            "after": [_plain(end) for end in now],
        }
        for name, was, now in zip(ordered.values(), before, after, strict=True)
        if None not in was and None not in now and (now[0] < was[0] or now[1] > was[1])
    ]


def _ends(
    db: duckdb.DuckDBPyConnection, side: _Side, columns: Sequence[str]
) -> list[tuple[Any, Any]]:
    wanted = ", ".join(f"min({quoted(name)}), max({quoted(name)})" for name in columns)
    found = db.execute(f"SELECT {wanted} FROM {side.sql}").fetchall()[0]
    return list(zip(found[::2], found[1::2], strict=True))


def _plain(value: Any) -> Any:
    return value if isinstance(value, (int, float)) else str(value)


def _choices(
    db: duckdb.DuckDBPyConnection, old: _Side, new: _Side, same: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Lists of choices that grew or shrank."""
    texts = {name: to for name, to in same.items() if old.columns[name] == "text"}
    found = []
    for name, to in texts.items():
        if not _is_list(db, old, name):
            continue
        came = _without(db, (new, to), (old, name))
        went = _without(db, (old, name), (new, to))
        if came or went:
            told = {"name": to, "n_new": len(came), "new": came[:_CHOICES_TOLD]}
            found.append(told | {"n_gone": len(went), "gone": went[:_CHOICES_TOLD]})
    return found


def _is_list(db: duckdb.DuckDBPyConnection, side: _Side, column: str) -> bool:
    """Few different values, each standing more than once on average."""
    n = db.execute(f"SELECT count(DISTINCT {quoted(column)}) FROM {side.sql}").fetchall()[0][0]
    return 0 < int(n) <= _CHOICES_AT_MOST and 2 * int(n) <= side.n_rows


def _without(
    db: duckdb.DuckDBPyConnection, these: tuple[_Side, str], those: tuple[_Side, str]
) -> list[str]:
    rows = db.execute(
        f"SELECT {quoted(these[1])} FROM {these[0].sql} EXCEPT"
        f" SELECT {quoted(those[1])} FROM {those[0].sql} ORDER BY 1 LIMIT 1000"
    ).fetchall()
    return [row[0] for row in rows if row[0] is not None]
