"""The lake's open side: the table versions that were released, as the public may see them."""

from odms.lake.store import Store


class Lake(Store):
    """Released table versions, and the files for download that were derived from them.

    What a delivery held before anything was protected is elsewhere: `odms.lake.originals`.
    """
