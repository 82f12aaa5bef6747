"""The slugs of all published datasets: kept, for programs ask for all of them before anything else."""

from odms.catalogue.models import Dataset
from odms.ledger.queries import last_place
from odms.ledger.rules import Place

# as of an entry of the ledger; whatever is published or withdrawn makes another one
_kept: tuple[Place, list[str]] = (Place(), [])


def list_slugs(*, offset: int = 0, limit: int | None = None) -> list[str]:
    """The slugs of all published datasets, in order."""
    return _all()[offset : None if limit is None else offset + limit]


def _all() -> list[str]:
    global _kept
    # read first: what happens meanwhile belongs to a later entry, and is read again then
    place = last_place()
    kept_at, slugs = _kept
    if place == Place() or place != kept_at:
        found = Dataset.objects.filter(state="published").order_by("slug")
        slugs = list(found.values_list("slug", flat=True))
        _kept = place, slugs
    return slugs
