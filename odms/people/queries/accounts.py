"""Reading people: who asks, which agencies there are, and the news to a person."""

from datetime import datetime, timedelta

from django.contrib.auth.models import AnonymousUser

from odms.errors import Absent
from odms.ledger.queries import find
from odms.ledger.rules import SYSTEM, Actor
from odms.people.models import Agency, Notice, Token, User
from odms.people.rules import Person, check_do, secret_hash

# a token's last use is written at most this often, so that reading stays reading
_USE_NOTED_EVERY = timedelta(hours=1)


def get_person(user: User | AnonymousUser | None) -> Person | None:
    """What the rules must know of a signed-in user; None for a visitor or a closed account."""
    if not isinstance(user, User) or not user.is_active:
        return None
    return Person(
        id=user.id,
        is_centre_admin=user.is_centre_admin,
        is_auditor=user.is_auditor,
        is_token=user.token is not None,
        roles=frozenset(user.memberships.values_list("agency_id", "role")),
    )


def check_by(by: User | Actor, deed: str, agency_id: str | None = None) -> None:
    """Raise Unauthenticated or Forbidden unless `by` may do `deed`; the system itself may."""
    if by != SYSTEM:
        check_do(get_person(by), deed, agency_id)


def actor_of(by: User | Actor) -> Actor:
    """A user, or the system, as the ledger writes them."""
    return by if isinstance(by, Actor) else by.actor


def get_agency(slug: str) -> Agency:
    """The agency with this slug. Raises Absent."""
    if (agency := find(Agency.objects.select_related("parent"), slug=slug)) is None:
        raise Absent("people.no_such_agency", slug=slug)
    return agency


def list_agencies(sector: str | None = None) -> list[Agency]:
    """All agencies, or those of one sector, by their Thai names."""
    agencies = Agency.objects.select_related("parent")
    return [agency for agency in agencies if not sector or agency.sector == sector]


def agencies_of(user: User, role: str | None = None) -> list[Agency]:
    """The agencies in which the user has a role (this role); all of them for a centre admin."""
    if user.is_centre_admin:
        return list_agencies()
    memberships = user.memberships.filter(role=role) if role else user.memberships.all()
    return list(Agency.objects.filter(id__in=memberships.values("agency_id")))


def get_user(email: str) -> User:
    """The user with this e-mail address, in any case. Raises Absent."""
    if (user := find(User.objects.all(), email__iexact=email.strip())) is None:
        raise Absent("people.no_such_person", email=email)
    return user


def list_users(agency: Agency | None = None, role: str | None = None) -> list[User]:
    """Users by e-mail address; of one agency, and there of one role, if given."""
    users = User.objects.filter(is_active=True)
    if agency is not None:
        users = users.filter(memberships__agency=agency)
    if role is not None:
        users = users.filter(memberships__role=role)
    return list(users.distinct())


def get_user_by_token(secret: str, *, at: datetime) -> User | None:
    """The user for whom the bearer of this secret acts, marked so; None if it is not valid."""
    tokens = Token.objects.select_related("user")
    token = tokens.filter(
        hash=secret_hash(secret), revoked_at=None, expires_at__gt=at, user__is_active=True
    ).first()
    if token is None:
        return None
    if token.used_at is None or at - token.used_at > _USE_NOTED_EVERY:
        Token.objects.filter(pk=token.pk).update(used_at=at)
    user: User = token.user
    user.token = token
    return user


def list_tokens(user: User) -> list[Token]:
    """A user's tokens that were not revoked, newest first."""
    return list(user.tokens.filter(revoked_at=None))


def list_notices(user: User, unread: bool = False) -> list[Notice]:
    """News to a user, newest first; only what was not read yet, if asked."""
    notices = user.notices.filter(read_at=None) if unread else user.notices.all()
    return list(notices)
