"""Wide tables are read in blocks and strips of columns: the same answer as in one piece, and little
memory."""

import csv
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from odms.engine import grid, pipeline, sandbox
from odms.engine.columns import parquet, repeats
from odms.engine.formats import cells
from odms.engine.types import dictionary

KINDS = (
    lambda row, column: str(row * 37 + column),
    lambda row, column: f"{row}.{column % 9 + 1}",
    lambda row, column: f"{row % 28 + 1}/{column % 12 + 1}/2566",
    lambda row, column: "เชียงใหม่" if row % 2 else "ภูเก็ต",
    lambda row, column: f"ข้อความ {row} ของ {column}",
)
TYPES = ("integer", "number", "date", "text", "text")


def wide(path: Path, n_rows: int, n_columns: int) -> Path:
    with path.open("w", encoding="utf-8", newline="") as out:
        table = csv.writer(out)
        table.writerow([f"ช่อง {column}" for column in range(n_columns)])
        for row in range(n_rows):
            table.writerow([KINDS[c % len(KINDS)](row, c) for c in range(n_columns)])
    return path


def test_more_columns_than_one_statement_bears_fit_into_the_sandbox(tmp_path: Path) -> None:
    source = wide(tmp_path / "wide.csv", 12, 2_500)
    report = sandbox.prepare(source, tmp_path, name="wide.csv")
    columns = report["tables"][0]["columns"]
    assert [column["type"] for column in columns] == list(TYPES) * 500
    assert all(column["n_distinct"] == 12 for column in columns[::5])
    table = pq.read_table(tmp_path / "table-0.parquet")
    assert table.num_rows == 12
    assert table["ช่อง 2495"].to_pylist() == [row * 37 + 2495 for row in range(12)]


@pytest.mark.parametrize("is_regular", [True, False])
def test_blocks_and_strips_change_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_regular: bool
) -> None:
    source = wide(tmp_path / "table.csv", 30, 23)
    with source.open("a", encoding="utf-8") as more:  # a repeated row, and maybe a short one
        more.write(source.read_text("utf-8").splitlines()[-1] + "\n")
        more.write("" if is_regular else "1,2\n")
    answers = []
    for size in (1_000, 4):
        monkeypatch.setattr(cells, "COLUMNS_OF_A_BLOCK", size)
        monkeypatch.setattr(grid, "COLUMNS_AT_ONCE", size)
        monkeypatch.setattr(pipeline, "COLUMNS_AT_ONCE", size)
        monkeypatch.setattr(dictionary, "_WIDE", size)
        monkeypatch.setattr(repeats, "_CELLS_AT_ONCE", size)
        monkeypatch.setattr(parquet, "_COLUMNS_AT_ONCE", size)
        out = tmp_path / f"out-{size}"
        out.mkdir()
        report = pipeline.prepare(source, out, name="table.csv").to_json()
        with pipeline.raw_rows(source) as (header, rows):
            table = pq.read_table(out / "table-0.parquet").to_pydict()
            answers.append((report, header, list(rows), table))
    assert answers[0] == answers[1]
    assert answers[0][0]["tables"][0]["n_rows"] == 31 + (not is_regular)
