"""The first rows of a table version, and what changed between two."""

from pathlib import Path
from typing import Any

import duckdb
import pytest
from factories.versions import profile

from odms.lake import versions
from odms.lake.protection.applying import protected
from odms.lake.protection.measure import Column
from odms.lake.protection.plan import plan, step
from odms.lake.protection.work import bench


def parquet(path: Path, names: tuple[str, ...], rows: list[tuple[Any, ...]], **types: str) -> Path:
    db = duckdb.connect()
    quoted = {name: '"' + name.replace('"', '""') + '"' for name in names}
    columns = ", ".join(f"{quoted[name]} {types.get(name, 'VARCHAR')}" for name in names)
    db.execute(f"CREATE TABLE t (_row BIGINT, {columns})")
    marks = ", ".join("?" for _ in range(len(names) + 1))
    db.executemany(f"INSERT INTO t VALUES ({marks})", [(i, *row) for i, row in enumerate(rows, 1)])
    db.execute(f"COPY t TO '{path}' (FORMAT parquet)")
    return path


def test_head(tmp_path: Path) -> None:
    path = parquet(tmp_path / "t.parquet", ('a"b', "c"), [("1", "2"), ("3", None)])
    assert versions.head(path, ["c", 'a"b'], 1) == [{"c": "2", 'a"b': "1"}]


A, B = ("k", "n"), ("k", "n", "extra")
CHANGES: dict[str, tuple[Any, Any, dict[str, Any]]] = {
    "same": (
        (A, [("a", "1"), ("b", "2")], {}),
        (A, [("b", "2"), ("a", "1")], {}),
        {"n_rows_before": 2, "n_rows_after": 2, "n_rows_added": 0, "n_rows_removed": 0},
    ),
    "one-added-one-removed": (
        (A, [("a", "1"), ("b", "2")], {}),
        (A, [("a", "1"), ("c", "2")], {}),
        {"n_rows_before": 2, "n_rows_after": 2, "n_rows_added": 1, "n_rows_removed": 1},
    ),
    "doubles-count": (
        (A, [("a", "1")], {}),
        (A, [("a", "1")] * 3, {}),
        {"n_rows_before": 1, "n_rows_after": 3, "n_rows_added": 2, "n_rows_removed": 0},
    ),
    "missing-is-a-value": (
        (A, [("a", None)], {}),
        (A, [("a", None)], {}),
        {"n_rows_before": 1, "n_rows_after": 1, "n_rows_added": 0, "n_rows_removed": 0},
    ),
    "column-added": (
        (A, [("a", "1")], {}),
        (B, [("a", "1", "x")], {}),
        {"n_rows_before": 1, "n_rows_after": 1, "n_rows_added": 0, "n_rows_removed": 0,
         "columns_added": ["extra"]},
    ),
    "column-removed": (
        (B, [("a", "1", "x")], {}),
        (A, [("a", "1")], {}),
        {"n_rows_before": 1, "n_rows_after": 1, "n_rows_added": 0, "n_rows_removed": 0,
         "columns_removed": ["extra"]},
    ),
    "column-retyped": (
        (A, [("a", "1")], {}),
        (A, [("a", 1)], {"n": "BIGINT"}),
        {"n_rows_before": 1, "n_rows_after": 1, "n_rows_added": 0, "n_rows_removed": 0,
         "columns_retyped": [{"name": "n", "before": "VARCHAR", "after": "BIGINT"}]},
    ),
    "nothing-in-common": (
        (("x",), [("a",)], {}),
        (("y",), [("a",), ("b",)], {}),
        {"n_rows_before": 1, "n_rows_after": 2, "n_rows_added": 2, "n_rows_removed": 1,
         "columns_added": ["y"], "columns_removed": ["x"]},
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CHANGES)
def test_changes(tmp_path: Path, case: str) -> None:
    before, after, expected = CHANGES[case]
    old = parquet(tmp_path / "a.parquet", before[0], before[1], **before[2])
    new = parquet(tmp_path / "b.parquet", after[0], after[1], **after[2])
    none: dict[str, Any] = {"columns_added": [], "columns_removed": [], "columns_retyped": []}
    assert versions.changes_between(old, new) == none | expected


def test_changes_against_what_is_left(tmp_path: Path) -> None:
    """The next version is not yet protected: what is dropped or masked in it is no difference."""
    names = ("phone", "age", "name")
    old = parquet(tmp_path / "a.parquet", names[:2], [("xxxxxxxx78", "1"), ("xxxxxxxx79", "2")])
    rows = [("0812345678", "1", "ก"), ("0812345679", "3", "ข")]
    new = parquet(tmp_path / "b.parquet", names, rows)
    told = profile(dict.fromkeys(names, "text"), kinds={"phone": "phone"})
    mask = step("mask", Column("phone", kind="phone"), {})
    wanted = plan([mask, step("drop", Column("name"), {})])
    with bench() as db, protected(db, new, told, wanted) as (work, _):
        assert versions.changes(old, work) == {
            "n_rows_before": 2,
            "n_rows_after": 2,
            "n_rows_added": 1,
            "n_rows_removed": 1,
            "columns_added": [],
            "columns_removed": [],
            "columns_retyped": [],
        }
