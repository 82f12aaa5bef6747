"""Writing a use down, while a page waits: a line in the journal."""

import logging
from datetime import datetime

from django.utils import timezone

from odms.catalogue.models import Dataset
from odms.usage import events, journal, keys, queries
from odms.usage.journal import Use
from odms.usage.rules import Visit, access_of, identity_of, kept_words, normalised

log = logging.getLogger(__name__)


def note(
    *,
    kind: str,
    channel: str,
    visit: Visit,
    at: datetime,
    dataset: Dataset | None = None,
    agency_id: str = "",
    words: str = "",
    status: int = 200,
) -> None:
    """Write down one use of a kind through a channel. A full disk stops nobody from reading: it is
    logged."""
    local = timezone.localtime(at)
    day, folder = local.date().isoformat(), queries.journal_folder()
    try:
        own = folder / events.HERE
        use = Use(
            at=int(at.timestamp()),
            day=day,
            hour=local.hour,
            kind=kind,
            dataset_id=dataset.id if dataset else "",
            agency_id=dataset.agency_id if dataset else agency_id,
            channel=channel,
            access=access_of(visit.agent),
            status=status,
            user=keys.hashed(own, day, identity_of(visit, day, local.hour)),
            address=keys.hashed(own, day, f"{normalised(visit.address)}\0{visit.detail}"),
            words=kept_words(words) if words else "",
        )
        journal.append(folder, use)
    except OSError:
        log.warning("a use could not be written down", exc_info=True)
