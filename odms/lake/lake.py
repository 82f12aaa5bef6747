"""The lake's folder: raw bytes by hash, table versions by key, and what was derived from them.

    blobs/<aa>/<sha256>                          bytes exactly as delivered
    tables/<table key>/{table.parquet,profile.json}   one table version, never changed
    derived/<table key>/<name>                   made from a table version, can be made again
    building/                                    half-made; nobody reads here

Whatever is kept was first written and synced under `building/`, then renamed, so that readers see
the whole thing or nothing and a power cut takes nothing that was answered for.
"""

import hashlib
import json
import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from ulid import ULID

from odms.errors import Absent, TooLarge

_CHUNK = 1024 * 1024
_SHA256 = re.compile(r"[0-9a-f]{64}")
_KEY = re.compile(r"[0-9A-Z]{26}")


@dataclass(frozen=True)
class Blob:
    """Bytes kept in the lake under their SHA-256."""

    sha256: str
    size_bytes: int


class Lake:
    """A lake in a local folder, made where it is absent."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for name in ("blobs", "tables", "derived", "building"):
            (root / name).mkdir(parents=True, exist_ok=True)

    def put(self, source: BinaryIO | Path, *, max_bytes: int | None = None) -> Blob:
        """Keep the bytes of a stream or file; when this returns they survive a power cut.

        Raises TooLarge, with nothing kept, once more than `max_bytes` have come.
        """
        if isinstance(source, Path):
            with source.open("rb") as stream:
                return self.put(stream, max_bytes=max_bytes)
        building = self.root / "building" / _new_key()
        try:
            blob = _write(source, building, max_bytes)
            path = self.blob_path(blob.sha256)
            _make_folder(path.parent)
            building.replace(path)
            _sync(path.parent)
        finally:
            building.unlink(missing_ok=True)
        return blob

    def blob_path(self, sha256: str) -> Path:
        """Where the bytes with this hash stand, or would. Raises ValueError for no hash."""
        _check(_SHA256, sha256)
        return self.root / "blobs" / sha256[:2] / sha256

    def has(self, sha256: str) -> bool:
        """Whether the bytes with this hash are kept."""
        return self.blob_path(sha256).exists()

    def destroy(self, sha256: str) -> None:
        """Let the bytes with this hash be gone; they may be gone already."""
        path = self.blob_path(sha256)
        path.unlink(missing_ok=True)
        if path.parent.exists():
            _sync(path.parent)

    @contextmanager
    def new_table(self) -> Iterator[Path]:
        """A private empty folder in which to build; it goes at the end, unless kept before."""
        building = self.root / "building" / _new_key()
        building.mkdir()
        try:
            yield building
        finally:
            shutil.rmtree(building, ignore_errors=True)

    def keep_table(self, building: Path) -> str:
        """Keep a folder with `table.parquet` and `profile.json` as a table version: its key."""
        key = _new_key()
        for name in ("table.parquet", "profile.json"):
            _sync(building / name)
        _sync(building)
        building.rename(self.root / "tables" / key)
        _sync(self.root / "tables")
        return key

    def table_path(self, table_key: str) -> Path:
        """The Parquet file of a table version. Raises ValueError for no key."""
        _check(_KEY, table_key)
        return self.root / "tables" / table_key / "table.parquet"

    def profile(self, table_key: str) -> dict[str, Any]:
        """The profile of a table version. Raises Absent where it was destroyed."""
        path = self.table_path(table_key).with_name("profile.json")
        try:
            profile: dict[str, Any] = json.loads(path.read_bytes())
        except FileNotFoundError:
            raise Absent("lake.no_such_table", key=table_key) from None
        return profile

    def list_tables(self) -> Iterator[tuple[str, float]]:
        """The key of every table version kept, with the time of its making (seconds)."""
        for path in sorted((self.root / "tables").iterdir()):
            yield path.name, path.stat().st_mtime

    def destroy_table(self, table_key: str) -> None:
        """Let a table version and all that was derived from it be gone."""
        shutil.rmtree(self.table_path(table_key).parent, ignore_errors=True)
        shutil.rmtree(self.derived_path(table_key, "any").parent, ignore_errors=True)

    def derived_path(self, table_key: str, name: str) -> Path:
        """Where `name` derived from a table version stands, or would."""
        _check(_KEY, table_key)
        if Path(name).name != name or name in ("", ".."):
            raise ValueError(f"not a file name: {name!r}")
        return self.root / "derived" / table_key / name

    @contextmanager
    def derive(self, table_key: str, name: str) -> Iterator[Path]:
        """A path to write to, which becomes `derived_path(table_key, name)` when all went well."""
        path = self.derived_path(table_key, name)
        building = self.root / "building" / _new_key()
        try:
            yield building
            _sync(building)
            path.parent.mkdir(parents=True, exist_ok=True)
            building.replace(path)
        finally:
            building.unlink(missing_ok=True)

    def tidy(self, *, older_than_s: float) -> int:
        """Remove what was left half-made by a process that died; how many."""
        n = 0
        for path in (self.root / "building").iterdir():
            if time.time() - path.stat().st_mtime > older_than_s:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
                n += 1
        return n


def _write(source: BinaryIO, path: Path, max_bytes: int | None) -> Blob:
    digest, size = hashlib.sha256(), 0
    with path.open("xb") as kept:
        while chunk := source.read(_CHUNK):
            size += len(chunk)
            if max_bytes is not None and size > max_bytes:
                raise TooLarge("lake.too_large", max_mb=max_bytes // (1024 * 1024))
            digest.update(chunk)
            kept.write(chunk)
        kept.flush()
        os.fsync(kept.fileno())
    return Blob(digest.hexdigest(), size)


def _new_key() -> str:
    return str(ULID())


def _check(pattern: re.Pattern[str], name: str) -> None:
    """Names come from the database; one that is no hash or key must never become a path."""
    if not pattern.fullmatch(name):
        raise ValueError(f"not a name in the lake: {name!r}")


def _make_folder(path: Path) -> None:
    if not path.exists():
        path.mkdir(exist_ok=True)
        _sync(path.parent)


def _sync(path: Path) -> None:
    """Have the file's, or the folder's, content on the disk itself."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
