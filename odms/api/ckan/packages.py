"""Actions that read packages: datasets as CKAN knows them."""

from typing import Any

import orjson

from odms.api.ckan import proposals, searching
from odms.api.ckan.calls import Call, action
from odms.api.ckan.parameters import natural, needed
from odms.api.ckan.troubles import NotFoundError
from odms.catalogue.queries import packages
from odms.catalogue.queries.slugs import list_slugs
from odms.errors import Absent
from odms.people.rules import can_do
from odms.search import lucene
from odms.search.finding import find

_OF_A_PAGE = 100


@action("limit", "offset", "include_private", "include_drafts", "include_deleted")
def package_list(call: Call) -> list[str]:
    """Names of all public datasets, sorted; of the caller's own that are not public, if asked for."""
    start, limit = natural(call.given, "offset", 0), natural(call.given, "limit", 0) or None
    if hidden := proposals.list_hidden(call):
        names = sorted([*list_slugs(), *(package["name"] for package in hidden)])
        return names[start : None if limit is None else start + limit]
    return list_slugs(offset=start, limit=limit)


@action("limit", "offset", "page")
def current_package_list_with_resources(call: Call) -> list[orjson.Fragment]:
    """Datasets with their resources, the last changed first."""
    limit = natural(call.given, "limit", _OF_A_PAGE) or _OF_A_PAGE
    limit = min(limit, searching.MAX_ROWS)
    page = natural(call.given, "page", 0)
    offset = (page - 1) * limit if page else natural(call.given, "offset", 0)
    found = find(order="modified", is_down=True, offset=offset, limit=limit)
    return bodies(found.ids)


@action("id", "use_default_schema", "include_plugin_data", "include_drafts")
def package_show(call: Call) -> Any:
    """One dataset by name or id. Those who work for its agency are shown what is not public too, and
    with `include_drafts` what is proposed in place of what is."""
    name = needed(call.given, "id", "name_or_id")
    if call.person is None or not proposals.wanted_states(call.given):
        try:
            return _shown(call, name)
        except Absent:
            if call.person is None:
                raise NotFoundError from None
    dataset = proposals.find_dataset(call, name)
    if not can_do(call.person, "case.read", dataset.agency_id):
        return _shown(call, dataset.id)
    return proposals.package_of(dataset)


@action(*sorted(searching.KNOWN))
def package_search(call: Call) -> dict[str, Any]:
    """Datasets by words, fielded queries and filters, with facets and pages."""
    return searching.package_search(call)


@action("q", "limit")
def package_autocomplete(call: Call) -> list[dict[str, Any]]:
    """Datasets whose name begins with `q`, or whose title has words that do."""
    q = needed(call.given, "q")
    limit = min(natural(call.given, "limit", 10), searching.MAX_ROWS)
    asked = lucene.Some((lucene.Start("name", q), lucene.Start("title", q)))
    found = find(asked, order="slug", limit=limit)
    return [_match(package, q) for package in map(orjson.loads, searching.contents(found.ids))]


def _shown(call: Call, name: str) -> orjson.Fragment:
    """The package of a public dataset, which counts as a use of it. Raises Absent."""
    dataset, content = packages.get_package(name)
    call.count("record", dataset=dataset)
    return orjson.Fragment(content)


def _match(package: dict[str, Any], q: str) -> dict[str, Any]:
    name, title = package["name"], package["title"]
    is_name = name.startswith(q.casefold())
    return {
        "name": name,
        "title": title,
        "match_field": "name" if is_name else "title",
        "match_displayed": name if is_name else f"{title} ({name})",
    }


def bodies(ids: list[str]) -> list[orjson.Fragment]:
    """The packages of datasets in this order, ready to be sent; none for what is not public."""
    return [orjson.Fragment(content) for content in searching.contents(ids)]
