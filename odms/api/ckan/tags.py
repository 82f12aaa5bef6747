"""Actions about tags: the words that datasets are filed under."""

from typing import Any

from odms.api.ckan.calls import Call, action
from odms.api.ckan.packages import bodies
from odms.api.ckan.parameters import flag, natural, needed, texts
from odms.api.ckan.searching import MAX_ROWS
from odms.api.ckan.troubles import NotFoundError, ValidationError
from odms.search import lucene
from odms.search.finding import find
from odms.search.rules import MAX_COUNTED_VALUES
from odms.standards import ckan


@action("query", "vocabulary_id", "all_fields")
def tag_list(call: Call) -> list[Any]:
    """All tags, or those that hold `query`; as objects with `all_fields`."""
    tags = [] if call.given.get("vocabulary_id") else _holding(texts(call.given, "query"))
    return [ckan.to_tag(tag) for tag in tags] if flag(call.given, "all_fields", False) else tags


@action("id", "vocabulary_id", "include_datasets")
def tag_show(call: Call) -> dict[str, Any]:
    """One tag by its name or id, with its datasets if `include_datasets`."""
    wanted = needed(call.given, "id")
    name = next((tag for tag in _tags() if wanted in (tag, ckan.to_tag(tag)["id"])), None)
    if name is None:
        raise NotFoundError
    told = ckan.to_tag(name)
    if flag(call.given, "include_datasets", False):
        asked = lucene.Term("tags", name)
        told["packages"] = bodies(find(asked, order="modified", is_down=True, limit=MAX_ROWS).ids)
    return told


@action("query", "fields", "vocabulary_id", "limit", "offset")
def tag_search(call: Call) -> dict[str, Any]:
    """Tags that hold every text of `query`, and their number."""
    found, page = _searched(call)
    return {"count": len(found), "results": [ckan.to_tag(tag) for tag in page]}


@action("query", "fields", "vocabulary_id", "limit", "offset")
def tag_autocomplete(call: Call) -> list[str]:
    """Names of tags that hold every text of `query`."""
    return _searched(call)[1]


def _searched(call: Call) -> tuple[list[str], list[str]]:
    """The tags that are asked for, and those of them on the page."""
    fields = call.given.get("fields")
    wanted = texts(call.given, "query") + (
        texts(fields, "tags") if isinstance(fields, dict) else []
    )
    if not wanted:
        raise ValidationError(query="Missing value")
    found = [] if call.given.get("vocabulary_id") else _holding(wanted)
    start, limit = natural(call.given, "offset", 0), natural(call.given, "limit", 0)
    return found, found[start : start + limit if limit else None]


def _holding(wanted: list[str]) -> list[str]:
    pieces = [one.casefold() for one in wanted]
    return sorted(tag for tag in _tags() if all(one in tag.casefold() for one in pieces))


def _tags() -> dict[str, int]:
    return find(limit=0, counted={"tag": MAX_COUNTED_VALUES}).counts["tag"]
