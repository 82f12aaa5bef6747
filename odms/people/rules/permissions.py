"""Who may do what. The table PERMISSIONS is the whole answer; states are the rooms' business.

"May this person" is decided here, "may this thing now" in the rules of the room it lives in.
"""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from odms.errors import Forbidden, Unauthenticated

SECTORS = ("state", "private", "civil")

# roles that a person has in an agency; the centre's two marks stand beside them
ROLES = ("steward", "approver", "auditor")

# deed: the parts that may do it, for things of an agency in which they hold the role.
# `anyone` is everybody, `user` whoever has signed in, `admin` and `centre-auditor` the centre's.
PERMISSIONS: dict[str, tuple[str, ...]] = {
    "catalogue.read": ("anyone",),
    "account.manage": ("user",),
    "token.manage": ("user",),
    "desk.see": ("steward", "approver", "auditor", "admin", "centre-auditor"),
    "delivery.make": ("steward", "admin"),
    "delivery.read": ("steward", "approver", "auditor", "admin", "centre-auditor"),
    "case.read": ("steward", "approver", "auditor", "admin", "centre-auditor"),
    "case.edit": ("steward", "admin"),
    "case.submit": ("steward", "admin"),
    "case.decide": ("approver", "admin"),
    "case.publish": ("steward", "approver", "admin"),
    "inventory.read": ("steward", "approver", "auditor", "admin", "centre-auditor"),
    "inventory.edit": ("steward", "admin"),
    "source.read": ("steward", "approver", "auditor", "admin", "centre-auditor"),
    "source.propose": ("steward", "admin"),
    "source.edit": ("steward", "admin"),
    "source.run": ("steward", "admin"),
    "source.approve": ("admin",),
    "quality.set": ("approver", "admin"),
    "plan.read": ("steward", "approver", "auditor", "admin", "centre-auditor"),
    "plan.edit": ("steward", "admin"),
    "plan.agree": ("approver", "admin"),
    "dataset.withdraw": ("steward", "approver", "admin"),
    "dossier.make": ("approver", "auditor", "admin", "centre-auditor"),
    "order.give": ("approver", "admin"),
    "order.revoke": ("steward", "approver", "admin"),
    "destruction.order": ("steward", "approver", "admin"),
    "destruction.confirm": ("approver", "admin"),
    "process.read": ("steward", "approver", "auditor", "admin", "centre-auditor"),
    "process.declare": ("steward", "approver", "admin"),
    "process.verify": ("approver", "auditor", "admin", "centre-auditor"),
    "request.make": ("anyone",),
    "request.vote": ("anyone",),
    "request.answer": ("steward", "admin"),
    "request.assign": ("admin",),
    "request.appeal": ("anyone",),
    "request.review": ("admin",),
    "feedback.give": ("anyone",),
    "feedback.answer": ("steward", "admin"),
    "question.ask": ("anyone",),
    "question.answer": ("user",),
    "question.accept": ("user",),
    "showcase.submit": ("anyone",),
    "showcase.review": ("admin",),
    "survey.answer": ("anyone",),
    "survey.edit": ("steward", "admin"),
    "voice.read": ("steward", "approver", "auditor", "admin", "centre-auditor"),
    "usage.read": ("steward", "approver", "auditor", "admin", "centre-auditor"),
    "usage.import": ("steward", "admin"),
    "health.read": ("steward", "approver", "auditor", "admin", "centre-auditor"),
    "outlet.read": ("steward", "approver", "auditor", "admin", "centre-auditor"),
    "outlet.edit": ("approver", "admin"),
    "outlet.push": ("steward", "approver", "admin"),
    "outlet.decide": ("steward", "approver", "admin"),
    "assessment.read": ("steward", "approver", "auditor", "admin", "centre-auditor"),
    "assessment.declare": ("steward", "approver", "admin"),
    "assessment.submit": ("approver", "admin"),
    "assessment.verify": ("auditor", "admin", "centre-auditor"),
    "assessment.manage": ("admin",),
    "figures.inside": ("admin", "centre-auditor"),
    "programme.edit": ("admin",),
    "network.propose": ("user",),
    "network.join": ("user",),
    "network.edit": ("user",),
    "network.approve": ("admin",),
    "training.join": ("user",),
    "training.offer": ("admin",),
    "ledger.read": ("auditor", "admin", "centre-auditor"),
    "agency.manage": ("admin",),
    "person.manage": ("admin",),
    "application.make": ("anyone",),
    "application.read": ("admin", "centre-auditor"),
    "application.decide": ("admin",),
    "role.delegate": ("approver", "admin"),
    "webhook.manage": ("approver", "admin"),
}

# what nobody may do through a token alone, whatever its owner may
IN_PERSON = (
    "token.manage",
    "case.decide",
    "plan.agree",
    "source.approve",
    "process.verify",
    "assessment.verify",
    "assessment.manage",
    "agency.manage",
    "person.manage",
    "application.decide",
    "role.delegate",
    "webhook.manage",
    "outlet.edit",
    "outlet.decide",
    "order.give",
    "destruction.order",
    "destruction.confirm",
)


@dataclass(frozen=True)
class Person:
    """What the rules must know of the one who asks; `None` stands for a visitor."""

    id: str
    is_centre_admin: bool = False
    is_auditor: bool = False
    is_token: bool = False  # a machine acts for this person
    roles: frozenset[tuple[str, str]] = frozenset()  # (agency id, role), those of others included
    # of these, the roles that another person handed over for a time: their name by agency and role
    on_behalf: Mapping[tuple[str, str], str] = field(default_factory=dict, hash=False)

    def acts_for(self, deed: str, agency_id: str) -> str:
        """The name of the person in whose place alone this one may do a deed; empty for their own."""
        lent = {role for agency, role in self.on_behalf if agency == agency_id}
        needed = set(PERMISSIONS[deed]) & self.parts(agency_id)
        if not needed or needed - lent:
            return ""
        return next(self.on_behalf[agency_id, role] for role in ROLES if role in needed)

    def parts(self, agency_id: str | None) -> set[str]:
        """The parts this person plays towards an agency; towards any agency where it is None."""
        found = {"anyone", "user"}
        found |= {role for agency, role in self.roles if agency_id is None or agency == agency_id}
        if self.is_centre_admin:
            found.add("admin")
        if self.is_auditor:
            found.add("centre-auditor")
        return found


def can_do(person: Person | None, deed: str, agency_id: str | None = None) -> bool:
    """Whether `person` may do `deed` for things of the agency (of any agency, if None)."""
    parts = {"anyone"} if person is None else person.parts(agency_id)
    if person is not None and person.is_token and deed in IN_PERSON:
        return False
    return bool(parts & set(PERMISSIONS[deed]))


def check_do(person: Person | None, deed: str, agency_id: str | None = None) -> None:
    """Raise Unauthenticated for a visitor, Forbidden for a person, unless they may do `deed`."""
    if can_do(person, deed, agency_id):
        return
    if person is None:
        raise Unauthenticated("people.sign_in_first")
    if person.is_token and deed in IN_PERSON:
        raise Forbidden("people.not_by_token", deed=deed)
    raise Forbidden("people.may_not", deed=deed)


def new_secret() -> str:
    """A new token's secret: 256 random bits behind a prefix that scanners for leaks can know."""
    return f"odms_{secrets.token_urlsafe(32)}"


def secret_hash(secret: str) -> str:
    """What is kept of a token's secret. It is random, so one round of SHA-256 is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()
