"""Keeping the packages of published datasets as they are read."""

import zlib
from collections.abc import Collection, Mapping

from django.db import transaction

from odms.catalogue.models import Package
from odms.catalogue.queries import list_ids, packages
from odms.ledger import rows
from odms.ledger.queries import in_parts

_FAST = 1  # of zlib's levels: Thai JSON shrinks to a fifth with it, and hardly further with more


@transaction.atomic
def keep_packages(dataset_ids: Collection[str]) -> int:
    """Write the packages of these datasets as they are now, and none of those that are not public.

    Part of the deed that changes them, one or many thousand; how many were written.
    """
    n = 0
    for some in in_parts(dataset_ids):
        made = packages.compose(some)
        keep_written(made)
        Package.objects.filter(dataset_id__in=[id for id in some if id not in made]).delete()
        n += len(made)
    return n


def keep_written(made: Mapping[str, bytes]) -> None:
    """Write these packages, by the dataset's id."""
    edition = packages.edition()
    kept = [
        Package(dataset_id=id, content=zlib.compress(told, _FAST), edition=edition)
        for id, told in made.items()
    ]
    rows.put(kept, unique=["dataset"], update=["content", "edition"])


def rebuild_packages() -> int:
    """Write the packages of all published datasets anew; how many."""
    n, after = 0, ""
    while ids := list_ids(after=after):
        n, after = n + keep_packages(ids), ids[-1]
    return n


def refresh_packages(*, limit: int = 10_000) -> int:
    """Write at most so many packages that are missing, or were written by another version of the
    program, under another address or with other lists; how many. Others may write in between."""
    return sum(keep_packages(some) for some in in_parts(packages.list_stale_packages(limit)))
