"""Keeping the list of addresses in line with the catalogue: new ones are due at once, others go."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction

from odms.catalogue.queries import list_ids
from odms.health import queries
from odms.health.models import Check
from odms.health.rules import Wanted, host_of
from odms.ledger import rows
from odms.ledger.queries import in_parts

_AT_ONCE = 500


def list_up(*, at: datetime) -> int:
    """Bring the whole list up to the catalogue; how many addresses are new."""
    Check.objects.filter(kind="link").exclude(dataset__state="published").delete()
    n, after = _list(queries.endpoints(), Check.objects.filter(kind="endpoint"), at), ""
    while ids := list_ids(after=after, limit=_AT_ONCE):
        n, after = n + list_links(dataset_ids=ids, at=at), ids[-1]
    return n


def list_links(*, dataset_ids: Collection[str], at: datetime) -> int:
    """Bring the links of these datasets up to what the catalogue says of them; how many are new.

    What the catalogue says to have changed since it was asked is due at once.
    """
    n = 0
    for some in in_parts(dataset_ids, _AT_ONCE):
        listed = Check.objects.filter(kind="link", dataset_id__in=some)
        n += _list(queries.links(some), listed, at)
        told = queries.told_changes(some)
        known = listed.exclude(checked_at=None).values_list(
            "id", "dataset_id", "address", "told_at"
        )
        changed = [id for id, *place, at_ in known if told.get((*place,), at_) != at_]
        Check.objects.filter(pk__in=changed, next_at__gt=at).update(next_at=at)
    return n


@transaction.atomic
def _list(wanted: Iterable[Wanted], listed: "queries.Checks", at: datetime) -> int:
    keys = dict.fromkeys(wanted)
    told = listed.values_list("id", "kind", "address", "agency_id", "dataset_id")
    known = {Wanted(*one): id for id, *one in told}
    Check.objects.filter(pk__in=[id for one, id in known.items() if one not in keys]).delete()
    new = [(*one, host_of(one.address), at) for one in keys if one not in known]
    rows.insert_missing(Check, (*Wanted._fields, "host", "next_at"), new)
    return len(new)
