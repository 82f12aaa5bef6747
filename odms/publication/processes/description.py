"""Process 13: the fourteen items of the standard, and words for the columns."""

from datetime import date

from odms.publication.answering import Found, share
from odms.publication.facts import DatasetFacts
from odms.standards import thai
from odms.standards.record import COLUMN_FIELDS


def answer(facts: DatasetFacts, _today: date) -> Found:
    """How many of the fourteen are there; how many columns are described beside."""
    have, of = thai.score(facts.record)
    described = sum(any(column.get(part) for part in COLUMN_FIELDS) for column in facts.columns)
    told = {"described": described, "columns": len(facts.columns)}
    return Found(share(have, of), "process.description.found", have, of, told)
