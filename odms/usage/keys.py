"""Keys of the hashes by which visitors are told apart: one a day, and none is kept for long.

Without its key a hash cannot be turned back, not even by trying all network addresses; so when a
key is destroyed nobody can say any more whose uses those were.
"""

import hashlib
import os
import secrets
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from odms.ledger.rules import new_id

_BYTES = 32


def hashed(folder: Path, day: str, text: str) -> int:
    """A text as a number of 64 bits that only who has the day's key of this folder can make."""
    digest = hashlib.blake2b(text.encode(errors="replace"), key=_key(folder, day), digest_size=8)
    return int.from_bytes(digest.digest(), "big") or 1  # nought means nobody


def destroy(folder: Path, day: str) -> None:
    """Destroy the key of a day."""
    (folder / f"{day}.key").unlink(missing_ok=True)


def destroy_before(folder: Path, day: str) -> None:
    """Destroy the keys of all days before one."""
    for path in folder.glob("*.key"):
        if path.stem < day:
            path.unlink(missing_ok=True)


@lru_cache(maxsize=2)  # a process that lives long forgets them too
def _key(folder: Path, day: str) -> bytes:
    """The key of a day, made by whoever needs it first."""
    path = folder / f"{day}.key"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        new = folder / f"{new_id()}.new"
        new.touch(mode=0o600)
        new.write_bytes(secrets.token_bytes(_BYTES))
        with suppress(FileExistsError):
            os.link(new, path)  # whole or not at all, and once
        new.unlink()
    return path.read_bytes()
