"""Taking in an inventory that comes as a file: a workbook of the form, or JSON of CKAN."""

from datetime import datetime
from pathlib import Path

from django.conf import settings

from odms.engine.sandbox import Limits
from odms.errors import TooLarge
from odms.inventory import ckan, form, reading
from odms.inventory.actions.surveying import take_in
from odms.inventory.models import Survey
from odms.inventory.rules import Found, Trouble
from odms.ledger.rules import Actor
from odms.people.models import Agency, User
from odms.people.queries import check_by

MAX_JSON_BYTES = 64 * 1024 * 1024


def import_file(
    *,
    by: User | Actor,
    agency: Agency,
    path: Path,
    name: str,
    at: datetime,
    is_whole: bool = False,
) -> Survey:
    """A survey by the file at `path`: every row becomes an entry, new or known.

    What was not understood is kept with its row and told by the survey. `is_whole`: what the file
    does not name is gone. Raises Unreadable for a file that is no inventory, and TooLarge.
    """
    check_by(by, "inventory.edit", agency.id)
    way, found, troubles = _read(path, name)
    return take_in(
        by=by,
        agency=agency,
        way=way,
        found=found,
        troubles=troubles,
        source=name,
        is_whole=is_whole,
        at=at,
    )


def _read(path: Path, name: str) -> tuple[str, list[Found], list[Trouble]]:
    with path.open("rb") as source:
        beginning = source.read(4096).removeprefix(b"\xef\xbb\xbf").lstrip()
    if not beginning.startswith((b"{", b"[")):
        limits = Limits(memory_mb=settings.READ_MEMORY_MB, seconds=settings.READ_TIMEOUT_S)
        return "workbook", *form.read(reading.rows_of(path, name, limits))
    if path.stat().st_size > MAX_JSON_BYTES:
        raise TooLarge("inventory.json_too_large", limit_mb=MAX_JSON_BYTES >> 20)
    return "ckan", *ckan.read_file(path.read_bytes(), name)
