"""`package_search`: words, fielded queries, filters, facets and pages over all that is published."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

import orjson

from odms.api.ckan import proposals
from odms.api.ckan.calls import Call
from odms.api.ckan.parameters import flag, natural, texts
from odms.api.ckan.troubles import SearchQueryError
from odms.catalogue.queries import packages
from odms.people import queries as people
from odms.search import lucene
from odms.search.finding import find
from odms.search.rules import MAX_COUNTED_VALUES, Found
from odms.standards import codes

MAX_ROWS = 1000
DEFAULT_SORT = "score desc, metadata_modified desc"

KNOWN = {
    "q", "fq", "fq_list", "rows", "start", "sort", "facet", "facet.field", "facet.limit",
    "facet.mincount", "fl", "qf", "mm", "bf", "boost", "tie", "defType", "df", "include_private",
    "include_drafts", "include_deleted", "use_default_schema", "extras",
}  # fmt: skip
_FIELDS = {
    "id", "name", "title", "notes", "text", "organization", "owner_org", "groups", "tags",
    "res_format", "license_id", "metadata_modified", "metadata_created", "state", "type",
    "dataset_type", "*",
}  # fmt: skip

# how CKAN sorts, and the order of ours that it is; empty: the best first
_SORTS = {
    "id": "id", "name": "slug", "title": "title", "title_string": "title",
    "metadata_modified": "modified", "metadata_created": "created",
    "score": "", "views_recent": "",
}  # fmt: skip

# what CKAN counts, and the name that the index has for it; what all have in common is counted here
_COUNTED = {
    "organization": "agency", "owner_org": "agency", "groups": "theme", "tags": "tag",
    "res_format": "res_format", "license_id": "license_id",
}  # fmt: skip
_COMMON = {"type": "dataset", "dataset_type": "dataset", "state": "active"}


def package_search(call: Call) -> dict[str, Any]:
    """The result of `package_search`; what is not public and asked for comes first. Raises
    SearchQueryError and ValidationError."""
    asked = _Asked.of(call.given)
    own = proposals.meeting(proposals.list_hidden(call), asked.node, asked.typed)
    shown = own[asked.start : asked.start + asked.rows]
    counted = {_COUNTED[name]: asked.most for name in asked.facet_fields if name in _COUNTED}
    try:
        found = find(
            asked.node,
            typed=asked.typed,
            order=asked.order,
            is_down=asked.is_down,
            offset=max(asked.start - len(own), 0),
            limit=asked.rows - len(shown),
            counted=counted,
        )
    except lucene.QuerySyntaxError as error:
        raise _unreadable(error) from None
    _note(call, asked, found)
    counts = {name: _counts(name, found, own, asked) for name in asked.facet_fields}
    return {
        "count": found.total + len(own),
        "facets": counts,
        "results": [*_chosen(shown, asked.fields), *_results(found.ids, asked.fields)],
        "search_facets": {name: _search_facet(name, counts[name]) for name in counts},
        "sort": asked.sort,
    }


def contents(ids: list[str]) -> list[bytes]:
    """The packages of datasets in this order; what is public no more is left out."""
    kept = packages.list_packages(ids)
    return [kept[id] for id in ids if id in kept]


@dataclass(frozen=True)
class _Asked:
    """The parameters of one call, read."""

    node: lucene.Node
    typed: str
    rows: int
    start: int
    sort: str
    order: str
    is_down: bool
    facet_fields: list[str]
    facet_limit: int
    facet_least: int
    fields: list[str]

    @classmethod
    def of(cls, given: dict[str, Any]) -> "_Asked":
        if unknown := [n for n in given if n not in KNOWN and not n.startswith("ext_")]:
            raise SearchQueryError(f"Invalid search parameters: {unknown}")
        q = str(given.get("q") or "*:*").strip()
        is_fielded = _is_fielded(q)
        filters = [text for text in (*texts(given, "fq"), *texts(given, "fq_list")) if text]
        typed = "" if is_fielded else q
        sort = str(given.get("sort") or DEFAULT_SORT)
        order, is_down = _order(sort, is_ranked=bool(typed))
        return cls(
            node=_parsed([q, *filters] if is_fielded else filters),
            typed=typed,
            rows=min(natural(given, "rows", 10), MAX_ROWS),
            start=natural(given, "start", 0),
            sort=sort,
            order=order,
            is_down=is_down,
            facet_fields=texts(given, "facet.field") if flag(given, "facet", True) else [],
            facet_limit=_whole(given, "facet.limit", 50),
            facet_least=_whole(given, "facet.mincount", 1),
            fields=texts(given, "fl"),
        )

    @property
    def most(self) -> int:
        """How many values of a facet are told."""
        return MAX_COUNTED_VALUES if self.facet_limit < 0 else self.facet_limit


def _note(call: Call, asked: _Asked, found: Found) -> None:
    """Count a search by words, and keep the words of one that met nothing."""
    if asked.typed and asked.start == 0:
        kind, words = ("search-failed", asked.typed) if found.is_loose else ("search", "")
        call.count(kind, words=words)


def _whole(given: dict[str, Any], name: str, default: int) -> int:
    try:
        return int(given.get(name, default))
    except (TypeError, ValueError):
        raise SearchQueryError(f"{name} takes a whole number") from None


def _is_fielded(q: str) -> bool:
    """Whether a query names fields that are known; a colon that a person typed does not."""
    try:
        named = lucene.fields_of(q)
    except lucene.QuerySyntaxError:
        return False
    return bool(named) and named <= _FIELDS


def _parsed(queries: list[str]) -> lucene.Node:
    try:
        return lucene.All(tuple(lucene.parse(text) for text in queries))
    except lucene.QuerySyntaxError as error:
        raise _unreadable(error) from None


def _unreadable(error: lucene.QuerySyntaxError) -> SearchQueryError:
    return SearchQueryError(f"Search query cannot be read: {error}")


def _order(sort: str, *, is_ranked: bool) -> tuple[str, bool]:
    """The first order that says something, and whether it goes down. Raises SearchQueryError."""
    wanted = []
    for part in sort.split(","):
        name, _, direction = part.strip().partition(" ")
        if name not in _SORTS or direction.strip().lower() not in ("asc", "desc"):
            raise SearchQueryError(f'Invalid "sort" parameter: {part.strip()!r}')
        if is_ranked or _SORTS[name]:
            wanted.append((_SORTS[name], direction.strip().lower() == "desc"))
    return wanted[0] if wanted else ("modified", True)


def _counts(name: str, found: Found, own: list[dict[str, Any]], asked: _Asked) -> dict[str, int]:
    if name in _COMMON:
        counts = {_COMMON[name]: found.total}
    else:
        counts = found.counts.get(_COUNTED.get(name, ""), {})
    if name == "owner_org":
        ids = people.agency_ids(counts)
        counts = {ids[slug]: n for slug, n in counts.items() if slug in ids}
    if own:
        counts = dict((Counter(counts) + proposals.counts(own, name)).most_common(asked.most))
    return {value: n for value, n in counts.items() if n >= asked.facet_least}


def _search_facet(name: str, counts: dict[str, int]) -> dict[str, Any]:
    titles = _titles(name, counts)
    items = [
        {"name": value, "display_name": titles.get(value, value), "count": n}
        for value, n in counts.items()
    ]
    return {"title": name, "items": items}


def _titles(name: str, counts: dict[str, int]) -> dict[str, str]:
    if name == "organization":
        return people.agency_names(counts)
    if name == "groups":
        return {theme.code: theme.th for theme in codes.options("themes")}
    return {}


def _results(ids: list[str], fields: list[str]) -> list[Any]:
    if not fields:
        return [orjson.Fragment(content) for content in contents(ids)]
    return _chosen([orjson.loads(content) for content in contents(ids)], fields)


def _chosen(whole: list[dict[str, Any]], fields: list[str]) -> list[dict[str, Any]]:
    """Packages as far as their fields are asked for."""
    if not fields:
        return whole
    return [{name: one[name] for name in fields if name in one} for one in whole]
