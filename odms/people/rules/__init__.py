"""The rules of people: who may do what, how an organisation comes in, how news reaches a person."""

from odms.people.rules.permissions import (
    IN_PERSON,
    PERMISSIONS,
    ROLES,
    SECTORS,
    Person,
    can_do,
    check_do,
    new_secret,
    secret_hash,
)

__all__ = [
    "IN_PERSON",
    "PERMISSIONS",
    "ROLES",
    "SECTORS",
    "Person",
    "can_do",
    "check_do",
    "new_secret",
    "secret_hash",
]
