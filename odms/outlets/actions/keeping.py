"""Keeping how a catalogue elsewhere is reached, once it was seen that the token may write there."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from odms.errors import Absent, Invalid
from odms.inventory.sealing import seal, unseal
from odms.ledger import actions as ledger
from odms.ledger.rules import Actor, Subject
from odms.outlets.models import Outlet
from odms.outlets.remote import Remote
from odms.outlets.rules import check_outlet
from odms.people.models import Agency, User
from odms.people.queries import actor_of, check_by


def keep_outlet(
    *,
    by: User | Actor,
    agency: Agency,
    name: str,
    url: str,
    organization: str,
    at: datetime,
    token: str = "",
    prefix: str = "",
    is_nightly: bool = False,
) -> Outlet:
    """Keep a CKAN catalogue to which the agency pushes, its token sealed.

    The same address again takes the place of the first; without a token the one that is kept stays.
    Raises Invalid for what an outlet cannot be and where its token may not write for the
    organisation there, and what `Remote.call` raises.
    """
    check_by(by, "outlet.edit", agency.id)
    url = url.strip().rstrip("/")
    check_outlet(name=name, url=url, organization=organization, prefix=prefix)
    known = Outlet.objects.filter(agency=agency, url=url).first()
    sealed = seal(token.strip()) or (known.sealed_token if known else "")
    dialect = _check_there(url, organization.strip(), unseal(sealed))
    with transaction.atomic():
        said = {
            "name": name.strip(),
            "organization": organization.strip(),
            "prefix": prefix.strip(),
            "sealed_token": sealed,
            "dialect": dialect,
            "is_nightly": is_nightly,
        }
        outlet, _ = Outlet.objects.update_or_create(
            agency=agency, url=url, defaults=said, create_defaults=said | {"created_at": at}
        )
        _record(by, "outlet.kept", outlet, at)
    return outlet


@transaction.atomic
def remove_outlet(*, by: User | Actor, outlet: Outlet, at: datetime) -> None:
    """Forget an outlet, its token and what is known of it; what stands there stays."""
    check_by(by, "outlet.edit", outlet.agency_id)
    _record(by, "outlet.removed", outlet, at)
    outlet.delete()


def remote_of(outlet: Outlet) -> Remote:
    """The catalogue of an outlet, to be spoken with. Raises Conflict for a token that cannot be read."""
    token = unseal(outlet.sealed_token)
    return Remote(outlet.url, token, allowed=tuple(settings.FETCH_NETWORKS))


def _check_there(url: str, organization: str, token: str) -> str:
    """The dialect of a catalogue in which the token may write for the organisation."""
    with Remote(url, token, allowed=tuple(settings.FETCH_NETWORKS)) as remote:
        dialect = remote.dialect()
        try:
            remote.call("organization_show", id=organization)
        except Absent:
            raise Invalid(
                "outlets.no_organization_there", organization=organization, item="organization"
            ) from None
        mine = remote.call("organization_list_for_user", permission="create_dataset")
    names = {one.get(part) for one in mine if isinstance(one, dict) for part in ("id", "name")}
    if organization not in names:
        raise Invalid("outlets.token_may_not_write", organization=organization, item="token")
    return dialect


def _record(by: User | Actor, verb: str, outlet: Outlet, at: datetime) -> None:
    ledger.record(
        by=actor_of(by),
        verb=verb,
        subject=Subject("outlet", outlet.id),
        at=at,
        agency_id=outlet.agency_id,
        facts={
            "name": outlet.name,
            "url": outlet.url,
            "organization": outlet.organization,
            "keeps_token": bool(outlet.sealed_token),
            "is_nightly": outlet.is_nightly,
        },
    )
