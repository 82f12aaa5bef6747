"""Protective measures on a table version of a million rows, each alone and all together, and its risk.

Prints seconds, and each as a multiple of a bare DuckDB copy of the same Parquet file.
"""

import tempfile
import time
from pathlib import Path
from typing import Any

import duckdb

from odms.lake.protection import applying
from odms.lake.protection.measure import Column
from odms.lake.protection.plan import Step, plan, step
from odms.lake.protection.risk import assess
from odms.lake.protection.work import Work, bench, parquet

N_ROWS = 1_000_000
QUASI = ("age", "sex", "province")
COLUMNS: dict[str, tuple[str, str]] = {  # type, and kind or meaning
    "id": ("text", "th-national-id"),
    "name": ("text", "person-name"),
    "born": ("date", "birth-date"),
    "age": ("integer", ""),
    "sex": ("text", ""),
    "province": ("text", ""),
    "income": ("integer", ""),
    "illness": ("text", ""),
    "address": ("text", "address"),
    "lat": ("number", "location"),
    "n": ("integer", ""),
}
_ROWS = f"""
    SELECT i AS _row, (1000000000000 + hash(i) % 300000)::VARCHAR AS id, 'นายสมมติ ' || i % 5000 AS name,
        DATE '1940-01-01' + (hash(i + 1) % 25000)::INT AS born, (hash(i + 2) % 80)::BIGINT AS age,
        ['ชาย', 'หญิง'][1 + (i % 2)::INT] AS sex,
        ['ตาก', 'น่าน', 'เลย', 'แพร่'][1 + (hash(i + 3) % 4)::INT] AS province,
        (hash(i + 4) % 100000)::BIGINT AS income, 'D' || hash(i + 5) % 200 AS illness,
        i || '/3 ถ.เชียงใหม่ ต.ในเมือง จ.ตาก' AS address, 13.7 + (i % 1000) / 1e4 AS lat,
        (hash(i + 6) % 50)::BIGINT AS n
    FROM range({N_ROWS}) r(i)
"""


def run() -> None:
    """Make the table, protect it, and print the figures."""
    with tempfile.TemporaryDirectory(prefix="odms-bench-") as folder:
        source, out = Path(folder) / "source.parquet", Path(folder) / "out"
        out.mkdir()
        with duckdb.connect() as db:
            db.execute(f"COPY ({_ROWS}) TO '{source}' (FORMAT parquet, COMPRESSION zstd)")
        bare = _timed(lambda: _copy(source, out))
        print(f"  bare copy            {bare:6.2f} s")
        for one in _steps():
            _tell(one.measure, _timed(lambda one=one: _apply(source, out, [one])), bare)  # type: ignore[misc]
        _tell("all of them", _timed(lambda: _apply(source, out, _steps())), bare)
        _tell("k, l and t", _timed(lambda: _assess(source)), bare)


def _tell(name: str, seconds: float, bare: float) -> None:
    print(f"  {name:<20} {seconds:6.2f} s   {seconds / bare:5.1f} times")


def _timed(work: Any) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _copy(source: Path, out: Path) -> None:
    with bench() as db:
        target = out / "bare.parquet"
        db.execute(
            f"COPY (FROM {parquet(source)}) TO '{target}' (FORMAT parquet, COMPRESSION zstd)"
        )


def _steps() -> list[Step]:
    asked: tuple[tuple[str, str, dict[str, Any]], ...] = (
        ("pseudonymise", "id", {}),
        ("mask", "name", {}),
        ("age", "born", {"on": "2026-01-01"}),
        ("band", "age", {}),
        ("place", "address", {}),
        ("grid", "lat", {}),
        ("small-groups", "", {}),
        ("sample", "", {"share": 0.5}),
        ("small-cells", "n", {}),
    )
    return [step(code, _column(name) if name else None, given) for code, name, given in asked]


def _column(name: str) -> Column:
    type_, kind = COLUMNS[name]
    return Column(name, type_, None, kind)


def _apply(source: Path, out: Path, steps: list[Step]) -> None:
    profile = {
        "columns": [
            {"name": name, "type": type_, "meaning": None, "personal": {"kind": kind}}
            for name, (type_, kind) in COLUMNS.items()
        ]
    }
    applying.apply(source, profile, out, plan(steps, quasi=QUASI), key=b"k" * 32)


def _assess(source: Path) -> None:
    with bench() as db:
        assess(Work(db, parquet(source)), QUASI, ("income", "illness"))
