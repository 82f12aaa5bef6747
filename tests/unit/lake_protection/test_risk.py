"""k, l and t in SQL against a slow plain twin, and against figures worked out by hand."""

import random
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from factories import versions

from odms.lake.protection.risk import Risk, assess
from odms.lake.protection.work import Work, bench, parquet

Rows = Sequence[Sequence[Any]]


def twin(rows: Rows, n_quasi: int, sensitive: int, *, is_ordered: bool) -> tuple[int, int, float]:
    """k, distinct l and t by their definitions; the sensitive column is at the place `sensitive`."""
    groups: defaultdict[Any, list[Any]] = defaultdict(list)
    for row in rows:
        groups[tuple(row[:n_quasi])].append(row[sensitive])
    whole = [row[sensitive] for row in rows]
    values = sorted(
        set(whole), key=lambda value: (value is None, value if value is not None else 0)
    )
    distances = [_distance(group, whole, values, is_ordered) for group in groups.values()]
    return (
        min(len(group) for group in groups.values()),
        min(len(set(group)) for group in groups.values()),
        float(max(distances)),
    )


def _distance(group: list[Any], whole: list[Any], values: list[Any], is_ordered: bool) -> Fraction:
    q, p = Counter(group), Counter(whole)
    differences = [Fraction(q[v], len(group)) - Fraction(p[v], len(whole)) for v in values]
    if not is_ordered:
        return sum(map(abs, differences), Fraction()) / 2
    moved, reached = Fraction(), Fraction()
    for difference in differences:
        reached += difference
        moved += abs(reached)
    return moved / max(len(values) - 1, 1)


def measured(
    folder: Path,
    columns: dict[str, str],
    rows: Rows,
    quasi: list[str],
    sensitive: list[str],
    **options: Any,
) -> Risk:
    totals = options.pop("totals", None)
    path = versions.write(folder / "t.parquet", columns, rows, totals=totals)
    with bench() as db:
        found = assess(Work(db, parquet(path)), quasi, sensitive, **options)
    assert found is not None
    return found


def records(seed: int, n: int) -> list[tuple[Any, ...]]:
    """Invented people: province, sex, income, illness, day; some values are missing."""
    chance = random.Random(seed)

    def some(value: Any) -> Any:
        return None if chance.random() < 0.05 else value

    return [
        (
            some(chance.choice(["ตาก", "น่าน", "เลย"])),
            some(chance.choice(["ชาย", "หญิง"])),
            some(chance.choice([9, 10, 11, 25, 100]) * 1000),
            some(chance.choice(["ไข้", "หวัด", "ปวดหัว", "ไอ"])),
            some(date(2020, 1, 1) + timedelta(chance.randrange(9))),
        )
        for _ in range(n)
    ]


COLUMNS = {
    "province": "text",
    "sex": "text",
    "income": "integer",
    "illness": "text",
    "day": "date",
}


@pytest.mark.parametrize("seed", range(8))
def test_as_the_slow_twin_says(seed: int, tmp_path: Path) -> None:
    rows = records(seed, 40 + 60 * seed)
    found = measured(tmp_path, COLUMNS, rows, ["province", "sex"], ["income", "illness", "day"])
    for place, name, is_ordered in ((2, "income", True), (3, "illness", False), (4, "day", True)):
        k, l_, t = twin(rows, 2, place, is_ordered=is_ordered)
        assert (found.k, found.diversity[name]) == (k, l_)
        assert found.closeness[name] == pytest.approx(t, abs=1e-6)


def test_figures_worked_out_by_hand(tmp_path: Path) -> None:
    """Incomes of three groups of three; the first has the three lowest of nine (Li et al., 4.1)."""
    incomes = [3, 4, 5, 6, 11, 8, 7, 9, 10]
    rows = [(f"g{place // 3}", income * 1000) for place, income in enumerate(incomes)]
    found = measured(tmp_path, {"g": "text", "income": "integer"}, rows, ["g"], ["income"])
    assert (found.k, found.n_groups, found.n_records, found.n_unique) == (3, 3, 9, 0)
    assert found.closeness == {"income": 0.375}
    assert found.diversity == {"income": 3}


def test_small_groups_are_counted_and_listed(tmp_path: Path) -> None:
    rows = [("a", 1)] * 4 + [("b", 2)] * 2 + [(None, 3)]
    found = measured(tmp_path, {"g": "text", "n": "integer"}, rows, ["g"], [], threshold=3)
    assert (found.k, found.n_unique, found.n_below, found.share_below) == (1, 1, 3, 0.428571)
    assert [(dict(one.values), one.n) for one in found.smallest] == [
        ({"g": None}, 1),
        ({"g": "b"}, 2),
        ({"g": "a"}, 4),
    ]
    assert "smallest" not in found.figures()


def test_rows_that_sum_up_others_are_no_records(tmp_path: Path) -> None:
    rows = [("a", 1), ("a", 1), ("sum", 2)]
    found = measured(tmp_path, {"g": "text", "n": "integer"}, rows, ["g"], [], totals=[2])
    assert (found.k, found.n_records) == (2, 2)


def test_columns_that_are_gone_count_no_more(tmp_path: Path) -> None:
    path = versions.write(tmp_path / "t.parquet", {"g": "text"}, [("a",)])
    with bench() as db:
        work = Work(db, parquet(path))
        assert assess(work, ["id"], ["g"]) is None
        assert assess(work, ["g", "id"], ["g", "x"]).closeness == {}  # type: ignore[union-attr]


def test_no_record(tmp_path: Path) -> None:
    found = measured(tmp_path, {"g": "text", "n": "integer"}, [], ["g"], ["n"])
    assert (found.k, found.share_below, found.diversity, found.closeness) == (
        0, 0.0, {"n": 0}, {"n": 0.0},
    )  # fmt: skip


def test_one_value_is_no_distance(tmp_path: Path) -> None:
    rows = [("a", 1), ("b", 1)]
    found = measured(tmp_path, {"g": "text", "n": "integer"}, rows, ["g"], ["n"])
    assert (found.diversity, found.closeness) == ({"n": 1}, {"n": 0.0})
