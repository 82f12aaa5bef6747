"""OGC API Records: the catalogue as GeoJSON features, for geographic programs and catalogues.

Source: OGC 20-004r1. The one collection is called `datasets`.
"""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from odms.catalogue import queries as catalogue
from odms.catalogue.queries.descriptions import get_catalogue, list_descriptions, list_page
from odms.errors import Absent, Invalid
from odms.search import queries as search
from odms.standards import ogc_records
from odms.standards.description import in_language
from odms.web import told
from odms.web.doors import person_of
from odms.web.machines import as_json, machine

COLLECTION = "datasets"
PAGE, MOST = 10, 1_000
_JSON = "application/json"
_PARAMETERS = ("limit", "after", "page", "q", "f")


@machine("catalogue.read")
def landing(request: HttpRequest) -> HttpResponse:
    """Where the parts of the API stand."""
    base = _base()
    about = get_catalogue()
    content = {
        "title": in_language(about.titles, told.language()),
        "description": in_language(about.descriptions, told.language()),
        "links": [
            _link(base, "self", _JSON),
            _link(f"{base}/conformance", "conformance", _JSON),
            _link(f"{base}/collections", "data", _JSON),
            _link(f"{settings.CENTRE_URL}/catalog", "alternate", "text/turtle"),
        ],
    }
    return as_json(request, content, _JSON)


@machine("catalogue.read")
def conformance(request: HttpRequest) -> HttpResponse:
    """The classes of the standard that are kept."""
    return as_json(request, {"conformsTo": list(ogc_records.CLASSES)}, _JSON)


@machine("catalogue.read")
def collections(request: HttpRequest) -> HttpResponse:
    """All collections, which are one."""
    links = [_link(f"{_base()}/collections", "self", _JSON)]
    return as_json(request, {"collections": [_collection()], "links": links}, _JSON)


@machine("catalogue.read")
def collection(request: HttpRequest, name: str) -> HttpResponse:
    """What the collection is."""
    _check(name)
    return as_json(request, _collection(), _JSON)


@machine("catalogue.read")
def items(request: HttpRequest, name: str) -> HttpResponse:
    """A page of records: all in order, or those that words find, the best first."""
    _check(name)
    if unknown := sorted(set(request.GET) - set(_PARAMETERS)):
        raise Invalid("web.unknown_parameter", name=unknown[0], known=", ".join(_PARAMETERS))
    limit = _number(request, "limit", PAGE)
    q = request.GET.get("q", "").strip()[:300]
    found = _found(request, q, limit) if q else _all(request, limit)
    datasets, total, following = found
    records = [
        ogc_records.to_record(one, language=told.language()) for one in list_descriptions(datasets)
    ]
    links = [_link(_items(request.GET.dict()), "self", ogc_records.MEDIA_TYPE)]
    if following:
        links.append(_link(_items(following), "next", ogc_records.MEDIA_TYPE))
    content = {
        "type": "FeatureCollection",
        "features": records,
        "numberMatched": total,
        "numberReturned": len(records),
        "links": links,
    }
    return as_json(request, content, ogc_records.MEDIA_TYPE)


@machine("catalogue.read")
def item(request: HttpRequest, name: str, id: str) -> HttpResponse:
    """One record by the identifier of its dataset. Raises Absent and Gone."""
    _check(name)
    dataset = catalogue.get_dataset_by_id(id, person_of(request))
    if dataset.state != "published":
        raise Absent("catalogue.no_such_dataset", slug=id)
    (description,) = list_descriptions([dataset])
    record = ogc_records.to_record(description, language=told.language())
    record["links"] += [
        _link(f"{_base()}/collections/{COLLECTION}/items/{id}", "self", ogc_records.MEDIA_TYPE),
        _link(f"{_base()}/collections/{COLLECTION}", "collection", _JSON),
    ]
    return as_json(request, record, ogc_records.MEDIA_TYPE, changed_at=dataset.modified_at)


def _all(request: HttpRequest, limit: int) -> tuple[list[Any], int, dict[str, Any]]:
    """A page in the order of identifiers, how many there are, and the question for the next."""
    datasets, after = list_page(after=request.GET.get("after", "")[:26], limit=limit)
    return datasets, catalogue.count_datasets(), {"limit": limit, "after": after} if after else {}


def _found(request: HttpRequest, q: str, limit: int) -> tuple[list[Any], int, dict[str, Any]]:
    """A page of what words find, how much that is, and the question for the next."""
    page = _number(request, "page", 1)
    results = search.search(
        q, filters={}, sort="relevance", page=page, size=limit, language=told.language()
    )
    slugs = [hit.slug for hit in results.hits]
    by_slug = {dataset.slug: dataset for dataset in catalogue.list_by_slugs(slugs)}
    datasets = [by_slug[slug] for slug in slugs if slug in by_slug]
    is_last = page * limit >= results.total
    following = {} if is_last else {"q": q, "limit": limit, "page": page + 1}
    return datasets, results.total, following


def _number(request: HttpRequest, name: str, usual: int) -> int:
    asked = request.GET.get(name, str(usual))
    if not asked.isascii() or not asked.isdecimal() or int(asked[:7]) < 1:
        raise Invalid("web.wrong_limit", value=asked[:40], most=MOST)
    return min(int(asked[:7]), MOST)


def _check(name: str) -> None:
    if name != COLLECTION:
        raise Absent("web.no_such_collection", name=name, known=COLLECTION)


def _collection() -> dict[str, Any]:
    about = get_catalogue()
    at = f"{_base()}/collections/{COLLECTION}"
    box = about.places[0].bbox if about.places else None
    return {
        "id": COLLECTION,
        "itemType": "record",
        "title": in_language(about.titles, told.language()),
        "description": in_language(about.descriptions, told.language()),
        "extent": {"spatial": {"bbox": [list(box)]}} if box else {},
        "links": [
            _link(at, "self", _JSON),
            _link(f"{at}/items", "items", ogc_records.MEDIA_TYPE),
        ],
    }


def _items(asked: dict[str, Any]) -> str:
    address = f"{_base()}/collections/{COLLECTION}/items"
    return f"{address}?{urlencode(asked)}" if asked else address


def _link(href: str, rel: str, media_type: str) -> dict[str, str]:
    return {"href": href, "rel": rel, "type": media_type}


def _base() -> str:
    return f"{settings.CENTRE_URL}/ogc/records"
