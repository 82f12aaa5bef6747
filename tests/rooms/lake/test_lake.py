"""Bytes and table versions: whole or not there, and on the disk itself."""

import hashlib
import os
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from odms.errors import Absent, TooLarge
from odms.lake import Blob, Lake

DATA = "ข้อมูล".encode() * 1000
SHA256 = hashlib.sha256(DATA).hexdigest()


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(tmp_path / "lake")


def kept(lake: Lake) -> str:
    with lake.new_table() as folder:
        (folder / "table.parquet").write_bytes(b"PAR1")
        (folder / "profile.json").write_text('{"columns": []}')
        return lake.keep_table(folder)


def test_put_and_read_back(lake: Lake) -> None:
    assert lake.put(BytesIO(DATA)) == Blob(SHA256, len(DATA))
    assert lake.has(SHA256)
    assert lake.blob_path(SHA256).read_bytes() == DATA
    assert lake.put(BytesIO(DATA)) == Blob(SHA256, len(DATA))


def test_put_a_file(lake: Lake, tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(DATA)
    assert lake.put(tmp_path / "f").sha256 == SHA256


def test_put_too_large_keeps_nothing(lake: Lake) -> None:
    with pytest.raises(TooLarge):
        lake.put(BytesIO(DATA), max_bytes=len(DATA) - 1)
    assert [path for path in lake.root.rglob("*") if path.is_file()] == []
    assert lake.put(BytesIO(DATA), max_bytes=len(DATA)).size_bytes == len(DATA)


class Broken(BytesIO):
    def read(self, *_: Any) -> bytes:
        if self.tell():
            raise ConnectionResetError
        return super().read(10)


def test_put_cut_off_keeps_nothing(lake: Lake) -> None:
    with pytest.raises(ConnectionResetError):
        lake.put(Broken(DATA))
    assert [path for path in lake.root.rglob("*") if path.is_file()] == []


def test_put_is_on_the_disk_when_it_returns(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[int] = []
    fsync = os.fsync

    def noted(handle: int) -> None:
        synced.append(os.fstat(handle).st_ino)
        fsync(handle)

    monkeypatch.setattr(os, "fsync", noted)
    lake.put(BytesIO(DATA))
    path = lake.blob_path(SHA256)
    assert [
        path.stat().st_ino,
        path.parent.parent.stat().st_ino,
        path.parent.stat().st_ino,
    ] == synced


def test_destroy(lake: Lake) -> None:
    lake.put(BytesIO(DATA))
    lake.destroy(SHA256)
    lake.destroy(SHA256)
    assert not lake.has(SHA256)


@pytest.mark.parametrize("name", ["", "..", "../secret.key", "A" * 64, "ab" * 31, "/etc/passwd"])
def test_blob_name_is_no_path(lake: Lake, name: str) -> None:
    with pytest.raises(ValueError, match="not a name"):
        lake.blob_path(name)


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
