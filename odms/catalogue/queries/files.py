"""The files of a release that are kept: written for download by now, and the copy that was fetched."""

import mimetypes
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from odms.catalogue.models import Release
from odms.lake import Lake
from odms.lake.exports import list_written
from odms.standards.view import FileView


def list_files(
    release: Release, columns: Sequence[Mapping[str, Any]] | None
) -> dict[str, FileView]:
    """The files of the whole table that are written, by form; of whichever columns where these are not
    at hand."""
    place = _lake(settings.HOME / "lake").derived_path(release.table_key, "any").parent
    names = None if columns is None else [column["name"] for column in columns]
    return {
        form: FileView(one.size_bytes, one.sha256)
        for form, one in list_written(place, names).items()
    }


def get_copy(release: Release) -> FileView:
    """The file elsewhere that the table was read from, as it was copied."""
    return FileView(
        release.raw_size_bytes,
        "" if release.is_protected else release.raw_sha256,
        release.raw_name,
        mimetypes.guess_type(release.raw_name)[0] or "",
    )


@cache
def _lake(root: Path) -> Lake:
    return Lake(root)
