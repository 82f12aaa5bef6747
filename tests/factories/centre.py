"""A small centre: two agencies, and a person for every part that one can play."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from odms.ledger.rules import SYSTEM
from odms.people import actions as people
from odms.people.models import Agency, User

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@dataclass
class Centre:
    """Agencies by slug; people by what they are: `steward`, `approver`, `other-steward` …"""

    agencies: dict[str, Agency] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)

    @property
    def agency(self) -> Agency:
        return self.agencies["health"]

    @property
    def other_agency(self) -> Agency:
        return self.agencies["water"]

    @property
    def steward(self) -> User:
        return self.people["steward"]

    @property
    def approver(self) -> User:
        return self.people["approver"]

    @property
    def admin(self) -> User:
        return self.people["admin"]


# who: agency, roles, marks
PEOPLE: dict[str, tuple[str | None, tuple[str, ...], dict[str, bool]]] = {
    "user": (None, (), {}),
    "steward": ("health", ("steward",), {}),
    "second-steward": ("health", ("steward",), {}),
    "approver": ("health", ("approver",), {}),
    "both": ("health", ("steward", "approver"), {}),
    "auditor": ("health", ("auditor",), {}),
    "other-steward": ("water", ("steward",), {}),
    "other-approver": ("water", ("approver",), {}),
    "admin": (None, (), {"is_centre_admin": True}),
    "centre-auditor": (None, (), {"is_auditor": True}),
}


# everybody who may knock at a door, in the order of the tables of tests
ROLES = ["visitor", *PEOPLE]


def build() -> Centre:
    """The centre, made through the actions as everything is."""
    centre = Centre()
    centre.agencies["health"] = _agency("health", "กรมสุขภาพตัวอย่าง", "Sample Health Department")
    centre.agencies["water"] = _agency("water", "กรมน้ำตัวอย่าง", "Sample Water Department")
    for name, (agency, roles, marks) in PEOPLE.items():
        user = people.create_user(
            by=SYSTEM, email=f"{name}@odms.example", name=name.title(), at=AT, **marks
        )
        for role in roles:
            people.grant(by=SYSTEM, user=user, agency=centre.agencies[agency], role=role, at=AT)
        centre.people[name] = user
    return centre


def _agency(slug: str, name_th: str, name_en: str) -> Agency:
    return people.create_agency(
        by=SYSTEM,
        slug=slug,
        name_th=name_th,
        name_en=name_en,
        sector="state",
        contact_unit="กลุ่มงานข้อมูล",
        contact_email=f"data@{slug}.example",
        at=AT,
    )
