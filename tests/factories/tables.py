"""Table versions as the lake keeps them, written down row by row."""

from pathlib import Path
from typing import Any

import duckdb


def parquet(path: Path, names: tuple[str, ...], rows: list[tuple[Any, ...]], **types: str) -> Path:
    db = duckdb.connect()
    quoted = {name: '"' + name.replace('"', '""') + '"' for name in names}
    columns = ", ".join(f"{quoted[name]} {types.get(name, 'VARCHAR')}" for name in names)
    db.execute(f"CREATE TABLE t (_row BIGINT, {columns})")
    marks = ", ".join("?" for _ in range(len(names) + 1))
    db.executemany(f"INSERT INTO t VALUES ({marks})", [(i, *row) for i, row in enumerate(rows, 1)])
    db.execute(f"COPY t TO '{path}' (FORMAT parquet)")
    return path
