"""What changed between two table versions."""

from pathlib import Path
from typing import Any

import pytest
from factories.tables import parquet
from factories.versions import profile

from odms.engine.schema import Breach, as_finding
from odms.engine.schema import drift as findings_of
from odms.errors import Conflict
from odms.lake import drift
from odms.lake.protection.applying import protected
from odms.lake.protection.measure import Column
from odms.lake.protection.plan import plan, step
from odms.lake.protection.work import bench

NOTHING: dict[str, Any] = {
    "columns_added": [],
    "columns_removed": [],
    "columns_renamed": [],
    "columns_retyped": [],
    "is_reordered": False,
    "n_rows_changed": None,
    "key": [],
    "ranges": [],
    "choices": [],
}

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
         "columns_retyped": [{"name": "n", "before": "text", "after": "integer"}]},
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
    assert drift.changes_between(old, new) == NOTHING | expected


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
        assert drift.changes(old, work) == NOTHING | {
            "n_rows_before": 2,
            "n_rows_after": 2,
            "n_rows_added": 1,
            "n_rows_removed": 1,
        }


def test_renamed_columns_are_guessed_with_their_evidence(tmp_path: Path) -> None:
    places = ["ขอนแก่น", "เลย", "น่าน", "แพร่"]
    old = parquet(
        tmp_path / "a.parquet",
        ("place", "amount_baht", "gone"),
        [(place, str(i), "x") for i, place in enumerate(places)],
    )
    new = parquet(
        tmp_path / "b.parquet",
        ("จังหวัด", "amount_thb", "new"),
        [(place, str(i + 100), "y") for i, place in enumerate(places)],
    )
    found = drift.changes_between(old, new)
    assert found["columns_renamed"] == [
        {"before": "place", "after": "จังหวัด", "evidence": "values", "share": 1.0},
        {"before": "amount_baht", "after": "amount_thb", "evidence": "name", "share": 0.7619},
    ]
    assert (found["columns_added"], found["columns_removed"]) == (["new"], ["gone"])


def test_rows_are_told_apart_by_their_key(tmp_path: Path) -> None:
    old = parquet(tmp_path / "a.parquet", A, [("a", "1"), ("b", "2"), ("c", "3")])
    new = parquet(tmp_path / "b.parquet", A, [("b", "2"), ("c", "4"), ("d", "5"), ("e", "6")])
    found = drift.changes_between(old, new, key=("k",))
    assert {name: found[name] for name in found if "n_rows" in name or name == "key"} == {
        "n_rows_before": 3,
        "n_rows_after": 4,
        "n_rows_added": 2,
        "n_rows_removed": 1,
        "n_rows_changed": 1,
        "key": ["k"],
    }


def test_key_that_is_none_is_left(tmp_path: Path) -> None:
    old = parquet(tmp_path / "a.parquet", A, [("a", "1"), ("a", "2")])
    new = parquet(tmp_path / "b.parquet", A, [("a", "1")])
    found = drift.changes_between(old, new, key=("k",))
    assert (found["key"], found["n_rows_removed"]) == ([], 1)


def test_ranges_and_choices_that_grew(tmp_path: Path) -> None:
    rows = [("ชาย", 1), ("หญิง", 2)] * 3
    old = parquet(tmp_path / "a.parquet", A, rows, n="BIGINT")
    new = parquet(tmp_path / "b.parquet", A, [*rows[:3], ("ญิง", 9)], n="BIGINT")
    found = drift.changes_between(old, new)
    assert found["ranges"] == [{"name": "n", "before": [1, 2], "after": [1, 9]}]
    assert found["choices"] == [{"name": "k", "n_new": 1, "new": ["ญิง"], "n_gone": 0, "gone": []}]


def test_order_of_columns(tmp_path: Path) -> None:
    old = parquet(tmp_path / "a.parquet", A, [("a", "1")])
    new = parquet(tmp_path / "b.parquet", A[::-1], [("1", "a")])
    assert drift.changes_between(old, new) == NOTHING | {
        "n_rows_before": 1,
        "n_rows_after": 1,
        "n_rows_added": 0,
        "n_rows_removed": 0,
        "is_reordered": True,
    }


# what changed, and the findings of it; the flagged ones need a person
TOLD: list[tuple[dict[str, Any], list[tuple[str, str]]]] = [
    ({}, []),
    ({"n_rows_added": 2}, [("rows", "info")]),
    ({"n_rows_after": 4}, [("rows_fell", "warning")]),
    ({"n_rows_changed": 1, "key": ["k"]}, [("rows_by_key", "info")]),
    ({"n_rows_changed": 0, "key": ["k"]}, []),
    ({"columns_added": ["x"]}, [("column_added", "warning")]),
    ({"columns_removed": ["x"]}, [("column_removed", "warning")]),
    (
        {"columns_retyped": [{"name": "x", "before": "text", "after": "integer"}]},
        [("column_retyped", "warning")],
    ),
    (
        {"columns_renamed": [{"before": "x", "after": "y", "evidence": "values", "share": 0.9}]},
        [("column_renamed_by_values", "warning")],
    ),
    (
        {"columns_renamed": [{"before": "x", "after": "y", "evidence": "name", "share": 0.9}]},
        [("column_renamed_by_name", "warning")],
    ),
    ({"is_reordered": True}, [("columns_reordered", "info")]),
    ({"ranges": [{"name": "x", "before": [1, 2], "after": [1, 3]}]}, [("range_grown", "info")]),
    (
        {"choices": [{"name": "x", "n_new": 1, "new": ["a"], "n_gone": 1, "gone": ["b"]}]},
        [("choices_new", "warning"), ("choices_gone", "info")],
    ),
]


@pytest.mark.parametrize(("changes", "wanted"), TOLD)
def test_changes_as_findings_and_whether_the_shape_held(
    changes: dict[str, Any], wanted: list[tuple[str, str]]
) -> None:
    rows = {"n_rows_before": 10, "n_rows_after": 10, "n_rows_added": 0, "n_rows_removed": 0}
    found = findings_of.findings(NOTHING | rows | changes)
    assert [(one.code, one.severity) for one in found] == [
        (f"schema.drift.{code}", severity) for code, severity in wanted
    ]
    is_flagged = any(severity != "info" for _, severity in wanted)
    assert findings_of.is_same_shape(found) is not is_flagged
    if is_flagged:
        with pytest.raises(Conflict):
            findings_of.check_same_shape(found)


def test_first_version_changes_nothing() -> None:
    assert findings_of.findings({}) == []


def test_missing_column_is_told_once() -> None:
    rows = {"n_rows_before": 1, "n_rows_after": 1, "n_rows_added": 0, "n_rows_removed": 0}
    gone = NOTHING | rows | {"columns_removed": ["a", "b"]}
    [missing] = [as_finding(Breach("schema.column_missing", "a"))]
    told = findings_of.together([missing], gone)
    assert [(one.code, one.column) for one in told] == [
        ("schema.column_missing", "a"),
        ("schema.drift.column_removed", "b"),
    ]
