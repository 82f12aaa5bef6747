"""The journal of uses: a line each at the end of one file, so that a page waits for no database and
nothing is lost with a process.

What is counted gets a name of its own first. Both are done under the file's lock, so that no line
goes into a file that somebody has read already.
"""

import fcntl
import json
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from odms.ledger.rules import new_id

_OPEN, _SEALED = "open.uses", ".sealed"


class Use(NamedTuple):
    """One use, as it is counted: `words` only of a search that met nothing."""

    day: str
    kind: str
    dataset_id: str
    agency_id: str
    channel: str
    words: str


def append(folder: Path, use: Use) -> None:
    """Write a use down."""
    line = json.dumps(use, ensure_ascii=False, separators=(",", ":")) + "\n"
    while not _written(folder / _OPEN, line.encode()):
        pass  # the file was sealed between opening and locking it


def seal(folder: Path) -> list[Path]:
    """The files that nobody writes any more, those of an earlier time among them, in order."""
    with suppress(FileNotFoundError), (folder / _OPEN).open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if _is_at(file.fileno(), folder / _OPEN):
            (folder / _OPEN).rename(folder / f"{new_id()}{_SEALED}")
    return sorted(folder.glob(f"*{_SEALED}"))


def read(path: Path) -> Counter[Use]:
    """How often each use stands in a file; a line that a dying process left half is passed over."""
    return Counter(_uses(path))


def _written(path: Path, line: bytes) -> bool:
    with path.open("ab", buffering=0) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if not _is_at(file.fileno(), path):
            return False
        file.write(line)
        return True


def _is_at(number: int, path: Path) -> bool:
    """Whether the open file still has this name."""
    try:
        return os.fstat(number).st_ino == path.stat().st_ino
    except FileNotFoundError:
        return False


def _uses(path: Path) -> Iterator[Use]:
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            yield Use(*json.loads(line))
        except (ValueError, TypeError):
            continue
