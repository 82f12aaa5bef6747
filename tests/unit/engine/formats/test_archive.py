"""Archives: what is inside is read, and nothing that is inside gets out or blows up."""

import bz2
import gzip
import io
import lzma
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable

import py7zr
import pyarrow as pa
import pytest
from factories.grids import Read, read

from odms.engine.errors import Damaged, Encrypted, LimitPassed, NotATable
from odms.engine.formats import unpacking
from odms.engine.formats.unpacking import Limits
from odms.errors import Refused, TooLarge, Unreadable

TABLE = "จังหวัด,จำนวน\nน่าน,1\nตาก,2\n".encode()
ROWS = {0: ("จังหวัด", "จำนวน"), 1: ("น่าน", "1"), 2: ("ตาก", "2")}

Files = dict[str, bytes]


def as_zip(files: Files, *, packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", packing) as archive:
        for name, held in files.items():
            archive.writestr(name, held)
    return data.getvalue()


def as_tar(files: Files) -> bytes:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as archive:
        for name, held in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(held)
            archive.addfile(info, io.BytesIO(held))
    return data.getvalue()


def as_7z(files: Files, password: str | None = None) -> bytes:
    data = io.BytesIO()
    with py7zr.SevenZipFile(data, "w", password=password) as archive:
        for name, held in files.items():
            archive.writestr(held, name)
    return data.getvalue()


def as_zst(data: bytes) -> bytes:
    return bytes(pa.compress(data, codec="zstd", asbytes=True))


ARCHIVES: dict[str, Callable[[Files], bytes]] = {
    "x.zip": as_zip,
    "x.7z": as_7z,
    "x.tar": as_tar,
    "x.tar.gz": lambda files: gzip.compress(as_tar(files)),
    "x.tar.bz2": lambda files: bz2.compress(as_tar(files)),
    "x.tar.xz": lambda files: lzma.compress(as_tar(files)),
    "x.tar.zst": lambda files: as_zst(as_tar(files)),
}


@pytest.mark.parametrize("name", ARCHIVES)
def test_members_of_every_archive(name: str) -> None:
    files = {"ก/หนึ่ง.csv": TABLE, "two.csv": TABLE, "read.png": b"\x89PNG\r\n\x1a\n\0"}
    first, second = read(ARCHIVES[name](files), name)
    assert (first.name, first.rows) == ("ก/หนึ่ง.csv", ROWS)
    assert (second.name, second.rows) == ("two.csv", ROWS)
    assert first.findings == ("engine.member_unread",)


@pytest.mark.parametrize("packed", [gzip.compress, bz2.compress, lzma.compress, as_zst])
def test_single_files_packed(packed: Callable[[bytes], bytes]) -> None:
    (found,) = read(packed(TABLE), "x")
    assert (found.name, found.rows) == (None, ROWS)


@pytest.mark.parametrize("name", ARCHIVES)
def test_cut_archives_are_damaged(name: str) -> None:
    noise = bytes(i * i % 251 for i in range(9_000))
    whole = ARCHIVES[name]({"a.csv": TABLE * 500, "b.bin": noise})
    for share in (0.3, 0.6, 0.8):
        with pytest.raises((Damaged, NotATable)):
            read(whole[: int(len(whole) * share)], name)


def test_every_byte_of_an_archive_may_be_wrong() -> None:
    for name, packed in ARCHIVES.items():
        whole = bytearray(packed({"a.csv": TABLE}))
        for at in range(0, len(whole), max(1, len(whole) // 25)):
            broken = bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
            try:
                assert read(broken, name)
            except Refused as refused:
                assert isinstance(refused, Unreadable | TooLarge), (name, at)


# Names

OUTSIDE = [
    "../x.csv",
    "a/../../x.csv",
    "/etc/x.csv",
    "\\\\server\\x.csv",
    "C:\\x.csv",
    "c:x.csv",
    "a\\..\\..\\x.csv",
    "n" * 1_001,
]


@pytest.mark.parametrize("name", OUTSIDE)
@pytest.mark.parametrize("kind", ["x.zip", "x.tar", "x.7z"])
def test_names_that_point_outside_are_refused(kind: str, name: str) -> None:
    try:
        packed = ARCHIVES[kind]({name: TABLE})
    except (ValueError, py7zr.exceptions.AbsolutePathError):
        pytest.skip("its own writer refuses the name")
    with pytest.raises(Damaged) as refused:
        read(packed, kind)
    assert refused.value.code in {"engine.archive_path", "engine.damaged"}


def test_a_nul_in_a_name_is_refused() -> None:
    packed = as_zip({"abcd.csv": TABLE}).replace(b"abcd.csv", b"ab\0d.csv")
    with pytest.raises(Damaged, match=r"engine\.archive_path"):
        read(packed, "x.zip")


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFCHR, stat.S_IFBLK, stat.S_IFIFO])
def test_links_and_devices_in_a_zip_are_refused(kind: int) -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        info = zipfile.ZipInfo("x.csv")
        info.external_attr = (kind | 0o644) << 16
        archive.writestr(info, "/etc/passwd")
    with pytest.raises(Damaged, match=r"engine\.archive_path"):
        read(data.getvalue(), "x.zip")


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE]
)
def test_links_and_devices_in_a_tar_are_refused(kind: bytes) -> None:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as archive:
        info = tarfile.TarInfo("x.csv")
        info.type, info.linkname = kind, "/etc/passwd"
        archive.addfile(info)
    with pytest.raises(Damaged, match=r"engine\.archive_path"):
        read(data.getvalue(), "x.tar")


# the name's bytes in the archive, whether they are marked as UTF-8, and the name that is shown
NAMES = [
    ("ข้อมูล.csv".encode("cp874"), False, "ข้อมูล.csv"),
    ("ข้อมูล.csv".encode(), False, "ข้อมูล.csv"),
    ("ข้อมูล.csv".encode(), True, "ข้อมูล.csv"),
    ("Données.csv".encode("cp437"), False, "Données.csv"),
    (b"a\x1b[2Jb\x07.csv", False, "a[2Jb.csv"),
    ("a\u202efdp.csv".encode(), True, "afdp.csv"),
    (b"m" * 400 + b".csv", False, "m" * 255 + "…"),
]


@pytest.mark.parametrize(("stored", "is_marked", "shown"), NAMES)
def test_names_are_shown_as_they_were_meant(stored: bytes, is_marked: bool, shown: str) -> None:
    (found,) = read(zip_of(stored, TABLE, flags=0x800 if is_marked else 0), "x.zip")
    assert (found.name, found.rows) == (shown, ROWS)


def zip_of(name: bytes, data: bytes, *, flags: int = 0, size: int | None = None) -> bytes:
    """A zip of one stored member, written by hand: other writers know better than to do this."""
    n, crc = len(data) if size is None else size, zlib.crc32(data)
    about = struct.pack("<HHHHHIII", 20, flags, 0, 0, 0, crc, len(data), n)
    local = b"PK\x03\x04" + about + struct.pack("<HH", len(name), 0) + name + data
    central = (
        b"PK\x01\x02\x14\x00" + about + struct.pack("<HHHHHII", len(name), 0, 0, 0, 0, 0, 0) + name
    )
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, len(central), len(local), 0)
    return local + central + end


@pytest.mark.parametrize("encoding", ["cp874", "utf-8"])
def test_thai_names_in_a_tar(encoding: str) -> None:
    data = io.BytesIO()
    with tarfile.open(
        fileobj=data, mode="w", format=tarfile.GNU_FORMAT, encoding=encoding
    ) as archive:
        info = tarfile.TarInfo("ข้อมูล.csv")
        info.size = len(TABLE)
        archive.addfile(info, io.BytesIO(TABLE))
    assert read(data.getvalue(), "x.tar")[0].name == "ข้อมูล.csv"


# Locks and bombs


def test_encrypted_members_are_told() -> None:
    with pytest.raises(Encrypted):
        read(zip_of(b"x.csv", TABLE, flags=1), "x.zip")
    with pytest.raises(Encrypted):
        read(as_7z({"x.csv": TABLE}, password="secret"), "x.7z")


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    limits = Limits(n_members=5, ratio=50, free_bytes=100_000, total_bytes=2_000_000, depth=2)
    monkeypatch.setattr(unpacking, "LIMITS", limits)
    monkeypatch.setattr("odms.engine.formats.archive.LIMITS", limits)


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("name", [name for name in ARCHIVES if name != "x.tar"])
def test_zeros_that_unpack_too_far(name: str) -> None:
    with pytest.raises(LimitPassed, match=r"engine\.archive_(ratio|bytes)"):
        read(ARCHIVES[name]({"a.csv": b"0" * 1_500_000}), name)


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("name", ["x.zip", "x.7z", "x.tar"])
def test_too_many_members(name: str) -> None:
    with pytest.raises(LimitPassed, match=r"engine\.archive_members"):
        read(ARCHIVES[name]({f"{i}.csv": TABLE for i in range(6)}), name)


@pytest.mark.usefixtures("small")
def test_members_and_bytes_of_nested_archives_add_up() -> None:
    inner = as_zip({f"{i}.csv": TABLE for i in range(3)})
    with pytest.raises(LimitPassed, match=r"engine\.archive_members"):
        read(as_zip({"1.zip": inner, "2.zip": inner}), "x.zip")
    zeros = as_zip({"a.csv": b"0" * 90_000})
    with pytest.raises(LimitPassed, match=r"engine\.archive_ratio"):
        read(as_zip({"1.zip": zeros, "2.zip": zeros}), "x.zip")


@pytest.mark.usefixtures("small")
def test_archives_nested_too_deep() -> None:
    data = as_zip({"a.csv": TABLE})
    for _ in range(2):
        data = as_zip({"x.zip": data})
    with pytest.raises(LimitPassed, match=r"engine\.archive_depth"):
        read(data, "x.zip")


def test_a_size_that_lies_is_found_out() -> None:
    with pytest.raises((Damaged, LimitPassed)):
        read(zip_of(b"x.csv", TABLE, size=1 << 31), "x.zip")


def test_a_gzip_that_holds_a_gzip_ends() -> None:
    data = gzip.compress(TABLE)
    for _ in range(2):
        data = gzip.compress(data)
    assert read(data, "x.gz")[0].rows == ROWS
    with pytest.raises(LimitPassed, match=r"engine\.archive_depth"):
        read(gzip.compress(data), "x.gz")


def both(found: list[Read]) -> list[str | None]:
    return [one.name for one in found]


def test_what_systems_leave_is_passed_over() -> None:
    files = {"__MACOSX/._a.csv": b"x", "a.csv": TABLE, ".DS_Store": b"x", "b/Thumbs.db": b"x"}
    for name, packed in ARCHIVES.items():
        assert both(read(packed(files), name)) == ["a.csv"], name
