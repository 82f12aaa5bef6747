"""Table versions written by hand, with a profile like the engine's."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

from odms.lake.rows import IS_TOTAL, ROW, quoted

TYPES = {
    "integer": "BIGINT",
    "number": "DOUBLE",
    "date": "DATE",
    "datetime": "TIMESTAMP",
    "year": "INTEGER",
    "text": "VARCHAR",
}


def write(
    path: Path,
    columns: Mapping[str, str],
    rows: Sequence[Sequence[Any]],
    *,
    totals: Sequence[int] | None = None,
    sources: Mapping[str, Sequence[str | None]] | None = None,
) -> Path:
    """A Parquet file of columns (name → engine type) with `_row`, source texts and marks of totals."""
    names = [ROW]
    kinds = ["BIGINT"]
    for name, kind in columns.items():
        names.append(name)
        kinds.append(TYPES[kind])
        if sources and name in sources:
            names.append(f"{name}__source")
            kinds.append("VARCHAR")
    lines = []
    for number, row in enumerate(rows):
        line: list[Any] = [number]
        for name, value in zip(columns, row, strict=True):
            line.append(value)
            if sources and name in sources:
                line.append(sources[name][number])
        lines.append(line + ([number in totals] if totals is not None else []))
    if totals is not None:
        names.append(IS_TOTAL)
        kinds.append("BOOLEAN")
    with duckdb.connect() as db:
        told = ", ".join(f"{quoted(n)} {k}" for n, k in zip(names, kinds, strict=True))
        db.execute(f"CREATE TABLE t ({told})")
        if lines:
            db.executemany(f"INSERT INTO t VALUES ({', '.join('?' * len(names))})", lines)
        db.execute(f"COPY t TO '{path}' (FORMAT parquet)")
    return path


def profile(
    columns: Mapping[str, str],
    *,
    kinds: Mapping[str, str] | None = None,
    meanings: Mapping[str, str] | None = None,
    n_rows: int = 0,
    n_total_rows: int = 0,
    secret: str = "",
) -> dict[str, Any]:
    """A profile with what an engine's profile tells of values, all of it `secret`."""
    found = []
    for name, kind in columns.items():
        personal = (kinds or {}).get(name)
        found.append(
            {
                "name": name,
                "source_name": name,
                "source_column": None,
                "type": kind,
                "meaning": (meanings or {}).get(name),
                "unit": None,
                "how": f"text: {secret}",
                "n": n_rows,
                "n_missing": 0,
                "missing_words": [secret],
                "min": secret,
                "max": secret,
                "top": [{"value": secret, "n": 1}],
                "histogram": {"edges": [secret], "counts": []},
                "patterns": [secret],
                "personal": {"kind": personal, "n": 1, "share": 1.0, "verdict": "certain"}
                if personal
                else None,
            }
        )
    return {
        "n_rows": n_rows,
        "n_total_rows": n_total_rows,
        "note": secret,
        "columns": found,
    }


def read(path: Path) -> list[dict[str, Any]]:
    """The rows of a Parquet file."""
    table = duckdb.read_parquet(str(path))
    return [dict(zip(table.columns, row, strict=True)) for row in table.fetchall()]


def read_json(path: Path) -> Any:
    """A JSON document."""
    return json.loads(path.read_text(encoding="utf-8"))
