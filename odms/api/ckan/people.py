"""Actions that read people. A person is told to themselves and to the centre's admins alone: the
names of officers are nobody else's business."""

from typing import TYPE_CHECKING, Any

from odms.api.ckan.calls import Call, action
from odms.api.ckan.organizations import CAPACITIES
from odms.api.ckan.parameters import flag, needed
from odms.api.ckan.troubles import AuthorizationError, NotFoundError
from odms.catalogue import queries as catalogue
from odms.intake import queries as intake
from odms.people import queries as people
from odms.standards import ckan

if TYPE_CHECKING:
    from odms.people.models import Token, User

# what a permission that a client asks for comes to here: the roles that have it
_ROLES = {"read": ("approver", "steward", "auditor"), "admin": ("approver",)}
_EDITORS = ("approver", "steward")


@action("q", "email", "order_by", "all_fields")
def user_list(call: Call) -> list[Any]:
    """The caller; all people to an admin of the centre; nobody to a visitor."""
    found = people.list_users() if _is_admin(call) else [call.user] if call.user else []
    wanted = str(call.given.get("q") or call.given.get("email") or "").casefold()
    kept = [user for user in found if wanted in f"{user.name} {user.email}".casefold()]
    if not flag(call.given, "all_fields", True):
        return [user.id for user in kept]
    return [_user(user) for user in kept]


@action("id", "include_datasets", "include_num_followers")
def user_show(call: Call) -> dict[str, Any]:
    """The caller, who need not be named; another person to an admin of the centre."""
    if call.user is None:
        raise NotFoundError
    name = str(call.given.get("id") or call.user.id)
    if name in (call.user.id, call.user.email):
        return _user(call.user)
    found = people.list_users() if _is_admin(call) else []
    user = next((one for one in found if name in (one.id, one.email)), None)
    if user is None:
        raise NotFoundError
    return _user(user)


@action("id", "permission", "include_dataset_count")
def organization_list_for_user(call: Call) -> list[dict[str, Any]]:
    """The publishers for which the caller may do something (`permission`), with their capacity."""
    if call.user is None or call.person is None:
        return []
    roles = _ROLES.get(str(call.given.get("permission") or "manage_group"), _EDITORS)
    counts = catalogue.count_by_agency()
    found = []
    for agency in people.agencies_of(call.user):
        held = call.person.parts(agency.id)
        capacity = next((CAPACITIES[role] for role in CAPACITIES if role in held), "admin")
        if call.person.is_centre_admin or held & set(roles):
            view = catalogue.describe_publisher(agency, n_datasets=counts.get(agency.id, 0))
            found.append(ckan.to_organization(view) | {"capacity": capacity})
    return found


@action("user_id", "user")
def api_token_list(call: Call) -> list[dict[str, Any]]:
    """The caller's own tokens, without their secrets."""
    user = _caller(call)
    if needed(call.given | {"user_id": _named(call, user)}, "user_id") not in (user.id, user.email):
        raise AuthorizationError("the tokens of other people are told to nobody")
    return [_token(one) for one in people.list_tokens(user)]


@action("limit", "queues", "ids_only")
def job_list(call: Call) -> list[Any]:
    """The caller's deliveries that wait to be read, or are being read."""
    _caller(call)
    waiting = [
        delivery
        for state in ("reading", "received")
        for delivery in intake.list_deliveries(call.person, state=state)
    ]
    if flag(call.given, "ids_only", False):
        return [delivery.id for delivery in waiting]
    return [
        {
            "id": delivery.id,
            "title": delivery.name,
            "created": ckan.time(delivery.received_at),
            "queue": "default",
            "timeout": None,
        }
        for delivery in waiting
    ]


def _caller(call: Call) -> "User":
    if call.user is None:
        raise AuthorizationError
    return call.user


def _named(call: Call, user: "User") -> str:
    return str(call.given.get("user_id") or call.given.get("user") or user.id)


def _is_admin(call: Call) -> bool:
    return call.person is not None and call.person.is_centre_admin


def _user(user: "User") -> dict[str, Any]:
    return {
        "about": None,
        "activity_streams_email_notifications": False,
        "created": ckan.time(user.created_at),
        "display_name": user.name,
        "email": user.email,
        "fullname": user.name,
        "id": user.id,
        "image_display_url": None,
        "image_url": None,
        "last_active": None,
        "name": user.id,
        "number_created_packages": 0,
        "state": "active" if user.is_active else "deleted",
        "sysadmin": user.is_centre_admin,
    }


def _token(token: "Token") -> dict[str, Any]:
    return {
        "id": token.id,
        "name": token.name,
        "user_id": token.user_id,
        "created_at": ckan.time(token.created_at),
        "expires_at": ckan.time(token.expires_at),
        "last_access": ckan.time(token.used_at) if token.used_at else None,
    }
