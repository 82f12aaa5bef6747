"""Actions that read resources: tables of datasets as CKAN knows files."""

from collections.abc import Iterable
from typing import Any

import orjson

from odms.api.ckan import proposals
from odms.api.ckan.calls import Call, action
from odms.api.ckan.parameters import natural, needed
from odms.api.ckan.searching import MAX_ROWS
from odms.api.ckan.troubles import ValidationError
from odms.catalogue.queries import packages

_UNKNOWN = 'Field "{field}" not recognised in resource_search.'


@action("id")
def resource_show(call: Call) -> dict[str, Any]:
    """One table of a dataset by id; one that is not public, to those who work for its agency."""
    table = proposals.find_table(call, needed(call.given, "id"))
    if table.is_declared or table.dataset.state != "published":
        return proposals.resource_of(table)
    _, content = packages.get_package(table.dataset_id)
    return proposals.resource_in(orjson.loads(content), table)


@action("query", "order_by", "offset", "limit")
def resource_search(call: Call) -> dict[str, Any]:
    """Tables whose field holds a text (`query` is `field:text`, or a list of which all must hold)."""
    asked = [_pair(text) for text in _queries(call.given.get("query"))]
    order = str(call.given.get("order_by") or "")
    named = {field for field, _ in asked} | ({order} if order else set())
    if unknown := named - packages.resource_fields().keys():
        raise ValidationError(query=_UNKNOWN.format(field=min(unknown)))
    start = natural(call.given, "offset", 0)
    limit = min(natural(call.given, "limit", MAX_ROWS), MAX_ROWS)
    n, found = packages.search_resources(asked, order=order, offset=start, limit=limit)
    return {"count": n, "results": list(_resources(found))}


@action("id")
def resource_view_list(call: Call) -> list[Any]:
    """Views of a resource; a table's own page shows it, so none are told."""
    return []


def _queries(given: Any) -> list[str]:
    if given in (None, "", []):
        raise ValidationError(query="Missing value")
    return [str(one) for one in given] if isinstance(given, list) else [str(given)]


def _pair(text: str) -> tuple[str, str]:
    field, colon, value = text.partition(":")
    if not colon:
        raise ValidationError(query="Must be <field>:<value> pair(s)")
    return field.strip(), value.strip()


def _resources(found: Iterable[tuple[str, str]]) -> Iterable[dict[str, Any]]:
    """The resources with these identifiers, each given with its dataset's, in this order."""
    pairs = list(found)
    kept = packages.list_packages({dataset_id for _, dataset_id in pairs})
    told = {
        one["id"]: one for content in kept.values() for one in orjson.loads(content)["resources"]
    }
    return (told[id] for id, _ in pairs if id in told)
