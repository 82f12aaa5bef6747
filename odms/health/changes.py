"""Whether what an address leads to is another file than it was, and by what that is told. Pure.

The first that gives an answer decides: what its catalogue says of it, the date in the answer, a
length that differs, the hash of the download. Equal lengths say nothing.
"""

from dataclasses import dataclass
from datetime import datetime

CHANGES = ("first", "changed", "unchanged", "unknown")

# in the order in which they are asked
METHODS = ("harvest", "last-modified", "length", "hash")


@dataclass(frozen=True)
class Facts:
    """What is known of a file at one time; None or empty where it is not."""

    told_at: datetime | None = None  # when it changed, as its catalogue says
    last_modified_at: datetime | None = None
    length: int | None = None
    sha256: str = ""


def change_of(before: Facts | None, now: Facts) -> tuple[str, str]:
    """One of CHANGES, and the one of METHODS that decided, empty where none did."""
    if before is None:
        return "first", ""
    for method, former, found in (
        ("harvest", before.told_at, now.told_at),
        ("last-modified", before.last_modified_at, now.last_modified_at),
    ):
        if former is not None and found is not None:
            return ("unchanged" if former == found else "changed"), method
    if before.length is not None and now.length is not None and before.length != now.length:
        return "changed", "length"
    if before.sha256 and now.sha256:
        return ("unchanged" if before.sha256 == now.sha256 else "changed"), "hash"
    return "unknown", ""
