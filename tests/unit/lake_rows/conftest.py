import datetime as dt
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

NAMES = [
    "กระบี่",
    "เกาะลันตา",
    "ขอนแก่น",
    "ตาก",
    "โตนด",
    None,
    "Bangkok",
    "=1+1",
    'a"b',
    "a,b\nc",
    "%",
    "_",
]
N = 240


def table() -> pa.Table:
    """A table as the engine writes it: all types, missing values, texts kept beside numbers."""
    rows = range(N)
    return pa.table(
        {
            "_row": pa.array([n + 3 for n in rows], pa.int64()),
            "ชื่อ": pa.array([NAMES[n % len(NAMES)] for n in rows], pa.string()),
            "n": pa.array([None if n % 7 == 0 else n * 37 % 101 for n in rows], pa.int64()),
            "x": pa.array([None if n % 11 == 0 else (n % 13) * 0.1 for n in rows], pa.float64()),
            "x__source": pa.array(["-" if n % 11 == 0 else None for n in rows], pa.string()),
            "yes": pa.array([None if n % 5 == 0 else n % 2 == 0 for n in rows], pa.bool_()),
            "day": pa.array(
                [None if n % 9 == 0 else dt.date(2020, 1, 1) + dt.timedelta(n % 20) for n in rows],
                pa.date32(),
            ),
            "at": pa.array(
                [None if n % 8 == 0 else dt.datetime(2020, 1, 1, n % 24) for n in rows],
                pa.timestamp("us"),
            ),
            "clock": pa.array(
                [None if n % 6 == 0 else dt.time(n % 24, 30) for n in rows], pa.time64("us")
            ),
            "year": pa.array([2560 + n % 4 for n in rows], pa.int32()),
            'odd "name"; --': pa.array([n % 3 for n in rows], pa.int64()),
        }
    )


@pytest.fixture(scope="session")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lake")
    pq.write_table(table(), folder / "table.parquet", row_group_size=100)
    return folder / "table.parquet"


@pytest.fixture(scope="session")
def rows() -> list[dict[str, Any]]:
    """The same rows as plain dicts."""
    found: list[dict[str, Any]] = table().to_pylist()
    return found
