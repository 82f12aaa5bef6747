"""Table versions: whole or not there."""

import os
from pathlib import Path

import pytest

from odms.errors import Absent
from odms.lake import Lake


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(tmp_path / "lake")


def kept(lake: Lake) -> str:
    with lake.new_table() as folder:
        (folder / "table.parquet").write_bytes(b"PAR1")
        (folder / "profile.json").write_text('{"columns": []}')
        return lake.keep_table(folder)


@pytest.mark.parametrize("key", ["", "..", "../blobs", "a" * 26, "A" * 25])
def test_table_key_is_no_path(lake: Lake, key: str) -> None:
    with pytest.raises(ValueError, match="not a name"):
        lake.table_path(key)


@pytest.mark.parametrize("name", ["../x", "a/b", "..", "", "/x"])
def test_derived_name_is_no_path(lake: Lake, name: str) -> None:
    with pytest.raises(ValueError, match="not a file name"):
        lake.derived_path(kept(lake), name)


def test_table_kept(lake: Lake) -> None:
    key = kept(lake)
    assert lake.table_path(key).read_bytes() == b"PAR1"
    assert lake.profile(key) == {"columns": []}
    assert [name for name, _ in lake.list_tables()] == [key]
    assert list((lake.root / "building").iterdir()) == []


def test_what_else_is_in_the_folder_is_kept_beside(lake: Lake) -> None:
    with lake.new_table() as folder:
        (folder / "table.parquet").write_bytes(b"PAR1")
        (folder / "profile.json").write_text("{}")
        (folder / "measures.json").write_text('{"measures": []}')
        key = lake.keep_table(folder)
    assert lake.read_json(key, "measures.json") == {"measures": []}
    with pytest.raises(Absent):
        lake.read_json(key, "other.json")


def test_table_not_kept_leaves_nothing(lake: Lake) -> None:
    with pytest.raises(RuntimeError), lake.new_table() as folder:
        (folder / "table.parquet").write_bytes(b"PAR1")
        raise RuntimeError
    assert list((lake.root / "building").iterdir()) == list(lake.list_tables()) == []


def test_table_destroyed_with_what_was_derived(lake: Lake) -> None:
    key = kept(lake)
    with lake.derive(key, "a.csv") as path:
        path.write_text("a")
    assert lake.derived_path(key, "a.csv").read_text() == "a"
    lake.destroy_table(key)
    assert not lake.derived_path(key, "a.csv").exists()
    with pytest.raises(Absent):
        lake.profile(key)


def test_derived_seen_only_when_whole(lake: Lake) -> None:
    key = kept(lake)
    with pytest.raises(RuntimeError), lake.derive(key, "a.csv") as path:
        path.write_text("half")
        raise RuntimeError
    assert not lake.derived_path(key, "a.csv").exists()


def test_tidy_takes_what_the_dead_left(lake: Lake) -> None:
    for name, age in (("old", 7200), ("new", 0)):
        folder = lake.root / "building" / name
        folder.mkdir()
        made = folder.stat().st_mtime - age
        os.utime(folder, (made, made))
    assert lake.tidy(older_than_s=3600) == 1
    assert [path.name for path in (lake.root / "building").iterdir()] == ["new"]
