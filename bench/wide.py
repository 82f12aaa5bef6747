"""Cost of an intake in rows and in columns: seconds of processor time a cell should stay alike.

Each intake runs in the sandbox, within the limits of a delivery's.
"""

import csv
import random
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from bench._process import SANDBOXED, cost, python
from bench.intake import write_mixed

COLUMNS = (10, 100, 1_000, 4_000, 10_000)
ROWS_OF_WIDE = 1_000
ROWS = (10_000, 100_000, 1_000_000)

_KINDS: Sequence[Callable[[random.Random, int], str]] = (
    lambda chance, row: str(chance.randrange(10**6)),
    lambda chance, row: f"{chance.random() * 100:.2f}",
    lambda chance, row: chance.choice(("กรุงเทพมหานคร", "เชียงใหม่", "ภูเก็ต")),
    lambda chance, row: f"{1 + row % 28:02d}/{1 + row % 12:02d}/256{row % 8}",
    lambda chance, row: f"หมายเหตุ {chance.randrange(1_000)}",
)


def write_wide(path: Path, n_rows: int, n_columns: int) -> Path:
    """Write a table whose columns are numbers, places, dates and texts in turn, always the same."""
    chance = random.Random(n_columns)
    with path.open("w", encoding="utf-8", newline="") as out:
        table = csv.writer(out)
        table.writerow([f"column_{column}" for column in range(n_columns)])
        for row in range(n_rows):
            table.writerow([_KINDS[c % len(_KINDS)](chance, row) for c in range(n_columns)])
    return path


def _told(source: Path, home: Path, n_rows: int, n_columns: int) -> float:
    """Print a line of the table; microseconds of processor time a cell."""
    out = home / f"out-{n_rows}-{n_columns}"
    out.mkdir()
    used = cost(python(SANDBOXED, source, out))
    a_cell = used.cpu_s / (n_rows * n_columns) * 1e6
    print(
        f"{n_rows:9,} × {n_columns:6,}   {used.seconds:7.1f} s   {used.cpu_s:7.1f} s of processor"
        f"   {a_cell:8.2f} µs a cell   peak {used.peak_mb:5.0f} MB",
        flush=True,
    )
    source.unlink()
    return a_cell


def run(columns: Sequence[int] = COLUMNS, rows: Sequence[int] = ROWS) -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        a_cell = {
            n: _told(write_wide(home / "wide.csv", ROWS_OF_WIDE, n), home, ROWS_OF_WIDE, n)
            for n in columns
        }
        many = [a_cell[n] for n in columns if n >= 1_000]
        if many:
            print(f"from 1,000 columns on within a factor of {max(many) / min(many):.2f}")
        a_cell = {n: _told(write_mixed(home / "long.csv", n), home, n, 12) for n in rows}
        many = [a_cell[n] for n in rows if n >= 100_000]
        if many:
            print(f"from 100,000 rows on within a factor of {max(many) / min(many):.2f}")


if __name__ == "__main__":
    run()
