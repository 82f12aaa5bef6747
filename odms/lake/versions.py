"""From one table version to another: columns dropped or masked, and what changed between two.

Table versions are the house's own Parquet, first column `_row`, `_is_total` the last where
some rows sum up others; `<name>__source` stands beside a column whose source text differs from its
typed values, and goes wherever the column goes.
"""

import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from odms.definitions import national
from odms.lake.rows import IS_TOTAL, ROW, public, quoted

# ways to mask, as `masks.yaml` of the country names them: SQL over the value's text {v}. Of a number
# the last two signs stay, so that rows can be told apart in a complaint and nobody can be called
_WAYS = {
    "number": (
        "CASE WHEN length({v}) < 6 THEN 'xxx' "
        "ELSE regexp_replace(left({v}, -2), {digit}, 'x', 'g') || right({v}, 2) END"
    ),
    "email": "left({v}, 1) || 'xxx@xxx'",
    "initials": (
        "array_to_string(list_transform(string_split_regex(trim(regexp_replace({v}, {title}, '')), "
        r"'\s+'), lambda w: regexp_extract(w, {letter}) || '.'), ' ')"
    ),
}
_WHOLLY = "'xxx'"


@dataclass(frozen=True)
class Seen:
    """What may be seen of a table version: the columns `kept` (all, if None), some of them masked.

    `masked` pairs columns with the kind of personal data in them.
    """

    kept: tuple[str, ...] | None = None
    masked: tuple[tuple[str, str], ...] = ()

    @property
    def masks(self) -> dict[str, str]:
        """The SQL that masks a column, by the column's name."""
        return {name: mask_sql(name, kind) for name, kind in self.masked}

    def keeps(self, name: str) -> bool:
        """Whether the column stays, masked or not."""
        return self.kept is None or name in self.kept


WHOLE = Seen()


def head(path: Path, names: Sequence[str], n: int) -> list[dict[str, Any]]:
    """The first `n` rows of a table version: the columns `names`, as Python values."""
    chosen = ", ".join(quoted(name) for name in names)
    with _database() as db:
        found = db.execute(f"SELECT {chosen} FROM read_parquet(?) LIMIT ?", [str(path), n])
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def samples(path: Path, column: str, kind: str, n: int) -> list[str]:
    """How the first `n` different values of a column look once masked as `kind`."""
    query = (
        f"SELECT any_value({mask_sql(column, kind)}) FROM read_parquet(?) "
        f"WHERE {quoted(column)} IS NOT NULL GROUP BY {quoted(column)} "
        f"ORDER BY min({ROW}) LIMIT ?"
    )
    with _database() as db:
        return [row[0] for row in db.execute(query, [str(path), n]).fetchall()]


def mask_sql(column: str, kind: str) -> str:
    """The SQL for a masked column; a kind without a way of its own is masked wholly."""
    rules = national("masks.yaml")
    way = _WAYS.get(rules["kinds"].get(kind, ""), _WHOLLY)
    patterns = {name: _text(rules[name]) for name in ("digit", "letter", "title")}
    masked = way.format(v=f"CAST({quoted(column)} AS VARCHAR)", **patterns)
    return f"CASE WHEN {quoted(column)} IS NOT NULL THEN {masked} END"


def reduce(source: Path, profile: Mapping[str, Any], building: Path, seen: Seen) -> None:
    """Write `table.parquet` and `profile.json` into `building`: what may be seen, and no more.

    Source texts stay beside columns that are kept as they are, marks of total rows in any case.
    """
    masks = seen.masks
    kept = [column for column in profile["columns"] if seen.keeps(column["name"])]
    companions = [c["source_column"] for c in kept if c["name"] not in masks]
    names = {ROW, IS_TOTAL, *(column["name"] for column in kept), *companions}
    with _database() as db:
        stored = [name for name in _schema(db, _relation(source)) if name in names]
        chosen = ", ".join(
            f"{masks[name]} AS {quoted(name)}" if name in masks else quoted(name) for name in stored
        )
        db.execute(
            f"COPY (SELECT {chosen} FROM {_relation(source)}) "
            f"TO {_text(building / 'table.parquet')} (FORMAT parquet, COMPRESSION zstd)"
        )
    pruned = prune_profile(profile, seen)
    (building / "profile.json").write_text(json.dumps(pruned, ensure_ascii=False))


def prune_profile(profile: Mapping[str, Any], seen: Seen) -> dict[str, Any]:
    """A profile of what may be seen: of masked columns counts alone, and of no column what was
    found personal in it."""
    masks = seen.masks
    columns = [
        _counts_only(column) if column["name"] in masks else {**column, "personal": None}
        for column in profile["columns"]
        if seen.keeps(column["name"])
    ]
    whole = {column["name"] for column in columns} - set(masks)
    keys = [key for key in profile.get("keys", ()) if whole.issuperset(key)]
    return {**profile, "keys": keys, "columns": columns}


def changes(before: Path, after: Path, seen: Seen = WHOLE) -> dict[str, Any]:
    """What changed from one table version to what may be seen of the next, by columns and rows.

    A row counts as added or removed when its values in the columns that both have stand more or
    less often; a changed row is therefore one removed and one added.
    """
    with _database() as db:
        old = public(_schema(db, _relation(before)))
        new = public(_schema(db, _relation(after, seen)))
        retyped = [name for name in new if name in old and old[name] != new[name]]
        common = [name for name in new if name in old and name not in retyped]
        sizes = _count(db, _relation(before)), _count(db, _relation(after))
        rows = _relation(before), _relation(after, seen)
        return {
            "n_rows_before": sizes[0],
            "n_rows_after": sizes[1],
            "n_rows_added": _surplus(db, *rows[::-1], common) if common else sizes[1],
            "n_rows_removed": _surplus(db, *rows, common) if common else sizes[0],
            "columns_added": [name for name in new if name not in old],
            "columns_removed": [name for name in old if name not in new],
            "columns_retyped": [
                {"name": name, "before": old[name], "after": new[name]} for name in retyped
            ],
        }


def _relation(path: Path, seen: Seen = WHOLE) -> str:
    """A table version in SQL, as much of it as may be seen."""
    relation = f"read_parquet({_text(path)})"
    if seen.kept is not None:
        relation = f"(SELECT {', '.join(map(quoted, seen.kept))} FROM {relation})"
    if seen.masked:
        masks = ", ".join(f"{mask} AS {quoted(name)}" for name, mask in seen.masks.items())
        relation = f"(SELECT * REPLACE ({masks}) FROM {relation})"
    return relation


def _counts_only(column: Mapping[str, Any]) -> dict[str, Any]:
    """The profile of a masked column: every key, but nothing said about any value."""
    empty: dict[str, Any] = {
        key: [] if isinstance(value, list) else None for key, value in column.items()
    }
    told = {part: column[part] for part in ("name", "source_name", "n", "n_missing")}
    return empty | told | {"type": "text", "is_masked": True}


def _schema(db: duckdb.DuckDBPyConnection, relation: str) -> dict[str, str]:
    found = db.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()
    return {row[0]: row[1] for row in found}


def _count(db: duckdb.DuckDBPyConnection, relation: str) -> int:
    row = db.execute(f"SELECT count(*) FROM {relation}").fetchone()
    return int(row[0]) if row else 0


def _surplus(db: duckdb.DuckDBPyConnection, these: str, those: str, columns: Sequence[str]) -> int:
    """How many rows of `these` have no counterpart in `those`, seen through `columns`."""
    row_hash = f"hash({', '.join(quoted(name) for name in columns)}) AS h"
    query = f"""
        SELECT coalesce(sum(greatest(a.n - coalesce(b.n, 0), 0)), 0)
        FROM (SELECT {row_hash}, count(*) AS n FROM {these} GROUP BY h) a
        LEFT JOIN (SELECT {row_hash}, count(*) AS n FROM {those} GROUP BY h) b USING (h)
    """
    row = db.execute(query).fetchone()
    return int(row[0]) if row else 0


def _text(value: object) -> str:
    return "'" + str(value).replace("'", "''") + "'"


@contextmanager
def _database() -> Iterator[duckdb.DuckDBPyConnection]:
    """A DuckDB of its own for one piece of work; it downloads nothing and spills to disk."""
    with tempfile.TemporaryDirectory(prefix="odms-versions-") as spill:
        db = duckdb.connect(
            config={
                "memory_limit": "512MB",
                "threads": 2,
                "temp_directory": spill,
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
            }
        )
        try:
            yield db
        finally:
            db.close()
