"""How far apart the days of a column stand."""

from pathlib import Path

import duckdb
import pytest

from odms.lake.steps import median_step

# values of the column as SQL, whether years | median of days from one to the next
STEPS = [
    ("('2026-01-01'::DATE), ('2026-02-01'), ('2026-03-01'), ('2026-04-01'), ('2026-04-01')", False, 31),
    ("('2026-01-01'::TIMESTAMP), ('2026-01-08'), ('2026-01-15'), ('2026-01-22')", False, 7),
    ("(2560), (2561), (2562), (2565)", True, 365),
    ("('2026-01-01'::DATE), ('2026-02-01')", False, None),
]  # fmt: skip


@pytest.mark.parametrize(("values", "is_year", "expected"), STEPS)
def test_median_step(tmp_path: Path, values: str, is_year: bool, expected: float | None) -> None:
    path = tmp_path / "t.parquet"
    duckdb.execute(f"COPY (SELECT * FROM (VALUES {values}) t(d)) TO '{path}' (FORMAT parquet)")
    assert median_step(path, "d", is_year=is_year) == expected
    assert median_step(path, "none") is None
