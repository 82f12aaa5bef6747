"""Deeds upon people: agencies, users, roles, tokens and notices."""

from odms.people.actions.accounts import (
    change_profile,
    create_agency,
    create_user,
    grant,
    make_token,
    mark_notices_read,
    notify,
    revoke,
    revoke_token,
)

__all__ = [
    "change_profile",
    "create_agency",
    "create_user",
    "grant",
    "make_token",
    "mark_notices_read",
    "notify",
    "revoke",
    "revoke_token",
]
