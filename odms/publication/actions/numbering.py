"""Numbers of orders, and what an agency's approvals stand on."""

from datetime import datetime
from itertools import count

from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localdate

from odms.errors import Conflict
from odms.ledger import actions as ledger
from odms.ledger.rules import Subject
from odms.people.models import Agency, User
from odms.people.queries import actor_of, check_by
from odms.publication import approving
from odms.publication.models import ApprovalOrder, ApprovalSettings
from odms.publication.queries.approval import get_settings


@transaction.atomic
def set_approval(
    *, by: User, agency: Agency, authority: str, pattern: str, at: datetime
) -> ApprovalSettings:
    """Set by which order or rule an agency's approvers act, and how its orders are numbered.

    Raises Invalid for a pattern without a running number.
    """
    check_by(by, "order.give", agency.id)
    if pattern := pattern.strip():
        approving.check_pattern(pattern)
    known, authority = get_settings(agency), authority.strip()
    if (known.authority, known.pattern) == (authority, pattern):
        return known
    known.authority, known.pattern = authority, pattern
    known.save()
    ledger.record(
        by=actor_of(by),
        verb="agency.approval-set",
        subject=Subject("agency", agency.id),
        at=at,
        agency_id=agency.id,
        facts={"authority": authority, "pattern": pattern},
    )
    return known


def take_number(*, agency: Agency, typed: str, at: datetime) -> str:
    """A number that no order of the agency has: the one that was typed, else the next of its year.

    Raises Conflict where the one that was typed is taken.
    """
    ledger.take_turn()
    number = approving.order_number(typed)
    year = approving.order_year(localdate(at))
    orders = ApprovalOrder.objects.filter(agency=agency)
    if number:
        if orders.filter(number=number).exists():
            raise Conflict("publication.number_taken", number=number, item="order_number")
        ApprovalOrder.objects.create(agency=agency, number=number, year=year, at=at)
        return number
    pattern = get_settings(agency).pattern or approving.rules()["order_pattern"]
    last = orders.filter(year=year).aggregate(last=Max("n"))["last"] or 0
    numbers = ((n, approving.number_of(pattern, n=n, year=year)) for n in count(last + 1))
    # one that somebody typed already is passed over
    n, number = next((n, one) for n, one in numbers if not orders.filter(number=one).exists())
    ApprovalOrder.objects.create(agency=agency, number=number, year=year, n=n, at=at)
    return number
