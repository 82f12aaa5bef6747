"""Reading people: who asks, which agencies there are, and the news to a person."""

from odms.people.queries.accounts import (
    actor_of,
    agencies_of,
    check_by,
    get_agency,
    get_person,
    get_user,
    get_user_by_token,
    list_agencies,
    list_notices,
    list_tokens,
    list_users,
)

__all__ = [
    "actor_of",
    "agencies_of",
    "check_by",
    "get_agency",
    "get_person",
    "get_user",
    "get_user_by_token",
    "list_agencies",
    "list_notices",
    "list_tokens",
    "list_users",
]
