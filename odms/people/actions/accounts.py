"""Deeds upon accounts: agencies, users, roles and tokens."""

from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email, validate_slug
from django.db import transaction

from odms.errors import Absent, Conflict, Forbidden, Invalid
from odms.ledger import actions as ledger
from odms.ledger.rules import Actor, Subject
from odms.people.actions.notices import notify
from odms.people.models import Agency, Membership, Token, User
from odms.people.queries import actor_of, check_by
from odms.people.rules import ROLES, SECTORS, new_secret, secret_hash


@transaction.atomic
def create_agency(
    *,
    by: User | Actor,
    slug: str,
    name_th: str,
    name_en: str,
    sector: str,
    at: datetime,
    parent: Agency | None = None,
    short_name: str = "",
    description_th: str = "",
    description_en: str = "",
    website: str = "",
    contact_unit: str = "",
    contact_email: str = "",
    number: str = "",
    listed_as: str = "",
    is_verified: bool = True,
) -> Agency:
    """Enter a publisher. Raises Invalid for a wrong slug or sector, Conflict for one that is taken."""
    check_by(by, "agency.manage")
    _check_agency(slug, name_th, sector)
    agency = Agency.objects.create(
        slug=slug,
        name_th=name_th.strip(),
        name_en=name_en.strip(),
        sector=sector,
        parent=parent,
        short_name=short_name,
        description_th=description_th,
        description_en=description_en,
        website=website,
        contact_unit=contact_unit,
        contact_email=contact_email,
        number=number,
        listed_as=listed_as,
        verified_at=at if is_verified else None,
        created_at=at,
    )
    ledger.record(
        by=actor_of(by),
        verb="agency.created",
        subject=Subject("agency", agency.id),
        at=at,
        agency_id=agency.id,
        facts={"slug": slug, "name_th": agency.name_th, "sector": sector},
    )
    return agency


@transaction.atomic
def create_user(
    *,
    by: User | Actor,
    email: str,
    name: str,
    at: datetime,
    password: str | None = None,
    is_centre_admin: bool = False,
    is_auditor: bool = False,
    language: str = "th",
    is_invited: bool = False,
) -> User:
    """Enter a person; without a password they cannot sign in until they set one by e-mail.

    One who `is_invited` gets a letter with the address where they do so.

    Raises Invalid for a wrong address or a weak password, Conflict for an address that is taken.
    """
    check_by(by, "person.manage")
    user = User(
        email=_checked_email(email),
        name=name.strip(),
        language=language,
        is_centre_admin=is_centre_admin,
        is_auditor=is_auditor,
        created_at=at,
    )
    _set_password(user, password)
    user.save(force_insert=True)
    ledger.record(
        by=actor_of(by),
        verb="person.created",
        subject=Subject("person", user.id),
        at=at,
        facts={"name": user.name, "is_centre_admin": is_centre_admin, "is_auditor": is_auditor},
    )
    if is_invited:
        notify(user=user, code="people.notice.invited", facts={"name": user.name}, at=at)
    return user


@transaction.atomic
def grant(*, by: User | Actor, user: User, agency: Agency, role: str, at: datetime) -> Membership:
    """Give a person a role in an agency; giving it twice changes nothing. Raises Invalid."""
    check_by(by, "person.manage")
    if role not in ROLES:
        raise Invalid("people.unknown_role", role=role)
    membership, is_new = Membership.objects.get_or_create(
        user=user, agency=agency, role=role, defaults={"since_at": at}
    )
    if is_new:
        _record_membership(by, "membership.granted", membership, at)
    return membership


@transaction.atomic
def revoke(*, by: User | Actor, user: User, agency: Agency, role: str, at: datetime) -> None:
    """Take a role from a person. Raises Absent where they do not have it."""
    check_by(by, "person.manage")
    membership = Membership.objects.filter(user=user, agency=agency, role=role).first()
    if membership is None:
        raise Absent("people.no_such_membership", name=user.name, role=role)
    _record_membership(by, "membership.revoked", membership, at)
    membership.delete()


@transaction.atomic
def make_token(
    *, by: User, user: User, name: str, expires_at: datetime, at: datetime
) -> tuple[Token, str]:
    """Make a token for a machine that acts for `user`: the token, and its secret this once.

    People make their own; a centre admin may make one for another person. Raises Invalid without
    a name or with an end in the past.
    """
    _check_own(by, user)
    if not name.strip():
        raise Invalid("people.token_needs_name")
    if expires_at <= at:
        raise Invalid("people.token_ends_in_past")
    secret = new_secret()
    token = Token.objects.create(
        user=user,
        name=name.strip()[:100],
        hash=secret_hash(secret),
        created_at=at,
        expires_at=expires_at,
    )
    _record_token(by, "token.made", token, at)
    return token, secret


@transaction.atomic
def revoke_token(*, by: User, token: Token, at: datetime) -> None:
    """End a token at once; ending it twice changes nothing."""
    _check_own(by, token.user)
    if Token.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=at):
        _record_token(by, "token.revoked", token, at)


@transaction.atomic
def change_profile(*, by: User, name: str, language: str, at: datetime) -> User:
    """Change one's own name and language. Raises Invalid for a language that is not spoken here."""
    check_by(by, "account.manage")
    if language not in ("th", "en"):
        raise Invalid("people.unknown_language", language=language)
    by.name, by.language = name.strip()[:200], language
    by.save(update_fields=["name", "language"])
    return by


def _check_agency(slug: str, name_th: str, sector: str) -> None:
    try:
        validate_slug(slug)
    except ValidationError:
        raise Invalid("people.wrong_slug", slug=slug) from None
    if not name_th.strip():
        raise Invalid("people.agency_needs_name")
    if sector not in SECTORS:
        raise Invalid("people.unknown_sector", sector=sector)
    if Agency.objects.filter(slug=slug).exists():
        raise Conflict("people.slug_taken", slug=slug)
    if Agency.objects.filter(name_th=name_th.strip()).exists():
        raise Conflict("people.agency_name_taken", name=name_th.strip())


def _checked_email(email: str) -> str:
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        raise Invalid("people.wrong_email", email=email) from None
    if User.objects.filter(email__iexact=email).exists():
        raise Conflict("people.email_taken", email=email)
    return email


def _set_password(user: User, password: str | None) -> None:
    if password is None:
        user.set_unusable_password()
        return
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Invalid("people.weak_password", why=" ".join(error.messages)) from None
    user.set_password(password)


def _check_own(by: User, user: User) -> None:
    check_by(by, "token.manage")
    if by.pk != user.pk and not by.is_centre_admin:
        raise Forbidden("people.may_not", deed="token.manage")


def _record_membership(by: User | Actor, verb: str, membership: Membership, at: datetime) -> None:
    ledger.record(
        by=actor_of(by),
        verb=verb,
        subject=Subject("person", membership.user_id),
        at=at,
        agency_id=membership.agency_id,
        facts={"role": membership.role, "name": membership.user.name},
    )


def _record_token(by: User, verb: str, token: Token, at: datetime) -> None:
    ledger.record(
        by=by.actor,
        verb=verb,
        subject=Subject("person", token.user_id),
        at=at,
        facts={"token_id": token.id, "name": token.name},
    )
