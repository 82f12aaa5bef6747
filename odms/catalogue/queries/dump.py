"""The whole catalogue as one file: a description a line, as JSON in the fields of this house, packed.

The file is kept where it was made since the last change (`odms.catalogue.actions.dumping`); until
then it is made for whoever asks.
"""

import hashlib
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import orjson
from django.conf import settings
from django.db.models import Max

from odms.catalogue.models import Change, Dataset, Release
from odms.catalogue.queries.descriptions import list_descriptions, list_page
from odms.standards.description import to_dict

NAME, MEDIA_TYPE = "catalog.jsonl.gz", "application/gzip"

# to be raised when a line is written otherwise
_EDITION = 1
_PIECE = 500  # datasets that are read at once
_GZIP = zlib.MAX_WBITS | 16


@dataclass(frozen=True)
class Stamp:
    """What tells the catalogue from itself after a change, and when that change was."""

    mark: str
    at: datetime | None


@dataclass(frozen=True)
class Kept:
    """The file as it is kept, with its SHA-256 in hexadecimal."""

    path: Path
    sha256: str


def get_stamp() -> Stamp:
    """The stamp of the catalogue as it is now."""
    change = Change.objects.aggregate(seq=Max("seq"), at=Max("at"))
    released_at = Release.objects.aggregate(at=Max("released_at"))["at"]
    n = Dataset.objects.filter(state="published").count()
    told = f"{_EDITION} {settings.CENTRE_URL} {change['seq']} {n} {released_at}"
    moments = [at for at in (change["at"], released_at) if at is not None]
    mark = hashlib.blake2b(told.encode(), digest_size=12).hexdigest()
    return Stamp(mark, max(moments, default=None))


def find_kept(stamp: Stamp) -> Kept | None:
    """The file as of this stamp; None where it was not made since."""
    found = next(iter(folder().glob(f"{stamp.mark}.*.gz")), None)
    return Kept(found, found.name.split(".")[1]) if found else None


def folder() -> Path:
    """Where the file is kept."""
    return Path(settings.HOME) / "dumps"


def packed_lines() -> Iterator[bytes]:
    """The bytes of the file, made as they are read."""
    return _packed(_lines())


def _lines() -> Iterator[bytes]:
    after = ""
    while True:
        datasets, after = list_page(after=after, limit=_PIECE)
        for one in list_descriptions(datasets):
            yield orjson.dumps(to_dict(one)) + b"\n"
        if not after:
            return


def _packed(parts: Iterable[bytes]) -> Iterator[bytes]:
    pack = zlib.compressobj(6, zlib.DEFLATED, _GZIP)
    for part in parts:
        if packed := pack.compress(part):
            yield packed
    yield pack.flush()
