"""The restricted side of this centre's lake.

Only intake and publication may import this; what others must know of a delivery, the queries of
these rooms tell to whoever works for its agency.
"""

from functools import cache

from django.conf import settings

from odms.lake.originals import Originals


@cache
def originals() -> Originals:
    """Raw bytes, and the table versions that were read from them."""
    return Originals(settings.HOME / "lake" / "restricted")
