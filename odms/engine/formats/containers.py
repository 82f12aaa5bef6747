"""The members of each kind of archive, one after the other, checked before they are unpacked."""

import bz2
import gzip
import lzma
import stat
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path, PurePosixPath
from typing import IO, Any, cast

from odms.engine.errors import Encrypted
from odms.engine.formats.unpacking import (
    Budget,
    Member,
    Source,
    check_name,
    is_junk,
    name_text,
    new_path,
    refusals,
    shown,
    unpacked,
)
from odms.engine.grid import Workspace

Members = Callable[[Path, Workspace, Budget], Iterator[Member]]

_UTF8_NAME = 0x800
_ENCRYPTED = 0x1
_GZIP_HEAD = 512


def of_zip(path: Path, work: Workspace, budget: Budget) -> Iterator[Member]:
    """The files of a zip."""
    with refusals("zip"):
        archive = zipfile.ZipFile(path)
    with archive:
        wanted = [(_zip_name(info), info) for info in archive.infolist() if not _is_folder(info)]
        wanted = [(name, info) for name, info in wanted if not is_junk(name)]
        if any(info.filename == "doc.kml" for _, info in wanted):  # KMZ: the rest are pictures
            wanted = [(name, info) for name, info in wanted if name.lower().endswith(".kml")]
        budget.open(len(wanted))
        for name, info in wanted:
            check_name(name, info.external_attr >> 16)
            if info.flag_bits & _ENCRYPTED:
                raise Encrypted("engine.encrypted")
        budget.check(sum(info.file_size for _, info in wanted))
        for name, info in wanted:
            with refusals("zip"):
                source = archive.open(info)
            with source:
                yield unpacked(name, source, work, budget, "zip")


def _is_folder(info: zipfile.ZipInfo) -> bool:
    """What its own is_dir() says, which before Python 3.12 falls over a member without a name."""
    return info.filename.endswith("/")


def _zip_name(info: zipfile.ZipInfo) -> str:
    """The name as its writer meant it; zipfile has cut it at a NUL, and we have not."""
    if info.flag_bits & _UTF8_NAME:
        return info.orig_filename
    return name_text(info.orig_filename.encode("cp437", "replace"))


def of_tar(path: Path, work: Workspace, budget: Budget) -> Iterator[Member]:
    """The files of a tar; links and devices are refused."""
    with refusals("tar"):
        archive = tarfile.TarFile(path)
    with archive:
        for info in _tar_members(archive):
            name = name_text(info.name.encode("utf-8", "surrogateescape"))
            if info.isdir() or is_junk(name):
                continue
            budget.open(1)
            check_name(name, stat.S_IFREG if info.isreg() else stat.S_IFLNK)
            budget.check(info.size)
            with refusals("tar"):
                source = archive.extractfile(info)
            with cast("IO[bytes]", source) as held:
                yield unpacked(name, held, work, budget, "tar")


def _tar_members(archive: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    while True:
        with refusals("tar"):
            info = archive.next()
        if info is None:
            return
        yield info


def of_7z(path: Path, work: Workspace, budget: Budget) -> Iterator[Member]:
    """The files of a 7z; they are unpacked all at once, since they share what packs them."""
    import py7zr

    with (
        refusals("7-Zip"),
        path.open("rb") as source,
        _passwords(),
        py7zr.SevenZipFile(source) as z,
    ):
        if z.needs_password():
            raise Encrypted("engine.encrypted")
        wanted = [info for info in z.list() if not info.is_directory and not is_junk(info.filename)]
        budget.open(len(wanted))
        for info in wanted:
            check_name(info.filename, stat.S_IFREG if info.is_file else stat.S_IFLNK)
        budget.check(sum(info.uncompressed or 0 for info in wanted))
        with ExitStack() as opened:
            factory = _factory(work, budget, opened)
            z.extract(targets=[info.filename for info in wanted], factory=factory)
    yield from factory.members


class _passwords:  # noqa: N801 - reads as a condition
    """A password that py7zr asks for is a refusal of ours."""

    def __enter__(self) -> None: ...

    def __exit__(self, kind: type[BaseException] | None, *_told: object) -> None:
        if kind is not None and kind.__name__ == "PasswordRequired":
            raise Encrypted("engine.encrypted") from None


def _factory(work: Workspace, budget: Budget, opened: ExitStack) -> Any:
    """Where py7zr writes: each member to a file of our own, within the budget; what it leaves open
    when it fails is closed with `opened`."""
    from py7zr.io import Py7zIO, WriterFactory

    class Target(Py7zIO):
        def __init__(self, target: Path) -> None:
            self._out = opened.enter_context(target.open("wb"))
            self._n = 0

        def write(self, s: bytes | bytearray) -> int:
            budget.take(len(s))
            self._n += len(s)
            return self._out.write(s)

        def read(self, size: int | None = None) -> bytes:
            return b""

        def seek(self, offset: int, whence: int = 0) -> int:
            return 0

        def flush(self) -> None:
            self._out.flush()

        def size(self) -> int:
            return self._n

        def close(self) -> None:
            self._out.close()

    class Factory(WriterFactory):
        def __init__(self) -> None:
            self.members: list[Member] = []

        def create(self, filename: str) -> Target:
            target = new_path(work)
            self.members.append(Member(shown(filename), target))
            return Target(target)

    return Factory()


# One file, packed


def of_gzip(path: Path, work: Workspace, budget: Budget) -> Iterator[Member]:
    """The file in a gzip, under the name that the head tells."""
    with path.open("rb") as packed:
        name = _gzip_name(packed.read(_GZIP_HEAD))
    with gzip.open(path) as source:
        yield _single(name, source, work, budget, "gzip")


def of_bzip2(path: Path, work: Workspace, budget: Budget) -> Iterator[Member]:
    """The file in a bzip2, which tells no name."""
    with bz2.open(path) as source:
        yield _single("", source, work, budget, "bzip2")


def of_xz(path: Path, work: Workspace, budget: Budget) -> Iterator[Member]:
    """The file in an xz, which tells no name."""
    with lzma.open(path) as source:
        yield _single("", source, work, budget, "xz")


def of_zstandard(path: Path, work: Workspace, budget: Budget) -> Iterator[Member]:
    """The file in a Zstandard frame, which tells no name."""
    import pyarrow as pa

    with pa.OSFile(str(path)) as packed, pa.CompressedInputStream(packed, "zstd") as source:
        yield _single("", source, work, budget, "Zstandard")


def _single(name: str, source: Source, work: Workspace, budget: Budget, kind: str) -> Member:
    budget.open(1)
    return unpacked(name, source, work, budget, kind)


def _gzip_name(head: bytes) -> str:
    """The name of the packed file, if the head tells one (RFC 1952: FNAME, Latin-1)."""
    has_extra, has_name = head[3] & 4, head[3] & 8
    start = 12 + int.from_bytes(head[10:12], "little") if has_extra else 10
    end = head.find(b"\0", start)
    return PurePosixPath(name_text(head[start:end])).name if has_name and end > start else ""


OF: dict[str, Members] = {
    "zip": of_zip,
    "kmz": of_zip,
    "tar": of_tar,
    "7z": of_7z,
    "gz": of_gzip,
    "bz2": of_bzip2,
    "xz": of_xz,
    "zst": of_zstandard,
}
