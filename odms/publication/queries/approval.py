"""Reading approvals: of which kind a case is, what its approval asks for, and what it stands on."""

from collections.abc import Sequence

from odms.ledger import queries as ledger
from odms.ledger.models import Entry
from odms.ledger.rules import Subject
from odms.people.models import Agency, User
from odms.people.queries import get_person
from odms.publication import approving
from odms.publication.models import ApprovalSettings, Case
from odms.publication.queries import can, risks
from odms.publication.risks import Risk


def kind_of(case: Case) -> str:
    """Of which of `approving.KINDS` a case is."""
    return approving.kind_of(
        has_release=case.dataset.published_at is not None,
        has_delivery=case.delivery_id is not None,
    )


def requirement_of(case: Case, seen: Sequence[Risk]) -> approving.Requirement:
    """What an approval of the case asks for, with these risks."""
    return approving.requirement(kind_of(case), approving.flags_of(seen))


def parts_of(user: User, case: Case) -> set[str]:
    """The parts that a user plays towards the agency of a case."""
    person = get_person(user)
    return person.parts(case.dataset.agency_id) if person else set()


def may_approve(case: Case, user: User, seen: Sequence[Risk] | None = None) -> bool:
    """Whether a user may approve a case now, or be the next of two who must."""
    if not can("approve", case, user) or user.id == case.first_approved_by_id:
        return False
    needed = requirement_of(case, risks(case) if seen is None else seen)
    return bool(parts_of(user, case) & set(needed.parts))


def get_settings(agency: Agency) -> ApprovalSettings:
    """What an agency's approvals stand on; nothing said where nobody did."""
    found = ApprovalSettings.objects.filter(agency=agency).first()
    return found or ApprovalSettings(agency=agency)


def get_approval(case: Case) -> Entry | None:
    """The ledger's entry of the last approval of a case, None where there is none."""
    entries = ledger.list_entries(subject=Subject("case", case.id), verbs=("case.approved",))
    return entries[-1] if entries else None
