"""Downloads by the rules of HTTP: validators, conditions, ranges, digests, file names.

Pure: headers in, status and headers and the bytes to send out; both doors serve files by it.
Source of the rules: RFC 9110 (conditions 13, ranges 14), RFC 9530 (digests), RFC 6266 (names).
"""

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from urllib.parse import quote

_RANGE = re.compile(r"bytes=(\d*)-(\d*)")
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Part:
    """What to answer: a status, its headers, and which bytes of the file follow."""

    status: int
    headers: dict[str, str]
    start: int = 0
    length: int = 0


def part(
    asked: Mapping[str, str], *, size_bytes: int, etag: str, last_modified: datetime | None
) -> Part:
    """The answer to a request with the headers `asked` for a file that is kept whole.

    `etag` is bare, without quotation marks; a SHA-256 in hexadecimal also gives the digests.
    """
    headers = validators(etag, last_modified) | {"Accept-Ranges": "bytes"}
    if _is_unchanged(asked, etag, last_modified):
        return Part(304, headers)
    span = _span(asked, size_bytes, etag, last_modified)
    if span is None:
        return Part(200, headers | {"Content-Length": str(size_bytes)}, 0, size_bytes)
    if not span:
        return Part(416, headers | {"Content-Range": f"bytes */{size_bytes}"})
    headers["Content-Range"] = f"bytes {span.start}-{span.stop - 1}/{size_bytes}"
    headers["Content-Length"] = str(len(span))
    return Part(206, headers, span.start, len(span))


def validators(etag: str, last_modified: datetime | None) -> dict[str, str]:
    """The headers by which a copy is known: ETag, Last-Modified, digests."""
    headers = {}
    if last_modified:
        headers["Last-Modified"] = http_date(last_modified)
    if etag:
        headers["ETag"] = f'"{etag}"'
    if _SHA256.fullmatch(etag):
        digest = base64.b64encode(bytes.fromhex(etag)).decode()
        headers["Repr-Digest"] = f"sha-256=:{digest}:"
        headers["Digest"] = f"sha-256={digest}"
    return headers


def disposition(name: str) -> str:
    """`Content-Disposition` with the name in UTF-8 and a fallback in ASCII."""
    stem, dot, suffix = name.rpartition(".")
    plain = re.sub(r"[^A-Za-z0-9._-]+", "_", stem if dot else name).strip("._") or "data"
    return f"attachment; filename=\"{plain}{dot}{suffix}\"; filename*=UTF-8''{quote(name, safe='')}"


def http_date(at: datetime) -> str:
    """A moment as HTTP headers write it."""
    return format_datetime(at.astimezone(UTC), usegmt=True)


def _is_unchanged(asked: Mapping[str, str], etag: str, last_modified: datetime | None) -> bool:
    """Whether the copy of the one who asks is still right; an ETag counts before a date."""
    if tags := asked.get("If-None-Match"):
        known = {tag.strip().removeprefix("W/").strip('"') for tag in tags.split(",")}
        return "*" in known or etag in known
    since = _moment(asked.get("If-Modified-Since"))
    if since is None or last_modified is None:
        return False
    return last_modified.replace(microsecond=0) <= since


def _span(
    asked: Mapping[str, str], size_bytes: int, etag: str, last_modified: datetime | None
) -> range | None:
    """The bytes asked for, none of them where they lie outside; None for the whole file.

    Several ranges at once, and what is not a range of bytes, are answered by the whole.
    """
    found = _RANGE.fullmatch(asked.get("Range", "").strip())
    if not found or found[0] == "bytes=-":
        return None
    if not _is_same(asked.get("If-Range"), etag, last_modified):
        return None
    first, last = found.groups()
    if not first:
        return range(max(size_bytes - int(last), 0), size_bytes)
    if last and int(last) < int(first):
        return None
    return range(int(first), min(int(last) + 1, size_bytes) if last else size_bytes)


def _is_same(condition: str | None, etag: str, last_modified: datetime | None) -> bool:
    """Whether `If-Range` still names this file, so that the rest may be added to a part of it."""
    if not condition:
        return True
    if condition.startswith(('"', "W/")):
        return condition == f'"{etag}"'
    return last_modified is not None and condition == http_date(last_modified)


def _moment(text: str | None) -> datetime | None:
    try:
        return parsedate_to_datetime(text) if text else None
    except ValueError:
        return None
