"""Noting for the feed of changes what last happened to a dataset."""

from collections.abc import Collection

from odms.catalogue.models import Change
from odms.catalogue.rules import KIND_OF_VERB
from odms.ledger import rows
from odms.ledger.models import Entry


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
    changes = [
        Change(dataset_id=id, kind="published" if id in first else kind, **told)
        for id in dataset_ids
    ]
    rows.put(changes, unique=["dataset"], update=names)
