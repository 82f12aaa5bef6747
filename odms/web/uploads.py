"""Files that come through the web: streamed to disk, refused when too large or plainly no table."""

import re
import secrets
import shutil
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import StopUpload, TemporaryFileUploadHandler
from django.http import HttpRequest

from odms.errors import Absent, TooLarge

_MB = 1024 * 1024

# how long a file that was looked at waits to be taken in
HELD_S = 3600
_HELD = "held-"
_TOKEN = re.compile(r"[\w-]{20,60}")


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


def hold(given: Any) -> tuple[Path, str]:
    """Keep a file for an hour, so that it can be looked at first and taken in then; the token is the
    only way to it."""
    folder = Path(settings.FILE_UPLOAD_TEMP_DIR)
    for old in folder.glob(f"{_HELD}*"):
        if old.stat().st_mtime < time.time() - HELD_S:
            old.unlink(missing_ok=True)
    token = secrets.token_urlsafe(24)
    path = folder / f"{_HELD}{token}"
    shutil.copyfile(given.temporary_file_path(), path)
    return path, token


def held(token: str) -> Path:
    """The file of a token. Raises Absent where it waited too long."""
    path = Path(settings.FILE_UPLOAD_TEMP_DIR) / f"{_HELD}{token}"
    if not _TOKEN.fullmatch(token) or not path.exists():
        raise Absent("web.file_not_held")
    return path


def let_go(token: str) -> None:
    """Forget a file that was held."""
    held(token).unlink(missing_ok=True)
