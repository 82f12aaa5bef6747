"""A download as an answer: whole, the part that was asked for, or nothing new.

Both doors hand out files by it.
"""

from collections.abc import Iterator
from pathlib import Path

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from odms.tables import ranges
from odms.tables.rules import Download

_BLOCK_BYTES = 256 * 1024


def file_response(request: HttpRequest, download: Download) -> HttpResponseBase:
    """The answer for a download, by the conditions and ranges of the request."""
    if download.path is None:
        headers = ranges.validators("", download.last_modified)
        headers["Content-Length"] = str(download.size)
        response: HttpResponseBase = StreamingHttpResponse(download.chunks, headers=headers)
    else:
        response = _kept(request, download, download.path)
    response["Content-Type"] = download.media_type
    response["Content-Disposition"] = ranges.disposition(download.file_name)
    response["Cache-Control"] = "public, no-cache"
    response["Access-Control-Allow-Origin"] = "*"
    return response


def file_for_one(path: Path, name: str, media_type: str) -> StreamingHttpResponse:
    """A file for whoever asked and nobody else: kept by no cache."""
    size = path.stat().st_size
    response = answer_for_one(_blocks(path, 0, size), name, media_type)
    response["Content-Length"] = str(size)
    return response


def answer_for_one(body: Iterator[bytes], name: str, media_type: str) -> StreamingHttpResponse:
    """What was made for whoever asked, as a file of this name: kept by no cache."""
    response = StreamingHttpResponse(body, content_type=media_type)
    response["Content-Disposition"] = ranges.disposition(name)
    response["Cache-Control"] = "private, no-store"
    return response


def _kept(request: HttpRequest, download: Download, path: Path) -> HttpResponseBase:
    """The answer for a file that stays."""
    part = ranges.part(
        request.headers,
        size_bytes=download.size,
        etag=download.etag or "",
        last_modified=download.last_modified,
    )
    if request.method == "HEAD" or not part.length:
        return HttpResponse(status=part.status, headers=part.headers)
    blocks = _blocks(path, part.start, part.length)
    return StreamingHttpResponse(blocks, status=part.status, headers=part.headers)


def _blocks(path: Path, start: int, length: int) -> Iterator[bytes]:
    with path.open("rb") as stream:
        stream.seek(start)
        while length > 0 and (block := stream.read(min(_BLOCK_BYTES, length))):
            length -= len(block)
            yield block
