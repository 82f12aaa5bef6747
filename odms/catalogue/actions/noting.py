"""Noting for the feed of changes what last happened to a dataset."""

from collections.abc import Collection

from odms.catalogue.models import Change
from odms.catalogue.rules import KIND_OF_VERB
from odms.ledger.models import Entry
from odms.ledger.queries import in_parts

_BATCH = 200


def note(
    entry: Entry, dataset_ids: Collection[str], *, reason: str = "", new: Collection[str] = ()
) -> None:
    """Note what an entry of the ledger tells of these datasets, in the transaction that writes it;
    nothing where its verb is none that other centres are told of.

    `new` are those among them that are public for the first time.
    """
    kind = KIND_OF_VERB.get(entry.verb)
    if kind is None:
        return
    names, first = ["seq", "at", "kind", "reason"], frozenset(new)
    told = {"seq": entry.seq, "at": entry.at, "reason": reason}
    if kind == "destroyed":
        told |= {"destroyed_seq": entry.seq, "destroyed_at": entry.at}
        names += ["destroyed_seq", "destroyed_at"]
    for some in in_parts(dataset_ids):
        rows = [
            Change(dataset_id=id, kind="published" if id in first else kind, **told) for id in some
        ]
        Change.objects.bulk_create(
            rows,
            batch_size=_BATCH,
            update_conflicts=True,
            unique_fields=["dataset"],
            update_fields=names,
        )
