"""On what ground a dataset may be open: the law that says so, and the rights in it. Pure.

Processes 7 and 8 of the guideline ask for both. What others hold may be passed on only under a licence
that theirs allows (`definitions/<country>/licence_chains.yaml`).
"""

from collections.abc import Iterator

from odms.definitions import national
from odms.standards import codes
from odms.standards.record import Record
from odms.standards.thai import Lack, is_missing

_OF_OTHERS = ("licensed", "mixed")


def check_ground(record: Record) -> Iterator[Lack]:
    """What is lacking of the legal ground."""
    ground = codes.find("legal_grounds", record.legal_ground)
    if ground is None:
        yield Lack("standards.missing.legal_ground", "legal_ground")
    elif ground.is_other and not record.legal_ground_other:
        yield Lack("standards.other_missing", "legal_ground_other")


def check_rights(record: Record) -> Iterator[Lack]:
    """What is lacking of the rights: origin, holder, and a licence that the source allows."""
    if is_missing(record, "rights_origin"):
        yield Lack("standards.missing.rights_origin", "rights_origin")
        return
    if record.rights_origin not in _OF_OTHERS:
        return
    if not record.rights_holder:
        yield Lack("standards.missing.rights_holder", "rights_holder")
    if not record.source_licence:
        yield Lack("standards.missing.source_licence", "source_licence")
    elif record.licence and record.licence not in licences_after(record.source_licence):
        facts = {
            "source": codes.label("licences", record.source_licence, "en"),
            "licence": codes.label("licences", record.licence, "en"),
        }
        yield Lack("standards.licences_clash", "licence", facts=facts)


def licences_after(source: str) -> tuple[str, ...]:
    """The licences under which data of a source licence may be passed on."""
    return tuple(national("licence_chains.yaml").get(source, ()))
