"""The restricted side of the lake: bytes whole or not there, on the disk itself, for their owner alone."""

import hashlib
import os
import stat
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from odms.errors import TooLarge
from odms.lake.originals import Blob, Originals

DATA = "ข้อมูล".encode() * 1000
SHA256 = hashlib.sha256(DATA).hexdigest()


@pytest.fixture
def kept(tmp_path: Path) -> Originals:
    return Originals(tmp_path / "lake" / "restricted")


def version(kept: Originals) -> str:
    with kept.new_table() as folder:
        (folder / "table.parquet").write_bytes(b"PAR1")
        (folder / "profile.json").write_text("{}")
        return kept.keep_table(folder)


def test_put_and_read_back(kept: Originals) -> None:
    assert kept.put(BytesIO(DATA)) == Blob(SHA256, len(DATA))
    assert kept.has(SHA256)
    assert kept.blob_path(SHA256).read_bytes() == DATA
    assert kept.put(BytesIO(DATA)) == Blob(SHA256, len(DATA))


def test_put_a_file(kept: Originals, tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(DATA)
    assert kept.put(tmp_path / "f").sha256 == SHA256


def test_put_too_large_keeps_nothing(kept: Originals) -> None:
    with pytest.raises(TooLarge):
        kept.put(BytesIO(DATA), max_bytes=len(DATA) - 1)
    assert [path for path in kept.root.rglob("*") if path.is_file()] == []
    assert kept.put(BytesIO(DATA), max_bytes=len(DATA)).size_bytes == len(DATA)


class Broken(BytesIO):
    def read(self, *_: Any) -> bytes:
        if self.tell():
            raise ConnectionResetError
        return super().read(10)


def test_put_cut_off_keeps_nothing(kept: Originals) -> None:
    with pytest.raises(ConnectionResetError):
        kept.put(Broken(DATA))
    assert [path for path in kept.root.rglob("*") if path.is_file()] == []


def test_put_is_on_the_disk_when_it_returns(
    kept: Originals, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    fsync = os.fsync

    def noted(handle: int) -> None:
        synced.append(os.fstat(handle).st_ino)
        fsync(handle)

    monkeypatch.setattr(os, "fsync", noted)
    kept.put(BytesIO(DATA))
    path = kept.blob_path(SHA256)
    assert [
        path.stat().st_ino,
        path.parent.parent.stat().st_ino,
        path.parent.stat().st_ino,
    ] == synced


def test_destroy(kept: Originals) -> None:
    kept.put(BytesIO(DATA))
    kept.destroy(SHA256)
    kept.destroy(SHA256)
    assert not kept.has(SHA256)


@pytest.mark.parametrize("name", ["", "..", "../secret.key", "A" * 64, "ab" * 31, "/etc/passwd"])
def test_blob_name_is_no_path(kept: Originals, name: str) -> None:
    with pytest.raises(ValueError, match="not a name"):
        kept.blob_path(name)


def modes(root: Path) -> dict[str, set[str]]:
    """The permissions of all folders and of all files at and below a path."""
    found: dict[str, set[str]] = {"folders": set(), "files": set()}
    for path in (root, *root.rglob("*")):
        mode = oct(stat.S_IMODE(path.stat().st_mode))
        found["folders" if path.is_dir() else "files"].add(mode)
    return found


def test_everything_is_for_its_owner_alone(kept: Originals) -> None:
    kept.put(BytesIO(DATA))
    with kept.derive(version(kept), "report.pdf") as path:
        path.write_text("x")
    assert modes(kept.root) == {"folders": {"0o700"}, "files": {"0o600"}}


def test_what_is_being_built_is_closed_by_its_folder(kept: Originals) -> None:
    with kept.new_table() as folder:
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_folder_that_was_open_is_closed(tmp_path: Path) -> None:
    (tmp_path / "r").mkdir(mode=0o755)
    assert modes(Originals(tmp_path / "r").root)["folders"] == {"0o700"}


def test_take_in_what_stood_in_the_open(kept: Originals) -> None:
    """A lake of an earlier release had one folder for all; cut off, the move is done again."""
    lake, keys = kept.root.parent, ["0" * 26, "1" * 26, "2" * 26]
    (lake / "blobs" / SHA256[:2]).mkdir(parents=True)
    (lake / "blobs" / SHA256[:2] / SHA256).write_bytes(DATA)
    for key in keys[:2]:
        (lake / "tables" / key).mkdir(parents=True)
        (lake / "tables" / key / "table.parquet").write_bytes(b"PAR1")
    assert kept.take_in(lake, [keys[0], keys[2]]) == 2
    assert kept.take_in(lake, [keys[0], keys[2]]) == 0
    assert kept.blob_path(SHA256).read_bytes() == DATA
    assert [key for key, _ in kept.list_tables()] == [keys[0]]
    assert [path.name for path in (lake / "tables").iterdir()] == [keys[1]]
    assert modes(kept.root) == {"folders": {"0o700"}, "files": {"0o600"}}
