"""The fourteen mandatory items of the Thai standard, one point each."""

from odms.standards import thai
from odms.standards.description import Description
from odms.standards.scoring.mark import Lacking, Mark

_MINUTES = 2


def score(description: Description) -> Mark:
    """How many of the fourteen a record has, well formed."""
    record = description.record
    lacking = tuple(
        Lacking(item.code, 1, _MINUTES) for item in thai.ITEMS if thai.lacks_item(record, item)
    )
    of = len(thai.ITEMS)
    have = of - len(lacking)
    return Mark("items", have, of, f"{have}/{of}", {"items": have}, lacking)
