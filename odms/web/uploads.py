"""Files that come through the web: streamed to disk, refused when too large or plainly no table."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import StopUpload, TemporaryFileUploadHandler
from django.http import HttpRequest

from odms.errors import TooLarge

_MB = 1024 * 1024


class LimitedUploadHandler(TemporaryFileUploadHandler):
    """Streams a file to disk, and stops as soon as it is larger than the centre takes."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        if start + len(raw_data) > settings.MAX_UPLOAD_BYTES:
            self.request.upload_too_large = self.file_name  # type: ignore[union-attr]
            raise StopUpload(connection_reset=False)
        return super().receive_data_chunk(raw_data, start)


def check(request: HttpRequest) -> None:
    """Raise TooLarge where the file that came with this request was stopped."""
    if name := getattr(request, "upload_too_large", ""):
        raise TooLarge("intake.too_large", name=name, max_mb=settings.MAX_UPLOAD_BYTES // _MB)


def check_format(given: Any) -> None:
    """Raise Unreadable for a file that is plainly no table: a PDF, a picture, a locked workbook.

    Only first bytes are looked at. What must be unpacked for that is left to the child process
    which reads the file.
    """
    from odms.engine.formats import recognise

    path = Path(given.temporary_file_path())
    with path.open("rb") as source:
        is_packed = source.read(2) == b"PK"
    if not is_packed:
        recognise(path, given.name)
