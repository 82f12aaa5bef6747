"""Process 8: whose the data is, and a licence that this allows."""

from datetime import date

from odms.publication.answering import Found, share
from odms.publication.facts import DatasetFacts
from odms.standards import codes, grounds


def answer(facts: DatasetFacts, _today: date) -> Found:
    """The origin is told, others' rights are compatible, the licence is open."""
    record = facts.record
    lacks = {lack.item for lack in grounds.check_rights(record)}
    licence = codes.find("licences", record.licence)
    have = ["rights_origin" not in lacks, not lacks, licence is not None and licence.is_open]
    told = {"origin": record.rights_origin, "licence": record.licence}
    return Found(share(sum(have), 3), "process.rights.found", sum(have), 3, told)
