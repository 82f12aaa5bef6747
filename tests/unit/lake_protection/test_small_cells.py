"""Small counts are emptied, and so is what would give them back."""

from pathlib import Path
from typing import Any

import pytest
from factories import versions

from odms.lake.protection import applying
from odms.lake.protection.measure import Column
from odms.lake.protection.plan import plan, step

COLUMNS = {"place": "text", "m": "integer", "f": "integer", "all": "integer"}


def suppressed(
    folder: Path, rows: list[Any], totals: list[int] | None, column: str = "m", **parameters: Any
) -> list[Any]:
    source = versions.write(folder / "s.parquet", COLUMNS, rows, totals=totals)
    one = step("small-cells", Column(column, "integer"), parameters)
    done = applying.apply(source, versions.profile(COLUMNS), folder, plan([one]))
    assert done.touched[0].n_touched == done.touched[0].n_emptied
    return versions.read(folder / "table.parquet")


def column(rows: list[Any], totals: list[int] | None, folder: Path, **parameters: Any) -> list[Any]:
    whole = [("x", n, None, None) for n in rows]
    return [row["m"] for row in suppressed(folder, whole, totals, **parameters)]


# counts in a column, which of them are totals, what is left below 5
CASES: dict[str, tuple[list[Any], list[int] | None, list[Any]]] = {
    "no totals": ([0, 1, 4, 5, None, -2], None, [0, None, None, 5, None, -2]),
    "two hidden give nothing away": ([3, 2, 9, 14], [3], [None, None, 9, 14]),
    "one hidden takes the smallest other": ([3, 20, 9, 32], [3], [None, 20, None, 32]),
    "a nought is taken last": ([3, 0, 9, 12], [3], [None, 0, None, 12]),
    "only a nought is left": ([3, 0, 3], [2], [None, 0, None]),
    "a block of one gives its total away, and the total of all that": (
        [3, 3, 20, 30, 50, 53], [1, 4, 5], [None, None, 20, 30, 50, None],
    ),
    "total of one row": ([3, 3], [1], [None, None]),
    "total before its rows": ([32, 3, 20, 9], [0], [32, None, 20, None]),
    "blocks that are closed": (
        [3, 20, 23, 8, 9, 17, 40], [2, 5, 6], [None, None, 23, 8, 9, 17, 40],
    ),
    "a total of nothing that is seen": ([3, 20, 9, 99], [3], [None, 20, 9, None]),
    "that total stays where nothing is hidden": ([30, 20, 9, 99], [3], [30, 20, 9, 99]),
    "small total": ([1, 3, 4], [2], [None, None, None]),
    "two kinds of totals": (
        [30, 3, 33, 40, 50, 90, 123], [2, 5, 6], [None, None, 33, 40, 50, 90, 123],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_column(case: str, tmp_path: Path) -> None:
    before, totals, after = CASES[case]
    assert column(before, totals, tmp_path) == after


def test_threshold(tmp_path: Path) -> None:
    assert column([1, 2, 3, 10], None, tmp_path, below=3) == [None, None, 3, 10]


def test_total_of_the_row_goes_with_its_cell_and_is_not_given_back(tmp_path: Path) -> None:
    rows = [("a", 3, 40, 43), ("b", 20, 30, 50), ("c", 25, 31, 56), ("sum", 48, 101, 149)]
    found = suppressed(tmp_path, rows, [3], total="all")
    assert [(row["m"], row["f"], row["all"]) for row in found] == [
        (None, 40, None),
        (None, 30, None),
        (25, 31, 56),
        (48, 101, 149),
    ]


def test_no_subtraction_gives_a_cell_back(tmp_path: Path) -> None:
    """Every total that is left has at least two empty rows, or none."""
    rows = [3, 20, 9, 32, 7, 8, 15, 2, 1, 3, 50]
    totals = [3, 6, 9, 10]
    found = column(rows, totals, tmp_path)
    start = 0
    for total in totals[:-1]:
        block = found[start:total]
        assert found[total] is None or block.count(None) != 1, found
        start = total + 1
    assert None in found
