"""Process 7: category, class of secrecy and licence agree, and a law says that it may be open."""

from datetime import date

from odms.publication.answering import Found, share
from odms.publication.facts import DatasetFacts
from odms.standards import codes, grounds, thai


def answer(facts: DatasetFacts, _today: date) -> Found:
    """Category and class that agree, the class open, the legal ground given."""
    record = facts.record
    found = codes.find("classifications", record.classification)
    clashes = [lack for lack in thai.check_rules(record) if lack.severity == "error"]
    have = [
        bool(record.data_category) and not clashes,
        found is not None and found.is_open,
        not any(grounds.check_ground(record)),
    ]
    told = {"category": record.data_category, "ground": record.legal_ground}
    return Found(share(sum(have), 3), "process.classification.found", sum(have), 3, told)
