"""A folder of table versions by key, and of what was derived from them.

    tables/<table key>/{table.parquet,profile.json,…}   one table version, never changed
    derived/<table key>/<name>                          made from it, can be made again
    building/                                           half-made; nobody reads here

Whatever is kept was first written and synced under `building/`, then renamed, so that readers see
the whole thing or nothing and a power cut takes nothing that was answered for.
"""

import json
import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ulid import ULID

from odms.errors import Absent

_KEY = re.compile(r"[0-9A-Z]{26}")


class Store:
    """Table versions in a local folder, made where it is absent.

    `file_mode` and `folder_mode` are the permissions of what is kept; None leaves them to the
    process.
    """

    folders: tuple[str, ...] = ("tables", "derived", "building")
    file_mode: int | None = None
    folder_mode: int | None = None

    def __init__(self, root: Path) -> None:
        self.root = root
        for folder in (root, *(root / name for name in self.folders)):
            folder.mkdir(parents=True, exist_ok=True)
            self._close_folder(folder)

    @contextmanager
    def new_table(self) -> Iterator[Path]:
        """A private empty folder in which to build; it goes at the end, unless kept before."""
        building = self.new_place()
        building.mkdir()
        self._close_folder(building)
        try:
            yield building
        finally:
            shutil.rmtree(building, ignore_errors=True)

    def keep_table(self, building: Path) -> str:
        """Keep a folder with `table.parquet`, `profile.json` and what else is in it: its key."""
        key = _new_key()
        for name in {"table.parquet", "profile.json"} | {path.name for path in building.iterdir()}:
            self._close_file(building / name)
            sync(building / name)
        sync(building)
        building.rename(self.root / "tables" / key)
        sync(self.root / "tables")
        return key

    def table_path(self, table_key: str) -> Path:
        """The Parquet file of a table version. Raises ValueError for no key."""
        check_name(_KEY, table_key)
        return self.root / "tables" / table_key / "table.parquet"

    def profile(self, table_key: str) -> dict[str, Any]:
        """The profile of a table version. Raises Absent where it was destroyed."""
        return self.read_json(table_key, "profile.json")

    def read_json(self, table_key: str, name: str) -> dict[str, Any]:
        """A document that is kept beside a table version. Raises Absent where there is none."""
        path = self.table_path(table_key).with_name(name)
        try:
            found: dict[str, Any] = json.loads(path.read_bytes())
        except FileNotFoundError:
            raise Absent("lake.no_such_table", key=table_key) from None
        return found

    def list_tables(self) -> Iterator[tuple[str, float]]:
        """The key of every table version kept, with the time of its making (seconds)."""
        for path in sorted((self.root / "tables").iterdir()):
            yield path.name, path.stat().st_mtime

    def destroy_table(self, table_key: str) -> None:
        """Let a table version and all that was derived from it be gone."""
        shutil.rmtree(self.table_path(table_key).parent, ignore_errors=True)
        self.forget_derived(table_key)

    def forget_derived(self, table_key: str) -> None:
        """Let what was derived from a table version be gone; it is made again when it is asked for."""
        shutil.rmtree(self.derived_path(table_key, "any").parent, ignore_errors=True)

    def derived_path(self, table_key: str, name: str) -> Path:
        """Where `name` derived from a table version stands, or would."""
        check_name(_KEY, table_key)
        if Path(name).name != name or name in ("", ".."):
            raise ValueError(f"not a file name: {name!r}")
        return self.root / "derived" / table_key / name

    @contextmanager
    def derive(self, table_key: str, name: str) -> Iterator[Path]:
        """A path to write to, which becomes `derived_path(table_key, name)` when all went well."""
        path, building = self.derived_path(table_key, name), self.new_place()
        try:
            yield building
            self._close_file(building)
            sync(building)
            path.parent.mkdir(parents=True, exist_ok=True)
            self._close_folder(path.parent)
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

    def new_place(self) -> Path:
        """A path under `building/` that nobody else uses."""
        return self.root / "building" / _new_key()

    def _close_folder(self, path: Path) -> None:
        if self.folder_mode is not None:
            path.chmod(self.folder_mode)

    def _close_file(self, path: Path) -> None:
        if self.file_mode is not None:
            path.chmod(self.file_mode)


def check_name(pattern: re.Pattern[str], name: str) -> None:
    """Names come from the database; one that is no hash or key must never become a path."""
    if not pattern.fullmatch(name):
        raise ValueError(f"not a name in the lake: {name!r}")


def sync(path: Path) -> None:
    """Have the file's, or the folder's, content on the disk itself."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _new_key() -> str:
    return str(ULID())
