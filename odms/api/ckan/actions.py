"""The actions that read, by name. Each takes the parameters of a call and gives its result."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.conf import settings

from odms.api.ckan import search
from odms.api.ckan.parameters import flag, natural, needed, texts
from odms.api.ckan.troubles import NotFoundError, ValidationError
from odms.catalogue import queries as catalogue
from odms.errors import Absent, Gone
from odms.people import queries as people
from odms.standards import ckan, codes

if TYPE_CHECKING:
    from odms.catalogue.models import Dataset
    from odms.people.models import Agency

CKAN_VERSION = "2.12.0"  # whose answers these are

Given = dict[str, Any]


def base_url() -> str:
    """The centre's address without a slash at the end."""
    return settings.CENTRE_URL


def status_show(given: Given) -> dict[str, Any]:
    """Name and version of the site."""
    return {
        "ckan_version": CKAN_VERSION,
        "error_emails_to": None,
        "extensions": ["odms"],
        "locale_default": "th",
        "site_description": settings.CENTRE_NAMES["en"],
        "site_title": settings.CENTRE_NAMES["th"],
        "site_url": base_url(),
    }


def site_read(given: Given) -> bool:
    """Whether the site may be read; old clients ask."""
    return True


def help_show(given: Given) -> str:
    """What an action does."""
    name = needed(given, "name")
    if name not in ACTIONS:
        raise NotFoundError("Not found: Action name not known")
    return ACTIONS[name].__doc__ or ""


def package_list(given: Given) -> list[str]:
    """Names of all datasets, sorted; `limit` and `offset`."""
    limit = natural(given, "limit", 0) or None
    return catalogue.list_slugs(offset=natural(given, "offset", 0), limit=limit)


def current_package_list_with_resources(given: Given) -> list[dict[str, Any]]:
    """Datasets with their resources, the last changed first; `limit`, `offset`, `page`."""
    limit = min(natural(given, "limit", 100) or 100, search.MAX_ROWS)
    page = natural(given, "page", 0)
    offset = (page - 1) * limit if page else natural(given, "offset", 0)
    return _packages(catalogue.list_datasets(offset=offset, limit=limit))


def package_show(given: Given) -> dict[str, Any]:
    """One dataset by name or id."""
    [package] = _packages([_dataset(needed(given, "id", "name_or_id"))])
    return package


def package_search(given: Given) -> dict[str, Any]:
    """Datasets by words, fielded queries and filters, with facets and pages."""
    return search.package_search(given, base_url=base_url())


def package_autocomplete(given: Given) -> list[dict[str, Any]]:
    """Datasets whose name or title holds `q`."""
    q, limit = needed(given, "q").casefold(), natural(given, "limit", 10)
    found = [
        d for d in catalogue.list_datasets(limit=None) if q in f"{d.slug} {d.title_th}".casefold()
    ]
    return [
        {"name": d.slug, "title": d.title_th, "match_field": "title", "match_displayed": d.title_th}
        for d in found[:limit]
    ]


def resource_show(given: Given) -> dict[str, Any]:
    """One table of a dataset by id."""
    try:
        distribution = catalogue.get_distribution(needed(given, "id"))
    except (Absent, Gone):
        raise NotFoundError from None
    [package] = _packages([distribution.dataset])
    return next(one for one in package["resources"] if one["id"] == distribution.id)


def organization_list(given: Given) -> list[Any]:
    """Publishers by name, or as objects with `all_fields`."""
    wanted = set(texts(given, "organizations"))
    agencies = [a for a in people.list_agencies() if not wanted or a.slug in wanted]
    counts = catalogue.count_by_agency()
    agencies = _in_order(agencies, str(given.get("sort") or "title asc"), counts)
    is_whole = flag(given, "all_fields", False)
    start = natural(given, "offset", 0)
    limit = min(
        natural(given, "limit", 0) or 1000, 25 if is_whole and "limit" not in given else 1000
    )
    page = agencies[start : start + limit]
    if not is_whole:
        return [agency.slug for agency in page]
    return [_organization(agency, counts) for agency in page]


def organization_show(given: Given) -> dict[str, Any]:
    """One publisher by name or id, with its datasets if `include_datasets`."""
    name = needed(given, "id")
    agency = next((a for a in people.list_agencies() if name in (a.slug, a.id)), None)
    if agency is None:
        raise NotFoundError
    told = _organization(agency, catalogue.count_by_agency())
    if flag(given, "include_datasets", False):
        told["packages"] = _packages(catalogue.list_datasets(agency=agency, limit=search.MAX_ROWS))
    return told


def group_list(given: Given) -> list[Any]:
    """Themes by name, or as objects with `all_fields`."""
    found = codes.options("themes")
    if not flag(given, "all_fields", False):
        return sorted(theme.code for theme in found)
    return [_group(theme) for theme in found]


def group_show(given: Given) -> dict[str, Any]:
    """One theme by name."""
    theme = codes.find("themes", needed(given, "id"))
    if theme is None:
        raise NotFoundError
    return _group(theme) | {"extras": [], "tags": [], "users": [], "groups": []}


def tag_list(given: Given) -> list[str]:
    """All tags, or those that hold `query`."""
    query = str(given.get("query") or "").casefold()
    tags = {tag for dataset in catalogue.list_datasets(limit=None) for tag in dataset.tags}
    return sorted(tag for tag in tags if query in tag.casefold())


def license_list(given: Given) -> list[dict[str, Any]]:
    """Licences that a dataset here may stand under."""
    return [
        {
            "id": licence.ckan,
            "title": licence.ckan,
            "url": licence.url,
            "status": "active",
            "is_okd_compliant": licence.is_open,
            "od_conformance": "approved" if licence.is_open else "not reviewed",
        }
        for licence in codes.options("licences")
    ]


def nothing(given: Given) -> list[Any]:
    """Nothing of this kind is told here."""
    return []


ACTIONS: dict[str, Callable[[Given], Any]] = {
    "status_show": status_show,
    "site_read": site_read,
    "help_show": help_show,
    "package_list": package_list,
    "current_package_list_with_resources": current_package_list_with_resources,
    "package_show": package_show,
    "package_search": package_search,
    "package_autocomplete": package_autocomplete,
    "resource_show": resource_show,
    "organization_list": organization_list,
    "organization_show": organization_show,
    "group_list": group_list,
    "group_show": group_show,
    "tag_list": tag_list,
    "license_list": license_list,
    "resource_view_list": nothing,
    "vocabulary_list": nothing,
    "organization_list_for_user": nothing,
    "user_list": nothing,
}


def _dataset(name: str) -> "Dataset":
    try:
        return catalogue.get_dataset(name)
    except Absent:
        pass
    except Gone:
        raise NotFoundError from None
    try:
        return catalogue.get_dataset_by_id(name)
    except (Absent, Gone):
        raise NotFoundError from None


def _packages(datasets: list[Any]) -> list[dict[str, Any]]:
    return [ckan.to_package(view, base_url=base_url()) for view in catalogue.describe_all(datasets)]


def _organization(agency: "Agency", counts: dict[str, int]) -> dict[str, Any]:
    n = counts.get(agency.id, 0)
    return ckan.to_organization(catalogue.describe_publisher(agency, n_datasets=n))


def _in_order(agencies: list[Any], sort: str, counts: dict[str, int]) -> list[Any]:
    name, _, direction = sort.strip().partition(" ")
    keys: dict[str, Callable[[Any], Any]] = {
        "name": lambda agency: agency.slug,
        "title": lambda agency: agency.name_th,
        "package_count": lambda agency: counts.get(agency.id, 0),
    }
    if name not in keys:
        raise ValidationError(sort=f'Cannot sort by field "{name}"')
    return sorted(agencies, key=keys[name], reverse=direction.strip().lower() == "desc")


def _group(theme: codes.Code) -> dict[str, Any]:
    return {
        "id": theme.code,
        "name": theme.code,
        "title": theme.th,
        "display_name": theme.th,
        "description": "",
        "type": "group",
        "state": "active",
        "is_organization": False,
        "approval_status": "approved",
        "image_url": "",
        "image_display_url": "",
        "package_count": catalogue.count_datasets(theme=theme.code),
    }
