"""Reading accounts: who asks, which agencies there are, and who holds which role."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.utils import timezone

from odms.errors import Absent, Conflict
from odms.ledger.queries import find, in_parts, places, rows_of
from odms.ledger.rules import SYSTEM, Actor
from odms.people.models import Agency, Token, User
from odms.people.queries.delegations import delegations_on, lent_roles
from odms.people.rules import Person, check_do, secret_hash

# a token's last use is written at most this often, so that reading stays reading
_USE_NOTED_EVERY = timedelta(hours=1)


def get_person(user: User | AnonymousUser | None, *, at: datetime | None = None) -> Person | None:
    """What the rules must know of a signed-in user; None for a visitor or a closed account.

    Roles that others handed over hold on the day of `at`, by default today.
    """
    if not isinstance(user, User) or not user.is_active:
        return None
    own = frozenset(user.memberships.values_list("agency_id", "role"))
    lent = lent_roles(user, own, at or timezone.now()) if own else {}
    return Person(
        id=user.id,
        is_centre_admin=user.is_centre_admin,
        is_auditor=user.is_auditor,
        is_token=user.token is not None,
        roles=own | frozenset(lent),
        on_behalf=lent,
    )


def check_by(by: User | Actor, deed: str, agency_id: str | None = None) -> None:
    """Raise Unauthenticated or Forbidden unless `by` may do `deed`; the system itself may."""
    if by != SYSTEM:
        check_do(get_person(by), deed, agency_id)


def on_behalf(by: User | Actor, deed: str, agency_id: str) -> dict[str, str]:
    """Facts for the ledger: the name of the person in whose place alone `by` may do a deed."""
    person = get_person(by) if isinstance(by, User) else None
    name = person.acts_for(deed, agency_id) if person else ""
    return {"on_behalf_of": name} if name else {}


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


def find_agency(name: str) -> Agency | None:
    """The agency with this slug or identifier, if there is one."""
    agencies = Agency.objects.select_related("parent")
    return find(agencies, slug=name) or find(agencies, id=name)


def agency_names(slugs: Collection[str]) -> dict[str, str]:
    """The Thai names of these agencies, by slug."""
    found: dict[str, str] = {}
    for some in in_parts(slugs):
        found |= dict(rows_of(_NAMES.format(places(some)), some))
    return found


_NAMES = "SELECT slug, name_th FROM people_agency WHERE slug IN ({})"


def agency_ids(slugs: Collection[str]) -> dict[str, str]:
    """The identifiers of these agencies, by slug."""
    return dict(Agency.objects.filter(slug__in=slugs).values_list("slug", "id"))


def agencies_of(user: User, role: str | None = None) -> list[Agency]:
    """The agencies in which the user has a role (this role); all of them for a centre admin."""
    if user.is_centre_admin:
        return list_agencies()
    person = get_person(user)
    roles = person.roles if person else frozenset()
    wanted = {agency for agency, held in roles if not role or held == role}
    return list(Agency.objects.filter(id__in=wanted))


def roles_of(user: User, agency: Agency) -> set[str]:
    """The roles that a user holds in an agency."""
    return set(user.memberships.filter(agency=agency).values_list("role", flat=True))


def own_agencies(user: User, role: str) -> list[Agency]:
    """The agencies in which a user holds a role of their own, and not for another."""
    return list(Agency.objects.filter(memberships__user=user, memberships__role=role))


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


def list_holders(agency: Agency, role: str, *, at: datetime) -> list[User]:
    """Who is told what concerns a role of an agency: who holds it, and who does so for another on
    that day; `admin` stands for the centre's admins."""
    if role == "admin":
        return list(User.objects.filter(is_active=True, is_centre_admin=True))
    lent = delegations_on(at).filter(agency=agency, role=role).values("taker_id")
    holds = Q(memberships__agency=agency, memberships__role=role)
    users = User.objects.filter(holds | Q(id__in=lent), is_active=True)
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


def check_may_publish(agency: Agency) -> None:
    """Raise Conflict for a publisher that the centre has not verified."""
    if agency.verified_at is None:
        raise Conflict("people.publisher_not_verified", name=agency.name_th)
