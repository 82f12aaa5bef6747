"""The lake's restricted side: raw bytes by hash, and table versions nobody has protected yet.

    blobs/<aa>/<sha256>      bytes exactly as delivered
    tables/, derived/, building/   as in every store, of versions that were read from them

Folders are for their owner alone (0700), and so are files (0600). No door of the public reaches
in here: only intake and publication import this module, and the build checks it.
"""

import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from odms.errors import TooLarge
from odms.lake.store import Store, check_name, sync

_CHUNK = 1024 * 1024
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Blob:
    """Bytes kept in the lake under their SHA-256."""

    sha256: str
    size_bytes: int


class Originals(Store):
    """What was delivered: its bytes, and the table versions read from them."""

    folders = ("blobs", *Store.folders)
    file_mode = 0o600
    folder_mode = 0o700

    def put(self, source: BinaryIO | Path, *, max_bytes: int | None = None) -> Blob:
        """Keep the bytes of a stream or file; when this returns they survive a power cut.

        Raises TooLarge, with nothing kept, once more than `max_bytes` have come.
        """
        if isinstance(source, Path):
            with source.open("rb") as stream:
                return self.put(stream, max_bytes=max_bytes)
        building = self.new_place()
        try:
            blob = _write(source, building, max_bytes)
            path = self.blob_path(blob.sha256)
            self._make_folder(path.parent)
            building.replace(path)
            sync(path.parent)
        finally:
            building.unlink(missing_ok=True)
        return blob

    def blob_path(self, sha256: str) -> Path:
        """Where the bytes with this hash stand, or would. Raises ValueError for no hash."""
        check_name(_SHA256, sha256)
        return self.root / "blobs" / sha256[:2] / sha256

    def has(self, sha256: str) -> bool:
        """Whether the bytes with this hash are kept."""
        return self.blob_path(sha256).exists()

    def destroy(self, sha256: str) -> None:
        """Let the bytes with this hash be gone; they may be gone already."""
        path = self.blob_path(sha256)
        path.unlink(missing_ok=True)
        if path.parent.exists():
            sync(path.parent)

    def take_in(self, lake: Path, table_keys: list[str]) -> int:
        """Move in what stood in the open folder `lake` before there was a restricted side.

        All its blobs and the table versions that are named; how many things. May be called again
        after it was cut off.
        """
        found = [path for path in (lake / "blobs").glob("*/*") if _SHA256.fullmatch(path.name)]
        for path in found:
            target = self.blob_path(path.name)
            self._make_folder(target.parent)
            path.chmod(0o600)
            path.replace(target)
        versions = [lake / "tables" / key for key in table_keys if (lake / "tables" / key).is_dir()]
        for path in versions:
            for file in path.iterdir():
                file.chmod(0o600)
            path.chmod(0o700)
            path.rename(self.root / "tables" / path.name)
        return len(found) + len(versions)

    def _make_folder(self, path: Path) -> None:
        if not path.exists():
            path.mkdir(exist_ok=True, mode=0o700)
            sync(path.parent)


def _write(source: BinaryIO, path: Path, max_bytes: int | None) -> Blob:
    digest, size = hashlib.sha256(), 0
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as kept:
        while chunk := source.read(_CHUNK):
            size += len(chunk)
            if max_bytes is not None and size > max_bytes:
                raise TooLarge("lake.too_large", max_mb=max_bytes // (1024 * 1024))
            digest.update(chunk)
            kept.write(chunk)
        kept.flush()
        os.fsync(kept.fileno())
    return Blob(digest.hexdigest(), size)
