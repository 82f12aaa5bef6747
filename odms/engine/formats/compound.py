"""The outer shape of an old Office file (MS-CFB): whether its counts fit into its bytes.

The reader of cells believes them, and asks for as much memory as they say.
"""

import struct
from pathlib import Path

from odms.engine.errors import Damaged

_END = 0xFFFFFFFA  # sector numbers from here on are signs
_ENTRY = 128
_MAX_DIRECTORY = 4_096  # sectors


def check(path: Path) -> None:
    """Raises Damaged where a count or a size in the head or the directory passes the file's."""
    with path.open("rb") as source:
        data = source.read()
    if not _head_fits(data) or not _directory_fits(_entries(data), len(data)):
        raise Damaged("engine.damaged", kind="workbook")


def _head_fits(data: bytes) -> bool:
    if len(data) < 512:
        return False
    shift, mini_shift = struct.unpack_from("<HH", data, 30)
    n_directory, n_fat, _, _, _, _, n_mini, _, n_more = struct.unpack_from("<9I", data, 40)
    most = (len(data) >> 9) + 1
    return (
        shift in (9, 12)
        and mini_shift == 6
        and max(n_directory, n_fat, n_mini, n_more) <= most
        and n_fat <= most
    )


def _entries(data: bytes) -> list[bytes]:
    """The entries of the directory, along its chain of sectors."""
    size = 1 << struct.unpack_from("<H", data, 30)[0]
    fat = _table(data, size)
    sector = struct.unpack_from("<I", data, 48)[0]
    found: list[bytes] = []
    for _ in range(_MAX_DIRECTORY):
        block = data[(sector + 1) * size : (sector + 2) * size]
        found += [block[at : at + _ENTRY] for at in range(0, len(block), _ENTRY)]
        if sector >= len(fat) or fat[sector] >= _END:
            break
        sector = fat[sector]
    return [entry for entry in found if len(entry) == _ENTRY and entry[66]]


def _table(data: bytes, size: int) -> list[int]:
    """The table of sectors as far as the head lists it: the first seven megabytes of a file."""
    table: list[int] = []
    for sector in struct.unpack_from("<109I", data, 76):
        block = data[(sector + 1) * size : (sector + 2) * size] if sector < _END else b""
        table += struct.unpack(f"<{len(block) // 4}I", block[: len(block) // 4 * 4])
    return table


def _directory_fits(entries: list[bytes], n_bytes: int) -> bool:
    """The first entry is the root; each is of a known kind and no longer than the file."""
    return (
        bool(entries)
        and entries[0][66] == 5
        and all(
            entry[66] in (1, 2, 5) and struct.unpack_from("<I", entry, 120)[0] <= n_bytes
            for entry in entries
        )
    )
