"""Evidence that organisations hand in: kept by hash in a folder that no door of the public reaches."""

from functools import cache

from django.conf import settings

from odms.lake.originals import Originals


@cache
def papers() -> Originals:
    """Papers by their SHA-256, apart from what agencies deliver."""
    return Originals(settings.HOME / "lake" / "papers")
