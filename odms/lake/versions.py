"""From one table version to another: columns dropped or masked, and what changed between two.

Table versions are the house's own Parquet, first column `_row`; `<name>__source` stands beside a
column whose source text differs from its typed values, and goes wherever the column goes.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from odms.lake.rows import ROW, SOURCE

# how each kind of personal data is masked: SQL over the value's text {v}. Of a number the last two
# signs stay, so that two rows can be told apart in a complaint and nobody can be called
_NUMBER = (
    "CASE WHEN length({v}) < 6 THEN 'xxx' "
    "ELSE regexp_replace(left({v}, -2), '[0-9๐-๙]', 'x', 'g') || right({v}, 2) END"
)
# the first letter of each word; a Thai vowel written before its consonant is passed over
_INITIALS = (
    "array_to_string(list_transform(string_split_regex(trim(regexp_replace({v}, "
    r"'^\s*(นางสาว|นาย|นาง|น\.ส\.|ด\.ช\.|ด\.ญ\.|เด็กชาย|เด็กหญิง|Mrs\.?|Mr\.?|Ms\.?)\s*', '')), "
    r"'\s+'), lambda w: regexp_extract(w, '[ก-ฮA-Za-z]') || '.'), ' ')"
)
_MASKS: dict[str, str] = {
    "th-national-id": _NUMBER,
    "phone": _NUMBER,
    "email": "left({v}, 1) || 'xxx@xxx'",
    "person-name": _INITIALS,
}
_WHOLLY = "'xxx'"


def head(path: Path, names: Sequence[str], n: int) -> list[dict[str, Any]]:
    """The first `n` rows of a table version: the columns `names`, as Python values."""
    chosen = ", ".join(_quoted(name) for name in names)
    with _database() as db:
        found = db.execute(f"SELECT {chosen} FROM read_parquet(?) LIMIT ?", [str(path), n])
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def samples(path: Path, column: str, kind: str, n: int) -> list[str]:
    """How the first `n` different values of a column look once masked as `kind`."""
    query = (
        f"SELECT any_value({mask_sql(column, kind)}) FROM read_parquet(?) "
        f"WHERE {_quoted(column)} IS NOT NULL GROUP BY {_quoted(column)} "
        f"ORDER BY min({ROW}) LIMIT ?"
    )
    with _database() as db:
        return [row[0] for row in db.execute(query, [str(path), n]).fetchall()]


def mask_sql(column: str, kind: str) -> str:
    """The SQL for a masked column; a kind without a rule of its own is masked wholly."""
    text = f"CAST({_quoted(column)} AS VARCHAR)"
    masked = _MASKS.get(kind, _WHOLLY).replace("{v}", text)
    return f"CASE WHEN {_quoted(column)} IS NOT NULL THEN {masked} END"


def reduce(
    source: Path,
    profile: Mapping[str, Any],
    building: Path,
    *,
    kept: Sequence[str],
    masked: Mapping[str, str],
) -> None:
    """Write `table.parquet` and `profile.json` into `building`: what may be seen, and no more.

    `kept` names the columns that stay, and `masked` gives the kind of personal data of those among
    them whose values are masked. Source texts stay beside columns that are kept as they are.
    """
    companions = {column["name"]: column["source_column"] for column in profile["columns"]}
    visible = {ROW, *kept, *(companions[name] for name in kept if name not in masked)}
    with _database() as db:
        stored = [name for name, _ in _schema(db, source) if name in visible]
        chosen = ", ".join(
            f"{mask_sql(name, masked[name])} AS {_quoted(name)}"
            if name in masked
            else _quoted(name)
            for name in stored
        )
        db.execute(
            f"COPY (SELECT {chosen} FROM read_parquet($source) ORDER BY {ROW}) "
            f"TO '{_escaped(building / 'table.parquet')}' (FORMAT parquet, COMPRESSION zstd)",
            {"source": str(source)},
        )
    pruned = prune_profile(profile, kept=kept, masked=masked)
    (building / "profile.json").write_text(json.dumps(pruned, ensure_ascii=False))


def prune_profile(
    profile: Mapping[str, Any], *, kept: Sequence[str], masked: Mapping[str, str]
) -> dict[str, Any]:
    """A profile of the columns `kept` that tells of the masked ones nothing but counts."""
    columns = [
        _counts_only(column) if column["name"] in masked else column
        for column in profile["columns"]
        if column["name"] in kept
    ]
    return {**profile, "columns": columns}


def changes(before: Path, after: Path) -> dict[str, Any]:
    """What changed from one table version to the next, by columns and by rows.

    A row counts as added or removed when its values in the columns that both have stand more or
    less often; a changed row is therefore one removed and one added.
    """
    with _database() as db:
        old, new = dict(_schema(db, before)), dict(_schema(db, after))
        named = [name for name in new if _is_column(name, new)]
        former = [name for name in old if _is_column(name, old)]
        retyped = [name for name in named if name in former and old[name] != new[name]]
        common = [name for name in named if name in former and name not in retyped]
        n_before, n_after = _count(db, before), _count(db, after)
        return {
            "n_rows_before": n_before,
            "n_rows_after": n_after,
            "n_rows_added": _surplus(db, after, before, common) if common else n_after,
            "n_rows_removed": _surplus(db, before, after, common) if common else n_before,
            "columns_added": [name for name in named if name not in former],
            "columns_removed": [name for name in former if name not in named],
            "columns_retyped": [
                {"name": name, "before": old[name], "after": new[name]} for name in retyped
            ],
        }


def _counts_only(column: Mapping[str, Any]) -> dict[str, Any]:
    told = {part: column[part] for part in ("name", "source_name", "n", "n_missing")}
    return told | {"type": "text", "source_column": None, "is_masked": True}


def _is_column(name: str, schema: Mapping[str, str]) -> bool:
    return name != ROW and not (name.endswith(SOURCE) and name.removesuffix(SOURCE) in schema)


def _schema(db: duckdb.DuckDBPyConnection, path: Path) -> list[tuple[str, str]]:
    found = db.execute("DESCRIBE SELECT * FROM read_parquet(?)", [str(path)]).fetchall()
    return [(row[0], row[1]) for row in found]


def _count(db: duckdb.DuckDBPyConnection, path: Path) -> int:
    row = db.execute("SELECT count(*) FROM read_parquet(?)", [str(path)]).fetchone()
    return int(row[0]) if row else 0


def _surplus(
    db: duckdb.DuckDBPyConnection, these: Path, those: Path, columns: Sequence[str]
) -> int:
    """How many rows of `these` have no counterpart in `those`, seen through `columns`."""
    row_hash = f"hash({', '.join(_quoted(name) for name in columns)}) AS h"
    query = f"""
        SELECT coalesce(sum(greatest(a.n - coalesce(b.n, 0), 0)), 0)
        FROM (SELECT {row_hash}, count(*) AS n FROM read_parquet(?) GROUP BY h) a
        LEFT JOIN (SELECT {row_hash}, count(*) AS n FROM read_parquet(?) GROUP BY h) b USING (h)
    """
    row = db.execute(query, [str(these), str(those)]).fetchone()
    return int(row[0]) if row else 0


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _escaped(path: Path) -> str:
    return str(path).replace("'", "''")


@contextmanager
def _database() -> Iterator[duckdb.DuckDBPyConnection]:
    """A DuckDB of its own for one piece of work; it downloads nothing and spills to disk."""
    db = duckdb.connect(
        config={
            "memory_limit": "512MB",
            "threads": 2,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
    )
    try:
        yield db
    finally:
        db.close()
