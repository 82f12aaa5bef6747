"""`package_search`: words, fielded queries, filters, facets and pages over all that is published."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from odms.api.ckan import lucene
from odms.api.ckan.parameters import flag, natural, texts
from odms.api.ckan.troubles import SearchQueryError
from odms.catalogue import queries as catalogue
from odms.ledger import queries as ledger
from odms.people import queries as people
from odms.search import queries as search
from odms.search.rules import MAX_REACH, MAX_SIZE
from odms.standards import ckan, codes

MAX_ROWS = 1000
DEFAULT_SORT = "score desc, metadata_modified desc"

KNOWN = {
    "q", "fq", "fq_list", "rows", "start", "sort", "facet", "facet.field", "facet.limit",
    "facet.mincount", "fl", "qf", "mm", "bf", "boost", "tie", "defType", "df", "include_private",
    "include_drafts", "include_deleted", "use_default_schema", "extras", "callback",
}  # fmt: skip
_FIELDS = {
    "id", "name", "title", "notes", "text", "organization", "owner_org", "groups", "tags",
    "res_format", "license_id", "metadata_modified", "metadata_created", "state", "type",
    "dataset_type", "*",
}  # fmt: skip
_SORTS = {
    "id": "id", "name": "name", "title": "title", "title_string": "title",
    "metadata_modified": "metadata_modified", "metadata_created": "metadata_created",
    "score": "_rank", "views_recent": "_rank",
}  # fmt: skip
_DOWN_AT_FIRST = ("_rank",)  # the best has the lowest rank


def package_search(given: dict[str, Any], *, base_url: str) -> dict[str, Any]:
    """The result of `package_search`. Raises SearchQueryError and ValidationError."""
    asked = _Asked.of(given)
    found = _sorted(_filtered(_words(asked.q), asked.filters), asked.sort)
    page = found[asked.start : asked.start + asked.rows]
    counts = _facets(found, asked)
    return {
        "count": len(found),
        "facets": counts,
        "results": _packages(page, asked.fields, base_url),
        "search_facets": {name: _search_facet(name, counts[name]) for name in counts},
        "sort": asked.sort,
    }


@dataclass(frozen=True)
class _Asked:
    """The parameters of one call, read."""

    q: str
    filters: list[str]
    rows: int
    start: int
    sort: str
    facet_fields: list[str]
    facet_limit: int
    facet_least: int
    fields: list[str]

    @classmethod
    def of(cls, given: dict[str, Any]) -> "_Asked":
        if unknown := [n for n in given if n not in KNOWN and not n.startswith("ext_")]:
            raise SearchQueryError(f"Invalid search parameters: {unknown}")
        return cls(
            q=str(given.get("q") or "*:*").strip(),
            filters=[text for text in (*texts(given, "fq"), *texts(given, "fq_list")) if text],
            rows=min(natural(given, "rows", 10), MAX_ROWS),
            start=natural(given, "start", 0),
            sort=str(given.get("sort") or DEFAULT_SORT),
            facet_fields=texts(given, "facet.field") if flag(given, "facet", True) else [],
            facet_limit=_whole(given, "facet.limit", 50),
            facet_least=_whole(given, "facet.mincount", 1),
            fields=texts(given, "fl"),
        )


def _whole(given: dict[str, Any], name: str, default: int) -> int:
    try:
        return int(given.get(name, default))
    except (TypeError, ValueError):
        raise SearchQueryError(f"{name} takes a whole number") from None


def _words(q: str) -> list[dict[str, Any]]:
    """All records, those that a fielded query meets, or those that words meet, the best first."""
    records = _records(_mark())
    if q == "*:*":
        return list(records.values())
    if _is_fielded(q):
        return _filtered(list(records.values()), [q])
    ranked: list[dict[str, Any]] = []
    for page in range(1, MAX_REACH // MAX_SIZE + 1):
        found = search.search(q, page=page, size=MAX_SIZE)
        ranked += [records[hit.id] for hit in found.hits if hit.id in records]
        if page * MAX_SIZE >= found.total:
            break
    return [record | {"_rank": rank} for rank, record in enumerate(ranked)]


def _is_fielded(q: str) -> bool:
    """Whether a query names fields that are known; a colon that a person typed does not."""
    try:
        named = lucene.fields_of(q)
    except lucene.QuerySyntaxError:
        return False
    return bool(named) and named <= _FIELDS


def _filtered(records: list[dict[str, Any]], filters: list[str]) -> list[dict[str, Any]]:
    try:
        tests = [lucene.parse(text) for text in filters]
    except lucene.QuerySyntaxError as error:
        raise SearchQueryError(f"Search query cannot be read: {error}") from None
    return [record for record in records if all(test(record) for test in tests)]


def _sorted(records: list[dict[str, Any]], sort: str) -> list[dict[str, Any]]:
    """Records by several fields; the last one counts least, so it is sorted by first."""
    for part in reversed(sort.split(",")):
        name, _, direction = part.strip().partition(" ")
        if name not in _SORTS or direction.strip().lower() not in ("asc", "desc"):
            raise SearchQueryError(f'Invalid "sort" parameter: {part.strip()!r}')
        key, is_down = _SORTS[name], direction.strip().lower() == "desc"
        records = sorted(records, key=_by(key), reverse=is_down != (key in _DOWN_AT_FIRST))
    return records


def _by(key: str) -> Callable[[dict[str, Any]], Any]:
    return lambda record: record.get(key, 0)


def _facets(records: list[dict[str, Any]], asked: _Asked) -> dict[str, dict[str, int]]:
    return {name: _counts(records, name, asked) for name in asked.facet_fields}


def _counts(records: list[dict[str, Any]], name: str, asked: _Asked) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for record in records:
        value = record.get(name)
        counts.update(value if isinstance(value, list) else [value] if value else [])
    most = counts.most_common(asked.facet_limit if asked.facet_limit >= 0 else None)
    return {value: n for value, n in most if n >= asked.facet_least}


def _search_facet(name: str, counts: dict[str, int]) -> dict[str, Any]:
    titles = _titles(name)
    items = [
        {"name": value, "display_name": titles.get(value, value), "count": n}
        for value, n in counts.items()
    ]
    return {"title": name, "items": items}


def _titles(name: str) -> dict[str, str]:
    if name == "organization":
        return {agency.slug: agency.name_th for agency in people.list_agencies()}
    if name == "groups":
        return {theme.code: theme.th for theme in codes.options("themes")}
    return {}


def _packages(page: list[dict[str, Any]], fields: list[str], base_url: str) -> list[dict[str, Any]]:
    datasets = {d.slug: d for d in catalogue.list_by_slugs([record["name"] for record in page])}
    kept = [datasets[record["name"]] for record in page if record["name"] in datasets]
    packages = [ckan.to_package(view, base_url=base_url) for view in catalogue.describe_all(kept)]
    if not fields:
        return packages
    return [{name: p[name] for name in fields if name in p} for p in packages]


def _mark() -> str:
    """The hash of the ledger's last entry: what was gathered under it is still right."""
    return ledger.last_place().hash


@lru_cache(maxsize=2)
def _records(mark: str) -> dict[str, dict[str, Any]]:
    """What can be asked about every published dataset, by id, as of the ledger's `mark`."""
    return {
        dataset.id: {
            "id": dataset.id,
            "name": dataset.slug,
            "title": dataset.title_th,
            "notes": dataset.description_th,
            "text": f"{dataset.title_th} {dataset.title_en} {dataset.description_th}",
            "organization": dataset.agency.slug,
            "owner_org": dataset.agency_id,
            "groups": [dataset.theme_id] if dataset.theme_id else [],
            "tags": dataset.tags,
            "res_format": ["CSV"],
            "license_id": licence.ckan
            if (licence := codes.find("licences", dataset.licence))
            else None,
            "metadata_modified": ckan.time(dataset.modified_at),
            "metadata_created": ckan.time(dataset.created_at),
            "state": "active",
            "type": "dataset",
            "dataset_type": "dataset",
        }
        for dataset in catalogue.list_datasets(limit=None)
    }
