"""The schema of a released table, and the table held against it, over a bare read of the same Parquet."""

import json
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb

from bench.intake import write_mixed
from odms.engine.schema import Held, Hint, Schema, infer, validate
from odms.lake.protection.work import Work, bench, parquet
from odms.lake.texts import texts

N_ROWS = 1_000_000
N_RUNS = 5

Profile = dict[str, Any]


def run(n_rows: int = N_ROWS) -> None:
    """Read the mixed Thai CSV once, then infer its schema, hold it against that, and print."""
    from odms import engine

    with tempfile.TemporaryDirectory(prefix="odms-bench-") as folder:
        home = Path(folder)
        source = write_mixed(home / "mixed.csv", n_rows)
        engine.prepare(source, home, name=source.name)
        table, profile = (
            home / "table-0.parquet",
            json.loads((home / "profile-0.json").read_bytes()),
        )
        schema = _infer(table, profile)
        print(f"rows {n_rows:,} × 12; processor time, medians of {N_RUNS}")
        bare = _tell("bare read", lambda: _read(table))
        _tell("infer", lambda: _infer(table, profile), bare)
        _tell("validate", lambda: _validate(table, profile, schema), bare)


def _tell(name: str, work: Callable[[], object], bare: float = 0) -> float:
    took = statistics.median(_processor_seconds(work) for _ in range(N_RUNS))
    print(f"  {name:<10} {took:6.2f} s" + (f"   {took / bare:5.1f} times" if bare else ""))
    return took


def _processor_seconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def _read(table: Path) -> None:
    """Every value of every column, once."""
    with bench() as db:
        wanted = ", ".join(f'max("{row[0]}")' for row in _columns(db, table))
        db.execute(f"SELECT {wanted} FROM {parquet(table)}").fetchall()


def _columns(db: duckdb.DuckDBPyConnection, table: Path) -> list[tuple[str, ...]]:
    return db.execute(f"DESCRIBE SELECT * FROM {parquet(table)}").fetchall()


def _infer(table: Path, profile: Profile) -> Schema:
    hints = {
        one["name"]: Hint(one["name"], one["type"], one["meaning"]) for one in profile["columns"]
    }
    with bench() as db:
        seen = texts(Work(db, parquet(table)), profile)
        held = Held(seen.query, seen.names, len(seen.names), seen.typed)
        return infer(held, [hints[name] for name in seen.names], db, is_lasting=True)


def _validate(table: Path, profile: Profile, schema: Schema) -> None:
    with bench() as db:
        seen = texts(Work(db, parquet(table)), profile)
        validate(Held(seen.query, seen.names, len(seen.names)), schema, db)


if __name__ == "__main__":
    run()
