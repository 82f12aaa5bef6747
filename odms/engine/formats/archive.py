"""Zip and gzip: the tables of the files inside, within limits on members, growth and bytes.

Members are written under names of our own, so that no name can point outside; a name that tries is
refused nonetheless. An archive inside an archive is opened once.
"""

import gzip
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path, PurePosixPath
from typing import IO

from odms.engine.errors import Damaged, Encrypted, LimitPassed, NotATable
from odms.engine.grid import Grid, GridFinding, Workspace
from odms.engine.text.single_byte import is_thai
from odms.errors import Refused, TooLarge


@dataclass(frozen=True)
class Limits:
    """What an archive may hold. Text of few values packs 100 to 1, zeros 1,000 to 1."""

    n_members: int = 1_000
    ratio: int = 200
    free_bytes: int = 64 << 20  # below this no ratio is a danger
    total_bytes: int = 8 << 30
    depth: int = 2


LIMITS = Limits()

_NUMBERS = count()
_BLOCK = 1 << 20
_BROKEN = (zipfile.BadZipFile, zlib.error, gzip.BadGzipFile, EOFError, OSError, ValueError)
_JUNK = frozenset({"thumbs.db", "desktop.ini", ".ds_store"})
_UTF8_NAME = 0x800
_ENCRYPTED = 0x1


def read(path: Path, work: Workspace) -> list[Grid]:
    """The grids of all members that are tables, each named by its member.

    A member that is no table is a finding beside the others. Raises LimitPassed, Encrypted,
    Damaged, and NotATable where no member is a table.
    """
    return _read(path, work, _Budget(path.stat().st_size), depth=1)


class _Budget:
    """How many bytes may still be unpacked from an archive of `n_packed` bytes."""

    def __init__(self, n_packed: int) -> None:
        self._by_ratio = max(LIMITS.free_bytes, n_packed * LIMITS.ratio)
        self._n_unpacked = 0

    def check(self, n_bytes: int) -> None:
        """Refuse if `n_bytes` more would be too many."""
        if self._n_unpacked + n_bytes > LIMITS.total_bytes:
            raise LimitPassed("engine.archive_bytes", megabytes=LIMITS.total_bytes >> 20)
        if self._n_unpacked + n_bytes > self._by_ratio:
            raise LimitPassed("engine.archive_ratio", ratio=LIMITS.ratio)

    def take(self, n_bytes: int) -> None:
        self.check(n_bytes)
        self._n_unpacked += n_bytes


@dataclass(frozen=True)
class _Member:
    name: str
    path: Path


def _read(path: Path, work: Workspace, budget: _Budget, depth: int) -> list[Grid]:
    grids: list[Grid] = []
    refused: list[tuple[str, Refused]] = []
    for member in _members(path, work, budget):
        try:
            grids += _read_member(member, work, budget, depth)
        except TooLarge:
            raise
        except Refused as refusal:
            refused.append((member.name, refusal))
        finally:
            member.path.unlink()
    if not grids:
        raise refused[0][1] if len(refused) == 1 else NotATable("engine.archive_empty")
    unread = [GridFinding("engine.member_unread", facts={"member": name}) for name, _ in refused]
    grids[0] = replace(grids[0], findings=(*grids[0].findings, *unread))
    return grids


def _read_member(member: _Member, work: Workspace, budget: _Budget, depth: int) -> list[Grid]:
    from odms.engine import formats

    form = formats.recognise(member.path, member.name)
    if formats.FORMATS[form] != "archive":
        found = formats.read_as(form, member.path, work)
    elif depth < LIMITS.depth:
        found = _read(member.path, work, budget, depth + 1)
    else:
        raise LimitPassed("engine.archive_depth", depth=LIMITS.depth)
    return [replace(grid, name=_joined(member.name, grid.name)) for grid in found]


def _joined(member: str, inner: str | None) -> str | None:
    return "/".join(name for name in (member, inner) if name) or None


def _members(path: Path, work: Workspace, budget: _Budget) -> Iterator[_Member]:
    with path.open("rb") as source:
        is_gzip = source.read(2) == b"\x1f\x8b"
    return _of_gzip(path, work, budget) if is_gzip else _of_zip(path, work, budget)


def _of_gzip(path: Path, work: Workspace, budget: _Budget) -> Iterator[_Member]:
    with path.open("rb") as packed:
        head = packed.read(512)
    with gzip.open(path) as source:
        yield _unpacked(_gzip_name(head), source, work, budget)


def _gzip_name(head: bytes) -> str:
    """The name of the packed file, if the head tells one (RFC 1952: FNAME, Latin-1)."""
    has_extra, has_name = head[3] & 4, head[3] & 8
    start = 12 + int.from_bytes(head[10:12], "little") if has_extra else 10
    end = head.find(b"\0", start)
    return PurePosixPath(_name_text(head[start:end])).name if has_name and end > start else ""


def _of_zip(path: Path, work: Workspace, budget: _Budget) -> Iterator[_Member]:
    with _refusals():
        archive = zipfile.ZipFile(path)
    with archive:
        wanted = [(_member_name(info), info) for info in archive.infolist() if not info.is_dir()]
        wanted = [(name, info) for name, info in wanted if not _is_junk(name)]
        _check(wanted, budget)
        for name, info in wanted:
            with _refusals():
                source = archive.open(info)
            with source:
                yield _unpacked(name, source, work, budget)


def _check(wanted: list[tuple[str, zipfile.ZipInfo]], budget: _Budget) -> None:
    """Everything that can be refused before a byte is unpacked."""
    if len(wanted) > LIMITS.n_members:
        raise LimitPassed("engine.archive_members", n=len(wanted), limit=LIMITS.n_members)
    for name, info in wanted:
        if _points_outside(name) or stat.S_ISLNK(info.external_attr >> 16):
            raise Damaged("engine.archive_path", member=name)
        if info.flag_bits & _ENCRYPTED:
            raise Encrypted("engine.encrypted")
    budget.check(sum(info.file_size for _, info in wanted))


def _unpacked(
    name: str, source: IO[bytes] | gzip.GzipFile, work: Workspace, budget: _Budget
) -> _Member:
    target = work.path(f"member-{next(_NUMBERS)}")
    with target.open("wb") as out, _refusals():
        while block := source.read(_BLOCK):
            budget.take(len(block))
            out.write(block)
    return _Member(name, target)


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except (NotImplementedError, RuntimeError) as error:  # a packing method that is not known
        raise Damaged("engine.damaged", kind="zip") from error
    except _BROKEN as error:
        raise Damaged("engine.damaged", kind="zip") from error


def _member_name(info: zipfile.ZipInfo) -> str:
    """The name as its writer meant it: Windows in Thailand writes cp874 where cp437 is read."""
    if info.flag_bits & _UTF8_NAME:
        return info.filename
    return _name_text(info.filename.encode("cp437", "replace"))


def _name_text(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp874" if is_thai(data) else "cp437", "replace")


def _is_junk(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return parts[0] == "__MACOSX" or parts[-1].lower() in _JUNK or parts[-1].startswith("._")


def _points_outside(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return ".." in parts or parts[0] == "" or parts[0].endswith(":") or "\0" in name
