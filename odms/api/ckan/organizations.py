"""Actions that read organisations (agencies) and groups (themes)."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar

from odms.api.ckan.calls import Call, Given, action
from odms.api.ckan.packages import bodies
from odms.api.ckan.parameters import flag, natural, needed, texts
from odms.api.ckan.searching import MAX_ROWS
from odms.api.ckan.troubles import NotFoundError, ValidationError
from odms.catalogue import queries as catalogue
from odms.people import queries as people
from odms.people.rules import can_do
from odms.search import lucene
from odms.search.finding import find
from odms.search.rules import MAX_COUNTED_VALUES
from odms.standards import ckan, codes

if TYPE_CHECKING:
    from odms.people.models import Agency, User

One = TypeVar("One")

_MOST_NAMES, _MOST_WHOLE = 1000, 25

_LISTED = (
    *("type", "sort", "limit", "offset", "all_fields", "include_dataset_count"),
    *("include_extras", "include_groups", "include_tags", "include_users"),
)
_SHOWN = (
    *("id", "include_datasets", "include_dataset_count", "include_extras", "include_users"),
    *("include_groups", "include_tags", "include_followers"),
)

# what a role here is called there
CAPACITIES = {"approver": "admin", "steward": "editor", "auditor": "member"}


@action("organizations", *_LISTED)
def organization_list(call: Call) -> list[Any]:
    """Publishers by name, or as objects with `all_fields`."""
    wanted = set(texts(call.given, "organizations"))
    agencies = [a for a in people.list_agencies() if not wanted or {a.slug, a.id} & wanted]
    counts = _counts("agency")
    keys: dict[str, Callable[[Agency], Any]] = {
        "name": lambda agency: agency.slug,
        "title": lambda agency: agency.name_th,
        "package_count": lambda agency: counts.get(agency.slug, 0),
    }
    page = _page(call.given, _in_order(call.given, agencies, keys))
    if not flag(call.given, "all_fields", False):
        return [agency.slug for agency in page]
    return [_counted(call.given, _organization(agency, counts)) for agency in page]


@action(*_SHOWN)
def organization_show(call: Call) -> dict[str, Any]:
    """One publisher by name or id, with its datasets if `include_datasets`. Its people are told to
    those who work there."""
    agency = get_agency(needed(call.given, "id"))
    told = _counted(call.given, _organization(agency, _counts("agency")))
    if flag(call.given, "include_datasets", False):
        told["packages"] = _packages("organization", agency.slug)
    if flag(call.given, "include_users", False) and works_at(call, agency):
        told["users"] = [_member(user, agency) for user in people.list_users(agency=agency)]
    return told


@action("groups", *_LISTED)
def group_list(call: Call) -> list[Any]:
    """Themes by name, or as objects with `all_fields`."""
    wanted = set(texts(call.given, "groups"))
    themes = [one for one in codes.options("themes") if not wanted or one.code in wanted]
    counts = _counts("theme")
    keys: dict[str, Callable[[codes.Code], Any]] = {
        "name": lambda theme: theme.code,
        "title": lambda theme: theme.th,
        "package_count": lambda theme: counts.get(theme.code, 0),
    }
    page = _page(call.given, _in_order(call.given, themes, keys))
    if not flag(call.given, "all_fields", False):
        return [theme.code for theme in page]
    return [
        _counted(call.given, ckan.to_group(theme, n_datasets=counts.get(theme.code, 0)))
        for theme in page
    ]


@action(*_SHOWN)
def group_show(call: Call) -> dict[str, Any]:
    """One theme by name, with its datasets if `include_datasets`."""
    theme = codes.find("themes", needed(call.given, "id"))
    if theme is None:
        raise NotFoundError
    n = _counts("theme").get(theme.code, 0)
    told = _counted(call.given, ckan.to_group(theme, n_datasets=n))
    if flag(call.given, "include_datasets", False):
        told["packages"] = _packages("groups", theme.code)
    return told


@action("id", "limit")
def group_package_show(call: Call) -> list[Any]:
    """The datasets of a theme or a publisher, the last changed first."""
    name = needed(call.given, "id")
    limit = min(natural(call.given, "limit", MAX_ROWS), MAX_ROWS)
    if codes.find("themes", name):
        return _packages("groups", name, limit)
    return _packages("organization", get_agency(name).slug, limit)


@action("id", "object_type", "capacity")
def member_list(call: Call) -> list[list[str]]:
    """What belongs to a publisher: its public datasets, and to those who work there its people."""
    agency = get_agency(needed(call.given, "id"))
    kind, capacity = call.given.get("object_type"), call.given.get("capacity")
    found: list[list[str]] = []
    if kind in (None, "package"):
        asked = lucene.Term("organization", agency.slug)
        ids = find(asked, order="id", limit=MAX_ROWS).ids
        found += [[id, "package", "public"] for id in ids]
    if kind in (None, "user") and works_at(call, agency):
        members = [_member(user, agency) for user in people.list_users(agency=agency)]
        found += [[one["id"], "user", one["capacity"]] for one in members]
    return [one for one in found if not capacity or one[2] == str(capacity).lower()]


def get_agency(name: str) -> "Agency":
    """The agency with this slug or identifier. Raises NotFoundError."""
    if (agency := people.find_agency(name)) is None:
        raise NotFoundError
    return agency


def works_at(call: Call, agency: "Agency") -> bool:
    """Whether who calls may see what an agency keeps to itself."""
    return can_do(call.person, "case.read", agency.id)


def _organization(agency: "Agency", counts: dict[str, int]) -> dict[str, Any]:
    n = counts.get(agency.slug, 0)
    return ckan.to_organization(catalogue.describe_publisher(agency, n_datasets=n))


def _counts(name: str) -> dict[str, int]:
    return find(limit=0, counted={name: MAX_COUNTED_VALUES}).counts[name]


def _member(user: "User", agency: "Agency") -> dict[str, Any]:
    """A person of an agency, under the highest of their roles."""
    held = people.roles_of(user, agency)
    capacity = next(theirs for ours, theirs in CAPACITIES.items() if ours in held)
    return {"id": user.id, "name": user.id, "fullname": user.name, "capacity": capacity}


def _packages(field: str, value: str, limit: int = MAX_ROWS) -> list[Any]:
    asked = lucene.Term(field, value)
    return bodies(find(asked, order="modified", is_down=True, limit=limit).ids)


def _counted(given: Given, told: dict[str, Any]) -> dict[str, Any]:
    if not flag(given, "include_dataset_count", True):
        told.pop("package_count")
    return told


def _in_order(
    given: Given, found: Iterable[One], keys: dict[str, Callable[[One], Any]]
) -> list[One]:
    name, _, direction = str(given.get("sort") or "title asc").strip().partition(" ")
    if name not in keys:
        raise ValidationError(sort=f'Cannot sort by field "{name}"')
    return sorted(found, key=keys[name], reverse=direction.strip().lower() == "desc")


def _page(given: Given, found: list[One]) -> list[One]:
    most = _MOST_WHOLE if flag(given, "all_fields", False) else _MOST_NAMES
    start, limit = natural(given, "offset", 0), natural(given, "limit", 0) or most
    return found[start : start + min(limit, most)]
