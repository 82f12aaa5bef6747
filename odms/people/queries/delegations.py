"""Reading which roles are held for another, and until when."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from odms.errors import Absent
from odms.ledger.queries import find
from odms.people.models import Agency, Delegation, Membership, User


def delegations_on(at: datetime) -> QuerySet[Delegation]:
    """Delegations that hold on the day of `at`: not taken back, both people members, the giver
    still in the role."""
    day = timezone.localdate(at)
    gives = Membership.objects.filter(
        user=OuterRef("giver"), agency=OuterRef("agency"), role=OuterRef("role")
    )
    belongs = Membership.objects.filter(user=OuterRef("taker"), agency=OuterRef("agency"))
    return Delegation.objects.filter(
        Exists(gives),
        Exists(belongs),
        ended_at=None,
        from_date__lte=day,
        until_date__gte=day,
        giver__is_active=True,
    )


def lent_roles(
    user: User, own: Collection[tuple[str, str]], at: datetime
) -> dict[tuple[str, str], str]:
    """The names of those for whom a user holds roles, by agency and role; own ones are not lent."""
    found = delegations_on(at).filter(taker=user).values_list("agency_id", "role", "giver__name")
    return {(agency, role): name for agency, role, name in found if (agency, role) not in own}


def list_delegations(*, agencies: Collection[Agency], at: datetime) -> list[Delegation]:
    """Delegations of these agencies that hold on the day of `at` or later, the first day first."""
    found = Delegation.objects.filter(
        agency__in=agencies, ended_at=None, until_date__gte=timezone.localdate(at)
    )
    return list(found.select_related("agency", "giver", "taker").order_by("from_date", "id"))


def get_delegation(delegation_id: str) -> Delegation:
    """The delegation with this id. Raises Absent."""
    delegations = Delegation.objects.select_related("agency", "giver", "taker")
    if (found := find(delegations, id=delegation_id)) is None:
        raise Absent("people.no_such_delegation")
    return found
