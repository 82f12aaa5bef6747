"""Actions that the house does otherwise: each is refused in a sentence that says how.

Accounts, roles, publishers and tokens are made by people who signed in, on the desk or by a command;
a caller of this API is a machine with a token.
"""

from typing import Any

from odms.api.ckan.calls import Action, Call, base_url, enter
from odms.api.ckan.parameters import needed
from odms.api.ckan.proposals import find_dataset
from odms.definitions.messages import sentence
from odms.errors import Forbidden
from odms.people.rules import check_do

# the deed that an action comes to; nobody does these by a token
_IN_PERSON: dict[str, tuple[str, ...]] = {
    "agency.manage": (
        *("organization_create", "organization_update", "organization_patch"),
        *("organization_delete", "organization_purge"),
    ),
    "person.manage": (
        *("organization_member_create", "organization_member_delete"),
        *("member_create", "member_delete", "group_member_create", "group_member_delete"),
        *("package_collaborator_create", "package_collaborator_delete"),
        *("user_create", "user_update", "user_patch", "user_invite", "user_delete"),
    ),
    "token.manage": ("api_token_create", "api_token_revoke"),
}

# what has no counterpart here, by the code of the sentence that says so
_ELSEWHERE: dict[str, tuple[str, ...]] = {
    "ckan.themes_are_defined": (
        *("group_create", "group_update", "group_patch", "group_delete", "group_purge"),
    ),
    "ckan.owner_stays": ("package_owner_org_update",),
    "ckan.no_following": (
        *("follow_dataset", "unfollow_dataset", "follow_group", "unfollow_group"),
        *("follow_user", "unfollow_user"),
    ),
    "ckan.rows_come_in_files": (
        *("datastore_create", "datastore_upsert", "datastore_delete"),
        "datastore_records_delete",
    ),
    "ckan.no_token_publishes": ("bulk_update_public",),
    "ckan.no_views": ("resource_view_create", "resource_view_update", "resource_view_delete"),
}

_NOBODY_FOLLOWS: dict[str, Any] = {
    "am_following_dataset": False,
    "am_following_group": False,
    "am_following_user": False,
    "dataset_follower_count": 0,
    "group_follower_count": 0,
    "organization_follower_count": 0,
    "user_follower_count": 0,
    "package_collaborator_list": [],
    "package_collaborator_list_for_user": [],
}


def _in_person(deed: str) -> Action:
    def refuse(call: Call) -> None:
        check_do(call.person, deed)
        raise Forbidden("people.not_by_token", deed=deed)

    return Action(refuse, (), writes=True, help=_told("people.not_by_token", deed=deed))


def _elsewhere(code: str) -> Action:
    def refuse(call: Call) -> None:
        raise Forbidden(code)

    return Action(refuse, (), writes=True, help=_told(code))


def _purge(call: Call) -> None:
    dataset = find_dataset(call, needed(call.given, "id"))
    raise Forbidden("ckan.no_purge", page=_destruction_of(dataset.slug))


def _destruction_of(slug: str) -> str:
    """The page on which the destruction of what leaked is ordered."""
    return f"{base_url()}/desk/datasets/{slug}/destroy"


def _told(code: str, **facts: Any) -> str:
    """What the reference and `help_show` say of a refused action: its sentence."""
    return f"Refused: {sentence(code, 'en', facts)}"


def _same(answer: Any) -> Action:
    return Action(lambda call: answer, ("id",), writes=False, help="Nobody follows, nobody shares.")


for _deed, _names in _IN_PERSON.items():
    enter(_in_person(_deed), *_names)
for _code, _names in _ELSEWHERE.items():
    enter(_elsewhere(_code), *_names)
_PAGE = "/desk/datasets/NAME/destroy"
enter(
    Action(
        _purge,
        ("id",),
        writes=True,
        help=_told("ckan.no_purge", page=_PAGE),
        deed="dataset.withdraw",
    ),
    "dataset_purge",
)
for _name, _answer in _NOBODY_FOLLOWS.items():
    enter(_same(_answer), _name)
