"""The body of an answer in plain bytes, a block at a time: a little that unpacks to much is stopped.

The decoders of an HTTP library unpack whatever came at once in one go; these never hold more than
a block. Codings that they do not know are refused, for none was asked for.
"""

import zlib
from collections.abc import Iterable, Iterator

import httpx

from odms.errors import TooLarge, Unreadable

# what may be sent packed, as requests say it
ACCEPTED = "gzip, deflate"

BLOCK = 1 << 20
_MOST_CODINGS = 2
_GZIP_OR_ZLIB = zlib.MAX_WBITS | 32
_MEMBER = b"\x1f\x8b"


def blocks(answer: httpx.Response, *, max_bytes: int) -> Iterator[bytes]:
    """The decoded body in blocks of at most BLOCK bytes.

    Raises TooLarge past `max_bytes` of decoded bytes, or unread where the head says so, Unreadable for a coding that is not known or
    bytes that are none in it.
    """
    told = str(answer.headers.get("content-encoding", "")).lower().split(",")
    codings = [coding for part in told if (coding := part.strip()) not in ("", "identity")]
    parts: Iterable[bytes] = answer.iter_raw(BLOCK)
    url = str(answer.url)
    if len(codings) > _MOST_CODINGS:
        raise Unreadable("outward.unknown_coding", url=url, coding=", ".join(codings)[:100])
    for coding in reversed(codings):
        if coding not in ("gzip", "x-gzip", "deflate"):
            raise Unreadable("outward.unknown_coding", url=url, coding=coding[:100])
        parts = unpacked(parts, url)
    size, said = 0, str(answer.headers.get("content-length", ""))
    if not codings and said.isascii() and said.isdecimal() and int(said[:18]) > max_bytes:
        raise TooLarge("outward.too_large", url=url, max_mb=max_bytes >> 20)
    for part in parts:
        size += len(part)
        if size > max_bytes:
            raise TooLarge("outward.too_large", url=url, max_mb=max_bytes >> 20)
        yield part


def unpacked(parts: Iterable[bytes], name: str) -> Iterator[bytes]:
    """What gzip or zlib packed, in blocks of at most BLOCK bytes. Raises Unreadable.

    Some servers send deflate without its frame, and gzip may hold several members.
    """
    unpack, is_begun = zlib.decompressobj(_GZIP_OR_ZLIB), False
    for part in parts:
        left = part
        while left:
            try:
                made = unpack.decompress(left, BLOCK)
            except zlib.error as error:
                if is_begun:
                    raise Unreadable("outward.damaged", url=name) from error
                unpack, is_begun = zlib.decompressobj(-zlib.MAX_WBITS), True
                continue
            is_begun = True
            if made:
                yield made
            left = unpack.unconsumed_tail
            if unpack.eof:
                left = unpack.unused_data
                if not left.startswith(_MEMBER):
                    return
                unpack, is_begun = zlib.decompressobj(_GZIP_OR_ZLIB), False
    if is_begun and not unpack.eof:
        raise Unreadable("outward.damaged", url=name)
