"""A download as HTTP gives it: validators, conditions, ranges, digest, a Thai file name."""

import base64
import re
from collections.abc import Iterator
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from odms.tables.rules import Download

_BLOCK_BYTES = 256 * 1024
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


def file_response(request: HttpRequest, download: Download) -> HttpResponseBase:
    """The whole file, the part that `Range` asks for (206), or nothing new (304)."""
    if download.path is None:
        response = StreamingHttpResponse(download.chunks)
        response["Content-Length"] = str(download.size)
        return _described(response, download)
    if _is_unchanged(request, download):
        return _described(HttpResponse(status=304), download)
    size = download.path.stat().st_size
    span = _span(request, download, size)
    if span is None:
        response = StreamingHttpResponse(_blocks(download.path, 0, size))
        response["Content-Length"] = str(size)
    elif span.start >= size:
        response = HttpResponse(status=416)
        response["Content-Range"] = f"bytes */{size}"
    else:
        response = StreamingHttpResponse(_blocks(download.path, span.start, len(span)), status=206)
        response["Content-Length"] = str(len(span))
        response["Content-Range"] = f"bytes {span.start}-{span.stop - 1}/{size}"
    response["Accept-Ranges"] = "bytes"
    return _described(response, download)


def disposition(name: str) -> str:
    """`Content-Disposition` with the name in UTF-8 (RFC 5987) and an ASCII fallback."""
    plain = re.sub(r"[^A-Za-z0-9._-]+", "_", name).strip("_") or "download"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def http_date(at: datetime) -> str:
    """A moment as HTTP headers write it."""
    return format_datetime(at, usegmt=True)


def _described(response: HttpResponseBase, download: Download) -> HttpResponseBase:
    response["Content-Type"] = download.media_type
    response["Content-Disposition"] = disposition(download.file_name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Last-Modified"] = http_date(download.last_modified)
    if download.etag:
        response["ETag"] = f'"{download.etag}"'
        response["Cache-Control"] = "public, no-cache"
        digest = base64.b64encode(bytes.fromhex(download.etag)).decode()
        response["Repr-Digest"] = f"sha-256=:{digest}:"
        response["Digest"] = f"sha-256={digest}"
    return response


def _is_unchanged(request: HttpRequest, download: Download) -> bool:
    """Whether the client's copy is still right; an ETag counts before a date (RFC 9110, 13.2.2)."""
    if tags := request.headers.get("If-None-Match"):
        known = {tag.strip().removeprefix("W/").strip('"') for tag in tags.split(",")}
        return "*" in known or download.etag in known
    if since := request.headers.get("If-Modified-Since"):
        return not _is_newer(download, since)
    return False


def _is_newer(download: Download, since: str) -> bool:
    try:
        then = parsedate_to_datetime(since)
    except ValueError:
        return True
    return download.last_modified.replace(microsecond=0) > then


def _span(request: HttpRequest, download: Download, size: int) -> range | None:
    """The bytes asked for; None for the whole. Several ranges at once are answered by the whole."""
    asked = _RANGE.fullmatch(request.headers.get("Range", "").strip())
    if not asked or asked[0] == "bytes=-" or not _is_same(request, download):
        return None
    first, last = asked.groups()
    if not first:
        return range(max(size - int(last), 0), size) if int(last) else range(size, size)
    stop = min(int(last) + 1, size) if last else size
    if last and int(last) < int(first):
        return None
    return range(int(first), max(stop, int(first)))


def _is_same(request: HttpRequest, download: Download) -> bool:
    """Whether `If-Range` still names this file, so that the rest may be appended to a part of it."""
    condition = request.headers.get("If-Range")
    if not condition:
        return True
    if condition.startswith(('"', "W/")):
        return condition == f'"{download.etag}"'
    return condition == http_date(download.last_modified)


def _blocks(path: Path, start: int, length: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(start)
        while length > 0 and (block := file.read(min(_BLOCK_BYTES, length))):
            length -= len(block)
            yield block
