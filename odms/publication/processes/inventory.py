"""Process 3: every entry of the inventory has an owner."""

from datetime import date

from odms.publication.answering import Found, share
from odms.publication.facts import AgencyFacts


def answer(facts: AgencyFacts, _today: date) -> Found:
    """How many of the entries have an owner; how many of all are open and published."""
    held = facts.inventory
    told = {"open": held.n_open, "published": held.n_published}
    return Found(
        share(held.n_with_owner, held.n_entries),
        "process.inventory.found",
        held.n_with_owner,
        held.n_entries,
        told,
    )
