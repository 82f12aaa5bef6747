"""Acting for another: who may be named, for how long, and when it holds."""

from datetime import date, timedelta

from odms.errors import Invalid

# roles that may be handed to another member for a time
DELEGABLE = ("approver",)

MOST_DAYS = 366


def check_delegation(
    *,
    role: str,
    giver_id: str,
    taker_id: str,
    is_member: bool,
    from_date: date,
    until_date: date,
    reason: str,
    today: date,
) -> None:
    """Raise Invalid unless a role may be handed over in this way."""
    if role not in DELEGABLE:
        raise Invalid("people.role_not_delegable", role=role, item="role")
    if giver_id == taker_id or not is_member:
        raise Invalid("people.delegate_another_member", item="email")
    if until_date < from_date or until_date < today:
        raise Invalid("people.delegation_ends_in_past", item="until_date")
    if until_date - from_date > timedelta(days=MOST_DAYS):
        raise Invalid("people.delegation_too_long", days=MOST_DAYS, item="until_date")
    if not reason.strip():
        raise Invalid("people.delegation_needs_reason", item="reason")
