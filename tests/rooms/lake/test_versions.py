"""The first rows of a table version."""

from pathlib import Path

from factories.tables import parquet

from odms.lake import versions


def test_head(tmp_path: Path) -> None:
    path = parquet(tmp_path / "t.parquet", ('a"b', "c"), [("1", "2"), ("3", None)])
    assert versions.head(path, ["c", 'a"b'], 1) == [{"c": "2", 'a"b': "1"}]
