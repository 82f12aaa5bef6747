"""Columns dropped and masked, and what changed between two table versions."""

import json
from pathlib import Path
from typing import Any

import duckdb
import pytest

from odms.lake import versions

ROWS = [
    ("1-2345-67890-12-1", "นายสมชาย ใจดี", "somchai@odms.example", "081-234-5678", 34),
    ("3456789012349", "นางสาวเพ็ญ ณ นคร", "pen@odms.example", "0812345678", 67),
    (None, None, None, None, None),
    ("12", "เอก", "@", "191", 8),
]
NAMES = ("id", "name", "email", "phone", "age")
KINDS = {"id": "th-national-id", "name": "person-name", "email": "email", "phone": "phone"}


def parquet(path: Path, names: tuple[str, ...], rows: list[tuple[Any, ...]], **types: str) -> Path:
    db = duckdb.connect()
    quoted = {name: '"' + name.replace('"', '""') + '"' for name in names}
    columns = ", ".join(f"{quoted[name]} {types.get(name, 'VARCHAR')}" for name in names)
    db.execute(f"CREATE TABLE t (_row BIGINT, {columns})")
    marks = ", ".join("?" for _ in range(len(names) + 1))
    db.executemany(f"INSERT INTO t VALUES ({marks})", [(i, *row) for i, row in enumerate(rows, 1)])
    db.execute(f"COPY t TO '{path}' (FORMAT parquet)")
    return path


def profile(names: tuple[str, ...], **companions: str) -> dict[str, Any]:
    return {
        "n_rows": 4,
        "columns": [
            {
                "name": name,
                "source_name": name,
                "source_column": companions.get(name),
                "type": "text",
                "n": 4,
                "n_missing": 1,
                "min": "secret",
                "top": [{"value": "secret", "n": 1}],
                "personal": {"kind": "email"},
            }
            for name in names
        ],
    }


def reduced(tmp_path: Path, kept: list[str], masked: dict[str, str]) -> tuple[list[Any], Any]:
    names = (*NAMES, "age__source")
    rows = [(*row, "แปดขวบ" if row[4] == 8 else None) for row in ROWS]
    source = parquet(tmp_path / "source.parquet", names, rows, age="BIGINT")
    told = profile(NAMES, age="age__source")
    versions.reduce(source, told, tmp_path, versions.Seen(tuple(kept), tuple(masked.items())))
    table = duckdb.read_parquet(str(tmp_path / "table.parquet"))
    found = [dict(zip(table.columns, row, strict=True)) for row in table.fetchall()]
    return found, json.loads((tmp_path / "profile.json").read_text())


def test_reduce_masks_every_kind(tmp_path: Path) -> None:
    found, _ = reduced(tmp_path, list(KINDS), KINDS)
    assert [tuple(row.values()) for row in found] == [
        (1, "x-xxxx-xxxxx-xx-1", "ส. จ.", "sxxx@xxx", "xxx-xxx-xx78"),
        (2, "xxxxxxxxxxx49", "พ. ณ. น.", "pxxx@xxx", "xxxxxxxx78"),
        (3, None, None, None, None),
        (4, "xxx", "อ.", "@xxx@xxx", "xxx"),
    ]


def test_reduce_masks_numbers_wholly_and_their_source(tmp_path: Path) -> None:
    found, _ = reduced(tmp_path, ["age"], {"age": ""})
    assert found == [
        {"_row": 1, "age": "xxx"},
        {"_row": 2, "age": "xxx"},
        {"_row": 3, "age": None},
        {"_row": 4, "age": "xxx"},
    ]


def test_reduce_drops_columns_with_their_source(tmp_path: Path) -> None:
    found, _ = reduced(tmp_path, ["phone"], {})
    assert list(found[0]) == ["_row", "phone"]


def test_reduce_keeps_source_beside_what_is_kept(tmp_path: Path) -> None:
    found, _ = reduced(tmp_path, ["age"], {})
    assert found[3] == {"_row": 4, "age": 8, "age__source": "แปดขวบ"}


def test_reduce_prunes_the_profile(tmp_path: Path) -> None:
    _, told = reduced(tmp_path, ["name", "age"], {"name": "person-name"})
    assert [column["name"] for column in told["columns"]] == ["name", "age"]
    assert told["columns"][0] == {
        "name": "name",
        "source_name": "name",
        "source_column": None,
        "type": "text",
        "n": 4,
        "n_missing": 1,
        "min": None,
        "top": [],
        "personal": None,
        "is_masked": True,
    }
    assert (told["columns"][1]["min"], told["columns"][1]["personal"]) == ("secret", None)


def test_prune_keeps_keys_of_whole_columns(tmp_path: Path) -> None:
    told = profile(NAMES) | {"keys": [["id"], ["name", "age"], ["age"]]}
    pruned = versions.prune_profile(told, versions.Seen(("name", "age"), (("name", "x"),)))
    assert pruned["keys"] == [["age"]]


def test_samples_show_masked_values_only(tmp_path: Path) -> None:
    path = parquet(tmp_path / "t.parquet", NAMES, ROWS)
    assert versions.samples(path, "phone", "phone", 2) == ["xxx-xxx-xx78", "xxxxxxxx78"]


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
    assert versions.changes(old, new) == none | expected


def test_changes_against_what_may_be_seen(tmp_path: Path) -> None:
    """The next version is not yet reduced: what is dropped or masked in it is no difference."""
    names = ("phone", "age", "name")
    old = parquet(tmp_path / "a.parquet", names[:2], [("xxxxxxxx78", "1"), ("xxxxxxxx79", "2")])
    rows = [("0812345678", "1", "ก"), ("0812345679", "3", "ข")]
    new = parquet(tmp_path / "b.parquet", names, rows)
    found = versions.changes(old, new, versions.Seen(names[:2], (("phone", "phone"),)))
    assert found == {
        "n_rows_before": 2,
        "n_rows_after": 2,
        "n_rows_added": 1,
        "n_rows_removed": 1,
        "columns_added": [],
        "columns_removed": [],
        "columns_retyped": [],
    }
