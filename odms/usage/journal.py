"""The journal of uses: a line each at the end of one file, so that a page waits for no database and
nothing is lost with a process.

What is counted gets a name of its own first. Both are done under the file's lock, so that no line
goes into a file that somebody has read already.
"""

import fcntl
import os
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from odms.ledger.rules import new_id

_OPEN, _SEALED = "open.uses", ".sealed"


class Use(NamedTuple):
    """One use with what counting needs, in the order of a line: `user` and `address` are keyed
    hashes, `words` only of a search that met nothing."""

    at: int  # seconds since 1970
    day: str  # the local day, and hour of the day: with the user they are a session
    hour: int
    kind: str
    dataset_id: str
    agency_id: str
    channel: str
    access: str
    status: int
    user: int
    address: int
    words: str
    n: int = 1  # more where a tracker counted already, and then the user is nobody: 0


def line_of(use: Use) -> bytes:
    """A use as it is written."""
    return ("\t".join(map(str, use)) + "\n").encode(errors="replace")


def append(folder: Path, use: Use) -> None:
    """Write a use down. Raises OSError where it cannot be written whole."""
    line = line_of(use)
    while not _written(folder / _OPEN, line):
        pass  # the file was sealed between opening and locking it


def seal(folder: Path) -> list[Path]:
    """The files that nobody writes any more, those of an earlier time among them, in order."""
    with suppress(FileNotFoundError), (folder / _OPEN).open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if _is_at(file.fileno(), folder / _OPEN):
            (folder / _OPEN).rename(folder / f"{new_id()}{_SEALED}")
    return sorted(folder.glob(f"*{_SEALED}"))


def _written(path: Path, line: bytes) -> bool:
    with path.open("ab", buffering=0) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if not _is_at(file.fileno(), path):
            return False
        end = file.seek(0, os.SEEK_END)
        if file.write(line) != len(line):  # the disk is full: half a line would spoil the next
            file.truncate(end)
            raise OSError(f"{path} takes no more")
        return True


def _is_at(number: int, path: Path) -> bool:
    """Whether the open file still has this name."""
    try:
        return os.fstat(number).st_ino == path.stat().st_ino
    except FileNotFoundError:
        return False
