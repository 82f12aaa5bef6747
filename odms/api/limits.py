"""How often one caller may ask: a fixed window a minute, counted across the web processes.

The counts stand in a small file of fixed slots that every process maps into memory. Two callers
in one slot push each other out, and a race loses a count: both err on the caller's side, and
nothing ever waits.
"""

import mmap
import struct
import zlib
from dataclasses import dataclass
from pathlib import Path

WINDOW_S = 60
_SLOT = struct.Struct("<III")  # window, caller, count
_N_SLOTS = 65_536


@dataclass(frozen=True)
class Standing:
    """Where a caller stands after this call: `limit` calls a window, `remaining` of them left."""

    limit: int
    remaining: int
    reset_s: int
    is_over: bool

    @property
    def headers(self) -> dict[str, str]:
        """Both styles: the draft of the IETF and the older split form."""
        told = {
            "RateLimit-Policy": f'"default";q={self.limit};w={WINDOW_S}',
            "RateLimit": f'"default";r={self.remaining};t={self.reset_s}',
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(self.remaining),
            "RateLimit-Reset": str(self.reset_s),
        }
        return told | {"Retry-After": str(self.reset_s)} if self.is_over else told


class Counter:
    """Counts calls by caller in the file at `path`, which is made if it is absent."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        size = _SLOT.size * _N_SLOTS
        with path.open("a+b") as file:
            file.truncate(size)
            self._slots = mmap.mmap(file.fileno(), size)

    def count(self, caller: str, limit: int, now_s: float) -> Standing:
        """Count one call of `caller` at `now_s` (seconds of the clock) against `limit`."""
        window, passed_s = divmod(int(now_s), WINDOW_S)
        mark = zlib.crc32(caller.encode())
        place = mark % _N_SLOTS * _SLOT.size
        then, who, n = _SLOT.unpack_from(self._slots, place)
        n = n + 1 if (then, who) == (window, mark) else 1
        _SLOT.pack_into(self._slots, place, window, mark, n)
        return Standing(limit, max(limit - n, 0), WINDOW_S - passed_s, n > limit)
