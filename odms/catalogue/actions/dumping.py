"""Keeping the whole catalogue as one file, so that whoever asks for it need not wait."""

import hashlib
import os
from pathlib import Path
from tempfile import NamedTemporaryFile

from odms.catalogue.queries.dump import find_kept, folder, get_stamp, packed_lines


def keep_dump() -> bool:
    """Let the file of an earlier catalogue be gone and write that of this one; whether it was written.

    It is not where it is there, nor where the catalogue changed while it was read.
    """
    stamp, place = get_stamp(), folder()
    place.mkdir(parents=True, exist_ok=True)
    if find_kept(stamp) is not None:
        return False
    for path in place.iterdir():
        path.unlink(missing_ok=True)
    with NamedTemporaryFile(dir=place, prefix="making-", delete=False) as building:
        made = Path(building.name)
        try:
            digest = hashlib.sha256()
            for part in packed_lines():
                digest.update(part)
                building.write(part)
            building.flush()
            os.fsync(building.fileno())
            if get_stamp() != stamp:
                return False
            made.rename(place / f"{stamp.mark}.{digest.hexdigest()}.gz")
        finally:
            made.unlink(missing_ok=True)
    return True
