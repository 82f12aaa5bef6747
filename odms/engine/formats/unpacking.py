"""Members of archives on their way out: bounds on what is unpacked, and names that can be shown."""

import errno
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Protocol

from odms.engine.errors import Damaged, LimitPassed
from odms.engine.grid import Workspace
from odms.engine.text.single_byte import is_thai
from odms.errors import Refused


@dataclass(frozen=True)
class Limits:
    """What an archive may hold. Text of few values packs 100 to 1, zeros 1,000 to 1."""

    n_members: int = 1_000
    ratio: int = 200
    free_bytes: int = 64 << 20  # below this no ratio is a danger
    total_bytes: int = 8 << 30
    depth: int = 3  # .tar.gz takes two


LIMITS = Limits()

_NUMBERS = count()
_BLOCK = 1 << 20
_LONGEST_NAME = 1_000  # characters, folders included
_SHOWN_NAME = 255
_JUNK = frozenset({"thumbs.db", "desktop.ini", ".ds_store"})
# Marks that turn the direction of text round, by which "fdp.exe" is shown as "exe.pdf".
_DIRECTIONS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F])


class Source(Protocol):
    """What bytes are read from, block by block."""

    def read(self, size: int = ..., /) -> bytes: ...


@dataclass(frozen=True)
class Member:
    """A file out of an archive, at a path of our own choice."""

    name: str
    path: Path


class Budget:
    """How many bytes may still be unpacked from an archive of `n_packed` bytes, its archives
    included."""

    def __init__(self, n_packed: int) -> None:
        self._by_ratio = max(LIMITS.free_bytes, n_packed * LIMITS.ratio)
        self._n_unpacked = 0
        self._n_members = 0

    def check(self, n_bytes: int, n_members: int = 0) -> None:
        """Refuse if so many more would be too many."""
        if self._n_members + n_members > LIMITS.n_members:
            n = self._n_members + n_members
            raise LimitPassed("engine.archive_members", n=n, limit=LIMITS.n_members)
        if self._n_unpacked + n_bytes > LIMITS.total_bytes:
            raise LimitPassed("engine.archive_bytes", megabytes=LIMITS.total_bytes >> 20)
        if self._n_unpacked + n_bytes > self._by_ratio:
            raise LimitPassed("engine.archive_ratio", ratio=LIMITS.ratio)

    def take(self, n_bytes: int) -> None:
        """Count bytes that are unpacked."""
        self.check(n_bytes)
        self._n_unpacked += n_bytes

    def open(self, n_members: int) -> None:
        """Count members that are to be unpacked."""
        self.check(0, n_members)
        self._n_members += n_members


def unpacked(name: str, source: Source, work: Workspace, budget: Budget, kind: str) -> Member:
    """Write what `source` gives to a file of our own. Raises Damaged and LimitPassed."""
    target = new_path(work)
    with target.open("wb") as out, refusals(kind):
        while block := source.read(_BLOCK):
            budget.take(len(block))
            out.write(block)
    return Member(shown(name), target)


def new_path(work: Workspace) -> Path:
    """A path for a member, whatever its name."""
    return work.path(f"member-{next(_NUMBERS)}")


@contextmanager
def refusals(kind: str) -> Iterator[None]:
    """Whatever the libraries that unpack trip over, as a refusal that names the archive's `kind`;
    a full disk and a passed limit are no damage."""
    try:
        yield
    except (Refused, MemoryError):
        raise
    except Exception as error:
        if getattr(error, "errno", None) in (errno.EFBIG, errno.ENOSPC, errno.EMFILE):
            raise
        raise Damaged("engine.damaged", kind=kind) from error


def check_name(name: str, mode: int = 0) -> None:
    """Refuse a member whose name points out of the archive, or that is no plain file by `mode`."""
    parts = name.replace("\\", "/").split("/")
    points_outside = ".." in parts or parts[0] == "" or parts[0][1:2] == ":" or "\0" in name
    is_special = bool(stat.S_IFMT(mode)) and not stat.S_ISREG(mode)
    if points_outside or is_special or len(name) > _LONGEST_NAME:
        raise Damaged("engine.archive_path", member=shown(name))


def name_text(data: bytes) -> str:
    """A name as its writer meant it: Windows in Thailand writes cp874 where cp437 is read."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp874" if is_thai(data) else "cp437", "replace")


def shown(name: str) -> str:
    """A name for eyes: no control characters, nothing that turns its direction, not too long."""
    plain = "".join(letter for letter in name.translate(_DIRECTIONS) if letter.isprintable())
    return plain if len(plain) <= _SHOWN_NAME else f"{plain[:_SHOWN_NAME]}…"


def is_junk(name: str) -> bool:
    """Whether a member is something that an operating system left."""
    parts = name.replace("\\", "/").split("/")
    return parts[0] == "__MACOSX" or parts[-1].lower() in _JUNK or parts[-1].startswith("._")
